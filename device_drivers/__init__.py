# SPDX-License-Identifier: Apache-2.0
"""Drivers for the terminal's peripherals, one folder per kind of device: pure codec, driver, simulator."""
