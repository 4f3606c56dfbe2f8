# SPDX-License-Identifier: Apache-2.0
"""The terminal's ledger in words, and beside it what the platform's own book says of the same orders."""

from collections.abc import Iterable
from dataclasses import dataclass

from central.demo.console.account.events import short_number
from central.demo.console.account.wording import (
    PAYMENT,
    RECEIPT,
    Feeling,
    both,
    day_and_minute,
    listed,
    local,
    trouble,
)
from contract.local import Delivery, LedgerEntry, LedgerPayer, PaymentLine, PaymentState, Receipt
from contract.money import yuan
from contract.platform import Order, OrderState
from contract.text import LocalText
from contract.wording import BILL_KIND


@dataclass(frozen=True)
class Entry:
    reference: str
    made: LocalText
    bought: LocalText
    amount: str
    payer: LocalText
    state: LocalText
    slips: tuple[LocalText, ...]
    records: LocalText
    book: LocalText
    """What the platform has of it."""
    agreement: LocalText
    feeling: Feeling


BOOK = {
    OrderState.PENDING: both("等着付款", "waits to be paid"),
    OrderState.PAID: both("钱收到了", "the money is there"),
    OrderState.CLOSED: both("关单了，没有收钱", "closed, no money taken"),
    OrderState.REFUND_DUE: both("关单以后收到钱，要退", "money came after closing: to be given back"),
    OrderState.REFUNDED: both("钱退回了", "the money was given back"),
}
NO_ORDER = both("没有这一单", "no such order")
NO_BOOK = both("平台的账本现在看不到", "the platform’s book cannot be seen just now")

RECORDS = {
    Delivery.NOTHING: both("结果出来才报给平台", "told to the platform once it is decided"),
    Delivery.WAITING: both(
        "终端的记录还没送到平台，会一直送", "the terminal’s records have not reached the platform yet; it keeps trying"
    ),
    Delivery.DELIVERED: both("终端的记录平台都收到了", "the platform has all of the terminal’s records"),
    Delivery.REFUSED: both(
        "有一条记录平台不收，留着等人查", "the platform does not take one record: kept for a person"
    ),
}

CHANNEL = {
    "wechat": both("微信", "WeChat"),
    "alipay": both("支付宝", "Alipay"),
    "unionpay": both("云闪付", "UnionPay"),
}

_SAME = {
    (PaymentState.CODE_SHOWN, OrderState.PENDING),
    (PaymentState.SUCCEEDED, OrderState.PAID),
    (PaymentState.CLOSED, OrderState.CLOSED),
    (PaymentState.CLOSED, None),
    (PaymentState.CREATED, None),
    (PaymentState.REFUND_DUE, OrderState.REFUND_DUE),
    (PaymentState.REFUNDED, OrderState.REFUNDED),
}
_NOT_ASKED_YET = {
    (PaymentState.CODE_SHOWN, OrderState.PAID),
    (PaymentState.CODE_SHOWN, OrderState.CLOSED),
    (PaymentState.CLOSED, OrderState.REFUND_DUE),
    (PaymentState.CLOSED, OrderState.REFUNDED),
    (PaymentState.SUCCEEDED, OrderState.REFUNDED),
    (PaymentState.REFUND_DUE, OrderState.REFUNDED),
}
"""The platform is ahead. While nothing is decided (created, unknown, closing) it may always be."""
_UNDECIDED = {PaymentState.CREATED, PaymentState.UNKNOWN, PaymentState.CLOSING}


def entries(ledger: Iterable[LedgerEntry], orders: Iterable[Order] | None) -> list[Entry]:
    """`orders`: None while the platform's book cannot be seen."""
    book = None if orders is None else {order.order_no: order for order in orders}
    return [_entry(entry, book) for entry in ledger]


def _entry(entry: LedgerEntry, book: dict[str, Order] | None) -> Entry:
    order = book.get(entry.payment_id) if book is not None else None
    agreement, feeling = (
        _agreement(entry, order) if book is not None else (both("没法对账", "cannot be compared"), Feeling.CAUTION)
    )
    return Entry(
        reference=entry.reference,
        made=day_and_minute(entry.created_at),
        bought=listed(map(_bill, entry.lines)),
        amount=yuan(entry.amount_fen),
        payer=_payer(entry.payer),
        state=_state(entry),
        slips=tuple(map(_slip, entry.receipts)),
        records=RECORDS[entry.delivery],
        book=NO_BOOK if book is None else _of_book(order),
        agreement=agreement,
        feeling=feeling,
    )


def _bill(line: PaymentLine) -> LocalText:
    kind, period = BILL_KIND[line.kind], line.period
    return both(f"{kind.zh} {period.zh}", f"{kind.en} {period.en or period.zh}")


def _payer(payer: LedgerPayer | None) -> LocalText:
    if payer is None:
        return both("付款人已按期删除", "payer deleted on its day")
    who = f"{payer.name} {payer.number}".strip()
    return both(who, who)


def _state(entry: LedgerEntry) -> LocalText:
    parts = [PAYMENT[entry.state]]
    if entry.paid_at is not None:
        channel = CHANNEL.get(entry.channel) or both(entry.channel, entry.channel)
        parts.append(
            both(
                f"{local(entry.paid_at):%H:%M} {channel.zh}".rstrip(),
                f"{local(entry.paid_at):%H:%M} {channel.en}".rstrip(),
            )
        )
    if entry.trouble is not None:
        parts.append(trouble(entry.trouble.code))
    first, *rest = parts
    if not rest:
        return first
    more = listed(rest, "，")
    return both(f"{first.zh}（{more.zh}）", f"{first.en} ({more.en})")


def _slip(receipt: Receipt) -> LocalText:
    says, number = RECEIPT[receipt.state], short_number(receipt)
    mark = both("（补打）", " (reprint)") if receipt.reprint else both("", "")
    why = trouble(receipt.trouble.code) if receipt.trouble else None
    return both(
        f"{number}{mark.zh}：{says.zh}" + (f"（{why.zh}）" if why else ""),
        f"{number}{mark.en}: {says.en}" + (f" ({why.en})" if why else ""),
    )


def _of_book(order: Order | None) -> LocalText:
    if order is None:
        return NO_ORDER
    says = BOOK[order.state]
    return both(f"{says.zh}，{yuan(order.amount_fen)} 元", f"{says.en}, ¥{yuan(order.amount_fen)}")


def _agreement(entry: LedgerEntry, order: Order | None) -> tuple[LocalText, Feeling]:
    pair = (entry.state, order.state if order else None)
    if order is not None and order.amount_fen != entry.amount_fen:
        return both("两边不一致：金额不同", "they differ: another amount"), Feeling.BAD
    if pair in _SAME:
        return both("两边一致", "both agree"), Feeling.GOOD
    if pair in _NOT_ASKED_YET:
        return both(
            "平台走在前面，终端还没问到", "the platform is ahead: the terminal has not asked yet"
        ), Feeling.CAUTION
    if entry.state in _UNDECIDED:
        return both("还在核对", "being compared"), Feeling.CAUTION
    return both("两边不一致", "they differ"), Feeling.BAD
