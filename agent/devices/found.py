# SPDX-License-Identifier: Apache-2.0
"""What is plugged in and may be a device of this terminal, but is not configured. Reads sysfs and /dev alone.

Each is offered by an identity that stays: serial number or place, never ttyUSB0 or event7.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from contract.local import DeviceKind, FoundDevice
from contract.settings import DeviceSettings, UsbSettings, Way

READERS = frozenset({"0400:C35A", "0316:5020"})
"""Identity card readers that the driver knows by itself."""
SCANNER_VENDORS = frozenset({"0536", "05E0", "05F9", "065A", "080C", "0C2E", "1EAB"})
"""Who makes nothing that types but scanners: Hand Held Products, Symbol, PSC, Opticon, Datalogic, Honeywell, Newland.
The same as in systemd/70-linli.rules."""
LINKS = ("linli/by-path", "serial/by-path", "serial/by-id")
"""Below /dev: names of serial ports that stay."""
MOST = 32
_HUB, _PRINTER, _IPP = "09", "07", "04"
_PAGE_LANGUAGES = re.compile(r"PCL|POSTSCRIPT|PJL|PWG|URF|PDF", re.IGNORECASE)
"""In what a printer says of itself (IEEE 1284): an office printer, to which a slip's bytes are garbage."""
_PLACE = re.compile(r"/(\d+-\d+(?:\.\d+)*)(?=/)")


@dataclass(frozen=True)
class Machine:
    """Where it is looked at; `readers`: what PC/SC knows, by name."""

    usb: Path = Path("/sys/bus/usb/devices")
    inputs: Path = Path("/sys/class/input")
    dev: Path = Path("/dev")
    readers: tuple[str, ...] = field(default=())


HERE = Machine()


def found(configured: Iterable[DeviceSettings], machine: Machine = HERE) -> tuple[FoundDevice, ...]:
    """Models that are known, printers, scanners that type, card readers, and whatever is a serial port; a touchscreen
    is none of these."""
    settings = tuple(one for one in configured if one.enabled)
    seen = (*_on_usb(machine), *_typing(machine), *_card_readers(machine))
    return tuple(one for one in seen if not _taken(one, settings, machine))[:MOST]


def _on_usb(machine: Machine) -> Iterator[FoundDevice]:
    for place in _inside(machine.usb):
        vendor, product = _read(place / "idVendor"), _read(place / "idProduct")
        if ":" in place.name or place.name.startswith("usb") or not vendor or not product:
            continue
        if _read(place / "bDeviceClass") == _HUB:
            continue
        usb_id, port = f"{vendor}:{product}".upper(), _port(place)
        kind = DeviceKind.RESIDENT_ID if usb_id in READERS else _printer_kind(place)
        serial = _read(place / "serial")
        if kind is None and port is None:
            continue
        if kind is DeviceKind.OFFICE_PRINTER:  # it needs a queue of CUPS first
            offers: tuple[DeviceSettings, ...] = ()
        elif kind is not None:
            offers = (_usb_offer(kind, usb_id, place.name, serial),)
        else:
            stable = _stable(port or "", machine.dev)
            kinds = (DeviceKind.CODE_SCANNER, DeviceKind.RESIDENT_ID, DeviceKind.RECEIPT_PRINTER)
            offers = tuple(DeviceSettings(kind=one, port=stable) for one in kinds)
        name = " ".join(filter(None, (_read(place / "manufacturer"), _read(place / "product"))))
        yield FoundDevice(usb_id=usb_id, path=place.name, serial=serial, name=name, port=port, kind=kind, offers=offers)


def _typing(machine: Machine) -> Iterator[FoundDevice]:
    """Of those with media keys only the one that types Enter; a link below by-id names it."""
    for link in _inside(machine.dev / "input/by-id"):
        if not link.name.endswith("-event-kbd"):
            continue
        event = link.readlink().name if link.is_symlink() else link.name
        device = (machine.inputs / event).resolve().parent  # of which event7 is the way in
        vendor, product = _read(device / "id/vendor").upper(), _read(device / "id/product").upper()
        if vendor not in SCANNER_VENDORS:
            continue
        places = _PLACE.findall(f"{device}/")
        offer = DeviceSettings(kind=DeviceKind.CODE_SCANNER, keyboard=str(link))
        yield FoundDevice(
            usb_id=f"{vendor}:{product}", path=places[-1] if places else "", name=_read(device / "name"),
            kind=DeviceKind.CODE_SCANNER, offers=(offer,),
        )  # fmt: skip


def _card_readers(machine: Machine) -> Iterator[FoundDevice]:
    for name in machine.readers:
        plain = _plain(name)
        yield FoundDevice(
            name=plain, kind=DeviceKind.SMART_CARD, offers=(DeviceSettings(kind=DeviceKind.SMART_CARD, pcsc=plain),)
        )


def _usb_offer(kind: DeviceKind, usb_id: str, path: str, serial: str) -> DeviceSettings:
    """By its serial number, which goes with it to another socket; else by its place."""
    usb = UsbSettings(ids=() if usb_id in READERS else (usb_id,), serial=serial, path="" if serial else path)
    return DeviceSettings(kind=kind, usb=usb)


def _taken(device: FoundDevice, settings: tuple[DeviceSettings, ...], machine: Machine) -> bool:
    return any(_is(one, device, machine) for one in settings)


def _is(one: DeviceSettings, device: FoundDevice, machine: Machine) -> bool:
    match one.ways:
        case (Way.PORT,):
            return device.port is not None and Path(one.port or "").resolve().name == Path(device.port).name
        case (Way.USB,) if one.usb is not None:
            known = {usb_id.upper() for usb_id in one.usb.ids}
            known |= READERS if one.kind == DeviceKind.RESIDENT_ID else set()
            here = one.usb.path in {"", device.path} and one.usb.serial in {"", device.serial}
            return device.kind is not None and device.usb_id in known and here
        case (Way.FILE,):  # which of the printers it is the kernel alone knows
            lps = machine.usb / device.path
            name = Path(one.file or "").resolve().name
            return bool(device.path) and any(lps.glob(f"{device.path}:*/usbmisc/{name}"))
        case (Way.KEYBOARD,):
            offered = device.offers[0].keyboard if device.offers else None
            where = one.keyboard or ""
            return offered is not None and (
                where.upper() == device.usb_id or Path(where).resolve() == Path(offered).resolve()
            )
        case (Way.PCSC,):
            mine = device.kind is DeviceKind.SMART_CARD
            return mine and (one.pcsc == "*" or (one.pcsc or "").casefold() in device.name.casefold())
    return False


def _printer_kind(place: Path) -> DeviceKind | None:
    interfaces = [one for one in place.glob(f"{place.name}:*") if _read(one / "bInterfaceClass") == _PRINTER]
    if not interfaces:
        return None
    pages = any(
        _read(one / "bInterfaceProtocol") == _IPP or _PAGE_LANGUAGES.search(_read(one / "ieee1284_id"))
        for one in interfaces
    )
    return DeviceKind.OFFICE_PRINTER if pages else DeviceKind.RECEIPT_PRINTER


def _port(place: Path) -> str | None:
    """ttyUSB0 stands below the interface, ttyACM0 in a folder there."""
    interfaces = f"{place.name}:*"
    names = sorted(
        path.name for pattern in ("ttyUSB*", "tty/ttyACM*") for path in place.glob(f"{interfaces}/{pattern}")
    )
    return f"/dev/{names[0]}" if names else None


def _stable(port: str, dev: Path) -> str:
    """The first link to it that stays, else its bare name."""
    for folder in LINKS:
        for link in _inside(dev / folder):
            if link.resolve().name == Path(port).name:
                return str(link)
    return port


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _read(file: Path) -> str:
    """What a device says of itself is anything."""
    try:
        return _plain(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:126]
