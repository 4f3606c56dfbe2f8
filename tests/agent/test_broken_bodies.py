# SPDX-License-Identifier: Apache-2.0
"""Bodies that break HTTP's own rules, as the fuzz rig found them."""

import socket
from pathlib import Path

import pytest

from agent.api.server import socket_path
from contract.local import Role
from tests.agent.conftest import RunningAgent, new_id


def _sent(agent: RunningAgent, head: str, body: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(10)
        line.connect(str(socket_path(Path(agent.settings.paths.run), Role.KIOSK)))
        line.sendall(f"PUT /v1/sessions/{new_id()} HTTP/1.1\r\nHost: agent\r\n{head}\r\n\r\n".encode() + body)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := line.recv(65_536):
            answer += piece
        return answer


@pytest.mark.parametrize("body", [b"zz\r\n{}\r\n0\r\n\r\n", b"\r\n{}\r\n0\r\n\r\n", b"2\r\n{}", b"5\r\n{}"])
def test_chunks_that_are_none_are_the_callers_fault(agent: RunningAgent, body: bytes) -> None:
    answer = _sent(agent, "Transfer-Encoding: chunked", body)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"internalError" not in answer


def test_whole_chunks_are_a_body(agent: RunningAgent) -> None:
    answer = _sent(agent, "Transfer-Encoding: chunked", b"2\r\n{}\r\n0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Length: 99999999999999999999", b"{}"),
        ("Content-Length: 2000000", b"{}"),
        ("Transfer-Encoding: chunked", b"ffffffffff\r\n{}"),
        ("Transfer-Encoding: chunked", b"ffffffffffffffffffff\r\n{}"),
    ],
)
def test_no_room_is_made_for_what_is_only_announced(
    agent: RunningAgent, head: str, body: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = _sent(agent, head, body)
    assert answer.split(b" ")[1] in {b"400", b"413"}
    assert "unforeseen" not in caplog.text
    assert "Error" not in capfd.readouterr().err
