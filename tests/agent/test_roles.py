# SPDX-License-Identifier: Apache-2.0
"""What a caller may do is the socket it holds: every call of every table, tried on every socket."""

import contextlib
import json
import threading
from pathlib import Path

import pytest

from agent.api.app import ROUTES
from agent.api.events import MAX_STREAMS
from agent.api.server import CALL_THREADS, STREAMS, socket_path
from agent.client.blocking import UnixConnection
from contract.local import Role
from linli import device
from tests.agent.conftest import RunningAgent, Surroundings, new_id

EXAMPLES = {"day": "2026-11-22", "device": "printer", "case_no": "3301062611000017"}
"""For a path's parameters that are no ids."""


def _filled(path: str) -> str:
    parts = [
        EXAMPLES.get(part[1:-1], new_id()) if part.startswith("<") else part for part in path.split("/")
    ]  # fmt: skip
    return "/".join(parts)


def _answer(agent: RunningAgent, role: Role, method: str, path: str, content: bytes = b"not json") -> tuple[int, bytes]:
    connection = UnixConnection(socket_path(Path(agent.settings.paths.run), role), 10)
    with contextlib.closing(connection):
        connection.request(method, path, content)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_no_socket_answers_what_is_not_in_its_roles_table(agent: RunningAgent) -> None:
    routes = {role: {(route.method, route.path) for route in of_role} for role, of_role in ROUTES.items()}
    assert set(routes) == set(Role)
    every = set().union(*routes.values())
    foreign = [(role, method, path) for role in Role for method, path in sorted(every - routes[role])]
    assert len(foreign) > 100
    for role, method, path in foreign:
        status, content = _answer(agent, role, method, _filled(path))
        assert status in {404, 405}, (role, method, path, status)
        assert json.loads(content)["code"] == f"http{status}", (role, method, path)


def test_every_call_that_clients_know_is_in_exactly_the_tables_that_are_meant() -> None:
    tables = {role: {f"{route.method} {route.path}" for route in of_role} for role, of_role in ROUTES.items()}
    assert tables[Role.SYNC] == {"GET /v1/terminal", "PUT /v1/content"}
    assert tables[Role.SIGNAGE] == {"GET /v1/terminal", "POST /v1/plays"}
    for role in (Role.SIGNAGE, Role.SYNC, Role.WEB):
        assert not {call for call in tables[role] if "payments" in call or "sessions" in call}
    tests = {f"{method} /v1/devices/<device>/tests/<test_id>" for method in ("PUT", "GET", "DELETE")}
    assert tests < tables[Role.OPERATOR]
    assert all(call.startswith("GET ") for call in tables[Role.OPERATOR] - tests)
    assert tables[Role.WEB] - tables[Role.KIOSK] - tables[Role.OPERATOR] == {
        "GET /v1/reconciliation",
        "GET /v1/reconciliation/<day>",
        "POST /v1/reconciliation/<day>/match",
        "POST /v1/device-trials",
        "PUT /v1/devices/<device>",
        "DELETE /v1/devices/<device>",
        "GET /v1/settings",
        "PUT /v1/settings",
        "POST /v1/connection-tests",
        "PUT /v1/commissioning",
        "DELETE /v1/commissioning",
    }


GARBAGE = (
    b"", b"[", b"null", b"{}", b"[]", b'"x"', b"{" * 9_000, b'{"settings": {"kind": "\\ud800"}}', b"\xff\xfe", b"\x00",
    b'{"until": "0001-01-01T00:00:00Z", "url": "", "fingerprint": "", "secret": ""}',
    b'{"until": "9999-12-31T23:59:59.999999-23:59", "url": "", "fingerprint": "", "secret": ""}',
    b'{"plays": []}', b'{"plays": [{}]}', b'{"platform_url": "\\u0000"}', b'{"settings": null}',
    b'{"settings": {"kind": "resident_id", "port": "/\\u0000"}}', b'{"deadline_ms": 1e400}', b'{"deadline_ms": -1}',
)  # fmt: skip


def test_no_garbage_makes_any_call_fail_in_an_unforeseen_way(
    agent: RunningAgent, caplog: pytest.LogCaptureFixture
) -> None:
    for role, routes in ROUTES.items():
        for route in routes:
            if route.method in {"PUT", "POST"}:
                for garbage in GARBAGE:
                    status, content = _answer(agent, role, route.method, _filled(route.path), garbage)
                    assert status < 500, (role, route, garbage, content)
    assert "unforeseen" not in caplog.text
    assert "not declared" not in caplog.text


def test_the_operators_table_shows_where_each_device_is(
    agent: RunningAgent, surroundings: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert device.run(["list", "--config", str(surroundings.directory / "terminal.toml")]) == 0
    told = capsys.readouterr().out
    assert f"127.0.0.1:{surroundings.printer.port}" in told
    assert str(surroundings.directory / "reader") in told
    assert "files" in told


def test_the_threads_of_each_role_are_bounded_and_named(agent: RunningAgent) -> None:
    names = [thread.name for thread in threading.enumerate()]
    for role in Role:
        wanted = CALL_THREADS + STREAMS.get(role, MAX_STREAMS)
        assert len([name for name in names if name.startswith(f"api-{role}-")]) == wanted
