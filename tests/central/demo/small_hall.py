# SPDX-License-Identifier: Apache-2.0
"""A hall for the console: simulators, sandbox, county, line and both X servers are real, the terminal is not there."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from central.demo.hall import Hall
from central.demo.running.processes import Program
from central.demo.running.screen import Screen
from central.demo.running.supervisor import Supervisor
from central.demo.running.terminal import LOBBY, Place, Ports
from central.demo.stories.story import Step, Story
from central.demo.stories.teller import Teller
from central.demo.visit.screen_reader import Control, Look, ScreenReader
from central.demo.visit.visit import Visit
from central.demo.world.clerk import Clerk
from central.demo.world.diary import Diary
from central.demo.world.line import Line
from central.demo.world.world import World, world
from central.sandbox.server import Sandbox
from contract.clock import clock_of
from contract.text import LocalText
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.simulation.control import ControlServer
from tests.central.demo.glass import Glass, Server, glass, server

KIOSK, LOBBY_SIZE = (360, 640), (640, 360)
PROGRAMS = ("agent", "sync", "web", "kiosk", "signage")


class Spoken(ScreenReader):
    """No bus, no application: always the same page."""

    def __init__(self) -> None: ...

    def look(self) -> Look:
        return Look(
            (
                Control("heading", "您好，想办什么事？", 20, 20, 300, 40, is_checked=False, is_enabled=True),
                Control("push button", "生活缴费", 20, 100, 100, 60, is_checked=False, is_enabled=True),
                Control("push button", "办事指南", 200, 100, 100, 60, is_checked=False, is_enabled=True),
            )
        )


def story(name: str, *steps: Step) -> Story:
    return Story(
        name,
        LocalText(zh=f"故事{name}", en=f"Story {name}"),
        LocalText(zh="打印纸用完了，钱不会有事。", en="The paper runs out, and the money is safe."),
        steps,
    )


class Pages:
    """The steps of a story, which goes on when it is told to."""

    def __init__(self) -> None:
        self.turn = threading.Semaphore(0)

    def story(self, name: str) -> Story:
        says = (
            LocalText(zh="王秀兰来交水费。", en="Wang Xiulan comes to pay for water."),
            LocalText(zh="纸用完了，钱是安全的。", en="The paper runs out; the money is safe."),
            LocalText(
                zh="工作人员换了纸。机器不会自己再打一张：前一张打到哪里，它说不准。居民点一下，凭条补打出来。",
                en="Staff put in new paper. The machine prints nothing by itself: how far the first slip came "
                "it cannot know. The resident asks, and the slip is printed again.",
            ),
        )
        return story(name, *(Step(text, self._turned) for text in says))

    def _turned(self, visit: Visit) -> None:
        while not self.turn.acquire(timeout=0.05):
            visit.waits(0)


@dataclass
class SmallHall:
    hall: Hall
    teller: Teller
    pages: Pages
    kiosk: Glass
    sandbox: Sandbox

    @property
    def world(self) -> World:
        return self.hall.world


@contextmanager
def screens(folder: Path) -> Iterator[tuple[Server, Server]]:
    with server("kiosk", KIOSK, folder) as kiosk, server(LOBBY, LOBBY_SIZE, folder) as lobby:
        yield kiosk, lobby


@contextmanager
def small_hall(folder: Path, clerk: Clerk, kiosk: Screen, lobby: Screen) -> Iterator[SmallHall]:
    with ExitStack() as closing:
        sandbox = closing.enter_context(Sandbox(folder / "sandbox.db"))
        here = Place(folder, folder, Ports(int(sandbox.url.rsplit(":", 1)[1]), 0, 0, 0, 0, 0, 0))
        for made in (here.notes, here.logs, here.content.root):
            made.mkdir(exist_ok=True, parents=True)
        for name, device in (
            ("reader", ResidentIdSimulator(here.link("reader"))),
            ("printer", ReceiptPrinterSimulator()),
            ("spare-printer", ReceiptPrinterSimulator()),
            ("scanner", CodeScannerSimulator(here.link("scanner"))),
        ):
            closing.enter_context(device)
            closing.enter_context(ControlServer(here.control(name), device))
        sleepers = (
            Program(name, lambda: ["sleep", "600"], lambda _child: True, {"PATH": "/usr/bin:/bin"}) for name in PROGRAMS
        )
        supervisor = closing.enter_context(
            Supervisor(sleepers, logs=here.logs, notes=here.notes, say=lambda _line: None)
        )
        line = closing.enter_context(Line(()))
        diary = Diary(clock_of(here.clock_file))
        around = closing.enter_context(world(here, clerk, line, kiosk, lobby, diary))
        hall = Hall(here, around, Spoken(), Spoken(), supervisor)
        pages = Pages()
        teller = teller_of(hall, pages)
        closing.callback(teller.close)
        yield SmallHall(hall, teller, pages, closing.enter_context(glass(kiosk)), sandbox)


def teller_of(hall: Hall, pages: Pages) -> Teller:
    told = tuple(pages.story(name) for name in ("one", "two", "three", "four", "five", "six"))
    return Teller(hall, told, pace=0, set_scene=lambda _visit: None, clear_scene=lambda _visit: None)
