# SPDX-License-Identifier: Apache-2.0
"""The demo's terminal: where its files stand, and its programs in the order in which they start."""

import json
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent.client import ClientError, calls
from agent.client.blocking import Client
from central.demo import accessibility
from central.demo.errors import Missing
from central.demo.processes import Child, Program, appeared, logged, notified
from central.demo.screen import Screen
from central.sandbox.server import DEMO_TERMINAL
from contract.local import DeviceState

HOST = "127.0.0.1"
SOCKET_PATH_ROOM = 60
"""A Unix socket's path has 107 bytes; this much of them is left for the directory."""


@dataclass(frozen=True)
class Pace:
    """What the tour shortens so that it need not wait long for the idle warning."""

    idle_s: int = 60
    warning_s: int = 20


@dataclass(frozen=True)
class Place:
    """`root` holds what lasts (may be kept), `run` the sockets."""

    root: Path
    run: Path
    platform_port: int
    printer_port: int

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def platform(self) -> Path:
        """The county's files, which are no part of the terminal."""
        return self.root / "platform"

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
    def notes(self) -> Path:
        return self.run / "notify"

    @property
    def platform_url(self) -> str:
        return f"http://{HOST}:{self.platform_port}"

    def control(self, device: str) -> Path:
        return self.run / f"{device}.ctl"

    def link(self, device: str) -> Path:
        return self.run / device

    def operator(self) -> Client:
        return Client(self.run / "operator" / "agent.sock")


@contextmanager
def place(keep: Path | None = None) -> Iterator[Place]:
    """Fresh directories; gone at the end, but for one that shall be kept."""
    run = Path(tempfile.mkdtemp(prefix="linli-"))
    try:
        if len(os.fsencode(run)) > SOCKET_PATH_ROOM:
            raise Missing(f"the path {run} is too long for sockets; set TMPDIR to a shorter one")
        root = keep or run
        here = Place(root, run, *_free_ports(2))
        for folder in (here.state, here.logs, here.platform, here.home, here.notes):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield here
    finally:
        shutil.rmtree(run, ignore_errors=True)


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports: list[int] = [server.getsockname()[1] for server in held]
    for server in held:
        server.close()
    return ports


def write_settings(here: Place, pace: Pace) -> None:
    here.token.write_text(secrets.token_hex(16) + "\n", encoding="ascii")
    here.token.chmod(0o600)
    sections: dict[str, Mapping[str, str | int]] = {
        "terminal": {"number": DEMO_TERMINAL, "profile": "sandbox"},
        "platform": {"url": here.platform_url, "token_file": str(here.token)},
        "paths": {
            "state": str(here.state),
            "run": str(here.run),
            "clock_offset": str(here.run / "clock-offset"),
        },
        "kiosk": {"idle_s": pace.idle_s, "warning_s": pace.warning_s},
        "device.reader": {"kind": "resident_id", "port": str(here.link("reader"))},
        "device.printer": {"kind": "receipt_printer", "host": HOST, "tcp_port": here.printer_port},
        "device.scanner": {"kind": "code_scanner", "port": str(here.link("scanner"))},
    }
    lines: list[str] = []
    for name, values in sections.items():
        # A JSON string or number is a TOML string or number.
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items()), ""]
    here.config.write_text("\n".join(lines), encoding="utf-8")


def programs(here: Place, screen: Screen, *, with_accessibility: bool = False) -> Iterator[Program]:
    """In the order of starting; each is asked for when the one before is ready."""
    environment = own_environment(here)
    program = partial(_python_program, environment=environment)
    if screen.is_own:
        yield screen.program(environment)
    shown = {**environment, **screen.environment()}
    yield program(
        "sandbox",
        [
            *("central.sandbox", "--port", here.platform_port, "--database", here.platform / "sandbox.db"),
            *("--terminal-token-file", here.token, "--clock-offset", here.run / "clock-offset"),
        ],
        is_ready=logged(r"^sandbox ready"),
    )
    for device, module, options in (
        ("reader", "resident_id", ["--link", here.link("reader")]),
        ("printer", "receipt_printer", ["--port", here.printer_port]),
        ("scanner", "code_scanner", ["--link", here.link("scanner")]),
    ):
        command = [f"device_drivers.{module}.simulator", *options, "--control", here.control(device)]
        yield program(device, command, is_ready=appeared(here.control(device)))
    yield program("agent", ["agent", "--config", here.config], is_ready=lambda child: agent_is_ready(child, here))
    if with_accessibility:
        yield accessibility.bus_program(here.run, environment)
        yield accessibility.registry_program(here.run, environment)
        shown["AT_SPI_BUS_ADDRESS"] = accessibility.bus_address(here.run)
    yield _python_program("kiosk", ["kiosk", "--config", here.config], environment=shown, is_ready=notified)


def agent_is_ready(child: Child, here: Place) -> bool:
    """Ready is an agent that says so and has met all its devices, so that nobody stands before a dead machine."""
    if not child.has_notified():
        return False
    try:
        terminal = here.operator().send(calls.terminal())
    except ClientError:
        return False
    return terminal.platform_reachable and all(device.state is DeviceState.ONLINE for device in terminal.devices)


def own_environment(here: Place) -> dict[str, str]:
    """Programs write their caches into the demo's own home, so that all they leave is in one place."""
    inherited = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR", "XAUTHORITY")
    kept = {name: os.environ[name] for name in inherited if name in os.environ}
    return {**kept, "HOME": str(here.home), "XDG_RUNTIME_DIR": str(here.home), "PYTHONUNBUFFERED": "1"}


def _python_program(
    name: str, arguments: Sequence[object], *, environment: dict[str, str], is_ready: Callable[[Child], bool]
) -> Program:
    command = [sys.executable, "-m", *map(str, arguments)]
    return Program(name, lambda: command, is_ready, environment)
