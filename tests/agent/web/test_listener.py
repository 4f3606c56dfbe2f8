# SPDX-License-Identifier: Apache-2.0
"""TLS, limits and clients that mean no good, at a real listener."""

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from agent.web import listener as listener_module
from agent.web.announcer import Announcer
from agent.web.certificate import RENEWED_BEFORE, VALID, Certificate
from agent.web.doors import LAST_LOOK_S, Doors
from agent.web.listener import PER_ADDRESS, THREADS, Listener, context_for
from agent.web.site import build
from tests.agent.web.conftest import SteeredTime, free_port, settings_in, wait_for

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def answer_ok(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


class Door:
    def __init__(self, folder: Path) -> None:
        self.certificate = Certificate(folder)
        self.certificate.ensure(["localhost"], ["127.0.0.1"], datetime.now(UTC))
        self.port = free_port()
        self.listener = Listener(("127.0.0.1", self.port), answer_ok, context_for(self.certificate.file))

    def raw(self, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(source, 0))

    def tls(self, source: str = "127.0.0.1", **versions: ssl.TLSVersion) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=str(self.certificate.file))
        for name, version in versions.items():
            setattr(context, name, version)
        return context.wrap_socket(self.raw(source), server_hostname="localhost")

    def asks(self) -> bytes:
        with self.tls() as sock:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return b"".join(iter(lambda: sock.recv(4096), b""))


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path)
    yield made
    made.listener.stop()


def test_it_speaks_modern_tls_alone(door: Door) -> None:
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        with door.tls(minimum_version=version, maximum_version=version) as sock:
            assert sock.cipher() is not None
    context = context_for(door.certificate.file)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    names = {str(cipher["name"]) for cipher in context.get_ciphers()}
    assert all(name.startswith(("ECDHE-", "TLS_")) and ("GCM" in name or "CHACHA20" in name) for name in names), names


def test_plain_http_is_told_what_to_do(door: Door) -> None:
    with door.raw() as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"https://" in sock.recv(4096)


def test_garbage_disturbs_nobody(door: Door) -> None:
    for garbage in (b"", b"\x16\x03\x01\x00\x05hello", b"\x00" * 2000, b"\x16\x03\x01\xff\xff" + b"x" * 70_000):
        with door.raw() as sock:
            sock.sendall(garbage)
    assert door.asks().endswith(b"ok")


def test_clients_that_say_nothing_hold_up_neither_the_door_nor_others(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than threads, and none of them ever finishes its handshake."""
    monkeypatch.setattr(listener_module, "TOTAL_S", 1.0)
    silent = [door.raw(f"127.0.0.{n + 2}") for n in range(THREADS * 3)]
    assert door.asks().endswith(b"ok")
    for sock in silent:
        sock.close()


def test_a_client_that_drips_is_cut_off(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes before cheroot's limit for one wait; the total ends it."""
    monkeypatch.setattr(listener_module, "TOTAL_S", 1.5)
    sock = door.tls()
    sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
    ended = threading.Event()

    def drip() -> None:
        try:
            while not ended.wait(0.2):
                sock.sendall(b"X")
        except OSError:
            ended.set()

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        wait_for(ended.is_set)
    finally:
        ended.set()
        thread.join()
        sock.close()


def test_one_address_never_takes_every_thread(door: Door) -> None:
    greedy = [door.raw("127.0.0.9") for _ in range(THREADS * 2)]
    served = door.listener._patience._served
    wait_for(lambda: len(served) == PER_ADDRESS)
    assert door.asks().endswith(b"ok"), "the others are served meanwhile"
    assert len(served) <= PER_ADDRESS + 1
    names = [thread.name for thread in threading.enumerate()]
    assert sum("CP Server Thread" in name for name in names) <= THREADS
    for sock in greedy:
        sock.close()


def test_the_certificate_names_this_machine_and_is_private(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path)
    assert certificate.ensure(["localhost", "kiosk-7"], ["127.0.0.1", "192.168.1.9", "fe80::1"], NOW)
    assert certificate.file.stat().st_mode & 0o777 == 0o600
    made = x509.load_pem_x509_certificate(certificate.file.read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "kiosk-7"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "192.168.1.9", "fe80::1"]
    groups = certificate.fingerprint().split(" ")
    assert [len(group) for group in groups] == [4] * 16


def test_the_certificate_is_renewed_in_time_and_stays_otherwise(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path)
    ensure = lambda now: certificate.ensure(["localhost"], ["127.0.0.1"], now)  # noqa: E731
    assert ensure(NOW)
    first = certificate.fingerprint()
    assert not ensure(NOW + VALID - RENEWED_BEFORE - timedelta(minutes=1))
    assert certificate.fingerprint() == first
    assert ensure(NOW + VALID - RENEWED_BEFORE + timedelta(minutes=1))
    assert ensure(NOW), "the clock was set back before it began"
    certificate.file.write_bytes(b"half a file")
    assert ensure(NOW)


def test_a_renewed_certificate_is_served_without_a_restart(door: Door, tmp_path: Path) -> None:
    context = context_for(door.certificate.file)
    port = free_port()
    other = Listener(("127.0.0.1", port), answer_ok, context)
    try:
        before = ssl.get_server_certificate(("127.0.0.1", port))
        door.certificate.ensure(["localhost"], ["127.0.0.1"], datetime.now(UTC) + VALID)
        context.load_cert_chain(door.certificate.file)
        assert ssl.get_server_certificate(("127.0.0.1", port)) != before
    finally:
        other.stop()


def test_whoever_cannot_tell_keeps_shut(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without its state the site is closed to the network, says so once, and opens again by itself."""
    time_ = SteeredTime()
    settings = settings_in(tmp_path, free_port())
    state = Path(settings.paths.web)
    state.mkdir()
    site = build(settings, time_, time_)
    announcer = Announcer(site, *site.access.start(), lambda: "")
    doors = Doors(site, answer_ok)
    try:
        doors.tick()
        assert doors.open_beyond
        whole = (state / "access.json").read_bytes()
        (state / "access.json").write_text("{}x")
        for _ in range(3):
            time_.seconds += LAST_LOOK_S
            doors.tick()
            announcer.tick()
        assert not doors.open_beyond
        assert doors.alive
        said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        assert [line.split(":")[0] for line in said] == [
            "closed to the network",
            "the kiosk cannot be told about the commissioning yet",
        ]
        (state / "access.json").write_bytes(whole)
        doors.tick()
        assert doors.open_beyond
    finally:
        doors.stop()
