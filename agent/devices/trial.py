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
from contract.settings import DeviceSettings
from device_drivers.status import DeviceState, DeviceStatus

log = logging.getLogger("agent.devices")

LIMIT_S = 8.0
_SERIAL = re.compile(r"/dev/(tty[A-Za-z]+[0-9]+|rfcomm[0-9]+|pts/[0-9]+)")
"""Opening anything else by mistake may do harm: a watchdog device restarts the machine."""
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
        self._thread.join(LIMIT_S)
        return seen[0] if seen else DeviceStatus(DeviceState.UNKNOWN, (), f"no answer within {LIMIT_S:.0f} s")


def answers(status: DeviceStatus) -> bool:
    """A device that says what is wrong with it does answer; one that is not understood does not."""
    if status.state is DeviceState.HARDWARE_ERROR:
        return not {"protocolError", "internalError", STALLED, CRASHED} & set(status.faults)
    return status.state in {DeviceState.ONLINE, DeviceState.USER_ERROR, DeviceState.DEVICE_BUSY}


def check_address(settings: DeviceSettings) -> None:
    """What a technician may name. Raises InvalidRequest."""
    if settings.host and not _HOST.fullmatch(settings.host):
        raise InvalidRequest("host is neither a name nor an address")
    if settings.port:
        if not settings.port.startswith("/") or not settings.port.isprintable() or len(settings.port) > 200:
            raise InvalidRequest("port is no path of a device")
        try:
            real = Path(settings.port).resolve()
            there = real.exists()
        except (OSError, RuntimeError):
            raise InvalidRequest("port is no path of a device") from None
        if there and not _SERIAL.fullmatch(str(real)):
            raise InvalidRequest("port is there, but is no serial port")


def address(settings: DeviceSettings) -> tuple[str, int]:
    """Two devices with the same one are in each other's way."""
    if settings.usb is not None and settings.usb.enabled:
        return settings.at, 0
    if settings.host or settings.kind == DeviceKind.RECEIPT_PRINTER:
        return (settings.host or "").lower(), settings.tcp_port
    return str(Path(settings.port or "").resolve()), 0
