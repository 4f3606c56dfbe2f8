# SPDX-License-Identifier: Apache-2.0
"""A person before the kiosk: sees what a screen reader says, touches with a finger, and compares."""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from agent.client import calls
from central.demo import people, traces
from central.demo.errors import StepFailed
from central.demo.phone import code_on
from central.demo.report import Report
from central.demo.screen import SIZE
from central.demo.screen_reader import Control, Look, ScreenReader
from central.demo.supervisor import Supervisor
from central.demo.terminal import Place
from central.demo.world import World
from central.sandbox.residents import DemoResident
from contract.local import Payment, PaymentState
from contract.money import yuan
from contract.platform import Bill, Case, Order

HOME = "想办什么事"
WAY_HOME = "^完成$|^回首页$"
PAGE_S = 5.0
"""Longest wait for the next page; a page comes in far less, a loaded machine may take more."""
DEVICE_S = 10.0
READING_S = 0.4
"""Nobody touches a page sooner after it came: the kiosk would take it for a touch meant for the page before."""
KEY_S = 0.12
LOOK_S = 0.1

T = TypeVar("T")


@dataclass
class Visit:
    """What later steps know from earlier ones stands in the lower half."""

    here: Place
    world: World
    reader: ScreenReader
    supervisor: Supervisor
    report: Report

    resident: DemoResident = field(default_factory=lambda: people.named("王秀兰"))
    chosen: Sequence[Bill] = ()
    code_url: str = ""
    payment_id: str = ""

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
        if not (0 <= x < SIZE[0] and 0 <= y < SIZE[1]):
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

    # ---- things in the hall

    def puts_card(self) -> None:
        people.put_card(self.world.reader, self.resident)

    def takes_card(self) -> None:
        self.world.reader.take_card()

    def takes_slip(self, saying: str) -> tuple[str, bytes]:
        """Waits for the one slip that says this (a pattern), and takes it out of the printer: text and picture."""
        until(lambda: self._slips_saying(saying), DEVICE_S, f"slip that says {saying!r}")
        slips = self.world.printer.slips()
        expect(len(slips) == 1, f"{len(slips)} slips came out instead of one")
        png = self.world.printer.slip_png(slips[0]["n"])
        self.world.printer.clear_slips()
        return str(slips[0]["text"]), png

    def _slips_saying(self, pattern: str) -> list[str]:
        whole = [str(slip["text"]) for slip in self.world.printer.slips() if slip["complete"]]
        return [text for text in whole if re.search(pattern, text)]

    # ---- cases

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
            found += traces.in_files(root, secrets, apart=(self.here.platform,))
        expect(not found, f"left behind: {'; '.join(found)}")


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
