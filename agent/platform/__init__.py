# SPDX-License-Identifier: Apache-2.0
"""The link to the county's central platform."""
