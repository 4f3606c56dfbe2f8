# SPDX-License-Identifier: Apache-2.0
"""Tries a device that is not in use yet: opens it, asks how it is, lets it go, all within a limit."""

import logging
import re
import threading
from pathlib import Path

from agent.devices.hosted import CRASHED, STALLED
from agent.devices.kinds import open_driver
from agent.errors import InvalidRequest, QueueFull
from contract.errors import InvalidSettings
from contract.local import DeviceKind
from contract.settings import DeviceSettings, Way
from device_drivers.status import DeviceState, DeviceStatus

log = logging.getLogger("agent.devices")

LIMIT_S = 8.0
SCAN_LIMIT_S = 12.0
"""SANE asks the network, too, and a scanner that sleeps wakes first."""
_DEVICES = {
    Way.PORT: ("serial port", re.compile(r"/dev/(tty[A-Za-z]+[0-9]+|rfcomm[0-9]+|pts/[0-9]+)")),
    Way.FILE: ("printer's file", re.compile(r"/dev/(usb/lp[0-9]+|lp[0-9]+|pts/[0-9]+)")),
}
"""Opening anything else by mistake may do harm: a watchdog device restarts the machine."""
_KEYBOARD = re.compile(r"/dev/input/by-(id|path)/[^/\s]{1,150}")
_EVENT = re.compile(r"event[0-9]+")
_USB_ID = re.compile(r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,252}")


class Trials:
    """One at a time."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def run(self, settings: DeviceSettings) -> DeviceStatus:
        """Raises InvalidRequest, and QueueFull while an earlier one hangs."""
        if self._thread is not None and self._thread.is_alive():
            raise QueueFull("an earlier trial has not come to its end")
        try:
            _, driver = open_driver("new", settings)
        except InvalidSettings as error:
            raise InvalidRequest(str(error)) from None
        seen: list[DeviceStatus] = []

        def look() -> None:
            try:
                seen.append(driver.status())
            except Exception:
                log.exception("a trial failed in an unforeseen way")
                seen.append(DeviceStatus(DeviceState.HARDWARE_ERROR, ("internalError",), "an unforeseen error"))
            finally:
                driver.close()

        self._thread = threading.Thread(target=look, name="device-trial", daemon=True)
        self._thread.start()
        limit_s = SCAN_LIMIT_S if settings.kind == DeviceKind.DOCUMENT_SCANNER else LIMIT_S
        self._thread.join(limit_s)
        return seen[0] if seen else DeviceStatus(DeviceState.UNKNOWN, (), f"no answer within {limit_s:.0f} s")


def answers(status: DeviceStatus) -> bool:
    """A device that says what is wrong with it does answer; one that is not understood does not."""
    if status.state is DeviceState.HARDWARE_ERROR:
        return not {"protocolError", "internalError", STALLED, CRASHED} & set(status.faults)
    return status.state in {DeviceState.ONLINE, DeviceState.USER_ERROR, DeviceState.DEVICE_BUSY}


def check_address(settings: DeviceSettings) -> None:
    """What a technician may name. Raises InvalidRequest."""
    if settings.host and not _HOST.fullmatch(settings.host):
        raise InvalidRequest("host is neither a name nor an address")
    for way in _DEVICES:
        if where := getattr(settings, way):
            _check_path(way, where)
    if settings.keyboard and not _USB_ID.fullmatch(settings.keyboard):
        _check_keyboard(settings.keyboard)
    if settings.pcsc and (not settings.pcsc.isprintable() or len(settings.pcsc) > 120):
        raise InvalidRequest("pcsc is no part of a reader's name")


def _check_path(way: Way, where: str) -> None:
    if not where.startswith("/") or not where.isprintable() or len(where) > 200:
        raise InvalidRequest(f"{way} is no path of a device")
    what, right = _DEVICES[way]
    try:
        real = Path(where).resolve()
        there = real.exists()
    except (OSError, RuntimeError):
        raise InvalidRequest(f"{way} is no path of a device") from None
    if there and not right.fullmatch(str(real)):
        raise InvalidRequest(f"{way} is there, but is no {what}")


def _check_keyboard(where: str) -> None:
    """udev's names are links to the device of the moment."""
    if not _KEYBOARD.fullmatch(where) or not where.isprintable():
        raise InvalidRequest("keyboard is neither vendor:product nor a name below /dev/input/by-id or by-path")
    try:
        event = Path(where).readlink().name
    except FileNotFoundError:
        return
    except OSError:
        event = ""
    if not _EVENT.fullmatch(event):
        raise InvalidRequest("keyboard is there, but is no input device")


def address(settings: DeviceSettings) -> tuple[str, int]:
    """Two devices with the same one are in each other's way."""
    match settings.ways:
        case (Way.HOST, *_):
            return (settings.host or "").lower(), settings.tcp_port
        case (Way.PORT | Way.FILE | Way.KEYBOARD as way, *_):
            where = str(getattr(settings, way))
            return str(Path(where).resolve()) if where.startswith("/") else where.upper(), 0
        case (Way.CUPS, *_) if settings.cups is not None:
            return f"{settings.at} {settings.cups.server}", 0
    return settings.at.lower(), 0
