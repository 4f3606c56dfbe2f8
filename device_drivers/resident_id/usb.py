# SPDX-License-Identifier: Apache-2.0
"""Which devices on the USB bus are identity card readers."""

from device_drivers.usb_device import UsbId, UsbMatch

READER_IDS = (UsbId(0x0400, 0xC35A), UsbId(0x0316, 0x5020))
"""The national chip (Synjones, HuaShi and many others), from several public sources; one of Synjones', from one. Of HID
readers neither ids nor reports are public: they come by configuration."""


def reader_match(
    *,
    more: tuple[UsbId, ...] = (),
    path: str | None = None,
    serial: str | None = None,
    interface: int | None = None,
) -> UsbMatch:
    """The rest as in UsbMatch."""
    return UsbMatch((*READER_IDS, *more), path, serial, interface)
