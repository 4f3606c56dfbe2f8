# SPDX-License-Identifier: Apache-2.0
"""Prints each receipt once: pending before, printing from just before the first byte, then what is known.

A crash while pending prints it after the start. A crash while printing leaves it unknown: a reprint, marked as
one, is offered and never made by itself.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from agent.devices.bench import Bench
from agent.errors import AgentError, Conflict, NotFound, NothingPaid
from agent.journal import Journal
from agent.ledger import Ledger, Transaction, outbox
from agent.ledger import payments as payment_rows
from agent.ledger import receipts as rows
from agent.ledger.receipts import StoredReceipt
from agent.live import Live
from agent.payments.machine import Intent
from agent.receipts import slips
from contract.clock import Clock
from contract.local import PaymentState, PrintProof, Receipt, ReceiptKind, ReceiptState, Topic, Trouble
from contract.platform import RecordKind
from device_drivers.errors import DeviceError, OutcomeUnknown
from device_drivers.receipt_printer import Proof, ReceiptPrinter, Slip

log = logging.getLogger("agent.receipts")

DEADLINE_S = 15.0
"""A slip takes two or three seconds; a printer that is silent for this long has left the outcome unknown."""


class ReceiptDesk:
    def __init__(self, ledger: Ledger, bench: Bench, journal: Journal, clock: Clock, live: Live) -> None:
        self._ledger = ledger
        self._bench = bench
        self._journal = journal
        self._clock = clock
        self._live = live
        self._unwritten: dict[str, Ending] = {}
        """Outcomes that the ledger could not take yet."""

    def issue(self, tx: Transaction, receipt_id: str, payment_id: str, now: datetime) -> StoredReceipt:
        """A numbered row, in the caller's transaction, of the kind that the payment has come to. It is a reprint if
        anything of an earlier one of that kind went out."""
        stored = payment_rows.find(tx, payment_id)
        kind = _kind(stored.intent.state) if stored else ReceiptKind.PAYMENT
        reprint = any(earlier.sent for earlier in rows.of_payment(tx, payment_id) if earlier.kind is kind)
        return rows.insert(tx, receipt_id, payment_id, kind=kind, reprint=reprint, now=now)

    def request(self, payment_id: str, receipt_id: str) -> Receipt:
        """Somebody asks for a slip. Raises NotFound, NothingPaid, Conflict, LedgerUnwritable."""
        with self._ledger.transaction() as tx:
            known = rows.find(tx, receipt_id)
            if known is not None:
                if known.payment_id != payment_id:
                    raise Conflict("this receipt id belongs to another payment")
                return self.view(known)
            stored = payment_rows.find(tx, payment_id)
            if stored is None:
                raise NotFound("no such payment")
            if not proves_money(stored.intent):
                raise NothingPaid("nothing proves that this was paid")
            kind = _kind(stored.intent.state)
            under_way = [r for r in rows.of_payment(tx, payment_id) if r.state in UNDER_WAY and r.kind is kind]
            # A second touch is not a second slip.
            receipt = under_way[-1] if under_way else self.issue(tx, receipt_id, payment_id, self._clock.now())
        if receipt.state is ReceiptState.PENDING:
            self.print(receipt.receipt_id)  # also one whose job was lost; a job too many finds nothing to do
        return self.view(receipt)

    def recover(self) -> None:
        """After a start. Raises LedgerUnwritable."""
        now = self._clock.now()
        with self._ledger.transaction() as tx:
            doubtful = rows.in_state(tx, ReceiptState.PRINTING)
            for receipt in doubtful:
                rows.end(tx, receipt.receipt_id, receipt.state, ReceiptState.UNKNOWN, "agentRestarted", now)
                _report(tx, receipt, ReceiptState.UNKNOWN, now)
            waiting = rows.in_state(tx, ReceiptState.PENDING)
        for receipt in doubtful:
            log.warning("receipt %d was being printed when the agent stopped: outcome unknown", receipt.receipt_no)
            self._journal.append(Topic.RECEIPT, receipt.receipt_id, ReceiptState.UNKNOWN)
        for receipt in waiting:
            self.print(receipt.receipt_id)

    def write_what_is_left(self) -> None:
        """Outcomes from a time when the ledger could not be written."""
        for receipt_id, ending in list(self._unwritten.items()):
            self._end(receipt_id, ending)

    def print(self, receipt_id: str) -> None:
        try:
            self._submit(receipt_id)
        except AgentError as error:
            self._end(receipt_id, Ending(ReceiptState.PENDING, ReceiptState.FAILED, error.code))

    def print_what_waits(self) -> None:
        """A printer has come. Raises LedgerUnwritable."""
        with self._ledger.reading() as tx:
            waiting = rows.in_state(tx, ReceiptState.PENDING)
        for receipt in waiting:
            self.print(receipt.receipt_id)

    def _submit(self, receipt_id: str) -> None:
        printer = self._bench.printer
        printer.submit(
            lambda driver: self._carry_out(driver, receipt_id, printer.device_id),
            lambda: self._printer_gone(receipt_id),
        )

    def _printer_gone(self, receipt_id: str) -> None:
        """Nothing of it went out: another printer takes it, or it waits for one to come."""
        try:
            self._submit(receipt_id)
        except AgentError as error:
            log.warning("receipt %s waits for a printer: %s", receipt_id, error)

    def view(self, stored: StoredReceipt) -> Receipt:
        return Receipt(
            receipt_id=stored.receipt_id,
            receipt_no=f"{self._live.terminal.number}-{stored.receipt_no:06d}",
            kind=stored.kind,
            state=stored.state,
            reprint=stored.reprint,
            trouble=Trouble(code=stored.trouble, title=stored.trouble) if stored.trouble else None,
            proof=PrintProof(stored.proof) if stored.proof else None,
        )

    def _carry_out(self, driver: ReceiptPrinter, receipt_id: str, device: str) -> None:
        """Runs in the printer's worker."""
        slip = self._slip_of(receipt_id)
        if slip is None:
            return
        begun = threading.Event()

        def begin() -> None:
            self._begin(receipt_id, device)
            begun.set()

        def end(state: ReceiptState, trouble: str | None, proof: Proof | None = None) -> None:
            before = ReceiptState.PRINTING if begun.is_set() else ReceiptState.PENDING
            self._end(receipt_id, Ending(before, state, trouble, proof))

        try:
            proof = driver.print(slip, deadline_s=DEADLINE_S, before_first_byte=begin)
        except OutcomeUnknown as error:
            end(ReceiptState.UNKNOWN, error.code)
        except Conflict:
            log.error("receipt %s was begun already; it is not printed twice", receipt_id)
        except (DeviceError, AgentError) as error:
            end(ReceiptState.FAILED, error.code)
        except Exception:
            log.exception("receipt %s failed in an unforeseen way", receipt_id)
            end(ReceiptState.UNKNOWN if begun.is_set() else ReceiptState.FAILED, "internalError")
        else:
            end(ReceiptState.PRINTED, None, proof)

    def _slip_of(self, receipt_id: str) -> Slip | None:
        """None when this receipt is not to be printed (any more): a job may be queued twice around a restart."""
        with self._ledger.reading() as tx:
            receipt = rows.find(tx, receipt_id)
            if receipt is None or receipt.state is not ReceiptState.PENDING:
                return None
            stored = payment_rows.find(tx, receipt.payment_id)
            payer = payment_rows.payer_of(tx, receipt.payment_id)
        if stored is None:
            return None
        return slips.payment_slip(
            kind=receipt.kind,
            verify_url=stored.intent.verify_url,
            terminal=self._live.terminal,
            language=stored.language,
            order_no=stored.intent.payment_id,
            lines=stored.lines,
            amount_fen=stored.intent.amount_fen,
            paid_at=stored.intent.paid_at or stored.intent.created_at,
            receipt_no=receipt.receipt_no,
            reprint=receipt.reprint,
            payer_name=payer.name if payer else "",
            payer_number=payer.id_number if payer else "",
        )

    def _begin(self, receipt_id: str, device: str) -> None:
        """The last moment before the first byte: if this cannot be recorded, nothing is printed."""
        with self._ledger.transaction() as tx:
            if not rows.begin(tx, receipt_id, self._clock.now(), device):
                raise Conflict("this receipt was begun already")
        self._journal.append(Topic.RECEIPT, receipt_id, ReceiptState.PRINTING)

    def _end(self, receipt_id: str, ending: "Ending") -> None:
        """Nothing when it is otherwise by now: a second job for the same slip, at another printer, has gone further
        than the one that ends here."""
        now, state = self._clock.now(), ending.state
        try:
            with self._ledger.transaction() as tx:
                ended = rows.end(tx, receipt_id, ending.before, state, ending.trouble, now, ending.proof)
                receipt = rows.find(tx, receipt_id) if ended else None
                if receipt is not None:
                    _report(tx, receipt, state, now)
        except AgentError as error:
            if receipt_id not in self._unwritten:
                log.error("receipt %s ended as %s, which cannot be recorded yet: %s", receipt_id, state, error)
            self._unwritten[receipt_id] = ending
            return
        self._unwritten.pop(receipt_id, None)
        if receipt is None:
            log.info("receipt %s is not %s: another job has it", receipt_id, state)
            return
        log.info("receipt %s: %s %s", receipt_id, state, ending.trouble or ending.proof or "")
        self._journal.append(Topic.RECEIPT, receipt_id, state)


@dataclass(frozen=True)
class Ending:
    """`before`: how the job that ends has left the receipt."""

    before: ReceiptState
    state: ReceiptState
    trouble: str | None
    proof: Proof | None = None


def proves_money(intent: Intent) -> bool:
    """Whether there is anything that a slip can say: paid as ordered, or arrived too late and owed back."""
    if intent.state is PaymentState.SUCCEEDED:
        return not intent.trouble
    return intent.state in {PaymentState.REFUND_DUE, PaymentState.REFUNDED}


def _kind(state: PaymentState) -> ReceiptKind:
    owed = state in {PaymentState.REFUND_DUE, PaymentState.REFUNDED}
    return ReceiptKind.REFUND if owed else ReceiptKind.PAYMENT


UNDER_WAY = frozenset({ReceiptState.PENDING, ReceiptState.PRINTING})


def _report(tx: Transaction, receipt: StoredReceipt, state: ReceiptState, now: datetime) -> None:
    body: outbox.Body = {
        "receipt_no": receipt.receipt_no,
        "order_no": receipt.payment_id,
        "state": str(state),
        "kind": str(receipt.kind),
        "reprint": receipt.reprint,
    }
    outbox.add(tx, RecordKind.RECEIPT, body, now)
