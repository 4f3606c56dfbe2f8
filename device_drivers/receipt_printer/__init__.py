# SPDX-License-Identifier: Apache-2.0
"""ESC/POS receipt printers in the network."""

from device_drivers.receipt_printer.driver import ReceiptPrinter
from device_drivers.receipt_printer.slip import (
    Align,
    Columns,
    Cut,
    Feed,
    Item,
    PrinterProfile,
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
    "Feed",
    "Item",
    "PrinterProfile",
    "Qr",
    "ReceiptPrinter",
    "Rule",
    "Size",
    "Slip",
    "Text",
]
