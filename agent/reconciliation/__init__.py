# SPDX-License-Identifier: Apache-2.0
"""The nightly match: the platform's settlement, the ledger and the slips, held against each other."""
