# SPDX-License-Identifier: Apache-2.0
"""The rules of payment orders: pending -> paid | closed, closed -> refund_due -> refunded.

Money is taken by `pay` alone, and an order takes it once. It settles the bills, or it is owed back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from central.sandbox import channels
from central.sandbox.channels import CodeKind, Collected
from central.sandbox.errors import (
    AmountChanged,
    BillAlreadyPaid,
    BillInOtherOrder,
    BillNamedTwice,
    BillNotFound,
    IdempotencyConflict,
    InvalidRequest,
    NoRefundDue,
    OrderClosed,
    OrderNotPayable,
    SettlementNotReady,
)
from contract.payment_code import Channel, PaymentCode
from contract.platform import (
    Bill,
    Order,
    OrderBook,
    OrderRequest,
    OrderState,
    PayWay,
    PhonePayment,
    Settlement,
    SettlementLine,
)

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
    """The secret part of the addresses in the QR and on the slip."""
    way: PayWay = PayWay.SHOWN
    payer_digest: str = ""
    made_at: datetime | None = None
    """None: closed before it was made, so that a create that arrives late is refused."""
    valid_until: datetime | None = None
    paid_at: datetime | None = None
    channel: Channel | None = None
    transaction_no: str | None = None
    refunded_at: datetime | None = None
    told_at: datetime | None = None
    """When the channel's notice of the money arrives. Until then the platform knows only if it asks the channel."""
    reverse_wanted: bool = False
    """Closed by the terminal while its payment code could not be reversed yet."""
    refused: str | None = None


def place(
    request: OrderRequest,
    *,
    terminal_no: str,
    digest: str,
    bills: Mapping[str, Bill],
    holders: Iterable[KeptOrder],
    code: str,
    payer_digest: str,
    transaction_no: str,
    now: datetime,
) -> KeptOrder:
    """A new order; one with a payment code has collected from it. `bills` are all that there are, `holders` the orders
    that hold one of those named."""
    if (request.payment_code is not None) != (request.way is PayWay.SCANNED):
        raise InvalidRequest("a payment code comes exactly with the way `scanned`")
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
    order = KeptOrder(
        order_no=request.order_no,
        terminal_no=terminal_no,
        state=OrderState.PENDING,
        bill_nos=request.bill_nos,
        amount_fen=request.amount_fen,
        digest=digest,
        code=code,
        way=request.way,
        payer_digest=payer_digest,
        made_at=now,
        valid_until=now + timedelta(seconds=request.valid_s),
    )
    return order if request.payment_code is None else _collected(order, request.payment_code, transaction_no, now)


def _collected(order: KeptOrder, code: PaymentCode, transaction_no: str, now: datetime) -> KeptOrder:
    outcome = channels.collect(code)
    if outcome.refusal:
        return replace(order, state=OrderState.CLOSED, refused=outcome.refusal)
    order = replace(order, channel=code.channel)
    if outcome is Collected.PASSWORD:
        return order
    return replace(order, state=OrderState.PAID, paid_at=now, transaction_no=transaction_no)


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
    """What has become of an order by itself: a notice has come, a reversal's time is up, or its code's. At a code's end
    the channel is asked before the order is closed."""
    if order.state is not OrderState.PENDING:
        return order
    if order.told_at is not None and now >= order.told_at:
        return told(order)
    if order.valid_until is not None and now >= order.valid_until:
        return _closed(told(order))
    if order.reverse_wanted and _reversible(order, now):
        return _closed(told(order))
    return order


def told(order: KeptOrder) -> KeptOrder:
    """The channel says what it knows, unasked or asked. Saying it again changes nothing."""
    moved = order.state is OrderState.PENDING and order.paid_at is not None
    return replace(order, state=OrderState.PAID) if moved else order


def close(order: KeptOrder, now: datetime) -> KeptOrder:
    """The channel is asked first: what is paid stays paid. A collection of a moment ago cannot be reversed yet: its
    order stays pending until it can."""
    order = told(order)
    if order.state is OrderState.PENDING and not _reversible(order, now):
        return replace(order, reverse_wanted=True)
    return _closed(order)


def _closed(order: KeptOrder) -> KeptOrder:
    return replace(order, state=OrderState.CLOSED) if order.state is OrderState.PENDING else order


def _reversible(order: KeptOrder, now: datetime) -> bool:
    return order.way is PayWay.SHOWN or order.made_at is None or now >= order.made_at + channels.REVERSED_AFTER


def pay(order: KeptOrder, payment: PhonePayment, *, transaction_no: str, now: datetime) -> KeptOrder:
    """Money for an order that is closed by now is owed back; it never settles a bill. The platform knows of it when the
    channel's notice comes, or when it asks."""
    late = payment.late and order.state is OrderState.CLOSED and order.made_at is not None and not order.refused
    if not late and (order.state is not OrderState.PENDING or order.paid_at is not None):
        raise OrderNotPayable
    moved = replace(
        order,
        paid_at=now,
        channel=order.channel or payment.channel,
        transaction_no=transaction_no,
    )
    if late:
        return replace(moved, state=OrderState.REFUND_DUE)
    if payment.notices:
        moved = replace(moved, told_at=now + timedelta(milliseconds=payment.delay_ms))
    if not payment.delay_ms:
        for _ in range(payment.notices):
            moved = told(moved)
    return moved


def refund(order: KeptOrder, now: datetime) -> KeptOrder:
    if order.state is not OrderState.REFUND_DUE:
        raise NoRefundDue
    return replace(order, state=OrderState.REFUNDED, refunded_at=now)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Of the platform's pages, and what an order's QR says."""

    base: str
    """Without a slash at its end."""
    kind: CodeKind = CodeKind.ADDRESS

    def code(self, order: KeptOrder) -> str:
        return channels.code_text(self.kind, f"{self.base}/pay/{order.code}", order.amount_fen, order.order_no)

    def verify(self, order: KeptOrder) -> str:
        return f"{self.base}/verify/{order.code}"

    def bill(self, bill_no: str) -> str:
        return f"{self.base}/bill/{bill_no}"


def shown(order: KeptOrder, addresses: Addresses) -> Order:
    """As a terminal may know it: money of which the platform has not heard is not there."""
    pending = order.state is OrderState.PENDING
    known = order.paid_at is not None and not pending
    return Order(
        order_no=order.order_no,
        state=order.state,
        bill_nos=order.bill_nos,
        amount_fen=order.amount_fen,
        way=order.way,
        code_url=addresses.code(order) if pending and order.way is PayWay.SHOWN else None,
        valid_until=order.valid_until,
        paid_at=order.paid_at if known else None,
        channel=order.channel if known else None,
        transaction_no=order.transaction_no if known else None,
        verify_url=addresses.verify(order) if known else None,
        refused=order.refused,
    )


def book(orders: Iterable[KeptOrder], addresses: Addresses) -> OrderBook:
    """As the channels know it: money of which the platform has not heard counts as it will be counted."""
    kept = tuple(told(order) for order in orders)

    def total(*states: OrderState) -> int:
        return sum(order.amount_fen for order in kept if order.state in states)

    return OrderBook(
        orders=tuple(shown(order, addresses) for order in kept),
        taken_fen=sum(order.amount_fen for order in kept if order.paid_at),
        settled_fen=total(OrderState.PAID),
        refund_due_fen=total(OrderState.REFUND_DUE),
        refunded_fen=total(OrderState.REFUNDED),
    )


def settlement(orders: Iterable[KeptOrder], day: date, terminal_no: str, now: datetime) -> Settlement:
    """`paid_fen` is what settled bills on that day; money owed back shows in its line.
    Raises SettlementNotReady until the day is over."""

    if day >= now.astimezone(CHINA).date():
        raise SettlementNotReady

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
