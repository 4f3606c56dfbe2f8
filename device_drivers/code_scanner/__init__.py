# SPDX-License-Identifier: Apache-2.0
"""Bar code and QR scanners on a serial port."""

from device_drivers.code_scanner.codec import Scan
from device_drivers.code_scanner.driver import CodeScanner

__all__ = ["CodeScanner", "Scan"]
