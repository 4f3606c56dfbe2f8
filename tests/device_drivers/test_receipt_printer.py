# SPDX-License-Identifier: Apache-2.0
"""Driver and simulated printer over real TCP."""

import io
import socket
import time
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image

from device_drivers.errors import (
    CoverOpen,
    DeviceError,
    DeviceNotReady,
    HardwareError,
    OutcomeUnknown,
    PaperOut,
    ProtocolError,
    TimedOut,
)
from device_drivers.receipt_printer import (
    Align,
    Columns,
    Cut,
    Feed,
    PrinterProfile,
    Qr,
    ReceiptPrinter,
    Rule,
    Size,
    Slip,
    Text,
)
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.status import DeviceState

URL = "https://linli.example/r/20261123-000123?k=缴费"
SLIP = Slip(
    (
        Text("缴费凭证", Align.CENTER, Size.DOUBLE, bold=True),
        Rule(),
        Columns("水费 2026年10月", "￥86.40"),
        Columns("合计", "￥86.40", Size.TALL, bold=True),
        Rule(),
        Text("2026-11-23 10:24  终端 LL-0007"),
        Qr(URL, "扫码查看电子票据"),
        Feed(1),
        Cut(),
    )
)
WIDE = PrinterProfile()
# Four real-time queries and one queued one go out before the job.
BEFORE_JOB = 4 * 3 + 3


class Job:
    """Prints, and counts how often the driver said that the first byte goes out."""

    def __init__(self, simulator: ReceiptPrinterSimulator, profile: PrinterProfile = WIDE) -> None:
        self.printer = ReceiptPrinter("127.0.0.1", simulator.port, profile, answer_s=0.3)
        self.started = 0

    def print(self, slip: Slip = SLIP, deadline_s: float = 10.0) -> None:
        self.printer.print(slip, deadline_s=deadline_s, before_first_byte=self._start)

    def _start(self) -> None:
        self.started += 1


def test_a_good_slip(printer: ReceiptPrinterSimulator) -> None:
    job = Job(printer)
    job.print()
    assert job.started == 1
    (slip,) = printer.slips()
    assert slip.complete
    lines = slip.text().splitlines()
    assert lines[0].strip() == "缴费凭证"
    assert lines[2] == "水费 2026年10月" + " " * 26 + "￥86.40"
    assert f"[QR {URL}]" in lines


@pytest.mark.parametrize(("columns", "dots"), [(48, 576), (32, 384)])
def test_the_picture_is_as_wide_as_the_paper_and_its_code_can_be_scanned(columns: int, dots: int) -> None:
    with ReceiptPrinterSimulator(dots=dots) as printer:
        Job(printer, PrinterProfile(columns, dots)).print()
        picture = Image.open(io.BytesIO(printer.slips()[0].png()))
    assert picture.width == dots + 2 * 32, "the head is narrower than the paper"
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [URL]


@pytest.mark.parametrize("length", [80, 200, 600, 2000])
def test_long_codes_still_fit_narrow_paper(length: int) -> None:
    data = ("https://linli.example/" + "0123456789" * 300)[:length]
    with ReceiptPrinterSimulator(dots=384) as printer:
        Job(printer, PrinterProfile(32, 384)).print(Slip((Qr(data), Cut())))
        picture = Image.open(io.BytesIO(printer.slips()[0].png()))
    assert picture.width == 384 + 2 * 32
    assert picture.crop((0, 0, 32, picture.height)).getextrema()[0] == 255, "printed beyond the head"
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [data]


def test_rare_characters_are_drawn_on_a_gbk_printer() -> None:
    with ReceiptPrinterSimulator(encoding="gbk") as printer:
        Job(printer, PrinterProfile(encoding="gbk")).print(Slip((Text("王㐀"), Text("王兰"), Cut())))
        assert printer.slips()[0].text() == "[image 576 x 34]\n王兰\n"
        picture = Image.open(io.BytesIO(printer.slips()[0].png()))
    assert picture.crop((32, 32, 92, 66)).getextrema()[0] == 0


def test_without_the_font_for_them_nothing_is_sent(printer: ReceiptPrinterSimulator) -> None:
    job = Job(printer, PrinterProfile(font_path="/nonexistent.ttc"))
    with pytest.raises(DeviceNotReady, match="font"):
        job.print(Slip((Text("𠮷"), Cut())))
    job.print()
    assert (job.started, len(printer.slips())) == (1, 1)


def test_slips_follow_each_other(printer: ReceiptPrinterSimulator) -> None:
    job = Job(printer)
    for number in range(3):
        job.print(Slip((Text(f"第{number}张"), Cut())))
    assert [slip.text() for slip in printer.slips()] == ["第0张\n", "第1张\n", "第2张\n"]
    assert [slip.number for slip in printer.slips()] == [1, 2, 3]


@pytest.mark.parametrize(
    ("faults", "state", "words"),
    [
        ({}, DeviceState.ONLINE, ()),
        ({"paper": "low"}, DeviceState.ONLINE, ("paperLow",)),
        ({"paper": "out"}, DeviceState.USER_ERROR, ("paperOut",)),
        ({"cover_open": True}, DeviceState.USER_ERROR, ("coverOpen",)),
        ({"cutter_error": True}, DeviceState.HARDWARE_ERROR, ("cutterError",)),
        ({"offline": True}, DeviceState.OFFLINE, ()),
        ({"busy": True}, DeviceState.OFFLINE, ()),
        ({"garbage": True}, DeviceState.HARDWARE_ERROR, ("protocolError",)),
        ({"truncate_after": 0}, DeviceState.OFFLINE, ()),
        ({"delay_ms": 50}, DeviceState.ONLINE, ()),
    ],
)
def test_status(
    printer: ReceiptPrinterSimulator, faults: dict[str, object], state: DeviceState, words: tuple[str, ...]
) -> None:
    driver = Job(printer).printer
    assert driver.status().state is DeviceState.ONLINE
    put(printer, faults)
    status = driver.status()
    assert (status.state, status.faults) == (state, words)
    printer.faults.clear()
    wait_for(lambda: driver.status().state is DeviceState.ONLINE)


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ({"paper": "out"}, PaperOut),
        ({"cover_open": True}, CoverOpen),
        ({"cutter_error": True}, HardwareError),
        ({"offline": True}, DeviceNotReady),
        ({"busy": True}, DeviceNotReady),
        ({"garbage": True}, ProtocolError),
        ({"truncate_after": 0}, DeviceNotReady),
        ({"disconnect_after": 0}, DeviceNotReady),
        ({"disconnect_after": 5}, DeviceNotReady),
        ({"disconnect_after": BEFORE_JOB - 1}, DeviceNotReady),
        ({"silent_after": 13}, TimedOut),
    ],
)
def test_nothing_is_sent_when_the_printer_is_not_ready(
    printer: ReceiptPrinterSimulator, faults: dict[str, object], error: type[DeviceError]
) -> None:
    put(printer, faults)
    job = Job(printer)
    with pytest.raises(error) as caught:
        job.print(deadline_s=1.5)
    assert not caught.value.partial
    assert job.started == 0
    assert printer.slips() == []


def test_nothing_is_sent_after_the_deadline(printer: ReceiptPrinterSimulator) -> None:
    job = Job(printer)
    with pytest.raises(TimedOut):
        job.print(deadline_s=0.0)
    assert job.started == 0
    assert printer.slips() == []


def test_nothing_is_sent_when_the_journal_refuses(printer: ReceiptPrinterSimulator) -> None:
    def refuse() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        Job(printer).printer.print(SLIP, deadline_s=5.0, before_first_byte=refuse)
    assert printer.slips() == []


def test_paper_that_runs_out_in_the_middle(printer: ReceiptPrinterSimulator) -> None:
    printer.faults.put(paper_out_after=3)
    job = Job(printer)
    with pytest.raises(PaperOut) as caught:
        job.print()
    assert caught.value.partial
    assert job.started == 1
    (piece,) = printer.slips()
    assert not piece.complete
    assert len(piece.text().splitlines()) == 3

    time.sleep(0.5)  # nobody changes paper faster than the printer drops what it was told to
    printer.faults.clear()
    job.print()
    assert job.started == 2
    assert [slip.complete for slip in printer.slips()] == [False, True]


@pytest.mark.parametrize(
    ("fault", "error"), [({"cover_open": True}, CoverOpen), ({"cutter_error": True}, HardwareError)]
)
def test_a_fault_while_printing_is_known(fault: dict[str, object], error: type[DeviceError]) -> None:
    with ReceiptPrinterSimulator(line_ms=50) as printer:
        with pytest.raises(error) as caught:
            Job(printer).printer.print(SLIP, deadline_s=10.0, before_first_byte=lambda: put(printer, fault))
        assert caught.value.partial
        assert not any(slip.complete for slip in printer.slips())


def test_low_paper_while_printing_is_no_fault(printer: ReceiptPrinterSimulator) -> None:
    Job(printer).printer.print(SLIP, deadline_s=10.0, before_first_byte=lambda: put(printer, {"paper": "low"}))
    assert printer.slips()[0].complete


@pytest.mark.parametrize("sent", [0, 1, 5, 9, 60, 150, 300])
def test_a_connection_cut_while_printing(printer: ReceiptPrinterSimulator, sent: int) -> None:
    printer.faults.put(disconnect_after=BEFORE_JOB + sent)
    job = Job(printer)
    with pytest.raises(OutcomeUnknown) as caught:
        job.print()
    assert caught.value.code == "outcomeUnknown"
    assert caught.value.partial
    assert job.started == 1
    assert not any(slip.complete for slip in printer.slips())
    job.print()
    assert [slip.complete for slip in printer.slips()][-1]
    assert sum(slip.complete for slip in printer.slips()) == 1


def test_silence_at_the_end(printer: ReceiptPrinterSimulator) -> None:
    printer.faults.put(silent_after=BEFORE_JOB + 1)
    job = Job(printer)
    with pytest.raises(OutcomeUnknown):
        job.print(deadline_s=1.0)
    assert job.started == 1
    assert [slip.complete for slip in printer.slips()] == [True]


@pytest.mark.parametrize("fault", [{"truncate_after": 1}, {"garbage": True}, {"offline": True}, {"busy": True}])
def test_half_an_answer_and_worse(printer: ReceiptPrinterSimulator, fault: dict[str, object]) -> None:
    with pytest.raises(OutcomeUnknown):
        Job(printer).printer.print(SLIP, deadline_s=0.8, before_first_byte=lambda: put(printer, fault))


def test_a_slow_printer(printer: ReceiptPrinterSimulator) -> None:
    printer.faults.put(delay_ms=60)
    Job(printer).print()
    assert printer.slips()[0].complete


def test_the_end_mark_of_an_earlier_job_proves_nothing() -> None:
    with ReceiptPrinterSimulator(line_ms=60) as printer:
        job = Job(printer)
        with pytest.raises(OutcomeUnknown):
            job.print(deadline_s=0.4)
        job.print()
        assert [slip.complete for slip in printer.slips()] == [True, True]


def test_half_an_image_is_flushed_out(printer: ReceiptPrinterSimulator) -> None:
    job = Job(printer)
    printer.faults.put(disconnect_after=BEFORE_JOB + 200)
    with pytest.raises(OutcomeUnknown):
        job.print(Slip((Text("𠀀"), Cut())))
    assert job.printer.status().state is DeviceState.ONLINE
    job.print()
    assert printer.slips()[-1].complete


def test_a_printer_that_hangs_up_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        printer = ReceiptPrinter("127.0.0.1", listener.getsockname()[1], answer_s=0.2)
        listener.close()
        assert printer.status().state is DeviceState.OFFLINE
        printer.close()


def put(printer: ReceiptPrinterSimulator, faults: dict[str, object]) -> None:
    printer.faults.put(**faults)
    # The device's thread takes a fault up before the next byte.
    wait_for(lambda: printer._machine.faults == printer.faults.now)


def wait_for(condition: Callable[[], bool], limit_s: float = 5.0) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)
