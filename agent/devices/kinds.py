# SPDX-License-Identifier: Apache-2.0
"""From a line of configuration to a driver. A new kind of device is one folder of drivers and one entry here.

What calls a native library (libusb, PC/SC) is hosted in a process of its own. SANE and CUPS are reached by programs of
theirs (scanimage, ipptool), which the drivers themselves end at a deadline: those run in the worker's thread.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.devices.hosted import Hosted, Recipe
from agent.devices.worker import Driver
from contract.device_settings import CupsSettings, DeviceSettings, SaneSettings, UsbSettings, Way
from contract.errors import InvalidSettings
from contract.local import DEFAULT_BAUD, WAYS, DeviceKind
from device_drivers.code_scanner import CodeScanner, KeyboardMatch, KeyboardPort
from device_drivers.document_scanner import DocumentScanner, ScannerName
from device_drivers.file_port import FilePort
from device_drivers.office_printer import OfficePrinter
from device_drivers.receipt_printer import PrinterProfile, ReceiptPrinter
from device_drivers.receipt_printer.profiles import PROFILES
from device_drivers.resident_id import FRAMINGS, ResidentIdReader
from device_drivers.serial_port import SerialPort
from device_drivers.smart_card import SmartCardReader
from device_drivers.tcp_port import TcpPort

USB_READER = "device_drivers.resident_id.usb:usb_reader"
USB_PRINTER = "device_drivers.receipt_printer.usb:usb_printer"
CARD_READER = "device_drivers.smart_card.driver:smart_card_reader"
ANY = "*"
_COLUMN_DOTS = 12
_USB_ID = re.compile(r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}")
_HOST_AND_PORT = re.compile(r"[^:]*:[0-9]+")
"""What many write as an address; of IPv6 even the shortest has two colons."""


def _reader(_name: str, settings: DeviceSettings) -> Driver:
    framing = FRAMINGS[settings.framing]
    match settings.ways:
        case (Way.USB,):
            usb = settings.usb or UsbSettings()
            reports = {"report_size": usb.report_size, "report_id": usb.report_id}
            return Hosted(ResidentIdReader, Recipe(USB_READER, {**_usb(usb, **reports), "framing": settings.framing}))
        case (Way.HOST,):
            return ResidentIdReader(TcpPort(settings.host or "", settings.tcp_port), framing=framing)
    return ResidentIdReader(settings.port or "", baud_of(settings), framing=framing)


def _printer(name: str, settings: DeviceSettings) -> Driver:
    profile = profile_of(settings)
    match settings.ways:
        case (Way.USB,):
            usb = settings.usb or UsbSettings()
            if not usb.ids:
                raise InvalidSettings(f"device.{name}.usb.ids is missing: no printer is known by itself")
            return Hosted(ReceiptPrinter, Recipe(USB_PRINTER, {**_usb(usb), "profile": profile}))
        case (Way.PORT,):
            return ReceiptPrinter(SerialPort(settings.port or "", baud_of(settings)), profile=profile)
        case (Way.FILE,):
            return ReceiptPrinter(FilePort(settings.file or ""), profile=profile)
    return ReceiptPrinter(settings.host or "", settings.tcp_port, profile)


def _scanner(name: str, settings: DeviceSettings) -> Driver:
    if settings.ways == (Way.KEYBOARD,):
        return CodeScanner(KeyboardPort(_keyboard(name, settings.keyboard or "")))
    return CodeScanner(settings.port or "", baud_of(settings))


def _card_reader(_name: str, settings: DeviceSettings) -> Driver:
    reader = "" if settings.pcsc == ANY else settings.pcsc or ""
    return Hosted(SmartCardReader, Recipe(CARD_READER, {"reader": reader}))


def _document_scanner(name: str, settings: DeviceSettings) -> Driver:
    sane = settings.sane or SaneSettings()
    try:
        scanner = ScannerName(sane.device) if sane.device else ScannerName(vendor=sane.vendor, model=sane.model)
    except ValueError:
        raise InvalidSettings(f"device.{name}.sane: device, or vendor and model, are missing") from None
    return DocumentScanner(scanner, sane.config or None)


def _office_printer(name: str, settings: DeviceSettings) -> Driver:
    cups = settings.cups or CupsSettings()
    if not cups.queue:
        raise InvalidSettings(f"device.{name}.cups.queue is missing")
    return OfficePrinter(cups.queue, cups.server)


KINDS: dict[DeviceKind, Callable[[str, DeviceSettings], Driver]] = {
    DeviceKind.RESIDENT_ID: _reader,
    DeviceKind.RECEIPT_PRINTER: _printer,
    DeviceKind.CODE_SCANNER: _scanner,
    DeviceKind.SMART_CARD: _card_reader,
    DeviceKind.DOCUMENT_SCANNER: _document_scanner,
    DeviceKind.OFFICE_PRINTER: _office_printer,
}


def open_driver(name: str, settings: DeviceSettings) -> tuple[DeviceKind, Driver]:
    """Raises InvalidSettings."""
    try:
        kind = DeviceKind(settings.kind)
    except ValueError:
        known = ", ".join(DeviceKind)
        raise InvalidSettings(f"device.{name}.kind: {settings.kind!r} is none of {known}") from None
    ways = WAYS[kind]
    if not settings.ways:
        others = f" (or {', '.join(ways[1:])})" if ways[1:] else ""
        raise InvalidSettings(f"device.{name}.{ways[0]} is missing{others}")
    if len(settings.ways) > 1:
        raise InvalidSettings(f"device.{name}: only one of {', '.join(settings.ways)} can be how it is reached")
    if settings.ways[0] not in ways:
        raise InvalidSettings(f"device.{name}.{settings.ways[0]}: a {kind} is reached by {', '.join(ways)}")
    if _HOST_AND_PORT.fullmatch(settings.host or ""):
        raise InvalidSettings(f"device.{name}.host: the address alone; the port goes into tcp_port")
    if not (settings.port or settings.file or "/").startswith("/"):
        raise InvalidSettings(f"device.{name}.{settings.ways[0]}: not a path such as /dev/ttyUSB0 or /dev/usb/lp0")
    return kind, KINDS[kind](name, settings)


def profile_of(settings: DeviceSettings) -> PrinterProfile:
    """The model's, with what the settings say beside it."""
    profile = PROFILES[settings.model]
    if settings.columns is not None and settings.columns != profile.columns:
        profile = replace(profile, columns=settings.columns, dots=settings.columns * _COLUMN_DOTS)
    return replace(profile, encoding=settings.encoding or profile.encoding)


def baud_of(settings: DeviceSettings) -> int:
    return settings.baud or DEFAULT_BAUD.get(settings.kind, 9_600)


def _usb(usb: UsbSettings, **more: int | None) -> dict[str, object]:
    given = {"path": usb.path, "serial": usb.serial, "interface": usb.interface, **more}
    return {"ids": usb.ids, **{key: value for key, value in given.items() if value is not None}}


def _keyboard(name: str, where: str) -> KeyboardMatch:
    if _USB_ID.fullmatch(where):
        vendor, product = (int(part, 16) for part in where.split(":"))
        return KeyboardMatch(vendor=vendor, product=product)
    if not where.startswith("/"):
        raise InvalidSettings(f"device.{name}.keyboard: neither a path nor vendor:product")
    return KeyboardMatch(path=where)
