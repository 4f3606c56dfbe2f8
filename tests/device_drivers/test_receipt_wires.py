# SPDX-License-Identifier: Apache-2.0
"""The same printer on every wire: TCP, a serial line, a device file, USB."""

import io
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import usb.core
from PIL import Image

from device_drivers.errors import DeviceNotReady, OutcomeUnknown, PaperOut
from device_drivers.receipt_printer import Columns, Cut, Logo, PrinterProfile, Proof, Qr, ReceiptPrinter, Slip, Text
from device_drivers.receipt_printer.codec import encode_slip
from device_drivers.receipt_printer.ports import PtyPort, TcpPort
from device_drivers.receipt_printer.preview import pngs
from device_drivers.receipt_printer.raster import draw
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.receipt_printer.usb_wire import UsbAddress, UsbWire
from device_drivers.receipt_printer.usbip_port import PRODUCT, VENDOR, UsbIpPort
from device_drivers.receipt_printer.wires import FileWire, SerialWire, TcpWire, Wire
from device_drivers.status import DeviceState
from tests.device_drivers.usbip_host import UsbIpHost

WIDE = PrinterProfile()
SLIP = Slip((Text("缴费凭证"), Columns("水费", "￥86.40"), Qr("https://linli.example/r/1"), Cut()))
LINES = 1200
# More than the buffers of a serial line, a pipe or a simulated printer hold.
LONG = Slip((*(Text(f"第{number:05d}行 缴费凭证") for number in range(LINES)), Cut()))


@dataclass
class Here:
    simulator: ReceiptPrinterSimulator
    wire: Wire

    def printer(self, profile: PrinterProfile = WIDE) -> ReceiptPrinter:
        return ReceiptPrinter(self.wire, profile=profile, answer_s=0.3)


def tcp(_folder: Path) -> tuple[TcpPort, Callable[[TcpPort], Wire]]:
    return TcpPort("127.0.0.1", 0), lambda port: TcpWire(port.host, port.port)


def serial_line(folder: Path) -> tuple[PtyPort, Callable[[PtyPort], Wire]]:
    return PtyPort(folder / "printer"), lambda port: SerialWire(str(port.link), 115_200)


def device_file(folder: Path) -> tuple[PtyPort, Callable[[PtyPort], Wire]]:
    return PtyPort(folder / "lp0"), lambda port: FileWire(str(port.link))


def over_usb(_folder: Path) -> tuple[UsbIpPort, Callable[[UsbIpPort], Wire]]:
    return UsbIpPort(), lambda port: UsbWire(UsbAddress(VENDOR, PRODUCT), host(port.port))


HOSTS: list[UsbIpHost] = []


def host(port: int) -> UsbIpHost:
    HOSTS.append(UsbIpHost(port))
    return HOSTS[-1]


@pytest.fixture(autouse=True)
def no_host_left_behind() -> Iterator[None]:
    yield
    while HOSTS:
        HOSTS.pop().close()


@pytest.fixture(params=[tcp, serial_line, device_file, over_usb])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Here]:
    port, wire = request.param(tmp_path)
    with ReceiptPrinterSimulator(plug=port) as simulator:
        yield Here(simulator, wire(port))


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


def test_a_closed_wire_is_an_error_not_a_crash(here: Here) -> None:
    here.wire.close()
    with pytest.raises(OSError, match="closed"):
        here.wire.exchange(b"x", 0.1)


@pytest.mark.parametrize(
    "wire",
    [
        TcpWire("127.0.0.1", 1),
        TcpWire("a" * 300, 9100),
        SerialWire("/nonexistent"),
        FileWire("/nonexistent"),
    ],
)
def test_a_wire_to_nowhere(wire: Wire) -> None:
    with pytest.raises(DeviceNotReady):
        wire.open()
    wire.close()


def test_usb_printers_are_told_apart_by_serial_number_and_port() -> None:
    with ReceiptPrinterSimulator(plug=UsbIpPort(serial_number="LP0007")) as simulator:
        for wrong in (
            UsbAddress(VENDOR, 1),
            UsbAddress(VENDOR, PRODUCT, serial_number="LP0008"),
            UsbAddress(VENDOR, PRODUCT, port="7-7"),
        ):
            with pytest.raises(DeviceNotReady, match="no USB device"):
                UsbWire(wrong, host(simulator.port)).open()
        wire = UsbWire(UsbAddress(VENDOR, PRODUCT, serial_number="LP0007"), host(simulator.port))
        assert ReceiptPrinter(wire).status().state is DeviceState.ONLINE


def test_usb_with_nobody_at_the_other_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(DeviceNotReady):
        UsbWire(UsbAddress(VENDOR, PRODUCT), host(port)).open()


def test_flow_control_by_characters_leaves_answers_alone(tmp_path: Path) -> None:
    """A picture holds 11 and 13 too; only the printer's are orders to the line."""
    profile = PrinterProfile(encoding="raster", native_qr=False)
    with ReceiptPrinterSimulator(plug=PtyPort(tmp_path / "printer")) as simulator:
        wire = SerialWire(str(tmp_path / "printer"), 115_200, "xonxoff")
        every_byte = io.BytesIO()
        Image.frombytes("1", (64, 32), bytes(range(256))).save(every_byte, "PNG")
        slip = Slip((Logo(every_byte.getvalue()), Text("王㐀"), Cut()))
        job = encode_slip(slip, profile, draw)
        assert b"\x11" in job
        assert b"\x13" in job
        ReceiptPrinter(wire, profile=profile).print(slip, deadline_s=20, before_first_byte=lambda: None)
        assert [printed.png() for printed in simulator.slips()] == pngs(slip, profile)


class Reluctant(UsbIpHost):
    """Every other write times out, as libusb's do while the printer takes nothing."""

    writes = 0

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        self.writes += 1
        if self.writes % 2:
            raise usb.core.USBTimeoutError("timeout", errno=110)
        return int(super().bulk_write(dev_handle, ep, intf, data[:100], timeout))


def test_usb_writes_that_time_out_are_offered_again() -> None:
    with ReceiptPrinterSimulator(plug=UsbIpPort()) as simulator:
        reluctant = Reluctant(simulator.port)
        HOSTS.append(reluctant)
        wire = UsbWire(UsbAddress(VENDOR, PRODUCT), reluctant)
        ReceiptPrinter(wire, answer_s=1).print(SLIP, deadline_s=20, before_first_byte=lambda: None)
        (slip,) = simulator.slips()
        assert slip.png() == pngs(SLIP, WIDE)[0], "no byte lost, none twice"


def until(printer: ReceiptPrinter, state: DeviceState) -> None:
    end = time.monotonic() + 10
    while printer.status().state is not state:
        assert time.monotonic() < end
        time.sleep(0.01)
