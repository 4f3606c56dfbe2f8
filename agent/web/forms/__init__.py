# SPDX-License-Identifier: Apache-2.0
"""What a browser sends, made into the contract's documents. Each field that is not right gets its own words."""
