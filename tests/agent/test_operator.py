# SPDX-License-Identifier: Apache-2.0
"""The ledger as its operator sees it: on the operator's socket, and as `linli ledger` prints it."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import requests

from agent.api.server import socket_path
from agent.client import calls
from agent.client.blocking import UnixConnection
from agent.ledger import outbox, payments
from contract import local
from contract.local import Delivery, Outcome, PaymentState, ReceiptState, Role
from contract.platform import PhonePayment
from linli import device, doctor, ledger
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, new_id, wait_for


def entries(agent: RunningAgent) -> tuple[local.LedgerEntry, ...]:
    return agent.client(Role.OPERATOR).send(calls.ledger()).entries


def plain_answer(agent: RunningAgent) -> str:
    connection = UnixConnection(socket_path(Path(agent.settings.paths.run), Role.OPERATOR), 10)
    with contextlib.closing(connection):
        connection.request("GET", "/v1/ledger")
        return connection.getresponse().read().decode()


def paid(agent: RunningAgent, surroundings: Surroundings, **choice: bool) -> str:
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills, 1, **choice)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment(channel="alipay"))
    agent.until(payment_id, PaymentState.SUCCEEDED)
    return payment_id


def config(surroundings: Surroundings) -> list[str]:
    return ["--config", str(surroundings.directory / "terminal.toml")]


def lose_records(surroundings: Surroundings, outcome: str) -> None:
    faults = [{"operation": "records", "outcome": outcome}]
    requests.put(f"{surroundings.sandbox.url}/test/faults", json=faults, timeout=5).raise_for_status()


def test_a_payment_is_told_with_its_slip_its_masked_payer_and_the_platforms_knowledge(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    payment_id = paid(agent, surroundings)
    receipt = agent.until_slip(payment_id, ReceiptState.PRINTED)
    entry = wait_for(lambda: next((e for e in entries(agent) if e.delivery is Delivery.DELIVERED), None))
    as_the_kiosk_has_it = agent.kiosk.send(calls.payment(payment_id))
    assert (entry.payment_id, entry.state, entry.channel) == (payment_id, PaymentState.SUCCEEDED, "alipay")
    assert (entry.amount_fen, entry.lines) == (as_the_kiosk_has_it.amount_fen, as_the_kiosk_has_it.lines)
    assert entry.paid_at == as_the_kiosk_has_it.paid_at
    assert entry.created_at <= entry.paid_at
    assert entry.reference == as_the_kiosk_has_it.reference
    assert entry.receipts == (receipt,)
    assert entry.trouble is None
    assert entry.payer == local.LedgerPayer(name="张**", number="330***********0036")
    answer = plain_answer(agent)
    assert "张**" in answer
    for plain in ("张建国", "建国", "330106195001010036", "19500101"):
        assert plain not in answer


def test_commands_are_told_by_name_and_end_without_their_result(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session, _ = agent.identified(surroundings)
    surroundings.reader.put_card(replace(ZHANG, damaged=True))
    assert agent.command(session, local.ReadIdentity()).outcome is Outcome.FAILED
    assert agent.command(session, local.ScanCode(deadline_ms=100)).outcome is Outcome.TIMED_OUT
    scan, damaged, read = agent.client(Role.OPERATOR).send(calls.ledger()).commands
    assert [(c.command, c.outcome) for c in (scan, damaged, read)] == [
        ("scan_code", Outcome.TIMED_OUT),
        ("read_identity", Outcome.FAILED),
        ("read_identity", Outcome.SUCCEEDED),
    ]
    assert damaged.trouble is not None
    assert damaged.trouble.code == "cardUnreadable"
    assert "张" not in plain_answer(agent)


def test_the_kiosk_is_not_told_who_paid(agent: RunningAgent, surroundings: Surroundings) -> None:
    payment_id = paid(agent, surroundings, with_slip=False)
    assert agent.refusal(calls.ledger()) == "http404"
    assert not hasattr(agent.kiosk.send(calls.payment(payment_id)), "payer")


def test_what_is_undecided_has_nothing_to_tell_and_the_newest_is_first(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    assert entries(agent) == ()
    first = paid(agent, surroundings, with_slip=False)
    session, bills = agent.identified(surroundings)
    second = agent.pay(session, bills, 1)
    agent.until(second, PaymentState.CODE_SHOWN)
    newest, oldest = entries(agent)
    assert (newest.payment_id, oldest.payment_id) == (second, first)
    assert (newest.state, newest.delivery, newest.paid_at) == (PaymentState.CODE_SHOWN, Delivery.NOTHING, None)
    assert newest.receipts == ()


def test_records_that_wait_or_are_refused_are_told(agent: RunningAgent, surroundings: Surroundings) -> None:
    lose_records(surroundings, "http_500")
    payment_id = paid(agent, surroundings, with_slip=False)
    (entry,) = entries(agent)
    assert entry.delivery is Delivery.WAITING
    with agent.ledger.transaction() as tx:
        (record,) = [record for record in outbox.waiting(tx, 10) if record.body.get("order_no") == payment_id]
        outbox.park(tx, record.record_id, "unknown_kind")
    (entry,) = entries(agent)
    assert entry.delivery is Delivery.REFUSED


def test_only_the_newest_are_told(agent: RunningAgent, surroundings: Surroundings) -> None:
    """However many there are, also when the clock was set back between them."""
    paid(agent, surroundings, with_slip=False)
    with agent.ledger.transaction() as tx:
        for number in range(30):
            tx.execute(
                "INSERT INTO payment (payment_id, digest, state, amount_fen, basket, with_slip, language, created_at,"
                " valid_until, close_wanted, close_answered, code_url, paid_at, channel, transaction_no, trouble,"
                " changed_at) SELECT ?, digest, state, amount_fen, basket, with_slip, language, ?,"
                " valid_until, close_wanted, close_answered, code_url, paid_at, channel, transaction_no, trouble,"
                " changed_at FROM payment ORDER BY rowid LIMIT 1",
                (f"{number:032x}", f"2020-01-{30 - number:02d}T00:00:00+00:00"),
            )
    told = [entry.payment_id for entry in entries(agent)]
    assert told == [f"{number:032x}" for number in range(29, 9, -1)]


def test_a_payer_whose_day_has_come_is_nobody(
    agent: RunningAgent, surroundings: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    paid(agent, surroundings, with_slip=False)
    with agent.ledger.transaction() as tx:
        assert payments.delete_payers(tx, date(2999, 1, 1)) == 1
    (entry,) = entries(agent)
    assert entry.payer is None
    assert ledger.run(config(surroundings)) == 0
    assert "deleted" in capsys.readouterr().out


def test_the_command_prints_the_ledger(
    agent: RunningAgent, surroundings: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ledger.run(config(surroundings)) == 0
    assert "no payments yet" in capsys.readouterr().out
    payment_id = paid(agent, surroundings)
    receipt = agent.until_slip(payment_id, ReceiptState.PRINTED)
    wait_for(lambda: entries(agent)[0].delivery is Delivery.DELIVERED)
    assert ledger.run(config(surroundings)) == 0
    head, row, blank, commands_head, read = capsys.readouterr().out.splitlines()
    assert head.split()[:4] == ["MADE", "REFERENCE", "YUAN", "STATE"]
    (entry,) = entries(agent)
    for word in (
        entry.reference,
        "succeeded",
        "alipay",
        f"{receipt.receipt_no} printed (queuedStatus)",
        "delivered",
        "张**",
    ):
        assert word in row
    assert "张建国" not in row
    assert (blank, commands_head.split()[:5]) == ("", ["MADE", "COMMAND", "DEVICE", "STATE", "PROOF"])
    assert read.split()[2:6] == ["read_identity", "reader", "succeeded", "-"]


def test_a_slip_in_doubt_is_told_wherever_somebody_looks(
    agent: RunningAgent, surroundings: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    surroundings.printer.faults.put(disconnect_after=600)
    payment_id = paid(agent, surroundings)
    receipt = agent.until_slip(payment_id, ReceiptState.UNKNOWN)
    assert receipt.proof is None
    (doubtful,) = agent.client(Role.OPERATOR).send(calls.doubtful_prints()).prints
    assert (doubtful.what, doubtful.number, doubtful.device) == ("receipt", receipt.receipt_no, "printer")
    assert agent.refusal(calls.doubtful_prints()) == "http404", "it is nothing for the kiosk"
    wait_for(lambda: agent.online("printer"))
    assert device.run(["status", "printer", *config(surroundings)]) == 0
    assert f"may be on paper or not: receipt {receipt.receipt_no}" in capsys.readouterr().out
    (finding,) = (one for one in doctor.examine(agent.settings) if one.what == "slips")
    assert (finding.state, "1 in seven days" in finding.cause) == (doctor.State.DOUBT, True)
    agent.kiosk.send(calls.print_receipt(payment_id, new_id()))
    reprint = agent.until_slip(payment_id, ReceiptState.PRINTED, count=2)
    assert (reprint.reprint, reprint.proof) == (True, local.PrintProof.QUEUED_STATUS)
    assert agent.client(Role.OPERATOR).send(calls.doubtful_prints()).prints == ()


@pytest.mark.parametrize(
    ("run", "words"), [(ledger.run, ["ledger"]), (device.run, ["device", "list"]), (device.run, ["device", "watch"])]
)
def test_no_agent_and_no_configuration_are_said_plainly(
    run: Callable[[list[str]], int],
    words: list[str],
    surroundings: Surroundings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    surroundings.settings()
    assert run([*words[1:], *config(surroundings)]) == 1
    assert f"linli {' '.join(words)}: no answer from the agent" in capsys.readouterr().err
    assert run([*words[1:], "--config", "/nowhere/terminal.toml"]) == 2
    assert "/nowhere/terminal.toml" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        run([*words[1:], "--help"])
    assert left.value.code == 0
    assert "--config" in capsys.readouterr().out
