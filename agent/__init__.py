# SPDX-License-Identifier: Apache-2.0
"""The local device agent: hardware, ledger, payments and the link to the central platform."""
