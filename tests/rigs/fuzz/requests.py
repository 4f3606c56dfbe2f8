# SPDX-License-Identifier: Apache-2.0
"""Calls that no client would make, to a real agent on each role's socket, byte by byte.

Made from the published document: its addresses with good and foreign ids, its bodies good and spoilt, and round them
everything that HTTP lets go wrong. What is judged is what came back, what the agent wrote, and what it holds.
"""

import json
import random
import re
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from agent.api.openapi import FILE
from contract.local import Role
from tests.rigs.agent_process import AgentProcess, until

ANSWER_LIMIT_S = 15.0
SETTLE_S = 12.0
SLACK = 3
"""Threads and descriptors come and go by a few while it works."""
UNFORESEEN = ("unforeseen way", "something unforeseen", "not declared", "Traceback")
OF_HTTP = frozenset({501, 505})
"""What HTTP itself answers to an encoding or a version that nobody knows."""
BODIES: dict[str, Any] = {
    "openSession": {"language": "zh"},
    "typeIdentity": {"id_number": "330106195001010036"},
    "command": {"command": "print_case", "case_no": "3301062611000017", "deadline_ms": 5_000},
    "pay": {"bill_nos": ["W202610000017"], "amount_fen": 100, "with_slip": True},
    "printReceipt": {},
    "tryDevice": {"settings": {"kind": "receipt_printer", "host": "127.0.0.1", "tcp_port": 1}},
    "putDevice": {"settings": {"kind": "receipt_printer", "host": "127.0.0.1", "tcp_port": 1}},
    "testDevice": {"language": "zh", "deadline_ms": 5_000},
    "changeSite": {
        "settings": {
            "tenant": "330106", "place": {"zh": "幸福社区"}, "help_phone": "12345",
            "platform_url": "http://127.0.0.1:1", "content_url": "http://127.0.0.1:1", "kiosk": {}, "signage": {},
        },
        "even_if_unreachable": False,
    },
    "testConnection": {"platform_url": "http://127.0.0.1:1", "content_url": ""},
    "announceCommissioning": {"url": "u", "fingerprint": "f", "secret": "s", "until": "2096-11-23T00:00:00Z"},
    "tellPlays": {
        "plays": [
            {
                "play_id": "0" * 32, "output": "o", "programme_id": "", "item": "i", "seconds": 1.5, "frames": 1,
                "started_at": "2026-11-23T00:00:00Z",
            }
        ]
    },
    "reportContent": {"release_id": "r", "made_at": "2026-11-23T00:00:00Z", "trouble": {"code": "c", "title": ""}},
}  # fmt: skip
WORSE: tuple[Any, ...] = (
    None, True, -1, 1.5, 10**30, 1e308, "", "x" * 3_000, "\x00", "\ud800", "张三\u202e", [], {}, ["x"] * 300, {"x": 1},
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z", "2026-01-01T00:00:00",
    "../../etc/passwd", "http://[::1", "http://127.0.0.1:99999", 65_536, "zh", "0" * 32,
)  # fmt: skip


@dataclass(frozen=True)
class Operation:
    role: Role
    method: str
    path: str
    name: str
    statuses: frozenset[int]


@dataclass
class Tally:
    sent: int = 0
    answered: int = 0
    problems: list[str] = field(default_factory=list)


class Requests:
    def __init__(self, choice: random.Random) -> None:
        self._choice = choice
        document = json.loads(FILE.read_text(encoding="utf-8"))
        self.operations = [
            Operation(Role(role), method.upper(), path, told["operationId"], frozenset(map(int, told["responses"])))
            for path, item in document["paths"].items()
            for method, told in item.items()
            for role in told["x-linli-roles"]
        ]
        self._ids = [f"{number:032x}" for number in range(4)]

    def good(self, operation: Operation) -> bytes:
        return self._request(operation.method, self._address(operation, good=True), self._body(operation))

    def hostile(self) -> tuple[Operation, bytes]:
        """The socket's role is that of the operation, mostly."""
        operation = self._choice.choice([one for one in self.operations if one.name != "events"])
        return operation, self._shapes(operation)

    def _shapes(self, operation: Operation) -> bytes:
        choice = self._choice
        method, path, body = operation.method, self._address(operation), self._body(operation)
        spoilt = self._spoilt(operation)
        match choice.randrange(16):
            case 0:
                return self._request(choice.choice(("PATCH", "OPTIONS", "TRACE", "get", "X" * 200)), path, body)
            case 1:
                return self._request(method, path + choice.choice(("/", "//", "%00", "%2e%2e", "?x=%ff", "/..")), body)
            case 2:
                return self._request(method, path, b" " * choice.choice((65_537, 300_000)))
            case 3:
                whole = self._request(method, path, body)
                return whole[: choice.randrange(len(whole))]
            case 4:
                return self._chunked(method, path, spoilt, choice)
            case 5:
                return self._request(method, path, body) * choice.randrange(2, 6)
            case 6:
                return choice.randbytes(choice.choice((1, 40, 5_000)))
            case 7:
                whole = bytearray(self._request(method, path, spoilt))
                for _ in range(choice.randrange(1, 6)):
                    whole[choice.randrange(len(whole))] = choice.randrange(256)
                return bytes(whole)
            case 8:
                return self._request(method, path, choice.randbytes(choice.randrange(200)))
            case 9:
                return self._request(method, path, spoilt, self._header())
            case 10:
                return self._request(method, path, b"[" * choice.choice((10, 5_000, 60_000)))
            case 11:
                other = choice.choice(self.operations)
                return self._request(other.method, self._address(other), self._body(other))
            case 12:
                last = choice.choice(("-1", "x", "1" * 19, "\u0661", "1" * 5_000))
                return self._request("GET", "/v1/events", b"", f"Last-Event-ID: {last}\r\n".encode())
            case _:
                return self._request(method, path, spoilt)

    def _address(self, operation: Operation, *, good: bool = False) -> str:
        def one(found: re.Match[str]) -> str:
            named = {"device": "printer", "case_no": "3301062611000017"}.get(found[1])
            if good or self._choice.random() < 0.8:
                return named or (self._ids[0] if good else self._choice.choice(self._ids))
            return self._choice.choice(("x", "", "%00", "0" * 33, "NO", "%E5%BC%A0", "0" * 3_000, "330106195001010036"))

        return re.sub(r"\{(\w+)\}", one, operation.path)

    def _body(self, operation: Operation) -> bytes:
        if operation.name not in BODIES:
            return b""
        body = BODIES[operation.name]
        if operation.name == "tellPlays":
            play = {**body["plays"][0], "play_id": f"{self._choice.getrandbits(128):032x}"}
            body = {"plays": [play]}
        return json.dumps(body).encode()

    def _spoilt(self, operation: Operation) -> bytes:
        body = json.loads(self._body(operation) or b"{}")
        text = json.dumps(self._worse(body))
        return text.encode() if self._choice.random() < 0.5 else text.encode("unicode_escape")

    def _worse(self, value: Any) -> Any:
        """One place of it, at any depth, is another."""
        if isinstance(value, dict) and value and self._choice.random() < 0.9:
            name = self._choice.choice(list(value))
            return {**value, name: self._worse(value[name])}
        if isinstance(value, list) and value and self._choice.random() < 0.9:
            return [self._worse(value[0]), *value[1:]]
        return self._choice.choice(WORSE)

    def _header(self) -> bytes:
        return self._choice.choice((
            b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"Content-Length: x\r\n",
            b"Transfer-Encoding: gzip\r\n", b"Expect: 100-continue\r\n", b"X: " + b"y" * 20_000 + b"\r\n",
            b"nonsense\r\n",            b"Host: \xff\r\n", b"Content-Type: text/html; charset=\xff\r\n",
            b"Content-Encoding: gzip\r\n",
            b"X: 1\r\n" * 500,
        ))  # fmt: skip

    def _chunked(self, method: str, path: str, body: bytes, choice: random.Random) -> bytes:
        head = f"{method} {path} HTTP/1.1\r\nHost: agent\r\nTransfer-Encoding: chunked\r\n\r\n".encode(
            "utf-8", "replace"
        )
        size = choice.choice((b"%x" % len(body), b"ffffffffff", b"-1", b"zz", b""))
        return head + size + b"\r\n" + body + choice.choice((b"\r\n0\r\n\r\n", b"", b"\r\n"))

    def _request(self, method: str, path: str, body: bytes, header: bytes = b"") -> bytes:
        head = f"{method} {path} HTTP/1.1\r\nHost: agent\r\nContent-Type: application/json\r\n".encode()
        length = b"" if b"ength" in header or b"Transfer" in header else b"Content-Length: %d\r\n" % len(body)
        return head + header + length + b"\r\n" + body


def exchange(agent: AgentProcess, role: Role, content: bytes) -> bytes:
    """All that it answers until it hangs up. Raises TimeoutError when it does neither."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(ANSWER_LIMIT_S)
        line.connect(str(agent.path(role)))
        with suppress(BrokenPipeError, ConnectionResetError):  # it need not hear out what is too much
            line.sendall(content)
            line.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionResetError):
            while piece := line.recv(65_536):
                answer += piece
                if b"text/event-stream" in answer:
                    break
        return answer


def statuses(answer: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]


def judge(agent: AgentProcess, operation: Operation, content: bytes, tally: Tally) -> list[int]:
    tally.sent += 1
    what = f"{operation.role} {content[:70]!r}"
    try:
        answer = exchange(agent, operation.role, content)
    except OSError as error:
        tally.problems.append(f"{what}: {error or type(error).__name__}")
        return []
    found = statuses(answer)
    tally.answered += bool(found)
    for status in found:
        if status == 500 or (
            status > 500 and status not in operation.statuses | OF_HTTP and _is_its(operation, content)
        ):
            tally.problems.append(f"{what}: {status} {answer[-120:]!r}")
    return found


def _is_its(operation: Operation, content: bytes) -> bool:
    """Whether it went where the operation lives, so that its declared answers are all there may be."""
    head = re.sub(r"\{\w+\}", "[^/ ]+", operation.path)
    return re.match(f"{operation.method} {head} HTTP".encode(), content) is not None


@dataclass(frozen=True)
class Holds:
    threads: int
    files: int


def settled(agent: AgentProcess, before: Holds | None = None) -> Holds:
    """What it holds, when it has put away what it puts away."""

    def now() -> Holds:
        return Holds(agent.threads(), agent.files())

    if before is not None:
        until(lambda: not grown(before, now()), SETTLE_S)
    return now()


def grown(before: Holds, after: Holds) -> list[str]:
    return [
        f"{name} grew from {was} to {is_now}"
        for name, was, is_now in (
            ("threads", before.threads, after.threads),
            ("descriptors", before.files, after.files),
        )
        if is_now > was + SLACK
    ]


def in_log(agent: AgentProcess) -> list[str]:
    lines = agent.log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line[:200] for line in lines if any(word in line for word in UNFORESEEN)]
