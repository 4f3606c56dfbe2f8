# SPDX-License-Identifier: Apache-2.0
"""The cashier: asks the platform what the machine says is due, and records what the answers make of each intent.

One thread works off all open intents; a request only writes its row and wakes it. An intent is durable before the
first call, and every change before anybody hears of it.
"""

import logging
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.errors import (
    AgentError,
    AmountChanged,
    Conflict,
    IdentityMissing,
    LedgerUnwritable,
    NoSlipPossible,
    NotFound,
    NotPaying,
    PaymentsOpen,
    PlatformError,
    PlatformRefused,
)
from agent.journal import Journal
from agent.ledger import Ledger, Transaction, outbox
from agent.ledger import payments as rows
from agent.ledger.payments import Payer, StoredPayment
from agent.payments import machine
from agent.payments.machine import Action, AnswerLost, CloseWanted, Happening, Intent, OrderMissing, OrderRefused
from agent.payments.validity import Validity
from agent.platform.client import PlatformClient
from agent.receipts.desk import proves_money
from agent.sessions import Identity, ResidentSession
from contract.clock import Clock
from contract.local import DECIDED, PaymentLine, PaymentRequest, PaymentState, Topic
from contract.payment_code import PaymentCode
from contract.personal import IdNumber
from contract.platform import Bill, OrderRequest, PayWay, RecordKind
from contract.settings import PaymentSettings

log = logging.getLogger("agent.payments")

PAYER_KEPT = timedelta(days=400)
"""A year's reconciliation and audit, and a month to spare."""
FIRST_RETRY_S = 1.0
"""After an answer that was lost; each further one doubles it."""
SLOWEST_RETRY_S = 30.0
SCANNED_VALID_S = 60
AFTERLOOK_PAUSE_S = 30.0
STOP_LIMIT_S = 15.0
SILENT_S = 60.0
_REFERENCE = re.compile(r"[0-9a-f]{12,32}")
NOT_THE_ORDERS_FATE = frozenset({"idempotency_conflict"})
"""Refusals that contradict our own records: they decide nothing, a query does."""


@dataclass
class _Pace:
    """When an intent may be worked on again: memory only, by the monotonic clock."""

    at: float = 0.0
    failures: int = 0


@dataclass(frozen=True)
class _Ask:
    payer: IdNumber | None
    code: PaymentCode | None


class Cashier:
    """`succeeded` adds to the transaction that records a payment what must be durable with it, and names the
    receipts to print once it is."""

    def __init__(
        self,
        ledger: Ledger,
        platform: PlatformClient,
        journal: Journal,
        clock: Clock,
        settings: PaymentSettings,
        issue_receipt: Callable[[Transaction, str, str, datetime], object],
        print_receipt: Callable[[str], None],
        slip_possible: Callable[[], bool] = lambda: True,
    ) -> None:
        self._ledger = ledger
        self._platform = platform
        self._journal = journal
        self._clock = clock
        self._settings = settings
        self._issue_receipt = issue_receipt
        self._print_receipt = print_receipt
        self._slip_possible = slip_possible
        self._validity = Validity(clock, timedelta(seconds=settings.code_valid_s))
        self._asks: dict[str, _Ask] = {}
        """What an order needs and the ledger may not hold, until it is made."""
        self._pace: dict[str, _Pace] = {}
        self._to_resolve: set[str] = set()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self.beat = clock.monotonic()
        self._thread = threading.Thread(target=self._run, name="cashier", daemon=True)

    # -- asked by the local API

    def accept(self, session: ResidentSession, payment_id: str, request: PaymentRequest) -> StoredPayment:
        """The intent is on the disk when this returns.
        Raises NotPaying, IdentityMissing, NotShown, AmountChanged, NoSlipPossible, PaymentCodeMissing, Conflict,
        LedgerUnwritable."""
        digest = self._ledger.digest_of((session.session_id, request))
        known = self.find_or_none(payment_id)
        if known is not None:
            return _same(known, digest)
        if self._to_resolve:
            raise NotPaying("earlier payments are still being resolved")
        bills = session.shown_bills(request.bill_nos)
        identity = session.identity
        if identity is None and not session.by_number.issuperset(request.bill_nos):
            raise IdentityMissing("no identity in this session yet")
        total = sum(bill.total_fen for bill in bills)
        if total != request.amount_fen or total <= 0:
            raise AmountChanged("the amount is not the sum of the bills")
        if request.with_slip and not self._slip_possible():
            raise NoSlipPossible("no printer can print a slip")
        scanned = request.way is PayWay.SCANNED
        code = session.take_payment_code(self._clock.monotonic()) if scanned else None
        now = self._clock.now()
        intent = Intent(
            payment_id=payment_id,
            amount_fen=total,
            bill_nos=request.bill_nos,
            created_at=now,
            valid_until=now + timedelta(seconds=self._valid_s(request.way)),
            way=request.way,
        )
        self._validity.begin(intent)
        lines = tuple(_line(bill) for bill in bills)
        stored = StoredPayment(intent, digest, lines, request.with_slip, session.language)
        self._asks[payment_id] = _Ask(
            identity.number if identity else None, code
        )  # before the row: the cashier may take it up at once
        try:
            with self._ledger.transaction() as tx:
                raced = rows.find(tx, payment_id)
                if raced is not None:
                    return _same(raced, digest)
                rows.insert(tx, stored, _payer(identity), (now + PAYER_KEPT).date())
        except BaseException:
            self._asks.pop(payment_id, None)
            raise
        self._say(intent)
        self._wake.set()
        return stored

    def close(self, payment_id: str) -> StoredPayment:
        """Raises NotFound, LedgerUnwritable."""
        with self._ledger.transaction() as tx:
            stored = rows.find(tx, payment_id)
            if stored is None:
                raise NotFound("no such payment")
            after = machine.step(stored.intent, CloseWanted(), self._validity.now_for(stored.intent))
            rows.update(tx, after, self._clock.now())
        if after != stored.intent:
            self._say(after)
            self._hurry(payment_id)
        return self.find(payment_id)

    def ask_anew(self, payment_id: str) -> None:
        """What has become of a payment since it was decided: paid back, or paid after all. Nobody stands there, so no
        slip comes out by itself. Raises NotFound, LedgerUnwritable."""
        self._record(payment_id, self._ask(self.find(payment_id).intent, Action.LOOK_AGAIN), attended=False)

    def find(self, payment_id: str) -> StoredPayment:
        stored = self.find_or_none(payment_id)
        if stored is None:
            raise NotFound("no such payment")
        return stored

    def find_or_none(self, payment_id: str) -> StoredPayment | None:
        with self._ledger.reading() as tx:
            return rows.find(tx, payment_id)

    def with_slip_text(self, text: str) -> list[StoredPayment]:
        """Of a slip's reference as it was typed, or of what its code says; newest first."""
        with self._ledger.reading() as tx:
            if verified := rows.with_verify_url(tx, text.strip()):
                return verified
            digits = text.strip().removeprefix("LINLI-PAY:").replace(" ", "").replace("-", "").lower()
            return rows.with_reference(tx, digits) if _REFERENCE.fullmatch(digits) else []

    def current(self) -> list[StoredPayment]:
        """What a restarted kiosk has to show: undecided, or with a code that would still be valid."""
        with self._ledger.reading() as tx:
            found = rows.in_states(tx, OPEN)
            decided = [rows.find(tx, payment_id) for payment_id in self._validity.known()]
        return found + [
            stored
            for stored in decided
            if stored is not None
            and stored.intent.state in DECIDED - {PaymentState.CLOSED}
            and self._validity.now_for(stored.intent) < stored.intent.valid_until
        ]

    def code_left_s(self, intent: Intent) -> int | None:
        if intent.state is not PaymentState.CODE_SHOWN:
            return None
        return max(0, int((intent.valid_until - self._validity.now_for(intent)).total_seconds()))

    def _valid_s(self, way: PayWay) -> int:
        """A payer who types a password for a code that was scanned stands before the machine."""
        return SCANNED_VALID_S if way is PayWay.SCANNED else self._settings.code_valid_s

    @property
    def paying_trouble(self) -> str:
        """Why no new payment is taken; empty when one is."""
        if self._to_resolve:
            return "resolving"
        return "" if self._ledger.writable() else LedgerUnwritable.code

    def check_at_rest(self) -> None:
        """Raises PaymentsOpen."""
        with self.at_rest():
            pass

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Within the block no payment is undecided or looked at once more, and none is begun.
        Raises PaymentsOpen, LedgerUnwritable."""
        with self._ledger.transaction() as tx:
            known = [rows.find(tx, payment_id) for payment_id in self._validity.known()]
            stored = rows.in_states(tx, OPEN) + [payment for payment in known if payment is not None]
            intents = [payment.intent for payment in stored]
            if any(machine.due(intent, self._validity.now_for(intent)) is not None for intent in intents):
                raise PaymentsOpen("a payment is not decided yet")
            yield

    # -- its own life

    def recover(self) -> None:
        """Loads what was open when the agent stopped; no new intent is taken until all of it is resolved."""
        with self._ledger.transaction() as tx:
            for stored in rows.valid_after(tx, self._clock.now() - machine.AFTERLOOK):
                self._validity.resume(stored.intent)
            for stored in rows.in_states(tx, OPEN):
                self._validity.resume(stored.intent)
                after = machine.step(stored.intent, machine.Restarted(), self._clock.now())
                rows.update(tx, after, self._clock.now())
                self._to_resolve.add(after.payment_id)
        if self._to_resolve:
            log.warning("%d payments were open when the agent stopped; resolving them first", len(self._to_resolve))

    @property
    def alive(self) -> bool:
        """The thread lives and is not stuck: its longest step is one call with a total limit far below this."""
        return self._thread.is_alive() and self._clock.monotonic() - self.beat < SILENT_S

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        self._thread.join(STOP_LIMIT_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.beat = self._clock.monotonic()
            try:
                pause = self.work()
            except LedgerUnwritable as error:
                log.error("the ledger cannot be written: %s", error)
                pause = 1.0
            except Exception:
                log.exception("the cashier met something unforeseen")
                pause = 1.0
            self._wake.wait(pause)
            self._wake.clear()

    def work(self) -> float:
        """One round over all intents with something due. Returns the seconds until the next is worth it."""
        now_m = self._clock.monotonic()
        soonest = now_m + 1.0
        for intent in self._intents():
            if self._stopping.is_set():
                break
            self.beat = self._clock.monotonic()
            pace = self._pace.setdefault(intent.payment_id, _Pace())
            if pace.at <= self._clock.monotonic():
                self._work_on(intent, pace)
            soonest = min(soonest, pace.at)
        return max(0.01, soonest - self._clock.monotonic())

    def _intents(self) -> list[Intent]:
        self._validity.forget_old(machine.AFTERLOOK)
        with self._ledger.reading() as tx:
            found = rows.in_states(tx, OPEN)
            recent = [rows.find(tx, payment_id) for payment_id in self._validity.known()]
        closed = [stored for stored in recent if stored and stored.intent.state is PaymentState.CLOSED]
        intents = [stored.intent for stored in found + closed]
        wanted = {intent.payment_id for intent in intents}
        self._pace = {payment_id: pace for payment_id, pace in self._pace.items() if payment_id in wanted}
        return intents

    def _work_on(self, intent: Intent, pace: _Pace) -> None:
        action = machine.due(intent, self._validity.now_for(intent))
        if action is None:
            pace.at = self._clock.monotonic() + AFTERLOOK_PAUSE_S
            return
        happening = self._ask(intent, action)
        if isinstance(happening, AnswerLost):
            pace.failures += 1
            pace.at = self._clock.monotonic() + min(SLOWEST_RETRY_S, FIRST_RETRY_S * 2 ** (pace.failures - 1))
        else:
            pace.failures = 0
            pause = AFTERLOOK_PAUSE_S if action is Action.LOOK_AGAIN else self._settings.poll_s
            pace.at = self._clock.monotonic() + pause
        after = self._record(intent.payment_id, happening)
        if after.state is not intent.state and after.open and not isinstance(happening, AnswerLost):
            pace.at = 0.0 if after.state is not PaymentState.CODE_SHOWN else pace.at
        elif after.open and after.close_answered and not intent.close_answered:
            pace.at = 0.0

    def _ask(self, intent: Intent, action: Action) -> Happening:
        try:
            match action:
                case Action.CREATE_ORDER:
                    return machine.OrderSeen(self._platform.create_order(self._order_request(intent)))
                case Action.CLOSE_ORDER:
                    return machine.OrderSeen(self._platform.close_order(intent.payment_id))
                case Action.GET_ORDER | Action.LOOK_AGAIN:
                    return machine.OrderSeen(self._platform.get_order(intent.payment_id))
        except PlatformRefused as error:
            if action is Action.CREATE_ORDER and error.code not in NOT_THE_ORDERS_FATE:
                return OrderRefused(error.code)
            if action is not Action.CREATE_ORDER and error.code == "order_not_found":
                return OrderMissing()
            return AnswerLost(error.code)
        except PlatformError as error:
            return AnswerLost(error.code)
        except _AskForgotten:
            return CloseWanted()
        except Exception:
            # One payment that cannot be worked on must not keep the others waiting.
            log.exception("payment %s: asking the platform failed in an unforeseen way", intent.payment_id)
            return AnswerLost("internalError")

    def _order_request(self, intent: Intent) -> OrderRequest:
        ask = self._asks.get(intent.payment_id)
        if ask is None:
            raise _AskForgotten
        return OrderRequest(
            order_no=intent.payment_id,
            bill_nos=intent.bill_nos,
            amount_fen=intent.amount_fen,
            payer=ask.payer,
            valid_s=self._valid_s(intent.way),
            way=intent.way,
            payment_code=ask.code,
        )

    def _record(self, payment_id: str, happening: Happening, *, attended: bool = True) -> Intent:
        """What an answer makes of the intent as it is now: the resident may have turned back meanwhile."""
        receipt_id: str | None = None
        now = self._clock.now()
        with self._ledger.transaction() as tx:
            stored = rows.find(tx, payment_id)
            if stored is None:
                raise NotFound(payment_id)
            before = stored.intent
            after = machine.step(before, happening, self._validity.now_for(before))
            if after != before:
                rows.update(tx, after, now)
            if after.state is not before.state and not after.open:
                _report(tx, after, now)
                if attended and stored.with_slip and proves_money(after) and after.state is not PaymentState.REFUNDED:
                    receipt_id = uuid.uuid4().hex
                    self._issue_receipt(tx, receipt_id, payment_id, now)
        if after != before:
            self._say(after)
        if after.code_url or after.way is PayWay.SCANNED or after.close_wanted or not after.open:
            self._asks.pop(payment_id, None)
        if not after.open and payment_id in self._to_resolve:
            self._to_resolve.discard(payment_id)
            if not self._to_resolve:
                self._journal.append(Topic.PLATFORM, "", "paying")
        if receipt_id is not None:
            self._print_receipt(receipt_id)
        return after

    def _say(self, intent: Intent) -> None:
        log.info("payment %s: %s %s", intent.payment_id, intent.state, intent.trouble or "")
        self._journal.append(Topic.PAYMENT, intent.payment_id, intent.state)

    def _hurry(self, payment_id: str) -> None:
        self._pace.pop(payment_id, None)
        self._wake.set()


class _AskForgotten(AgentError):
    """After a restart the payer's number and the payment code are gone, and with them the way to make the order."""


OPEN = tuple(state for state in PaymentState if state not in DECIDED)


def _payer(identity: Identity | None) -> Payer | None:
    if identity is None:
        return None
    return Payer(name=identity.name.masked() if identity.name else "", id_number=identity.number.masked())


def _line(bill: Bill) -> PaymentLine:
    return PaymentLine(
        kind=bill.kind, period=bill.period, total_fen=bill.total_fen, payee=bill.payee, account=bill.account
    )


def _same(known: StoredPayment, digest: str) -> StoredPayment:
    if known.digest != digest:
        raise Conflict("this payment id was used for something else")
    return known


def _report(tx: Transaction, intent: Intent, now: datetime) -> None:
    body: outbox.Body = {
        "order_no": intent.payment_id,
        "state": str(intent.state),
        "amount_fen": intent.amount_fen,
        "transaction_no": intent.transaction_no,
        "trouble": intent.trouble,
    }
    outbox.add(tx, RecordKind.PAYMENT, body, now)
