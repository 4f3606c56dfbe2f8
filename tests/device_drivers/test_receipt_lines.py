# SPDX-License-Identifier: Apache-2.0
"""The same printer on every wire: TCP, a serial line, a device file, USB."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from usb.core import USBTimeoutError

from device_drivers.errors import DeviceNotReady, LineLost, OutcomeUnknown, PaperOut, TimedOut
from device_drivers.file_port import FilePort
from device_drivers.port import DuplexPort
from device_drivers.receipt_printer import Columns, Cut, Logo, PrinterProfile, Proof, Qr, ReceiptPrinter, Slip, Text
from device_drivers.receipt_printer.codec import encode_slip
from device_drivers.receipt_printer.preview import pngs
from device_drivers.receipt_printer.raster import draw
from device_drivers.receipt_printer.simulator import PRODUCT, VENDOR, ReceiptPrinterSimulator, usb_wire
from device_drivers.receipt_printer.usb import printer_match
from device_drivers.serial_port import SerialPort
from device_drivers.simulation.pty_wire import PtyWire
from device_drivers.simulation.tcp_wire import TcpWire
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.simulation.usb_wire import UsbWire
from device_drivers.simulation.wire import Wire
from device_drivers.status import DeviceState
from device_drivers.tcp_port import TcpPort
from device_drivers.usb_device import UsbId, UsbMatch
from device_drivers.usb_port import UsbPort

ID = UsbId(VENDOR, PRODUCT)
WIDE = PrinterProfile()
SLIP = Slip((Text("缴费凭证"), Columns("水费", "￥86.40"), Qr("https://linli.example/r/1"), Cut()))
LINES = 1200
# More than the buffers of a serial line, a pipe or a simulated printer hold.
LONG = Slip((*(Text(f"第{number:05d}行 缴费凭证") for number in range(LINES)), Cut()))


@dataclass
class Here:
    simulator: ReceiptPrinterSimulator
    port: DuplexPort

    def printer(self, profile: PrinterProfile = WIDE) -> ReceiptPrinter:
        return ReceiptPrinter(self.port, profile=profile, answer_s=0.3)


def tcp(_folder: Path) -> tuple[Wire, Callable[[], DuplexPort]]:
    wire = TcpWire(baud=None)
    return wire, lambda: TcpPort("127.0.0.1", wire.port)


def serial_line(folder: Path) -> tuple[Wire, Callable[[], DuplexPort]]:
    return PtyWire(folder / "printer", 115_200), lambda: SerialPort(str(folder / "printer"), 115_200)


def device_file(folder: Path) -> tuple[Wire, Callable[[], DuplexPort]]:
    return PtyWire(folder / "lp0", None), lambda: FilePort(str(folder / "lp0"))


def over_usb(_folder: Path) -> tuple[Wire, Callable[[], DuplexPort]]:
    wire = usb_wire()
    return wire, lambda: usb_port(wire)


def usb_port(wire: UsbWire, match: UsbMatch | None = None) -> UsbPort:
    bus = UsbBus("127.0.0.1", wire.port)
    return UsbPort(match or printer_match(ID), backend=lambda: bus)


@pytest.fixture(params=[tcp, serial_line, device_file, over_usb])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Here]:
    wire, port = request.param(tmp_path)
    with ReceiptPrinterSimulator(wire=wire) as simulator:
        yield Here(simulator, port())


def test_a_slip_and_its_proof(here: Here) -> None:
    printer = here.printer()
    for _ in range(2):
        assert printer.print(SLIP, deadline_s=10, before_first_byte=lambda: None) is Proof.QUEUED_STATUS
    assert [slip.text().splitlines()[0] for slip in here.simulator.slips()] == ["缴费凭证"] * 2
    assert all(slip.complete for slip in here.simulator.slips())
    assert printer.status().state is DeviceState.ONLINE


def test_the_job_s_own_mark_comes_first_of_the_proofs(here: Here) -> None:
    printer = here.printer(PrinterProfile(proofs=(Proof.PROCESS_ID, Proof.QUEUED_STATUS)))
    for _ in range(2):
        assert printer.print(SLIP, deadline_s=10, before_first_byte=lambda: None) is Proof.PROCESS_ID
    assert [slip.text().splitlines()[0] for slip in here.simulator.slips()] == ["缴费凭证"] * 2


def test_a_slip_longer_than_every_buffer(here: Here) -> None:
    here.printer().print(LONG, deadline_s=30, before_first_byte=lambda: None)
    (slip,) = here.simulator.slips()
    assert slip.complete
    assert [line[1:6] for line in slip.text().splitlines()] == [f"{number:05d}" for number in range(LINES)]


def test_paper_that_ends_while_bytes_are_still_to_go(here: Here) -> None:
    """The printer takes no more, or takes them and does nothing: its own word decides, not the silence."""
    here.simulator.faults.put(paper_out_after=5)
    with pytest.raises(PaperOut) as caught:
        here.printer().print(LONG, deadline_s=10, before_first_byte=lambda: None)
    assert caught.value.partial
    (piece,) = here.simulator.slips()
    assert not piece.complete


def test_a_wire_that_is_pulled_in_the_midst(here: Here) -> None:
    started: list[int] = []
    here.simulator.faults.put(disconnect_after=200)
    with pytest.raises(OutcomeUnknown):
        here.printer().print(LONG, deadline_s=10, before_first_byte=lambda: started.append(1))
    assert started == [1]
    assert not any(slip.complete for slip in here.simulator.slips())
    until(here.printer(), DeviceState.ONLINE)  # on USB and serial lines it comes back as a new device
    here.printer().print(SLIP, deadline_s=10, before_first_byte=lambda: started.append(1))
    assert [slip.complete for slip in here.simulator.slips()][-1]
    assert sum(slip.complete for slip in here.simulator.slips()) == 1


def test_a_printer_that_is_away_and_comes_back(here: Here) -> None:
    printer = here.printer()
    here.simulator.faults.put(offline=True)
    until(printer, DeviceState.OFFLINE)
    with pytest.raises(DeviceNotReady):
        printer.print(SLIP, deadline_s=2, before_first_byte=lambda: pytest.fail("nothing may go out"))
    here.simulator.faults.clear()
    until(printer, DeviceState.ONLINE)
    printer.print(SLIP, deadline_s=10, before_first_byte=lambda: None)
    assert len(here.simulator.slips()) == 1


def test_a_closed_port_is_an_error_not_a_crash(here: Here) -> None:
    here.port.close()
    with pytest.raises(LineLost, match="not open"):
        here.port.exchange(b"x", 0.1)


@pytest.mark.parametrize(
    "port",
    [
        TcpPort("127.0.0.1", 1),
        TcpPort("a" * 300, 9100),
        SerialPort("/nonexistent", 115_200),
        FilePort("/nonexistent"),
        UsbPort(printer_match(ID), backend=lambda: UsbBus("127.0.0.1", 9)),
    ],
)
def test_a_port_to_nowhere(port: DuplexPort) -> None:
    with pytest.raises(DeviceNotReady):
        port.open()
    port.close()


def test_usb_printers_are_told_apart_by_serial_number_and_port() -> None:
    wire = usb_wire(serial="LP0007")
    with ReceiptPrinterSimulator(wire=wire):
        for wrong in (
            printer_match(UsbId(VENDOR, 1)),
            printer_match(ID, serial="LP0008"),
            printer_match(ID, path="7-7"),
        ):
            with pytest.raises(DeviceNotReady, match="no USB device"):
                usb_port(wire, wrong).open()
        port = usb_port(wire, printer_match(ID, serial="LP0007", path="1-1"))
        assert ReceiptPrinter(port).status().state is DeviceState.ONLINE


@pytest.mark.parametrize(
    ("kind", "fits"), [((7, 1, 1), True), ((7, 1, 4), False), ((0xFF, 7, 7), True), ((3, 0, 0), False)]
)
def test_the_interface_that_prints(kind: tuple[int, int, int], fits: bool) -> None:
    wire = UsbWire(vendor=VENDOR, product=PRODUCT, interface=kind, others_before=1)
    with ReceiptPrinterSimulator(wire=wire):
        assert (ReceiptPrinter(usb_port(wire)).status().state is DeviceState.ONLINE) is fits


def test_a_slip_that_the_line_cannot_carry_in_time_is_not_begun(tmp_path: Path) -> None:
    """As drawn text over 9600 baud, which takes more than a minute: the first half would be on paper by then."""
    with ReceiptPrinterSimulator(wire=PtyWire(tmp_path / "printer", 9_600)) as simulator:
        begun: list[str] = []
        drawn = PrinterProfile(encoding="raster", native_qr=False)
        printer = ReceiptPrinter(SerialPort(str(tmp_path / "printer"), 9_600), profile=drawn)
        with pytest.raises(TimedOut, match="too slow"):
            printer.print(SLIP, deadline_s=5.0, before_first_byte=lambda: begun.append("begun"))
        assert not begun
        short = Slip((Text("缴费凭证"),))
        printer.print(short, deadline_s=60.0, before_first_byte=lambda: begun.append("begun"))
        assert begun
        assert simulator.slips()


def test_flow_control_by_characters_leaves_answers_alone(tmp_path: Path) -> None:
    """A picture holds 11 and 13 too; only the printer's are orders to the line."""
    profile = PrinterProfile(encoding="raster", native_qr=False)
    with ReceiptPrinterSimulator(wire=PtyWire(tmp_path / "printer", 115_200)) as simulator:
        port = SerialPort(str(tmp_path / "printer"), 115_200, "xonxoff")
        every_byte = io.BytesIO()
        Image.frombytes("1", (64, 32), bytes(range(256))).save(every_byte, "PNG")
        slip = Slip((Logo(every_byte.getvalue()), Text("王㐀"), Cut()))
        job = encode_slip(slip, profile, draw)
        assert b"\x11" in job
        assert b"\x13" in job
        ReceiptPrinter(port, profile=profile).print(slip, deadline_s=20, before_first_byte=lambda: None)
        assert [printed.png() for printed in simulator.slips()] == pngs(slip, profile)


class Counting(UsbBus):
    """The real bus; tells of each transfer for which the printer had no room in time."""

    def __init__(self, port: int, no_room: Callable[[], None]) -> None:
        super().__init__("127.0.0.1", port)
        self._no_room = no_room

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        try:
            return super().bulk_write(dev_handle, ep, intf, data, timeout)
        except USBTimeoutError:
            self._no_room()
            raise


def test_usb_writes_for_which_there_was_no_room_are_offered_again() -> None:
    with ReceiptPrinterSimulator(wire=usb_wire()) as simulator:
        refused = []

        def no_room() -> None:
            refused.append(1)
            if len(refused) == 3:
                simulator.faults.clear()

        bus = Counting(simulator.port, no_room)
        printer = ReceiptPrinter(UsbPort(printer_match(ID), backend=lambda: bus), answer_s=1)
        printer.print(LONG, deadline_s=30, before_first_byte=lambda: simulator.faults.put(busy=True) and None)
        assert len(refused) >= 3
        (slip,) = simulator.slips()
        assert [line[1:6] for line in slip.text().splitlines()] == [f"{number:05d}" for number in range(LINES)]


def until(printer: ReceiptPrinter, state: DeviceState) -> None:
    end = time.monotonic() + 10
    while printer.status().state is not state:
        assert time.monotonic() < end
        time.sleep(0.01)
