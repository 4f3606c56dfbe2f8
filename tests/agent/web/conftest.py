# SPDX-License-Identifier: Apache-2.0
"""The site as it runs: in this process behind its real TLS listener, or as a process of its own."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
import requests
from argon2 import PasswordHasher
from flask import Flask
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from agent.web import passwords
from agent.web.app import create_app
from agent.web.boottime import Moment
from agent.web.certificate import Certificate
from agent.web.listener import Listener, context_for
from agent.web.site import Site, build
from contract.clock import SystemClock
from contract.settings import SHIPPED, Settings, load
from tests.agent.web.browser import Screen, close_chromium
from tests.agent.web.fake_agent import FakeAgent

T = TypeVar("T")

HANDSHAKES = Retry(total=None, connect=0, read=0, redirect=0, status=0, other=2)
"""On a machine full of work the site may give up a handshake that takes too long; a browser tries again, too."""
PASSWORD = "晨光照在河面上 2026"
LIMIT_S = 30.0
AS_SHIPPED = passwords._hasher


def wait_for(look: Callable[[], T | bool | None], limit_s: float = LIMIT_S, every_s: float = 0.05) -> T:
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        found = look()
        if found:
            return found  # type: ignore[return-value]
        time.sleep(every_s)
    raise AssertionError("it did not come to pass in time")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class SteeredTime:
    """Boot time and monotonic clock, moved by hand."""

    def __init__(self) -> None:
        self.boot_id = "boot-1"
        self.seconds = 1000.0

    def moment(self) -> Moment:
        return Moment(self.boot_id, self.seconds)

    def now(self) -> Any:
        return SystemClock().now()

    def monotonic(self) -> float:
        return self.seconds


def write_settings(directory: Path, port: int, more: str = "") -> Path:
    (directory / "logs").mkdir(exist_ok=True)
    file = directory / "terminal.toml"
    file.write_text(
        f"""
[terminal]
profile = "sandbox"
[paths]
run = "{directory / "run"}"
web = "{directory / "web"}"
settings = "{directory / "settings"}"
[web]
port = {port}
address = "127.0.0.2"
logs = "{directory / "logs"}"
{more}
""",
        encoding="utf-8",
    )
    return file


@pytest.fixture(scope="session", autouse=True)
def _browser_closed() -> Iterator[None]:
    yield
    close_chromium()


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2id at its lowest cost; processes of their own keep the real one."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def fake_agent(tmp_path: Path) -> Iterator[FakeAgent]:
    agent = FakeAgent(tmp_path / "run")
    agent.start()
    yield agent
    agent.stop()


class Visitor:
    """A browser without a screen: keeps cookies, sends what a browser would send."""

    def __init__(self, base: str, certificate: Path) -> None:
        self.base = base
        self.session = requests.Session()
        self.session.mount("https://", HTTPAdapter(max_retries=HANDSHAKES))
        self.session.verify = str(certificate)
        self.session.trust_env = False

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(self.base + path, allow_redirects=False, timeout=30, **more)

    def token(self) -> str:
        for path in ("/login", "/claim", "/password"):
            if found := re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(path).text):
                return found[1]
        raise AssertionError("no form with a token")

    def post(
        self, path: str, data: dict[str, str] | None = None, headers: dict[str, str] | None = None, **more: Any
    ) -> requests.Response:
        form = dict(data or {})
        if "csrf" not in form:
            form["csrf"] = self.token()
        sent = {"Origin": self.base} if headers is None else headers
        return self.session.post(self.base + path, data=form, headers=sent, allow_redirects=False, timeout=60, **more)

    def sign_in(self, password: str = PASSWORD) -> requests.Response:
        return self.post("/login", {"password": password})


@dataclass
class Served:
    site: Site
    app: Flask
    base: str
    certificate: Certificate
    agent: FakeAgent
    time: SteeredTime
    secret: str

    @property
    def site_logs(self) -> Path:
        return Path(self.site.settings.web.logs)

    def visitor(self) -> Visitor:
        return Visitor(self.base, self.certificate.file)

    def technician(self) -> Visitor:
        visitor = self.visitor()
        assert visitor.sign_in().status_code == 303
        return visitor


def settings_in(directory: Path, port: int, more: str = "") -> Settings:
    return load([SHIPPED, write_settings(directory, port, more)])


@pytest.fixture
def unclaimed(tmp_path: Path, fake_agent: FakeAgent) -> Iterator[Served]:
    port = free_port()
    settings = settings_in(tmp_path, port)
    Path(settings.paths.web).mkdir()
    time_ = SteeredTime()
    site = build(settings, time_, time_)
    secret, _ = site.access.start()
    app = create_app(site)
    certificate = Certificate(Path(settings.paths.web))
    certificate.ensure(["localhost"], ["127.0.0.1"], time_.now())
    listener = Listener(("127.0.0.1", port), app, context_for(certificate.file))
    yield Served(site, app, f"https://localhost:{port}", certificate, fake_agent, time_, secret)
    listener.stop()


@pytest.fixture
def served(unclaimed: Served) -> Served:
    unclaimed.site.access.claim(unclaimed.secret, PASSWORD)
    return unclaimed


class SiteProcess:
    """`python -m agent.web`, which can be killed and started again."""

    def __init__(self, directory: Path, more: str = "") -> None:
        self.port = free_port()
        self.base = f"https://localhost:{self.port}"
        self.config = write_settings(directory, self.port, more)
        self.arguments = ["--config", str(self.config)]
        self.state = directory / "web"
        self._log = directory / "web-process.txt"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "agent.web", *self.arguments], stderr=log, stdout=log
            )
        wait_for(self.answers)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.said()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def beyond(self) -> bool:
        """Whether it listens beyond this machine, for which another loopback address stands here."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.2", self.port)) == 0

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        code = self._process.wait(20)
        self._process = None
        return code

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def visitor(self) -> Visitor:
        return Visitor(self.base, self.state / "certificate.pem")


@pytest.fixture
def process(tmp_path: Path) -> Iterator[SiteProcess]:
    site = SiteProcess(tmp_path)
    yield site
    if site._process is not None:
        site.stop(signal.SIGKILL)


def sign_in(shown: Screen, password: str = PASSWORD) -> None:
    shown.open("/login")
    shown.page.fill("#f-password", password)
    shown.page.click("main button")
