# SPDX-License-Identifier: Apache-2.0
"""Printers on the USB bus, and which interface prints and answers. Loads pyusb: for the process that hosts it."""

from device_drivers.receipt_printer.driver import ReceiptPrinter
from device_drivers.receipt_printer.slip import PrinterProfile
from device_drivers.usb_device import UsbId, UsbMatch
from device_drivers.usb_port import UsbPort

_CLASSES = ((0x07, 1, 2), (0x07, 1, 1), (0xFF,))
"""A printer that answers; one that should not, and in some models does; a vendor's own. The printer class's other
protocols are none of ESC/POS: 07/01/04 is HTTP."""


def printer_match(
    *ids: UsbId, path: str | None = None, serial: str | None = None, interface: int | None = None
) -> UsbMatch:
    """The rest as in UsbMatch. No list of ids: too many printers, and too many ids that something else has as well."""
    return UsbMatch(ids, path, serial, interface, _CLASSES)


def usb_printer(
    *,
    ids: tuple[str, ...],
    profile: PrinterProfile,
    path: str = "",
    serial: str = "",
    interface: int | None = None,
) -> ReceiptPrinter:
    """From a configuration's words: `ids` as 04B8:0E15."""
    known = (UsbId(*(int(part, 16) for part in usb_id.split(":"))) for usb_id in ids)
    match = printer_match(*known, path=path or None, serial=serial or None, interface=interface)
    return ReceiptPrinter(UsbPort(match), profile=profile)
