# SPDX-License-Identifier: Apache-2.0
"""The county's side of Linli."""
