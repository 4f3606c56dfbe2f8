# SPDX-License-Identifier: Apache-2.0
"""Devices that come and go while the terminal runs, on their real wires."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from agent.client import calls
from agent.devices import registry
from agent.receipts import desk
from contract import local
from contract.local import DeviceState, Outcome, PaymentState, ReceiptState, Role, Topic
from contract.platform import PhonePayment
from contract.settings import DeviceSettings, load
from device_drivers.errors import PaperOut
from device_drivers.receipt_printer import Proof, ReceiptPrinter, Slip
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.simulator import ResidentIdSimulator
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, new_id, wait_for


def printer_at(port: int) -> local.DeviceChange:
    return local.DeviceChange(
        settings=DeviceSettings(kind="receipt_printer", host="127.0.0.1", tcp_port=port, columns=48)
    )


def reader_at(path: Path) -> local.DeviceChange:
    return local.DeviceChange(settings=DeviceSettings(kind="resident_id", port=str(path)))


@pytest.fixture
def second() -> Iterator[ReceiptPrinterSimulator]:
    with ReceiptPrinterSimulator() as printer:
        yield printer


def layer(agent: RunningAgent) -> str:
    path = Path(agent.settings.paths.settings) / "technician.toml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def shows_case(agent: RunningAgent) -> str:
    session = agent.session()
    agent.kiosk.send(calls.case(session, "3301062611000017"))
    return session


def printed(agent: RunningAgent, session: str) -> local.CommandStatus:
    return agent.command(session, local.PrintCase(case_no="3301062611000017"))


def test_a_second_printer_is_added_live_and_used_when_the_first_has_no_paper(
    agent: RunningAgent, surroundings: Surroundings, second: ReceiptPrinterSimulator
) -> None:
    head = agent.journal.head
    entry = agent.web.send(calls.put_device("second", printer_at(second.port)))
    assert entry.by_technician
    assert entry.device.state is DeviceState.ONLINE
    assert [(e.topic, e.subject, e.state) for e in agent.journal.after(head, 0) if e.state == "added"] == [
        (Topic.DEVICE, "second", "added")
    ]
    session = shows_case(agent)
    assert printed(agent, session).outcome is Outcome.SUCCEEDED
    assert second.slips() == []
    surroundings.printer.faults.put(paper="out")
    wait_for(lambda: not agent.online("printer"))
    assert printed(agent, session).outcome is Outcome.SUCCEEDED
    assert "3301062611000017" in second.slips()[-1].text()


def test_a_trial_of_a_wrong_port_is_refused_and_the_old_device_still_works(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    before = agent.house.settings
    master, slave = os.openpty()
    silent = local.DeviceChange(settings=DeviceSettings(kind="resident_id", port=os.ttyname(slave)))
    missing = local.DeviceChange(settings=DeviceSettings(kind="resident_id", port=str(surroundings.directory / "no")))
    for change in (silent, missing, printer_at(1)):
        assert agent.refusal(calls.put_device("reader", change), Role.WEB) == "deviceSilent"
    os.close(master)
    os.close(slave)
    assert agent.house.settings is before
    assert layer(agent) == ""
    wait_for(lambda: agent.online("reader"))
    _, bills = agent.identified(surroundings)
    assert bills.bills


def test_a_wrong_setting_at_the_same_port_is_refused_and_the_reader_comes_back(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    surroundings.reader.faults.put(garbage=True)
    assert agent.refusal(calls.put_device("reader", reader_at(surroundings.directory / "reader")), Role.WEB) == (
        "deviceSilent"
    )
    surroundings.reader.faults.clear()
    wait_for(lambda: agent.online("reader"))
    agent.web.send(calls.put_device("reader", reader_at(surroundings.directory / "reader")))
    agent.identified(surroundings)


def test_a_device_is_moved_to_another_port_and_stays_there_after_a_restart(surroundings: Surroundings) -> None:
    there = surroundings.directory / "other"
    with ResidentIdSimulator(there) as other:
        agent = RunningAgent(surroundings)
        try:
            agent.web.send(calls.put_device("reader", reader_at(there)))
            session = agent.session()
            other.put_card(ZHANG)
            assert agent.command(session, local.ReadIdentity()).outcome is Outcome.SUCCEEDED
        finally:
            agent.stop()
        again = RunningAgent(surroundings)
        try:
            assert again.settings.device["reader"].port == str(there)
            wait_for(lambda: again.online("reader"))
            entries = again.web.send(calls.devices()).devices
            assert [entry.device.device_id for entry in entries if entry.by_technician] == ["reader"]
        finally:
            again.stop()


def test_removing_a_reader_ends_what_waits_at_it_with_an_outcome(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session = agent.session()
    running, queued = new_id(), new_id()
    agent.kiosk.send(calls.command(session, running, local.ReadIdentity()))
    wait_for(lambda: agent.kiosk.send(calls.command_status(session, running)).state is local.CommandState.RUNNING)
    agent.kiosk.send(calls.command(session, queued, local.ReadIdentity()))
    agent.web.send(calls.remove_device("reader"))
    assert agent.finished(session, running).outcome is Outcome.CANCELLED
    dropped = agent.finished(session, queued)
    assert dropped.outcome is Outcome.FAILED
    assert dropped.trouble is not None
    assert dropped.trouble.code == "noDevice"
    assert agent.refusal(calls.command(session, new_id(), local.ReadIdentity())) == "noDevice"
    assert agent.house.bench.alive
    assert all(device.device_id != "reader" for device in agent.kiosk.send(calls.terminal()).devices)
    assert "enabled = false" in layer(agent)
    assert not load(surroundings.files()).device["reader"].enabled
    in_files = [name for name in load(surroundings.files()).device if name != "reader"]
    assert [device.device_id for device in agent.house.bench.views()] == in_files
    agent.web.send(calls.put_device("reader", reader_at(surroundings.directory / "reader")))
    agent.identified(surroundings)
    assert [device.device_id for device in agent.house.bench.views()] == list(load(surroundings.files()).device)


def test_what_the_technician_added_is_forgotten_when_it_is_removed(
    agent: RunningAgent, second: ReceiptPrinterSimulator
) -> None:
    agent.web.send(calls.put_device("second", printer_at(second.port)))
    agent.web.send(calls.remove_device("second"))
    assert "second" not in layer(agent)
    assert agent.refusal(calls.remove_device("second"), Role.WEB) == "notFound"


def test_a_slip_that_is_coming_out_is_not_cut_off(
    agent: RunningAgent, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "DEADLINE_S", 6.0)
    monkeypatch.setattr(registry, "HELD_WAIT_S", 0.2)
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.printer.faults.put(silent_after=400)  # it takes the job and proves nothing for its whole time
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until_slip(payment_id, ReceiptState.PRINTING)
    assert agent.refusal(calls.put_device("printer", printer_at(surroundings.printer.port)), Role.WEB) == "deviceBusy"
    assert layer(agent) == ""
    surroundings.printer.faults.clear()
    agent.until_slip(payment_id, ReceiptState.UNKNOWN, ReceiptState.PRINTED)
    agent.web.send(calls.put_device("printer", printer_at(surroundings.printer.port)))


def test_a_slip_that_waits_at_a_removed_printer_comes_out_of_the_next(
    agent: RunningAgent, surroundings: Surroundings, second: ReceiptPrinterSimulator
) -> None:
    """The worker is stopped beneath it, as when a printer is taken away with the queue full of slips."""
    worker = agent.house.bench.find("printer")
    assert worker is not None
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    with worker.held(10.0):
        surroundings.sandbox.desk.pay(payment_id, PhonePayment())
        agent.until_slip(payment_id, ReceiptState.PENDING)
        agent.house.bench.take_out("printer")
        worker.ask_to_stop()
    worker.stop()
    assert agent.until_slip(payment_id, ReceiptState.PENDING)
    agent.web.send(calls.put_device("second", printer_at(second.port)))
    agent.until_slip(payment_id, ReceiptState.PRINTED)
    assert "张**" in second.slips()[-1].text()
    assert surroundings.printer.slips() == []


class Late(ReceiptPrinter):
    """Learns only when it is told to that it has no paper."""

    def __init__(self, port: int) -> None:
        super().__init__("127.0.0.1", port)
        self.asked, self.told = threading.Event(), threading.Event()

    def print(self, slip: Slip, *, deadline_s: float, before_first_byte: Callable[[], None]) -> Proof:
        self.asked.set()
        assert self.told.wait(deadline_s)
        raise PaperOut("no paper")


def test_a_printer_that_fails_late_does_not_overrule_the_one_that_took_over(
    agent: RunningAgent,
    surroundings: Surroundings,
    second: ReceiptPrinterSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The slip waits in both queues, as after a second touch: what the printer says that never began it counts for
    nothing once the other has."""
    agent.web.send(calls.put_device("second", printer_at(second.port)))
    first = agent.house.bench.find("printer")
    assert first is not None
    late = Late(surroundings.printer.port)
    monkeypatch.setattr(first, "_driver", late)
    session, bills = agent.identified(surroundings)
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    pending = agent.until_slip(payment_id, ReceiptState.PENDING)
    assert late.asked.wait(15.0)
    wait_for(lambda: first.view().state is DeviceState.DEVICE_BUSY)
    assert agent.kiosk.send(calls.print_receipt(payment_id, new_id())).receipt_id == pending.receipt_id
    agent.until_slip(payment_id, ReceiptState.PRINTED)
    late.told.set()
    idle = threading.Event()
    first.submit(lambda _driver: idle.set())
    assert idle.wait(15.0)
    (receipt,) = agent.kiosk.send(calls.payment(payment_id)).receipts
    assert (receipt.state, receipt.trouble) == (ReceiptState.PRINTED, None)
    assert len(second.slips()) == 1


def test_a_trial_says_what_was_seen_and_keeps_nothing(
    agent: RunningAgent, surroundings: Surroundings, second: ReceiptPrinterSimulator
) -> None:
    before = agent.web.send(calls.devices())
    seen = agent.web.send(calls.try_device(local.DeviceTrial(settings=printer_at(second.port).settings)))
    assert seen.state is DeviceState.ONLINE
    own = agent.web.send(
        calls.try_device(local.DeviceTrial(settings=reader_at(surroundings.directory / "reader").settings))
    )
    assert own.state is DeviceState.ONLINE, "a device that is in use is let go for its trial"
    nothing = agent.web.send(calls.try_device(local.DeviceTrial(settings=printer_at(1).settings)))
    assert nothing.state is DeviceState.OFFLINE
    after = agent.web.send(calls.devices())
    assert [entry.settings for entry in after.devices] == [entry.settings for entry in before.devices]
    wait_for(lambda: agent.online("reader"))


HOSTILE_SETTINGS = (
    DeviceSettings(kind="coffee_machine", host="127.0.0.1"),
    DeviceSettings(kind="receipt_printer"),
    DeviceSettings(kind="receipt_printer", host="127.0.0.1\r\nX"),
    DeviceSettings(kind="receipt_printer", host="user@host"),
    DeviceSettings(kind="resident_id"),
    DeviceSettings(kind="resident_id", port="/dev/null"),
    DeviceSettings(kind="resident_id", port="/dev/zero"),
    DeviceSettings(kind="resident_id", port="relative"),
    DeviceSettings(kind="resident_id", port="/tmp/\x00"),
    DeviceSettings(kind="resident_id", port="/" + "x" * 5_000),
    DeviceSettings(kind="resident_id", port="/dev/ttyS0", enabled=False),
)
HOSTILE_NAMES = ("Printer", "1printer", "p" * 33, "a_b", "..", "%2e%2e", "a%00b", "邻里")


def test_hostile_names_and_settings_are_refused_before_anything_is_opened(
    agent: RunningAgent, second: ReceiptPrinterSimulator
) -> None:
    for settings in HOSTILE_SETTINGS:
        change = local.DeviceChange(settings=settings)
        assert agent.refusal(calls.put_device("second", change), Role.WEB) == "invalidRequest", settings
        if settings.enabled:
            trial = local.DeviceTrial(settings=settings)
            assert agent.refusal(calls.try_device(trial), Role.WEB) == "invalidRequest", settings
    for name in HOSTILE_NAMES:
        path = name if "%" in name else quote(name)
        refusal = agent.refusal(calls.put_device(path, printer_at(second.port)), Role.WEB)
        assert refusal in {"invalidRequest", "http404"}, name
    assert layer(agent) == ""


def test_two_devices_at_one_address_are_refused(agent: RunningAgent, surroundings: Surroundings) -> None:
    change = printer_at(surroundings.printer.port)
    assert agent.refusal(calls.put_device("second", change), Role.WEB) == "deviceDuplicate"


def test_settings_that_cannot_be_saved_leave_everything_as_it_was(
    agent: RunningAgent, surroundings: Surroundings, second: ReceiptPrinterSimulator
) -> None:
    folder = Path(agent.settings.paths.settings)
    folder.write_text("not a folder")
    before = agent.house.settings
    assert agent.refusal(calls.put_device("second", printer_at(second.port)), Role.WEB) == "settingsUnwritable"
    assert agent.refusal(calls.remove_device("printer"), Role.WEB) == "settingsUnwritable"
    assert agent.house.settings is before
    assert {device.device_id for device in agent.house.bench.views()} == {"reader", "printer", "scanner"}
    folder.unlink()
    agent.web.send(calls.put_device("second", printer_at(second.port)))
    assert "second" in layer(agent)
    assert printed(agent, shows_case(agent)).outcome is Outcome.SUCCEEDED


def test_thirty_changes_leave_no_thread_and_no_descriptor_behind(
    agent: RunningAgent, second: ReceiptPrinterSimulator
) -> None:
    def left() -> tuple[int, int]:
        return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

    agent.web.send(calls.put_device("second", printer_at(second.port)))
    agent.web.send(calls.remove_device("second"))
    threads, descriptors = left()
    for _ in range(10):
        agent.house.devices.put("second", printer_at(second.port).settings)
        agent.house.devices.put("second", printer_at(second.port).settings)
        agent.house.devices.remove("second")
    wait_for(lambda: left()[0] <= threads)
    wait_for(lambda: left()[1] <= descriptors + 2)
