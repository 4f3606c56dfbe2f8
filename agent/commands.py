# SPDX-License-Identifier: Apache-2.0
"""Commands to devices: accepted once, journalled before the first byte, ended with one outcome.

The same id with the same content is the same command; with other content it is a conflict. Results are personal:
they stay in the session's memory, and the journal holds only what became of the command. A deadline counts from the
acceptance, so what waited too long is not begun. A session's end cancels what waits for its resident; a slip that was
ordered outlives it.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.command_journal import CommandJournal, Ending
from agent.devices.bench import Bench
from agent.devices.outcomes import outcome_of
from agent.devices.worker import DeviceWorker
from agent.errors import AgentError, DeviceMissing, NotFound, NotShown, ResultGone, SessionEnded
from agent.journal import Journal
from agent.live import Live
from agent.receipts import slips
from agent.receipts.checklist import checklist_slip
from agent.sessions import Identity, ResidentSession
from contract.clock import Clock
from contract.local import (
    Command,
    CommandState,
    CommandStatus,
    Outcome,
    PrintCase,
    PrintChecklist,
    ReadIdentity,
    ReadPaymentCode,
    ScanCode,
    Topic,
    Trouble,
)
from contract.payment_code import Channel, PaymentCode
from contract.personal import IdNumber, PersonName
from contract.platform import Case, IdentityMethod
from contract.release import ContentFolder
from device_drivers.code_scanner import CodeScanner
from device_drivers.errors import Cancelled, DeviceError, TimedOut
from device_drivers.receipt_printer import Proof, ReceiptPrinter, Slip
from device_drivers.resident_id import ResidentIdReader

log = logging.getLogger("agent.commands")

SCAN_SLICE_S = 0.2
UNFORESEEN = Trouble(code="internalError", title="an unforeseen error in the agent")
CODE_KEPT_S = 60.0
"""As long as a phone shows one."""
WITH_RESULT = frozenset({"read_identity", "scan_code", "read_payment_code"})
"""Commands whose success means nothing without what they read."""


@dataclass(frozen=True)
class _Accepted:
    session: ResidentSession
    command_id: str
    due: float
    """By the monotonic clock."""
    cancel: threading.Event
    begun: threading.Event


@dataclass(frozen=True)
class _Result:
    status: CommandStatus
    proof: Proof | None = None


class CommandDesk:
    def __init__(self, kept: CommandJournal, bench: Bench, journal: Journal, clock: Clock, live: Live) -> None:
        self._kept = kept
        self._bench = bench
        self._journal = journal
        self._clock = clock
        self._live = live
        self._accepting = threading.Lock()
        """Nobody sees a command between its row and the event that cancels it."""

    def accept(self, session: ResidentSession, command_id: str, command: Command) -> CommandStatus:
        """Raises Conflict, SessionEnded, NotShown, NotFound, DeviceMissing, QueueFull, LedgerUnwritable, and
        ResultGone."""
        name = str(command.__struct_config__.tag)
        due = self._clock.monotonic() + command.deadline_ms / 1000
        with self._accepting:
            new = self._kept.accept(command_id, name, (session.session_id, command))
            if new:
                cancel = session.cancels[command_id] = threading.Event()
        if not new:
            return self.status(session, command_id)
        accepted = _Accepted(session, command_id, due, cancel, threading.Event())
        try:
            if session.over.is_set():
                raise SessionEnded("this session is over")
            self._submit(accepted, command)
        except AgentError as error:
            self._finish(accepted, Outcome.FAILED, Trouble(code=error.code, title=str(error)))
            raise
        except Exception:
            self._finish(accepted, Outcome.FAILED, UNFORESEEN)
            raise
        return self.status(session, command_id)

    def status(self, session: ResidentSession, command_id: str) -> CommandStatus:
        """Raises NotFound, and ResultGone when it read something that is in no memory any more."""
        under_way = command_id in session.cancels
        finished = session.commands.get(command_id)
        if finished is not None:
            return finished
        stored = self._kept.find(command_id)
        if stored is None:
            raise NotFound("no such command")
        state, outcome = stored.state, stored.outcome
        if outcome is Outcome.SUCCEEDED and stored.name in WITH_RESULT:
            finished = session.commands.get(command_id)
            if finished is not None:
                return finished
            if not under_way:
                raise ResultGone("this command is over, and what it read is gone")
            state, outcome = CommandState.RUNNING, None  # its result is being handed over
        trouble = Trouble(code=stored.trouble, title=stored.trouble) if stored.trouble else None
        return CommandStatus(command_id=command_id, state=state, outcome=outcome, trouble=trouble)

    def cancel(self, session: ResidentSession, command_id: str) -> CommandStatus:
        """Asks for the end; whether it came in time, the outcome tells."""
        with self._accepting:
            cancel = session.cancels.get(command_id)
        if cancel is not None:
            cancel.set()
        return self.status(session, command_id)

    def _submit(self, accepted: _Accepted, command: Command) -> None:
        """Raises NotShown, NotFound, DeviceMissing, QueueFull."""

        def dropped() -> None:
            trouble = Trouble(code=DeviceMissing.code, title="the device was removed before it began")
            self._finish(accepted, Outcome.FAILED, trouble)

        match command:
            case ReadIdentity():
                reader = self._bench.reader
                reader.submit(
                    lambda driver: self._carry_out(accepted, lambda: self._read(accepted, reader, driver)), dropped
                )
            case ScanCode():
                scanner = self._bench.scanner
                scanner.submit(
                    lambda driver: self._carry_out(accepted, lambda: self._scan(accepted, scanner, driver)), dropped
                )
            case ReadPaymentCode():
                scanner = self._bench.scanner
                scanner.submit(
                    lambda driver: self._carry_out(accepted, lambda: self._read_code(accepted, scanner, driver)),
                    dropped,
                )
            case PrintCase() | PrintChecklist():
                slip = self._slip_for(accepted.session, command)
                printer = self._bench.printer
                printer.submit(
                    lambda driver: self._carry_out(accepted, lambda: self._print(accepted, printer, driver, slip)),
                    dropped,
                )

    def _carry_out(self, accepted: _Accepted, work: Callable[[], _Result]) -> None:
        """Runs in the device's worker. Whatever happens, the command ends with an outcome."""
        try:
            result = work()
        except DeviceError as error:
            self._finish(accepted, outcome_of(error), Trouble(code=error.code, title=error.message))
        except AgentError as error:  # its beginning could not be written down
            self._finish(accepted, Outcome.FAILED, Trouble(code=error.code, title=str(error)))
        except Exception:
            log.exception("command %s failed in an unforeseen way", accepted.command_id)
            self._finish(accepted, Outcome.UNKNOWN if accepted.begun.is_set() else Outcome.FAILED, UNFORESEEN)
        else:
            self._finish(accepted, Outcome.SUCCEEDED, None, result)

    def _read(self, accepted: _Accepted, worker: DeviceWorker[ResidentIdReader], driver: ResidentIdReader) -> _Result:
        session = accepted.session

        def cancelled() -> bool:
            worker.observed()
            return session.cancelled(accepted.command_id) or worker.stopping

        left_s = self._left_s(accepted, over=cancelled())
        self._kept.begin(accepted.command_id, worker.device_id)
        card = driver.read_card(deadline_s=left_s, cancelled=cancelled).card
        if session.cancelled(accepted.command_id):
            raise Cancelled("the session ended while the card was read")
        identity = Identity(IdNumber(card.id_number), IdentityMethod.CARD, PersonName(card.name))
        session.identify(identity)
        return _Result(self._done(accepted, resident=identity))

    def _scan(self, accepted: _Accepted, worker: DeviceWorker[CodeScanner], driver: CodeScanner) -> _Result:
        return _Result(self._done(accepted, scanned=self._scanned(accepted, worker, driver)))

    def _read_code(self, accepted: _Accepted, worker: DeviceWorker[CodeScanner], driver: CodeScanner) -> _Result:
        """The code goes into the session's memory and nowhere else."""
        code = PaymentCode(self._scanned(accepted, worker, driver).strip())
        if code.channel is None:
            raise DeviceError("what was scanned is no payment code", code="notAPaymentCode")
        accepted.session.hold_payment_code(code, self._clock.monotonic() + CODE_KEPT_S)
        return _Result(self._done(accepted, channel=code.channel))

    def _scanned(self, accepted: _Accepted, worker: DeviceWorker[CodeScanner], driver: CodeScanner) -> str:
        self._left_s(accepted, over=accepted.session.cancelled(accepted.command_id))
        driver.discard()  # what was scanned before anybody asked is nobody's answer
        self._kept.begin(accepted.command_id, worker.device_id)  # in this order: what is scanned from now on is whole
        while self._clock.monotonic() < accepted.due:
            if accepted.session.cancelled(accepted.command_id) or worker.stopping:
                raise Cancelled("scanning was cancelled")
            found = driver.read(timeout_s=SCAN_SLICE_S)
            worker.observed()
            if found is not None:
                return found.text
        raise TimedOut("nothing was scanned in time")

    def _print(
        self, accepted: _Accepted, worker: DeviceWorker[ReceiptPrinter], driver: ReceiptPrinter, slip: Slip
    ) -> _Result:
        """It may be called back until the first byte goes out, and by nobody's leaving."""

        def begin() -> None:
            self._left_s(accepted, over=accepted.cancel.is_set())
            self._kept.begin(accepted.command_id, worker.device_id)
            accepted.begun.set()

        left_s = self._left_s(accepted, over=accepted.cancel.is_set())
        proof = driver.print(slip, deadline_s=left_s, before_first_byte=begin)
        return _Result(self._done(accepted), proof)

    def _left_s(self, accepted: _Accepted, *, over: bool) -> float:
        """Raises Cancelled, TimedOut: it has not begun, and does not."""
        if over:
            raise Cancelled("cancelled before it began")
        left_s = accepted.due - self._clock.monotonic()
        if left_s <= 0:
            raise TimedOut("the device was not free in time")
        return left_s

    def _done(
        self,
        accepted: _Accepted,
        resident: Identity | None = None,
        scanned: str | None = None,
        channel: Channel | None = None,
    ) -> CommandStatus:
        return CommandStatus(
            command_id=accepted.command_id,
            state=CommandState.FINISHED,
            outcome=Outcome.SUCCEEDED,
            resident=resident.as_shown() if resident else None,
            scanned=scanned,
            channel=channel,
        )

    def _slip_for(self, session: ResidentSession, command: PrintCase | PrintChecklist) -> Slip:
        """Raises NotShown, NotFound."""
        if isinstance(command, PrintChecklist):
            release = ContentFolder(Path(self._live.settings.paths.content)).release()
            services = release.services if release else ()
            service = next((service for service in services if service.task_code == command.task_code), None)
            if release is None or service is None:
                raise NotFound("no such service item in the current content")
            return checklist_slip(service, release.made_at, self._live.terminal, session.language)
        case: Case | None = session.cases.get(command.case_no)
        if case is None:
            raise NotShown("a case that was not shown in this session")
        return slips.case_slip(case, self._live.terminal, self._clock.now(), session.language)

    def _finish(
        self, accepted: _Accepted, outcome: Outcome, trouble: Trouble | None, result: _Result | None = None
    ) -> None:
        session, command_id = accepted.session, accepted.command_id
        if trouble is not None:
            log.info("command %s: %s %s: %s", command_id, outcome, trouble.code, trouble.title)
        proof = result.proof if result else None
        self._kept.finish(command_id, Ending(outcome, trouble.code if trouble else None, proof))
        ended = CommandStatus(command_id=command_id, state=CommandState.FINISHED, outcome=outcome, trouble=trouble)
        session.commands[command_id] = result.status if result else ended
        if session.over.is_set():  # in this order: it may end just now
            session.commands = {}
        session.cancels.pop(command_id, None)
        self._journal.append(Topic.COMMAND, command_id, outcome)
