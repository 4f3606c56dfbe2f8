# SPDX-License-Identifier: Apache-2.0
"""The payment machine against a world in which every message may be lost, late, or cut off by a crash."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.payments import machine
from agent.payments.machine import (
    Action,
    AnswerLost,
    CloseWanted,
    Happening,
    Intent,
    OrderMissing,
    OrderRefused,
    OrderSeen,
    Restarted,
)
from contract.local import DECIDED, PaymentState
from contract.platform import Order, OrderState, PayWay

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
INTENT = Intent(
    payment_id="0" * 32,
    amount_fen=28640,
    bill_nos=("W20261001", "P20261001"),
    created_at=START,
    valid_until=START + timedelta(seconds=300),
)


class World:
    """One order at a platform that keeps the contract, one intent at the terminal, and the line between them."""

    def __init__(self, way: PayWay = PayWay.SHOWN) -> None:
        self.now = START
        self.intent = replace(INTENT, way=way)
        self.order: OrderState | None = None
        self.create_under_way = False
        self.asks_password = False
        """What a scanned code will do: pay at once, or have the payer type first."""
        self.taken_fen = 0
        """Out of the payer's pocket, as often as it happens."""
        self.collections = 0

    def take(self) -> None:
        self.taken_fen += INTENT.amount_fen

    @property
    def settled_fen(self) -> int:
        return INTENT.amount_fen if self.order is OrderState.PAID else 0

    @property
    def owed_fen(self) -> int:
        return INTENT.amount_fen if self.order is OrderState.REFUND_DUE else 0

    def platform_acts(self, action: Action) -> Happening:
        if action is Action.CREATE_ORDER:
            if self.order is OrderState.CLOSED:
                return OrderRefused("order_closed")
            if self.order is None:
                self.order = OrderState.PENDING
                if self.intent.way is PayWay.SCANNED:
                    self.collections += 1
                    if not self.asks_password:
                        self.pays()
        elif self.order is None:
            if action is not Action.CLOSE_ORDER:
                return OrderMissing()
            self.order = OrderState.CLOSED
        elif action is Action.CLOSE_ORDER and self.order is OrderState.PENDING:
            self.order = OrderState.CLOSED
        return OrderSeen(self._order())

    def _order(self) -> Order:
        state = self.order or OrderState.CLOSED
        return Order(
            order_no=INTENT.payment_id,
            state=state,
            bill_nos=INTENT.bill_nos,
            amount_fen=INTENT.amount_fen,
            way=self.intent.way,
            code_url="http://127.0.0.1/pay/x" if state is OrderState.PENDING and self._shown else None,
            paid_at=self.now if state in {OrderState.PAID, OrderState.REFUND_DUE} else None,
        )

    @property
    def _shown(self) -> bool:
        return self.intent.way is PayWay.SHOWN

    def pays(self) -> None:
        self.order = OrderState.PAID
        self.take()

    def do(self, event: str) -> None:
        action = machine.due(self.intent, self.now)
        match event:
            case "answered" if action:
                self.record(self.platform_acts(action))
            case "lost on the way there" if action:
                self.record(AnswerLost("platformDown"))
            case "lost on the way back" if action:
                self.platform_acts(action)
                self.record(AnswerLost("platformSlow"))
            case "held up" if action is Action.CREATE_ORDER:
                self.create_under_way = True
                self.record(AnswerLost("platformSlow"))
            case "arrives late" if self.create_under_way:
                self.create_under_way = False
                self.platform_acts(Action.CREATE_ORDER)
            case "crash before" if action:
                self.record(Restarted())
            case "crash after" if action:
                self.platform_acts(action)
                self.record(Restarted())
            case "pays" if self.order is OrderState.PENDING:
                self.pays()
            case "pays late" if self.order is OrderState.CLOSED and (self.intent.code_url or self.collections):
                self.order = OrderState.REFUND_DUE
                self.take()
            case "wants a password":
                self.asks_password = True
            case "turns back":
                self.record(CloseWanted())
            case "a minute":
                self.now += timedelta(seconds=60)
            case _:
                pass

    def record(self, happening: Happening) -> None:
        before, self.intent = self.intent, machine.step(self.intent, happening, self.now)
        assert not (before.state is PaymentState.SUCCEEDED and self.intent.state is PaymentState.CLOSED)


EVENTS = (
    "answered",
    "lost on the way there",
    "lost on the way back",
    "held up",
    "arrives late",
    "crash before",
    "crash after",
    "pays",
    "pays late",
    "wants a password",
    "turns back",
    "a minute",
)


@settings(max_examples=2000, deadline=None)
@given(st.sampled_from(list(PayWay)), st.lists(st.sampled_from(EVENTS), max_size=40))
def test_however_the_messages_fall_money_and_books_agree(way: PayWay, events: list[str]) -> None:
    world = World(way)
    for event in events:
        world.do(event)
        assert world.taken_fen == world.settled_fen + world.owed_fen
        assert world.collections <= 1, "a payment code was sent twice"
        if world.intent.state is PaymentState.SUCCEEDED:
            assert world.order is OrderState.PAID
        if world.intent.state is PaymentState.CLOSED:
            assert world.order in {OrderState.CLOSED, OrderState.REFUND_DUE}, "closed without the platform's word"
    world.do("arrives late")
    for _ in range(12):
        world.do("answered")
        if not machine.due(world.intent, world.now):
            break
    else:
        if world.intent.state is PaymentState.CODE_SHOWN:  # nobody pays: the code runs out
            world.now = INTENT.valid_until
        for _ in range(4):
            world.do("answered")

    assert world.intent.state in DECIDED
    assert world.taken_fen == world.settled_fen + world.owed_fen
    paid = world.order is OrderState.PAID
    assert paid == (world.intent.state is PaymentState.SUCCEEDED)
    assert world.order is not OrderState.PENDING, "a code that can still be paid, and nobody looks"
    if world.order is OrderState.REFUND_DUE and world.now < INTENT.valid_until + machine.AFTERLOOK:
        assert world.intent.state is PaymentState.REFUND_DUE


@given(
    st.sampled_from(list(PaymentState)),
    st.booleans(),
    st.booleans(),
    st.integers(0, 100_000),
    st.sampled_from([AnswerLost("platformSlow"), Restarted(), CloseWanted()]),
)
def test_no_time_and_no_silence_decides_an_open_payment(
    state: PaymentState, wanted: bool, answered: bool, seconds: int, happening: Happening
) -> None:
    intent = replace(INTENT, state=state, close_wanted=wanted, close_answered=answered)
    after = machine.step(intent, happening, START + timedelta(seconds=seconds))
    if intent.open:
        assert after.open
        assert machine.due(after, START + timedelta(seconds=seconds)) is not None, "no way out of this state"
    else:
        assert after == intent


@given(st.sampled_from(list(PaymentState)), st.sampled_from(list(OrderState)), st.integers(1, 10**6))
def test_an_order_that_is_not_what_was_shown_never_reaches_the_screen(
    state: PaymentState, order_state: OrderState, amount: int
) -> None:
    order = Order(
        order_no=INTENT.payment_id, state=order_state, bill_nos=INTENT.bill_nos, amount_fen=amount, code_url="x"
    )
    after = machine.step(replace(INTENT, state=state), OrderSeen(order), START)
    if after.state is PaymentState.CODE_SHOWN and state is not PaymentState.CODE_SHOWN:
        assert amount == INTENT.amount_fen


def test_money_that_arrives_after_closing_is_due_back() -> None:
    closed = replace(INTENT, state=PaymentState.CLOSED, code_url="http://127.0.0.1/pay/x")
    assert machine.due(closed, START) is Action.LOOK_AGAIN
    order = Order(
        order_no=INTENT.payment_id,
        state=OrderState.REFUND_DUE,
        bill_nos=INTENT.bill_nos,
        amount_fen=INTENT.amount_fen,
        paid_at=START,
    )
    after = machine.step(closed, OrderSeen(order), START)
    assert after.state is PaymentState.REFUND_DUE
    assert after.paid_at == START
