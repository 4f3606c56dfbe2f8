# SPDX-License-Identifier: Apache-2.0
"""print-kill: an agent prints slips and is killed at every step of it: around each commit, at any byte of the job,
behind its last byte, and at random moments.

The agent is forked, with the real ledger, desks, worker and driver; the printer is a simulator in a process of its
own, reached over TCP and never killed: its paper is the truth. Payment slips (a durable job) and slips by command
take turns.

Afterwards every slip is at most once on paper; what was acknowledged has a row and an end; a success has its whole
slip, a failure has nothing on paper; and whatever is in doubt stands in the list that the technician sees.

Positive control: the same without kills. Negative controls: a desk that prints again what it does not know, and one
that writes down the beginning when the bytes are out.
"""

import logging
import mmap
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path

from agent.api import views
from agent.house import House, build
from agent.journal import Journal
from agent.ledger import Ledger, Transaction, payments, receipts
from agent.payments.machine import Intent
from agent.receipts.desk import Ending, ReceiptDesk
from agent.receipts.slips import reference
from agent.sessions import ResidentSession
from contract.clock import SystemClock
from contract.local import CommandState, PaymentLine, PaymentState, PrintCase, ReceiptState
from contract.platform import BillKind, Case, CaseState
from contract.settings import SHIPPED, Settings, load
from contract.text import Language, LocalText
from device_drivers.receipt_printer import ReceiptPrinter
from device_drivers.simulation.client import SimulatorControl
from device_drivers.tcp_port import TcpPort
from tests.rigs.report import Result

FULL_JOBS = 200
"""For each step."""
BATCH = 60
"""Lives on one ledger: fewer doubts than the technician's list shows."""
LIFE_LIMIT_S = 30.0
LONGEST_S = 0.2
START_LIMIT_S = 10.0


class Step(StrEnum):
    ACCEPT_WRITTEN = "before the commit of the acceptance"
    ACCEPTED = "after the acceptance"
    BEGIN_WRITTEN = "before the commit of the beginning"
    BEGUN = "before the first byte"
    BYTE = "at a byte of the job"
    SENT = "behind the last byte"
    END_WRITTEN = "before the commit of the outcome"
    ENDED = "after the outcome"
    RANDOM = "at a random moment"


COMMITS = {
    "INSERT INTO receipt": (Step.ACCEPT_WRITTEN, Step.ACCEPTED),
    "INSERT INTO command": (Step.ACCEPT_WRITTEN, Step.ACCEPTED),
    "SET state = 'printing'": (Step.BEGIN_WRITTEN, Step.BEGUN),
    "SET state = 'running'": (Step.BEGIN_WRITTEN, Step.BEGUN),
    "SET state = 'printed'": (Step.END_WRITTEN, Step.ENDED),
    "SET state = 'finished'": (Step.END_WRITTEN, Step.ENDED),
}
"""Around which commit, by what it writes."""


@dataclass(frozen=True)
class Job:
    number: int
    receipt: bool
    step: Step | None
    """None: it is left alone."""
    at: float = 0.0
    """Of all bytes, or of the longest time, from 0 to 1."""

    @property
    def id(self) -> str:
        return uuid.uuid5(uuid.NAMESPACE_OID, str(self.number)).hex

    @property
    def mark(self) -> str:
        """What stands on its slip alone."""
        return reference(self.id) if self.receipt else f"33010626{self.number:08d}"


@dataclass
class Tally:
    kills: Counter[Step] = field(default_factory=Counter)
    jobs: int = 0
    printed: int = 0
    unknown: int = 0
    doubled: int = 0
    lost: int = 0
    hidden: int = 0
    wrong: int = 0
    details: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.doubled or self.lost or self.hidden or self.wrong)

    @property
    def counts(self) -> dict[str, int]:
        names = ("jobs", "printed", "unknown", "doubled", "lost", "hidden", "wrong")
        return {"kills": self.kills.total(), **{name: getattr(self, name) for name in names}}

    def figure(self) -> str:
        return (
            f"{self.kills.total()} kills at {len(self.kills)} steps of {self.jobs} slips: {self.doubled} doubled, "
            f"{self.lost} lost, {self.wrong} told wrongly, {self.unknown} in doubt, of them {self.hidden} not shown"
        )

    def fault(self, kind: str, detail: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        self.details.append(detail)


def run(scale: float, seed: int) -> Result:
    each = max(2, round(FULL_JOBS * scale))
    directory = Path(tempfile.mkdtemp(prefix="print-kill-"))
    printer, control, port = _start_printer(directory)
    try:
        trial = partial(_trial, _settings(directory, port), control, seed)
        product = trial([step for _ in range(each) for step in Step])
        positive = trial([None] * min(40, each))
        again = trial([Step.END_WRITTEN] * 2, desk=PrintsAgain)
        late = trial([Step.BEGIN_WRITTEN] * 2, desk=WritesLate)
    finally:
        printer.terminate()
        printer.wait(10)
        shutil.rmtree(directory)
    return Result(
        product_held=product.clean and set(product.kills) == set(Step) and product.unknown > 0,
        figure=product.figure(),
        positive_held=positive.clean and positive.printed == positive.jobs > 0,
        negative_broke=again.doubled > 0 and late.doubled > 0,
        details=(*product.details[:5], *positive.details[:5]),
        counts=product.counts,
    )


# ---- one trial: batches of lives


def _trial(
    settings: Settings,
    control: SimulatorControl,
    seed: int,
    steps: Sequence[Step | None],
    desk: type[ReceiptDesk] | None = None,
) -> Tally:
    choice = random.Random(seed)
    tally = Tally()
    jobs = [
        Job(number, desk is not None or number // len(Step) % 2 == 0, step, choice.random())
        for number, step in enumerate(steps)
    ]
    for at in range(0, len(jobs), BATCH):
        _batch(settings, control, tally, jobs[at : at + BATCH], desk)
    return tally


def _batch(
    settings: Settings, control: SimulatorControl, tally: Tally, jobs: list[Job], desk: type[ReceiptDesk] | None
) -> None:
    state = Path(settings.paths.state)
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir()
    control.clear_slips()
    board = Board()
    acknowledged = set()
    for job in jobs:
        board.wipe()
        life = _fork(settings, board, job, desk)
        if job.step is Step.RANDOM:
            board.wait(Board.STARTED)
            time.sleep(job.at * LONGEST_S)
            os.kill(life, signal.SIGKILL)
        killed = _reap(life)
        if killed and job.step is not None:
            tally.kills[job.step] += 1
        elif job.step is not Step.RANDOM and killed == (job.step is None):
            tally.fault("wrong", f"slip {job.number} was to be killed {job.step}, and was not")
        if board.shows(Board.ACKNOWLEDGED):
            acknowledged.add(job.number)
    if _reap(_fork(settings, board, None, desk)):
        tally.fault("wrong", "the last life did not end by itself")
    _judge(settings, control, tally, jobs, acknowledged)


def _reap(life: int) -> bool:
    """Whether it was killed."""
    end = time.monotonic() + LIFE_LIMIT_S
    while time.monotonic() < end:
        found, status = os.waitpid(life, os.WNOHANG)
        if found:
            return os.WIFSIGNALED(status)
        time.sleep(0.002)
    os.kill(life, signal.SIGKILL)
    os.waitpid(life, 0)
    raise RuntimeError("a life of the agent did not end")


# ---- the judgement


def _judge(
    settings: Settings, control: SimulatorControl, tally: Tally, jobs: list[Job], acknowledged: set[int]
) -> None:
    paper = control.slips()
    ledger = Ledger(Path(settings.paths.state))
    clock = SystemClock()
    house = build(settings, clock, ledger, Journal(Path(settings.paths.state) / "journal.db", clock))
    shown = {one.number for one in views.doubtful_prints(house).prints}
    begun = 0
    for job in jobs:
        word, number, sent = _told(house, job)
        begun += sent
        if word is None:
            if job.number in acknowledged:
                tally.fault("lost", f"slip {job.number} was acknowledged and has no row")
            continue
        tally.jobs += 1
        pieces = [slip for slip in paper if job.mark in slip["text"]]
        whole = [slip for slip in pieces if slip["complete"]]
        told = f"slip {job.number}, killed {job.step}: {word}, {len(whole)} whole of {len(pieces)} on paper"
        if len(pieces) > 1:
            tally.fault("doubled", told)
        match word:
            case "succeeded" | "printed":
                tally.printed += 1
                if not whole:
                    tally.fault("lost", told)
            case "unknown":
                tally.unknown += 1
                if number not in shown:
                    tally.fault("hidden", f"{told}, and no technician is shown it")
            case "failed" if pieces or job.receipt:  # a receipt that had not begun is printed by the next life
                tally.fault("wrong", told)
            case "failed":
                pass
            case _:
                tally.fault("lost", told)
    if len(paper) > begun:
        tally.fault("doubled", f"{len(paper)} pieces of paper from {begun} slips that began")
    ledger.close()
    house.journal.close()


def _told(house: House, job: Job) -> tuple[str | None, str, bool]:
    """What the ledger says, the number in the technician's list, and whether a byte may have gone out."""
    if not job.receipt:
        stored = house.command_journal.find(job.id)
        word = str(stored.outcome or stored.state) if stored else None
        return word, job.id, stored is not None and stored.device is not None
    with house.ledger.reading() as tx:
        slip = receipts.find(tx, job.id)
    if slip is None:
        return None, "", False
    return str(slip.state), house.receipts.view(slip).receipt_no, slip.sent


# ---- a life of the agent


def _fork(settings: Settings, board: "Board", job: Job | None, desk: type[ReceiptDesk] | None) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        _live(settings, board, job, desk)
        code = 0
    finally:
        os._exit(code)


def _live(settings: Settings, board: "Board", job: Job | None, desk: type[ReceiptDesk] | None) -> None:
    """Settles what the last life has left, then prints one slip."""
    logging.disable(logging.CRITICAL)
    clock = SystemClock()
    state = Path(settings.paths.state)
    wire = Tripwire(job)
    ledger = WatchedLedger(state, wire)
    house = build(settings, clock, ledger, Journal(state / "journal.db", clock))
    if desk is not None:
        house = replace(house, receipts=desk(ledger, house.bench, house.journal, clock, house.live))
    house.command_journal.recover()
    house.receipts.recover()
    house.bench.start()
    _until(lambda: not _waiting(house))
    if job is None:
        return
    wire.arm()
    board.show(Board.STARTED)
    if job.receipt:
        _order_receipt(house, job)
    else:
        _order_case(house, job)
    board.show(Board.ACKNOWLEDGED)
    _until(lambda: _ended(house, job))


def _waiting(house: House) -> bool:
    with house.ledger.reading() as tx:
        return bool(receipts.in_state(tx, ReceiptState.PENDING) or receipts.in_state(tx, ReceiptState.PRINTING))


def _ended(house: House, job: Job) -> bool:
    if job.receipt:
        return not _waiting(house)
    stored = house.command_journal.find(job.id)
    return stored is not None and stored.state is CommandState.FINISHED


def _order_receipt(house: House, job: Job) -> None:
    now = house.clock.now()
    intent = Intent(
        payment_id=job.id,
        amount_fen=4_200,
        bill_nos=("W1",),
        created_at=now,
        valid_until=now,
        state=PaymentState.SUCCEEDED,
        paid_at=now,
    )
    lines = (PaymentLine(kind=BillKind.WATER, period=LocalText(zh="2026年10月"), total_fen=4_200),)
    with house.ledger.transaction() as tx:
        stored = payments.StoredPayment(intent, "-", lines, True, Language.ZH)
        payments.insert(tx, stored, payments.Payer("张**", "330***********0036"), date(2030, 1, 1))
        payments.update(tx, intent, now)
    house.receipts.request(job.id, job.id)


def _order_case(house: House, job: Job) -> None:
    case = Case(
        project_no=job.mark,
        task_name=LocalText(zh="老年人优待证办理"),
        org_name=LocalText(zh="民政局"),
        state=CaseState.ACCEPTED,
        apply_date=date(2026, 11, 1),
    )
    session = ResidentSession(uuid.uuid4().hex, Language.ZH, house.clock.monotonic() + 60, cases={job.mark: case})
    house.commands.accept(session, job.id, PrintCase(case_no=job.mark))


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + LIFE_LIMIT_S
    while not done():
        if time.monotonic() > end:
            raise SystemExit(2)
        time.sleep(0.002)


# ---- where it dies


class Tripwire:
    """In the life itself, and as sudden as from outside: nothing runs after a SIGKILL."""

    def __init__(self, job: Job | None) -> None:
        self._job = job
        self._armed = False
        self._sending = False
        self._left: int | None = None
        _watch_bytes(self)

    def arm(self) -> None:
        self._armed = True

    def reach(self, step: Step) -> None:
        if step in {Step.BEGUN, Step.END_WRITTEN}:
            self._sending = step is Step.BEGUN
        self._die_at(step)

    def _die_at(self, step: Step) -> None:
        if self._armed and self._job and self._job.step is step:
            os.kill(os.getpid(), signal.SIGKILL)

    def piece(self, data: bytes) -> bytes:
        """Of what is to go out; nothing left to send is a step as well."""
        if not self._sending:
            return data
        if not data:
            self._die_at(Step.SENT)
        if self._job is None or self._job.step is not Step.BYTE:
            return data
        if self._left is None:  # the first piece is the whole job
            self._left = 1 + int(self._job.at * (len(data) - 1))
        return data[: self._left]

    def gone(self, count: int) -> None:
        if self._sending and self._left is not None:
            self._left -= count
            if self._left <= 0:
                self._die_at(Step.BYTE)


def _watch_bytes(wire: Tripwire) -> None:
    exchange = TcpPort.exchange

    def watched(port: TcpPort, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        sent, received = exchange(port, wire.piece(data), timeout_s)
        wire.gone(sent)
        return sent, received

    TcpPort.exchange = watched  # type: ignore[method-assign]


class WatchedLedger(Ledger):
    def __init__(self, directory: Path, wire: Tripwire) -> None:
        super().__init__(directory)
        self._wire = wire
        self._said: list[str] = []
        self._connection.set_trace_callback(self._said.append)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        steps: tuple[Step, Step] | None = None
        with super().transaction() as tx:
            self._said.clear()
            yield tx
            steps = next((steps for text, steps in COMMITS.items() if any(text in said for said in self._said)), None)
            if steps:
                self._wire.reach(steps[0])
        if steps:
            self._wire.reach(steps[1])


# ---- desks that nobody must write


class PrintsAgain(ReceiptDesk):
    """What was being printed when the agent died is printed once more."""

    def recover(self) -> None:
        with self._ledger.transaction() as tx:
            tx.execute("UPDATE receipt SET state = 'pending' WHERE state = 'printing'")
        super().recover()


class WritesLate(ReceiptDesk):
    """The beginning is written down when the bytes are out."""

    def _carry_out(self, driver: ReceiptPrinter, receipt_id: str, device: str) -> None:
        slip = self._slip_of(receipt_id)
        if slip is not None:
            proof = driver.print(slip, deadline_s=15, before_first_byte=lambda: None)
            self._begin(receipt_id, device)
            self._end(receipt_id, Ending(ReceiptState.PRINTING, ReceiptState.PRINTED, None, proof))


# ---- what surrounds it


class Board:
    """Memory shared with the life: it survives its death."""

    STARTED, ACKNOWLEDGED = 0, 1

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 16)

    def wipe(self) -> None:
        self._memory[:] = bytes(16)

    def show(self, mark: int) -> None:
        self._memory[mark] = 1

    def shows(self, mark: int) -> bool:
        return bool(self._memory[mark])

    def wait(self, mark: int) -> None:
        end = time.monotonic() + START_LIMIT_S
        while not self.shows(mark):
            if time.monotonic() > end:
                raise RuntimeError("a life of the agent did not come so far")
            time.sleep(0.001)


def _start_printer(directory: Path) -> tuple[subprocess.Popen[bytes], SimulatorControl, int]:
    path = directory / "printer.sock"
    printer = subprocess.Popen(
        [sys.executable, "-m", "device_drivers.receipt_printer.simulator", "--port", "0", "--control", str(path)]
    )
    end = time.monotonic() + START_LIMIT_S
    while not path.exists():
        if time.monotonic() > end or printer.poll() is not None:
            printer.kill()
            raise RuntimeError("the printer's simulator did not start")
        time.sleep(0.02)
    control = SimulatorControl(path)
    return printer, control, int(control.state()["port"])


def _settings(directory: Path, port: int) -> Settings:
    config = directory / "terminal.toml"
    config.write_text(
        f'[paths]\nstate = "{directory / "state"}"\nrun = "{directory / "run"}"\n'
        f'[device.printer]\nkind = "receipt_printer"\nhost = "127.0.0.1"\ntcp_port = {port}\n',
        encoding="utf-8",
    )
    return load([SHIPPED, config])
