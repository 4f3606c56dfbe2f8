# SPDX-License-Identifier: Apache-2.0
"""Matches each day that is over with the platform's settlement, until both agree or a month has passed."""

import hashlib
import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

from agent.errors import LedgerUnwritable, NotFound, PlatformError, TooMany
from agent.ledger import Ledger, Transaction, entries, outbox, payments, receipts, reconciliations
from agent.ledger.payments import StoredPayment
from agent.platform.client import PlatformClient
from agent.receipts.slips import reference
from agent.reconciliation import matching
from agent.reconciliation.matching import EDGE, SAME, Kept, Match
from contract.clock import Clock
from contract.document import canonical
from contract.platform import RecordKind, Settlement
from contract.reconciliation import AccountLine, DayAccount, DayMatch, DaySlip, Matches, MatchState

log = logging.getLogger("agent.reconciliation")

LONGEST = timedelta(days=31)
"""For so long a day is asked for, and for so long one that differs is looked at again each night."""
MOST_ASKED = 50
"""Of one day's payments: more than these differ for another reason."""
NOT_READY = "settlement_not_ready"


class ReconciliationDesk:
    def __init__(self, ledger: Ledger, platform: PlatformClient, clock: Clock, ask_anew: Callable[[str], None]) -> None:
        """`ask_anew` asks the platform about one payment and records the answer: a settlement alone decides nothing."""
        self._ask_anew = ask_anew
        self._ledger = ledger
        self._platform = platform
        self._clock = clock
        self._at_work = threading.Lock()

    # -- each night

    def match_what_is_due(self) -> None:
        """All days that are over and not settled between the two. Ends at the first that the platform cannot tell."""
        self._tell_head()
        for day in self.due():
            try:
                found = self.match(day)
            except TooMany:
                return  # a technician is at it
            except LedgerUnwritable as error:
                log.error("the match of %s could not be recorded: %s", day, error)
                return
            if found.state is MatchState.WAITING and found.trouble != NOT_READY:
                return

    def due(self) -> list[date]:
        """The oldest first."""
        today = matching.china_day(self._clock.now())
        with self._ledger.reading() as tx:
            first = payments.first_day(tx)
            known = {found.day: found for found in reconciliations.since(tx, today - LONGEST)}
            to_give_up = reconciliations.waiting_before(tx, today - LONGEST)  # asked for one more time
        if first is None:
            return []
        begin = max(matching.china_day(first), today - LONGEST)
        days = [begin + timedelta(days=number) for number in range((today - begin).days)]
        return sorted([*to_give_up, *(day for day in days if self._wants(known.get(day), today))])

    @staticmethod
    def _wants(known: DayMatch | None, today: date) -> bool:
        if known is None or known.state is MatchState.WAITING:
            return True
        return known.state is MatchState.DIFFERS and matching.china_day(known.at) < today

    # -- one day

    def match(self, day: date) -> DayMatch:
        """Raises TooMany when another match is under way, NotFound for a day that is not over, LedgerUnwritable."""
        if not self._at_work.acquire(blocking=False):
            raise TooMany("another match is under way")
        try:
            today = matching.china_day(self._clock.now())
            if day >= today:
                raise NotFound("that day is not over")
            try:
                settlement = self._platform.settlement(day)
            except PlatformError as error:
                return self._waits(day, today, error.code)
            for order_no in self._otherwise(settlement):
                self._ask_anew(order_no)
            return self._matched(day, settlement)
        finally:
            self._at_work.release()

    def _otherwise(self, settlement: Settlement) -> list[str]:
        """Decided payments that the settlement has in another state: money may have gone back since."""
        with self._ledger.reading() as tx:
            stored = [(line, payments.find(tx, line.order_no)) for line in settlement.lines]
        return [
            line.order_no
            for line, one in stored
            if one is not None and not one.intent.open and SAME[one.intent.state] is not line.state
        ][:MOST_ASKED]

    def _matched(self, day: date, settlement: Settlement) -> DayMatch:
        now = self._clock.now()
        with self._ledger.transaction() as tx:
            match = matching.match(settlement, _kept(tx, day, settlement), receipts.numbers_missing(tx))
            found = _result(day, match, now)
            reconciliations.put(tx, found, now)
            payments.mark_reconciled(tx, match.confirmed, agreed=True)
            payments.mark_reconciled(tx, match.doubted, agreed=False)
            _report(tx, found, now)
        log.log(
            logging.WARNING if found.differences else logging.INFO,
            "%s: %d payments, %d differences", day, found.payments, len(found.differences),
        )  # fmt: skip
        return found

    def _waits(self, day: date, today: date, why: str) -> DayMatch:
        """A day that was matched before keeps its result."""
        now = self._clock.now()
        with self._ledger.transaction() as tx:
            before = reconciliations.find(tx, day)
            if before is not None and before.state in {MatchState.AGREED, MatchState.DIFFERS}:
                return before
            state = MatchState.WAITING if day >= today - LONGEST else MatchState.GIVEN_UP
            found = DayMatch(day=day, state=state, at=now, trouble=why)
            reconciliations.put(tx, found, now)
            if state is MatchState.GIVEN_UP:
                _report(tx, found, now)
        return found

    def _tell_head(self) -> None:
        """Once for each head: a ledger in which nothing happened has nothing new to tell."""
        now = self._clock.now()
        try:
            with self._ledger.transaction() as tx:
                newest = entries.head(tx)
                if newest is not None:
                    body: outbox.Body = {"head": newest.hash, "entries": newest.sequence}
                    outbox.add_once(tx, RecordKind.LEDGER_HEAD, newest.hash[:32], body, now)
        except LedgerUnwritable as error:
            log.error("the head of the ledger could not be put into the outbox: %s", error)

    # -- asked by the technician's site

    def matches(self) -> Matches:
        today = matching.china_day(self._clock.now())
        with self._ledger.reading() as tx:
            return Matches(days=tuple(reconciliations.since(tx, today - LONGEST)))

    def account(self, day: date) -> DayAccount:
        """Raises NotFound for a day that was never matched."""
        with self._ledger.reading() as tx:
            found = reconciliations.find(tx, day)
            if found is None:
                raise NotFound("that day was not matched")
            stored = payments.on_days(tx, *matching.bounds(day))
            return DayAccount(match=found, lines=tuple(_line(tx, one) for one in stored))


def _kept(tx: Transaction, day: date, settlement: Settlement) -> list[Kept]:
    begin, end = matching.bounds(day)
    stored = {one.intent.payment_id: one for one in payments.on_days(tx, begin - EDGE, end)}
    for line in settlement.lines:
        if line.order_no not in stored and (other := payments.find(tx, line.order_no)) is not None:
            stored[line.order_no] = other
    confirmed = payments.reconciled(tx, stored)
    return [
        Kept(one.intent, one.with_slip, tuple(receipts.of_payment(tx, payment_id)), payment_id in confirmed)
        for payment_id, one in stored.items()
    ]


def _result(day: date, match: Match, now: datetime) -> DayMatch:
    return DayMatch(
        day=day,
        state=MatchState.DIFFERS if match.differences else MatchState.AGREED,
        at=now,
        payments=match.payments,
        ledger_fen=match.ledger_fen,
        settlement_fen=match.settlement_fen,
        slips=match.slips,
        differences=match.differences,
    )


def _report(tx: Transaction, found: DayMatch, now: datetime) -> None:
    """The day's sums, and each difference as a record of its own; nothing when the platform was told the same."""
    told = hashlib.sha256(canonical((found.day, found.state, found.ledger_fen, found.differences))).hexdigest()
    if told == reconciliations.reported(tx, found.day):
        return
    day = found.day.isoformat()
    sums: outbox.Body = {
        "day": day,
        "state": str(found.state),
        "payments": found.payments,
        "ledger_fen": found.ledger_fen,
        "settlement_fen": found.settlement_fen,
        "slips": found.slips,
        "differences": len(found.differences),
    }
    outbox.add(tx, RecordKind.RECONCILIATION, sums, now)
    for difference in found.differences:
        body: outbox.Body = {
            "day": day,
            "difference": str(difference.kind),
            "order_no": difference.order_no or None,
            "receipt_no": difference.receipt_no,
            "ledger_state": difference.ledger_state,
            "ledger_fen": difference.ledger_fen,
            "settlement_state": difference.settlement_state,
            "settlement_fen": difference.settlement_fen,
        }
        outbox.add(tx, RecordKind.RECONCILIATION, body, now)
    reconciliations.mark_reported(tx, found.day, told)


def _line(tx: Transaction, stored: StoredPayment) -> AccountLine:
    intent = stored.intent
    return AccountLine(
        order_no=intent.payment_id,
        reference=reference(intent.payment_id),
        state=intent.state,
        amount_fen=intent.amount_fen,
        kinds=tuple(line.kind for line in stored.lines),
        made_at=intent.created_at,
        paid_at=intent.paid_at,
        channel=intent.channel,
        transaction_no=intent.transaction_no or "",
        slips=tuple(
            DaySlip(receipt_no=slip.receipt_no, state=slip.state, reprint=slip.reprint)
            for slip in receipts.of_payment(tx, intent.payment_id)
        ),
    )
