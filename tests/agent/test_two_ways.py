# SPDX-License-Identifier: Apache-2.0
"""Paying with a code that the scanner reads, bills by their number, and payments found again."""

from pathlib import Path

import pytest

from agent.client import calls
from agent.payments import cashier
from central.sandbox.channels import CodeKind
from contract import emvco, local
from contract.local import Outcome, PaymentState, ReceiptState
from contract.payment_code import Channel
from contract.personal import IdNumber
from contract.platform import BillList, Fault, PayWay, PhonePayment
from tests.agent.conftest import RunningAgent, Surroundings, new_id, wait_for

PAYS, ASKS_PASSWORD, TOO_POOR = "134567890123456780", "134567890123456787", "134567890123456788"
WATER = "W202610000101"


def scanned(agent: RunningAgent, surroundings: Surroundings, session: str, text: str) -> local.CommandStatus:
    command_id = new_id()
    agent.kiosk.send(calls.command(session, command_id, local.ReadPaymentCode()))
    wait_for(lambda: agent.kiosk.send(calls.command_status(session, command_id)).state is local.CommandState.RUNNING)
    surroundings.scanner.scan(text)
    return agent.finished(session, command_id)


def request_for(bills: BillList, count: int = 1, *, with_slip: bool = True) -> local.PaymentRequest:
    chosen = bills.bills[:count]
    return local.PaymentRequest(
        bill_nos=tuple(bill.bill_no for bill in chosen),
        amount_fen=sum(bill.total_fen for bill in chosen),
        with_slip=with_slip,
        way=PayWay.SCANNED,
    )


def pay_scanned(agent: RunningAgent, surroundings: Surroundings, code: str) -> str:
    session, bills = agent.identified(surroundings)
    status = scanned(agent, surroundings, session, code)
    assert status.outcome is Outcome.SUCCEEDED, status
    payment_id = new_id()
    agent.kiosk.send(calls.pay(session, payment_id, request_for(bills)))
    return payment_id


def on_disk(agent: RunningAgent, plain: str) -> list[str]:
    state = Path(agent.settings.paths.state)
    return [file.name for file in state.rglob("*") if file.is_file() and plain.encode() in file.read_bytes()]


# ---- the code on the phone


def test_a_scanned_code_pays_at_once_and_is_nowhere_afterwards(
    agent: RunningAgent, surroundings: Surroundings, caplog: pytest.LogCaptureFixture
) -> None:
    payment_id = pay_scanned(agent, surroundings, PAYS)
    paid = agent.until(payment_id, PaymentState.SUCCEEDED)
    assert paid.channel is Channel.WECHAT
    agent.until_slip(payment_id, ReceiptState.PRINTED)
    assert on_disk(agent, PAYS) == []
    assert PAYS not in caplog.text
    assert PAYS not in surroundings.printer.slips()[-1].text()
    assert on_disk(agent, payment_id), "the search itself finds what is there"


@pytest.mark.parametrize("outcome", ["drop", "refuse", "http_500", "garbage"])
def test_a_scanned_code_is_sent_once_however_its_answer_is_lost(
    agent: RunningAgent, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch, outcome: str
) -> None:
    monkeypatch.setattr(cashier, "FIRST_RETRY_S", 0.05)
    surroundings.sandbox.faults.replace((Fault(operation="create_order", outcome=outcome, times=1),))  # type: ignore[arg-type]
    payment_id = pay_scanned(agent, surroundings, PAYS)
    ended = agent.until(payment_id, PaymentState.SUCCEEDED, PaymentState.CLOSED)
    orders = {order.order_no: order for order in surroundings.sandbox.desk.every_order()}
    paid = payment_id in orders and str(orders[payment_id].state) == "paid"
    assert paid == (ended.state is PaymentState.SUCCEEDED)
    assert len(orders) <= 1


def test_what_the_channel_refuses_is_closed_and_says_why(agent: RunningAgent, surroundings: Surroundings) -> None:
    payment_id = pay_scanned(agent, surroundings, TOO_POOR)
    closed = agent.until(payment_id, PaymentState.CLOSED)
    assert closed.trouble is not None
    assert closed.trouble.code == "balance_insufficient"


def test_a_payer_who_types_the_password_is_waited_for(agent: RunningAgent, surroundings: Surroundings) -> None:
    payment_id = pay_scanned(agent, surroundings, ASKS_PASSWORD)
    waiting = agent.until(payment_id, PaymentState.CODE_SHOWN)
    assert waiting.code_url is None
    assert waiting.way is PayWay.SCANNED
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until(payment_id, PaymentState.SUCCEEDED)


def test_a_payment_code_serves_one_payment_and_only_where_it_was_read(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, bills = agent.identified(surroundings)
    assert agent.refusal(calls.pay(session, new_id(), request_for(bills))) == "paymentCodeMissing"
    assert scanned(agent, surroundings, session, PAYS).outcome is Outcome.SUCCEEDED
    first = new_id()
    agent.kiosk.send(calls.pay(session, first, request_for(bills)))
    agent.until(first, PaymentState.SUCCEEDED)
    left = BillList(bills=bills.bills[1:])
    assert agent.refusal(calls.pay(session, new_id(), request_for(left))) == "paymentCodeMissing"


@pytest.mark.parametrize("text", ["3301062611000017", "https://example.org/1", "330106195001010036"])
def test_what_is_no_payment_code_is_told_and_kept_by_nobody(
    agent: RunningAgent, surroundings: Surroundings, text: str
) -> None:
    session = agent.session()
    status = scanned(agent, surroundings, session, text)
    assert status.outcome is Outcome.FAILED
    assert status.trouble is not None
    assert status.trouble.code == "notAPaymentCode"
    assert on_disk(agent, text) == []


@pytest.mark.parametrize("surroundings", [CodeKind.EMVCO], indirect=True)
def test_a_text_by_emvcos_mode_is_shown_as_it_is_and_charges_exactly_this(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills, 1)
    shown = agent.until(payment_id, PaymentState.CODE_SHOWN)
    assert shown.code_url
    assert emvco.parsed(shown.code_url).charges(shown.amount_fen)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until(payment_id, PaymentState.SUCCEEDED)


# ---- bills by number, without an identity


def test_a_bill_is_found_and_paid_by_what_stands_on_it(agent: RunningAgent, surroundings: Surroundings) -> None:
    session = agent.session()
    found = agent.kiosk.send(calls.lookup_bill(session, local.BillLookup(text=" w2026 1000-0101 ")))
    assert [bill.bill_no for bill in found.bills] == [WATER]
    payment_id = agent.pay(session, found, 1)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until(payment_id, PaymentState.SUCCEEDED)
    agent.until_slip(payment_id, ReceiptState.PRINTED)
    assert agent.refusal(calls.lookup_bill(session, local.BillLookup(text=WATER))) == "bill_already_paid"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("W999999999999", "bill_not_found"),
        ("330106195001010036", "invalidRequest"),
        (PAYS, "invalidRequest"),
        ("water", "invalidRequest"),
    ],
)
def test_a_number_that_is_no_bills_is_refused_in_plain_words(agent: RunningAgent, text: str, code: str) -> None:
    session = agent.session()
    assert agent.refusal(calls.lookup_bill(session, local.BillLookup(text=text))) == code


# ---- found again


def _paid(agent: RunningAgent, surroundings: Surroundings) -> local.Payment:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills, 1)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until_slip(payment_id, ReceiptState.PRINTED)
    agent.kiosk.send(calls.end_session(session))
    return agent.kiosk.send(calls.payment(payment_id))


def test_who_walked_away_finds_the_payment_by_the_card(agent: RunningAgent, surroundings: Surroundings) -> None:
    paid = _paid(agent, surroundings)
    session, _ = agent.identified(surroundings)
    found = agent.kiosk.send(calls.session_payments(session)).payments
    assert [payment.payment_id for payment in found] == [paid.payment_id]
    other = agent.session()
    assert agent.refusal(calls.session_payments(other)) == "identityMissing"
    agent.kiosk.send(calls.type_identity(other, local.TypedIdentity(id_number=IdNumber("33010619440202002X"))))
    assert agent.kiosk.send(calls.session_payments(other)).payments == ()


def test_who_has_the_slip_finds_the_payment_and_has_it_printed_again(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    paid = _paid(agent, surroundings)
    session = agent.session()
    assert paid.verify_url
    typed = f"{paid.payment_id[:4]} {paid.payment_id[4:8]}-{paid.payment_id[8:12].upper()}"
    for text in (paid.verify_url, typed, paid.payment_id, f"LINLI-PAY:{paid.payment_id}"):
        found = agent.kiosk.send(calls.find_payments(session, local.PaymentSearch(text=text))).payments
        assert [payment.payment_id for payment in found] == [paid.payment_id], text
    for text in ("0" * 12, "zzzz", "' OR 1=1 --", "%"):
        assert agent.kiosk.send(calls.find_payments(session, local.PaymentSearch(text=text))).payments == ()
    again = agent.kiosk.send(calls.print_receipt(paid.payment_id, new_id()))
    assert again.reprint
    agent.until_slip(paid.payment_id, ReceiptState.PRINTED, count=2)
    assert "补打" in surroundings.printer.slips()[-1].text()


# ---- no slip


def test_no_money_is_taken_for_a_slip_that_nobody_can_print_unless_the_resident_goes_without(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, bills = agent.identified(surroundings)
    surroundings.printer.faults.put(paper="out")
    wait_for(lambda: not agent.house.bench.prints)
    bill = bills.bills[0]
    wished = local.PaymentRequest(bill_nos=(bill.bill_no,), amount_fen=bill.total_fen, with_slip=True)
    assert agent.refusal(calls.pay(session, new_id(), wished)) == "noSlipPossible"
    assert list(surroundings.sandbox.desk.every_order()) == []
    payment_id = agent.pay(session, bills, 1, with_slip=False)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until(payment_id, PaymentState.SUCCEEDED)
    assert agent.kiosk.send(calls.payment(payment_id)).receipts == ()
