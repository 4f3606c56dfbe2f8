# SPDX-License-Identifier: Apache-2.0
"""ESC/POS: what is sent, what is understood, and that an independent machine prints it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device_drivers.errors import CoverOpen, DeviceNotReady, HardwareError, PaperOut, ProtocolError
from device_drivers.receipt_printer import Align, Columns, Cut, Feed, Item, PrinterProfile, Qr, Rule, Size, Slip, Text
from device_drivers.receipt_printer.answers import (
    Answer,
    Fault,
    Kind,
    automatic_faults,
    failure,
    queued_faults,
    real_time_faults,
    split_answers,
    status_of,
)
from device_drivers.receipt_printer.codec import Bitmap, Line, encode_slip, lines_of
from device_drivers.receipt_printer.commands import split_command
from device_drivers.receipt_printer.machine import Machine, Model
from device_drivers.receipt_printer.paper import Paper
from device_drivers.receipt_printer.raster import draw_line
from device_drivers.receipt_printer.rows import QrRow, RasterRow, TextRow
from device_drivers.simulation.faults import Faults
from device_drivers.status import DeviceState

PROFILE = PrinterProfile()
WELL = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


def no_drawing(line: Line, profile: PrinterProfile) -> Bitmap:
    raise AssertionError


def a_dot(line: Line, profile: PrinterProfile) -> Bitmap:
    return Bitmap(16, b"\x80\x01")


def encoded(*items: Item, profile: PrinterProfile = PROFILE) -> bytes:
    return encode_slip(Slip(items), profile, no_drawing)


def test_text_styles_are_sent_where_they_change() -> None:
    assert encoded(Text("水费")) == bytes.fromhex("CB AE B7 D1 0A")
    assert encoded(Text("a", Align.CENTER, Size.DOUBLE, bold=True), Text("b")) == (
        b"\x1ba\x01\x1d!\x11\x1c!\x0c\x1bE\x01a\n\x1ba\x00\x1d!\x00\x1c!\x00\x1bE\x00b\n"
    )


def test_qr() -> None:
    assert encoded(Qr("abc", "扫")) == (
        b"\x1ba\x01"
        b"\x1d(k\x04\x001A2\x00"
        b"\x1d(k\x03\x001C\x07"
        b"\x1d(k\x03\x001E1"
        b"\x1d(k\x06\x001P0abc"
        b"\x1d(k\x03\x001Q0" + "扫".encode("gbk") + b"\n"
    )
    assert b"1C\x02" in encoded(Qr("x" * 2331))
    with pytest.raises(ValueError, match="too long"):
        encoded(Qr("汉" * 778))


def test_feed_cut_and_rule() -> None:
    assert encoded(Feed(3), Cut()) == b"\x1bd\x03\x1dVB\x00"
    assert encoded(Rule()) == b"\xa9\xa4" * 24 + b"\n"


def test_what_another_host_sends_is_printed() -> None:
    """receiptline 4.0.4 for a table, a rule between its columns, and a raster that is stored and then printed."""
    paper = Paper(576)
    machine = Machine(paper, Model(), answer=lambda _: None, printed=lambda: None)
    machine.receive(
        b"\x1b@\x1da\x00\x1bM0\x1c(A\x02\x000\x00\x1b \x00\x1cS\x00\x00\x1b3\x00\x1b{\x00\x1c."
        b"\x1dL\x00\x00\x1dW@\x02\x1ba\x00\x1b$\x00\x00\x1b\\\x00\x00\x1bt\x00\x1c&\xcb\xae\xb7\xd1"
        b"\x1b$ \x01\x1b\\\xc0\x00\x1bt\x00\x1c&\x810\x846 12.34\n"
        b"\x1cC0\x1c.\x1bt\x01\x9c\x95\x91\x95\x9d\n"
        b"\x1b$\x00\x00\x96\x1b\\\x0c\x00\x96\x1b\\\x0c\x00\x96\x1b$\x0c\x00\x1bt\x00\x1c&a\n"
        b"\x1dw\x04\x1dhH\x1dH\x00\x1dkI\x04{B12\x1dk\x0412\x00"
        b"\x1d8L\x0c\x00\x00\x000p0\x01\x011\x09\x00\x01\x00\xff\x80\x1d(L\x02\x0002\x1dVB\x00\x1dr1"
    )
    while machine.has_work:
        machine.work()
    (slip,) = paper.slips()
    assert slip.text().splitlines() == ["水费" + " " * 36 + "¥ 12.34", "╭─┬─╮", "│a│ │", "[image 16 x 1]"]
    assert slip.complete


def test_a_line_with_a_rare_character_is_drawn_whole() -> None:
    drawn = encode_slip(Slip((Text("王𠀀"),)), PROFILE, a_dot)
    assert drawn == b"\x1dv0\x00\x02\x00\x01\x00\x80\x01"
    with pytest.raises(ValueError, match="whole"):
        Bitmap(12, b"\0")


@pytest.mark.parametrize("size", Size)
def test_drawing(size: Size) -> None:
    narrow = PrinterProfile(columns=32, dots=384, encoding="gbk")
    line = Line("𠮷㐀abc", Align.RIGHT, size, bold=True)
    bitmap = draw_line(line, narrow)
    assert bitmap.width == 384
    assert bitmap.height == 34 * (1 if size is Size.NORMAL else 2)
    row_bytes = bitmap.width // 8
    left_half = [bitmap.rows[at : at + row_bytes // 2] for at in range(0, len(bitmap.rows), row_bytes)]
    assert any(bitmap.rows)
    assert not any(any(part) for part in left_half)


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, set()),
        ({4: 0x1E}, {Fault.PAPER_LOW}),
        ({4: 0x16}, {Fault.PAPER_LOW}),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, {Fault.PAPER_OUT}),
        ({4: 0x32}, {Fault.PAPER_OUT}),
        ({4: 0x52}, {Fault.PAPER_NOT_TAKEN}),
        ({1: 0x1A, 2: 0x16}, {Fault.COVER_OPEN}),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, {Fault.CUTTER}),
        ({1: 0x1A, 2: 0x52, 3: 0x32}, {Fault.UNRECOVERABLE}),
        ({1: 0x1A, 2: 0x52}, {Fault.ERROR}),
        ({1: 0x1A, 2: 0x1A}, {Fault.FEEDING}),
        ({1: 0x1A}, {Fault.OFFLINE}),
        ({1: 0x16}, set()),
    ],
)
def test_real_time_status(changed: dict[int, int], faults: set[Fault]) -> None:
    assert real_time_faults(WELL | changed) == faults


@pytest.mark.parametrize(
    ("status", "faults"),
    [
        ("10 00 00 00", set()),
        ("14 00 00 00", set()),
        ("10 00 03 00", {Fault.PAPER_LOW}),
        ("18 00 0F 00", {Fault.PAPER_OUT}),
        ("38 00 00 00", {Fault.COVER_OPEN}),
        ("18 08 00 00", {Fault.CUTTER}),
        ("18 00 00 00", {Fault.OFFLINE}),
    ],
)
def test_automatic_status(status: str, faults: set[Fault]) -> None:
    assert automatic_faults(bytes.fromhex(status)) == faults


def test_queued_status() -> None:
    assert queued_faults(0x00) == set()
    assert queued_faults(0x03) == {Fault.PAPER_LOW}
    assert queued_faults(0x0F) == {Fault.PAPER_OUT}


@pytest.mark.parametrize(
    ("faults", "state", "error"),
    [
        (set(), DeviceState.ONLINE, None),
        ({Fault.PAPER_LOW}, DeviceState.ONLINE, None),
        ({Fault.PAPER_NOT_TAKEN}, DeviceState.ONLINE, None),
        ({Fault.PAPER_OUT}, DeviceState.USER_ERROR, PaperOut),
        ({Fault.COVER_OPEN, Fault.PAPER_LOW}, DeviceState.USER_ERROR, CoverOpen),
        ({Fault.CUTTER}, DeviceState.HARDWARE_ERROR, HardwareError),
        ({Fault.OFFLINE}, DeviceState.OFFLINE, DeviceNotReady),
        ({Fault.FEEDING}, DeviceState.DEVICE_BUSY, DeviceNotReady),
    ],
)
def test_faults_as_state_and_error(faults: set[Fault], state: DeviceState, error: type[Exception] | None) -> None:
    status = status_of(frozenset(faults))
    assert status.state is state
    assert status.faults == tuple(sorted(faults))
    raised = failure(frozenset(faults), partial=True)
    assert type(raised) is (error or type(None))
    assert raised is None or raised.partial


def test_answers_are_told_apart() -> None:
    stream = bytes.fromhex("12 10 00 00 00 00 37 22 01 02 03 04 00 1E 0F") + b"_SIM\0"
    answers, rest = split_answers(stream)
    assert [answer.kind for answer in answers] == [
        Kind.REAL_TIME, Kind.AUTOMATIC, Kind.QUEUED, Kind.BLOCK, Kind.REAL_TIME, Kind.QUEUED, Kind.BLOCK,
    ]  # fmt: skip
    assert answers[3] == Answer(Kind.BLOCK, bytes.fromhex("37 22 01 02 03 04 00"))
    assert rest == b""
    assert split_answers(b"\x10\x00") == ([], b"\x10\x00")
    assert split_answers(b"_SIM") == ([], b"_SIM")
    for broken in (b"\x80", b"\x10\x00\x80\x00", b"_" + b"x" * 200):
        with pytest.raises(ProtocolError):
            split_answers(broken)


@given(st.binary(max_size=300))
def test_any_answer_is_understood_or_a_typed_error(stream: bytes) -> None:
    try:
        answers, rest = split_answers(stream)
    except ProtocolError:
        return
    assert b"".join(answer.data for answer in answers) + rest == stream


def machine(encoding: str = "gb18030") -> tuple[Machine, list[bytes]]:
    answers: list[bytes] = []
    return Machine(Paper(576), Model(encoding), answers.append, lambda: None), answers


def run(printer: Machine, data: bytes) -> None:
    printer.receive(data)
    while printer.has_work:
        printer.work()


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (Faults(), "12 12 12 12"),
        (Faults(paper="low"), "12 12 12 1E"),
        (Faults(paper="out"), "1A 32 12 7E"),
        (Faults(cover_open=True), "1A 16 12 12"),
    ],
)
def test_the_simulator_answers_as_printers_were_seen_to(faults: Faults, expected: str) -> None:
    printer, answers = machine()
    printer.faults = faults
    printer.receive(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04")
    assert b"".join(answers) == bytes.fromhex(expected)


@given(st.binary(max_size=400), st.integers(min_value=1, max_value=50))
def test_the_simulator_survives_any_bytes_in_any_pieces(stream: bytes, piece: int) -> None:
    whole, _ = machine()
    run(whole, stream)
    pieces, _ = machine()
    for at in range(0, len(stream), piece):
        run(pieces, stream[at : at + piece])
    assert [slip.text() for slip in pieces.paper.slips()] == [slip.text() for slip in whole.paper.slips()]
    heard, rest = split_command(stream)
    assert heard is None or len(rest) < len(stream)


PRINTABLE = st.text(st.sampled_from("王兰水费缴纳元（），。：￥①㐀 -0123456789.ABCxyz"), max_size=60)
ITEMS = st.lists(
    st.one_of(
        st.builds(Text, PRINTABLE, st.sampled_from(Align), st.sampled_from(Size), st.booleans()),
        st.builds(Columns, PRINTABLE, PRINTABLE, st.sampled_from(Size), st.booleans()),
        st.just(Rule()),
        st.builds(Qr, st.text("abc王", min_size=1, max_size=20), PRINTABLE),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(ITEMS, st.sampled_from(["gb18030", "gbk"]))
def test_an_independent_machine_prints_what_was_laid_out(items: list[Item], encoding: str) -> None:
    profile = PrinterProfile(encoding=encoding)
    printer, _ = machine(encoding)
    run(printer, b"\x1b@\x1c&" + encode_slip(Slip((*items, Cut())), profile, a_dot))
    (slip,) = printer.paper.slips()
    assert slip.complete
    expected = [line for item in items for line in lines_of(item, profile)]
    drawn = [any(char == "㐀" for char in line.text) and encoding == "gbk" for line in expected]
    rows = [row for row in slip.rows if not isinstance(row, QrRow)]
    assert len(rows) == len(expected)
    for row, line, is_drawn in zip(rows, expected, drawn, strict=True):
        if is_drawn:
            assert isinstance(row, RasterRow)
            continue
        assert isinstance(row, TextRow)
        assert "".join(glyph.char for glyph in row.glyphs) == line.text
        assert row.columns <= profile.columns
        assert all(glyph.bold == line.bold for glyph in row.glyphs)
    codes = [row.data.decode() for row in slip.rows if isinstance(row, QrRow)]
    assert codes == [item.data for item in items if isinstance(item, Qr)]


def test_the_rest_of_a_raster_image_hides_status_queries() -> None:
    printer, answers = machine()
    run(printer, b"\x1dv0\x00\x02\x00\x08\x00" + b"\xff" * 5 + b"\x10\x04\x01")
    assert answers == []
    run(printer, bytes(8192) + b"\x10\x04\x01")
    assert answers == [b"\x12"]


def test_the_simulator_names_itself_and_echoes_process_identifiers() -> None:
    printer, answers = machine()
    run(printer, b"\x1dIB\x1dIC\x1d(H\x06\x00001234")
    assert answers == [b"_LINLI\0", b"_SIM-80\0", b"\x37\x221234\0"]
