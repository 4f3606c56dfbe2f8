# SPDX-License-Identifier: Apache-2.0
"""The demo's line before real servers and clients: what each of its states lets through, and that nothing is left."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from central.demo.running.terminal import HOST, Wire
from central.demo.world.line import SLOW_BYTES_S, SLOW_WAY_S, Line, LineState

LIVELY_S = 10.0
SHORT_S = 0.4
"""Long enough for what should not come."""
MUCH = bytes(range(256)) * 8192


class Echo:
    """Sends back what it gets, and `bye` when the other side has said all. Knows its connections."""

    def __init__(self) -> None:
        self._listener = socket.create_server((HOST, 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        self.standing: list[socket.socket] = []
        self.accepted = 0
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            self.standing.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while data := connection.recv(65536):
                connection.sendall(data)
            connection.sendall(b"bye")
        self.standing.remove(connection)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for connection in self.standing[:]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as held:
        port: int = held.getsockname()[1]
        return port


class Setting:
    def __init__(self, closing: ExitStack) -> None:
        self._closing = closing
        self.echo = Echo()
        closing.callback(self.echo.close)
        self.ports = free_port(), free_port()
        self.line = closing.enter_context(Line([Wire(port, self.echo.port) for port in self.ports]))

    def connect(self, wire: int = 0) -> socket.socket:
        connection = self._closing.enter_context(closing(socket.create_connection((HOST, self.ports[wire]), LIVELY_S)))
        connection.settimeout(LIVELY_S)
        return connection

    def request(self, method: str = "GET", body: bytes | None = None) -> tuple[int, str | None, str]:
        with closing(http.client.HTTPConnection(HOST, self.ports[0], timeout=LIVELY_S)) as client:
            client.request(method, "/v1/health", body)
            answer = client.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read().decode()


@pytest.fixture
def hall() -> Iterator[Setting]:
    with ExitStack() as stack:
        yield Setting(stack)


def said(connection: socket.socket, text: bytes) -> bytes:
    connection.sendall(text)
    return received(connection, len(text))


def received(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count and (more := connection.recv(min(65536, count - len(data)))):
        data += more
    return data


def is_silent(connection: socket.socket) -> bool:
    connection.settimeout(SHORT_S)
    try:
        connection.recv(1)
    except TimeoutError:
        return True
    finally:
        connection.settimeout(LIVELY_S)
    return False


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + LIVELY_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


# ---- open


def test_an_open_line_changes_nothing(hall: Setting) -> None:
    assert hall.line.state is LineState.OPEN
    for wire in (0, 1):
        connection = hall.connect(wire)
        assert said(connection, b"hello") == b"hello"
        sender = threading.Thread(target=connection.sendall, args=(MUCH,))
        sender.start()
        assert received(connection, len(MUCH)) == MUCH
        sender.join()


@pytest.mark.parametrize("size", [1, 32 * 1024, 33 * 1024, 100_000, 256 * 1024, len(MUCH)])
def test_an_answer_comes_whole_while_nobody_says_anything_more(size: int, hall: Setting) -> None:
    """Whatever pieces it comes in: nothing waits for a next event that never comes."""
    client = hall.connect()
    sender = threading.Thread(target=client.sendall, args=(MUCH[:size],))
    sender.start()
    got = b""
    while len(got) < size:
        got += client.recv(1 << 20)
    sender.join()
    assert got == MUCH[:size]


def test_a_half_closed_connection_still_brings_the_answer(hall: Setting) -> None:
    connection = hall.connect()
    connection.sendall(MUCH)
    connection.shutdown(socket.SHUT_WR)
    assert received(connection, len(MUCH) + 10) == MUCH + b"bye"
    until(lambda: not hall.echo.standing)


def test_who_does_not_read_holds_up_the_sender_alone(hall: Setting) -> None:
    stubborn, other = hall.connect(), hall.connect()
    stubborn.settimeout(SHORT_S)
    with pytest.raises(TimeoutError):
        while True:
            stubborn.sendall(MUCH)
    assert said(other, b"hello") == b"hello"


def test_a_side_that_breaks_off_breaks_the_other(hall: Setting) -> None:
    connection = hall.connect()
    assert said(connection, b"hello") == b"hello"
    hall.echo.standing[0].shutdown(socket.SHUT_RDWR)
    assert connection.recv(1) == b""
    connection.close()
    until(lambda: not hall.echo.standing)


def test_nobody_behind_the_wire_is_a_broken_connection() -> None:
    port = free_port()
    line, broken = Line([Wire(port, free_port())]), pytest.raises(ConnectionResetError)
    with line, broken, socket.create_connection((HOST, port), LIVELY_S) as connection:
        connection.recv(1)


# ---- the other states, each for connections that stand and for new ones


def test_cut(hall: Setting) -> None:
    standing = [hall.connect(wire) for wire in (0, 1)]
    for connection in standing:
        assert said(connection, b"hello") == b"hello"
    hall.line.put(LineState.CUT)
    for connection in standing:
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    for wire in (0, 1):
        with pytest.raises(ConnectionRefusedError):
            hall.connect(wire)
    until(lambda: not hall.echo.standing)
    hall.line.put(LineState.OPEN)
    assert said(hall.connect(1), b"hello") == b"hello"


def test_a_cut_line_keeps_its_ports(hall: Setting) -> None:
    hall.line.put(LineState.CUT)
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind((HOST, hall.ports[0]))


def test_silence(hall: Setting) -> None:
    standing = hall.connect()
    assert said(standing, b"hello") == b"hello"
    hall.line.put(LineState.SILENT)
    standing.sendall(b"anybody?")
    fresh = hall.connect()
    fresh.sendall(b"hello?")
    assert is_silent(standing)
    assert is_silent(fresh)
    assert hall.echo.accepted == 1
    hall.line.put(LineState.OPEN)
    assert received(standing, 8) == b"anybody?"
    assert received(fresh, 6) == b"hello?"


def test_what_the_far_side_does_in_silence_is_seen_later(hall: Setting) -> None:
    connection = hall.connect()
    assert said(connection, b"hello") == b"hello"
    hall.line.put(LineState.SILENT)
    hall.echo.standing[0].sendall(b"late")
    hall.echo.standing[0].shutdown(socket.SHUT_RDWR)
    assert is_silent(connection)
    hall.line.put(LineState.OPEN)
    assert received(connection, 10) == b"late"


def test_who_gives_up_in_silence_leaves_nothing(hall: Setting) -> None:
    hall.line.put(LineState.SILENT)
    before = open_files()
    for _ in range(300):
        with socket.create_connection((HOST, hall.ports[0]), LIVELY_S) as connection:
            connection.sendall(b"hello?")
    until(lambda: open_files() <= before)


def test_slow(hall: Setting) -> None:
    """Loose bounds below the rate: a loaded machine is only slower."""
    standing, fresh = hall.connect(), None
    assert said(standing, b"hello") == b"hello"
    hall.line.put(LineState.SLOW)
    began = time.monotonic()
    assert said(standing, b"x") == b"x"
    assert time.monotonic() - began > 1.5 * SLOW_WAY_S
    fresh = hall.connect()
    fresh.sendall(bytes(SLOW_BYTES_S))
    assert said(standing, b"between") == b"between"
    assert received(fresh, SLOW_BYTES_S) == bytes(SLOW_BYTES_S)
    assert time.monotonic() - began > 1.5 * SLOW_WAY_S + 1
    assert hall.line.state is LineState.SLOW


def test_slow_ends_for_what_is_under_way(hall: Setting) -> None:
    connection = hall.connect()
    hall.line.put(LineState.SLOW)
    sender = threading.Thread(target=connection.sendall, args=(MUCH,))
    sender.start()
    assert received(connection, 100) == MUCH[:100]
    hall.line.put(LineState.OPEN)
    assert received(connection, len(MUCH) - 100) == MUCH[100:]
    sender.join()


@pytest.mark.parametrize("body", [None, b"{}", bytes(20_000)])
def test_the_portal_answers_everything(hall: Setting, body: bytes | None) -> None:
    standing = hall.connect()
    assert said(standing, b"hello") == b"hello"
    hall.line.put(LineState.PORTAL)
    with pytest.raises(ConnectionResetError):
        standing.recv(1)
    for method in ("GET", "POST", "PUT"):
        status, kind, page = hall.request(method, body)
        assert (status, kind) == (200, "text/html; charset=utf-8")
        assert "请先登录无线网络" in page
        assert "sign in" in page
    assert hall.request("HEAD")[2] == ""
    assert hall.echo.accepted == 1


def test_the_portal_gives_no_answer_to_half_a_request(hall: Setting) -> None:
    hall.line.put(LineState.PORTAL)
    connection = hall.connect()
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
    assert is_silent(connection)
    connection.sendall(b"\r\n")
    assert received(connection, 15) == b"HTTP/1.1 200 OK"
    endless = hall.connect()
    with pytest.raises(ConnectionError):
        while True:
            endless.sendall(b"x" * 10_000)


def test_every_state_follows_every_other(hall: Setting) -> None:
    for before in LineState:
        for after in LineState:
            hall.line.put(before)
            with suppress(OSError):
                hall.connect().sendall(b"hello")
            hall.line.put(after)
            assert hall.line.state is after
            hall.line.put(LineState.OPEN)
            assert said(hall.connect(), b"hello") == b"hello"


def test_hands_may_press_at_once(hall: Setting) -> None:
    hands = [threading.Thread(target=hall.line.put, args=(state,)) for state in list(LineState) * 4]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    hall.line.put(LineState.OPEN)
    assert said(hall.connect(), b"hello") == b"hello"


# ---- nothing left


def test_a_thousand_connections_leave_nothing(hall: Setting) -> None:
    assert said(hall.connect(), b"hello") == b"hello"
    before = open_files()
    for number in range(1000):
        with socket.create_connection((HOST, hall.ports[number % 2]), LIVELY_S) as connection:
            assert said(connection, b"hello") == b"hello"
            if number % 3 == 0:
                connection.shutdown(socket.SHUT_WR)
                assert received(connection, 10) == b"bye"
    until(lambda: open_files() <= before)


@pytest.mark.parametrize("state", LineState)
def test_at_the_end_no_thread_and_no_socket_is_left(state: LineState) -> None:
    files, threads = open_files(), threading.active_count()
    with ExitStack() as stack:
        hall = Setting(stack)
        for wire in (0, 1):
            connection = hall.connect(wire)
            assert said(connection, b"hello") == b"hello"
        hall.line.put(state)
        if state is not LineState.CUT:
            hall.connect().sendall(b"hello")
    assert open_files() <= files
    assert threading.active_count() == threads


def test_a_taken_port_is_said_and_nothing_stays_open() -> None:
    with socket.create_server((HOST, 0)) as held:
        files = open_files()
        line = Line([Wire(free_port(), 9), Wire(held.getsockname()[1], 9)])
        with pytest.raises(OSError, match="in use"):
            line.__enter__()
        assert open_files() <= files


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
