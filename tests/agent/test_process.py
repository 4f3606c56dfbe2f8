# SPDX-License-Identifier: Apache-2.0
"""The agent as a process of its own: killed, started again, asked to stop, started wrongly."""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.api.server import socket_path
from agent.client import AgentUnreachable, ClientError, calls
from agent.client.blocking import Client
from contract.local import DeviceState, PaymentRequest, PaymentState, ReceiptState, Role, Topic
from contract.platform import PayWay, PhonePayment
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, new_id, wait_for
from tests.agent.test_live_devices import printer_at
from tests.agent.test_two_ways import ASKS_PASSWORD, pay_scanned


class AgentProcess(RunningAgent):
    """Speaks to it as RunningAgent does, through its socket; knows nothing of its inside."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.settings = surroundings.settings()
        self.log = surroundings.directory / "agent.log"
        self.kiosk = Client(socket_path(Path(self.settings.paths.run), Role.KIOSK))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **environment: str) -> None:
        config = Path(self.settings.paths.state).parent / "terminal.toml"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "agent", "--config", str(config)], stderr=log, env={**os.environ, **environment}
            )
        wait_for(self._answers)

    def _answers(self) -> bool:
        try:
            return self.kiosk.send(calls.terminal()).platform_reachable
        except AgentUnreachable:
            return False

    def ready(self) -> None:
        wait_for(lambda: all(d.state is DeviceState.ONLINE for d in self.kiosk.send(calls.terminal()).devices))

    def kill(self, number: int = signal.SIGKILL) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(20)
        self.process = None
        return code


@pytest.fixture
def process(surroundings: Surroundings) -> Iterator[AgentProcess]:
    agent = AgentProcess(surroundings)
    agent.start()
    agent.ready()
    yield agent
    if agent.process is not None:
        agent.kill()


def _code_shown(process: AgentProcess, surroundings: Surroundings) -> str:
    session, bills = process.identified(surroundings)
    payment_id = process.pay(session, bills)
    process.until(payment_id, PaymentState.CODE_SHOWN)
    return payment_id


def test_killed_after_paid_and_before_the_first_byte_one_slip_is_printed(
    process: AgentProcess, surroundings: Surroundings
) -> None:
    payment_id = _code_shown(process, surroundings)
    surroundings.printer.faults.put(delay_ms=1_500)  # the look before the job takes long
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    process.until(payment_id, PaymentState.SUCCEEDED)
    process.until_slip(payment_id, ReceiptState.PENDING)
    process.kill()
    surroundings.printer.faults.clear()
    assert surroundings.printer.slips() == []

    process.start()
    process.until_slip(payment_id, ReceiptState.PRINTED)
    slips = [slip for slip in surroundings.printer.slips() if slip.complete]
    assert len(slips) == 1
    assert "补打" not in slips[0].text()


def test_killed_while_printing_a_marked_reprint_is_offered_and_not_made(
    process: AgentProcess, surroundings: Surroundings
) -> None:
    payment_id = _code_shown(process, surroundings)
    surroundings.printer.faults.put(silent_after=400)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    process.until_slip(payment_id, ReceiptState.PRINTING)
    process.kill()
    surroundings.printer.faults.clear()

    process.start()
    process.ready()
    doubtful = process.until_slip(payment_id, ReceiptState.UNKNOWN)
    assert len(process.kiosk.send(calls.payment(payment_id)).receipts) == 1, "reprinted by itself"
    offered = process.kiosk.send(calls.print_receipt(payment_id, new_id()))
    assert offered.reprint
    assert offered.receipt_no != doubtful.receipt_no
    process.until_slip(payment_id, ReceiptState.PRINTED, count=2)
    assert "补打" in surroundings.printer.slips()[-1].text()


def test_killed_while_the_phone_pays_the_payment_is_found_and_the_slip_printed(
    process: AgentProcess, surroundings: Surroundings
) -> None:
    payment_id = _code_shown(process, surroundings)
    process.kill()
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    process.start()
    process.until(payment_id, PaymentState.SUCCEEDED)
    process.until_slip(payment_id, ReceiptState.PRINTED)
    current = process.kiosk.send(calls.current_payments()).payments
    assert [payment.payment_id for payment in current] == [payment_id]


def test_killed_while_the_payer_types_the_password_the_scanned_payment_is_taken_up_again(
    process: AgentProcess, surroundings: Surroundings
) -> None:
    payment_id = pay_scanned(process, surroundings, ASKS_PASSWORD)
    process.until(payment_id, PaymentState.CODE_SHOWN)
    process.kill()
    process.start()
    (found,) = process.kiosk.send(calls.current_payments()).payments
    assert (found.payment_id, found.way) == (payment_id, PayWay.SCANNED)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    process.until(payment_id, PaymentState.SUCCEEDED)
    process.until_slip(payment_id, ReceiptState.PRINTED)
    assert len(surroundings.sandbox.desk.every_order()) == 1


def test_no_new_money_before_the_old_is_resolved(process: AgentProcess, surroundings: Surroundings) -> None:
    payment_id = _code_shown(process, surroundings)
    process.kill()
    process.start()
    process.ready()
    assert process.kiosk.send(calls.terminal()).paying_trouble == "resolving"
    session, bills = process.identified(surroundings)
    bill = bills.bills[0]
    request = PaymentRequest(bill_nos=(bill.bill_no,), amount_fen=bill.total_fen)
    assert process.refusal(calls.pay(session, new_id(), request)) == "notPaying"
    process.kiosk.send(calls.close_payment(payment_id))
    process.until(payment_id, PaymentState.CLOSED)
    for event in process.kiosk.events(0):  # whoever shows that it does not pay is told when it does again
        if (event.topic, event.state) == (Topic.PLATFORM, "paying"):
            break
    assert process.kiosk.send(calls.terminal()).paying
    process.kiosk.send(calls.pay(session, new_id(), request))


def test_no_name_and_no_number_is_left_on_the_disk(process: AgentProcess, surroundings: Surroundings) -> None:
    payment_id = _code_shown(process, surroundings)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    process.until_slip(payment_id, ReceiptState.PRINTED)
    assert process.kill(signal.SIGTERM) == 0
    state = Path(process.settings.paths.state)
    for file in [process.log, *state.rglob("*")]:
        content = file.read_bytes()
        for plain in (ZHANG.name, ZHANG.id_number, ZHANG.address):
            for encoding in ("utf-8", "utf-16-le", "gb18030"):
                assert plain.encode(encoding) not in content, f"{file.name} holds personal data"
    ledger = sqlite3.connect(state / "ledger.db")
    assert ledger.execute("SELECT name, id_number FROM payer").fetchall() == [("张**", "330***********0036")]
    ledger.close()


def test_it_tells_the_service_manager_and_stops_when_asked(surroundings: Surroundings) -> None:
    path = surroundings.directory / "notify"
    agent = AgentProcess(surroundings)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(15)
        agent.start(NOTIFY_SOCKET=str(path))
        said = {manager.recv(1024) for _ in range(3)}
        assert {b"READY=1", b"WATCHDOG=1"} <= said
        assert agent.kill(signal.SIGTERM) == 0
    assert b"Traceback" not in agent.log.read_bytes()


def test_killed_while_a_device_is_tried_the_old_ones_work_after_the_start(
    process: AgentProcess, surroundings: Surroundings
) -> None:
    web = process.client(Role.WEB)

    def ask(port: int) -> None:
        with contextlib.suppress(ClientError):
            web.send(calls.put_device("printer", printer_at(port)))

    with ReceiptPrinterSimulator() as second:
        second.faults.put(delay_ms=1_500)
        asking = threading.Thread(target=ask, args=(second.port,))
        asking.start()
        wait_for(lambda: second._wire._client is not None)
        process.kill()
        asking.join()
    process.start()
    process.ready()
    assert not any(entry.by_technician for entry in web.send(calls.devices()).devices)
    process.identified(surroundings)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ('[plattform]\nurl = "http://x"', "did you mean platform?"),
        ('[platform]\nurl = "http://x"\nread = 3', "did you mean platform.read_s?"),
        ("[kiosk]\nidle_s = 2", "kiosk.idle_s"),
        ("[kiosk\n", "not valid TOML"),
        (
            '[device.reader]\nkind = "resident_idd"\nport = "/dev/x"',
            "resident_id, receipt_printer, code_scanner, smart_card",
        ),
        ('[device.reader]\nkind = "resident_id"', "device.reader.port is missing"),
    ],
)
def test_a_wrong_configuration_is_named_with_what_would_be_right(tmp_path: Path, config: str, words: str) -> None:
    file = tmp_path / "terminal.toml"
    file.write_text(config, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "agent", "--check", "--config", str(file)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert words in told.stderr
    assert "Traceback" not in told.stderr


def test_a_state_directory_that_cannot_be_written_is_named(surroundings: Surroundings) -> None:
    state = Path(surroundings.settings().paths.state)
    state.mkdir()
    (state / "ledger.db").write_bytes(b"this is no database, whatever its name says" * 50)
    config = surroundings.directory / "terminal.toml"
    told = subprocess.run(
        [sys.executable, "-m", "agent", "--config", str(config)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert str(state) in told.stderr
    assert "Traceback" not in told.stderr
