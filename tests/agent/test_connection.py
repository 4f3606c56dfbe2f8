# SPDX-License-Identifier: Apache-2.0
"""The technician's connection test against real servers, good and bad."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.errors import TooMany
from agent.live import Live
from agent.platform import connection, steps
from agent.platform.connection import Prober
from agent.platform.steps import StepFailed
from agent.sync.errors import ContentForeign
from agent.sync.host import ContentHost
from central.sandbox.server import DEMO_TERMINALS, Sandbox
from contract.clock import SystemClock
from contract.document import encode
from contract.local import ConnectionReport
from contract.platform import Health
from contract.settings import SHIPPED, laid_over, read_files
from tests.agent.servers import Authority, Page, SignedFolder, serving

TOKEN = next(iter(DEMO_TERMINALS))


@pytest.fixture
def root_file(tmp_path: Path) -> Path:
    return tmp_path / "root.json"


@pytest.fixture
def prober(root_file: Path) -> Prober:
    return prober_with(root_file, TOKEN)


def prober_with(root_file: Path, token: str) -> Prober:
    settings = laid_over(read_files([SHIPPED]), {"content": {"root_file": str(root_file)}})
    return Prober(SystemClock(), Live(settings), token)


def end_of(report: ConnectionReport) -> tuple[str, str]:
    """The last step and its code; all before it held."""
    assert all(step.held for step in report.steps[:-1])
    last = report.steps[-1]
    assert last.held == (not last.code)
    return last.step.value, last.code


def health(time_: datetime) -> Page:
    return 200, {"Content-Type": "application/json"}, encode(Health(state="ok", time=time_))


# ---- the platform


def test_the_platform_is_known_by_its_health_and_its_answer_to_the_token(prober: Prober, tmp_path: Path) -> None:
    with Sandbox(tmp_path / "sandbox.db") as sandbox:
        report = prober.platform(sandbox.url)
        assert report.held
        names = [step.step.value for step in report.steps]
        assert names == ["address", "resolve", "connect", "answer", "meaning", "clock"]
        assert prober.platform(sandbox.url + "/").held
        wrong = prober_with(tmp_path, "another").platform(sandbox.url)
        assert end_of(wrong) == ("meaning", "tokenRefused")
        assert sandbox.desk.every_order() == []


def test_the_token_is_not_shown_to_a_stranger(prober: Prober) -> None:
    with serving({"/": (200, {}, b"<html>Welcome! Log in here</html>")}) as server:
        report = prober.platform(f"http://127.0.0.1:{server.server_port}")
        assert end_of(report) == ("meaning", "foreignAnswer")
        assert "Welcome" not in str(report)
        assert server.asked == [("/v1/health", "")]


@pytest.mark.parametrize(
    ("page", "end"),
    [
        ((404, {}, b"no"), ("answer", "notFound")),
        ((500, {}, b"no"), ("answer", "serverError")),
        ((403, {}, b"no"), ("answer", "foreignAnswer")),
        ((302, {"Location": "http://127.0.0.1:1/login"}, b""), ("answer", "foreignAnswer")),
        ((200, {}, b"x" * 100_000), ("answer", "foreignAnswer")),
        ((200, {}, b'{"state": "ok"}'), ("meaning", "foreignAnswer")),
        (health(datetime.now(UTC) - timedelta(minutes=5)), ("clock", "clockWrong")),
    ],
)
def test_each_wrong_answer_has_its_code(tmp_path: Path, page: Page, end: tuple[str, str]) -> None:
    with serving({"/v1/health": page}) as server:
        assert end_of(prober_with(tmp_path, "").platform(f"http://127.0.0.1:{server.server_port}")) == end


def test_nobody_there_and_no_such_name(prober: Prober) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert end_of(prober.platform(f"http://127.0.0.1:{port}")) == ("connect", "refused")
    assert end_of(prober.platform("http://nobody.invalid")) == ("resolve", "nameUnknown")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "CONNECT_S", 0.5)
    monkeypatch.setattr(connection, "TOTAL_S", 1.0)


@pytest.fixture
def black_hole() -> Iterator[int]:
    """A port whose queue is full: what knocks there is never let in nor sent away."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for client in waiting:
            client.close()


@pytest.mark.usefixtures("short")
def test_a_black_hole_costs_no_more_than_the_limit(prober: Prober, black_hole: int) -> None:
    assert end_of(prober.platform(f"http://127.0.0.1:{black_hole}")) == ("connect", "timedOut")


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_says_nothing_costs_no_more_than_the_limit(prober: Prober, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        step = "answer" if scheme == "http" else "encrypt"
        assert end_of(prober.platform(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}")) == (step, "timedOut")


@pytest.mark.usefixtures("short")
def test_a_server_that_drips_costs_no_more_than_the_limit(prober: Prober) -> None:
    over = threading.Event()

    def drip(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client, contextlib.suppress(OSError):
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n")
            while not over.wait(0.05):
                client.sendall(b" ")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        report = prober.platform(f"http://127.0.0.1:{listener.getsockname()[1]}")
        over.set()
        thread.join()
    assert end_of(report) == ("answer", "timedOut")


def test_a_port_that_speaks_something_else(prober: Prober) -> None:
    with serving({}) as plain:
        report = prober.platform(f"https://127.0.0.1:{plain.server_port}")
        assert end_of(report) == ("encrypt", "certificateInvalid")


# ---- certificates


def test_a_certificate_that_is_nobodys_and_one_that_is_over_are_told_apart(
    prober: Prober, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    pages = {"/v1/health": health(datetime.now(UTC)), "/v1/orders/": (404, {}, b"")}
    with serving(pages, authority.leaf(timedelta(days=10))) as good:
        url = f"https://localhost:{good.server_port}"
        assert end_of(prober.platform(url)) == ("encrypt", "certificateInvalid")
        monkeypatch.setattr(steps, "PLATFORMS_AUTHORITIES", str(authority.bundle))
        assert prober_with(tmp_path, "").platform(url).held
        other_name = f"https://127.0.0.1:{good.server_port}"
        assert end_of(prober.platform(other_name)) == ("encrypt", "certificateInvalid")
    with serving(pages, authority.leaf(timedelta(days=-10))) as over:
        assert end_of(prober.platform(f"https://localhost:{over.server_port}")) == ("encrypt", "certificateExpired")


# ---- the content's host


def test_whom_sync_trusts_the_content_test_trusts_and_no_platform_s_authority(
    tmp_path: Path, root_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, folder = Authority(tmp_path), SignedFolder()
    root_file.write_bytes(folder.roots[1])
    with serving(folder.pages(), authority.leaf(timedelta(days=10))) as server:
        url = f"https://localhost:{server.server_port}"
        for bundle, held in ((None, False), (authority.bundle, True)):
            if bundle is not None:
                monkeypatch.setenv("SSL_CERT_FILE", str(bundle))  # as if it were one of the system's own
            assert prober_with(root_file, "").content(url).held is held
            host = ContentHost(url, lambda: None)
            try:
                with contextlib.nullcontext() if held else pytest.raises(ContentForeign, match="certificate"):
                    host.get("metadata/timestamp.json", 10_000)
            finally:
                host.close()


def test_a_signed_folder_is_verified_also_after_its_keys_were_changed(prober: Prober, root_file: Path) -> None:
    folder = SignedFolder()
    root_file.write_bytes(folder.roots[1])
    with serving(folder.pages()) as server:
        assert prober.content(f"http://127.0.0.1:{server.server_port}").held
        folder.change_timestamp_key()
        folder.change_timestamp_key()
        server.pages = folder.pages()
        assert prober.content(f"http://127.0.0.1:{server.server_port}").held
        del server.pages["/metadata/2.root.json"]
        gap = prober.content(f"http://127.0.0.1:{server.server_port}")
        assert end_of(gap) == ("meaning", "untrusted")


def test_a_strangers_folder_a_portal_and_half_a_document_are_told(prober: Prober, root_file: Path) -> None:
    root_file.write_bytes(SignedFolder().roots[1])
    stranger = SignedFolder()
    ends = {
        stranger.timestamp(): ("meaning", "untrusted"),
        stranger.roots[1]: ("meaning", "foreignAnswer"),
        b"<html>Log in</html>": ("meaning", "foreignAnswer"),
        stranger.timestamp()[:-20]: ("meaning", "foreignAnswer"),
        b"[" * 60_000: ("meaning", "foreignAnswer"),
    }
    for content, end in ends.items():
        with serving({"/metadata/timestamp.json": (200, {}, content)}) as server:
            assert end_of(prober.content(f"http://127.0.0.1:{server.server_port}")) == end


def test_without_a_root_the_report_says_that_nothing_was_verified(prober: Prober) -> None:
    with serving(SignedFolder().pages()) as server:
        report = prober.content(f"http://127.0.0.1:{server.server_port}/")
    assert report.held
    assert "not checked" in report.steps[-2].detail


@pytest.mark.parametrize(("minutes", "held"), [(-5, False), (0, True), (5, False)])
def test_the_clock_is_compared_with_the_hosts(prober: Prober, minutes: int, held: bool) -> None:
    theirs = {"Date": format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)}
    with serving({"/metadata/timestamp.json": (200, theirs, SignedFolder().timestamp())}) as server:
        report = prober.content(f"http://127.0.0.1:{server.server_port}")
    assert report.held is held
    assert report.steps[-1].code == ("" if held else "clockWrong")


def test_an_answer_out_of_a_cache_does_not_make_the_clock_wrong(prober: Prober) -> None:
    old = {"Date": format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True), "Age": "3600"}
    with serving({"/metadata/timestamp.json": (200, old, SignedFolder().timestamp())}) as server:
        assert prober.content(f"http://127.0.0.1:{server.server_port}").held


# ---- addresses


@pytest.mark.parametrize(
    "url",
    [
        "", "platform", "ftp://x", "file:///etc/passwd", "gopher://x", "http://", "http:///x", "http://user@x",
        "http://user:secret@x/", "http://x:0", "http://x:99999", "http://x:y", "http://[::1", "http://x y", "http://x\n",
        "http://x?q=1", "http://x#f", "http://邻里.cn", "http://" + "x" * 400,
    ],
)  # fmt: skip
def test_what_is_no_address_is_never_knocked_at(prober: Prober, url: str) -> None:
    report = prober.platform(url)
    assert end_of(report) == ("address", "notAnAddress")
    assert "secret" not in str(report)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_addresses(text: str) -> None:
    for url in (text, f"http://{text}", f"https://{text}/x"):
        with contextlib.suppress(StepFailed):
            place = steps.where(url)
            assert place.host
            assert 0 < place.port < 65_536


def test_tests_at_once_are_bounded(prober: Prober) -> None:
    for _ in range(connection.AT_ONCE):
        assert prober._free.acquire(blocking=False)
    with pytest.raises(TooMany):
        prober.platform("http://127.0.0.1:1")
    prober._free.release()
    started = time.monotonic()
    assert prober.platform("nonsense").steps[-1].code == "notAnAddress"
    assert prober.platform("nonsense").steps[-1].took_ms <= (time.monotonic() - started) * 1000 + 1
