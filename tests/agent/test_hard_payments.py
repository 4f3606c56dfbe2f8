# SPDX-License-Identifier: Apache-2.0
"""Payments and slips while the platform or the printer fails: nothing is charged, printed or lost twice."""

import pytest

from agent.client import calls
from agent.payments import cashier
from agent.receipts import desk
from contract.local import PaymentState, ReceiptState
from contract.platform import Fault, PhonePayment
from tests.agent.conftest import RunningAgent, Surroundings, new_id

# ---- the platform


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(outcome="refuse"), "platformSlow"),
        (Fault(outcome="drop"), "platformSlow"),
        (Fault(outcome="http_500"), "platformError"),
        (Fault(outcome="html"), "platformError"),
        (Fault(outcome="garbage"), "platformError"),
        (Fault(delay_ms=5_000), "platformSlow"),
    ],
)
def test_bills_that_cannot_be_had_are_refused_in_plain_words(
    agent: RunningAgent, surroundings: Surroundings, fault: Fault, code: str
) -> None:
    session, _ = agent.identified(surroundings)
    surroundings.sandbox.faults.replace((fault,))
    assert agent.refusal(calls.bills(session)) == code
    surroundings.sandbox.faults.replace(())
    assert agent.kiosk.send(calls.bills(session)).bills


@pytest.mark.parametrize("outcome", ["drop", "refuse", "http_500", "html", "garbage"])
@pytest.mark.parametrize("operation", ["create_order", "get_order", "close_order"])
def test_a_lost_answer_is_asked_for_and_never_charged_twice(
    agent: RunningAgent, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch, operation: str, outcome: str
) -> None:
    monkeypatch.setattr(cashier, "FIRST_RETRY_S", 0.05)
    session, bills = agent.identified(surroundings)
    surroundings.sandbox.faults.replace((Fault(operation=operation, outcome=outcome, times=2),))  # type: ignore[arg-type]
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    if operation == "close_order":
        agent.kiosk.send(calls.close_payment(payment_id))
        agent.until(payment_id, PaymentState.CLOSED)
        return
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until(payment_id, PaymentState.SUCCEEDED)
    assert len(surroundings.sandbox.desk.every_order()) == 1


def test_a_platform_that_is_gone_while_paying_leaves_the_payment_unknown_until_it_is_back(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, bills = agent.identified(surroundings)
    surroundings.sandbox.faults.replace((Fault(operation="create_order", outcome="drop"),
                                         Fault(operation="get_order", outcome="http_500")))  # fmt: skip
    payment_id = agent.pay(session, bills)
    unsure = agent.until(payment_id, PaymentState.UNKNOWN)
    assert unsure.code_url is None
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    surroundings.sandbox.faults.replace(())
    agent.until(payment_id, PaymentState.SUCCEEDED)


def test_money_after_closing_is_due_back_and_reported(agent: RunningAgent, surroundings: Surroundings) -> None:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    agent.kiosk.send(calls.close_payment(payment_id))
    agent.until(payment_id, PaymentState.CLOSED)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment(late=True))
    agent.house.cashier._hurry(payment_id)
    late = agent.until(payment_id, PaymentState.REFUND_DUE)
    assert late.trouble is not None
    assert late.trouble.code == "paidAfterClosing"


# ---- the printer


def _paid(agent: RunningAgent, surroundings: Surroundings) -> str:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until(payment_id, PaymentState.SUCCEEDED)
    return payment_id


@pytest.mark.parametrize(
    ("faults", "code"),
    [({"paper": "out"}, "paperOut"), ({"cover_open": True}, "coverOpen"), ({"offline": True}, "deviceNotReady")],
)
def test_a_slip_that_was_never_begun_is_printed_unmarked_when_asked_again(
    agent: RunningAgent, surroundings: Surroundings, faults: dict[str, object], code: str
) -> None:
    surroundings.printer.faults.put(**faults)
    payment_id = _paid(agent, surroundings)
    failed = agent.until_slip(payment_id, ReceiptState.FAILED)
    assert failed.trouble is not None
    assert failed.trouble.code == code
    surroundings.printer.faults.clear()
    again = agent.kiosk.send(calls.print_receipt(payment_id, new_id()))
    assert not again.reprint
    agent.until_slip(payment_id, ReceiptState.PRINTED, count=2)
    assert "补打" not in surroundings.printer.slips()[-1].text()


@pytest.mark.parametrize(
    ("faults", "states"),
    [
        ({"paper_out_after": 4}, {ReceiptState.FAILED, ReceiptState.UNKNOWN}),
        ({"silent_after": 200}, {ReceiptState.UNKNOWN}),
        ({"disconnect_after": 200}, {ReceiptState.UNKNOWN}),
    ],
)
def test_a_slip_that_was_begun_is_only_ever_printed_again_with_a_mark(
    agent: RunningAgent,
    surroundings: Surroundings,
    monkeypatch: pytest.MonkeyPatch,
    faults: dict[str, object],
    states: set[ReceiptState],
) -> None:
    monkeypatch.setattr(desk, "DEADLINE_S", 3.0)
    surroundings.printer.faults.put(**faults)
    payment_id = _paid(agent, surroundings)
    agent.until_slip(payment_id, *states)
    surroundings.printer.faults.clear()
    again = agent.kiosk.send(calls.print_receipt(payment_id, new_id()))
    assert again.reprint
    agent.until_slip(payment_id, ReceiptState.PRINTED, count=2)
    assert "补打" in surroundings.printer.slips()[-1].text()


def test_no_slip_without_a_payment(agent: RunningAgent, surroundings: Surroundings) -> None:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    assert agent.refusal(calls.print_receipt(payment_id, new_id())) == "nothingPaid"
    assert agent.refusal(calls.print_receipt(new_id(), new_id())) == "notFound"
