# SPDX-License-Identifier: Apache-2.0
"""One driver over every line there is: a serial port, a TCP converter, USB with bulk and with interrupt transfers."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from device_drivers.errors import CardRemoved, CardUnreadable, DeviceNotReady, HardwareError, ProtocolError, TimedOut
from device_drivers.port import Port
from device_drivers.resident_id import Card, CardKind, Photo, ResidentIdReader
from device_drivers.resident_id.chip import CardData, Chip, Foreigner2017Data, Foreigner2023Data, PermitData
from device_drivers.resident_id.codec import Command, request, split_frame
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.resident_id.usb import reader_match
from device_drivers.serial_port import SerialPort
from device_drivers.simulation.pty_wire import PtyWire
from device_drivers.simulation.tcp_wire import TcpWire
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.simulation.usb_wire import UsbWire
from device_drivers.simulation.wire import Wire
from device_drivers.status import DeviceState
from device_drivers.tcp_port import TcpPort
from device_drivers.usb_port import Reports, UsbPort

CARD = CardData(
    name="张三", id_number="11010519491231002X", appended_address="幸福社区8号", photo=bytes(range(256)) * 4
)
CARDS: dict[CardKind, Chip] = {
    CardKind.RESIDENT: CARD,
    CardKind.HK_MACAO_TAIWAN: PermitData(name="陈大文", id_number="830000199201300022"),
    CardKind.FOREIGNER_2017: Foreigner2017Data(name="SAMPLE, ALEX", id_number="CAN110081080381"),
    CardKind.FOREIGNER_2023: Foreigner2023Data(name="SAMPLE, ALEX", id_number="931586198001010028"),
}


@dataclass
class Line:
    """`port` makes a new way for the host to the same device."""

    reader: ResidentIdSimulator
    port: Callable[[], Port]

    def driver(self) -> ResidentIdReader:
        return ResidentIdReader(self.port(), find_interval_s=0.01)


def serial_line(folder: Path) -> tuple[Wire, Callable[[], Port]]:
    return PtyWire(folder / "reader", 115_200), lambda: SerialPort(str(folder / "reader"), 115_200)


def tcp_line(_folder: Path) -> tuple[Wire, Callable[[], Port]]:
    wire = TcpWire()
    return wire, lambda: TcpPort("127.0.0.1", wire.port)


def usb_line(_folder: Path) -> tuple[Wire, Callable[[], Port]]:
    wire = UsbWire(vendor=0x0400, product=0xC35A)
    return wire, lambda: usb_port(wire)


def usb_interrupt_line(_folder: Path) -> tuple[Wire, Callable[[], Port]]:
    wire = UsbWire(vendor=0x0316, product=0x5020, transfers="interrupt", others_before=2)
    return wire, lambda: usb_port(wire)


def hid_line(_folder: Path) -> tuple[Wire, Callable[[], Port]]:
    wire = UsbWire(vendor=0x0400, product=0xC35A, transfers="interrupt", interface=(3, 0, 0), report_id=5)
    return wire, lambda: usb_port(wire, reports=Reports(64, 5))


def usb_port(wire: UsbWire, *, reports: Reports | None = None) -> UsbPort:
    bus = UsbBus("127.0.0.1", wire.port)
    return UsbPort(reader_match(), reports=reports, backend=lambda: bus)


LINES = {"serial": serial_line, "tcp": tcp_line, "usb": usb_line, "interrupt": usb_interrupt_line, "hid": hid_line}


@pytest.fixture(params=LINES)
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    wire, port = LINES[request.param](tmp_path)
    with ResidentIdSimulator(wire) as reader:
        yield Line(reader, port)


@pytest.fixture
def driver(line: Line) -> Iterator[ResidentIdReader]:
    driver = line.driver()
    yield driver
    driver.close()


def read(driver: ResidentIdReader, deadline_s: float = 20.0) -> Card:
    return driver.read_card(deadline_s=deadline_s, cancelled=lambda: False).card


def test_every_kind_of_card(line: Line, driver: ResidentIdReader) -> None:
    for kind, chip in CARDS.items():
        line.reader.put_card(chip)
        card = read(driver)
        assert (card.kind, card.name, card.id_number) == (kind, chip.name, chip.id_number)
        if kind is not CardKind.RESIDENT:
            line.reader.put_card(chip)
            with pytest.raises(CardUnreadable) as caught:
                driver.read(deadline_s=20.0, cancelled=lambda: False)
            assert caught.value.code == "cardKindUnsupported"


def test_all_that_a_flow_may_ask_for(line: Line, driver: ResidentIdReader) -> None:
    class Decoder:
        def decode(self, wlt: bytes) -> Photo:
            return Photo(wlt)

    line.reader.put_card(CARD)
    reading = driver.read_card(deadline_s=20.0, cancelled=lambda: False, newest_address=True, photo_decoder=Decoder())
    assert reading.newest_address == "幸福社区8号"
    assert isinstance(reading.photo, Photo)
    assert reading.photo.bmp == CARD.photo
    assert driver.is_card_there()
    line.reader.take_card()
    assert not driver.is_card_there()


def test_status_and_identity(line: Line, driver: ResidentIdReader) -> None:
    assert driver.status().state is DeviceState.ONLINE
    assert str(driver.sam_number()) == "05.01-20201117-0012345678-3141592653"
    line.reader.faults.put(self_test_failed=True)
    assert driver.status().faults == ("selfTestFailed",)
    with pytest.raises(HardwareError):
        read(driver)


@pytest.mark.parametrize("fault", [{"bad_checksum": True}, {"truncate_after": 9}, {"garbage": True}])
def test_broken_answers(line: Line, driver: ResidentIdReader, fault: dict[str, object]) -> None:
    line.reader.put_card(CARD)
    line.reader.faults.put(**fault)
    with pytest.raises(ProtocolError):
        read(driver)
    line.reader.faults.clear()
    assert read(driver).name == CARD.name


def test_a_silent_reader(line: Line, driver: ResidentIdReader) -> None:
    line.reader.faults.put(busy=True)
    assert driver.status().state is DeviceState.OFFLINE
    line.reader.faults.clear()
    assert driver.status().state is DeviceState.ONLINE


def test_an_answer_that_comes_too_late_is_no_answer_to_the_next_question(line: Line, driver: ResidentIdReader) -> None:
    assert driver.status().state is DeviceState.ONLINE
    line.reader.faults.put(delay_ms=1400)
    assert driver.status().state is DeviceState.OFFLINE
    line.reader.faults.clear()
    line.reader.faults.put(delay_ms=0)
    time.sleep(0.6)  # the late answer is on its way, or waits in the device
    assert str(driver.sam_number()) == "05.01-20201117-0012345678-3141592653"


def test_a_slow_reader(line: Line, driver: ResidentIdReader) -> None:
    line.reader.put_card(CARD)
    line.reader.faults.put(delay_ms=100)
    assert read(driver).name == CARD.name


def test_a_card_pulled_away(line: Line, driver: ResidentIdReader) -> None:
    line.reader.put_card(CARD)
    line.reader.faults.put(card_removed_after=300)
    with pytest.raises(CardRemoved):
        read(driver)


def test_no_card_in_time(driver: ResidentIdReader) -> None:
    with pytest.raises(TimedOut):
        read(driver, 0.2)


@pytest.mark.parametrize("sent", [0, 30, 200, 1300])
def test_a_connection_lost_in_the_middle(line: Line, driver: ResidentIdReader, sent: int) -> None:
    line.reader.put_card(CARD)
    line.reader.faults.put(disconnect_after=sent)
    assert read(driver).name == CARD.name


def test_a_reader_that_goes_and_comes_back(line: Line, driver: ResidentIdReader) -> None:
    assert driver.status().state is DeviceState.ONLINE
    line.reader.faults.put(offline=True)
    wait_for(lambda: not line.reader._wire.plugged)
    gone = DeviceState.OFFLINE if isinstance(line.reader._wire, TcpWire) else DeviceState.NO_DEVICE
    assert driver.status().state is gone
    with pytest.raises(DeviceNotReady):
        read(driver)
    line.reader.faults.clear()
    wait_for(lambda: line.reader._wire.plugged)
    line.reader.put_card(CARD)
    assert read(driver).name == CARD.name


def test_one_host_at_a_time(line: Line, driver: ResidentIdReader) -> None:
    assert driver.status().state is DeviceState.ONLINE
    other = line.driver()
    assert other.status().state is DeviceState.OFFLINE
    assert driver.status().state is DeviceState.ONLINE
    driver.close()
    wait_for(lambda: other.status().state is DeviceState.ONLINE)
    other.close()


def test_a_host_that_died_in_the_middle_of_a_card(line: Line, driver: ResidentIdReader) -> None:
    """The card's data come when the next host has asked for something else."""
    line.reader.put_card(CARD)
    line.reader._read_s = 0.5
    dying = line.port()
    dying.open()
    for command in (Command.FIND, Command.SELECT):
        dying.write(request(command))
        heard = dying.read(5.0)
        while split_frame(heard)[0] is None:
            heard += dying.read(5.0)
    dying.write(request(Command.READ))
    time.sleep(0.1)
    dying.close()
    lifted = threading.Timer(1.5, line.reader.put_card, [CARD])
    lifted.start()
    assert read(driver).name == CARD.name
    lifted.join()


def test_nothing_is_left_running(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    for make in LINES.values():
        wire, port = make(tmp_path)
        with ResidentIdSimulator(wire):
            driver = ResidentIdReader(port())
            assert driver.status().state is DeviceState.ONLINE
            driver.close()
    assert set(threading.enumerate()) <= before


def wait_for(condition: Callable[[], bool], limit_s: float = 10.0) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)
