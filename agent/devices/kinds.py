# SPDX-License-Identifier: Apache-2.0
"""From a line of configuration to a driver. A new kind of device is one folder of drivers and one entry here."""

from collections.abc import Callable

import msgspec

from agent.devices.hosted import Hosted, Recipe
from agent.devices.worker import Driver
from contract.errors import InvalidSettings
from contract.local import DeviceKind
from contract.settings import DeviceSettings, Way
from device_drivers.code_scanner import CodeScanner
from device_drivers.receipt_printer import PrinterProfile, ReceiptPrinter
from device_drivers.resident_id import FRAMINGS, ResidentIdReader
from device_drivers.tcp_port import TcpPort

DEFAULT_BAUD: dict[str, int] = {DeviceKind.RESIDENT_ID: 115_200, DeviceKind.CODE_SCANNER: 9_600}


USB_READER = "device_drivers.resident_id.usb:usb_reader"


def _reader(name: str, settings: DeviceSettings) -> Driver:
    framing = FRAMINGS[settings.framing]
    if len(settings.ways) > 1:
        raise InvalidSettings(f"device.{name}: only one of {', '.join(settings.ways)} can be how it is reached")
    if settings.ways == (Way.USB,):
        arguments = {k: v for k, v in msgspec.to_builtins(settings.usb).items() if k != "enabled" and v is not None}
        return Hosted(ResidentIdReader, Recipe(USB_READER, {**arguments, "framing": settings.framing}))
    if settings.host:
        return ResidentIdReader(TcpPort(settings.host, settings.tcp_port), framing=framing)
    baud = settings.baud or DEFAULT_BAUD[DeviceKind.RESIDENT_ID]
    return ResidentIdReader(_port(name, settings), baud, framing=framing)


def _printer(name: str, settings: DeviceSettings) -> Driver:
    if not settings.host:
        raise InvalidSettings(f"device.{name}.host is missing")
    profile = PrinterProfile(columns=settings.columns, dots=settings.columns * 12, encoding=settings.encoding)
    return ReceiptPrinter(settings.host, settings.tcp_port, profile)


def _scanner(name: str, settings: DeviceSettings) -> Driver:
    return CodeScanner(_port(name, settings), settings.baud or DEFAULT_BAUD[DeviceKind.CODE_SCANNER])


def _port(name: str, settings: DeviceSettings) -> str:
    if not settings.port:
        raise InvalidSettings(f"device.{name}.port is missing")
    return settings.port


KINDS: dict[DeviceKind, Callable[[str, DeviceSettings], Driver]] = {
    DeviceKind.RESIDENT_ID: _reader,
    DeviceKind.RECEIPT_PRINTER: _printer,
    DeviceKind.CODE_SCANNER: _scanner,
}


def open_driver(name: str, settings: DeviceSettings) -> tuple[DeviceKind, Driver]:
    """Raises InvalidSettings."""
    try:
        kind = DeviceKind(settings.kind)
    except ValueError:
        known = ", ".join(DeviceKind)
        raise InvalidSettings(f"device.{name}.kind: {settings.kind!r} is none of {known}") from None
    return kind, KINDS[kind](name, settings)
