# SPDX-License-Identifier: Apache-2.0
"""The demo's terminal: where its files stand, and its settings."""

import fcntl
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from agent.client.blocking import Client
from central.demo.errors import Missing
from central.demo.running.screen import KIOSK_SIZE, LOBBY_SIZE
from central.sandbox.server import DEMO_TERMINAL
from contract.release import ContentFolder

HOST = "127.0.0.1"
LOBBY = "lobby"
SOCKET_PATH_ROOM = 60
"""A Unix socket's path has 107 bytes; this much of them is left for the directory."""


@dataclass(frozen=True)
class Pace:
    """What the tour shortens so that it need not wait long for the idle warning."""

    idle_s: int = 60
    warning_s: int = 20
    attract_s: int = 90


@dataclass(frozen=True)
class Ports:
    platform: int
    content: int
    platform_line: int
    """Where the terminal's line to the platform begins; the payer's phone has a network of its own."""
    content_line: int
    web: int
    printer: int
    spare_printer: int
    """Of a printer that stands there, but that nobody has told the terminal of."""


@dataclass(frozen=True)
class Wire:
    """From the port that the terminal knows to the one behind which somebody listens."""

    from_port: int
    to_port: int


@dataclass(frozen=True)
class Place:
    """`root` holds what lasts (may be kept), `run` the sockets."""

    root: Path
    run: Path
    ports: Ports

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def settings(self) -> Path:
        """The technician's."""
        return self.root / "settings"

    @property
    def content(self) -> ContentFolder:
        return ContentFolder(self.root / "content")

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def platform(self) -> Path:
        """The county's files, which are no part of the terminal."""
        return self.root / "platform"

    @property
    def county(self) -> Path:
        """The county's keys and content, the served folder in it: no part of the terminal either."""
        return self.root / "county"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def config(self) -> Path:
        return self.root / "terminal.toml"

    @property
    def token(self) -> Path:
        return self.root / "platform-token"

    @property
    def technician_password(self) -> Path:
        """In the technician's head, so to speak: no part of the terminal."""
        return self.root / "technician-password"

    @property
    def root_file(self) -> Path:
        """As enrolment brings it: a copy, which stays what it is when the county's own changes."""
        return self.root / "content-root.json"

    @property
    def clock_file(self) -> Path:
        """The terminal's, and the platform's."""
        return self.run / "clock"

    @property
    def county_clock_file(self) -> Path:
        """Of those who publish."""
        return self.run / "county-clock"

    @property
    def notes(self) -> Path:
        return self.run / "notify"

    @property
    def platform_url(self) -> str:
        return f"http://{HOST}:{self.ports.platform}"

    @property
    def content_url(self) -> str:
        return f"http://{HOST}:{self.ports.content}"

    @property
    def lines(self) -> tuple[Wire, ...]:
        ports = self.ports
        return Wire(ports.platform_line, ports.platform), Wire(ports.content_line, ports.content)

    @property
    def technician_url(self) -> str:
        return f"https://{HOST}:{self.ports.web}"

    def control(self, device: str) -> Path:
        return self.run / f"{device}.ctl"

    def link(self, device: str) -> Path:
        return self.run / device

    def operator(self, limit_s: float = 15.0) -> Client:
        return Client(self.run / "operator" / "agent.sock", limit_s)

    def kiosk(self) -> Client:
        """As the kiosk itself asks."""
        return Client(self.run / "kiosk" / "agent.sock")


@contextmanager
def place(keep: Path | None = None) -> Iterator[Place]:
    """Fresh directories; gone at the end, but for one that shall be kept. Raises Missing, OSError."""
    with ExitStack() as closing:
        run = Path(tempfile.mkdtemp(prefix="linli-"))
        closing.callback(shutil.rmtree, run, ignore_errors=True)
        if len(os.fsencode(run)) > SOCKET_PATH_ROOM:
            raise Missing(f"the path {run} is too long for sockets; set TMPDIR to a shorter one")
        if keep is not None:
            keep.mkdir(mode=0o700, parents=True, exist_ok=True)
            closing.enter_context(_alone_in(keep))
        here = Place(keep or run, run, Ports(*closing.enter_context(_free_ports(7))))
        for folder in (here.state, here.settings, here.content.root, here.logs, here.platform, here.home, here.notes):
            folder.mkdir(mode=0o700, exist_ok=True)
        yield here


@contextmanager
def _alone_in(kept: Path) -> Iterator[None]:
    """Two at once would share one ledger, and each would write its ports into the other's settings."""
    with (kept / "demo.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Missing(f"another demo is using {kept}") from error
        yield


@contextmanager
def _free_ports(count: int) -> Iterator[list[int]]:
    """Bound until the end, listening never: a server that asks for the port by its number (SO_REUSEADDR, as all of
    them do) gets it, also when it is started again, and the system gives it to nobody else."""
    with ExitStack() as closing:
        held = [closing.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) for _ in range(count)]
        for each in held:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            each.bind((HOST, 0))
        yield [each.getsockname()[1] for each in held]


def write_settings(
    here: Place, pace: Pace, kiosk: tuple[int, int] = KIOSK_SIZE, lobby: tuple[int, int] = LOBBY_SIZE
) -> None:
    """`kiosk` and `lobby`: their panels' width and height in pixels. In millimetres they stay what they are, so that
    smaller panels show the same pages, only smaller."""
    here.token.write_text(secrets.token_hex(16) + "\n", encoding="ascii")
    here.token.chmod(0o600)
    settings = {
        "terminal": {"number": DEMO_TERMINAL, "profile": "sandbox"},
        "platform": {"url": f"http://{HOST}:{here.ports.platform_line}", "token_file": str(here.token)},
        "paths": {
            "state": str(here.state),
            "run": str(here.run),
            "settings": str(here.settings),
            "content": str(here.content.root),
            "sync": str(here.root / "sync"),
            "web": str(here.root / "web"),
            "signage": str(here.root / "signage"),
            "clock_offset": str(here.clock_file),
        },
        "content": {"url": f"http://{HOST}:{here.ports.content_line}", "root_file": str(here.root_file), "poll_s": 1.0},
        "kiosk": {
            "idle_s": pace.idle_s,
            "warning_s": pace.warning_s,
            "attract_s": pace.attract_s,
            "panel": _panel(kiosk),
        },
        "signage": {LOBBY: {"renderer": "software", "panel": _panel(lobby)}},
        "web": {"port": here.ports.web, "lan": "commissioning", "address": HOST, "logs": str(here.logs)},
        "device": {
            "reader": {"kind": "resident_id", "port": str(here.link("reader"))},
            "printer": {"kind": "receipt_printer", "host": HOST, "tcp_port": here.ports.printer},
            "scanner": {"kind": "code_scanner", "port": str(here.link("scanner"))},
        },
    }
    here.config.write_text(tomli_w.dumps(settings), encoding="utf-8")


def _panel(size: tuple[int, int]) -> dict[str, int]:
    return {"width_px": size[0], "height_px": size[1]}
