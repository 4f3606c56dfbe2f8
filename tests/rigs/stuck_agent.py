# SPDX-License-Identifier: Apache-2.0
"""The agent with devices as the rigs need them: a reader on a USB bus whose driver hangs in a native call while a file
says so, and one of PC/SC, both hosted.

What nobody must build, for the negative controls:
`--shared`: all drivers run one at a time, and who asks how the devices are has them asked in the thread that answers.
`--leaking`: a serial port that was lost stays open.
`--stale`: PC/SC's context is established once and kept, as pyscard's own monitors do.
"""

import argparse
import ctypes
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from smartcard.scard import SCARD_SCOPE_SYSTEM, SCardEstablishContext

from agent import service
from agent.devices import worker
from agent.devices.hosted import PATIENCE_S, Hosted, Recipe
from agent.devices.kinds import KINDS
from agent.devices.worker import DeviceWorker, Driver
from contract.local import Device, DeviceKind
from contract.settings import DeviceSettings
from device_drivers.resident_id import ResidentCard, ResidentIdReader
from device_drivers.resident_id.usb import reader_match
from device_drivers.serial_port import SerialPort
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.smart_card import SmartCardReader
from device_drivers.smart_card.pcsc import Pcsc
from device_drivers.status import DeviceStatus
from device_drivers.usb_port import UsbPort

FREE, HELD = "free", "held"
SLOT = "slot"
"""The device whose reader is PC/SC's."""
HERE = "tests.rigs.stuck_agent"
_HANG_S = 60
_LIBC = {FREE: ctypes.CDLL(None), HELD: ctypes.PyDLL(None)}
"""The second keeps the interpreter while it is called."""


class StuckReader(ResidentIdReader):
    """A reader whose library hangs, whatever it is asked."""

    def __init__(self, port: int, hang: Path) -> None:
        bus = UsbBus("127.0.0.1", port)
        super().__init__(UsbPort(reader_match(), backend=lambda: bus))
        self._hang = hang

    def status(self) -> DeviceStatus:
        self._perhaps_hang()
        return super().status()

    def read(self, *, deadline_s: float, cancelled: Callable[[], bool]) -> ResidentCard:
        self._perhaps_hang()
        return super().read(deadline_s=deadline_s, cancelled=cancelled)

    def _perhaps_hang(self) -> None:
        if self._hang.is_file():
            _LIBC[self._hang.read_text(encoding="ascii")].sleep(_HANG_S)


def stuck_reader(port: int, hang: str) -> StuckReader:
    return StuckReader(port, Path(hang))


def card_slot() -> SmartCardReader:
    return SmartCardReader()


def stale_card_slot() -> SmartCardReader:
    def open_once(self: Pcsc) -> int:
        if self._context is None:
            result, self._context = SCardEstablishContext(SCARD_SCOPE_SYSTEM)
            self._check(result, "PC/SC service")
        return self._context

    Pcsc.open = open_once  # type: ignore[method-assign]
    Pcsc.close = lambda self: None  # type: ignore[method-assign]
    return SmartCardReader()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hang", default="", help="the file")
    parser.add_argument(
        "--patience", type=float, default=PATIENCE_S, help="seconds, also until the agent calls one busy"
    )
    parser.add_argument("--poll", type=float, default=worker.POLL_S, help="seconds between two looks at an idle device")
    for control in ("--shared", "--leaking", "--stale"):
        parser.add_argument(control, action="store_true")
    options, rest = parser.parse_known_args(argv)
    usual = KINDS[DeviceKind.RESIDENT_ID]
    worker.BUSY_S, worker.POLL_S = options.patience, options.poll

    def reader(name: str, settings: DeviceSettings) -> Driver:
        if settings.usb is None:
            return usual(name, settings)
        if name == SLOT:
            factory = stale_card_slot if options.stale else card_slot
            return Hosted(SmartCardReader, Recipe(f"{HERE}:{factory.__name__}"))
        recipe = Recipe(f"{HERE}:stuck_reader", {"port": int(settings.usb.serial), "hang": options.hang})
        return Hosted(ResidentIdReader, recipe, patience_s=options.patience)

    KINDS[DeviceKind.RESIDENT_ID] = reader
    if options.shared:
        _share()
    if options.leaking:
        _leak()
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


def _leak() -> None:
    lost: list[object] = []

    def close(self: SerialPort) -> None:
        lost.append(self._serial)
        self._serial = None

    SerialPort.close = close  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
