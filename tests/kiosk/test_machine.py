# SPDX-License-Identifier: Apache-2.0
"""The session machine: whatever happens, it ends at rest, with nothing of anybody; except while money is undecided."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.local import (
    CommandState,
    CommandStatus,
    Outcome,
    Payments,
    PaymentState,
    Receipt,
    ReceiptState,
    Session,
    Topic,
    Trouble,
)
from contract.payment_code import Channel
from contract.platform import IdentityMethod
from contract.text import Language
from kiosk import samples
from kiosk.domain import happenings as h
from kiosk.domain import walk as walking
from kiosk.domain.happenings import Action, Press, Tick
from kiosk.domain.machine import step
from kiosk.domain.moneyplaces import HoldPhone
from kiosk.domain.offer import key_of
from kiosk.domain.pages import RULES, Page, Way
from kiosk.domain.places import (
    Bills,
    Check,
    Goodbye,
    Help,
    Home,
    Identify,
    Paying,
    Problem,
    ShowCase,
    TypeId,
)
from kiosk.domain.state import Alarm, State
from tests.kiosk import facts

ID = "11010519491231002X"
CASE_NO = facts.CASE.project_no
CODES = ("agentUnreachable", "sessionEnded", "notFound", "platformDown", "cardRemoved", "case_not_found", "notPaying")


def start() -> State:
    return State(seed=facts.SEED, connected=True, terminal=facts.terminal())


class Walk:
    """A walk through the machine: keeps the state, the time and what was asked."""

    def __init__(self, state: State | None = None) -> None:
        self.state = state or start()
        self.now = 1000.0
        self.asked: list[h.Effect] = []

    def do(self, *events: h.Event, after: float = 1.0) -> "Walk":
        for event in events:
            self.now += after
            self.state, effects = step(self.state, event, self.now)
            self.asked = list(effects)
        return self

    def press(self, action: Action, value: str = "") -> "Walk":
        return self.do(Press(action, value))

    def wait(self, seconds: float) -> "Walk":
        end = self.now + seconds
        while self.now < end:
            self.do(Tick(), after=min(1.0, max(0.01, end - self.now)))
            if self.state.session and self.state.session.open:
                self.open_session()
        return self

    def open_session(self) -> "Walk":
        assert self.state.session
        opened = Session(session_id=self.state.session.session_id, lease_s=30)
        self.state, effects = step(self.state, h.SessionSeen(opened), self.now)
        self.asked = list(effects)
        return self

    def card_read(self) -> "Walk":
        assert isinstance(self.state.place, Identify)
        return self.do(h.CommandSeen(finished(self.state.place.command_id, resident=facts.RESIDENT)))

    def bills_found(self) -> "Walk":
        assert self.state.session
        return self.do(h.BillsSeen(self.state.session.session_id, facts.BILLS))

    def to_bills(self) -> "Walk":
        return self.press(Action.PAY).open_session().card_read().bills_found()

    def to_payment(self) -> "Walk":
        self.to_bills().press(Action.PICK, facts.WATER).press(Action.GO_ON).press(Action.CONFIRM)
        return self

    @property
    def paying(self) -> Paying:
        assert self.state.paying
        return self.state.paying

    def payment_is(self, state: PaymentState, **changes: object) -> "Walk":
        return self.do(h.PaymentSeen(facts.payment(self.paying.payment_id, state, **changes)))


def finished(command_id: str, outcome: Outcome = Outcome.SUCCEEDED, code: str = "", **result: object) -> CommandStatus:
    trouble = Trouble(code=code, title=code) if code else None
    return CommandStatus(
        command_id=command_id or "0" * 32, state=CommandState.FINISHED, outcome=outcome, trouble=trouble, **result
    )  # type: ignore[arg-type]


# ---- journeys


def test_pay_journey_to_the_slip() -> None:
    walk = Walk().to_bills()
    assert walk.state.page is Page.BILLS
    assert walk.state.session
    assert walk.state.session.resident == facts.RESIDENT
    walk.press(Action.PICK, facts.WATER).press(Action.PICK, facts.PROPERTY).press(Action.GO_ON)
    assert walk.state.page is Page.CHECK
    walk.press(Action.CONFIRM)
    [order] = walk.asked
    assert isinstance(order, h.Pay)
    assert (order.request.amount_fen, order.request.bill_nos) == (28640, (facts.WATER, facts.PROPERTY))
    assert walk.payment_is(PaymentState.CODE_SHOWN).state.page is Page.CODE
    paid = walk.payment_is(PaymentState.SUCCEEDED, receipts=(facts.receipt(ReceiptState.PRINTED),))
    assert paid.state.page is Page.PAID
    walk.press(Action.FINISH)
    assert walk.state.place == Goodbye(until=walk.now + 6.0, card_used=True, slip_printed=True)
    assert walk.wait(7).state.at_rest


def test_going_back_is_exact() -> None:
    walk = Walk().to_bills().press(Action.PICK, facts.HEATING)
    before = walk.state.trail
    walk.press(Action.GO_ON).press(Action.HELP).press(Action.BACK).press(Action.BACK)
    assert walk.state.trail == before


def test_home_by_going_back_forgets_the_resident() -> None:
    walk = Walk().press(Action.PAY).open_session().press(Action.BACK)
    assert walk.state.trail == (Home(),)
    assert walk.state.session is None
    assert any(isinstance(effect, h.EndSession) for effect in walk.asked)


def test_home_by_going_back_reminds_of_the_card() -> None:
    walk = Walk().to_bills().press(Action.BACK).press(Action.BACK)
    assert walk.state.place == Goodbye(until=walk.now + 6.0, card_used=True)
    assert walk.state.session is None
    assert any(isinstance(effect, h.EndSession) for effect in walk.asked)


def test_a_failed_card_says_why_and_the_reader_is_armed_again() -> None:
    walk = Walk().press(Action.PAY).open_session()
    assert isinstance(walk.state.place, Identify)
    first = walk.state.place.command_id
    walk.do(h.CommandSeen(finished(first, Outcome.FAILED, "cardRemoved")))
    assert walk.state.place.trouble == "cardRemoved"
    walk.wait(2)
    assert walk.state.place.command_id not in {"", first}
    assert walk.state.place.trouble == "cardRemoved", "it stays readable until the next try ends"


def test_an_order_that_its_cancelling_overtook_is_cancelled_again() -> None:
    walk = Walk().press(Action.PAY).open_session()
    assert isinstance(walk.state.place, Identify)
    command_id = walk.state.place.command_id
    walk.press(Action.TYPE_INSTEAD)
    walk.do(h.CommandSeen(CommandStatus(command_id=command_id, state=CommandState.RUNNING)))
    assert [effect for effect in walk.asked if isinstance(effect, h.CancelOrder)] != []


def test_typed_number() -> None:
    walk = Walk().press(Action.PAY).open_session().press(Action.TYPE_INSTEAD)
    for key in ID:
        walk.press(Action.KEY, key)
    assert isinstance(walk.state.place, TypeId)
    assert walk.state.place.typed.reveal() == ID
    assert ID not in repr(walk.state)
    walk.press(Action.ENTER)
    [told] = walk.asked
    assert isinstance(told, h.TellIdentity)
    walk.do(h.IdentityTold(Session(session_id=told.session_id, lease_s=30, resident=facts.TYPED)))
    assert walk.state.page is Page.BILLS
    assert not any(place.typed.reveal() for place in walk.state.trail if isinstance(place, TypeId))


def test_wrong_check_digit_is_never_sent() -> None:
    walk = Walk().press(Action.PAY).open_session().press(Action.TYPE_INSTEAD)
    for key in ID[:-1] + "1":
        walk.press(Action.KEY, key)
    assert walk.press(Action.ENTER).asked == []


def test_an_old_answer_names_nobody() -> None:
    walk = Walk().press(Action.PAY).open_session()
    assert walk.state.session
    old = walk.state.session.session_id
    walk.press(Action.BACK)
    walk.do(h.SessionSeen(Session(session_id=old, lease_s=30, resident=facts.RESIDENT)))
    walk.do(h.BillsSeen(old, facts.BILLS))
    assert walk.state.session is None
    assert walk.state.trail == (Home(),)


def test_giving_up_is_said_as_it_is() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.CODE_SHOWN).press(Action.GIVE_UP)
    assert isinstance(walk.asked[0], h.ClosePayment)
    assert walk.state.page is Page.WAIT
    assert walk.payment_is(PaymentState.CLOSING).state.page is Page.WAIT
    assert walk.payment_is(PaymentState.CLOSED).state.page is Page.NOT_PAID
    walk.press(Action.CHOOSE_AGAIN)
    assert walk.state.place == Bills()
    assert isinstance(walk.asked[-1], h.AskBills)


def test_money_that_arrives_while_giving_up_is_shown() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.CODE_SHOWN).press(Action.GIVE_UP)
    assert walk.payment_is(PaymentState.SUCCEEDED).state.page is Page.PAID
    assert walk.payment_is(PaymentState.REFUND_DUE).state.page is Page.REFUND


def test_an_overtaken_answer_brings_no_code_back() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.CODE_SHOWN).payment_is(PaymentState.SUCCEEDED)
    assert walk.payment_is(PaymentState.CODE_SHOWN).state.page is Page.PAID


def test_an_expired_code_leaves_the_screen() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.CODE_SHOWN, code_left_s=10).wait(11)
    assert walk.state.page is Page.WAIT


def test_no_idle_rule_while_the_code_is_shown() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.CODE_SHOWN, code_left_s=7000).wait(70)
    assert walk.state.session is not None
    walk.wait(530)
    assert walk.state.page is Page.CODE
    assert walk.state.warned_at is None


def test_the_next_one_at_a_code_finds_no_bills_of_the_one_before() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.CODE_SHOWN, code_left_s=7000).wait(90)
    assert (walk.state.page, walk.state.session) == (Page.CODE, None)
    walk.press(Action.GIVE_UP).payment_is(PaymentState.CLOSED)
    assert walk.press(Action.CHOOSE_AGAIN).state.page is Page.NOT_PAID
    assert walk.state.trail == (Home(), walk.state.place)


def test_who_pays_slowly_is_still_reminded_of_the_card() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.CODE_SHOWN).wait(90)
    walk.payment_is(PaymentState.SUCCEEDED).press(Action.FINISH)
    assert walk.state.place == Goodbye(until=walk.now + 6.0, card_used=True, slip_printed=True)


def test_a_payment_of_another_amount_is_no_success() -> None:
    trouble = Trouble(code="amountDiffers", title="")
    walk = Walk().to_payment().payment_is(PaymentState.SUCCEEDED, trouble=trouble)
    assert walk.state.page is Page.REFUND
    walk.press(Action.FINISH)
    assert walk.state.place == Goodbye(until=walk.now + 6.0, card_used=True), "no slip is to be waited for"


def test_a_decided_payment_stays_on_the_screen_without_the_agent() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.SUCCEEDED).do(h.Lost())
    assert walk.state.page is Page.PAID
    assert walk.press(Action.FINISH).state.page is Page.GOODBYE


def test_leaving_an_undecided_payment_leaves_its_reference() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.UNKNOWN).press(Action.LEAVE)
    goodbye = walk.state.place
    assert isinstance(goodbye, Goodbye)
    assert goodbye.undecided
    assert goodbye.reference == facts.payment("a" * 32, PaymentState.UNKNOWN).reference
    assert walk.wait(14).state.place == goodbye
    assert walk.wait(3).state.at_rest


@pytest.mark.parametrize(("receipts", "comes"), [((), True), ((facts.receipt(ReceiptState.FAILED),), False)])
def test_goodbye_reminds_of_a_slip_that_is_still_to_come(receipts: tuple[Receipt, ...], comes: bool) -> None:
    walk = Walk().to_payment().payment_is(PaymentState.SUCCEEDED, receipts=receipts).press(Action.FINISH)
    assert isinstance(walk.state.place, Goodbye)
    assert walk.state.place.slip_printed is comes


def test_nothing_to_pay_can_be_finished() -> None:
    walk = Walk().press(Action.PAY).open_session().card_read().press(Action.FINISH)
    assert walk.state.place == Goodbye(until=walk.now + 6.0, card_used=True)


def test_a_refused_closing_is_asked_for_again() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.CODE_SHOWN).press(Action.GIVE_UP)
    close = walk.asked[0]
    for _ in range(3):
        walk.do(h.Failed(close, "tooMany"))
        assert walk.state.page is Page.WAIT, "the code does not come back"
        asked: list[h.Effect] = []
        for _ in range(6):
            asked += walk.do(Tick()).asked
        assert [effect for effect in asked if isinstance(effect, h.ClosePayment)] == [close]
    walk.do(h.Failed(close, "tooMany")).payment_is(PaymentState.SUCCEEDED)
    for _ in range(10):
        assert close not in walk.do(Tick()).asked


def test_a_terminal_that_does_not_take_payments_is_asked_again() -> None:
    walk = Walk(replace(start(), terminal=facts.terminal(paying=False, paying_trouble="resolving")))
    assert walk.do(h.Heard(Topic.PAYMENT, "b" * 32)).asked == [h.AskTerminal()]
    asked: list[h.Effect] = []
    for _ in range(20):
        asked += walk.do(Tick()).asked
    assert asked == [h.AskTerminal()] * 4
    walk.do(h.TerminalSeen(facts.terminal()))
    assert walk.do(h.Heard(Topic.PAYMENT, "b" * 32), Tick(), after=10).asked == []


@pytest.mark.parametrize(
    ("trouble", "code"),
    [("resolving", "notPaying"), ("ledgerUnwritable", "ledgerUnwritable"), ("", "notPayingNow")],
)
def test_why_nothing_can_be_paid_is_said_as_it_is(trouble: str, code: str) -> None:
    walk = Walk(replace(start(), terminal=facts.terminal(paying=False, paying_trouble=trouble))).press(Action.PAY)
    assert walk.state.place == Problem(code, Identify())


def test_who_left_an_undecided_payment_is_not_named_any_more() -> None:
    walk = Walk().to_payment().payment_is(PaymentState.UNKNOWN).wait(200)
    assert walk.state.page is Page.WAIT
    assert walk.state.session is None
    assert walk.paying.resumed
    walk.payment_is(PaymentState.SUCCEEDED)
    assert walk.state.page is Page.PAID
    assert walk.wait(100).state.at_rest


@pytest.mark.parametrize("code", ["agentUnreachable", "invalidAnswer"])
def test_a_lost_order_is_a_question_never_a_second_order(code: str) -> None:
    walk = Walk().to_payment()
    [order] = walk.asked
    walk.do(h.Failed(order, code))
    assert walk.paying.in_doubt
    assert walk.state.page is Page.WAIT
    asked: list[h.Effect] = []
    for _ in range(5):
        asked += walk.do(Tick()).asked
    assert [effect for effect in asked if isinstance(effect, h.Pay)] == []
    question = next(effect for effect in asked if isinstance(effect, h.AskPayment))
    walk.do(h.Failed(question, "notFound"))
    assert walk.state.place == Problem("orderNotMade", Bills())


def test_a_refused_order_is_no_payment() -> None:
    walk = Walk().to_payment()
    walk.do(h.Failed(walk.asked[0], "amount_changed"))
    assert walk.state.place == Problem("amount_changed", Bills())
    walk.press(Action.RETRY)
    assert walk.state.place == Bills()


def test_session_lost_with_the_order_open() -> None:
    walk = Walk().to_payment()
    order = walk.asked[0]
    walk.do(h.Failed(order, "sessionEnded"))
    assert isinstance(walk.state.place, Problem)
    assert not walk.state.money_undecided


def test_restarted_kiosk_shows_amount_and_outcome_without_a_name() -> None:
    walk = Walk(replace(start(), connected=False))
    asked = walk.do(h.Connected()).asked
    assert h.AskCurrent() in asked
    open_payment = facts.payment("a" * 32, PaymentState.CODE_SHOWN)
    walk.do(h.CurrentSeen(Payments(payments=(open_payment,))))
    assert walk.state.page is Page.CODE
    assert walk.paying.resumed
    assert walk.state.session is None
    walk.payment_is(PaymentState.SUCCEEDED).press(Action.FINISH)
    assert walk.state.place == Goodbye(until=walk.now + 6.0, slip_printed=True)
    walk.press(Action.FINISH)
    assert walk.state.at_rest
    walk.do(h.CurrentSeen(Payments(payments=(open_payment,))))
    assert walk.state.at_rest, "who has seen it is not shown it again"


def test_a_visit_is_not_disturbed_by_other_payments() -> None:
    walk = Walk().to_bills()
    walk.do(h.CurrentSeen(Payments(payments=(facts.payment("a" * 32, PaymentState.UNKNOWN),))))
    assert walk.state.page is Page.BILLS


def test_agent_away_for_longer_than_the_lease_ends_the_session() -> None:
    walk = Walk().to_bills().do(h.Lost())
    assert walk.state.page is Page.MOMENT
    for _ in range(35):
        walk.do(Tick())
    assert walk.state.session is None
    walk.do(h.Connected())
    assert walk.state.place == Problem("sessionEnded")


def test_short_absence_goes_on_where_it_was() -> None:
    walk = Walk().to_bills()
    before = walk.state.trail
    walk.do(h.Lost(), h.Connected()).open_session()
    assert walk.state.trail == before
    assert walk.state.page is Page.BILLS


def test_idle_warning_can_be_answered_again_and_again() -> None:
    walk = Walk().to_bills()
    for _ in range(12):
        walk.wait(65)
        assert walk.state.warned_at is not None
        walk.press(Action.STILL_HERE)
        assert walk.state.page is Page.BILLS
    walk.wait(82)
    assert isinstance(walk.state.place, Goodbye)
    assert walk.state.session is None


def test_lease_is_renewed_at_a_third() -> None:
    walk = Walk().to_bills()
    renewals = 0
    for _ in range(31):
        walk.do(Tick())
        if any(isinstance(effect, h.RenewSession) for effect in walk.asked):
            renewals += 1
            walk.open_session()
    assert renewals == 3


def test_comfort_is_the_residents_and_goes_with_them() -> None:
    walk = Walk().press(Action.ELDER).press(Action.CONTRAST).press(Action.LANGUAGE)
    assert walk.state.comfort.elder
    assert walk.state.comfort.high_contrast
    assert walk.state.comfort.language is Language.EN
    assert walk.wait(70).state.at_rest


def test_case_by_scan_and_print() -> None:
    walk = Walk().press(Action.STATUS).open_session()
    place = walk.state.place
    walk.do(h.CommandSeen(finished(place.command_id, scanned="hello")))  # type: ignore[union-attr]
    assert walk.state.place.trouble == "codeNotOurs"  # type: ignore[union-attr]
    walk.wait(2)
    walk.do(h.CommandSeen(finished(walk.state.place.command_id, scanned=f"https://x/?no={CASE_NO}")))  # type: ignore[union-attr]
    assert walk.state.place == ShowCase(CASE_NO)
    assert walk.state.session
    walk.do(h.CaseSeen(walk.state.session.session_id, facts.CASE)).press(Action.PRINT)
    assert isinstance(walk.state.place, ShowCase)
    walk.do(h.CommandSeen(finished(walk.state.place.command_id, Outcome.FAILED, "paperOut")))
    assert walk.state.place.trouble == "paperOut"
    walk.press(Action.PRINT).do(h.CommandSeen(finished(walk.state.place.command_id)))
    assert walk.state.place.printed


def test_unknown_case_goes_back_to_the_keypad() -> None:
    walk = Walk().press(Action.STATUS).open_session().press(Action.TYPE_INSTEAD)
    for key in CASE_NO:
        walk.press(Action.KEY, key)
    walk.press(Action.ENTER).do(h.Failed(walk.asked[0], "case_not_found"))
    assert walk.state.page is Page.TYPE_CASE
    assert walk.state.place.trouble == "case_not_found"  # type: ignore[union-attr]
    assert walk.state.place.typed == CASE_NO  # type: ignore[union-attr]


def test_known_trouble_is_said_before_the_card_is_asked_for() -> None:
    walk = Walk(replace(start(), terminal=facts.terminal(platform_reachable=False))).press(Action.PAY)
    assert walk.state.place == Problem("platformDown", Identify())
    walk.press(Action.RETRY)
    assert walk.state.page is Page.IDENTIFY


def test_a_bill_that_was_brought_is_chosen_and_others_stay() -> None:
    walk = Walk().to_bills().press(Action.PICK, facts.HEATING).press(Action.BY_CODE).press(Action.TYPE_INSTEAD)
    for key in facts.WATER:
        walk.press(Action.KEY, key)
    [lookup] = walk.press(Action.ENTER).asked
    assert isinstance(lookup, h.LookupBill)
    assert facts.WATER not in repr(lookup)
    walk.do(h.BillFound(lookup.session_id, lookup.text, facts.BILLS))
    assert isinstance(walk.state.place, Bills)
    assert walk.state.place.chosen == {facts.HEATING, facts.WATER}
    assert sum(isinstance(place, Bills) for place in walk.state.trail) == 1


def test_a_payment_code_is_used_once_whatever_was_refused() -> None:
    walk = Walk().to_bills().press(Action.PICK, facts.WATER).press(Action.GO_ON).press(Action.SHOW_PHONE)
    place = walk.state.place
    assert isinstance(place, HoldPhone)
    [order] = walk.do(h.CommandSeen(finished(place.command_id, channel=Channel.WECHAT))).asked
    assert isinstance(order, h.Pay)
    walk.do(h.Failed(order, "paymentCodeMissing"))
    assert isinstance(walk.state.place, HoldPhone)
    assert walk.state.place.command_id not in {"", place.command_id}, "the phone is asked for anew"


# ---- laws


def test_every_page_has_a_rule_and_a_way_back() -> None:
    assert set(RULES) == set(Page)
    assert all(rule.ways for rule in RULES.values())
    needs_none = {page for page, rule in RULES.items() if rule.ways == (Way.NONE_NEEDED,)}
    assert needs_none == {Page.HOME, Page.MOMENT}
    covers = {page for page, rule in RULES.items() if rule.ways == (Way.UNCOVER,)}
    assert covers == {Page.EMERGENCY, Page.ATTRACT, Page.COMMISSIONING}


OPENED = ("elder", facts.SENIOR.task_code, key_of(facts.RELEASE.notices[0]), "nosuch")
WITHDRAWN = replace(facts.OFFER, release_id="0" * 16, services=facts.OFFER.services[1:])


def events_for(state: State) -> Iterator[h.Event]:
    """Every kind of event, fitting the state as it is, so that walks go deep."""
    session_id = state.session.session_id if state.session else "5" * 32
    command_id = getattr(state.place, "command_id", "") or "c" * 32
    payment_id = state.paying.payment_id if state.paying else "a" * 32
    yield from (Press(action) for action in Action)
    yield from (Press(Action.KEY, key) for key in ("1", "X", "?"))
    yield from (Press(Action.PICK, number) for number in (facts.WATER, "NOSUCH0001"))
    yield from (Press(Action.OPEN, key) for key in OPENED)
    yield from (h.ContentSeen(offer) for offer in (facts.OFFER, facts.EMPTY, WITHDRAWN))
    yield from (h.AlertsSeen(alerts) for alerts in ((), (facts.RAIN,), (facts.RAIN, facts.DRILL), (facts.DRILL,)))
    yield from (h.TerminalSeen(facts.terminal(commissioning=shown)) for shown in (samples.COMMISSIONING, None))
    yield from (h.Connected(), h.Lost(), Tick(), h.TerminalSeen(facts.terminal()))
    yield from (h.Heard(topic, subject) for topic in Topic for subject in (session_id, command_id, payment_id))
    for session in (
        Session(session_id=session_id, lease_s=30),
        Session(session_id=session_id, lease_s=30, resident=facts.TYPED),
    ):
        yield h.SessionSeen(session)
        yield h.IdentityTold(session)
    for outcome in Outcome:
        yield h.CommandSeen(finished(command_id, outcome, resident=facts.RESIDENT, scanned=CASE_NO))
    yield h.BillsSeen(session_id, facts.BILLS)
    for text in (facts.WATER, CASE_NO):  # typed or scanned
        yield h.BillFound(session_id, text, facts.BILLS)
        yield h.RecordsFound(session_id, text, samples.RECORDS)
    yield h.RecordsSeen(session_id, samples.RECORDS)
    yield h.CommandSeen(finished(command_id, channel=Channel.WECHAT))
    yield h.TerminalSeen(facts.terminal(platform_reachable=False, devices=samples.NO_PRINTER))
    yield h.CaseSeen(session_id, facts.CASE)
    for payment_state in PaymentState:
        yield h.PaymentSeen(facts.payment(payment_id, payment_state))
    yield h.PaymentSeen(facts.payment("b" * 32, PaymentState.SUCCEEDED))
    for receipt_state in ReceiptState:
        yield h.ReceiptSeen(payment_id, facts.receipt(receipt_state))
        yield h.PaymentSeen(facts.payment(payment_id, PaymentState.SUCCEEDED, receipts=(facts.receipt(receipt_state),)))
    yield h.CurrentSeen(Payments(payments=(facts.payment(payment_id, PaymentState.UNKNOWN),)))
    effects: list[h.Effect] = [
        h.OpenSession(session_id, Language.ZH), h.RenewSession(session_id), h.EndSession(session_id),
        h.AskCommand(session_id, command_id), h.AskBills(session_id), h.AskCase(session_id, CASE_NO),
        h.AskPayment(payment_id), h.ClosePayment(payment_id), h.PrintReceipt(payment_id, "d" * 32),
        h.AskTerminal(), h.AskCurrent(), h.AskRecords(session_id),
        h.LookupBill(session_id, CASE_NO), h.FindPayments(session_id, CASE_NO),
    ]  # fmt: skip
    yield from (h.Failed(effect, code) for effect in effects for code in CODES)


READING = (
    "guide", "services", "find_service_found", "service", "checklist", "notices", "notice", "service_gone",
    "attract", "commissioning", "home_alone",
)  # fmt: skip
MONEY = (
    "find_bill", "find_bill_asked", "type_bill", "no_slip", "hold_phone", "phone", "at_home", "at_home_number",
    "find_payment", "find_payment_card", "type_reference", "records_loading", "records", "record", "record_printing",
)  # fmt: skip
ALARMED: dict[str, Any] = {"alerts": (facts.RAIN,), "alarm": Alarm(), "attracting": False}


def to_checklist(walk: Walk | None = None) -> Walk:
    walk = walk or Walk(replace(start(), offer=facts.OFFER))
    walk.press(Action.GUIDE).press(Action.OPEN, "elder").press(Action.OPEN, facts.SENIOR.task_code)
    return walk.press(Action.CHECKLIST)


def printing() -> Walk:
    return to_checklist().press(Action.PRINT).open_session()


def deep_states() -> dict[str, State]:
    """One state for every page, Help on top of each included."""
    walks = {
        "home": Walk(), "identify": Walk().press(Action.PAY).open_session(),
        "type": Walk().press(Action.PAY).open_session().press(Action.TYPE_INSTEAD),
        "bills": Walk().to_bills(), "check": Walk().to_bills().press(Action.PICK_ALL).press(Action.GO_ON),
        "order": Walk().to_payment(), "find": Walk().press(Action.STATUS).open_session(),
    }  # fmt: skip
    walks |= {f"pay {state}": Walk().to_payment().payment_is(state) for state in PaymentState}
    walks["slip"] = Walk().to_payment().payment_is(PaymentState.SUCCEEDED).press(Action.SHOW_SLIP)
    walks["goodbye"] = Walk().to_payment().payment_is(PaymentState.SUCCEEDED).press(Action.FINISH)
    walks["problem"] = Walk().to_payment()
    walks["problem"].do(h.Failed(walks["problem"].asked[0], "notPaying"))
    states = {name: walk.state for name, walk in walks.items()}
    states["away"] = replace(states["bills"], connected=False)
    states |= {name: samples.SAMPLES[name]() for name in READING}
    states |= {name: samples.SAMPLES[name]() for name in MONEY}
    states["printing"] = printing().state
    states |= {f"{name}+alarm": replace(state, **ALARMED) for name, state in states.items()}
    helped = {f"{name}+help": replace(state, trail=(*state.trail, Help())) for name, state in states.items()}
    return states | helped


DEEP = deep_states()


@pytest.mark.parametrize("name", DEEP)
def test_step_is_total_and_pure(name: str) -> None:
    state = DEEP[name]
    for event in events_for(state):
        after, effects = step(state, event, 2000.0)
        assert (after, effects) == step(state, event, 2000.0)
        assert after.trail[0] == Home()
        assert isinstance(after.page, Page)


def settle(state: State, now: float) -> State:
    """Nobody touches anything for an hour; the agent answers nothing."""
    for _ in range(720):
        now += 5.0
        state, _ = step(state, Tick(), now)
        if state.at_rest and state.settled:
            break
    return state


@pytest.mark.parametrize("name", DEEP)
def test_left_alone_it_comes_to_rest(name: str) -> None:
    state = settle(DEEP[name], 3000.0)
    assert state.at_rest or (state.money_undecided and state.session is None)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_after_anything_and_enough_time_nothing_of_anybody_is_left(data: st.DataObject) -> None:
    state, now = DEEP[data.draw(st.sampled_from(sorted(DEEP)))], 1000.0
    for _ in range(data.draw(st.integers(0, 25))):
        events = list(events_for(state))
        now += data.draw(st.sampled_from([0.1, 1.0, 12.0]))
        state, _ = step(state, events[data.draw(st.integers(0, len(events) - 1))], now)
        assert state.session is not None or not any(
            isinstance(place, TypeId | Bills | Check) for place in state.trail
        ), "answers never outlive the session"
    state = settle(state, now)
    if state.money_undecided:
        assert state.session is None, "no name stands beside it"
        assert all(isinstance(place, Home | Paying | Help) for place in state.trail)
    else:
        assert state.at_rest
        assert (state.page is Page.EMERGENCY) == bool(state.alerts), "an empty room is shown the emergency"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_an_emergency_takes_nothing_away(data: st.DataObject) -> None:
    """The same walk with alerts coming, read and going ends where it ends without them, having asked for the same.
    Only a goodbye lasts longer: here none ends by itself."""
    name = data.draw(st.sampled_from(sorted(name for name in DEEP if "+alarm" not in name)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "GOODBYE_S", math.inf)
        patch.setattr(walking, "REFERENCE_S", math.inf)
        takes_nothing_away(data, without_haste(replace(DEEP[name], attracting=False)))


def without_haste(state: State) -> State:
    return state.at(walking.to_be_read(state.place, 0.0)) if isinstance(state.place, Goodbye) else state


def takes_nothing_away(data: st.DataObject, state: State) -> None:
    calm = alarmed = state
    now = 1000.0
    for _ in range(data.draw(st.integers(1, 20))):
        now += data.draw(st.sampled_from([0.5, 3.0]))
        events = [event for event in events_for(calm) if not isinstance(event, h.AlertsSeen)]
        event = events[data.draw(st.integers(0, len(events) - 1))]
        alerts = data.draw(st.sampled_from([None, (), (facts.RAIN,), (facts.DRILL, facts.RAIN)]))
        if alerts is not None:
            alarmed, asked = step(alarmed, h.AlertsSeen(alerts), now)
            assert asked == ()
        if isinstance(event, Press) and alarmed.alarm is not None:
            alarmed, asked = step(alarmed, Press(Action.UNCOVER), now)
            assert asked == ()
        if isinstance(event, Press) and event.action in {Action.SHOW_ALERTS, Action.UNCOVER}:
            continue  # about the covers themselves
        calm, asked_calm = step(calm, event, now)
        alarmed, asked_alarmed = step(alarmed, event, now)
        assert asked_alarmed == asked_calm
        assert (alarmed.trail, alarmed.session) == (calm.trail, calm.session)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_nothing_is_asked_for_twice(data: st.DataObject) -> None:
    """No command, order, payment or receipt has an id that another had before."""
    state, now, made = DEEP[data.draw(st.sampled_from(sorted(DEEP)))], 1000.0, set[str]()
    for _ in range(data.draw(st.integers(1, 30))):
        events = list(events_for(state))
        now += data.draw(st.sampled_from([0.1, 2.0]))
        state, effects = step(state, events[data.draw(st.integers(0, len(events) - 1))], now)
        for effect in effects:
            match effect:
                case h.Order(command_id=new) | h.Pay(payment_id=new) | h.PrintReceipt(receipt_id=new):
                    assert new not in made
                    made.add(new)
                case _:
                    pass


def test_method_of_the_identity_is_known_at_the_end() -> None:
    assert facts.RESIDENT.method is IdentityMethod.CARD
