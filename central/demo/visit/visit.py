# SPDX-License-Identifier: Apache-2.0
"""A person before the kiosk: sees what a screen reader says, touches with a finger, and compares."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from agent.client import AgentUnreachable, calls
from central.demo.errors import StepFailed, StoryStopped
from central.demo.hall import Hall
from central.demo.running.supervisor import Supervisor
from central.demo.running.terminal import Place
from central.demo.visit import traces
from central.demo.visit.screen_reader import Control, Look, ScreenReader
from central.demo.world import people
from central.demo.world.phone import code_on
from central.demo.world.world import World
from central.sandbox.residents import DemoResident
from contract.content import Release, Service
from contract.local import DeviceState, Payment, PaymentState, Terminal
from contract.money import yuan
from contract.platform import Bill, Case, Order
from device_drivers.simulation.client import SimulatorControl

HOME = "想办什么事"
WAY_HOME = "^完成$|^回首页$|^返回首页$|^上一步$|^办完了|^先办事$|^点一下屏幕，开始办事$"
STILL_HERE = "^我还在$"
PAGE_S = 5.0
"""Longest wait for the next page; a page comes in far less, a loaded machine may take more."""
DEVICE_S = 10.0
CONTENT_S = 20.0
"""From a clerk's signature to both screens: polls every second, and a machine that may be loaded."""
BACK_AGAIN_S = 30.0
FADE_S = 1.0
RESCAN_S = 2.0
NOTICED_S = 2.0
"""Who waits for something else sees by then that the kiosk asks something."""
LOOK_S = 0.1

T = TypeVar("T")


@dataclass(frozen=True)
class Tempo:
    """How quickly somebody moves."""

    reading_s: float
    """Nobody touches a page sooner after it came: the kiosk would take it for a touch meant for the page before."""
    resting_s: float
    """How long the finger stays on what it touches: a control that is held shows it."""
    key_s: float
    """Between two keys."""


BRISK = Tempo(reading_s=0.4, resting_s=0.0, key_s=0.12)
FOLLOWABLE = Tempo(reading_s=0.9, resting_s=0.6, key_s=0.3)
"""By people who watch."""


@dataclass
class Visit:
    """What later steps know from earlier ones stands in the lower half."""

    hall: Hall
    tempo: Tempo = BRISK
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set by whoever wants the visit to end now: every wait then raises StoryStopped."""

    resident: DemoResident = field(default_factory=lambda: people.named("王秀兰"))
    chosen: Sequence[Bill] = ()
    code_url: str = ""
    payment_id: str = ""
    service: Service | None = None
    notice_title: str = ""
    _killed: int | None = None
    _old_slips: frozenset[int] = frozenset()
    _old_orders: frozenset[str] = frozenset()

    @property
    def here(self) -> Place:
        return self.hall.here

    @property
    def world(self) -> World:
        return self.hall.world

    @property
    def reader(self) -> ScreenReader:
        return self.hall.reader

    @property
    def lobby_reader(self) -> ScreenReader:
        return self.hall.lobby_reader

    @property
    def supervisor(self) -> Supervisor:
        return self.hall.supervisor

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

    # ---- patience

    def waits(self, seconds: float) -> None:
        """Raises StoryStopped."""
        if self.stopping.wait(seconds):
            raise StoryStopped

    def until(self, look: Callable[[], T | None], limit_s: float, what: str) -> T:
        """The first truthy finding. Raises StepFailed, StoryStopped."""
        end = time.monotonic() + limit_s
        while True:
            self.waits(0)
            found = look()
            if found:
                return found
            if time.monotonic() > end:
                raise StepFailed(f"no {what} within {limit_s:g} s")
            self.waits(LOOK_S)

    # ---- eyes and fingers

    def sees_that(
        self,
        look_for: Callable[[Look], T | None],
        limit_s: float,
        what: str,
        reader: ScreenReader | None = None,
    ) -> T:
        """The first truthy finding. Whoever is asked meanwhile whether somebody is still there says so, as a person
        does. Raises StepFailed with what shows instead, StoryStopped."""
        eyes = reader or self.reader
        end, asked_at = time.monotonic() + limit_s, float("inf")
        while True:
            self.waits(0)
            look = eyes.look()
            found = look_for(look)
            if found:
                return found
            if time.monotonic() > end:
                shows = " | ".join(look.words().split("\n"))[:600]
                raise StepFailed(f"no {what} within {limit_s:g} s; what shows: {shows or 'nothing'}")
            asked = look.find(STILL_HERE, "push button") if eyes is self.reader else None
            asked_at = min(asked_at, time.monotonic()) if asked else float("inf")
            if asked is not None and time.monotonic() > asked_at + NOTICED_S:
                self._touch(asked)
            self.waits(LOOK_S)

    def sees(self, name: str, role: str | None = None, limit_s: float = PAGE_S) -> Control:
        """The first control that shows under this name (a pattern)."""
        return self.sees_that(lambda look: look.find(name, role), limit_s, named(name, role))

    def sees_no_more(self, name: str, limit_s: float = PAGE_S) -> None:
        self.sees_that(lambda look: look.controls and not look.find(name), limit_s, f"screen without {name!r}")

    def touches(self, name: str, role: str | None = None) -> None:
        self.sees(name, role)
        self.waits(self.tempo.reading_s)
        self._touch(self._at_rest(name, role))

    def _at_rest(self, name: str, role: str | None) -> Control:
        """When it has stopped moving: pages slide in."""
        last: list[Control | None] = [None]

        def at_rest(look: Look) -> Control | None:
            now, before = look.find(name, role), last[0]
            last[0] = now
            return now if now is not None and now == before else None

        return self.sees_that(at_rest, PAGE_S, f"{named(name, role)} at rest")

    def touches_if_there(self, name: str) -> bool:
        """Whether there was something of this name to touch, and it stayed there long enough."""
        seen = self.reader.look().find(name)
        if seen is None:
            return False
        self.waits(self.tempo.reading_s)
        if self.reader.look().find(name) != seen or not seen.is_enabled:
            return False
        self._touch(seen)
        return True

    def types(self, keys: str) -> None:
        self.waits(self.tempo.reading_s)
        look = self.reader.look()
        for char in keys:
            key = look.find(f"^{char}$", "push button")
            if key is None:
                raise StepFailed(f"the keypad has no key {char}")
            self._touch(key)
            self.waits(self.tempo.key_s)

    def _touch(self, control: Control) -> None:
        x, y = control.centre
        width, height = self.world.camera.screen.size
        if not (0 <= x < width and 0 <= y < height):
            raise StepFailed(f"{control.name!r} lies outside the screen")
        if not control.is_enabled:
            raise StepFailed(f"{control.name!r} cannot be touched now")
        if not self.tempo.resting_s:
            self.world.finger.touch(x, y)
            return
        self.world.finger.press(x, y)
        try:
            self.waits(self.tempo.resting_s)
        finally:
            self.world.finger.release(x, y)

    def goes_home(self) -> None:
        """Touches whatever leads there, as a person does who is done."""
        end = time.monotonic() + 2 * PAGE_S
        while not (look := self.reader.look()).find(HOME):
            if look.find(WAY_HOME, "push button"):
                self.touches(WAY_HOME, "push button")
                self.sees_that(partial(says_otherwise, look), PAGE_S, "other page")
            elif time.monotonic() > end:
                raise StepFailed("no way back to the start page")
            else:
                self.waits(LOOK_S)

    # ---- the other screen, and the programs behind both

    def lobby_sees(self, name: str, limit_s: float = CONTENT_S) -> Control:
        """On the lobby display."""
        return self.sees_that(
            lambda look: look.find(name), limit_s, f"{named(name)} on the lobby display", self.lobby_reader
        )

    def lobby_sees_no_more(self, name: str, limit_s: float = CONTENT_S) -> None:
        self.sees_that(
            lambda look: look.controls and not look.find(name),
            limit_s,
            f"lobby display without {name!r}",
            self.lobby_reader,
        )

    def kills(self, name: str) -> None:
        self.until(lambda: self.supervisor.pid(name), BACK_AGAIN_S, f"{name} that runs")
        self._killed = self.supervisor.pid(name)
        expect(self.supervisor.kill(name), f"{name} did not run")

    def waits_until_back(self, name: str) -> None:
        before = self._killed
        self.until(lambda: self.supervisor.pid(name) not in {None, before}, BACK_AGAIN_S, f"{name} that runs again")

    # ---- things in the hall

    def puts_card(self) -> None:
        people.put_card(self.world.reader, self.resident)

    def takes_card(self) -> None:
        self.world.reader.take_card()

    def takes_slip(self, saying: str, printer: SimulatorControl | None = None) -> tuple[str, bytes]:
        """Waits for the one slip that says this (a pattern), and takes it out of the printer: text and picture."""
        source = printer or self.world.printer
        self.until(lambda: slips_saying(source, saying), DEVICE_S, f"slip that says {saying!r}")
        slips = source.slips()
        expect(len(slips) == 1, f"{len(slips)} slips came out instead of one")
        png = source.slip_png(slips[0]["n"])
        source.clear_slips()
        return str(slips[0]["text"]), png

    def remembers_what_was_before(self) -> None:
        """Slips in the tray and orders at the platform: what comes from now on is new."""
        self._old_slips = frozenset(int(slip["n"]) for slip in self.world.printer.slips())
        self._old_orders = frozenset(order.order_no for order in self.world.phone.orders())

    def new_slips(self) -> list[dict[str, Any]]:
        """Whole ones and pieces; they stay in the tray. `n`, `text`, `complete`."""
        return [slip for slip in self.world.printer.slips() if slip["n"] not in self._old_slips]

    def new_orders(self) -> list[Order]:
        return [order for order in self.world.phone.orders() if order.order_no not in self._old_orders]

    def sees_slip(self, saying: str) -> str:
        """The first whole new slip that says this (a pattern)."""

        def found() -> str | None:
            texts = (str(slip["text"]) for slip in self.new_slips() if slip["complete"])
            return next((text for text in texts if re.search(saying, text)), None)

        return self.until(found, DEVICE_S, f"slip that says {saying!r}")

    def terminal(self) -> Terminal | None:
        """As the agent says it is; None while it cannot be asked."""
        try:
            return self.here.operator().send(calls.terminal())
        except AgentUnreachable:
            return None

    def device_state(self, name: str) -> DeviceState:
        """As the agent knows it."""
        terminal = self.until(self.terminal, BACK_AGAIN_S, "agent that can be asked")
        return next(device.state for device in terminal.devices if device.device_id == name)

    def release(self) -> Release:
        """What the county has published, as it is on the terminal's disk."""
        release = self.here.content.release()
        if release is None:
            raise StepFailed("there is no release on the terminal's disk")
        return release

    # ---- cases

    def finds_case(self) -> None:
        self.goes_home()
        self.touches("办件进度", "push button")
        self.sees("请扫受理单上的码")
        self.scans_slip()

    def scans_slip(self) -> None:
        """Again, as a person does, when nothing has happened: a code from before the scanner listens is no answer."""
        self.until(self._scanned, DEVICE_S, "case found by its code")
        self.sees_case()

    def _scanned(self) -> bool:
        self.world.scanner.scan(self.case.project_no)
        end = time.monotonic() + RESCAN_S
        while not (found := self.reader.look().find(self.case.task_name.zh)) and time.monotonic() < end:
            self.waits(LOOK_S)
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
            self.sees_that(partial(shows_tick, name), PAGE_S, f"tick at {name}")
        self.chosen = bills

    def sees_code(self) -> str:
        return self.until(
            lambda: code_on(self.world.camera.picture()), DEVICE_S, "code on the screen that a phone can read"
        )

    def finds_order_by_code(self) -> None:
        """The code on the screen leads to an order at the platform: with the amount on the screen."""
        self.code_url = self.sees_code()
        order = self.world.phone.order_behind(self.code_url)
        self.payment_id = order.order_no
        expect(order.amount_fen == self.amount_fen, "the order's amount is not that of the bills chosen")
        self.sees(self.amount)

    def pays_by_phone(self) -> None:
        self.world.phone.pay(self.code_url)
        self.until(
            lambda: self.payment().state is PaymentState.SUCCEEDED, DEVICE_S, "payment in the ledger as succeeded"
        )

    def payment(self) -> Payment:
        """As the terminal's ledger has it."""

        def asked() -> Payment | None:
            try:
                return self.here.operator().send(calls.payment(self.payment_id))
            except AgentUnreachable:
                return None

        return self.until(asked, BACK_AGAIN_S, "answer from the agent about the payment")

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


def named(name: str, role: str | None = None) -> str:
    return f"{role or 'anything'} named {name!r}"


def expect(held: bool, otherwise: str) -> None:
    if not held:
        raise StepFailed(otherwise)
