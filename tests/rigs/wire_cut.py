# SPDX-License-Identifier: Apache-2.0
"""wire-cut: the line to a device is cut at each byte of a card's reading and of a slip, in both directions.

Real ledger, command desk, worker and driver; simulated reader and printer on their real wires (serial line, TCP, USB/IP
bus). Each cut is followed by the same once more, undisturbed: the device has to be ready again within five seconds.

A reading ends with the card that lies there or with a word for what went wrong, never with another card. A slip that
succeeded is whole on paper, of one that failed there is nothing, and everything else is unknown; none comes out twice.

Positive control: no cuts. Negative controls: a reader's driver that gives the last card when the line breaks, and two
printers' drivers that know what they cannot know.
"""

import logging
import random
import shutil
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self, cast

from agent.command_journal import CommandJournal
from agent.commands import CommandDesk
from agent.devices.worker import DeviceWorker
from agent.journal import Journal
from agent.ledger import Ledger
from agent.ledger.commands import StoredCommand
from agent.live import Live
from agent.sessions import ResidentSession
from contract.clock import SystemClock
from contract.local import Command, CommandState, DeviceKind, DeviceState, Outcome, PrintCase, ReadIdentity
from contract.platform import Case, CaseState
from contract.settings import SHIPPED, load
from contract.text import Language, LocalText
from device_drivers.errors import DeviceError, OutcomeUnknown, PaperOut
from device_drivers.port import DuplexPort, Port
from device_drivers.receipt_printer import Proof, ReceiptPrinter, Slip
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id import Reading, ResidentIdReader, is_id_number
from device_drivers.resident_id.simulator import CardData, ResidentIdSimulator
from device_drivers.resident_id.usb import reader_match
from device_drivers.serial_port import SerialPort
from device_drivers.simulation.pty_wire import PtyWire
from device_drivers.simulation.tcp_wire import TcpWire
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.simulation.usb_wire import UsbWire
from device_drivers.simulation.wire import Wire
from device_drivers.tcp_port import TcpPort
from device_drivers.usb_port import UsbPort
from tests.rigs.report import Result

READY_S = 5.0
DEADLINE_MS = 10_000
LIMIT_S = 30.0
STATIONS = 4
"""Devices of one kind that are cut side by side: they mostly wait."""
LEAST = 6
USB_EVERY = 8
"""On the bus a byte never stands alone: its packet has sixty-four."""


@dataclass
class Tally:
    cuts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    doubled: int = 0
    late: int = 0
    slowest_s: float = 0.0
    details: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.wrong or self.doubled or self.late)

    @property
    def counts(self) -> dict[str, int]:
        told = {name: self.outcomes[name] for name in ("succeeded", "failed", "unknown")}
        return {"cuts": self.cuts.total(), **told, "wrong": self.wrong, "doubled": self.doubled, "late": self.late}

    def figure(self) -> str:
        where = ", ".join(f"{count} of {what}" for what, count in self.cuts.items())
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return (
            f"{self.cuts.total()} cuts ({where}): {told}; {self.wrong} told wrongly, {self.doubled} doubled, "
            f"{self.late} not ready in {READY_S:.0f} s (slowest {self.slowest_s:.1f} s)"
        )

    def fault(self, kind: str, detail: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        self.details.append(detail)


def run(scale: float, seed: int) -> Result:
    logging.disable(logging.CRITICAL)
    directory = Path(tempfile.mkdtemp(prefix="wire-cut-"))
    ledger, clock = Ledger(directory), SystemClock()
    events = Journal(directory / "journal.db", clock)
    place = Place(directory, ledger, events, scale, random.Random(seed))
    readings = ((pty, 1), (tcp, 1), (usb, USB_EVERY))
    product = [
        *(partial(place.cut, f"a card's reading ({line.__name__})", partial(CardStation, place, line), every)
          for line, every in readings),
        *(partial(place.cut, f"a slip ({line.__name__})", partial(SlipStation, place, line)) for line in (pty, tcp)),
    ]  # fmt: skip
    positive = [partial(place.leave, CardStation(place, pty)), partial(place.leave, SlipStation(place, tcp))]
    negative = [
        partial(place.some, CardStation(place, tcp, GivesTheLastCard)),
        partial(place.some, SlipStation(place, tcp, SaysPrinted)),
        partial(place.some, SlipStation(place, tcp, SaysFailed)),
    ]
    try:
        with ThreadPoolExecutor(len(product) + len(positive) + len(negative)) as pool:
            work = [[pool.submit(trial) for trial in trials] for trials in (product, positive, negative)]
            held, undisturbed, careless = ([trial.result() for trial in trials] for trials in work)
    finally:
        events.close()
        ledger.close()
        shutil.rmtree(directory)
        logging.disable(logging.NOTSET)
    told, control = _sum(held), _sum(undisturbed)
    return Result(
        product_held=told.clean and {"succeeded", "failed", "unknown"} <= set(told.outcomes),
        figure=told.figure(),
        positive_held=control.clean and set(control.outcomes) == {"succeeded"},
        negative_broke=all(tally.wrong for tally in careless),
        details=(*told.details[:5], *control.details[:5]),
        counts=told.counts,
    )


@dataclass
class Place:
    directory: Path
    ledger: Ledger
    events: Journal
    scale: float
    choice: random.Random

    def cut(self, what: str, make: "Callable[[], Station]", every: int = 1) -> Tally:
        """At as many bytes as the scale says, evenly, with the first and the last."""
        with ExitStack() as closing:
            first = closing.enter_context(make())
            length = first.length()
            wanted = min(length, max(LEAST, round(length * self.scale / every)))
            offset = self.choice.random()
            bytes_ = sorted({0, length - 1, *(int((n + offset) * length / wanted) for n in range(wanted))} - {length})
            count = min(STATIONS, 1 + len(bytes_) // 4)
            stations = [first, *(closing.enter_context(make()) for _ in range(count - 1))]
            for station in stations[1:]:
                station.length()

            def work(number: int) -> Tally:
                own = Tally()
                for at in bytes_[number::count]:
                    stations[number].once(own, at)
                return own

            with ThreadPoolExecutor(count) as pool:
                return _sum([Tally(cuts=Counter({what: len(bytes_)})), *pool.map(work, range(count))])

    def leave(self, station: "Station") -> Tally:
        """Alone."""
        tally = Tally()
        with station:
            station.length()
            for _ in range(2):
                station.once(tally, None)
        return tally

    def some(self, station: "Station") -> Tally:
        """Where it hurts: in the middle of the data."""
        tally = Tally()
        with station:
            length = station.length()
            for part in (0.5, 0.75, 0.9):
                station.once(tally, int(length * part) | 1)
        return tally


def _sum(tallies: Sequence[Tally]) -> Tally:
    told = Tally()
    for tally in tallies:
        told.cuts += tally.cuts
        told.outcomes += tally.outcomes
        told.wrong += tally.wrong
        told.doubled += tally.doubled
        told.late += tally.late
        told.slowest_s = max(told.slowest_s, tally.slowest_s)
        told.details += tally.details
    return told


# ---- wires

Line = Callable[[Path], tuple[Wire, Callable[[], Port | DuplexPort]]]


def pty(path: Path) -> tuple[Wire, Callable[[], Port | DuplexPort]]:
    return PtyWire(path, None), lambda: SerialPort(str(path), 115_200)


def tcp(_path: Path) -> tuple[Wire, Callable[[], Port | DuplexPort]]:
    wire = TcpWire(baud=None)
    return wire, lambda: TcpPort("127.0.0.1", wire.port)


def usb(_path: Path) -> tuple[Wire, Callable[[], Port | DuplexPort]]:
    wire = UsbWire(vendor=0x0400, product=0xC35A)

    def port() -> UsbPort:
        bus = UsbBus("127.0.0.1", wire.port)
        return UsbPort(reader_match(), backend=lambda: bus)

    return wire, port


# ---- devices that lose their line


class CutReader(ResidentIdSimulator):
    """Cut before byte `at` of what it answers, and at the same byte again when the driver tries anew."""

    _at: int | None = None
    _times = 0

    def cut(self, at: int | None, times: int) -> None:
        self._at, self._times = at, times - 1
        self.faults.put(disconnect_after=at)

    def _powered_up(self) -> None:
        super()._powered_up()
        if self._times > 0:
            self._times -= 1
            self.faults.put(disconnect_after=self._at)

    @property
    def answered(self) -> int:
        """Bytes since the faults were set."""
        return self._sent


class CutPrinter(ReceiptPrinterSimulator):
    """Cut before a byte from the host, or before one of its answers. What it has got, it goes on printing."""

    _answers_left: int | None = None
    answered = 0

    def cut(self, at: int | None) -> None:
        self._answers_left = None
        self.answered = 0
        self.faults.put(disconnect_after=at)

    def cut_answer(self, at: int) -> None:
        self.cut(None)
        self._answers_left = at

    def _answer(self, answer: bytes) -> None:
        kept = answer if self._answers_left is None else answer[: self._answers_left]
        self.answered += len(kept)
        if kept:
            super()._answer(kept)
        if self._answers_left is not None:
            self._answers_left -= len(kept)
            if len(kept) < len(answer):
                self._answers_left = None
                self._wire.plug()

    @property
    def received(self) -> int:
        return self._received


# ---- a device, its worker, and the desk before it


class Station:
    """One device with all that stands before it, worked by one thread."""

    def __init__(
        self, place: Place, kind: DeviceKind, simulator: CutReader | CutPrinter, driver: Callable[[], Any]
    ) -> None:
        """`driver` is made when the simulator runs: some wires have their address from then on."""
        self._place = place
        self._kind = kind
        self._device = simulator
        self._driver = driver
        self._kept = CommandJournal(place.ledger, SystemClock())

    def __enter__(self) -> Self:
        clock = SystemClock()
        self._device.start()
        self._worker: DeviceWorker[Any] = DeviceWorker("device", self._kind, self._driver(), clock, lambda *_: None)
        bench = cast(Any, SimpleNamespace(reader=self._worker, printer=self._worker))
        self._desk = CommandDesk(self._kept, bench, self._place.events, clock, Live(load([SHIPPED])))
        self._worker.start()
        self.settle(None)
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.stop()
        self._device.stop()

    def length(self) -> int:
        """Bytes at which it can be cut."""
        raise NotImplementedError

    def once(self, tally: Tally, at: int | None) -> None:
        """One command cut there, and one after it."""
        raise NotImplementedError

    def command(self, session: ResidentSession, command: Command) -> StoredCommand:
        command_id = uuid.uuid4().hex
        self._desk.accept(session, command_id, command)
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            stored = self._kept.find(command_id)
            if stored is not None and stored.state is CommandState.FINISHED and command_id not in session.cancels:
                return stored
            time.sleep(0.002)
        raise RuntimeError("a command did not end")

    def settle(self, after: StoredCommand | None) -> None:
        """Until the worker has looked at the device behind that command: the next cut is not for its look."""
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            seen = self._worker.view()
            newer = after is None or (seen.observed_at is not None and seen.observed_at > after.changed_at)
            if seen.state is DeviceState.ONLINE and newer:
                return
            time.sleep(0.002)
        raise RuntimeError("a device did not come back")

    def judge_ready(self, tally: Tally, since: float, told: str) -> None:
        took_s = time.monotonic() - since
        tally.slowest_s = max(tally.slowest_s, took_s)
        if took_s > READY_S:
            tally.fault("late", f"{told}: ready after {took_s:.1f} s")


class CardStation(Station):
    def __init__(self, place: Place, line: Line, driver: type[ResidentIdReader] = ResidentIdReader) -> None:
        wire, port = line(place.directory / uuid.uuid4().hex)
        self._reader = CutReader(wire)
        self._people = random.Random(place.choice.random())
        super().__init__(place, DeviceKind.RESIDENT_ID, self._reader, lambda: driver(cast(Port, port())))

    def length(self) -> int:
        """All that the reader answers, from its finding of a card to the card's data."""
        self._reader.cut(None, 1)
        _, stored, _ = self._read()
        length = self._reader.answered
        self.settle(stored)
        return length

    def once(self, tally: Tally, at: int | None) -> None:
        self._reader.cut(at, 1 if at is not None and at % USB_EVERY == 0 else 2)
        wanted, stored, got = self._read()
        self._reader.cut(None, 1)
        ended = time.monotonic()
        tally.outcomes[str(stored.outcome)] += 1
        told = f"a card cut at byte {at}: {stored.outcome} {stored.trouble or ''}"
        if stored.outcome not in {Outcome.SUCCEEDED, Outcome.FAILED} or stored.trouble == "internalError":
            tally.fault("wrong", told)
        if got != (wanted if stored.outcome is Outcome.SUCCEEDED else None):
            tally.fault("wrong", f"{told}, and not the identity on the card")
        wanted, again, got = self._read()
        if (again.outcome, got) != (Outcome.SUCCEEDED, wanted):
            tally.fault("wrong", f"{told}, then {again.outcome} {again.trouble or ''}")
        self.judge_ready(tally, ended, told)
        self.settle(again)

    def _read(self) -> tuple[str, StoredCommand, str | None]:
        """Of a card that never lay there before."""
        first = f"33010619500101{self._people.randrange(1000):03d}"
        number = next(first + last for last in "0123456789X" if is_id_number(first + last))
        self._reader.put_card(CardData(name="张建国", id_number=number, photo=bytes(range(256)) * 4))
        session = _session()
        stored = self.command(session, ReadIdentity(deadline_ms=DEADLINE_MS))
        self._reader.take_card()
        return number, stored, session.identity.number.reveal() if session.identity else None


class SlipStation(Station):
    def __init__(self, place: Place, line: Line, driver: type[ReceiptPrinter] = ReceiptPrinter) -> None:
        wire, port = line(place.directory / uuid.uuid4().hex)
        self._printer = CutPrinter(wire=wire)
        self._numbers = random.Random(place.choice.random())
        self._received = 0
        self._clean = ""
        super().__init__(place, DeviceKind.RECEIPT_PRINTER, self._printer, lambda: driver(cast(DuplexPort, port())))

    def length(self) -> int:
        """All that goes to the printer, then all that it answers."""
        self._printer.cut(None)
        number, stored = self._print()
        self._received = self._printer.received
        answered = self._printer.answered
        self._clean = _without(self._printer.slips()[-1].text(), number)
        self.settle(stored)
        return self._received + answered

    def once(self, tally: Tally, at: int | None) -> None:
        self._printer.delete("/slips")
        if at is None or at < self._received:
            self._printer.cut(at)
        else:
            self._printer.cut_answer(at - self._received)
        _, stored = self._print()
        self._printer.cut(None)
        ended = time.monotonic()
        next_number, again = self._print()
        slips = self._printer.slips()
        mine = [slip for slip in slips if next_number not in slip.text() and slip.text().strip()]
        others = [slip for slip in slips if next_number in slip.text()]
        whole = [slip for slip in mine if slip.complete]
        tally.outcomes[str(stored.outcome)] += 1
        told = f"a slip cut at byte {at}: {stored.outcome} {stored.trouble or ''}, {len(mine)} pieces on paper"
        if len(mine) > 1 or len(others) > 1:
            tally.fault("doubled", told)
        right = {
            Outcome.SUCCEEDED: len(whole) == 1 and stored.proof is not None,
            Outcome.FAILED: not mine and stored.trouble != "internalError",
            Outcome.UNKNOWN: True,
        }
        if stored.outcome is None or not right.get(stored.outcome, False):
            tally.fault("wrong", told)
        if again.outcome is not Outcome.SUCCEEDED or [_without(one.text(), next_number) for one in others] != [
            self._clean
        ]:
            tally.fault("wrong", f"{told}, then {again.outcome} {again.trouble or ''}, {len(others)} pieces")
        self.judge_ready(tally, ended, told)
        self.settle(again)

    def _print(self) -> tuple[str, StoredCommand]:
        number = f"33{self._numbers.randrange(10**14):014d}"
        case = Case(
            project_no=number,
            task_name=LocalText(zh="老年人优待证办理"),
            org_name=LocalText(zh="民政局"),
            state=CaseState.ACCEPTED,
            apply_date=date(2026, 11, 1),
        )
        session = _session()
        session.cases = {number: case}
        return number, self.command(session, PrintCase(case_no=number, deadline_ms=DEADLINE_MS))


def _without(text: str, number: str) -> str:
    """What does not change from slip to slip."""
    return "\n".join(line.replace(number, "") for line in text.splitlines() if "查询时间" not in line)


# ---- drivers that nobody must write


class GivesTheLastCard(ResidentIdReader):
    _last: Reading | None = None

    def read_card(self, *, deadline_s: float, cancelled: Callable[[], bool]) -> Reading:
        try:
            self._last = super().read_card(deadline_s=deadline_s, cancelled=cancelled)
        except DeviceError:
            if self._last is None:
                raise
        return self._last


class SaysPrinted(ReceiptPrinter):
    def print(self, slip: Slip, *, deadline_s: float, before_first_byte: Callable[[], None]) -> Proof:
        try:
            return super().print(slip, deadline_s=deadline_s, before_first_byte=before_first_byte)
        except OutcomeUnknown:
            return Proof.QUEUED_STATUS


class SaysFailed(ReceiptPrinter):
    def print(self, slip: Slip, *, deadline_s: float, before_first_byte: Callable[[], None]) -> Proof:
        try:
            return super().print(slip, deadline_s=deadline_s, before_first_byte=before_first_byte)
        except OutcomeUnknown as error:
            raise PaperOut("nothing was printed") from error


def _session() -> ResidentSession:
    return ResidentSession(uuid.uuid4().hex, Language.ZH, time.monotonic() + 3600)
