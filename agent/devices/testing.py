# SPDX-License-Identifier: Apache-2.0
"""The technician's tests: a real slip, card, code or page. They stand in the command journal like any command;
what a card or code said is in memory alone, for two minutes.

A resident goes first: what reads is not tested while a session is open, and a test that waits for a card
ends when one is opened.
"""

import logging
import threading
from dataclasses import dataclass, field

from agent.command_journal import CommandJournal, Ending
from agent.devices.bench import Bench
from agent.devices.exercises import EXERCISES, Conditions, Seen
from agent.devices.outcomes import outcome_of
from agent.devices.worker import DeviceWorker, Driver
from agent.errors import AgentError, Conflict, DeviceInUse, DeviceMissing, NotFound, ResultGone, TooMany
from agent.ledger.commands import StoredCommand
from agent.live import Live
from agent.sessions import Sessions
from contract.clock import Clock
from contract.local import (
    CommandState,
    DeviceKind,
    DeviceTest,
    DeviceTestKind,
    DeviceTestStatus,
    Outcome,
    PrintProof,
    Trouble,
)
from device_drivers.errors import Cancelled, DeviceError, TimedOut

log = logging.getLogger("agent.devices")

KEPT_S = 120.0
MOST = 32
TESTS = {
    DeviceKind.RECEIPT_PRINTER: DeviceTestKind.SLIP,
    DeviceKind.RESIDENT_ID: DeviceTestKind.CARD,
    DeviceKind.CODE_SCANNER: DeviceTestKind.SCAN,
    DeviceKind.SMART_CARD: DeviceTestKind.CHIP,
    DeviceKind.DOCUMENT_SCANNER: DeviceTestKind.PAGE,
    DeviceKind.OFFICE_PRINTER: DeviceTestKind.SHEET,
}
PRINTED = frozenset({DeviceTestKind.SLIP, DeviceTestKind.SHEET})
"""Paper may come out while a resident is there; what reads may read what is theirs."""


NOTHING = Seen()


@dataclass
class _Run:
    status: DeviceTestStatus
    test: DeviceTest
    due: float
    """By the monotonic clock; counted from the acceptance."""
    begun: bool = False
    cancel: threading.Event = field(default_factory=threading.Event)
    ended: float | None = None


class DeviceTests:
    def __init__(self, kept: CommandJournal, bench: Bench, sessions: Sessions, clock: Clock, live: Live) -> None:
        self._kept = kept
        self._bench = bench
        self._sessions = sessions
        self._clock = clock
        self._live = live
        self._lock = threading.Lock()
        self._runs: dict[str, _Run] = {}

    def start(self, name: str, test_id: str, test: DeviceTest) -> DeviceTestStatus:
        """The same id and content is the same test. Raises NotFound, Conflict, DeviceInUse, QueueFull, TooMany,
        LedgerUnwritable."""
        worker = self._bench.find(name)
        if worker is None:
            raise NotFound("no such device")
        kind = TESTS[worker.kind]
        with self._lock:
            self._forget()
            known = self._runs.get(test_id)
            if known is not None:
                if (known.status.device_id, known.test) != (name, test):
                    raise Conflict("this test id was used for something else")
                return known.status
            if (stored := self._kept.find(test_id)) is not None:
                self._kept.accept(test_id, stored.name, _content(name, test))
                return _as_kept(stored, name, kind)
            if kind not in PRINTED and self._sessions.active:
                raise DeviceInUse("a resident is at the machine")
            if len(self._runs) >= MOST:
                raise TooMany(f"{MOST} tests in two minutes are enough")
            status = DeviceTestStatus(test_id=test_id, device_id=name, test=kind, state=CommandState.QUEUED)
            self._kept.accept(test_id, f"test_{kind}", _content(name, test), name)
            due = self._clock.monotonic() + test.deadline_ms / 1000
            run = self._runs[test_id] = _Run(status, test, due)
        try:
            worker.submit(lambda driver: self._carry_out(run, worker, driver), lambda: self._dropped(run))
        except AgentError as error:
            self._end(run, Outcome.FAILED, Trouble(code=error.code, title=str(error)))
            raise
        return run.status

    def status(self, name: str, test_id: str) -> DeviceTestStatus:
        """Raises NotFound."""
        run = self._find(name, test_id)
        return run.status if run else self._kept_status(name, test_id)

    def cancel(self, name: str, test_id: str) -> DeviceTestStatus:
        """Asks for the end; whether it came in time, the outcome tells. Raises NotFound."""
        run = self._find(name, test_id)
        if run is None:
            return self._kept_status(name, test_id)
        run.cancel.set()
        return run.status

    def _find(self, name: str, test_id: str) -> _Run | None:
        """Raises NotFound when it is another device's."""
        with self._lock:
            self._forget()
            run = self._runs.get(test_id)
        if run is not None and run.status.device_id != name:
            raise NotFound("no such test")
        return run

    def _kept_status(self, name: str, test_id: str) -> DeviceTestStatus:
        """Raises NotFound."""
        stored = self._kept.find(test_id)
        if stored is None or stored.device != name or not stored.name.startswith("test_"):
            raise NotFound("no such test")
        return _as_kept(stored, name, DeviceTestKind(stored.name.removeprefix("test_")))

    def forget_old(self) -> None:
        """Called every second: what a card or code said is gone in time, also when nobody asks."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        now = self._clock.monotonic()
        for test_id, run in list(self._runs.items()):
            if run.ended is not None and now - run.ended > KEPT_S:
                del self._runs[test_id]

    def _carry_out(self, run: _Run, worker: DeviceWorker[Driver], driver: Driver) -> None:
        """Runs in the device's worker. Whatever happens, the test ends with an outcome."""
        try:
            self._left_s(run)
            if run.status.test not in PRINTED:
                self._begin(run)
            run.status = _with(run.status, CommandState.RUNNING)
            seen = EXERCISES[run.status.test](driver, self._conditions(run, worker))
        except DeviceError as error:
            self._end(run, outcome_of(error), Trouble(code=error.code, title=error.message))
        except AgentError as error:  # its beginning could not be written down
            self._end(run, Outcome.FAILED, Trouble(code=error.code, title=str(error)))
        except Exception:
            log.exception("the test of device %s failed in an unforeseen way", run.status.device_id)
            doubtful = run.begun and run.status.test in PRINTED
            trouble = Trouble(code="internalError", title="an unforeseen error in the agent")
            self._end(run, Outcome.UNKNOWN if doubtful else Outcome.FAILED, trouble)
        else:
            self._end(run, Outcome.SUCCEEDED, None, seen)

    def _begin(self, run: _Run) -> None:
        self._left_s(run)
        self._kept.begin(run.status.test_id, run.status.device_id)
        run.begun = True

    def _left_s(self, run: _Run) -> float:
        """Raises Cancelled, TimedOut: it has not begun, and does not."""
        if run.cancel.is_set():
            raise Cancelled("cancelled before it began")
        left_s = run.due - self._clock.monotonic()
        if left_s <= 0:
            raise TimedOut("the device was not free in time")
        return left_s

    def _dropped(self, run: _Run) -> None:
        self._end(run, Outcome.FAILED, Trouble(code=DeviceMissing.code, title="the device was removed"))

    def _end(self, run: _Run, outcome: Outcome, trouble: Trouble | None, seen: Seen = NOTHING) -> None:
        self._kept.finish(run.status.test_id, Ending(outcome, trouble.code if trouble else None, seen.proof))
        run.status = _with(run.status, CommandState.FINISHED, outcome, trouble, seen)
        run.ended = self._clock.monotonic()
        log.info("test of device %s: %s %s", run.status.device_id, outcome, trouble.code if trouble else "")

    def _conditions(self, run: _Run, worker: DeviceWorker[Driver]) -> Conditions:
        """Raises Cancelled, TimedOut."""
        settings = self._live.settings
        return Conditions(
            terminal=settings.terminal,
            device=settings.device[run.status.device_id],
            language=run.test.language,
            deadline_s=self._left_s(run),
            clock=self._clock,
            begin=lambda: self._begin(run),
            seen=worker.observed,
            over=lambda: run.cancel.is_set() or worker.stopping or self._sessions.active,
            taken=lambda: self._sessions.active,
        )


def _with(
    status: DeviceTestStatus,
    state: CommandState,
    outcome: Outcome | None = None,
    trouble: Trouble | None = None,
    seen: Seen = NOTHING,
) -> DeviceTestStatus:
    return DeviceTestStatus(
        test_id=status.test_id,
        device_id=status.device_id,
        test=status.test,
        state=state,
        outcome=outcome,
        trouble=trouble,
        shown=seen.shown,
        proof=PrintProof(seen.proof) if seen.proof else None,
    )


def _content(name: str, test: DeviceTest) -> object:
    return ("device test", name, test)


def _as_kept(stored: StoredCommand, name: str, kind: DeviceTestKind) -> DeviceTestStatus:
    """What the journal knows of a test that is in no memory: its outcome, not what was read."""
    code = stored.trouble
    if stored.outcome is Outcome.SUCCEEDED and kind not in PRINTED:
        code = ResultGone.code
    return DeviceTestStatus(
        test_id=stored.command_id,
        device_id=name,
        test=kind,
        state=stored.state,
        outcome=stored.outcome,
        trouble=Trouble(code=code, title=code) if code else None,
        proof=PrintProof(stored.proof) if stored.proof else None,
    )
