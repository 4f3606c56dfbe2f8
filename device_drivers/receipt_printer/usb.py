# SPDX-License-Identifier: Apache-2.0
"""Which interface of a device on the USB bus prints and answers."""

from device_drivers.usb_device import UsbId, UsbMatch

_CLASSES = ((0x07, 1, 2), (0x07, 1, 1), (0xFF,))
"""A printer that answers; one that should not, and in some models does; a vendor's own. The printer class's other
protocols are none of ESC/POS: 07/01/04 is HTTP."""


def printer_match(
    *ids: UsbId, path: str | None = None, serial: str | None = None, interface: int | None = None
) -> UsbMatch:
    """The rest as in UsbMatch. No list of ids: too many printers, and too many ids that something else has as well."""
    return UsbMatch(ids, path, serial, interface, _CLASSES)
