# SPDX-License-Identifier: Apache-2.0
"""The rules of payment orders: pending -> paid | closed, closed -> refund_due -> refunded.

Money is taken by `pay` alone, and an order takes it once. It settles the bills, or it is owed back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from central.sandbox.errors import (
    AmountChanged,
    BillAlreadyPaid,
    BillInOtherOrder,
    BillNamedTwice,
    BillNotFound,
    IdempotencyConflict,
    NoRefundDue,
    OrderClosed,
    OrderNotPayable,
)
from contract.payment_code import Channel
from contract.platform import Bill, Order, OrderBook, OrderRequest, OrderState, PhonePayment, Settlement, SettlementLine

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOrder:
    """What the platform keeps of one order. The payer is not part of it."""

    order_no: str
    terminal_no: str
    state: OrderState
    bill_nos: tuple[str, ...] = ()
    amount_fen: int = 0
    digest: str = ""
    code: str = ""
    """The secret part of the address in the QR."""
    made_at: datetime | None = None
    """None: closed before it was made, so that a create that arrives late is refused."""
    valid_until: datetime | None = None
    paid_at: datetime | None = None
    channel: Channel | None = None
    transaction_no: str | None = None
    refunded_at: datetime | None = None


def place(
    request: OrderRequest,
    *,
    terminal_no: str,
    digest: str,
    bills: Mapping[str, Bill],
    holders: Iterable[KeptOrder],
    code: str,
    now: datetime,
) -> KeptOrder:
    """A new order. `bills` are all that the payer ever had, `holders` the orders that hold one of those named."""
    if len(set(request.bill_nos)) < len(request.bill_nos):
        raise BillNamedTwice
    if not bills.keys() >= set(request.bill_nos):
        raise BillNotFound
    held = {holder.state for holder in holders}
    if OrderState.PAID in held:
        raise BillAlreadyPaid
    if OrderState.PENDING in held:
        raise BillInOtherOrder
    if request.amount_fen != sum(bills[bill_no].total_fen for bill_no in request.bill_nos):
        raise AmountChanged
    return KeptOrder(
        order_no=request.order_no,
        terminal_no=terminal_no,
        state=OrderState.PENDING,
        bill_nos=request.bill_nos,
        amount_fen=request.amount_fen,
        digest=digest,
        code=code,
        made_at=now,
        valid_until=now + timedelta(seconds=request.valid_s),
    )


def repeated(order: KeptOrder, *, terminal_no: str, digest: str) -> KeptOrder:
    """The answer to a create whose number is known."""
    if order.terminal_no != terminal_no:
        raise IdempotencyConflict
    if order.made_at is None:
        raise OrderClosed
    if order.digest != digest:
        raise IdempotencyConflict
    return order


def closed_unmade(order_no: str, terminal_no: str) -> KeptOrder:
    return KeptOrder(order_no=order_no, terminal_no=terminal_no, state=OrderState.CLOSED)


def looked_at(order: KeptOrder, now: datetime) -> KeptOrder:
    """A code ends at `valid_until`: from then on the order is closed."""
    ended = order.valid_until is not None and now >= order.valid_until
    return close(order) if ended else order


def close(order: KeptOrder) -> KeptOrder:
    """What is paid stays paid."""
    return replace(order, state=OrderState.CLOSED) if order.state is OrderState.PENDING else order


def pay(order: KeptOrder, payment: PhonePayment, *, transaction_no: str, now: datetime) -> KeptOrder:
    """Money for an order that is closed by now is owed back; it never settles a bill."""
    late = payment.late and order.state is OrderState.CLOSED and order.made_at is not None
    if order.state is not OrderState.PENDING and not late:
        raise OrderNotPayable
    return replace(
        order,
        state=OrderState.REFUND_DUE if late else OrderState.PAID,
        paid_at=now,
        channel=payment.channel,
        transaction_no=transaction_no,
    )


def refund(order: KeptOrder, now: datetime) -> KeptOrder:
    if order.state is not OrderState.REFUND_DUE:
        raise NoRefundDue
    return replace(order, state=OrderState.REFUNDED, refunded_at=now)


def shown(order: KeptOrder, pay_base: str) -> Order:
    payable = order.state is OrderState.PENDING
    return Order(
        order_no=order.order_no,
        state=order.state,
        bill_nos=order.bill_nos,
        amount_fen=order.amount_fen,
        code_url=pay_base + order.code if payable else None,
        valid_until=order.valid_until,
        paid_at=order.paid_at,
        channel=order.channel,
        transaction_no=order.transaction_no,
    )


def book(orders: Iterable[KeptOrder], pay_base: str) -> OrderBook:
    kept = tuple(orders)

    def total(*states: OrderState) -> int:
        return sum(order.amount_fen for order in kept if order.state in states)

    return OrderBook(
        orders=tuple(shown(order, pay_base) for order in kept),
        taken_fen=sum(order.amount_fen for order in kept if order.paid_at),
        settled_fen=total(OrderState.PAID),
        refund_due_fen=total(OrderState.REFUND_DUE),
        refunded_fen=total(OrderState.REFUNDED),
    )


def settlement(orders: Iterable[KeptOrder], day: date, terminal_no: str) -> Settlement:
    """`paid_fen` is what settled bills on that day; money owed back shows in its line."""

    def on_day(moment: datetime | None) -> bool:
        return moment is not None and moment.astimezone(CHINA).date() == day

    listed = sorted(
        (order for order in orders if on_day(order.made_at) or on_day(order.paid_at) or on_day(order.refunded_at)),
        key=lambda order: order.made_at or datetime.min.replace(tzinfo=UTC),
    )
    return Settlement(
        day=day,
        terminal_no=terminal_no,
        lines=tuple(
            SettlementLine(
                order_no=order.order_no,
                state=order.state,
                amount_fen=order.amount_fen,
                paid_at=order.paid_at,
                transaction_no=order.transaction_no,
            )
            for order in listed
        ),
        paid_fen=sum(order.amount_fen for order in listed if order.state is OrderState.PAID and on_day(order.paid_at)),
    )
