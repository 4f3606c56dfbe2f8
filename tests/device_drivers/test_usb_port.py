# SPDX-License-Identifier: Apache-2.0
"""The USB port on its own: which device it takes, what it does about stalls, that it can be killed, and real libusb."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from usb.core import USBError

from device_drivers.errors import DeviceNotReady, ProtocolError
from device_drivers.resident_id import ResidentIdReader
from device_drivers.resident_id.chip import CardData
from device_drivers.resident_id.codec import Command, request
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.resident_id.usb import READER_IDS, reader_match
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.simulation.usb_wire import UsbWire
from device_drivers.status import DeviceState
from device_drivers.usb_device import UsbFound, UsbId, UsbMatch, find
from device_drivers.usb_port import UsbPort

CARD = CardData(name="张三", id_number="11010519491231002X")
OTHER = UsbId(0x1234, 0x5678)


@pytest.fixture
def wire() -> Iterator[UsbWire]:
    wire = UsbWire(vendor=0x0400, product=0xC35A, serial="A17", others_before=1)
    with ResidentIdSimulator(wire):
        yield wire


def port(wire: UsbWire, match: UsbMatch | None = None) -> UsbPort:
    bus = UsbBus("127.0.0.1", wire.port)
    return UsbPort(match or reader_match(), backend=lambda: bus)


def test_the_published_ids() -> None:
    assert [str(usb_id) for usb_id in READER_IDS] == ["0400:C35A", "0316:5020"]
    assert reader_match(more=(OTHER,)).ids == (*READER_IDS, OTHER)


def test_what_is_plugged_in(wire: UsbWire) -> None:
    bus = UsbBus("127.0.0.1", wire.port)
    assert find(reader_match(), lambda: bus) == (UsbFound(READER_IDS[0], "1-1"),)
    assert find(UsbMatch((OTHER,)), lambda: bus) == ()


@pytest.mark.parametrize(
    "match",
    [
        reader_match(path="1-1"),
        reader_match(serial="A17"),
        reader_match(interface=1),
        UsbMatch((READER_IDS[0],)),
        UsbMatch((OTHER, READER_IDS[0])),
    ],
)
def test_a_match(wire: UsbWire, match: UsbMatch) -> None:
    driver = ResidentIdReader(port(wire, match))
    assert driver.status().state is DeviceState.ONLINE
    driver.close()


@pytest.mark.parametrize(
    "match", [reader_match(path="1-2"), reader_match(serial="A18"), UsbMatch((OTHER,)), UsbMatch(())]
)
def test_no_match(wire: UsbWire, match: UsbMatch) -> None:
    absent = port(wire, match)
    with pytest.raises(DeviceNotReady, match="no USB device"):
        absent.open()
    assert absent.is_missing()
    assert ResidentIdReader(absent).status().state is DeviceState.NO_DEVICE


def test_an_interface_that_is_not_there_is_refused(wire: UsbWire) -> None:
    with pytest.raises(DeviceNotReady, match="no interface"):
        port(wire, reader_match(interface=7)).open()
    opened = port(wire)
    opened.open()  # it was let go again
    opened.close()


def test_a_bus_that_is_not_there() -> None:
    for backend in (lambda: UsbBus("127.0.0.1", 9), lambda: None):
        lost = UsbPort(reader_match(), backend=backend)
        with pytest.raises(DeviceNotReady):
            lost.open()
        assert not lost.is_missing(), "nobody knows"
        assert not lost.is_open


def test_a_stalled_endpoint_is_told_to_go_on(wire: UsbWire) -> None:
    opened = port(wire)
    opened.open()
    wire.stall()
    with pytest.raises(ProtocolError, match="stalled"):
        opened.read(1.0)
    opened.discard_input()
    opened.write(request(Command.SAM_NUMBER))
    assert len(opened.read(5.0)) == 27
    opened.close()


def test_a_stall_in_the_middle_costs_one_more_question(wire: UsbWire) -> None:
    driver = ResidentIdReader(port(wire))
    driver.open()
    wire.stall()
    assert str(driver.sam_number()).startswith("05.01-")
    driver.close()


def test_a_closed_port_says_so(wire: UsbWire) -> None:
    closed = port(wire)
    for use in (lambda: closed.write(b"x"), lambda: closed.read(0.01), closed.discard_input):
        with pytest.raises(DeviceNotReady):
            use()
    closed.close()


def test_a_transfer_that_timed_out_leaves_the_answer_for_the_next(wire: UsbWire) -> None:
    """As libusb does it, and a plain USB/IP client does not: here the simulated bus is what is tested."""
    opened = port(wire)
    opened.open()
    for _ in range(3):
        assert opened.read(0.01) == b""
    opened.write(request(Command.STATUS))
    assert opened.read(5.0).hex() == "aaaaaa96690004000090" + "94"
    opened.close()


def test_the_bus_reports_errors_as_pyusb_knows_them(wire: UsbWire) -> None:
    bus = UsbBus("127.0.0.1", wire.port)
    (device,) = bus.enumerate_devices()
    first = bus.open_device(device)
    with pytest.raises(USBError) as caught:
        bus.open_device(device)
    assert caught.value.errno == 16
    bus.close_device(first)
    bus.close_device(bus.open_device(device))


HOST = """
import sys
from device_drivers.resident_id import ResidentIdReader
from device_drivers.resident_id.usb import reader_match
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.usb_port import UsbPort
bus = UsbBus("127.0.0.1", int(sys.argv[1]))
driver = ResidentIdReader(UsbPort(reader_match(), backend=lambda: bus))
print(driver.status().state, flush=True)
driver.read(deadline_s=600, cancelled=lambda: False)
"""


def test_a_host_that_is_killed_lets_the_device_go() -> None:
    wire = UsbWire(vendor=0x0400, product=0xC35A)
    with ResidentIdSimulator(wire, read_ms=500) as reader:
        host = python(HOST, str(wire.port), stdout=subprocess.PIPE)
        assert host.stdout is not None
        assert host.stdout.readline() == b"online\n"
        reader.put_card(CARD)
        while reader._selected is None:
            assert host.poll() is None
            time.sleep(0.005)
        time.sleep(0.1)
        host.send_signal(signal.SIGKILL)  # in the middle of 30 01, the answer to which nobody takes
        assert host.wait(10) == -signal.SIGKILL
        host.stdout.close()
        driver = ResidentIdReader(port(wire), find_interval_s=0.01)
        reader.put_card(CARD)
        assert driver.read(deadline_s=20.0, cancelled=lambda: False).name == "张三"
        driver.close()


ALONE = """
import sys
import device_drivers.resident_id
assert not [name for name in sys.modules if name.split(".")[0] in ("usb", "usbip")]
import device_drivers.usb_port
from pathlib import Path
assert "libusb" not in Path("/proc/self/maps").read_text()
assert not [name for name in sys.modules if name.startswith("device_drivers.simulation")]
device_drivers.usb_port.libusb()
assert "libusb-1.0" in Path("/proc/self/maps").read_text()
"""


def test_the_library_is_loaded_by_use_and_not_by_import() -> None:
    assert python(ALONE).wait(30) == 0


def python(source: str, *arguments: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", source, *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=stdout,
    )
