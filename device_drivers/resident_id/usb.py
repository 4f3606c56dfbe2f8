# SPDX-License-Identifier: Apache-2.0
"""Identity card readers on the USB bus. Loads pyusb: for the process that hosts the driver."""

from device_drivers.resident_id.driver import ResidentIdReader
from device_drivers.resident_id.framing import FRAMINGS
from device_drivers.usb_device import UsbId, UsbMatch
from device_drivers.usb_port import Reports, UsbPort

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


def usb_reader(
    *,
    ids: tuple[str, ...] = (),
    path: str = "",
    serial: str = "",
    interface: int | None = None,
    report_size: int | None = None,
    report_id: int | None = None,
    framing: str = "sdt",
) -> ResidentIdReader:
    """From a configuration's words: `ids` as 0400:C35A, `framing` a name in FRAMINGS."""
    more = tuple(UsbId(*(int(part, 16) for part in usb_id.split(":"))) for usb_id in ids)
    reports = None if report_size is None and report_id is None else Reports(report_size or 64, report_id)
    match = reader_match(more=more, path=path or None, serial=serial or None, interface=interface)
    return ResidentIdReader(UsbPort(match, reports=reports), framing=FRAMINGS[framing])
