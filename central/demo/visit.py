# SPDX-License-Identifier: Apache-2.0
"""A person before the kiosk: sees what a screen reader says, touches with a finger, and compares."""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PIL import Image

from agent.client import calls
from central.demo import people, traces
from central.demo.errors import StepFailed
from central.demo.phone import code_on
from central.demo.report import Report
from central.demo.screen_reader import Control, Look, ScreenReader
from central.demo.supervisor import Supervisor
from central.demo.terminal import Place
from central.demo.world import World
from central.sandbox.residents import DemoResident
from contract.content import Service
from contract.local import DeviceState, Payment, PaymentState
from contract.money import yuan
from contract.platform import Bill, Case, Order
from device_drivers.simulation.client import SimulatorControl

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOME = "想办什么事"
WAY_HOME = "^完成$|^回首页$|^返回首页$|^上一步$|^办完了"
PAGE_S = 5.0
"""Longest wait for the next page; a page comes in far less, a loaded machine may take more."""
DEVICE_S = 10.0
CONTENT_S = 20.0
"""From a clerk's signature to both screens: polls every second, and a machine that may be loaded."""
BACK_AGAIN_S = 30.0
READING_S = 0.4
"""Nobody touches a page sooner after it came: the kiosk would take it for a touch meant for the page before."""
FADE_S = 1.0
KEY_S = 0.12
RESCAN_S = 2.0
LOOK_S = 0.1

T = TypeVar("T")


@dataclass
class Visit:
    """What later steps know from earlier ones stands in the lower half."""

    here: Place
    world: World
    reader: ScreenReader
    lobby_reader: ScreenReader
    supervisor: Supervisor
    report: Report
    standby: Mapping[str, Image.Image]
    """Each screen's picture when nothing lies over the standby."""
    technician: Callable[[], "Page"]
    """The technician's phone, taken out at the first look."""

    resident: DemoResident = field(default_factory=lambda: people.named("王秀兰"))
    chosen: Sequence[Bill] = ()
    code_url: str = ""
    payment_id: str = ""
    service: Service | None = None
    notice_title: str = ""
    site_url: str = ""
    site_secret: str = ""
    site_password: str = ""
    _killed: int | None = None

    @property
    def case(self) -> Case:
        return self.resident.case[0]

    @property
    def amount_fen(self) -> int:
        return sum(bill.total_fen for bill in self.chosen)

    @property
    def amount(self) -> str:
        """As a pattern for screen and slip."""
        return amount_pattern(self.amount_fen)

    # ---- eyes and fingers

    def sees(self, name: str, role: str | None = None, limit_s: float = PAGE_S) -> Control:
        return self.reader.wait_for(name, limit_s, role)

    def touches(self, name: str, role: str | None = None) -> None:
        self.reader.wait_for(name, PAGE_S, role)
        time.sleep(READING_S)
        self._touch(self.reader.wait_for_rest(name, PAGE_S, role))

    def types(self, digits: str) -> None:
        time.sleep(READING_S)
        look = self.reader.look()
        for digit in digits:
            key = look.find(f"^{digit}$", "push button")
            if key is None:
                raise StepFailed(f"the keypad has no key {digit}")
            self._touch(key)
            time.sleep(KEY_S)

    def _touch(self, control: Control) -> None:
        x, y = control.centre
        width, height = self.world.camera.screen.size
        if not (0 <= x < width and 0 <= y < height):
            raise StepFailed(f"{control.name!r} lies outside the screen")
        if not control.is_enabled:
            raise StepFailed(f"{control.name!r} cannot be touched now")
        self.world.finger.touch(x, y)

    def goes_home(self) -> None:
        """Touches whatever leads there, as a person does who is done."""
        end = time.monotonic() + 2 * PAGE_S
        while not (look := self.reader.look()).find(HOME):
            if look.find(WAY_HOME, "push button"):
                self.touches(WAY_HOME, "push button")
                self.reader.wait_until(partial(says_otherwise, look), PAGE_S, "other page")
            elif time.monotonic() > end:
                raise StepFailed("no way back to the start page")
            else:
                time.sleep(LOOK_S)

    # ---- the other screen, and the programs behind both

    def lobby_sees(self, name: str, limit_s: float = CONTENT_S) -> Control:
        return self.lobby_reader.wait_for(name, limit_s)

    def photographs_lobby(self) -> None:
        """For people to look at: when one thing has come all the way before another."""
        time.sleep(FADE_S)
        self.report.keep_lobby(self.world.lobby.picture())

    def kills(self, name: str) -> None:
        until(lambda: self.supervisor.pid(name), BACK_AGAIN_S, f"{name} that runs")
        self._killed = self.supervisor.pid(name)
        expect(self.supervisor.kill(name), f"{name} did not run")

    def waits_until_back(self, name: str) -> None:
        before = self._killed
        until(lambda: self.supervisor.pid(name) not in {None, before}, BACK_AGAIN_S, f"{name} that runs again")

    # ---- things in the hall

    def puts_card(self) -> None:
        people.put_card(self.world.reader, self.resident)

    def takes_card(self) -> None:
        self.world.reader.take_card()

    def takes_slip(self, saying: str, printer: SimulatorControl | None = None) -> tuple[str, bytes]:
        """Waits for the one slip that says this (a pattern), and takes it out of the printer: text and picture."""
        source = printer or self.world.printer
        until(lambda: slips_saying(source, saying), DEVICE_S, f"slip that says {saying!r}")
        slips = source.slips()
        expect(len(slips) == 1, f"{len(slips)} slips came out instead of one")
        png = source.slip_png(slips[0]["n"])
        source.clear_slips()
        return str(slips[0]["text"]), png

    def device_state(self, name: str) -> DeviceState:
        """As the agent knows it."""
        devices = self.here.operator().send(calls.terminal()).devices
        return next(device.state for device in devices if device.device_id == name)

    # ---- cases

    def finds_case(self) -> None:
        self.goes_home()
        self.touches("办件进度", "push button")
        self.sees("请扫受理单上的码")
        self.scans_slip()

    def scans_slip(self) -> None:
        """Again, as a person does, when nothing has happened: a code from before the scanner listens is no answer."""
        until(self._scanned, DEVICE_S, "case found by its code")
        self.sees_case()

    def _scanned(self) -> bool:
        self.world.scanner.scan(self.case.project_no)
        end = time.monotonic() + RESCAN_S
        while not (found := self.reader.look().find(self.case.task_name.zh)) and time.monotonic() < end:
            time.sleep(LOOK_S)
        return found is not None

    def sees_case(self) -> None:
        """The number may be written in groups."""
        self.sees(self.case.task_name.zh)
        self.sees(" ?".join(self.case.project_no))

    # ---- bills and their payment

    def sees_bills(self, bills: Iterable[Bill]) -> None:
        for bill in bills:
            self.sees(amount_pattern(bill.total_fen), "check box", DEVICE_S)

    def chooses(self, bills: Sequence[Bill]) -> None:
        for bill in bills:
            name = amount_pattern(bill.total_fen)
            self.touches(name, "check box")
            self.reader.wait_until(partial(shows_tick, name), PAGE_S, f"tick at {name}")
        self.chosen = bills

    def sees_code(self) -> str:
        return until(lambda: code_on(self.world.camera.picture()), DEVICE_S, "code on the screen that a phone can read")

    def finds_order_by_code(self) -> None:
        """The code on the screen leads to an order at the platform: with the amount on the screen."""
        self.code_url = self.sees_code()
        order = self.world.phone.order_behind(self.code_url)
        self.payment_id = order.order_no
        expect(order.amount_fen == self.amount_fen, "the order's amount is not that of the bills chosen")
        self.sees(self.amount)

    def pays_by_phone(self) -> None:
        self.world.phone.pay(self.code_url)
        until(lambda: self.payment().state is PaymentState.SUCCEEDED, DEVICE_S, "payment in the ledger as succeeded")

    def payment(self) -> Payment:
        """As the terminal's ledger has it."""
        return self.here.operator().send(calls.payment(self.payment_id))

    def order(self) -> Order:
        """As the platform has it."""
        return next(order for order in self.world.phone.orders() if order.order_no == self.payment_id)

    # ---- what must not be

    def expects_nobody_named(self) -> None:
        words = self.reader.look().words()
        name, number = self.resident.name, self.resident.number
        marks = (name.reveal(), name.on_own_screen(), name.masked(), number.reveal(), number.masked(), "**")
        found = [mark for mark in marks if mark in words]
        expect(not found, f"the screen still says {', '.join(found)}")

    def expects_no_trace(self) -> None:
        """Neither on the screen nor in any file of the terminal."""
        self.expects_nobody_named()
        secrets = (self.resident.name.reveal(), self.resident.number.reveal())
        found = traces.in_ledger(self.here.state / traces.LEDGER, secrets)
        for root in {self.here.root, self.here.run}:
            found += traces.in_files(root, secrets, apart=(self.here.platform, self.here.county))
        expect(not found, f"left behind: {'; '.join(found)}")


def slips_saying(printer: SimulatorControl, pattern: str) -> list[str]:
    whole = [str(slip["text"]) for slip in printer.slips() if slip["complete"]]
    return [text for text in whole if re.search(pattern, text)]


def amount_pattern(fen: int) -> str:
    return rf"(?<![\d,]){re.escape(yuan(fen))}(?!\d)"


def shows_tick(name: str, look: Look) -> bool:
    control = look.find(name, "check box")
    return control is not None and control.is_checked


def says_otherwise(before: Look, now: Look) -> bool:
    return now.words() != before.words()


def until(look: Callable[[], T | None], limit_s: float, what: str) -> T:
    end = time.monotonic() + limit_s
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise StepFailed(f"no {what} within {limit_s:g} s")
        time.sleep(LOOK_S)


def expect(held: bool, otherwise: str) -> None:
    if not held:
        raise StepFailed(otherwise)
