# SPDX-License-Identifier: Apache-2.0
"""A whole agent around real wires: sandbox over HTTP, reader and scanner on ptys, printer over TCP."""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from cheroot.server import HTTPServer

from agent.api.server import LocalApi, socket_path
from agent.client import Refused, calls
from agent.client.blocking import Client
from agent.house import House, build
from agent.journal import Journal
from agent.ledger import Ledger
from central.sandbox.channels import CodeKind
from central.sandbox.server import DEMO_TERMINALS, Sandbox
from contract import local
from contract.clock import SystemClock
from contract.local import Role
from contract.platform import BillList
from contract.settings import SHIPPED, Settings, load, read_files
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.simulator import CardData, ResidentIdSimulator

T = TypeVar("T")

HTTPServer.expiration_interval = 0.05
"""How often a server's loop looks whether it is to end: at its own 0.5 s, most of a test would be the stopping."""
ZHANG = CardData(name="张建国", id_number="330106195001010036", address="示范县振兴街道")
LIMIT_S = 15.0


def new_id() -> str:
    return uuid.uuid4().hex


def wait_for(look: Callable[[], T | bool | None], limit_s: float = LIMIT_S) -> T:
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        found = look()
        if found:
            return found  # type: ignore[return-value]
        time.sleep(0.02)
    raise AssertionError("it did not come to pass in time")


@dataclass
class Surroundings:
    """Everything outside the agent."""

    directory: Path
    sandbox: Sandbox
    reader: ResidentIdSimulator
    printer: ReceiptPrinterSimulator
    scanner: CodeScannerSimulator

    def settings(self) -> Settings:
        token = self.directory / "token"
        token.write_text(next(iter(DEMO_TERMINALS)), encoding="ascii")
        config = self.directory / "terminal.toml"
        config.write_text(
            f"""
[terminal]
profile = "sandbox"
[platform]
url = "{self.sandbox.url}"
token_file = "{token}"
connect_s = 1.0
read_s = 1.0
total_s = 1.5
[paths]
state = "{self.directory / "state"}"
run = "{self.directory / "run"}"
settings = "{self.directory / "settings"}"
content = "{self.directory / "content"}"
[payment]
poll_s = 0.2
[device.reader]
kind = "resident_id"
port = "{self.directory / "reader"}"
[device.printer]
kind = "receipt_printer"
host = "127.0.0.1"
tcp_port = {self.printer.port}
[device.scanner]
kind = "code_scanner"
port = "{self.directory / "scanner"}"
""",
            encoding="utf-8",
        )
        return load([SHIPPED, config])

    def files(self) -> list[Path]:
        return [SHIPPED, self.directory / "terminal.toml"]


@pytest.fixture
def surroundings(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Surroundings]:
    """With the codes that are asked for, if any are."""
    codes = getattr(request, "param", CodeKind.ADDRESS)
    with (
        Sandbox(tmp_path / "sandbox.db", codes=codes) as sandbox,
        ResidentIdSimulator(tmp_path / "reader") as reader,
        ReceiptPrinterSimulator() as printer,
        CodeScannerSimulator(tmp_path / "scanner") as scanner,
    ):
        yield Surroundings(tmp_path, sandbox, reader, printer, scanner)


class RunningAgent:
    """The agent in this process, started and stopped as its service does it."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.settings = surroundings.settings()
        state = Path(self.settings.paths.state)
        state.mkdir(exist_ok=True)
        clock = SystemClock()
        self.ledger = Ledger(state)
        self.journal = Journal(state / "journal.db", clock)
        self.house: House = build(self.settings, clock, self.ledger, self.journal, read_files(surroundings.files()))
        self.house.command_journal.recover()
        self.house.cashier.recover()
        self.house.receipts.recover()
        self.house.bench.start()
        self.house.link.start()
        self.house.cashier.start()
        self.api = LocalApi(self.house)
        self.api.start()
        self.kiosk = self.client(Role.KIOSK)
        self.web = self.client(Role.WEB)

    def client(self, role: Role) -> Client:
        return Client(socket_path(Path(self.settings.paths.run), role), 20.0)

    def stop(self) -> None:
        self.journal.end_streams()
        self.api.stop()
        self.house.cashier.stop()
        self.house.link.stop()
        self.house.bench.stop()
        self.journal.close()
        self.ledger.close()

    # -- a resident's steps

    def session(self) -> str:
        return self.kiosk.send(calls.open_session(new_id(), local.SessionRequest())).session_id

    def command(self, session: str, command: local.Command, limit_s: float = LIMIT_S) -> local.CommandStatus:
        command_id = new_id()
        self.kiosk.send(calls.command(session, command_id, command))
        return self.finished(session, command_id, limit_s)

    def finished(self, session: str, command_id: str, limit_s: float = LIMIT_S) -> local.CommandStatus:
        def ended() -> local.CommandStatus | None:
            status = self.kiosk.send(calls.command_status(session, command_id))
            return status if status.state is local.CommandState.FINISHED else None

        return wait_for(ended, limit_s)

    def identified(self, surroundings: Surroundings) -> tuple[str, BillList]:
        session = self.session()
        surroundings.reader.put_card(ZHANG)
        status = self.command(session, local.ReadIdentity())
        assert status.outcome is local.Outcome.SUCCEEDED, status
        surroundings.reader.take_card()
        return session, self.kiosk.send(calls.bills(session))

    def pay(self, session: str, bills: BillList, count: int = 2, *, with_slip: bool = True) -> str:
        chosen = bills.bills[:count]
        payment_id = new_id()
        request = local.PaymentRequest(
            bill_nos=tuple(bill.bill_no for bill in chosen),
            amount_fen=sum(bill.total_fen for bill in chosen),
            with_slip=with_slip,
        )
        self.kiosk.send(calls.pay(session, payment_id, request))
        return payment_id

    def until(self, payment_id: str, *states: local.PaymentState, limit_s: float = LIMIT_S) -> local.Payment:
        def there() -> local.Payment | None:
            payment = self.kiosk.send(calls.payment(payment_id))
            return payment if payment.state in states else None

        return wait_for(there, limit_s)

    def until_slip(self, payment_id: str, *states: local.ReceiptState, count: int = 1) -> local.Receipt:
        def there() -> local.Receipt | None:
            receipts = self.kiosk.send(calls.payment(payment_id)).receipts
            return receipts[-1] if len(receipts) >= count and receipts[-1].state in states else None

        return wait_for(there, 25.0)

    def refusal(self, call: calls.Call[T], role: Role = Role.KIOSK) -> str:
        with pytest.raises(Refused) as refused:
            self.client(role).send(call)
        return refused.value.code

    def online(self, name: str) -> bool:
        worker = self.house.bench.find(name)
        return worker is not None and worker.view().state is local.DeviceState.ONLINE


@pytest.fixture
def agent(surroundings: Surroundings) -> Iterator[RunningAgent]:
    running = RunningAgent(surroundings)
    wait_for(lambda: all(d.state is local.DeviceState.ONLINE for d in running.house.bench.views()))
    wait_for(lambda: running.house.link.reachable)
    yield running
    running.stop()
