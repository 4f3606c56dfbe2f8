# SPDX-License-Identifier: Apache-2.0
"""The technician's tests: a real slip, a real card, a real code. In memory for two minutes, and in no journal.

A resident goes first: a reader or scanner is not tested while a session is open, and a test that waits for a card
ends when one is opened.
"""

import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from agent.devices.bench import Bench
from agent.devices.outcomes import outcome_of
from agent.devices.worker import DeviceWorker, Driver
from agent.errors import Conflict, DeviceInUse, DeviceMissing, NotFound, TooMany
from agent.live import Live
from agent.receipts.trial_slip import trial_slip
from agent.sessions import Sessions
from contract.clock import Clock
from contract.local import CommandState, DeviceKind, DeviceTest, DeviceTestKind, DeviceTestStatus, Outcome, Trouble
from contract.personal import IdNumber, PersonName
from device_drivers.code_scanner import CodeScanner
from device_drivers.errors import Cancelled, DeviceError, TimedOut
from device_drivers.receipt_printer import ReceiptPrinter
from device_drivers.resident_id import ResidentIdReader

log = logging.getLogger("agent.devices")

KEPT_S = 120.0
MOST = 32
SCAN_SLICE_S = 0.2
MAX_SHOWN = 120
TESTS = {
    DeviceKind.RECEIPT_PRINTER: DeviceTestKind.SLIP,
    DeviceKind.RESIDENT_ID: DeviceTestKind.CARD,
    DeviceKind.CODE_SCANNER: DeviceTestKind.SCAN,
}
_NUMBER = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15}|[A-Za-z]{3}\d{12})(?!\d)")


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
            if kind is not DeviceTestKind.SLIP and self._sessions.active:
                raise DeviceInUse("a resident is at the machine")
            if len(self._runs) >= MOST:
                raise TooMany(f"{MOST} tests in two minutes are enough")
            status = DeviceTestStatus(test_id=test_id, device_id=name, test=kind, state=CommandState.QUEUED)
            run = self._runs[test_id] = _Run(status, test)
        work = self._work(run, worker)
        try:
            worker.submit(lambda driver: self._carry_out(run, lambda: work(driver)), lambda: self._dropped(run))
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

    def _work(self, run: _Run, worker: DeviceWorker[Driver]) -> Callable[[Driver], str]:
        match run.status.test:
            case DeviceTestKind.SLIP:
                return lambda driver: self._print(run, cast(ReceiptPrinter, driver))
            case DeviceTestKind.CARD:
                return lambda driver: self._read(run, worker, cast(ResidentIdReader, driver))
            case DeviceTestKind.SCAN:
                return lambda driver: self._scan(run, worker, cast(CodeScanner, driver))

    def _carry_out(self, run: _Run, work: Callable[[], str]) -> None:
        """Runs in the device's worker. Whatever happens, the test ends with an outcome."""
        try:
            if run.cancel.is_set():
                raise Cancelled("cancelled before it began")
            run.status = _with(run.status, CommandState.RUNNING)
            shown = work()
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

    def _print(self, run: _Run, printer: ReceiptPrinter) -> str:
        settings = self._live.settings
        device = settings.device[run.status.device_id]
        slip = trial_slip(settings.terminal, device, self._clock.now(), run.test.language)
        printer.print(slip, deadline_s=run.test.deadline_ms / 1000, before_first_byte=lambda: None)
        return ""

    def _read(self, run: _Run, worker: DeviceWorker[Driver], reader: ResidentIdReader) -> str:
        def cancelled() -> bool:
            worker.observed()
            return self._over(run, worker)

        card = reader.read_card(deadline_s=run.test.deadline_ms / 1000, cancelled=cancelled).card
        self._not_a_residents()
        return f"{PersonName(card.name).masked()} {IdNumber(card.id_number).masked()}"

    def _scan(self, run: _Run, worker: DeviceWorker[Driver], scanner: CodeScanner) -> str:
        end = self._clock.monotonic() + run.test.deadline_ms / 1000
        scanner.discard()
        while self._clock.monotonic() < end:
            if self._over(run, worker):
                self._not_a_residents()
                raise Cancelled("the test was cancelled")
            found = scanner.read(timeout_s=SCAN_SLICE_S)
            worker.observed()
            if found is not None:
                self._not_a_residents()
                return shown_code(found.text)
        raise TimedOut("nothing was scanned in time")

    def _over(self, run: _Run, worker: DeviceWorker[Driver]) -> bool:
        return run.cancel.is_set() or worker.stopping or self._sessions.active

    def _not_a_residents(self) -> None:
        """What was read after a session began is nothing for a technician."""
        if self._sessions.active:
            raise Cancelled("a resident has come to the machine", code=DeviceInUse.code)


def shown_code(text: str) -> str:
    """What looks like an id number is masked, wherever it stands in the code."""
    masked = _NUMBER.sub(lambda found: IdNumber(found[0]).masked(), text)
    plain = "".join(char if char.isprintable() else " " for char in masked)
    return plain if len(plain) <= MAX_SHOWN else plain[: MAX_SHOWN - 1] + "…"


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
