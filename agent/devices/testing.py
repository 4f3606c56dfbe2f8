# SPDX-License-Identifier: Apache-2.0
"""The technician's tests: a real slip, card, code or page. In memory for two minutes, and in no journal.

A resident goes first: what reads is not tested while a session is open, and a test that waits for a card
ends when one is opened.
"""

import logging
import threading
from dataclasses import dataclass, field

from agent.devices.bench import Bench
from agent.devices.exercises import EXERCISES, Conditions
from agent.devices.outcomes import outcome_of
from agent.devices.worker import DeviceWorker, Driver
from agent.errors import Conflict, DeviceInUse, DeviceMissing, NotFound, TooMany
from agent.live import Live
from agent.sessions import Sessions
from contract.clock import Clock
from contract.local import CommandState, DeviceKind, DeviceTest, DeviceTestKind, DeviceTestStatus, Outcome, Trouble
from device_drivers.errors import Cancelled, DeviceError

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


@dataclass
class _Run:
    status: DeviceTestStatus
    test: DeviceTest
    cancel: threading.Event = field(default_factory=threading.Event)
    ended: float | None = None


class DeviceTests:
    def __init__(self, bench: Bench, sessions: Sessions, clock: Clock, live: Live) -> None:
        self._bench = bench
        self._sessions = sessions
        self._clock = clock
        self._live = live
        self._lock = threading.Lock()
        self._runs: dict[str, _Run] = {}

    def start(self, name: str, test_id: str, test: DeviceTest) -> DeviceTestStatus:
        """The same id and content is the same test. Raises NotFound, Conflict, DeviceInUse, QueueFull, TooMany."""
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
            if kind not in PRINTED and self._sessions.active:
                raise DeviceInUse("a resident is at the machine")
            if len(self._runs) >= MOST:
                raise TooMany(f"{MOST} tests in two minutes are enough")
            status = DeviceTestStatus(test_id=test_id, device_id=name, test=kind, state=CommandState.QUEUED)
            run = self._runs[test_id] = _Run(status, test)
        try:
            worker.submit(lambda driver: self._carry_out(run, worker, driver), lambda: self._dropped(run))
        except Exception:
            with self._lock:
                del self._runs[test_id]
            raise
        return run.status

    def status(self, name: str, test_id: str) -> DeviceTestStatus:
        """Raises NotFound."""
        return self._find(name, test_id).status

    def cancel(self, name: str, test_id: str) -> DeviceTestStatus:
        """Asks for the end; whether it came in time, the outcome tells. Raises NotFound."""
        run = self._find(name, test_id)
        run.cancel.set()
        return run.status

    def _find(self, name: str, test_id: str) -> _Run:
        with self._lock:
            self._forget()
            run = self._runs.get(test_id)
        if run is None or run.status.device_id != name:
            raise NotFound("no such test")
        return run

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
            if run.cancel.is_set():
                raise Cancelled("cancelled before it began")
            run.status = _with(run.status, CommandState.RUNNING)
            shown = EXERCISES[run.status.test](driver, self._conditions(run, worker))
        except DeviceError as error:
            self._end(run, outcome_of(error), Trouble(code=error.code, title=error.message))
        except Exception:
            log.exception("the test of device %s failed in an unforeseen way", run.status.device_id)
            self._end(run, Outcome.FAILED, Trouble(code="internalError", title="an unforeseen error in the agent"))
        else:
            self._end(run, Outcome.SUCCEEDED, None, shown)

    def _dropped(self, run: _Run) -> None:
        self._end(run, Outcome.FAILED, Trouble(code=DeviceMissing.code, title="the device was removed"))

    def _end(self, run: _Run, outcome: Outcome, trouble: Trouble | None, shown: str = "") -> None:
        run.status = _with(run.status, CommandState.FINISHED, outcome, trouble, shown)
        run.ended = self._clock.monotonic()
        log.info("test of device %s: %s %s", run.status.device_id, outcome, trouble.code if trouble else "")

    def _conditions(self, run: _Run, worker: DeviceWorker[Driver]) -> Conditions:
        settings = self._live.settings
        return Conditions(
            terminal=settings.terminal,
            device=settings.device[run.status.device_id],
            language=run.test.language,
            deadline_s=run.test.deadline_ms / 1000,
            clock=self._clock,
            seen=worker.observed,
            over=lambda: run.cancel.is_set() or worker.stopping or self._sessions.active,
            taken=lambda: self._sessions.active,
        )


def _with(
    status: DeviceTestStatus,
    state: CommandState,
    outcome: Outcome | None = None,
    trouble: Trouble | None = None,
    shown: str = "",
) -> DeviceTestStatus:
    return DeviceTestStatus(
        test_id=status.test_id,
        device_id=status.device_id,
        test=status.test,
        state=state,
        outcome=outcome,
        trouble=trouble,
        shown=shown,
    )
