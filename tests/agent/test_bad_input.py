# SPDX-License-Identifier: Apache-2.0
"""What comes from outside and is wrong: each has a typed error, and nothing is lost."""

import contextlib
import http.client
import json
from pathlib import Path

import pytest

from agent.api.events import MAX_STREAMS
from agent.api.server import socket_path
from agent.client import calls
from agent.client.blocking import UnixConnection
from agent.errors import LedgerUnwritable
from contract import local
from contract.local import Outcome, Role, Topic
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, new_id, wait_for

# ---- cards


def _reading(agent: RunningAgent, surroundings: Surroundings, **faults: object) -> local.CommandStatus:
    surroundings.reader.faults.put(**faults)
    surroundings.reader.put_card(ZHANG)
    return agent.command(agent.session(), local.ReadIdentity(deadline_ms=4_000))


@pytest.mark.parametrize(
    ("faults", "codes"),
    [
        ({"truncate_after": 40}, {"protocolError"}),
        ({"garbage": True}, {"protocolError"}),
        ({"bad_checksum": True}, {"protocolError"}),
        ({"card_removed_after": 300}, {"cardRemoved", "protocolError"}),
        ({"busy": True}, {"deviceNotReady"}),
        ({"offline": True}, {"deviceNotReady"}),
    ],
)
def test_a_card_that_cannot_be_read_says_why_and_the_next_one_can(
    agent: RunningAgent, surroundings: Surroundings, faults: dict[str, object], codes: set[str]
) -> None:
    status = _reading(agent, surroundings, **faults)
    assert status.outcome is Outcome.FAILED
    assert status.trouble is not None
    assert status.trouble.code in codes
    assert status.resident is None

    surroundings.reader.take_card()
    surroundings.reader.faults.clear()
    wait_for(lambda: agent.house.bench.reader.view().state is local.DeviceState.ONLINE)
    _, bills = agent.identified(surroundings)
    assert bills.bills


# ---- the local API


def _raw(
    agent: RunningAgent, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, object]]:
    connection = UnixConnection(socket_path(Path(agent.settings.paths.run), Role.KIOSK), 10)
    with contextlib.closing(connection):
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/nothing", None, 404),
        ("DELETE", "/v1/terminal", None, 405),
        ("PUT", "/v1/sessions/not-an-id", b"{}", 400),
        ("PUT", f"/v1/sessions/{'0' * 32}", b"", 400),
        ("PUT", f"/v1/sessions/{'0' * 32}", b"[1", 400),
        ("PUT", f"/v1/sessions/{'0' * 32}", b"\xff\xfe", 400),
        ("PUT", f"/v1/sessions/{'0' * 32}", b'{"language": "xx"}', 400),
        ("PUT", f"/v1/sessions/{'0' * 32}", b'{"langauge": "zh"}', 400),
        ("PUT", f"/v1/sessions/{'0' * 32}", b"[" * 60_000, 400),
        ("PUT", f"/v1/sessions/{'0' * 32}", b"x" * 70_000, 413),
        ("GET", f"/v1/sessions/{'0' * 32}/bills", None, 404),
        ("GET", f"/v1/payments/{'0' * 32}", None, 404),
        ("GET", "/v1/sessions/../terminal", None, 404),
    ],
)
def test_hostile_requests_are_refused_with_a_problem_document(
    agent: RunningAgent, method: str, path: str, body: bytes | None, status: int
) -> None:
    try:
        got, problem = _raw(agent, method, path, body)
    except (http.client.HTTPException, ConnectionError):
        assert status == 413  # the server may cut off a body that it will not take
        return
    assert got == status
    assert problem["code"]
    assert problem["status"] == status
    assert agent.kiosk.send(calls.terminal()).terminal_no == "DEMO-0001"


def test_a_refusal_never_repeats_what_was_sent(agent: RunningAgent) -> None:
    session = agent.session()
    _, problem = _raw(agent, "PUT", f"/v1/sessions/{session}/identity", b'{"id_number": 330106195001010036}')
    assert "330106195001010036" not in json.dumps(problem)


def test_the_operators_socket_moves_no_money(agent: RunningAgent) -> None:
    connection = UnixConnection(socket_path(Path(agent.settings.paths.run), Role.OPERATOR), 10)
    connection.request("POST", f"/v1/payments/{'0' * 32}/close")
    assert connection.getresponse().status in {404, 405}
    connection.close()


# ---- events


def test_events_are_resumed_where_the_client_left_off(agent: RunningAgent) -> None:
    head = agent.journal.head
    sessions = [agent.session() for _ in range(3)]
    seen = []
    for _ in range(2):
        for event in agent.kiosk.events(head):
            head = event.sequence
            seen.append(event)
            break
    assert [event.subject for event in seen] == sessions[:2]
    assert [event.topic for event in seen] == [Topic.SESSION] * 2


@pytest.mark.parametrize("last_id", [0, 10**9])
def test_a_client_that_missed_events_is_told_of_the_gap(agent: RunningAgent, last_id: int) -> None:
    agent.journal._connection.execute("DELETE FROM event WHERE sequence < ?", (agent.journal.head,))
    first = next(agent.kiosk.events(last_id))
    assert first.topic is Topic.GAP


def test_too_many_streams_are_refused_and_calls_still_answered(agent: RunningAgent) -> None:
    path = socket_path(Path(agent.settings.paths.run), Role.KIOSK)
    streams = [UnixConnection(path, 10) for _ in range(MAX_STREAMS + 1)]
    statuses = []
    for stream in streams:
        stream.request("GET", "/v1/events")
        statuses.append(stream.getresponse().status)
    assert statuses == [200] * MAX_STREAMS + [503]
    assert agent.kiosk.send(calls.terminal())
    for stream in streams:
        stream.close()


# ---- the ledger


def test_no_money_is_taken_while_the_ledger_cannot_be_written(
    agent: RunningAgent, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, bills = agent.identified(surroundings)
    agent.ledger._connection.execute("PRAGMA query_only = ON")
    bill = bills.bills[0]
    request = local.PaymentRequest(bill_nos=(bill.bill_no,), amount_fen=bill.total_fen)
    assert agent.refusal(calls.pay(session, new_id(), request)) == LedgerUnwritable.code
    assert not agent.kiosk.send(calls.terminal()).paying
    assert surroundings.sandbox.desk.every_order() == []
    agent.ledger._connection.execute("PRAGMA query_only = OFF")
    wait_for(lambda: agent.kiosk.send(calls.terminal()).paying)
    agent.kiosk.send(calls.pay(session, new_id(), request))
