# SPDX-License-Identifier: Apache-2.0
"""The command journal and its desk: real ledger, real desk; the device is a queue and a script, so that a crash can be
put between any two steps."""

import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from agent.client import calls
from agent.command_journal import CommandJournal, Ending
from agent.commands import CommandDesk
from agent.errors import Conflict, LedgerUnwritable, NotFound, QueueFull, ResultGone
from agent.journal import Journal
from agent.ledger import Ledger, commands
from agent.live import Live
from agent.sessions import ResidentSession
from contract.clock import SystemClock
from contract.local import (
    CommandState,
    CommandStatus,
    Outcome,
    PrintCase,
    PrintProof,
    ReadIdentity,
    ScanCode,
    SessionRequest,
)
from contract.platform import Case, CaseState
from contract.settings import SHIPPED, load
from contract.text import Language, LocalText
from device_drivers.code_scanner import Scan
from device_drivers.errors import DeviceError, OutcomeUnknown, PaperOut
from device_drivers.receipt_printer import Proof, Slip
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, new_id, wait_for

CASE = Case(
    project_no="3301062611000017",
    task_name=LocalText(zh="老年人优待证办理"),
    org_name=LocalText(zh="民政局"),
    state=CaseState.ACCEPTED,
    apply_date=date(2026, 11, 1),
)


class Crash(BaseException):
    """The process is gone: nothing of ours runs any more."""


@dataclass
class Shelf:
    """Stands for a worker: one queue, worked off when the test says so."""

    device_id: str
    waiting: list[tuple[Callable[[Any], object], Callable[[], None]]] = field(default_factory=list)
    stopping: bool = False

    def submit(self, job: Callable[[Any], object], dropped: Callable[[], None]) -> None:
        if len(self.waiting) >= 8:
            raise QueueFull("full")
        self.waiting.append((job, dropped))

    def observed(self, _status: object = None) -> None: ...


@dataclass
class Scene:
    """Outside the agent: survives its crash."""

    paper: int = 0
    """Slips, whole or not, of which a byte arrived."""


@dataclass
class ScriptedPrinter:
    scene: Scene
    say: Callable[[str], None]
    """Called at each step; may raise."""

    def print(self, _slip: Slip, *, deadline_s: float, before_first_byte: Callable[[], None]) -> Proof:
        assert deadline_s > 0
        self.say("before")
        before_first_byte()
        self.say("begun")
        self.scene.paper += 1
        self.say("sent")
        return Proof.PROCESS_ID


@dataclass
class ScriptedScanner:
    def discard(self) -> None: ...

    def read(self, timeout_s: float) -> Scan | None:
        return Scan("a secret of a resident", None)


class House:
    """One life of the agent."""

    def __init__(self, state: Path) -> None:
        clock = SystemClock()
        self.ledger = Ledger(state)
        self.events = Journal(state / "journal.db", clock)
        self.kept = CommandJournal(self.ledger, clock)
        self.kept.recover()
        self.printer, self.scanner = Shelf("printer"), Shelf("scanner")
        self.desk = CommandDesk(self.kept, cast(Any, self), self.events, clock, Live(load([SHIPPED])))
        self.session = ResidentSession("5" * 32, Language.ZH, clock.monotonic() + 3600, cases={CASE.project_no: CASE})

    def close(self) -> None:
        self.ledger.close()
        self.events.close()

    def row(self, command_id: str) -> commands.StoredCommand:
        stored = self.kept.find(command_id)
        assert stored is not None
        return stored


PRINT = PrintCase(case_no=CASE.project_no)
FAULTS: dict[str, type[BaseException] | None] = {
    "none": None, "paperOut": PaperOut, "unknown": OutcomeUnknown, "bug": RuntimeError, "crash": Crash,
}  # fmt: skip


class JournalMachine(RuleBasedStateMachine):
    """Accepting, repeating, cancelling, leaving, working and crashing in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.scene = Scene()
        self.house = House(Path(self.folder.name))
        self.sent: dict[str, int] = {}
        """Pieces of paper by command."""
        self.told: dict[str, Outcome] = {}
        """What somebody was told stays so."""
        self.cancelled: set[str] = set()
        self.accepted: list[str] = []

    def teardown(self) -> None:
        self.house.close()
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None: ...

    def _look(self, command_id: str) -> CommandStatus | None:
        try:
            status = self.house.desk.status(self.house.session, command_id)
        except ResultGone:
            assert self.house.row(command_id).outcome is Outcome.SUCCEEDED
            return None
        if status.outcome is not None:
            assert self.told.setdefault(command_id, status.outcome) is status.outcome, "another outcome than told"
        if status.outcome is Outcome.SUCCEEDED and self.house.row(command_id).name == "scan_code":
            assert status.scanned, "a success without what it read"
        return status

    @rule(scan=st.booleans())
    def accept(self, scan: bool) -> None:
        command_id = new_id()
        with suppress(QueueFull):
            self.house.desk.accept(self.house.session, command_id, ScanCode() if scan else PRINT)
        self.accepted.append(command_id)
        self._look(command_id)

    @precondition(lambda self: self.accepted)
    @rule(data=st.data(), other=st.booleans())
    def repeat(self, data: st.DataObject, other: bool) -> None:
        command_id = data.draw(st.sampled_from(self.accepted))
        waiting = len(self.house.printer.waiting) + len(self.house.scanner.waiting)
        row = self.house.row(command_id)
        same = ScanCode() if row.name == "scan_code" else PRINT
        if other:
            with pytest.raises(Conflict):
                self.house.desk.accept(self.house.session, command_id, ReadIdentity())
        else:
            with suppress(ResultGone):
                self.house.desk.accept(self.house.session, command_id, same)
        assert self.house.row(command_id) == row
        assert len(self.house.printer.waiting) + len(self.house.scanner.waiting) == waiting, "accepted twice"

    @precondition(lambda self: self.accepted)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        command_id = data.draw(st.sampled_from(self.accepted))
        if self.house.row(command_id).state is CommandState.QUEUED and command_id in self.house.session.cancels:
            self.cancelled.add(command_id)
        with suppress(ResultGone):
            self.house.desk.cancel(self.house.session, command_id)

    @precondition(lambda self: self.house.printer.waiting)
    @rule(step=st.sampled_from(["before", "begun", "sent"]), fault=st.sampled_from(sorted(FAULTS)))
    def work_printer(self, step: str, fault: str) -> None:
        job, _ = self.house.printer.waiting.pop(0)
        before = {command_id: self.house.row(command_id) for command_id in self.accepted}

        def say(now: str) -> None:
            running = [c for c in self.accepted if self.house.row(c).state is CommandState.RUNNING]
            if now == "begun":
                assert len(running) == 1, "a byte is to go out and no row says so"
            if now == "sent":
                self.sent[running[0]] = self.sent.get(running[0], 0) + 1
            kind = FAULTS[fault]
            if now == step and kind is not None:
                raise kind("as the script says", partial=now != "before") if issubclass(kind, DeviceError) else kind

        try:
            job(ScriptedPrinter(self.scene, say))
        except Crash:
            self.crash()
        changed = [c for c in self.accepted if self.house.row(c) != before.get(c)]
        for command_id in changed:
            assert self.house.row(command_id).state is CommandState.FINISHED

    @precondition(lambda self: self.house.scanner.waiting)
    @rule()
    def work_scanner(self) -> None:
        self.house.scanner.waiting.pop(0)[0](ScriptedScanner())

    @precondition(lambda self: self.house.printer.waiting)
    @rule()
    def unplug(self) -> None:
        self.house.printer.waiting.pop(0)[1]()

    @rule()
    def leave(self) -> None:
        """The resident goes; a new session of the same id stands for one that is asked for again."""
        self.house.session.wipe()
        self.house.session = ResidentSession("5" * 32, Language.ZH, 1e12, cases={CASE.project_no: CASE})

    @rule()
    def crash(self) -> None:
        self.house.close()
        self.house = House(Path(self.folder.name))
        for command_id in self.accepted:
            assert self.house.row(command_id).state is CommandState.FINISHED, "left open by a restart"

    @invariant()
    def the_paper_and_the_journal_agree(self) -> None:
        for command_id in self.accepted:
            self._look(command_id)
            row, sent = self.house.row(command_id), self.sent.get(command_id, 0)
            assert sent <= 1, "printed twice"
            if command_id in self.cancelled:
                assert sent == 0, "printed although it was cancelled in time"
            if row.outcome is Outcome.SUCCEEDED and row.name == "print_case":
                assert (sent, row.proof) == (1, "processId")
            if row.outcome in {Outcome.CANCELLED, Outcome.TIMED_OUT}:
                assert sent == 0
            if row.outcome is Outcome.FAILED and row.trouble != "paperOut":
                assert sent == 0, "called failed, and a piece is on paper"

    @invariant()
    def nothing_that_was_read_is_on_the_disk(self) -> None:
        for file in Path(self.folder.name).iterdir():
            assert b"a secret of a resident" not in file.read_bytes()


TestTheJournalInAnyOrder = JournalMachine.TestCase
TestTheJournalInAnyOrder.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.fixture
def house(tmp_path: Path):
    house = House(tmp_path)
    yield house
    house.close()


def test_an_outcome_that_could_not_be_written_is_written_later(house: House) -> None:
    house.kept.accept("a" * 32, "print_case", "content")
    house.kept.begin("a" * 32, "printer")
    house.ledger._connection.execute("PRAGMA query_only = ON")
    house.kept.finish("a" * 32, Ending(Outcome.SUCCEEDED, None, "processId"))
    house.kept.finish("a" * 32, Ending(Outcome.FAILED))
    house.kept.write_what_is_left()
    assert house.row("a" * 32).state is CommandState.RUNNING
    house.ledger._connection.execute("PRAGMA query_only = OFF")
    house.kept.write_what_is_left()
    assert (house.row("a" * 32).outcome, house.row("a" * 32).proof) == (Outcome.SUCCEEDED, "processId")


def test_what_cannot_be_written_down_is_not_printed(house: House) -> None:
    command_id, scene = new_id(), Scene()
    house.desk.accept(house.session, command_id, PRINT)

    def say(step: str) -> None:
        if step == "before":
            house.ledger._connection.execute("PRAGMA query_only = ON")

    house.printer.waiting.pop()[0](ScriptedPrinter(scene, say))
    house.ledger._connection.execute("PRAGMA query_only = OFF")
    house.kept.write_what_is_left()
    assert scene.paper == 0
    assert (house.row(command_id).outcome, house.row(command_id).trouble) == (Outcome.FAILED, LedgerUnwritable.code)


def test_a_slip_that_waited_too_long_is_not_begun(house: House) -> None:
    command_id, scene = new_id(), Scene()
    house.desk.accept(house.session, command_id, PrintCase(case_no=CASE.project_no, deadline_ms=1_000))
    threading.Event().wait(1.05)
    house.printer.waiting.pop()[0](ScriptedPrinter(scene, lambda _step: None))
    assert (scene.paper, house.row(command_id).outcome) == (0, Outcome.TIMED_OUT)


def test_a_slip_outlives_the_session_that_ordered_it(house: House) -> None:
    command_id, scene = new_id(), Scene()
    house.desk.accept(house.session, command_id, PRINT)
    house.session.wipe()
    house.printer.waiting.pop()[0](ScriptedPrinter(scene, lambda _step: None))
    assert (scene.paper, house.row(command_id).outcome) == (1, Outcome.SUCCEEDED)
    assert house.session.commands == {}


def test_a_slip_can_be_called_back_until_its_first_byte(house: House) -> None:
    command_id, scene = new_id(), Scene()
    house.desk.accept(house.session, command_id, PRINT)

    def say(step: str) -> None:
        if step == "before":
            house.desk.cancel(house.session, command_id)

    house.printer.waiting.pop()[0](ScriptedPrinter(scene, say))
    assert (scene.paper, house.row(command_id).outcome) == (0, Outcome.CANCELLED)


def test_a_result_is_handed_over_before_anybody_is_told_of_success(house: House) -> None:
    """Between the row and the result the command is still running, not a success of nothing."""
    command_id = new_id()
    house.desk.accept(house.session, command_id, ScanCode())
    seen: list[CommandStatus] = []
    finish = house.kept.finish

    def watched(which: str, ending: Ending) -> None:
        finish(which, ending)
        seen.append(house.desk.status(house.session, which))

    house.kept.finish = watched  # type: ignore[method-assign]
    house.scanner.waiting.pop()[0](ScriptedScanner())
    assert [(status.state, status.outcome) for status in seen] == [(CommandState.RUNNING, None)]
    assert house.desk.status(house.session, command_id).scanned


def test_an_unknown_command_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        house.desk.status(house.session, new_id())


def test_the_words_for_proofs_are_the_drivers() -> None:
    assert {str(proof) for proof in PrintProof} == {str(proof) for proof in Proof}


def test_after_a_restart_the_same_command_is_over_and_says_so(surroundings: Surroundings) -> None:
    first = RunningAgent(surroundings)
    wait_for(lambda: first.online("reader") and first.online("printer"))
    session = first.session()
    surroundings.reader.put_card(ZHANG)
    read, printed = new_id(), new_id()
    first.kiosk.send(calls.command(session, read, ReadIdentity()))
    assert first.finished(session, read).outcome is Outcome.SUCCEEDED
    case = first.kiosk.send(calls.case(session, "3301062611000017"))
    order = PrintCase(case_no=case.project_no)
    first.kiosk.send(calls.command(session, printed, order))
    assert first.finished(session, printed).outcome is Outcome.SUCCEEDED
    first.stop()
    second = RunningAgent(surroundings)
    try:
        second.kiosk.send(calls.open_session(session, SessionRequest()))
        assert second.refusal(calls.command(session, read, ReadIdentity())) == "resultGone"
        assert second.refusal(calls.command_status(session, read)) == "resultGone"
        assert second.kiosk.send(calls.command(session, printed, order)).outcome is Outcome.SUCCEEDED
        assert second.refusal(calls.command(session, printed, ReadIdentity())) == "idempotencyConflict"
        assert len(surroundings.printer.slips()) == 1
    finally:
        second.stop()
