# SPDX-License-Identifier: Apache-2.0
"""Every call to the platform ends in time, whatever the other side does, and says what may have happened."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from agent.errors import PlatformBroken, PlatformDown, PlatformError, PlatformRefused, PlatformSlow
from agent.platform.client import MAX_ANSWER, PlatformClient
from contract.settings import PlatformSettings

TOTAL_S = 0.8


@contextmanager
def _server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on loopback that treats each connection as it is told."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=_guarded, args=(serve, connection), daemon=True)
            thread.start()
            threads.append(thread)

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    accepting.join(2)
    for thread in threads:
        thread.join(2)


def _guarded(serve: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection:
        try:
            connection.recv(65536)
            serve(connection)
        except OSError:
            pass


def _answering(content: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(content)


def _drip(at_once: bytes, slowly: bytes = b"x") -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        connection.sendall(at_once)
        for byte in slowly * 100:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)

    return serve


def _silent(connection: socket.socket) -> None:
    connection.settimeout(5)
    connection.recv(1)


def _ask(port: int) -> PlatformError | None:
    settings = PlatformSettings(url=f"http://127.0.0.1:{port}", connect_s=0.5, read_s=0.5, total_s=TOTAL_S)
    started = time.monotonic()
    try:
        PlatformClient(settings).get_order("0" * 32)
    except PlatformError as error:
        assert time.monotonic() - started < TOTAL_S + 1.0, "the total limit did not hold"
        return error
    return None


OK = b'{"order_no":"00000000000000000000000000000000","state":"pending","bill_nos":[],"amount_fen":1}'


def _http(status: str, kind: str, body: bytes) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _problem(status: int) -> bytes:
    return _http(f"{status} No", "application/problem+json", b'{"code":"x","title":"y","status":%d}' % status)


@pytest.mark.parametrize(
    ("serve", "kind"),
    [
        (_silent, PlatformSlow),
        (lambda connection: None, PlatformSlow),
        (_drip(b"HTTP/1.1 200 OK\r\nX-Slow: "), PlatformSlow),
        (_drip(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b" "), PlatformSlow),
        (_drip(b"HTTP/1.0 200 OK\r\n\r\n", b" "), PlatformSlow),
        (_drip(b"\x00"), PlatformError),
        (_answering(b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"), PlatformBroken),
        (_answering(_http("200 OK", "application/json", OK.replace(b':"000', b':"111'))), PlatformBroken),
        (_answering(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"), PlatformBroken),
        (_answering(_problem(500)), PlatformBroken),
        (_answering(_http("200 OK", "text/html", b"<html>log in</html>")), PlatformBroken),
        (_answering(_http("302 Found", "text/html", b"")), PlatformBroken),
        (_answering(_http("403 No", "text/html", b"<html>proxy</html>")), PlatformBroken),
        (_answering(_problem(429)), PlatformBroken),
        (_answering(_problem(404)), PlatformRefused),
        (_answering(_http("200 OK", "application/json", OK[:-10])), PlatformBroken),
        (_answering(_http("200 OK", "application/json", b"[" * 100_000)), PlatformBroken),
        (_answering(_http("200 OK", "application/json", OK.replace(b":1}", b":-1}"))), PlatformBroken),
        (_answering(_http("200 OK", "application/json", b" " * (MAX_ANSWER + 10))), PlatformBroken),
        (_answering(b"\x16\x03\x01 not http"), PlatformError),
    ],
)  # fmt: skip
def test_whatever_answers_it_ends_as_what_it_is(
    serve: Callable[[socket.socket], None], kind: type[PlatformError]
) -> None:
    with _server(serve) as port:
        assert isinstance(_ask(port), kind)


def test_a_good_answer_is_one() -> None:
    with _server(_answering(_http("200 OK", "application/json", OK))) as port:
        assert _ask(port) is None


def test_the_body_of_a_redirect_is_not_read() -> None:
    sent = 0

    def serve(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(1000):
            sent += connection.send(b"x" * 100_000)

    with _server(serve) as port:
        assert isinstance(_ask(port), PlatformBroken)
    assert sent < 20_000_000


def test_nobody_there_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert isinstance(_ask(port), PlatformDown)
