# SPDX-License-Identifier: Apache-2.0
"""An office printer (A4) behind a CUPS queue."""

from device_drivers.office_printer.driver import OfficePrinter

__all__ = ["OfficePrinter"]
