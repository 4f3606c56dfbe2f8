# SPDX-License-Identifier: Apache-2.0
"""Slips: what they say, and the desk that prints each receipt once."""
