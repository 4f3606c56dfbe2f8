# SPDX-License-Identifier: Apache-2.0
"""Each kind and way in a whole agent, with its real part: pcscd, SANE, CUPS, a USB/IP bus, ptys, evdev as umockdev
replays it."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from agent.client import calls
from agent.devices import kinds
from contract import local
from contract.device_settings import CupsSettings, DeviceSettings, SaneSettings, UsbSettings
from contract.local import CommandState, DeviceChange, DeviceKind, DeviceState, DeviceTestStatus, Outcome, Role
from contract.text import Language
from device_drivers.document_scanner.simulator import MODEL, VENDOR, DocumentScannerSimulator
from device_drivers.receipt_printer.simulator import PRODUCT, ReceiptPrinterSimulator, usb_wire
from device_drivers.receipt_printer.simulator import VENDOR as PRINTER_VENDOR
from device_drivers.simulation.pty_wire import PtyWire
from device_drivers.smart_card.simulator import CardData
from linli.doctor import of_devices
from tests.agent.conftest import RunningAgent, Surroundings, new_id, wait_for
from tests.device_drivers.cups import Cups
from tests.device_drivers.pcscd import CardProgram, Pcscd, require
from tests.device_drivers.test_keyboard_scanner import ENTER, IOCTLS, described, digits, events, press

HERE = "tests.agent.devices.hosted_drivers"
CARDS = DeviceSettings(kind="smart_card", pcsc="*")
OFFICE = "office"


def added(agent: RunningAgent, name: str, settings: DeviceSettings) -> None:
    entry = agent.web.send(calls.put_device(name, DeviceChange(settings=settings)))
    assert entry.device.state is DeviceState.ONLINE, entry


def begun(agent: RunningAgent, name: str, language: Language = Language.ZH, deadline_ms: int = 30_000) -> str:
    test_id = new_id()
    agent.web.send(calls.test_device(name, test_id, local.DeviceTest(language=language, deadline_ms=deadline_ms)))
    return test_id


def finished(agent: RunningAgent, name: str, test_id: str) -> DeviceTestStatus:
    def ended() -> DeviceTestStatus | None:
        status = agent.web.send(calls.device_test(name, test_id))
        return status if status.state is CommandState.FINISHED else None

    return wait_for(ended, 45.0)


def ran(agent: RunningAgent, name: str) -> DeviceTestStatus:
    return finished(agent, name, begun(agent, name))


def view(agent: RunningAgent, name: str) -> local.Device:
    return next(entry.device for entry in agent.web.send(calls.devices()).devices if entry.device.device_id == name)


def kept(directory: Path, secret: bytes) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file() and secret in path.read_bytes()]


# ---- receipt printers


def test_a_printer_on_a_serial_line_and_one_behind_a_file(agent: RunningAgent, tmp_path: Path) -> None:
    for name, baud, settings in (
        ("line", 115_200, DeviceSettings(kind="receipt_printer", port=str(tmp_path / "line"), baud=115_200)),
        ("file", None, DeviceSettings(kind="receipt_printer", file=str(tmp_path / "file"), model="58mm")),
    ):
        with ReceiptPrinterSimulator(wire=PtyWire(tmp_path / name, baud)) as simulator:
            added(agent, name, settings)
            assert ran(agent, name).outcome is Outcome.SUCCEEDED
            (slip,) = simulator.slips()
            assert slip.complete
            assert f"每行字数{'32' if name == 'file' else '48'}" in slip.text().replace(" ", "")
            simulator.faults.put(paper="out")
            assert ran(agent, name).outcome is Outcome.FAILED
            agent.web.send(calls.remove_device(name))


def test_a_printer_on_the_usb_bus(agent: RunningAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "USB_PRINTER", f"{HERE}:simulated_printer")
    wire = usb_wire()
    with ReceiptPrinterSimulator(wire=wire, line_ms=600) as simulator:
        ids = (f"{PRINTER_VENDOR:04X}:{PRODUCT:04X}",)
        settings = DeviceSettings(kind="receipt_printer", usb=UsbSettings(ids=ids, serial=str(wire.port)))
        added(agent, "usb", settings)
        slow = ran(agent, "usb")
        assert (slow.outcome, slow.trouble) == (Outcome.SUCCEEDED, None), "a slip that takes longer than a hang"
        assert simulator.slips()[0].complete
        simulator.faults.put(disconnect_after=100)
        pulled = ran(agent, "usb")
        assert pulled.outcome is Outcome.UNKNOWN
        assert pulled.trouble is not None
        assert pulled.trouble.code == "outcomeUnknown"
        agent.web.send(calls.remove_device("usb"))


# ---- cards


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pcscd]:
    require()
    daemon = Pcscd()
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(daemon.path))
    daemon.start()
    yield daemon
    daemon.close()


def test_cards_by_their_kind(daemon: Pcscd, agent: RunningAgent, surroundings: Surroundings, tmp_path: Path) -> None:
    (tmp_path / "card").mkdir()
    program = CardProgram(daemon, tmp_path / "card")
    try:
        offer = wait_for(
            lambda: next(
                (one.offers[0] for one in agent.web.send(calls.devices()).found if one.kind is DeviceKind.SMART_CARD),
                None,
            )
        )
        assert offer.pcsc == "Virtual PCD"
        added(agent, "cards", offer)
        assert all(one.kind is not DeviceKind.SMART_CARD for one in agent.web.send(calls.devices()).found)
        holder = CardData(name="王秀兰", id_number="11010519491231002X")
        key = CardData(kind="storage", contactless=True, uid="0A0B0C0D")
        for card, language, shown in (
            (holder, Language.ZH, "社会保障卡 王** 110***********002X"),
            (CardData(kind="bank"), Language.ZH, "银行卡，只认出，没有读"),
            (key, Language.EN, "memory card, such as a door key, not read (contactless)"),
        ):
            test_id = begun(agent, "cards", language)
            program.put_card(card)
            status = finished(agent, "cards", test_id)
            assert (status.outcome, status.shown) == (Outcome.SUCCEEDED, shown)
            program.take_card()
            wait_for(lambda: nothing_lies_there(agent), 30.0)
        waiting = begun(agent, "cards")
        wait_for(lambda: agent.web.send(calls.device_test("cards", waiting)).state is CommandState.RUNNING)
        session = agent.session()
        assert finished(agent, "cards", waiting).outcome is Outcome.CANCELLED
        assert agent.refusal(calls.test_device("cards", new_id(), local.DeviceTest()), Role.WEB) == "deviceInUse"
        agent.kiosk.send(calls.end_session(session))
        for secret in (holder.id_number, holder.name, holder.card_number, CardData().pan):
            assert kept(surroundings.directory / "state", secret.encode()) == []
        daemon.kill()
        wait_for(lambda: view(agent, "cards").faults == ("cardServiceGone",))
    finally:
        program.close()


def nothing_lies_there(agent: RunningAgent) -> bool:
    """pcscd looks every 0.4 s: a card changed for another in between is the old one to it."""
    return finished(agent, "cards", begun(agent, "cards", deadline_ms=1_000)).outcome is Outcome.TIMED_OUT


# ---- documents


def test_a_page_is_scanned_measured_and_forgotten(agent: RunningAgent, surroundings: Surroundings) -> None:
    folder = surroundings.directory / "sane"
    with DocumentScannerSimulator(folder) as scanner:
        sane = SaneSettings(vendor=VENDOR, model=MODEL, config=str(folder))
        added(agent, "pages", DeviceSettings(kind="document_scanner", sane=sane))
        status = ran(agent, "pages")
        assert status.outcome is Outcome.SUCCEEDED, status
        width, _, height, *_ = status.shown.split()
        assert int(width) > 1_000 < int(height), "some two hundred dots to the inch"
        assert kept(surroundings.directory, b"\xff\xd8\xff") == [], "a picture lies on the disk"
        scanner.faults.put(paper="out")
        empty = ran(agent, "pages")
        assert empty.trouble is not None
        assert (empty.outcome, empty.trouble.code) == (Outcome.FAILED, "paperOut")
        scanner.faults.clear()
        session = agent.session()
        assert agent.refusal(calls.test_device("pages", new_id(), local.DeviceTest()), Role.WEB) == "deviceInUse"
        agent.kiosk.send(calls.end_session(session))
        agent.web.send(calls.remove_device("pages"))


@pytest.fixture
def cups(tmp_path: Path) -> Iterator[Cups]:
    assert shutil.which("cupsd", path="/usr/sbin:/usr/bin"), "cups-daemon is on the list of Debian packages"
    (tmp_path / "cups").mkdir()
    cups = Cups(tmp_path / "cups")
    cups.start()
    cups.add("a4")
    yield cups
    cups.stop()


def test_an_office_printer_prints_the_slip_as_a_page(agent: RunningAgent, cups: Cups) -> None:
    queue = CupsSettings(queue="a4", server=cups.socket)
    added(agent, OFFICE, DeviceSettings(kind="office_printer", cups=queue))
    session = agent.session()
    assert ran(agent, OFFICE).outcome is Outcome.SUCCEEDED, "paper may come out while a resident is there"
    agent.kiosk.send(calls.end_session(session))
    (document,) = cups.jobs()
    page = pypdfium2.PdfDocument(io.BytesIO(document))[0]
    assert round(page.get_width() / 72 * 25.4) == 210
    text = page.get_textpage().get_text_range()
    assert "打印测试" in text
    assert "DEMO-0001" in text
    cups.mode("broken")
    broken = ran(agent, OFFICE)
    assert broken.trouble is not None
    assert (broken.outcome, broken.trouble.code) == (Outcome.FAILED, "hardwareError")
    cups.mode("empty")
    hung = finished(agent, OFFICE, begun(agent, OFFICE, deadline_ms=3_000))
    assert hung.outcome is Outcome.UNKNOWN, "it had begun, and nobody knows how far it came"
    cups.mode("well")
    wrong = DeviceSettings(kind="office_printer", cups=CupsSettings(queue="a5", server=cups.socket))
    assert agent.web.send(calls.try_device(local.DeviceTrial(settings=wrong))).faults == ("printQueueMissing",)
    assert agent.refusal(calls.put_device("a5", DeviceChange(settings=wrong)), Role.WEB) == "deviceSilent"


def test_what_the_machine_lacks_is_said(agent: RunningAgent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No pcscd, no scanimage, no CUPS: a status with a word of its own, and what to do."""
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(tmp_path / "none"))
    monkeypatch.setenv("PATH", str(tmp_path))
    for settings, fault, next_step in (
        (CARDS, "cardServiceGone", "pcscd"),
        (DeviceSettings(kind="document_scanner", sane=SaneSettings(model="x")), "scanProgramMissing", "sane-utils"),
        (DeviceSettings(kind="office_printer", cups=CupsSettings(queue="a4")), "printServiceGone", "cups"),
    ):
        seen = agent.web.send(calls.try_device(local.DeviceTrial(settings=settings)))
        assert (seen.state, seen.faults) == (DeviceState.OFFLINE, (fault,))
        (finding,) = of_devices([seen])
        assert next_step in finding.next_step


# ---- a scanner that types

CODE = "3301062611000017"
WEDGE = """
import json, os, sys, traceback
from pathlib import Path
from agent.client import calls
from contract import local
from tests.agent.conftest import RunningAgent, Surroundings, wait_for
from central.sandbox.server import Sandbox
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.simulator import ResidentIdSimulator
from tests.agent.devices.test_every_kind import CODE, ran
try:
    here = Path(sys.argv[1])
    with (Sandbox(here / "sandbox.db") as sandbox, ResidentIdSimulator(here / "reader") as reader,
          ReceiptPrinterSimulator() as printer, CodeScannerSimulator(here / "scanner") as scanner):
        agent = RunningAgent(Surroundings(here, sandbox, reader, printer, scanner))
        wait_for(lambda: agent.online("scanner"))
        agent.web.send(calls.remove_device("scanner"))
        found = [one for one in agent.web.send(calls.devices()).found if one.kind == "code_scanner"]
        entry = agent.web.send(calls.put_device("wedge", local.DeviceChange(settings=found[0].offers[0])))
        for _ in range(9):  # who begins in the midst of a code is told so or gets its rest, and scans again
            test = ran(agent, "wedge")
            if test.shown == CODE:
                break
        session = agent.session()
        for _ in range(9):
            command = agent.command(session, local.ScanCode(), 45.0)
            if command.scanned == CODE:
                break
        left = [one for one in agent.web.send(calls.devices()).found if one.kind == "code_scanner"]
        told = [entry.settings.keyboard, test.shown, command.outcome, command.scanned, len(found), len(left)]
        print(json.dumps(told), test.outcome, test.trouble, command.trouble)
        agent.stop()
except BaseException:
    traceback.print_exc()
    os._exit(3)  # threads of a half-stopped agent must not keep it
"""


def test_a_scanner_that_types_serves_a_resident(tmp_path: Path) -> None:
    """Found, added as it was offered, tested, and then what a session's command asks. It types once a second: what
    was typed before anybody asked is nobody's."""
    (tmp_path / "ioctls").write_text(IOCTLS, encoding="ascii")
    (tmp_path / "devices").write_text(described(7), encoding="ascii")
    typed = "".join(events(*digits(CODE), *press(ENTER), start=at + 0.5) for at in range(40))
    (tmp_path / "events").write_text(typed, encoding="ascii")
    (tmp_path / "here").mkdir()
    done = subprocess.run(
        [
            *("umockdev-run", "--device", tmp_path / "devices", "--ioctl", f"/dev/input/event7={tmp_path / 'ioctls'}"),
            *("--evemu-events", f"/dev/input/event7={tmp_path / 'events'}", "--"),
            *(sys.executable, "-c", WEDGE, tmp_path / "here"),
        ],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    by_id = "/dev/input/by-id/usb-Scanner_7-event-kbd"
    assert json.JSONDecoder().raw_decode(done.stdout.splitlines()[-1])[0] == [by_id, CODE, "succeeded", CODE, 1, 0]
