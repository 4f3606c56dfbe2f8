# SPDX-License-Identifier: Apache-2.0
"""Tests of the demo, the tour and the `linli` command."""
