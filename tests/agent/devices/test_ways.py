# SPDX-License-Identifier: Apache-2.0
"""Readers by serial line, network and USB in a whole agent, and one whose driver hangs while all others answer."""

import time
from pathlib import Path
from typing import get_args

import pytest

from agent import layer
from agent.client import calls
from agent.devices import kinds
from agent.devices.hosted import Hosted
from agent.devices.kinds import open_driver
from agent.devices.trial import address
from contract import local
from contract.errors import InvalidSettings
from contract.local import DeviceState, Outcome, Topic
from contract.settings import SHIPPED, DeviceSettings, Framing, UsbSettings, Way, laid_over, load, read_files
from device_drivers.resident_id import FRAMINGS, ResidentIdReader
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.resident_id.usb import usb_reader
from device_drivers.simulation.tcp_wire import TcpWire
from device_drivers.simulation.usb_wire import UsbWire
from device_drivers.usb_port import UsbPort
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, new_id, wait_for
from tests.agent.devices import hosted_drivers

HERE = "tests.agent.devices.hosted_drivers"


def usb(serial: str) -> local.DeviceChange:
    return local.DeviceChange(settings=DeviceSettings(kind="resident_id", usb=UsbSettings(serial=serial)))


def test_one_way_and_no_more() -> None:
    here = {"port": "/dev/ttyS0", "host": "10.0.0.1", "usb": UsbSettings()}
    for name, value in here.items():
        settings = DeviceSettings(kind="resident_id", **{name: value})  # type: ignore[arg-type]
        _, driver = open_driver("reader", settings)
        assert isinstance(driver, Hosted if name == "usb" else ResidentIdReader)
        assert settings.ways == (Way(name),)
        assert settings.at
    for wrong in ({}, {"port": "/dev/ttyS0", "host": "10.0.0.1"}, {"usb": UsbSettings(enabled=False)}):
        with pytest.raises(InvalidSettings, match=r"device\.reader"):
            open_driver("reader", DeviceSettings(kind="resident_id", **wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (DeviceSettings(kind="receipt_printer", host="10.0.0.1:9100"), r"host: .*tcp_port"),
        (DeviceSettings(kind="code_scanner", port="COM3"), r"port: not a path"),
        (DeviceSettings(kind="receipt_printer", file="lp0"), r"file: not a path"),
    ],
)
def test_a_place_that_can_be_none_is_refused_at_once(settings: DeviceSettings, told: str) -> None:
    with pytest.raises(InvalidSettings, match=rf"device\.one\.{told}"):
        open_driver("one", settings)


def test_an_address_of_six_groups_is_no_port() -> None:
    assert open_driver("one", DeviceSettings(kind="receipt_printer", host="fe80::1"))


def test_the_framings_of_the_settings_are_those_of_the_driver() -> None:
    assert set(get_args(Framing)) == set(FRAMINGS)


def test_what_the_settings_say_reaches_the_driver() -> None:
    driver = usb_reader(ids=("1234:abcd",), path="1-1.4", interface=2, report_id=5, framing="cvr-100d")
    port = driver._port
    assert isinstance(port, UsbPort)
    match, reports = port._match, port._reports
    assert reports is not None
    assert str(match.ids[-1]) == "1234:ABCD"
    assert (match.path, match.serial, match.interface, reports.report_id) == ("1-1.4", None, 2, 5)
    assert driver._framing is FRAMINGS["cvr-100d"]


def test_two_at_one_place_are_known_as_such() -> None:
    def place(path: str) -> tuple[str, int]:
        return address(DeviceSettings(kind="resident_id", usb=UsbSettings(path=path)))

    assert place("1-1") == place("1-1") != place("1-2")


@pytest.mark.parametrize("before", ["port", "host", "usb"])
@pytest.mark.parametrize("after", ["port", "host", "usb"])
def test_a_technician_changes_the_way(before: str, after: str) -> None:
    """What a file below says of another way counts no more."""
    tables = {"port": {"port": "/dev/ttyS1"}, "host": {"host": "a"}, "usb": {"usb": {"path": "1-1"}}}
    wanted = {"port": "/dev/ttyS2", "host": "b", "usb": UsbSettings(path="2-2")}
    lower = {**read_files([SHIPPED]), "device": {"reader": {"kind": "resident_id", **tables[before]}}}
    settings = DeviceSettings(kind="resident_id", **{after: wanted[after]})  # type: ignore[arg-type]
    changed = laid_over(lower, layer.with_device({}, laid_over(lower, {}), "reader", settings))
    assert changed.device["reader"].ways == (Way(after),)
    assert changed.device["reader"].at == settings.at


def test_an_unknown_key_of_usb_is_named(tmp_path: Path) -> None:
    file = tmp_path / "terminal.toml"
    file.write_text('[device.reader]\nkind = "resident_id"\nusb = { pathh = "1-1" }\n', encoding="utf-8")
    with pytest.raises(InvalidSettings, match=r"did you mean device\.reader\.usb\.path"):
        load([SHIPPED, file])


def test_a_reader_in_the_network(agent: RunningAgent) -> None:
    wire = TcpWire()
    with ResidentIdSimulator(wire) as simulator:
        settings = DeviceSettings(kind="resident_id", host="127.0.0.1", tcp_port=wire.port)
        agent.web.send(calls.put_device("reader", local.DeviceChange(settings=settings)))
        simulator.put_card(ZHANG)
        status = agent.command(agent.session(), local.ReadIdentity())
        assert status.outcome is Outcome.SUCCEEDED
        agent.web.send(calls.remove_device("reader"))


def test_a_reader_on_the_usb_bus(
    agent: RunningAgent, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "USB_READER", f"{HERE}:simulated_reader")
    wire = UsbWire(vendor=0x0400, product=0xC35A)
    with ResidentIdSimulator(wire) as simulator:
        entry = agent.web.send(calls.put_device("reader", usb(str(wire.port))))
        assert entry.device.state is DeviceState.ONLINE
        session = agent.session()
        simulator.put_card(ZHANG)
        status = agent.command(session, local.ReadIdentity())
        assert status.outcome is Outcome.SUCCEEDED
        assert status.resident is not None
        assert status.resident.number == "330***********0036"
        test_id = new_id()
        agent.kiosk.send(calls.end_session(session))
        simulator.take_card()
        agent.web.send(calls.test_device("reader", test_id, local.DeviceTest()))
        simulator.put_card(ZHANG)
        ended = wait_for(
            lambda: (
                seen
                if (seen := agent.web.send(calls.device_test("reader", test_id))).state is local.CommandState.FINISHED
                else None
            )
        )
        assert ended.outcome is Outcome.SUCCEEDED
    for file in surroundings.directory.rglob("*"):
        if file.is_file() and "sandbox" not in file.name:
            assert ZHANG.id_number.encode() not in file.read_bytes(), file


def test_a_driver_that_hangs_holds_up_nobody(
    agent: RunningAgent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "USB_READER", f"{HERE}:hanging_reader")
    monkeypatch.setattr(kinds, "ResidentIdReader", hosted_drivers.HangingReader)
    hang = tmp_path / "hang"
    agent.web.send(calls.put_device("reader", usb(str(hang))))
    session, command_id = agent.session(), new_id()
    head = agent.journal.head
    agent.kiosk.send(calls.command(session, command_id, local.ReadIdentity()))

    def reader() -> local.Device:
        return next(d for d in agent.kiosk.send(calls.terminal()).devices if d.device_id == "reader")

    wait_for(hang.exists)
    slowest, end = 0.0, time.monotonic() + 20
    while "stalled" not in reader().faults:
        assert time.monotonic() < end
        started = time.monotonic()
        scanning = new_id()
        agent.kiosk.send(calls.command(session, scanning, local.ScanCode(deadline_ms=100)))
        assert agent.finished(session, scanning).outcome is Outcome.TIMED_OUT
        slowest = max(slowest, time.monotonic() - started)
    assert slowest < 5
    ended = agent.finished(session, command_id)
    assert ended.outcome is Outcome.UNKNOWN
    assert ended.trouble is not None
    assert ended.trouble.code == "stalled"
    assert [e.state for e in agent.journal.after(head, 0) if e.topic is Topic.DEVICE] == ["hardwareError"]
    hang.unlink()
    wait_for(lambda: agent.online("reader"))
