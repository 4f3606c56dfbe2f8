# SPDX-License-Identifier: Apache-2.0
"""One day's settlement against the terminal's own books. Pure.

The two clocks differ by seconds, so an order made next to midnight may stand in the settlement of either day: one
that this day's settlement lacks is left to the next day's, and counts as missing only when that lacks it too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from agent.ledger.receipts import StoredReceipt
from agent.payments.machine import Intent
from contract.local import PaymentState, ReceiptState
from contract.platform import OrderState, Settlement, SettlementLine
from contract.reconciliation import Difference, DifferenceKind

CHINA = timezone(timedelta(hours=8))
EDGE = timedelta(minutes=10)
"""How far apart the two clocks may be about midnight."""

SAME = {
    PaymentState.SUCCEEDED: OrderState.PAID,
    PaymentState.CLOSED: OrderState.CLOSED,
    PaymentState.REFUND_DUE: OrderState.REFUND_DUE,
    PaymentState.REFUNDED: OrderState.REFUNDED,
}
"""An undecided payment agrees with nothing: its day is over."""
MONEY = frozenset({PaymentState.SUCCEEDED, PaymentState.REFUND_DUE, PaymentState.REFUNDED})


@dataclass(frozen=True)
class Kept:
    """A payment as the ledger has it, with its slips."""

    intent: Intent
    with_slip: bool
    slips: tuple[StoredReceipt, ...]
    confirmed: bool
    """An earlier settlement had it already."""


@dataclass(frozen=True)
class Match:
    differences: tuple[Difference, ...]
    confirmed: frozenset[str]
    """Orders on which both agree."""
    doubted: frozenset[str]
    payments: int
    ledger_fen: int
    settlement_fen: int
    slips: int


def bounds(day: date) -> tuple[datetime, datetime]:
    begin = datetime.combine(day, time(), CHINA)
    return begin, begin + timedelta(days=1)


def china_day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def match(settlement: Settlement, kept: Iterable[Kept], numbers_missing: Iterable[int] = ()) -> Match:
    """`kept`: every payment made or paid within the day or next to its edges, and every other that the settlement
    names. `numbers_missing`: slips' numbers that were given and have no row."""
    books = {one.intent.payment_id: one for one in kept}
    lines = {line.order_no: line for line in settlement.lines}
    differences: list[Difference] = []
    confirmed: set[str] = set()
    for line in settlement.lines:
        found = _compare(books.get(line.order_no), line)
        if found is None:
            confirmed.add(line.order_no)
        else:
            differences.append(found)
    for order_no, one in books.items():
        if order_no not in lines and not one.confirmed and not _left_to_the_next_day(one, settlement.day):
            if one.intent.state is PaymentState.CLOSED:
                confirmed.add(order_no)  # the order never came into being
            else:
                differences.append(_ours(DifferenceKind.LEDGER_ONLY, one.intent))
    if settlement.paid_fen != _paid_on_day(settlement):
        differences.append(Difference(kind=DifferenceKind.SUM_DIFFERS, settlement_fen=settlement.paid_fen))
    own = [one for one in books.values() if _touches(one.intent, settlement.day)]
    for one in own:
        differences += _about_slips(one)
    differences += [Difference(kind=DifferenceKind.NUMBER_MISSING, receipt_no=number) for number in numbers_missing]
    return Match(
        differences=tuple(differences),
        confirmed=frozenset(confirmed),
        doubted=frozenset(found.order_no for found in differences if found.order_no in books) - confirmed,
        payments=len(own),
        ledger_fen=sum(
            one.intent.amount_fen
            for one in own
            if one.intent.state is PaymentState.SUCCEEDED and _on(one.intent.paid_at, settlement.day)
        ),
        settlement_fen=settlement.paid_fen,
        slips=sum(len(one.slips) for one in own),
    )


def _compare(one: Kept | None, line: SettlementLine) -> Difference | None:
    if one is None:
        return Difference(
            kind=DifferenceKind.SETTLEMENT_ONLY,
            order_no=line.order_no,
            settlement_state=line.state,
            settlement_fen=line.amount_fen,
        )
    if one.intent.amount_fen != line.amount_fen:
        return _both(DifferenceKind.AMOUNT_DIFFERS, one.intent, line)
    if SAME.get(one.intent.state) is not line.state:
        return _both(DifferenceKind.STATE_DIFFERS, one.intent, line)
    return None


def _about_slips(one: Kept) -> list[Difference]:
    intent, slips = one.intent, one.slips
    if intent.state not in MONEY:
        return [
            Difference(kind=DifferenceKind.SLIP_UNPROVEN, order_no=intent.payment_id, receipt_no=slip.receipt_no)
            for slip in slips
        ]
    if one.with_slip and not slips and intent.state is not PaymentState.REFUNDED and not intent.trouble:
        return [_ours(DifferenceKind.SLIP_MISSING, intent)]
    sure = max((slip.receipt_no for slip in slips if slip.state is ReceiptState.PRINTED), default=0)
    unsure = {ReceiptState.UNKNOWN, ReceiptState.PENDING, ReceiptState.PRINTING}
    return [
        Difference(kind=DifferenceKind.SLIP_DOUBTFUL, order_no=intent.payment_id, receipt_no=slip.receipt_no)
        for slip in slips
        if slip.state in unsure and slip.receipt_no > sure
    ]


def _left_to_the_next_day(one: Kept, day: date) -> bool:
    """The last moment of it lies so near the end of the day that the platform may count it for the next."""
    _, end = bounds(day)
    return max(one.intent.created_at, one.intent.paid_at or one.intent.created_at) >= end - EDGE


def _touches(intent: Intent, day: date) -> bool:
    return _on(intent.created_at, day) or _on(intent.paid_at, day)


def _on(moment: datetime | None, day: date) -> bool:
    return moment is not None and china_day(moment) == day


def _paid_on_day(settlement: Settlement) -> int:
    """A paid line without its moment counts for the day that it stands in."""
    return sum(
        line.amount_fen
        for line in settlement.lines
        if line.state is OrderState.PAID and (line.paid_at is None or _on(line.paid_at, settlement.day))
    )


def _ours(kind: DifferenceKind, intent: Intent) -> Difference:
    return Difference(kind=kind, order_no=intent.payment_id, ledger_state=intent.state, ledger_fen=intent.amount_fen)


def _both(kind: DifferenceKind, intent: Intent, line: SettlementLine) -> Difference:
    return Difference(
        kind=kind,
        order_no=intent.payment_id,
        ledger_state=intent.state,
        ledger_fen=intent.amount_fen,
        settlement_state=line.state,
        settlement_fen=line.amount_fen,
    )
