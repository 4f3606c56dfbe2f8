# SPDX-License-Identifier: Apache-2.0
"""What is plugged into the USB and may be a device of this terminal, but is not configured. Reads sysfs alone."""

from collections.abc import Iterable
from pathlib import Path

from contract.local import DeviceKind, FoundDevice
from contract.settings import DeviceSettings

SYS = Path("/sys/bus/usb/devices")
KINDS = {"0400:C35A": DeviceKind.RESIDENT_ID, "0316:5020": DeviceKind.RESIDENT_ID}
"""The models that a driver knows by itself."""
MOST = 32
_HUB = "09"


def found(configured: Iterable[DeviceSettings], root: Path = SYS) -> tuple[FoundDevice, ...]:
    """Models that are known, and whatever is a serial port; a touchscreen is neither."""
    settings = [one for one in configured if one.enabled]
    ports = {Path(one.port).resolve().name for one in settings if one.port}
    usb = [one.usb for one in settings if one.usb is not None and one.usb.enabled]
    known = set(KINDS) | {usb_id.upper() for one in usb for usb_id in one.ids}

    def taken(device: FoundDevice) -> bool:
        if device.port is not None:
            return Path(device.port).name in ports
        return any(
            device.usb_id in known and one.path in {"", device.path} and one.serial in {"", device.serial}
            for one in usb
        )

    try:
        places = sorted(root.iterdir())
    except OSError:
        return ()
    here = (_device(place) for place in places if ":" not in place.name and not place.name.startswith("usb"))
    return tuple(one for one in here if one is not None and not taken(one) and (one.kind or one.port))[:MOST]


def _device(place: Path) -> FoundDevice | None:
    vendor, product = _read(place / "idVendor"), _read(place / "idProduct")
    if not vendor or not product or _read(place / "bDeviceClass") == _HUB:
        return None
    usb_id = f"{vendor}:{product}".upper()
    name = " ".join(filter(None, (_read(place / "manufacturer"), _read(place / "product"))))
    return FoundDevice(
        usb_id=usb_id, path=place.name, serial=_read(place / "serial"), name=name, port=_port(place),
        kind=KINDS.get(usb_id),
    )  # fmt: skip


def _port(place: Path) -> str | None:
    """ttyUSB0 stands below the interface, ttyACM0 in a folder there."""
    interfaces = f"{place.name}:*"
    names = sorted(
        path.name for pattern in ("ttyUSB*", "tty/ttyACM*") for path in place.glob(f"{interfaces}/{pattern}")
    )
    return f"/dev/{names[0]}" if names else None


def _read(file: Path) -> str:
    """What a device says of itself is anything."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:126]
