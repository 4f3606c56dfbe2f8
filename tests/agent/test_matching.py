# SPDX-License-Identifier: Apache-2.0
"""A day's settlement against the books: what differs is named, and what agrees is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.ledger.receipts import StoredReceipt
from agent.payments.machine import Intent
from agent.reconciliation.matching import MONEY, SAME, Kept, Match, match
from contract.local import PaymentState, ReceiptState
from contract.platform import OrderState, Settlement, SettlementLine
from contract.reconciliation import DifferenceKind

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""In China the day ends."""


def slip(number: int, state: ReceiptState = ReceiptState.PRINTED) -> StoredReceipt:
    return StoredReceipt(
        f"{number:032x}", number, "", state, reprint=False, sent=True, trouble=None, device=None, proof=None,
        changed_at=NOON,
    )  # fmt: skip


def kept(
    number: int,
    state: PaymentState = PaymentState.SUCCEEDED,
    *,
    fen: int = 100,
    at: datetime = NOON,
    slips: tuple[StoredReceipt, ...] | None = None,
    confirmed: bool = False,
) -> Kept:
    paid_at = at if state in MONEY else None
    intent = Intent(f"{number:032x}", fen, ("W1",), at, at + timedelta(minutes=5), state=state, paid_at=paid_at)
    if slips is None:
        slips = (slip(number),) if state in MONEY else ()
    return Kept(intent, with_slip=True, slips=slips, confirmed=confirmed)


def line(number: int, state: OrderState = OrderState.PAID, *, fen: int = 100, at: datetime = NOON) -> SettlementLine:
    paid_at = at if state not in {OrderState.PENDING, OrderState.CLOSED} else None
    return SettlementLine(order_no=f"{number:032x}", state=state, amount_fen=fen, paid_at=paid_at)


def settlement(*lines: SettlementLine, paid_fen: int | None = None) -> Settlement:
    paid = sum(one.amount_fen for one in lines if one.state is OrderState.PAID)
    return Settlement(day=DAY, terminal_no="T", lines=lines, paid_fen=paid if paid_fen is None else paid_fen)


def kinds(found: Match) -> list[str]:
    return [str(one.kind) for one in found.differences]


@given(st.lists(st.tuples(st.sampled_from(list(SAME)), st.integers(1, 10_000)), max_size=8))
def test_books_that_agree_have_no_difference(days: list[tuple[PaymentState, int]]) -> None:
    books = [kept(number, state, fen=fen) for number, (state, fen) in enumerate(days)]
    lines = [line(number, SAME[state], fen=fen) for number, (state, fen) in enumerate(days)]
    found = match(settlement(*lines), books)
    assert found.differences == ()
    assert len(found.confirmed) == len(books)
    assert found.ledger_fen == found.settlement_fen


@given(
    st.lists(st.sampled_from([*SAME, PaymentState.UNKNOWN]), min_size=1, max_size=6),
    st.data(),
)
def test_each_planted_difference_is_found_and_nothing_else(states: list[PaymentState], data: st.DataObject) -> None:
    books = [kept(number, state) for number, state in enumerate(states)]
    lines = {number: line(number, SAME.get(state, OrderState.CLOSED)) for number, state in enumerate(states)}
    wanted: dict[str, str] = {}
    for number, state in enumerate(states):
        plant = data.draw(st.sampled_from(["nothing", "missing", "amount", "state"]))
        order_no = f"{number:032x}"
        if state is PaymentState.UNKNOWN:
            wanted[order_no] = "state_differs"
        if plant == "missing":
            del lines[number]
            wanted[order_no] = "ledger_only"
            if state is PaymentState.CLOSED:
                del wanted[order_no]
        elif plant == "amount":
            lines[number] = replace_line(lines[number], amount_fen=101)
            wanted[order_no] = "amount_differs"
        elif plant == "state":
            other = OrderState.PENDING
            lines[number] = replace_line(lines[number], state=other)
            wanted[order_no] = "state_differs"
    extra = data.draw(st.booleans())
    if extra:
        lines[99] = line(99)
        wanted[f"{99:032x}"] = "settlement_only"
    found = match(settlement(*lines.values()), books)
    assert {one.order_no: str(one.kind) for one in found.differences} == wanted
    assert found.confirmed.isdisjoint(wanted)


def replace_line(one: SettlementLine, **changes: object) -> SettlementLine:
    fields = {name: getattr(one, name) for name in one.__struct_fields__}
    return SettlementLine(**(fields | changes))


def test_an_order_next_to_midnight_may_stand_in_either_days_file() -> None:
    late = kept(1, at=MIDNIGHT - timedelta(seconds=20))
    assert match(settlement(), [late]).differences == (), "left to the next day"
    tomorrow = Settlement(day=DAY + timedelta(days=1), terminal_no="T", lines=(line(1, at=MIDNIGHT),), paid_fen=100)
    assert match(tomorrow, [late]).confirmed == {f"{1:032x}"}
    empty = Settlement(day=DAY + timedelta(days=1), terminal_no="T", lines=(), paid_fen=0)
    assert kinds(match(empty, [late])) == ["ledger_only"], "neither has it"
    assert match(empty, [replace(late, confirmed=True)]).differences == ()


@pytest.mark.parametrize(
    ("state", "slips", "kinds_found"),
    [
        (PaymentState.SUCCEEDED, (), ["slip_missing"]),
        (PaymentState.SUCCEEDED, (slip(1, ReceiptState.UNKNOWN),), ["slip_doubtful"]),
        (PaymentState.SUCCEEDED, (slip(1, ReceiptState.UNKNOWN), slip(2)), []),
        (PaymentState.SUCCEEDED, (slip(1, ReceiptState.FAILED),), []),
        (PaymentState.SUCCEEDED, (slip(1), slip(2, ReceiptState.PENDING)), ["slip_doubtful"]),
        (PaymentState.CLOSED, (slip(1),), ["slip_unproven"]),
        (PaymentState.REFUND_DUE, (slip(1),), []),
    ],
)
def test_slips_are_held_against_the_money(
    state: PaymentState, slips: tuple[StoredReceipt, ...], kinds_found: list[str]
) -> None:
    assert kinds(match(settlement(line(1, SAME[state])), [kept(1, state, slips=slips)])) == kinds_found


def test_numbers_and_sums_are_checked_too() -> None:
    found = match(settlement(line(1), paid_fen=99), [kept(1)], numbers_missing=[7])
    assert kinds(found) == ["sum_differs", "number_missing"]
    assert found.confirmed == {f"{1:032x}"}
    assert DifferenceKind.NUMBER_MISSING in {one.kind for one in found.differences}
