# SPDX-License-Identifier: Apache-2.0
"""Drivers that misbehave, for the process that hosts them."""

import ctypes
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from device_drivers.errors import CardRemoved, PaperOut
from device_drivers.receipt_printer import PrinterProfile, ReceiptPrinter
from device_drivers.receipt_printer.usb import printer_match
from device_drivers.resident_id import ResidentIdReader
from device_drivers.resident_id.usb import reader_match
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.status import DeviceState, DeviceStatus
from device_drivers.usb_device import UsbId
from device_drivers.usb_port import UsbPort

LIBC = ctypes.CDLL(None)
HELD = ctypes.PyDLL(None)
"""Keeps the interpreter while it is called."""


@dataclass(frozen=True)
class Line:
    text: str


@dataclass(frozen=True)
class Rule:
    width: int


@dataclass(frozen=True)
class Page:
    parts: tuple[Line | Rule, ...]
    secret: str = field(repr=False)


class Toy:
    """`marks`: a file that gets a line for each byte that went out."""

    def __init__(self, marks: Path) -> None:
        self._marks = marks

    def status(self) -> DeviceStatus:
        if self._marks.with_suffix(".hang").exists():
            LIBC.sleep(60)
        return DeviceStatus(DeviceState.ONLINE, ("paperLow",), str(os.getpid()))

    def close(self) -> None:
        self._mark("closed")

    def page(self, page: Page, *, times: int = 1) -> Page:
        return Page(page.parts * times, page.secret)

    def wait(self, *, deadline_s: float, cancelled: Callable[[], bool]) -> str:
        end = time.monotonic() + deadline_s
        while time.monotonic() < end and not cancelled():
            time.sleep(0.02)
        return "waited"

    def overstay(self, *, deadline_s: float) -> None:
        while True:
            time.sleep(0.05)

    def sleep_in_c(self, *, deadline_s: float) -> None:
        LIBC.sleep(60)

    def sleep_in_c_with_the_interpreter(self, *, deadline_s: float) -> None:
        HELD.sleep(60)

    def print(self, page: Page, *, deadline_s: float, before_first_byte: Callable[[], None], hang: str) -> None:
        if hang == "before":
            LIBC.sleep(60)
        before_first_byte()
        self._mark("sent")
        if hang == "after":
            LIBC.sleep(60)
        if hang == "crash":
            ctypes.string_at(0)
        raise PaperOut("no paper left", partial=True)

    def fail(self) -> None:
        raise CardRemoved("it was taken away", code="cardRemovedEarly")

    def break_down(self, secret: str) -> None:
        raise ValueError(secret)

    def _mark(self, word: str) -> None:
        with self._marks.open("a", encoding="utf-8") as file:
            file.write(word + "\n")


def toy(marks: str) -> Toy:
    return Toy(Path(marks))


def library_that_hangs_when_it_is_loaded(marks: str) -> Toy:
    LIBC.sleep(60)
    return toy(marks)


def reader(port: int) -> ResidentIdReader:
    """At the simulator's USB/IP server instead of libusb."""
    bus = UsbBus("127.0.0.1", port)
    return ResidentIdReader(UsbPort(reader_match(), backend=lambda: bus))


class HangingReader:
    """Hangs in C when a card is asked for, and while `path` exists also when it is asked how it is."""

    def __init__(self, hang: Path) -> None:
        self._hang = hang

    def status(self) -> DeviceStatus:
        if self._hang.exists():
            LIBC.sleep(60)
        return DeviceStatus(DeviceState.ONLINE)

    def read_card(self, *, deadline_s: float, cancelled: Callable[[], bool]) -> None:
        self._hang.touch()
        LIBC.sleep(60)

    def close(self) -> None: ...


def hanging_reader(*, ids: tuple[str, ...], path: str, serial: str, framing: str) -> HangingReader:
    """`serial`: the file."""
    return HangingReader(Path(serial))


def simulated_reader(*, ids: tuple[str, ...], path: str, serial: str, framing: str) -> ResidentIdReader:
    """`serial`: the port of the simulator's USB/IP server."""
    return reader(int(serial))


def simulated_printer(*, ids: tuple[str, ...], profile: PrinterProfile, path: str, serial: str) -> ReceiptPrinter:
    """`serial`: the port of the simulator's USB/IP server."""
    bus = UsbBus("127.0.0.1", int(serial))
    match = printer_match(*(UsbId(*(int(part, 16) for part in one.split(":"))) for one in ids))
    return ReceiptPrinter(UsbPort(match, backend=lambda: bus), profile=profile)
