# SPDX-License-Identifier: Apache-2.0
"""The simulators' control socket, from inside and from the command line."""

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from device_drivers.code_scanner import CodeScanner, Scan
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer import Cut, ReceiptPrinter, Slip, Text
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id import FRAMINGS, ResidentIdReader
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.resident_id.usb import reader_match
from device_drivers.simulation import ControlError, SimulatorControl
from device_drivers.simulation.control import ControlServer
from device_drivers.simulation.device import COMMON_FAULTS, SimulatedDevice
from device_drivers.simulation.requests import Json
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.tcp_port import TcpPort
from device_drivers.usb_port import UsbPort
from linli import simulate

Steer = Callable[[SimulatedDevice], SimulatorControl]

CARD = {"name": "张三", "id_number": "11010519491231002X", "address": "北京市朝阳区建国路100号"}


@pytest.fixture
def socket_path(tmp_path: Path) -> Path:
    return tmp_path / "control"


@pytest.fixture
def steer(socket_path: Path):
    servers: list[ControlServer] = []

    def start(device: SimulatedDevice) -> SimulatorControl:
        server = ControlServer(socket_path, device)
        servers.append(server)
        server.__enter__()
        return SimulatorControl(socket_path)

    yield start
    for server in servers:
        server.__exit__(None, None, None)


def test_a_card_is_placed_and_taken(reader: ResidentIdSimulator, steer: Steer) -> None:
    control = steer(reader)
    assert control.state()["card"] == "none"
    control.put_card(**CARD, damaged=True)
    assert control.state()["card"] == "present"
    control.take_card()
    assert control.state()["card"] == "none"
    control.put_card(**CARD)
    driver = ResidentIdReader(str(reader._wire.link))
    assert driver.read(deadline_s=5.0, cancelled=lambda: False).name == "张三"
    driver.close()
    state = control.state()
    assert state["card"] == "read"
    assert "张三" not in str(state)
    assert state["device"] == "residentId"


def test_faults_are_put_in_part_and_cleared(reader: ResidentIdSimulator, steer: Steer) -> None:
    control = steer(reader)
    assert control.put_faults(delay_ms=5)["delay_ms"] == 5
    assert control.put_faults(garbage=True)["delay_ms"] == 5
    assert control.state()["faults"]["garbage"] is True
    assert control.clear_faults()["garbage"] is False


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"nonsense": True}, "unknown fault 'nonsense'"),
        ({"paper": "out"}, "unknown fault 'paper'"),
        ({"garbage": 1}, "true or false"),
        ({"delay_ms": "5"}, "a number from 0"),
        ({"delay_ms": None}, "a number from 0"),
        ({"truncate_after": -1}, "a number from 0 or null"),
        ({"truncate_after": True}, "a number from 0 or null"),
    ],
)
def test_unfit_faults_are_refused(
    reader: ResidentIdSimulator, steer: Steer, changes: dict[str, Json], reason: str
) -> None:
    control = steer(reader)
    before = reader.faults.now
    with pytest.raises(ControlError, match=reason):
        control.put_faults(**changes)
    assert reader.faults.now == before


def test_printer_faults_have_their_values(printer: ReceiptPrinterSimulator, steer: Steer) -> None:
    control = steer(printer)
    assert control.put_faults(paper="low", paper_out_after=None)["paper"] == "low"
    with pytest.raises(ControlError, match="one of ok, low, out"):
        control.put_faults(paper="gone")


@pytest.mark.parametrize(
    ("action", "arguments", "reason"),
    [
        ("dance", {}, "unknown action 'dance'"),
        ("take_card", {"now": True}, "unknown action"),
        ("put_card", {}, "needs 'name'"),
        ("put_card", {"name": "张三", "id_number": "1"}, "needs 'name'"),
        ("put_card", {**CARD, "shoe_size": "43"}, "a card of this kind has no 'shoe_size'"),
        ("put_card", {**CARD, "damaged": "yes"}, "'damaged' has the wrong type"),
        ("put_card", {**CARD, "kind": "Z"}, "'kind' is"),
        ("put_card", {**CARD, "kind": ["J"]}, "'kind' is"),
        ("put_card", {**CARD, "kind": "J"}, "needs 'name'"),
        ("put_card", {**CARD, "nationality": "CAN"}, "has no 'nationality'"),
        ("answer_next", {}, "has 'statuses'"),
        ("answer_next", {"statuses": [0x41, "41"]}, "a number from 0 to 255"),
        ("answer_next", {"statuses": [256]}, "a number from 0 to 255"),
    ],
)
def test_unfit_actions_are_refused(
    reader: ResidentIdSimulator, steer: Steer, action: str, arguments: dict[str, Json], reason: str
) -> None:
    control = steer(reader)
    with pytest.raises(ControlError, match=reason) as caught:
        control.act(action, **arguments)
    assert "张三" not in str(caught.value)
    assert control.state()["card"] == "none"


def test_unfit_scans_are_refused(scanner: CodeScannerSimulator, steer: Steer) -> None:
    control = steer(scanner)
    for arguments in ({}, {"text": ""}, {"text": 5}, {"text": "a", "symbology": "QR code"}, {"text": "a", "x": 1}):
        with pytest.raises(ControlError):
            control.act("scan", **arguments)


def test_unknown_paths(reader: ResidentIdSimulator, steer: Steer) -> None:
    control = steer(reader)
    for method in ("GET", "PUT", "POST", "DELETE"):
        with pytest.raises(ControlError, match="there is no /nothing"):
            control._call(method, "/nothing")


def test_slips_are_fetched_and_cleared(printer: ReceiptPrinterSimulator, steer: Steer) -> None:
    control = steer(printer)
    ReceiptPrinter("127.0.0.1", printer.port).print(
        Slip((Text("缴费凭证"), Cut())), deadline_s=5.0, before_first_byte=lambda: None
    )
    assert control.slips() == [{"n": 1, "text": "缴费凭证\n", "complete": True}]
    assert control.slip_text(1) == "缴费凭证\n"
    assert control.slip_png(1).startswith(b"\x89PNG")
    for missing in ("/slips/2.png", "/slips/1.pdf"):
        with pytest.raises(ControlError, match="there is no"):
            control._call("GET", missing)
    control.clear_slips()
    assert control.slips() == []


@pytest.fixture
def running(tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def start(
    processes: list[subprocess.Popen[bytes]],
    module: str,
    control: Path,
    *options: str,
    command: tuple[str, ...] = (),
) -> SimulatorControl:
    processes.append(
        subprocess.Popen(
            [sys.executable, "-W", "error", "-m", module, *command, "--control", str(control), *options],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
    )
    end = time.monotonic() + 20.0
    while not control.exists():
        assert processes[-1].poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)
    return SimulatorControl(control)


def test_programs(tmp_path: Path, running: list[subprocess.Popen[bytes]]) -> None:
    control = start(running, "device_drivers.resident_id.simulator", tmp_path / "a", "--link", str(tmp_path / "reader"))
    control.put_card(**CARD)
    reader = ResidentIdReader(str(tmp_path / "reader"))
    assert reader.read(deadline_s=10.0, cancelled=lambda: False).name == "张三"
    reader.close()

    for name, option, make in (
        ("tcp", "--tcp", lambda state: TcpPort("127.0.0.1", state["port"])),
        ("usb", "--usbip", lambda state: UsbPort(reader_match(), backend=lambda: UsbBus("127.0.0.1", state["port"]))),
    ):
        module = "device_drivers.resident_id.simulator"
        control = start(running, module, tmp_path / name, option, "127.0.0.1:0", "--model", "cvr-100d")
        control.put_card(kind="Y", name="SAMPLE, ALEX", id_number="911124198108030024")
        reader = ResidentIdReader(make(control.state()), framing=FRAMINGS["cvr-100d"])
        assert reader.read_card(deadline_s=10.0, cancelled=lambda: False).card.name == "SAMPLE, ALEX"
        reader.close()

    control = start(running, "device_drivers.receipt_printer.simulator", tmp_path / "b", "--port", "0")
    printer = ReceiptPrinter("127.0.0.1", control.state()["port"])
    printer.print(Slip((Text("凭证"), Cut())), deadline_s=10.0, before_first_byte=lambda: None)
    assert control.slips()[0]["text"] == "凭证\n"

    control = start(
        running, "device_drivers.code_scanner.simulator", tmp_path / "c", "--link", str(tmp_path / "scanner")
    )
    scanner = CodeScanner(str(tmp_path / "scanner"))
    scanner.open()
    control.scan("6901234567892", "E0")
    assert scanner.read(timeout_s=10.0) == Scan("6901234567892", "ean13")
    scanner.close()


def test_every_simulator_has_its_command() -> None:
    drivers = Path(simulate.__file__).parents[1] / "device_drivers"
    there = {path.parent.name for path in drivers.glob("*/simulator.py")}
    assert there == set(simulate.MODULES.values())
    assert set(simulate.WORDS) == set(simulate.MODULES)


@pytest.mark.parametrize("device", simulate.MODULES)
def test_help_and_guide_name_every_fault(device: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "linli", "simulate", device, "--help"],
        capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    module = importlib.import_module(f"device_drivers.{simulate.MODULES[device]}.simulator")
    kind = next(
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, SimulatedDevice) and value.__module__ == module.__name__
    )
    guide = (Path(simulate.__file__).parents[1] / "docs" / "drivers.md").read_text(encoding="utf-8")
    row = next(line for line in guide.splitlines() if line.startswith(f"| `{device}` |"))
    said = " ".join(asked.stdout.split())
    for fault in kind.fault_names:
        assert fault in said
        assert f"`{fault}`" in row or fault in COMMON_FAULTS, fault
    assert {"offline", "busy", "delay_ms", "truncate_after", "disconnect_after"} <= kind.fault_names


def test_a_card_starts_like_the_others(tmp_path: Path, running: list[subprocess.Popen[bytes]]) -> None:
    """No pcscd listens: it waits for one."""
    control = start(running, "linli", tmp_path / "a", command=("simulate", "card"))
    control.put_card(name="张三", id_number="11010519491231002X", card_number="A12345678")
    assert control.state()["card"] == "present"
    control = start(
        running, "linli", tmp_path / "b", "--folder", str(tmp_path / "sane"), command=("simulate", "document-scanner")
    )
    control.put_faults(cover_open=True)
    assert "COVER_OPEN" in (tmp_path / "sane" / "test.conf").read_text(encoding="ascii")


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    processes: list[subprocess.Popen[bytes]] = []
    start(processes, "device_drivers.resident_id.simulator", tmp_path / "control", "--link", str(tmp_path / "reader"))
    processes[0].send_signal(signal.SIGINT)
    assert processes[0].wait(10) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["reader", "--tcp", "nonsense"], 2, "'nonsense' is not HOST:PORT"),
        (["reader", "--usbip", "here:99999"], 2, "'here:99999' is not HOST:PORT"),
        (["printer", "--port", "{taken}"], 1, "linli simulate printer: [Errno 98]"),
        (["scanner", "--link", "/no-such-folder/scanner"], 1, "linli simulate scanner: [Errno 2]"),
        ([], 2, "which DEVICE? One of reader"),
    ],
)
def test_what_cannot_be_started_is_one_sentence(words: list[str], code: int, told: str) -> None:
    with ReceiptPrinterSimulator() as printer:
        arguments = [word.format(taken=printer.port) for word in words]
        command = [sys.executable, "-m", "linli", "simulate", *arguments]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode == code
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
