# SPDX-License-Identifier: Apache-2.0
"""Status part by part, what a printer may wait out or resume, recovery, and the order of proofs."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from device_drivers.errors import DeviceError, DeviceNotReady, HardwareError, OutcomeUnknown, PaperOut
from device_drivers.receipt_printer import Cut, PrinterProfile, Proof, ReceiptPrinter, Slip, Text
from device_drivers.receipt_printer.answers import Fault, automatic_faults, full_faults, split_answers
from device_drivers.receipt_printer.codec import CLEAR, RESUME, end_mark
from device_drivers.receipt_printer.profiles import PROFILES
from device_drivers.receipt_printer.report import CoverState, MediaState, PaperState, PartState, Remedy, report_of
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.status import DeviceState

KIOSK = PrinterProfile(presenter=True, full_status=True)
BOTH = PrinterProfile(proofs=(Proof.PROCESS_ID, Proof.QUEUED_STATUS))
SLIP = Slip((*(Text(f"第{number}行") for number in range(12)), Cut()))


@pytest.fixture
def kiosk() -> Iterator[ReceiptPrinterSimulator]:
    """Prints slowly enough for somebody to step in."""
    with ReceiptPrinterSimulator(presenter=True, full_status=True, line_ms=20) as simulator:
        yield simulator


def driver(simulator: ReceiptPrinterSimulator, profile: PrinterProfile = KIOSK) -> ReceiptPrinter:
    return ReceiptPrinter("127.0.0.1", simulator.port, profile, answer_s=0.3)


def put(printer: ReceiptPrinterSimulator, **faults: object) -> None:
    printer.faults.put(**faults)
    until(lambda: printer._machine.faults == printer.faults.now)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


WELL = {
    "paper": PaperState.FULL,
    "media": MediaState.NOT_PRESENT,
    "cover": CoverState.CLOSED,
    "cutter": PartState.OK,
    "head": PartState.OK,
    "remedy": Remedy.NONE,
}


@pytest.mark.parametrize(
    ("faults", "changed"),
    [
        ({}, {}),
        ({"paper": "low"}, {"paper": PaperState.LOW}),
        ({"paper": "out"}, {"paper": PaperState.OUT, "remedy": Remedy.PERSON}),
        ({"paper_jammed": True}, {"paper": PaperState.JAMMED, "remedy": Remedy.PERSON}),
        ({"slip_not_taken": True}, {"media": MediaState.PRESENT}),
        ({"cover_open": True}, {"cover": CoverState.OPEN, "remedy": Remedy.PERSON}),
        ({"cutter_error": True}, {"cutter": PartState.INOPERATIVE, "remedy": Remedy.HOST}),
        ({"head_hot": True}, {"head": PartState.INOPERATIVE, "remedy": Remedy.ITSELF}),
        ({"recoverable_error": True}, {"remedy": Remedy.HOST}),
        ({"unrecoverable_error": True}, {"remedy": Remedy.SERVICE}),
        ({"unrecoverable_error": True, "cover_open": True}, {"cover": CoverState.OPEN, "remedy": Remedy.SERVICE}),
    ],
)
def test_every_part_is_told(
    kiosk: ReceiptPrinterSimulator, faults: dict[str, object], changed: dict[str, object]
) -> None:
    put(kiosk, **faults)
    report = driver(kiosk).report()
    assert {name: getattr(report, name) for name in WELL} == WELL | changed


def test_a_plain_printer_tells_what_it_can() -> None:
    with ReceiptPrinterSimulator() as simulator:
        put(simulator, head_hot=True, slip_not_taken=True)
        report = driver(simulator, PrinterProfile()).report()
    assert report.media is MediaState.NOT_SUPPORTED
    assert (report.head, report.remedy) == (PartState.INOPERATIVE, Remedy.ITSELF)
    assert report.faults == {Fault.AUTO_RECOVERABLE}


def test_a_cover_opened_while_printing_is_no_hot_head() -> None:
    report = report_of(frozenset({Fault.COVER_OPEN, Fault.AUTO_RECOVERABLE}), KIOSK)
    assert report.head is PartState.OK


def test_a_report_of_a_printer_that_is_away(kiosk: ReceiptPrinterSimulator) -> None:
    put(kiosk, offline=True)
    with pytest.raises(DeviceNotReady):
        driver(kiosk).report()


@pytest.mark.parametrize(
    ("answer", "faults"),
    [
        ("10 0F 00 00 00 00", set()),
        ("10 0F 04 00 00 00", {Fault.PAPER_LOW}),
        ("10 0F 05 00 00 00", {Fault.PAPER_OUT}),
        ("10 0F 20 00 00 00", {Fault.PAPER_NOT_TAKEN}),
        ("10 0F 00 01 00 00", {Fault.COVER_OPEN}),
        ("10 0F 00 02 00 00", {Fault.COVER_OPEN}),
        ("10 0F 00 08 00 00", {Fault.FEEDING}),
        ("10 0F 00 00 01 00", {Fault.HEAD_HOT}),
        ("10 0F 00 00 40 00", {Fault.PAPER_JAMMED}),
        ("10 0F 00 00 00 01", {Fault.CUTTER}),
        ("10 0F 00 00 00 08", {Fault.UNRECOVERABLE}),
        ("10 0F C0 60 26 00", set()),
    ],
)
def test_full_status_bit_by_bit(answer: str, faults: set[Fault]) -> None:
    """Tables of Custom's KPM150H, KPM210 and KPM300 manuals."""
    (heard,), rest = split_answers(bytes.fromhex(answer), full_status=True)
    assert rest == b""
    assert full_faults(heard.data) == faults


def test_a_jam_in_the_presenter() -> None:
    """Citizen PPU-231II manual, second byte of the automatic status."""
    status = bytes.fromhex("18 02 00 00")
    assert automatic_faults(status, presenter=True) == {Fault.PAPER_JAMMED}
    assert automatic_faults(status) == {Fault.OFFLINE}


def test_marks_and_orders_as_the_manuals_have_them() -> None:
    assert end_mark((Proof.PROCESS_ID, Proof.QUEUED_STATUS), b"0001") == bytes.fromhex(
        "1D 28 48 06 00 30 30 30 30 30 31  1D 72 01"
    )
    assert end_mark((), b"0001") == b""
    assert bytes.fromhex("10 05 01") == RESUME
    assert bytes.fromhex("10 05 02  10 14 08 01 03 14 01 06 02 08") == CLEAR


def in_the_midst(simulator: ReceiptPrinterSimulator, act: Callable[[], None]) -> threading.Thread:
    """`act` when the third row has been printed."""

    def run() -> None:
        until(lambda: sum(len(slip.rows) for slip in simulator.slips()) >= 3)
        act()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("profile", [KIOSK, BOTH])
def test_a_hot_head_is_waited_out(kiosk: ReceiptPrinterSimulator, profile: PrinterProfile) -> None:
    def heat_and_cool() -> None:
        put(kiosk, head_hot=True)
        time.sleep(0.8)  # longer than the driver waits before it asks
        kiosk.faults.clear()

    helper = in_the_midst(kiosk, heat_and_cool)
    driver(kiosk, profile).print(SLIP, deadline_s=20, before_first_byte=lambda: None)
    helper.join()
    assert [slip.complete for slip in kiosk.slips()] == [True]


def test_a_head_that_stays_hot_leaves_the_outcome_open(kiosk: ReceiptPrinterSimulator) -> None:
    helper = in_the_midst(kiosk, lambda: put(kiosk, head_hot=True))
    with pytest.raises(OutcomeUnknown):
        driver(kiosk).print(SLIP, deadline_s=2, before_first_byte=lambda: None)
    helper.join()


def test_a_hot_head_before_the_job_sends_nothing(kiosk: ReceiptPrinterSimulator) -> None:
    put(kiosk, head_hot=True)
    with pytest.raises(HardwareError, match="headHot"):
        driver(kiosk).print(SLIP, deadline_s=2, before_first_byte=lambda: pytest.fail("nothing may go out"))


@pytest.mark.parametrize("fault", ["recoverable_error", "cutter_error"])
def test_resuming_the_very_job_that_stopped(kiosk: ReceiptPrinterSimulator, fault: str) -> None:
    """Where the model is known to resume: a passing error is resumed, one that stays is told after one attempt."""
    helper = in_the_midst(kiosk, lambda: put(kiosk, **{fault: True}))
    printer = driver(kiosk, PrinterProfile(resumes=True))
    if fault == "recoverable_error":
        printer.print(SLIP, deadline_s=20, before_first_byte=lambda: None)
        helper.join()
        (slip,) = kiosk.slips()
        assert slip.complete
        assert len(slip.text().splitlines()) == 12
    else:
        with pytest.raises(HardwareError) as caught:
            printer.print(SLIP, deadline_s=20, before_first_byte=lambda: None)
        helper.join()
        assert caught.value.partial
        assert not any(slip.complete for slip in kiosk.slips())


def test_other_models_are_never_told_to_resume(kiosk: ReceiptPrinterSimulator) -> None:
    helper = in_the_midst(kiosk, lambda: put(kiosk, recoverable_error=True))
    with pytest.raises(HardwareError) as caught:
        driver(kiosk).print(SLIP, deadline_s=20, before_first_byte=lambda: None)
    helper.join()
    assert caught.value.partial
    assert not any(slip.complete for slip in kiosk.slips())


@pytest.mark.parametrize(
    ("fault", "heal"),
    [
        ({"cutter_error": True}, True),
        ({"recoverable_error": True}, False),
        ({"paper_jammed": True}, True),
        ({"cover_open": True}, True),
        ({"paper": "out"}, True),
        ({"head_hot": True}, True),
    ],
)
def test_recovery_brings_back_the_printer_and_nothing_of_the_job(
    kiosk: ReceiptPrinterSimulator, fault: dict[str, object], heal: bool
) -> None:
    printer = driver(kiosk)
    helper = in_the_midst(kiosk, lambda: put(kiosk, **fault))
    with pytest.raises(DeviceError):
        printer.print(SLIP, deadline_s=2, before_first_byte=lambda: None)
    helper.join()
    healer = threading.Timer(0.6, kiosk.faults.clear)
    if heal:
        healer.start()
    status = printer.recover(deadline_s=15)
    healer.cancel()
    assert status.state is DeviceState.ONLINE
    assert not any(slip.complete for slip in kiosk.slips()), "the rest of a job came out after its failure was told"
    printer.print(Slip((Text("新"), Cut())), deadline_s=10, before_first_byte=lambda: None)
    assert [slip.complete for slip in kiosk.slips()].count(True) == 1
    assert kiosk.slips()[-1].text() == "新\n"


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"unrecoverable_error": True}, DeviceState.HARDWARE_ERROR),
        ({"paper": "out"}, DeviceState.USER_ERROR),
        ({"offline": True}, DeviceState.OFFLINE),
        ({"garbage": True}, DeviceState.HARDWARE_ERROR),
    ],
)
def test_what_recovery_cannot_mend_is_told(
    kiosk: ReceiptPrinterSimulator, fault: dict[str, object], state: DeviceState
) -> None:
    put(kiosk, **fault)
    assert driver(kiosk).recover(deadline_s=0.5).state is state


def test_recovery_ends_half_an_image(kiosk: ReceiptPrinterSimulator) -> None:
    kiosk._machine.receive(b"\x1dv0\x00\x48\x00\x22\x00" + b"\xff" * 100)
    assert driver(kiosk).recover(deadline_s=10).state is DeviceState.ONLINE


def test_the_proof_falls_back_in_the_declared_order() -> None:
    for speaks, proof in ((True, Proof.PROCESS_ID), (False, Proof.QUEUED_STATUS)):
        with ReceiptPrinterSimulator(process_id=speaks) as simulator:
            printer = driver(simulator, BOTH)
            for _ in range(2):
                assert printer.print(SLIP, deadline_s=10, before_first_byte=lambda: None) is proof
            assert [slip.complete for slip in simulator.slips()] == [True, True]


def test_a_printer_that_proves_nothing_leaves_every_job_open() -> None:
    with ReceiptPrinterSimulator() as simulator:
        with pytest.raises(OutcomeUnknown):
            driver(simulator, PrinterProfile(proofs=())).print(SLIP, deadline_s=1.5, before_first_byte=lambda: None)
        assert [slip.complete for slip in simulator.slips()] == [True]


def test_the_mark_of_another_job_is_no_proof() -> None:
    """A slow printer answers the mark of the job before while this one waits."""
    with ReceiptPrinterSimulator(line_ms=50) as simulator:
        printer = driver(simulator, BOTH)
        with pytest.raises(OutcomeUnknown):
            printer.print(SLIP, deadline_s=0.6, before_first_byte=lambda: None)
        printer.print(Slip((Text("二"), Cut())), deadline_s=10, before_first_byte=lambda: None)
        assert [slip.complete for slip in simulator.slips()] == [True, True]
        assert simulator.slips()[-1].text() == "二\n"


def test_paper_that_ends_is_told_with_a_process_id_too() -> None:
    with ReceiptPrinterSimulator() as simulator:
        simulator.faults.put(paper_out_after=3)
        with pytest.raises(PaperOut) as caught:
            driver(simulator, BOTH).print(SLIP, deadline_s=10, before_first_byte=lambda: None)
    assert caught.value.partial


@pytest.mark.parametrize("name", PROFILES)
def test_every_named_profile_fits_its_paper(name: str) -> None:
    profile = PROFILES[name]
    assert profile.dots % 8 == 0
    assert profile.columns * 12 <= profile.dots
    assert 0 < profile.band_rows < 256, "a height byte of 4, 5 or 14 behind one of 10 would be an order"
