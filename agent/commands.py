# SPDX-License-Identifier: Apache-2.0
"""Commands to devices: accepted once, journalled before the first byte, ended with one outcome.

The same id with the same content is the same command; with other content it is a conflict. Results are personal:
they stay in the session's memory, and the journal holds only what became of the command.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from agent.devices.bench import Bench
from agent.devices.outcomes import outcome_of
from agent.devices.worker import DeviceWorker
from agent.errors import AgentError, Conflict, DeviceMissing, NotFound, NotShown, SessionEnded
from agent.journal import Journal
from agent.ledger import Ledger
from agent.ledger import commands as rows
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
    ScanCode,
    Topic,
    Trouble,
)
from contract.personal import IdNumber, PersonName
from contract.platform import Case, IdentityMethod
from contract.release import ContentFolder
from device_drivers.code_scanner import CodeScanner
from device_drivers.errors import Cancelled, DeviceError, TimedOut
from device_drivers.receipt_printer import ReceiptPrinter, Slip
from device_drivers.resident_id import ResidentIdReader

log = logging.getLogger("agent.commands")

SCAN_SLICE_S = 0.2


class CommandDesk:
    def __init__(self, ledger: Ledger, bench: Bench, journal: Journal, clock: Clock, live: Live) -> None:
        self._ledger = ledger
        self._bench = bench
        self._journal = journal
        self._clock = clock
        self._live = live

    def accept(self, session: ResidentSession, command_id: str, command: Command) -> CommandStatus:
        """Raises Conflict, NotShown, NotFound, DeviceMissing, QueueFull, LedgerUnwritable."""
        content = self._ledger.digest_of((session.session_id, command))
        with self._ledger.transaction() as tx:
            known = rows.find(tx, command_id)
            if known is None:
                rows.insert(tx, command_id, content, str(command.__struct_config__.tag), self._clock.now())
        if known is not None:
            if known.digest != content:
                raise Conflict("this command id was used for something else")
            return self.status(session, command_id)
        session.cancels[command_id] = threading.Event()
        try:
            if session.over.is_set():
                raise SessionEnded("this session is over")
            self._submit(session, command_id, command)
        except AgentError as error:
            self._finish(session, command_id, Outcome.FAILED, Trouble(code=error.code, title=str(error)))
            raise
        return self.status(session, command_id)

    def status(self, session: ResidentSession, command_id: str) -> CommandStatus:
        """Raises NotFound."""
        finished = session.commands.get(command_id)
        if finished is not None:
            return finished
        with self._ledger.reading() as tx:
            stored = rows.find(tx, command_id)
        if stored is None:
            raise NotFound("no such command")
        trouble = Trouble(code=stored.trouble, title=stored.trouble) if stored.trouble else None
        return CommandStatus(command_id=command_id, state=stored.state, outcome=stored.outcome, trouble=trouble)

    def cancel(self, session: ResidentSession, command_id: str) -> CommandStatus:
        """Asks for the end; whether it came in time, the outcome tells."""
        cancel = session.cancels.get(command_id)
        if cancel is not None:
            cancel.set()
        return self.status(session, command_id)

    def recover(self) -> None:
        with self._ledger.transaction() as tx:
            doubtful = rows.settle_interrupted(tx, self._clock.now())
        if doubtful:
            log.warning("%d slips were being printed when the agent stopped: outcome unknown", doubtful)

    def _submit(self, session: ResidentSession, command_id: str, command: Command) -> None:
        """Raises NotShown, NotFound, DeviceMissing, QueueFull."""

        def dropped() -> None:
            trouble = Trouble(code=DeviceMissing.code, title="the device was removed before it began")
            self._finish(session, command_id, Outcome.FAILED, trouble)

        match command:
            case ReadIdentity():
                reader = self._bench.reader
                read = self._reading(reader, session, command_id, command)
                reader.submit(lambda driver: self._carry_out(session, command_id, lambda: read(driver)), dropped)
            case ScanCode():
                scanner = self._bench.scanner
                scan = self._scanning(scanner, session, command_id, command)
                scanner.submit(lambda driver: self._carry_out(session, command_id, lambda: scan(driver)), dropped)
            case PrintCase() | PrintChecklist():
                printing = self._printing(self._slip_for(session, command), command_id, command.deadline_ms)
                self._bench.printer.submit(
                    lambda driver: self._carry_out(session, command_id, lambda: printing(driver), on_demand=False),
                    dropped,
                )

    def _carry_out(
        self, session: ResidentSession, command_id: str, work: Callable[[], CommandStatus], *, on_demand: bool = True
    ) -> None:
        """Runs in the device's worker. Whatever happens, the command ends with an outcome."""
        try:
            if session.cancelled(command_id):
                raise Cancelled("cancelled before it began")
            if on_demand:
                self._mark_running(command_id)
            result = work()
        except DeviceError as error:
            self._finish(session, command_id, outcome_of(error), Trouble(code=error.code, title=error.message))
        except Exception:
            log.exception("command %s failed in an unforeseen way", command_id)
            trouble = Trouble(code="internalError", title="an unforeseen error in the agent")
            self._finish(session, command_id, Outcome.FAILED, trouble)
        else:
            self._finish(session, command_id, Outcome.SUCCEEDED, None, result)

    def _reading(
        self,
        worker: DeviceWorker[ResidentIdReader],
        session: ResidentSession,
        command_id: str,
        command: ReadIdentity,
    ) -> Callable[[ResidentIdReader], CommandStatus]:
        def cancelled() -> bool:
            worker.observed()
            return session.cancelled(command_id) or worker.stopping

        def read(driver: ResidentIdReader) -> CommandStatus:
            card = driver.read_card(deadline_s=command.deadline_ms / 1000, cancelled=cancelled).card
            if session.cancelled(command_id):
                raise Cancelled("the session ended while the card was read")
            identity = Identity(IdNumber(card.id_number), IdentityMethod.CARD, PersonName(card.name))
            session.identify(identity)
            return CommandStatus(command_id=command_id, state=CommandState.FINISHED, resident=identity.as_shown())

        return read

    def _scanning(
        self, worker: DeviceWorker[CodeScanner], session: ResidentSession, command_id: str, command: ScanCode
    ) -> Callable[[CodeScanner], CommandStatus]:
        def scan(driver: CodeScanner) -> CommandStatus:
            end = self._clock.monotonic() + command.deadline_ms / 1000
            driver.discard()  # what was scanned before anybody asked is nobody's answer
            while self._clock.monotonic() < end:
                if session.cancelled(command_id) or worker.stopping:
                    raise Cancelled("scanning was cancelled")
                found = driver.read(timeout_s=SCAN_SLICE_S)
                worker.observed()
                if found is not None:
                    return CommandStatus(command_id=command_id, state=CommandState.FINISHED, scanned=found.text)
            raise TimedOut("nothing was scanned in time")

        return scan

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

    def _printing(self, slip: Slip, command_id: str, deadline_ms: int) -> Callable[[ReceiptPrinter], CommandStatus]:
        def print_slip(driver: ReceiptPrinter) -> CommandStatus:
            driver.print(
                slip,
                deadline_s=deadline_ms / 1000,
                before_first_byte=lambda: self._mark_running(command_id),
            )
            return CommandStatus(command_id=command_id, state=CommandState.FINISHED)

        return print_slip

    def _mark_running(self, command_id: str) -> None:
        with self._ledger.transaction() as tx:
            rows.set_running(tx, command_id, self._clock.now())

    def _finish(
        self,
        session: ResidentSession,
        command_id: str,
        outcome: Outcome,
        trouble: Trouble | None,
        result: CommandStatus | None = None,
    ) -> None:
        session.cancels.pop(command_id, None)
        if trouble is not None:
            log.info("command %s: %s %s: %s", command_id, outcome, trouble.code, trouble.title)
        try:
            with self._ledger.transaction() as tx:
                rows.finish(tx, command_id, outcome, trouble.code if trouble else None, self._clock.now())
        except AgentError as error:
            log.error("command %s ended as %s, which could not be recorded: %s", command_id, outcome, error)
        if not session.over.is_set():
            session.commands[command_id] = _finished(command_id, outcome, trouble, result)
        self._journal.append(Topic.COMMAND, command_id, outcome)


def _finished(
    command_id: str, outcome: Outcome, trouble: Trouble | None, result: CommandStatus | None
) -> CommandStatus:
    return CommandStatus(
        command_id=command_id,
        state=CommandState.FINISHED,
        outcome=outcome,
        trouble=trouble,
        resident=result.resident if result else None,
        scanned=result.scanned if result else None,
    )
