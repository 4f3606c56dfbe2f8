# SPDX-License-Identifier: Apache-2.0
"""Words about money: never more certain than what is known."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QGuiApplication

from contract.local import PaymentState
from contract.text import Language
from kiosk import samples
from kiosk.domain.places import Goodbye, Identify, Paying
from kiosk.domain.state import State
from kiosk.viewmodels.entry import Entry
from kiosk.viewmodels.outcomes import unpaid_words, wait_words
from kiosk.viewmodels.payment import Payment
from kiosk.viewmodels.view import Moment
from kiosk.viewmodels.visit import Visit
from tests.kiosk import facts


def paying(state: PaymentState, *, seen: bool = False, resumed: bool = False) -> Paying:
    payment = facts.payment("a" * 32, state)
    return Paying(payment.payment_id, payment.amount_fen, payment, code_was_shown=seen, resumed=resumed)


def at(state: State, monotonic: float = samples.NOW) -> Moment:
    return Moment(state, monotonic, samples.WALL)


def test_an_order_without_a_code_is_cancelled_not_run_out() -> None:
    words = wait_words(paying(PaymentState.CLOSING))
    assert (words.title, words.todo) == ("正在取消这笔订单", "")
    assert words.kept == "付款码还没有出来过，不会扣款。"
    assert "付款码到时间了" in wait_words(paying(PaymentState.CLOSING, seen=True)).title


def test_after_a_restart_nobody_knows_whether_a_code_was_seen() -> None:
    assert "如果您扫码付过款" in wait_words(paying(PaymentState.CLOSING, resumed=True)).kept
    assert "没有扣款" not in unpaid_words(paying(PaymentState.CLOSED, resumed=True)).kept


@pytest.mark.parametrize(("seen", "kept"), [(False, "没有扣款，您的钱没有动。"), (True, "平台没有收到这笔钱。")])
def test_only_without_a_code_is_it_sure_that_nothing_was_taken(seen: bool, kept: str) -> None:
    words = unpaid_words(paying(PaymentState.CLOSED, seen=seen))
    assert words.kept.startswith(kept)
    assert ("刚才的付款码" in words.happened) is seen


def test_who_ends_a_resumed_payment_starts_again() -> None:
    assert unpaid_words(paying(PaymentState.CLOSED, resumed=True)).todo == "想缴的话，请回首页重新开始。"


def test_the_slip_says_when_it_was_paid_and_to_whom(app: QGuiApplication) -> None:
    payment = facts.payment("a" * 32, PaymentState.SUCCEEDED, paid_at=datetime(2026, 11, 23, 14, 37, tzinfo=UTC))
    state = samples.SAMPLES["paid"]()
    assert state.paying
    state = state.with_paying(replace(state.paying, payment=payment))
    view = Payment()
    view.show(at(state))
    assert view.paidAt == "2026年11月23日 22:37"
    english = replace(state, comfort=replace(state.comfort, language=Language.EN))
    view.show(at(english))
    assert view.paidAt == "23 November 2026 22:37"
    rows = view.lines._rows  # type: ignore[attr-defined]
    assert [row.payee for row in rows] == ["City Water  6217****31", "Zhenxing Property"]


def test_a_goodbye_by_idleness_is_no_done(app: QGuiApplication) -> None:
    view = Visit()
    view.show(at(replace(samples.BASE, trail=(*samples.BASE.trail, Goodbye(samples.NOW, by_idleness=True)))))
    assert view.goodbyeTitle == "已经退出"


def test_a_card_that_is_not_found_is_to_be_lifted(app: QGuiApplication) -> None:
    armed = replace(samples.BASE, trail=(*samples.BASE.trail, Identify("c" * 32)), session=samples.SESSION)
    view = Entry()
    view.show(at(armed, samples.NOW + 5))
    assert not view.liftCard
    view.show(at(armed, samples.NOW + 6))
    assert view.liftCard
    view.show(at(replace(armed, session=samples.NAMED)))
    assert view.liftCard, "the card that was read lies there still"
