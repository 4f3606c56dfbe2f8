# SPDX-License-Identifier: Apache-2.0
"""A terminal that takes money, for rigs: agent and sandbox are processes of their own, the devices run in this one."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from agent.api.server import socket_path
from agent.client import AgentUnreachable, calls
from agent.client.blocking import Client
from contract import local
from contract.local import DeviceState, PaymentState, Role
from contract.personal import IdNumber
from contract.platform import BillList
from contract.settings import SHIPPED, Settings, load
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from tests.agent.conftest import RunningAgent, wait_for
from tests.rigs import pay_kill

PRODUCT, CARELESS = "agent", "tests.rigs.careless_agent"
READY_LIMIT_S = 30.0


@dataclass
class PayingTerminal(RunningAgent):
    """Spoken to as the tests' running agent is. Its `state` may be a file system of its own."""

    folder: Path
    printer: ReceiptPrinterSimulator
    program: str = PRODUCT
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.config = self.folder / "terminal.toml"
        (self.folder / "token").write_text("sandbox-terminal", encoding="ascii")
        self.config.write_text(self._configuration(), encoding="utf-8")
        self.settings: Settings = load([SHIPPED, self.config])
        (self.folder / "residents.toml").write_text(pay_kill.people(), encoding="utf-8")
        self.kiosk = Client(socket_path(self.folder / "run", Role.KIOSK), 20.0)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def start(self, who: str) -> None:
        """Returns at once."""
        commands = {
            "agent": [self.program, "--config", str(self.config)],
            "kiosk": ["kiosk", "--windowed", "--config", str(self.config)],
            "sandbox": [
                "central.sandbox", "--port", str(self.port), "--residents", str(self.folder / "residents.toml"),
                "--database", str(self.folder / "sandbox.db"),
            ],
        }  # fmt: skip
        quiet = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", **self.environment}
        with (self.folder / f"{who}.log").open("ab") as log:
            self.processes[who] = subprocess.Popen(
                [sys.executable, "-m", *commands[who]], stdout=log, stderr=log, env={**os.environ, **quiet}
            )

    def kill(self, who: str, number: int = signal.SIGKILL) -> None:
        process = self.processes.pop(who)
        process.send_signal(number)
        process.wait(30)

    def ready(self) -> None:
        """Agent, platform and printer are there, and nothing is left to resolve."""
        wait_for(self._takes_money, READY_LIMIT_S)

    def _takes_money(self) -> bool:
        seen = self.terminal()
        online = seen is not None and all(device.state is DeviceState.ONLINE for device in seen.devices)
        return seen is not None and seen.platform_reachable and seen.paying and online

    def terminal(self) -> local.Terminal | None:
        try:
            return self.kiosk.send(calls.terminal())
        except AgentUnreachable:
            return None

    def somebody(self, person: int) -> tuple[str, BillList]:
        session = self.session()
        number = IdNumber(pay_kill.number(person))
        self.kiosk.send(calls.type_identity(session, local.TypedIdentity(id_number=number)))
        return session, self.kiosk.send(calls.bills(session))

    def phone(self, payment_id: str, **more: Any) -> int:
        return requests.post(f"{self.url}/test/orders/{payment_id}/pay", json=more, timeout=5).status_code

    def book(self) -> dict[str, Any]:
        told: dict[str, Any] = requests.get(f"{self.url}/test/orders", timeout=10).json()
        return told

    def decided(self, payment_id: str) -> local.Payment:
        return self.until(
            payment_id, PaymentState.SUCCEEDED, PaymentState.CLOSED, PaymentState.REFUND_DUE, limit_s=READY_LIMIT_S
        )

    def memory_kb(self) -> int:
        status = Path(f"/proc/{self.processes['agent'].pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

    def stop(self) -> None:
        for who in [*self.processes]:
            self.kill(who, signal.SIGTERM)

    def _configuration(self) -> str:
        return f"""
[terminal]
profile = "sandbox"
[platform]
url = "{self.url}"
token_file = "{self.folder / "token"}"
connect_s = 1.0
read_s = 1.0
total_s = 1.5
[paths]
state = "{self.state}"
run = "{self.folder / "run"}"
settings = "{self.folder / "settings"}"
content = "{self.folder / "content"}"
clock_offset = "{self.folder / "clock"}"
[payment]
poll_s = 0.2
[device.printer]
kind = "receipt_printer"
host = "127.0.0.1"
tcp_port = {self.printer.port}
"""


@contextmanager
def terminal(folder: Path, program: str = PRODUCT, **environment: str) -> Iterator[PayingTerminal]:
    """Sandbox, agent and printer run, and it takes money."""
    with ExitStack() as closing:
        printer = closing.enter_context(ReceiptPrinterSimulator())
        here = PayingTerminal(folder, printer, program, environment)
        closing.callback(here.stop)
        here.start("sandbox")
        here.start("agent")
        here.ready()
        yield here


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
