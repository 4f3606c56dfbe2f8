# SPDX-License-Identifier: Apache-2.0
"""Plugged in, pulled out, away for a moment, there but not configured."""

import socket
import threading
import time
from pathlib import Path

import pytest

from agent.client import calls
from agent.devices import found as finding
from agent.devices import worker
from agent.devices.found import Machine, found
from agent.devices.plugs import NETLINK_KOBJECT_UEVENT, Plugs
from contract import local
from contract.local import DeviceKind, DeviceState, Outcome, Topic
from contract.settings import DeviceSettings, UsbSettings
from device_drivers.resident_id.usb import READER_IDS
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, new_id, wait_for

ADDED = b"add@/devices/usb1/1-1\0ACTION=add\0DEVPATH=/devices/usb1/1-1\0SUBSYSTEM=usb\0SEQNUM=7\0"
DISK = b"add@/devices/virtual/block/loop1\0ACTION=add\0SUBSYSTEM=block\0SEQNUM=8\0"


def tell(plugs: Plugs, message: bytes) -> None:
    """As the kernel does, which alone may send to all."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, NETLINK_KOBJECT_UEVENT) as sender:
        sender.sendto(message, (plugs.address, 0))


@pytest.fixture
def away(agent: RunningAgent, surroundings: Surroundings) -> int:
    """The reader is pulled out, and that is seen; the head of the journal before."""
    head = agent.journal.head
    surroundings.reader.faults.put(offline=True)
    wait_for(lambda: state(agent) in {DeviceState.NO_DEVICE, DeviceState.OFFLINE})
    return head


def state(agent: RunningAgent) -> DeviceState:
    return next(d.state for d in agent.house.bench.views() if d.device_id == "reader")


def told(agent: RunningAgent, head: int) -> list[str]:
    return [e.state for e in agent.journal.after(head, 0) if e.topic is Topic.DEVICE]


def test_what_is_plugged_in_is_looked_at_twice_and_nothing_else_is() -> None:
    """At once, and when those who stand between have learned of it."""
    heard = threading.Semaphore(0)
    plugs = Plugs(heard.release)
    plugs.start()
    try:
        tell(plugs, DISK)
        for _ in range(12):
            tell(plugs, ADDED)
        assert heard.acquire(timeout=10)
        assert heard.acquire(timeout=10)
        assert not heard.acquire(timeout=1.0)
    finally:
        plugs.stop()


def test_pulling_out_is_seen_long_before_the_slow_look(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_S", 600.0)
    agent = RunningAgent(surroundings)
    try:
        wait_for(lambda: agent.online("reader"))
        surroundings.reader.faults.put(offline=True)
        wait_for(lambda: not surroundings.reader._wire.plugged)
        time.sleep(0.3)
        assert agent.online("reader")
        tell(agent.house.bench._plugs, ADDED.replace(b"add", b"remove"))
        wait_for(lambda: not agent.online("reader"))
    finally:
        agent.stop()


def test_one_that_is_away_for_a_moment_is_missed_by_nobody(
    agent: RunningAgent, surroundings: Surroundings, away: int
) -> None:
    session, command_id = agent.session(), new_id()
    surroundings.reader.put_card(ZHANG)
    agent.kiosk.send(calls.command(session, command_id, local.ReadIdentity()))
    surroundings.reader.faults.clear()
    assert agent.finished(session, command_id).outcome is Outcome.SUCCEEDED
    assert told(agent, away) == []


def test_one_that_stays_away_is_told_of_and_what_waits_for_it_ends(
    agent: RunningAgent, away: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, command_id = agent.session(), new_id()
    agent.kiosk.send(calls.command(session, command_id, local.ReadIdentity()))
    assert agent.kiosk.send(calls.command_status(session, command_id)).state is local.CommandState.QUEUED
    assert told(agent, away) == []
    monkeypatch.setattr(worker, "FLAP_S", 0.0)
    ended = agent.finished(session, command_id)
    assert ended.outcome is Outcome.FAILED
    assert told(agent, away) == [str(state(agent))]


def test_one_that_is_away_can_be_moved_to_another_port_at_once(agent: RunningAgent, away: int) -> None:
    held = agent.house.bench.find("reader")
    assert held is not None
    with held.held(5.0):
        pass


# ---- there, but not configured


def plug(root: Path, path: str, vendor: str, model: str, **more: str) -> Path:
    place = root / path
    place.mkdir(parents=True)
    for name, value in {"idVendor": vendor, "idProduct": model, "bDeviceClass": "00", **more}.items():
        (place / name).write_text(value + "\n", encoding="utf-8")
    return place


def interface(place: Path, number: int, **told: str) -> Path:
    folder = place / f"{place.name}:1.{number}"
    folder.mkdir(parents=True)
    for name, value in told.items():
        (folder / name).write_text(value + "\n", encoding="utf-8")
    return folder


def linked(link: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch()
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)


def typing(root: Path, number: int, vendor: str, name: str) -> None:
    """A keyboard as udev and sysfs show it."""
    device = root / f"devices/usb1/1-{number}/1-{number}:1.0/input/input{number}"
    (device / "id").mkdir(parents=True)
    for file, value in {"id/vendor": vendor, "id/product": "0b61", "name": name}.items():
        (device / file).write_text(value + "\n", encoding="utf-8")
    (device / f"event{number}").mkdir()
    (root / "inputs").mkdir(exist_ok=True)
    (root / f"inputs/event{number}").symlink_to(device / f"event{number}")
    linked(root / f"dev/input/by-id/usb-{name}-event-kbd", root / f"dev/input/event{number}")


def test_what_is_there_and_not_configured_is_named(tmp_path: Path) -> None:
    plug(tmp_path, "1-1", "05e3", "0608", bDeviceClass="09")
    plug(tmp_path, "1-1.4", "0400", "c35a", manufacturer="SDT\x1b[2J", product="Reader", serial="A1")
    plug(tmp_path, "1-2", "0eef", "0001", product="a touchscreen")
    (plug(tmp_path, "1-3", "1a86", "7523") / "1-3:1.0" / "ttyUSB0").mkdir(parents=True)
    (plug(tmp_path, "1-4", "0483", "5740") / "1-4:1.0" / "tty" / "ttyACM0").mkdir(parents=True)
    (tmp_path / "1-3:1.0").mkdir()
    machine = Machine(usb=tmp_path, dev=tmp_path / "dev", inputs=tmp_path / "none")
    linked(tmp_path / "dev/serial/by-id/usb-1a86", tmp_path / "dev/ttyUSB0")
    seen = found([], machine)
    assert [(one.path, one.kind, one.port) for one in seen] == [
        ("1-1.4", DeviceKind.RESIDENT_ID, None),
        ("1-3", None, "/dev/ttyUSB0"),
        ("1-4", None, "/dev/ttyACM0"),
    ]
    assert (seen[0].usb_id, seen[0].serial, seen[0].name) == ("0400:C35A", "A1", "SDT[2J Reader")
    assert seen[0].offers == (DeviceSettings(kind="resident_id", usb=UsbSettings(serial="A1")),)
    assert {one.port for one in seen[1].offers} == {str(tmp_path / "dev/serial/by-id/usb-1a86")}
    assert {one.port for one in seen[2].offers} == {"/dev/ttyACM0"}, "no link names it"
    configured = [
        DeviceSettings(kind="resident_id", usb=UsbSettings(path="1-1.4")),
        DeviceSettings(kind="code_scanner", port="/dev/ttyACM0"),
        DeviceSettings(kind="code_scanner", port="/dev/ttyUSB0", enabled=False),
    ]
    assert [one.path for one in found(configured, machine)] == ["1-3"]
    assert found([], Machine(tmp_path / "none", tmp_path / "none", tmp_path / "none")) == ()


def test_printers_are_told_apart(tmp_path: Path) -> None:
    """To an office printer the bytes of a slip would be pages of garbage."""
    interface(plug(tmp_path, "1-1", "0416", "5011"), 0, bInterfaceClass="07", ieee1284_id="MFG:X;CMD:ESC/POS;")
    office = plug(tmp_path, "1-2", "03f0", "1111")
    interface(office, 0, bInterfaceClass="07", ieee1284_id="MFG:HP;CMD:PJL,PCL,POSTSCRIPT;")
    interface(plug(tmp_path, "1-3", "04a9", "2222"), 0, bInterfaceClass="07", bInterfaceProtocol="04")
    interface(plug(tmp_path, "1-4", "046d", "c31c"), 0, bInterfaceClass="03")
    machine = Machine(usb=tmp_path, dev=tmp_path / "none", inputs=tmp_path / "none")
    receipt, *pages = found([], machine)
    assert (receipt.kind, receipt.offers) == (
        DeviceKind.RECEIPT_PRINTER,
        (DeviceSettings(kind="receipt_printer", usb=UsbSettings(ids=("0416:5011",), path="1-1")),),
    )
    assert [(one.path, one.kind, one.offers) for one in pages] == [
        ("1-2", DeviceKind.OFFICE_PRINTER, ()), ("1-3", DeviceKind.OFFICE_PRINTER, ()),
    ]  # fmt: skip
    assert [one.path for one in found(receipt.offers, machine)] == ["1-2", "1-3"]
    (tmp_path / "1-1/1-1:1.0/usbmisc/lp0").mkdir(parents=True)
    by_file = DeviceSettings(kind="receipt_printer", file="/dev/usb/lp0")
    assert [one.path for one in found([by_file], machine)] == ["1-2", "1-3"]


def test_scanners_that_type_are_found_and_keyboards_are_not(tmp_path: Path) -> None:
    typing(tmp_path, 7, "0c2e", "Honeywell")
    typing(tmp_path, 8, "046d", "Keyboard")
    machine = Machine(usb=tmp_path / "none", dev=tmp_path / "dev", inputs=tmp_path / "inputs")
    (scanner,) = found([], machine)
    path = str(tmp_path / "dev/input/by-id/usb-Honeywell-event-kbd")
    assert (scanner.usb_id, scanner.path, scanner.name) == ("0C2E:0B61", "1-7", "Honeywell")
    assert scanner.offers == (DeviceSettings(kind="code_scanner", keyboard=path),)
    assert found(scanner.offers, machine) == ()
    assert found([DeviceSettings(kind="code_scanner", keyboard="0c2e:0b61")], machine) == ()


def test_card_readers_are_known_by_name() -> None:
    machine = Machine(Path("/none"), Path("/none"), Path("/none"), readers=("ACS ACR38U-CCID", "Virtual PCD"))
    assert [one.offers[0].pcsc for one in found([], machine)] == ["ACS ACR38U-CCID", "Virtual PCD"]
    part = DeviceSettings(kind="smart_card", pcsc="acr38")
    assert [one.name for one in found([part], machine)] == ["Virtual PCD"]
    assert found([DeviceSettings(kind="smart_card", pcsc="*")], machine) == ()


def test_the_models_are_those_of_the_driver() -> None:
    assert set(finding.READERS) == {str(usb_id) for usb_id in READER_IDS}
