# SPDX-License-Identifier: Apache-2.0
"""ESC/POS receipt printers on a network, a serial line or USB."""

from device_drivers.receipt_printer.driver import ReceiptPrinter
from device_drivers.receipt_printer.report import PrinterReport
from device_drivers.receipt_printer.slip import (
    Align,
    Columns,
    Cut,
    CutKind,
    Feed,
    Item,
    Logo,
    PrinterProfile,
    Proof,
    Qr,
    Rule,
    Size,
    Slip,
    Text,
)

__all__ = [
    "Align",
    "Columns",
    "Cut",
    "CutKind",
    "Feed",
    "Item",
    "Logo",
    "PrinterProfile",
    "PrinterReport",
    "Proof",
    "Qr",
    "ReceiptPrinter",
    "Rule",
    "Size",
    "Slip",
    "Text",
]
