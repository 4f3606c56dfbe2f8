# SPDX-License-Identifier: Apache-2.0
"""A terminal at its most talkative: agent and technician's site are processes of their own, the world runs in this one.

`place` holds all that the terminal writes; `world` what is not the terminal's (the county's book, the wires).
"""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agent.api.server import socket_path
from agent.client import AgentUnreachable, calls
from agent.client.blocking import Client
from central.sandbox.server import DEMO_TERMINALS, Sandbox
from contract.local import DeviceState, Role
from contract.settings import SHIPPED, load
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.simulator import ResidentIdSimulator
from tests.agent.conftest import RunningAgent, wait_for
from tests.agent.web.conftest import PASSWORD, Visitor, free_port

LOUD = "tests.rigs.privacy_grep.loud"


@dataclass
class Terminal(RunningAgent):
    """Spoken to as the tests' running agent is; `agent`: how it is started, loud or leaky."""

    place: Path
    sandbox: Sandbox
    reader: ResidentIdSimulator
    printer: ReceiptPrinterSimulator
    scanner: CodeScannerSimulator
    agent: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.config = self.place / "terminal.toml"
        for folder in ("logs", "tmp"):
            (self.place / folder).mkdir()
        (self.place / "token").write_text(next(iter(DEMO_TERMINALS)), encoding="ascii")
        self.config.write_text(self._configuration(), encoding="utf-8")
        self.settings = load([SHIPPED, self.config])
        self.kiosk = Client(socket_path(self.place / "run", Role.KIOSK), 20.0)
        self.web = Client(socket_path(self.place / "run", Role.WEB), 20.0)
        self.visitor = Visitor(f"https://localhost:{self.port}", self.place / "web" / "certificate.pem")

    def start(self, who: str) -> None:
        """Returns at once: `ready` waits."""
        with (self.place / "logs" / f"{who}.log").open("ab") as log:
            self.processes[who] = subprocess.Popen(
                [sys.executable, "-m", LOUD, self.agent if who == "agent" else who, "--config", str(self.config)],
                stdout=log,
                stderr=log,
                env={**os.environ, "TMPDIR": str(self.place / "tmp"), "PYTHONPATH": str(Path(__file__).parents[3])},
                cwd=self.place,
            )

    def ready(self) -> None:
        wait_for(self._all_online)

    def _all_online(self) -> bool:
        try:
            seen = self.kiosk.send(calls.terminal())
        except AgentUnreachable:
            return False
        online = all(device.state is DeviceState.ONLINE for device in seen.devices)
        return seen.platform_reachable and online and len(seen.devices) == 3

    def kill(self, who: str, number: int = signal.SIGKILL) -> None:
        process = self.processes.pop(who)
        process.send_signal(number)
        process.wait(30)

    def claim(self) -> None:
        """As the technician does with the secret on the kiosk's screen."""
        told = wait_for(lambda: self.kiosk.send(calls.terminal()).commissioning)
        wait_for(self._claim_page)
        form = {"secret": told.secret, "password": PASSWORD, "again": PASSWORD}
        assert self.visitor.post("/claim", form).status_code == 303

    def _claim_page(self) -> str:
        try:
            return self.visitor.get("/claim").text
        except OSError:
            return ""

    def stop(self) -> None:
        for who in [*self.processes]:
            self.kill(who, signal.SIGTERM)

    def _configuration(self) -> str:
        place = self.place
        return f"""
[terminal]
profile = "sandbox"
[platform]
url = "{self.sandbox.url}"
token_file = "{place / "token"}"
connect_s = 1.0
read_s = 1.0
total_s = 1.5
[paths]
state = "{place / "state"}"
run = "{place / "run"}"
settings = "{place / "settings"}"
content = "{place / "content"}"
web = "{place / "web"}"
[payment]
poll_s = 0.2
[web]
port = {self.port}
address = "127.0.0.2"
logs = "{place / "logs"}"
[device.reader]
kind = "resident_id"
port = "{place.parent / "wires" / "reader"}"
[device.printer]
kind = "receipt_printer"
host = "127.0.0.1"
tcp_port = {self.printer.port}
[device.scanner]
kind = "code_scanner"
port = "{place.parent / "wires" / "scanner"}"
"""


@contextmanager
def terminal(folder: Path, book: str, agent: str) -> Iterator[Terminal]:
    """Everything but the processes runs when it is given."""
    place, wires = folder / "place", folder / "wires"
    place.mkdir()
    wires.mkdir()
    (folder / "residents.toml").write_text(book, encoding="utf-8")
    with ExitStack() as closing:
        closing.enter_context(_heard_of_devices(place / "simulators.log"))
        here = Terminal(
            place,
            closing.enter_context(Sandbox(folder / "sandbox.db", residents_file=folder / "residents.toml")),
            closing.enter_context(ResidentIdSimulator(wires / "reader")),
            closing.enter_context(ReceiptPrinterSimulator()),
            closing.enter_context(CodeScannerSimulator(wires / "scanner")),
            agent,
        )
        closing.callback(here.stop)
        yield here


@contextmanager
def _heard_of_devices(path: Path) -> Iterator[None]:
    """What the simulators, which run in this process, have to say."""
    log, handler = logging.getLogger("device_drivers"), logging.FileHandler(path, encoding="utf-8")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        log.setLevel(before)
        log.removeHandler(handler)
        handler.close()
