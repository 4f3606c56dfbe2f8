# SPDX-License-Identifier: Apache-2.0
"""What a job says of itself is true, whatever the line does: cut at any byte, answers lost, spoilt or not its own."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device_drivers.errors import CoverOpen, DeviceError, HardwareError, LineLost, OutcomeUnknown
from device_drivers.receipt_printer import Cut, PrinterProfile, Proof, ReceiptPrinter, Slip, Text
from device_drivers.receipt_printer.answers import STATUS
from device_drivers.receipt_printer.connection import Connection
from device_drivers.receipt_printer.job import Job
from device_drivers.receipt_printer.machine import Machine, Model
from device_drivers.receipt_printer.paper import Paper
from device_drivers.simulation.faults import Faults

SLIP = Slip((Text("缴费凭证"), Text("水费 ￥86.40"), Text("王㐀"), Cut()))
BOTH = (Proof.PROCESS_ID, Proof.QUEUED_STATUS)


class Line:
    """A wire with the printer at its end, in one thread: `piece` bytes a turn, `spoil` is shown every answer."""

    def __init__(
        self,
        model: Model,
        *,
        piece: int = 64,
        cut_after: int | None = None,
        spoil: Callable[[int, bytes], bytes] = lambda _number, answer: answer,
    ) -> None:
        self.machine = Machine(Paper(576), model, self._answer, lambda: None)
        self._piece = piece
        self._left = cut_after
        self._spoil = spoil
        self._answers = 0
        self._heard = b""

    def open(self) -> None:
        self._heard = b""

    def close(self) -> None:
        pass

    def takes_s(self, _count: int) -> float:
        return 0.0

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        if self._heard:
            heard, self._heard = self._heard, b""
            return 0, heard
        if not data:
            time.sleep(min(timeout_s, 0.01))
        sent = data[: self._piece]
        if self._left is not None:
            sent = sent[: self._left]
            self._left -= len(sent)
        self.machine.receive(sent)
        self.machine.report()
        while self.machine.has_work:
            self.machine.work()
        if self._left == 0:
            self._left = None
            raise LineLost("cut")
        return len(sent), b""

    def _answer(self, answer: bytes) -> None:
        self._answers += 1
        self._heard += self._spoil(self._answers, answer)

    def complete(self) -> int:
        return sum(slip.complete for slip in self.machine.paper.slips())


def print_on(line: Line, proofs: tuple[Proof, ...] = BOTH, deadline_s: float = 0.4) -> tuple[Proof | None, int]:
    """Return the proof, None for an error, and how often the driver said that the first byte goes out."""
    started: list[int] = []
    printer = ReceiptPrinter(line, profile=PrinterProfile(proofs=proofs, encoding="gbk"), answer_s=0.03)
    try:
        proof = printer.print(SLIP, deadline_s=deadline_s, before_first_byte=lambda: started.append(1))
    except OutcomeUnknown:
        assert started == [1]
        return None, 1
    except DeviceError as error:
        assert error.partial is bool(started)  # noqa: PT017 -- one of three ends
        return None, len(started)
    return proof, len(started)


@settings(max_examples=40, deadline=None)
@given(
    proofs=st.sampled_from([BOTH, BOTH[1:]]),
    speaks=st.booleans(),
    piece=st.integers(1, 200),
    cut_after=st.none() | st.integers(1, 3000),
    lost=st.sets(st.integers(1, 12), max_size=3),
)
def test_proved_means_printed_once_and_not_begun_means_not_printed(
    proofs: tuple[Proof, ...], speaks: bool, piece: int, cut_after: int | None, lost: set[int]
) -> None:
    line = Line(
        Model("gbk", process_id=speaks),
        piece=piece,
        cut_after=cut_after,
        spoil=lambda number, answer: b"" if number in lost else answer,
    )
    proof, started = print_on(line, proofs)
    if proof is not None:
        assert line.complete() == 1
    if not started:
        assert line.machine.paper.slips() == []
    assert line.complete() <= 1


def test_without_trouble_it_is_proved() -> None:
    """Else the property above could hold by never printing."""
    for speaks, proof in ((True, Proof.PROCESS_ID), (False, Proof.QUEUED_STATUS)):
        line = Line(Model("gbk", process_id=speaks))
        assert print_on(line) == (proof, 1)
        assert line.complete() == 1


@pytest.mark.parametrize("mark", [b"\x37\x22    \0", b"\x37\x23\0", b"\x3b1\0", b"_EPSON\0"])
def test_an_answer_that_is_not_this_job_s_mark_proves_nothing(mark: bytes) -> None:
    """Of the answers to the job, its own mark is changed into another and the status behind it is lost."""
    seen = 0

    def spoil(_number: int, answer: bytes) -> bytes:
        nonlocal seen
        if answer.startswith(b"\x37\x22"):
            seen += 1
            return mark if seen == 2 else answer
        return b"" if seen == 2 else answer

    line = Line(Model("gbk"), spoil=spoil)
    assert print_on(line) == (None, 1)
    assert line.complete() == 1
    assert seen == 2


def test_the_status_stands_in_for_a_mark_that_was_lost() -> None:
    seen = 0

    def spoil(_number: int, answer: bytes) -> bytes:
        nonlocal seen
        seen += answer.startswith(b"\x37\x22")
        return b"" if seen == 2 and answer.startswith(b"\x37\x22") else answer

    assert print_on(Line(Model("gbk"), spoil=spoil)) == (Proof.QUEUED_STATUS, 1)


def test_a_status_that_comes_before_all_was_sent_proves_nothing() -> None:
    """An answer to somebody else's query, such as an earlier job's."""
    started = False

    class Early(Line):
        def takes_s(self, _count: int) -> float:
            return 0.0

        def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
            sent, heard = super().exchange(data, timeout_s)
            if started and data and not heard:
                # Nothing more goes out; the line answers what nobody asked.
                return 0, b"\0"
            return sent, heard

    def start() -> None:
        nonlocal started
        started = True

    line = Early(Model("gbk"))
    printer = ReceiptPrinter(line, profile=PrinterProfile(encoding="gbk"), answer_s=0.03)
    with pytest.raises(OutcomeUnknown):
        printer.print(SLIP, deadline_s=0.5, before_first_byte=start)


def test_a_fault_before_the_mark_outweighs_it() -> None:
    """The cover was opened while the slip came out, the printer goes on when it is closed: a person must look."""
    line = Line(Model("gbk"))

    def open_cover() -> None:
        line.machine.faults = Faults(cover_open=True)

    printer = ReceiptPrinter(line, profile=PrinterProfile(proofs=BOTH, encoding="gbk"), answer_s=0.03)
    with pytest.raises(CoverOpen) as caught:
        printer.print(SLIP, deadline_s=1, before_first_byte=open_cover)
    assert caught.value.partial
    line.machine.faults = Faults()
    while line.machine.has_work:
        line.machine.work()
    assert line.complete() == 0, "what was left has been dropped"


class Scripted:
    """Takes everything, and answers each DLE EOT n with the next of the bytes that stand for it."""

    def __init__(self, answers: dict[bytes, list[bytes]]) -> None:
        self._answers = answers

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def takes_s(self, _count: int) -> float:
        return 0.0

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        return len(data), self._answers[data].pop(0) if data in self._answers else b""


HOT, WELL, NAMELESS, DONE = b"\x52", b"\x12", b"\x12", b"\x00"


def job_on(answers: dict[bytes, list[bytes]]) -> Proof:
    connection = Connection(Scripted(answers), full_status=False)
    return Job(connection, b"slip", b"0000", PrinterProfile(), 0.01).run(time.monotonic() + 5)


def test_an_error_that_passes_between_two_questions_is_none() -> None:
    assert job_on({STATUS[2]: [HOT, WELL + DONE], STATUS[3]: [NAMELESS]}) is Proof.QUEUED_STATUS


def test_an_error_without_a_name_that_stays_is_one() -> None:
    with pytest.raises(HardwareError) as caught:
        job_on({STATUS[2]: [HOT, HOT], STATUS[3]: [NAMELESS, NAMELESS]})
    assert caught.value.partial
