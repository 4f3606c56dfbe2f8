# SPDX-License-Identifier: Apache-2.0
"""The life of one payment, as a pure function.

The machine is asked two things: what is to be done now (`due`), and what an answer makes of the intent (`step`).
Since `due` depends on the recorded intent alone, recovery after a crash is the ordinary loop: load, ask, do, record.

    created ──order made──▶ code_shown ──paid──▶ succeeded ──▶ refunded
       │                      │    ▲                ▲
       │answer lost           │    └──pending──┐    │paid
       └─────────────────▶ unknown ────────────┘────┤
       │                      │ closed or too late  │
       └──refused──▶ closed ◀─┴── closing ◀─────────┘ (a resident who turns back, a code that ran out)
                        └──money arrived after all──▶ refund_due ──▶ refunded

An order's fate is the platform's word alone: no passing of time and no lost answer ever makes `unknown` closed.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from contract import emvco
from contract.local import DECIDED, PaymentState
from contract.payment_code import Channel
from contract.platform import Order, OrderState, PayWay

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[!-~]+")
AFTERLOOK = timedelta(minutes=10)
"""How long a closed order whose code was shown is still looked at: a payer's app may have been under way."""


@dataclass(frozen=True)
class Intent:
    payment_id: str
    """Also the order number: whatever is sent again is the same order."""
    amount_fen: int
    bill_nos: tuple[str, ...]
    created_at: datetime
    valid_until: datetime
    """By the terminal's own count from before the order was asked for, so never later than the platform's."""
    state: PaymentState = PaymentState.CREATED
    close_wanted: bool = False
    close_answered: bool = False
    """The platform has closed the order; one more look decides."""
    way: PayWay = PayWay.SHOWN
    code_url: str | None = None
    verify_url: str | None = None
    paid_at: datetime | None = None
    channel: Channel | None = None
    transaction_no: str | None = None
    trouble: str | None = None

    @property
    def open(self) -> bool:
        return self.state not in DECIDED


class Action(StrEnum):
    CREATE_ORDER = "create_order"
    GET_ORDER = "get_order"
    CLOSE_ORDER = "close_order"
    LOOK_AGAIN = "look_again"
    """A glance at an order that is closed already."""


@dataclass(frozen=True)
class OrderSeen:
    order: Order


@dataclass(frozen=True)
class OrderMissing:
    """The platform knows no such order: the request for it never arrived, or is still on its way."""


@dataclass(frozen=True)
class OrderRefused:
    """The platform's clear no to making the order."""

    code: str


@dataclass(frozen=True)
class AnswerLost:
    """No usable answer. Whether the platform acted is not known."""

    code: str


@dataclass(frozen=True)
class CloseWanted:
    """The resident turns back."""


@dataclass(frozen=True)
class Restarted:
    """The agent has started again and knows only what was recorded."""


Happening = OrderSeen | OrderMissing | OrderRefused | AnswerLost | CloseWanted | Restarted


def due(intent: Intent, now: datetime) -> Action | None:
    """What is to be asked of the platform next; None when nothing is."""
    match intent.state:
        case PaymentState.CREATED:
            return Action.CREATE_ORDER
        case PaymentState.UNKNOWN:
            return Action.GET_ORDER
        case PaymentState.CODE_SHOWN:
            return Action.CLOSE_ORDER if _over(intent, now) else Action.GET_ORDER
        case PaymentState.CLOSING:
            return Action.GET_ORDER if intent.close_answered else Action.CLOSE_ORDER
        case PaymentState.CLOSED if _was_payable(intent) and now < intent.valid_until + AFTERLOOK:
            return Action.LOOK_AGAIN
        case _:
            return None


def step(intent: Intent, happening: Happening, now: datetime) -> Intent:
    match happening:
        case OrderSeen(order):
            return _seen(intent, order, now)
        case OrderMissing():
            return _missing(intent, now)
        case OrderRefused(code) if intent.state is PaymentState.CREATED:
            return replace(intent, state=PaymentState.CLOSED, trouble=code)
        case AnswerLost(code) if intent.state is PaymentState.CREATED:
            return replace(intent, state=PaymentState.UNKNOWN, trouble=code)
        case AnswerLost(code) if intent.open:
            return replace(intent, trouble=code)
        case CloseWanted() if intent.open:
            return _closing(replace(intent, close_wanted=True))
        case Restarted() if intent.state is PaymentState.CREATED:
            # No code was ever shown, so nobody can be paying, and whoever stood there has gone.
            return replace(intent, state=PaymentState.CLOSING, close_wanted=True)
        case _:
            return intent


def _seen(intent: Intent, order: Order, now: datetime) -> Intent:
    match order.state:
        case OrderState.PAID if intent.open:
            differs = order.amount_fen != intent.amount_fen
            return _money_moved(intent, order, PaymentState.SUCCEEDED, "amountDiffers" if differs else None)
        case OrderState.PAID if intent.state is PaymentState.CLOSED:
            return _money_moved(intent, order, PaymentState.REFUND_DUE, "paidAfterClosing")
        case OrderState.REFUND_DUE if intent.state is not PaymentState.REFUNDED:
            return _money_moved(intent, order, PaymentState.REFUND_DUE, "paidAfterClosing")
        case OrderState.REFUNDED:
            return _money_moved(intent, order, PaymentState.REFUNDED, None)
        case OrderState.CLOSED if intent.open:
            if intent.state is PaymentState.CLOSING and not intent.close_answered:
                return replace(intent, close_answered=True, trouble=None)
            return replace(intent, state=PaymentState.CLOSED, trouble=order.refused)
        case OrderState.PENDING if intent.open:
            return _pending(intent, order, now)
        case _:
            return intent


def _pending(intent: Intent, order: Order, now: datetime) -> Intent:
    if order.amount_fen != intent.amount_fen or set(order.bill_nos) != set(intent.bill_nos) or not _has_code(order):
        # Not what the resident was shown: such a code never reaches the screen.
        return replace(intent, state=PaymentState.CLOSING, close_wanted=True, trouble="orderDiffers")
    told = replace(intent, code_url=order.code_url, trouble=None)
    if intent.state is PaymentState.CLOSING or _over(told, now):
        return _closing(told)
    return replace(told, state=PaymentState.CODE_SHOWN)


def _missing(intent: Intent, now: datetime) -> Intent:
    if intent.state is PaymentState.UNKNOWN:
        if _over(intent, now) or intent.way is PayWay.SCANNED:
            # A payment code is sent once. Closing makes sure that the request, if it still comes, finds a closed door.
            return _closing(intent)
        # The first request never arrived. Sent again under the same number it can only become the same order.
        return replace(intent, state=PaymentState.CREATED)
    if intent.open and intent.state is not PaymentState.CREATED:
        return _closing(replace(intent, close_answered=False))
    return intent


def _money_moved(intent: Intent, order: Order, state: PaymentState, trouble: str | None) -> Intent:
    return replace(
        intent,
        state=state,
        paid_at=order.paid_at or intent.paid_at,
        channel=order.channel or intent.channel,
        transaction_no=order.transaction_no or intent.transaction_no,
        verify_url=order.verify_url or intent.verify_url,
        trouble=trouble,
    )


def _has_code(order: Order) -> bool:
    """A scanned order needs none; one that the machine shows must be an address, or charge exactly this amount."""
    if order.way is PayWay.SCANNED:
        return True
    if not order.code_url:
        return False
    if not emvco.claims(order.code_url):
        return _ADDRESS.match(order.code_url) is not None
    try:
        return emvco.parsed(order.code_url).charges(order.amount_fen)
    except emvco.NotMerchantText:
        return False


def _was_payable(intent: Intent) -> bool:
    return bool(intent.code_url) or intent.way is PayWay.SCANNED


def _closing(intent: Intent) -> Intent:
    return replace(intent, state=PaymentState.CLOSING)


def _over(intent: Intent, now: datetime) -> bool:
    return intent.close_wanted or now >= intent.valid_until
