# SPDX-License-Identifier: Apache-2.0
"""What a resident does at the machine, through the local API of a real agent."""

import pytest

from agent.client import calls
from contract import local
from contract.local import Outcome, PaymentState, ReceiptState
from contract.personal import IdNumber
from contract.platform import BillList, Order, OrderRequest, PhonePayment
from tests.agent.conftest import RunningAgent, Surroundings, new_id, wait_for


def test_card_bills_code_paid_slip(agent: RunningAgent, surroundings: Surroundings) -> None:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    shown = agent.until(payment_id, PaymentState.CODE_SHOWN)
    assert shown.code_url
    assert 290 <= (shown.code_left_s or 0) <= 300

    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    paid = agent.until(payment_id, PaymentState.SUCCEEDED)
    receipt = agent.until_slip(payment_id, ReceiptState.PRINTED)
    slip = surroundings.printer.slips()[-1].text()
    assert f"{paid.amount_fen // 100:,}.{paid.amount_fen % 100:02d}" in slip
    assert receipt.receipt_no in slip
    assert "张**" in slip
    assert "张建国" not in slip
    assert "330106195001010036" not in slip

    agent.kiosk.send(calls.end_session(session))
    assert agent.refusal(calls.bills(session)) == "sessionEnded"
    left = agent.kiosk.send(calls.terminal())
    assert left.paying


def test_paid_bills_are_gone_from_the_list(agent: RunningAgent, surroundings: Surroundings) -> None:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills, 1, with_slip=False)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until(payment_id, PaymentState.SUCCEEDED)
    left = agent.kiosk.send(calls.bills(session))
    assert len(left.bills) == len(bills.bills) - 1
    assert agent.kiosk.send(calls.payment(payment_id)).receipts == ()


def test_a_resident_who_turns_back_owes_nothing_and_can_start_again(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    agent.kiosk.send(calls.close_payment(payment_id))
    agent.until(payment_id, PaymentState.CLOSED)
    again = agent.pay(session, bills)
    agent.until(again, PaymentState.CODE_SHOWN)


def test_the_same_bills_cannot_be_taken_to_the_phone_twice(agent: RunningAgent, surroundings: Surroundings) -> None:
    session, bills = agent.identified(surroundings)
    first = agent.pay(session, bills)
    agent.until(first, PaymentState.CODE_SHOWN)
    second = agent.pay(session, bills)
    refused = agent.until(second, PaymentState.CLOSED)
    assert refused.trouble is not None
    assert refused.trouble.code == "bill_in_other_order"


def test_a_repeated_request_is_the_same_payment_and_another_content_a_conflict(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, bills = agent.identified(surroundings)
    bill = bills.bills[0]
    request = local.PaymentRequest(bill_nos=(bill.bill_no,), amount_fen=bill.total_fen)
    payment_id = new_id()
    agent.kiosk.send(calls.pay(session, payment_id, request))
    agent.kiosk.send(calls.pay(session, payment_id, request))
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    assert len(surroundings.sandbox.desk.every_order()) == 1
    other = local.PaymentRequest(bill_nos=(bills.bills[1].bill_no,), amount_fen=bills.bills[1].total_fen)
    assert agent.refusal(calls.pay(session, payment_id, other)) == "idempotencyConflict"


def test_nobody_pays_what_was_not_shown(agent: RunningAgent, surroundings: Surroundings) -> None:
    session, bills = agent.identified(surroundings)
    bill = bills.bills[0]
    less = local.PaymentRequest(bill_nos=(bill.bill_no,), amount_fen=bill.total_fen - 1)
    assert agent.refusal(calls.pay(session, new_id(), less)) == "amount_changed"
    strange = local.PaymentRequest(bill_nos=("W999999999999",), amount_fen=1)
    assert agent.refusal(calls.pay(session, new_id(), strange)) == "notShown"
    twice = local.PaymentRequest(bill_nos=(bill.bill_no, bill.bill_no), amount_fen=2 * bill.total_fen)
    assert agent.refusal(calls.pay(session, new_id(), twice)) == "notShown"


def test_status_of_an_application_by_scan_printed_if_wished(agent: RunningAgent, surroundings: Surroundings) -> None:
    session = agent.session()
    command_id = new_id()
    agent.kiosk.send(calls.command(session, command_id, local.ScanCode()))
    wait_for(lambda: agent.kiosk.send(calls.command_status(session, command_id)).state is local.CommandState.RUNNING)
    surroundings.scanner.scan("3301062611000017")
    scanned = agent.finished(session, command_id)
    assert scanned.scanned == "3301062611000017"

    case = agent.kiosk.send(calls.case(session, scanned.scanned))
    assert case.task_name.zh == "老年人优待证办理"
    printed = agent.command(session, local.PrintCase(case_no=case.project_no))
    assert printed.outcome is Outcome.SUCCEEDED
    assert "3301062611000017" in surroundings.printer.slips()[-1].text()


def test_a_typed_number_shows_no_name_and_asks_for_the_card_where_it_must(agent: RunningAgent) -> None:
    session = agent.session()
    typed = local.TypedIdentity(id_number=IdNumber("330106195001010036"))
    identified = agent.kiosk.send(calls.type_identity(session, typed))
    assert identified.resident is not None
    assert identified.resident.name == ""
    assert identified.resident.number == "330***********0036"
    assert agent.kiosk.send(calls.bills(session)).bills


def test_a_new_session_ends_the_old_one_and_all_that_is_personal_in_it(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, _ = agent.identified(surroundings)
    old = agent.house.sessions.get(session)
    agent.session()
    assert agent.refusal(calls.bills(session)) == "sessionEnded"
    assert old.identity is None
    assert not old.bills
    assert not old.commands


def test_leaving_cancels_what_waits_for_a_card(agent: RunningAgent) -> None:
    session = agent.session()
    command_id = new_id()
    agent.kiosk.send(calls.command(session, command_id, local.ReadIdentity()))
    agent.kiosk.send(calls.end_session(session))
    again = agent.session()
    status = agent.command(again, local.ReadIdentity(deadline_ms=300))
    assert status.outcome is Outcome.TIMED_OUT, "the reader was not let go"


def test_the_outbox_reaches_the_platform_once(agent: RunningAgent, surroundings: Surroundings) -> None:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until_slip(payment_id, ReceiptState.PRINTED)
    for _ in range(2):
        agent.house.link.look()
    kinds = [record.kind for record in surroundings.sandbox.desk.records()]
    assert sorted(kinds) == ["payment", "receipt"]


def test_another_identity_does_not_inherit_the_bills_that_were_shown(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, bills = agent.identified(surroundings)
    typed = local.TypedIdentity(id_number=IdNumber("33010619440202002X"))
    agent.kiosk.send(calls.type_identity(session, typed))
    bill = bills.bills[0]
    request = local.PaymentRequest(bill_nos=(bill.bill_no,), amount_fen=bill.total_fen)
    assert agent.refusal(calls.pay(session, new_id(), request)) == "notShown"


def test_an_id_number_is_never_looked_up_as_a_case(agent: RunningAgent) -> None:
    session = agent.session()
    assert agent.refusal(calls.case(session, "330106195001010036")) == "invalidRequest"


def test_the_slip_of_money_that_is_owed_back_says_so_and_never_that_it_was_paid(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    agent.kiosk.send(calls.close_payment(payment_id))
    agent.until(payment_id, PaymentState.CLOSED)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment(late=True))
    agent.house.cashier._hurry(payment_id)
    agent.until(payment_id, PaymentState.REFUND_DUE)
    receipt = agent.until_slip(payment_id, ReceiptState.PRINTED)
    assert receipt.kind is local.ReceiptKind.REFUND
    slip = surroundings.printer.slips()[-1].text()
    assert "退" in slip
    assert "缴费成功" not in slip


def test_one_payment_that_cannot_be_worked_on_does_not_hold_up_the_others(
    agent: RunningAgent, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, bills = agent.identified(surroundings)
    first = agent.pay(session, bills, 1)
    agent.until(first, PaymentState.CODE_SHOWN)
    asked = agent.house.platform.create_order

    def fails(request: OrderRequest) -> Order:
        if request.order_no != first:
            raise RuntimeError("something nobody thought of")
        return asked(request)

    monkeypatch.setattr(agent.house.platform, "create_order", fails)
    left = BillList(bills=bills.bills[1:])
    second = agent.pay(session, left, 1)
    agent.until(second, PaymentState.UNKNOWN)
    surroundings.sandbox.desk.pay(first, PhonePayment())
    agent.until(first, PaymentState.SUCCEEDED)


def test_a_slip_whose_outcome_could_not_be_recorded_is_recorded_later(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.printer.faults.put(delay_ms=700)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until(payment_id, PaymentState.SUCCEEDED)
    agent.ledger._connection.execute("PRAGMA query_only = ON")
    wait_for(lambda: agent.house.receipts._unwritten)
    assert surroundings.printer.slips() == []
    agent.ledger._connection.execute("PRAGMA query_only = OFF")
    surroundings.printer.faults.clear()
    agent.house.receipts.write_what_is_left()
    assert agent.until_slip(payment_id, ReceiptState.FAILED).trouble is not None
    agent.kiosk.send(calls.print_receipt(payment_id, new_id()))
    agent.until_slip(payment_id, ReceiptState.PRINTED, count=2)
