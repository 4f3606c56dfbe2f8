# SPDX-License-Identifier: Apache-2.0
"""The agent, with a reader on the USB bus whose driver hangs in a native call while a file says so.

`--shared` is the negative control, what nobody must build: all drivers run one at a time, and who asks the agent how
its devices are has them asked in the thread that answers.
"""

import argparse
import ctypes
import sys
import threading
from pathlib import Path
from typing import Any

from agent import service
from agent.devices import worker
from agent.devices.hosted import Hosted, Recipe
from agent.devices.kinds import KINDS
from agent.devices.worker import DeviceWorker, Driver
from contract.local import Device, DeviceKind
from contract.settings import DeviceSettings
from device_drivers.resident_id import ResidentIdReader
from device_drivers.resident_id.usb import reader_match
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.status import DeviceStatus
from device_drivers.usb_port import UsbPort

FREE, HELD = "free", "held"
_HANG_S = 60
_LIBC = {FREE: ctypes.CDLL(None), HELD: ctypes.PyDLL(None)}
"""The second keeps the interpreter while it is called."""


class StuckReader(ResidentIdReader):
    """A reader whose library hangs when it is asked how it is."""

    def __init__(self, port: int, hang: Path) -> None:
        bus = UsbBus("127.0.0.1", port)
        super().__init__(UsbPort(reader_match(), backend=lambda: bus))
        self._hang = hang

    def status(self) -> DeviceStatus:
        if self._hang.exists():
            _LIBC[self._hang.read_text(encoding="ascii")].sleep(_HANG_S)
        return super().status()


def stuck_reader(port: int, hang: str) -> StuckReader:
    return StuckReader(port, Path(hang))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hang", required=True)
    parser.add_argument("--patience", type=float, required=True)
    parser.add_argument("--shared", action="store_true")
    options, rest = parser.parse_known_args(argv)
    usual = KINDS[DeviceKind.RESIDENT_ID]
    worker.BUSY_S = options.patience

    def reader(name: str, settings: DeviceSettings) -> Driver:
        if settings.usb is None:
            return usual(name, settings)
        recipe = Recipe("tests.rigs.stuck_agent:stuck_reader", {"port": int(settings.usb.serial), "hang": options.hang})
        return Hosted(ResidentIdReader, recipe, patience_s=options.patience)

    KINDS[DeviceKind.RESIDENT_ID] = reader
    if options.shared:
        _share()
    return service.main(rest)


class _OneAtATime:
    def __init__(self, driver: Driver, lock: threading.Lock) -> None:
        self._driver = driver
        self._lock = lock

    def __getattr__(self, name: str) -> Any:
        def run(*arguments: object, **named: object) -> object:
            with self._lock:
                return getattr(self._driver, name)(*arguments, **named)

        return run


def _share() -> None:
    lock = threading.Lock()
    for kind, make in list(KINDS.items()):
        KINDS[kind] = lambda name, settings, make=make: _OneAtATime(make(name, settings), lock)  # type: ignore[misc]
    usual = DeviceWorker.view

    def view(self: DeviceWorker[Driver]) -> Device:
        self.observed(self._driver.status())
        return usual(self)

    DeviceWorker.view = view  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
