# SPDX-License-Identifier: Apache-2.0
"""The nightly match of a real agent's ledger with a real sandbox's settlement, on the day after."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent.client import calls
from agent.ledger import entries, payments
from agent.reconciliation.desk import ReconciliationDesk
from agent.reconciliation.matching import china_day
from contract.clock import SystemClock
from contract.local import PaymentState, ReceiptState, Role
from contract.platform import ClockSkew, Fault, PhonePayment, PlantedDifference, Record, RecordKind
from contract.reconciliation import DayMatch, MatchState
from tests.agent.conftest import RunningAgent, Surroundings, new_id

DAY_S = 86_400


class Later(SystemClock):
    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by


class Night:
    """An agent that has been paid twice and given up once, and the day after."""

    def __init__(self, agent: RunningAgent, surroundings: Surroundings) -> None:
        self.agent, self.sandbox, self.printer = agent, surroundings.sandbox, surroundings.printer
        session, bills = agent.identified(surroundings)
        self.given_up = agent.pay(session, bills, 1)
        agent.until(self.given_up, PaymentState.CODE_SHOWN)
        agent.kiosk.send(calls.close_payment(self.given_up))
        agent.until(self.given_up, PaymentState.CLOSED)
        self.paid = []
        for _ in range(2):
            payment_id = agent.pay(session, agent.kiosk.send(calls.bills(session)), 1)
            agent.until(payment_id, PaymentState.CODE_SHOWN)
            self.sandbox.desk.pay(payment_id, PhonePayment())
            agent.until_slip(payment_id, ReceiptState.PRINTED)
            self.paid.append(payment_id)
        self.today = china_day(agent.house.clock.now())
        self.pass_days(1)

    def pass_days(self, days: int) -> None:
        self.clock = Later(timedelta(days=days))
        self.sandbox._clock.skew = ClockSkew(seconds=days * DAY_S)
        house = self.agent.house
        self.desk = ReconciliationDesk(house.ledger, house.platform, self.clock, house.cashier.ask_anew)

    def of_today(self) -> DayMatch:
        found = {one.day: one for one in self.desk.matches().days}
        return found[self.today]

    def told(self) -> list[Record]:
        self.agent.house.link.look()
        return [record for record in self.sandbox.desk.records() if record.kind is RecordKind.RECONCILIATION]


@pytest.fixture
def night(agent: RunningAgent, surroundings: Surroundings) -> Night:
    return Night(agent, surroundings)


def test_books_that_agree_are_confirmed_told_and_their_payers_go_in_time(night: Night) -> None:
    night.desk.match_what_is_due()
    found = night.of_today()
    assert (found.state, found.differences) == (MatchState.AGREED, ())
    assert found.payments == 3
    assert found.ledger_fen == found.settlement_fen > 0
    assert [record.body["differences"] for record in night.told()] == [0]
    assert night.desk.due() == []
    with night.agent.ledger.transaction() as tx:
        assert payments.delete_payers(tx, night.today + timedelta(days=401)) == 3
        assert entries.faults(tx) == []


@pytest.mark.parametrize(
    ("kind", "difference"),
    [
        ("missing", "ledger_only"),
        ("extra", "settlement_only"),
        ("amount", "amount_differs"),
        ("state", "state_differs"),
    ],
)
def test_a_planted_difference_is_found_told_once_and_gone_when_it_is_put_right(
    night: Night, kind: str, difference: str
) -> None:
    order_no = new_id() if kind == "extra" else None
    night.sandbox.desk.planted.append(PlantedDifference(kind=kind, order_no=order_no))  # type: ignore[arg-type]
    for _ in range(2):
        night.desk.match_what_is_due()
        night.desk.match(night.today)
    found = night.of_today()
    assert found.state is MatchState.DIFFERS
    assert [str(one.kind) for one in found.differences] == [difference]
    assert [record.body.get("difference") for record in night.told()] == [None, difference]
    every = [entry.payment_id for entry in night.agent.client(Role.OPERATOR).send(calls.ledger()).entries]
    with night.agent.ledger.reading() as tx:
        assert len(payments.reconciled(tx, every)) == (3 if difference == "settlement_only" else 2)
    night.sandbox.desk.planted.clear()
    assert night.desk.due() == [], "not twice in one night"
    night.pass_days(2)
    night.desk.match_what_is_due()
    assert night.of_today().state is MatchState.AGREED
    assert night.told()[-1].body["differences"] == 0


def test_money_that_the_platform_has_paid_back_is_paid_back_in_the_ledger_too(night: Night) -> None:
    """The settlement says so; the platform is asked, and its word counts. No slip comes out at night."""
    night.sandbox._clock.skew = ClockSkew()
    night.sandbox.desk.pay(night.given_up, PhonePayment(late=True))
    night.agent.house.cashier._hurry(night.given_up)
    night.agent.until(night.given_up, PaymentState.REFUND_DUE)
    night.agent.until_slip(night.given_up, ReceiptState.PRINTED)
    night.sandbox.desk.refund(night.given_up)
    night.pass_days(1)
    slips = len(night.printer.slips())
    night.desk.match_what_is_due()
    assert night.agent.kiosk.send(calls.payment(night.given_up)).state is PaymentState.REFUNDED
    assert night.of_today().state is MatchState.AGREED
    assert len(night.printer.slips()) == slips


def test_money_that_came_long_after_closing_is_found_by_the_match(night: Night) -> None:
    """Later than the terminal looks by itself."""
    night.sandbox._clock.skew = ClockSkew()
    night.sandbox.desk.pay(night.given_up, PhonePayment(late=True))
    night.pass_days(1)
    night.desk.match_what_is_due()
    late = night.agent.kiosk.send(calls.payment(night.given_up))
    assert late.state is PaymentState.REFUND_DUE
    assert late.receipts == ()
    assert night.of_today().state is MatchState.AGREED


def test_a_file_that_is_not_there_yet_is_asked_for_until_it_is(night: Night) -> None:
    night.sandbox._clock.skew = ClockSkew()
    night.desk.match_what_is_due()
    assert (night.of_today().state, night.of_today().trouble) == (MatchState.WAITING, "settlement_not_ready")
    night.sandbox._clock.skew = ClockSkew(seconds=DAY_S)
    night.sandbox.faults.replace((Fault(operation="settlement", outcome="http_500", times=1),))
    night.desk.match_what_is_due()
    assert (night.of_today().state, night.of_today().trouble) == (MatchState.WAITING, "platformError")
    night.desk.match_what_is_due()
    assert night.of_today().state is MatchState.AGREED


def test_days_that_the_machine_was_off_are_caught_up_and_a_month_is_the_end_of_it(night: Night) -> None:
    night.pass_days(5)
    night.desk.match_what_is_due()
    assert [one.state for one in night.desk.matches().days] == [MatchState.AGREED] * 5
    night.sandbox.faults.replace((Fault(operation="settlement", outcome="http_500"),))
    night.pass_days(6)
    night.desk.match_what_is_due()
    waiting = [one.day for one in night.desk.matches().days if one.state is MatchState.WAITING]
    assert waiting == [night.today + timedelta(days=5)]
    night.pass_days(38)
    night.desk.match_what_is_due()
    with night.agent.ledger.reading() as tx:
        row = tx.execute("SELECT result FROM reconciliation WHERE day = ?", (waiting[0].isoformat(),)).fetchone()
    assert '"given_up"' in row["result"]


def test_the_platform_is_told_the_head_of_the_ledger_once(night: Night) -> None:
    for _ in range(2):
        night.desk.match_what_is_due()
    night.agent.house.link.look()
    heads = [record.body["head"] for record in night.sandbox.desk.records() if record.kind is RecordKind.LEDGER_HEAD]
    with night.agent.ledger.reading() as tx:
        newest = entries.head(tx)
        assert newest is not None
        assert heads == [newest.hash]
        assert entries.faults(tx, str(heads[0])) == []


def test_the_site_asks_through_the_agent(night: Night, agent: RunningAgent) -> None:
    web = agent.client(Role.WEB)
    agent.house.reconciliation._clock = night.clock
    assert web.send(calls.match_day(night.today)).state is MatchState.AGREED
    assert [one.day for one in web.send(calls.matches()).days] == [night.today]
    account = web.send(calls.day_account(night.today))
    assert {line.order_no for line in account.lines if line.state is PaymentState.SUCCEEDED} == set(night.paid)
    assert [len(line.slips) for line in account.lines if line.order_no in night.paid] == [1, 1]
    assert agent.refusal(calls.match_day(night.today + timedelta(days=1)), Role.WEB) == "notFound"
    assert agent.refusal(calls.day_account(night.today - timedelta(days=1)), Role.WEB) == "notFound"
    assert agent.refusal(calls.matches()) == "http404", "no business of the kiosk's"


def test_nothing_of_a_payer_is_in_what_is_told(night: Night, tmp_path: Path) -> None:
    night.desk.match_what_is_due()
    told = str(night.told()) + str(night.desk.account(night.today))
    for personal in ("张", "330106", "330***"):
        assert personal not in told
