# SPDX-License-Identifier: Apache-2.0
"""Paying: a pure state machine, and the cashier who carries it out."""
