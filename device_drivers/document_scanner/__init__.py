# SPDX-License-Identifier: Apache-2.0
"""Document scanners, by way of SANE."""

from device_drivers.document_scanner.driver import DocumentScanner, ScannerName, find_scanners
from device_drivers.document_scanner.options import Colour, Format, Page, PageSize, ScanOptions, Source

__all__ = [
    "Colour",
    "DocumentScanner",
    "Format",
    "Page",
    "PageSize",
    "ScanOptions",
    "ScannerName",
    "Source",
    "find_scanners",
]
