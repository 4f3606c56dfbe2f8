# SPDX-License-Identifier: Apache-2.0
"""One document, three forms: what the printer puts on paper, the preview of it, and the PDF for an office printer."""

import io
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from device_drivers.receipt_printer import (
    Align,
    Columns,
    Cut,
    CutKind,
    Feed,
    Item,
    Logo,
    PrinterProfile,
    Qr,
    Rule,
    Size,
    Slip,
    Text,
)
from device_drivers.receipt_printer.codec import Bitmap, encode_slip, harmless, lines_of
from device_drivers.receipt_printer.machine import Machine, Model
from device_drivers.receipt_printer.paper import Paper, PrintedSlip
from device_drivers.receipt_printer.pdf import pdf
from device_drivers.receipt_printer.preview import pngs
from device_drivers.receipt_printer.profiles import PROFILES
from device_drivers.receipt_printer.raster import draw

URL = "https://linli.example/r/20261123-000123"
MARGIN = 32


def picture(kind: str, size: tuple[int, int] = (200, 80)) -> bytes:
    made = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(made).ellipse((5, 5, size[0] - 6, size[1] - 6), fill=(90, 0, 0, 255))
    out = io.BytesIO()
    (made.convert("RGB") if kind == "JPEG" else made).save(out, kind)
    return out.getvalue()


LOGO = Logo(picture("PNG"))
SLIP = Slip(
    (
        LOGO,
        Text("缴费凭证", Align.CENTER, Size.DOUBLE, bold=True),
        Rule(),
        Columns("水费 2026年10月", "￥86.40"),
        Columns("合计", "￥86.40", Size.TALL, bold=True),
        Text("王𠮷 㐀", Align.RIGHT),
        Qr(URL, "扫码查看电子票据"),
        Cut(),
    )
)


def printed(slip: Slip, profile: PrinterProfile) -> list[PrintedSlip]:
    """By the simulated printer, which knows nothing of slips."""
    encoding = "gb18030" if profile.encoding == "raster" else profile.encoding
    machine = Machine(Paper(profile.dots), Model(encoding), lambda _: None, lambda: None)
    machine.receive(b"\x1b@\x1c&" + encode_slip(slip, profile, draw))
    while machine.has_work:
        machine.work()
    return machine.paper.slips()


def same(ours: bytes, theirs: bytes) -> bool:
    first, second = (Image.open(io.BytesIO(each)) for each in (ours, theirs))
    return first.size == second.size and ImageChops.difference(first, second).getbbox() is None


WORDS = st.text(st.sampled_from("王兰水费缴纳元（），。：￥①㐀𠀀𠮷 -0123456789.ABCgjpxyz"), max_size=40)
ITEMS = st.lists(
    st.one_of(
        st.builds(Text, WORDS, st.sampled_from(Align), st.sampled_from(Size), st.booleans()),
        st.builds(Columns, WORDS, WORDS, st.sampled_from(Size), st.booleans()),
        st.just(Rule()),
        st.builds(Feed, st.integers(1, 3)),
        st.builds(Qr, st.text("abc王", min_size=1, max_size=20), WORDS),
        st.builds(Logo, st.just(LOGO.picture), st.sampled_from(Align)),
    ),
    min_size=1,
    max_size=5,
)
NAMES = sorted(PROFILES)


@settings(max_examples=40, deadline=None)
@given(ITEMS, st.sampled_from(NAMES))
def test_the_preview_is_what_the_printer_prints(items: list[Item], name: str) -> None:
    profile = PROFILES[name]
    slip = Slip((*items, Cut()))
    (paper,) = printed(slip, profile)
    (preview,) = pngs(slip, profile)
    assert same(preview, paper.png())


@pytest.mark.parametrize("name", NAMES)
def test_on_every_profile(name: str) -> None:
    profile = PROFILES[name]
    (paper,) = printed(SLIP, profile)
    (preview,) = pngs(SLIP, profile)
    assert same(preview, paper.png())
    shown = Image.open(io.BytesIO(preview))
    assert shown.width == profile.dots + 2 * MARGIN
    assert [code.text for code in zxingcpp.read_barcodes(shown)] == [URL]
    logo = shown.crop((0, MARGIN, shown.width, MARGIN + 80))
    left, _, right, _ = ImageChops.invert(logo).getbbox() or (0, 0, 0, 0)
    assert abs(left + right - shown.width) <= 2, "the logo stands in the middle"
    assert right - left == 190
    for edge in ((0, 0, MARGIN, shown.height), (shown.width - MARGIN, 0, shown.width, shown.height)):
        assert shown.crop(edge).getextrema()[0] == 255, "printed beyond the head"
    assert paper.complete is (profile.cut is not CutKind.NONE)


def test_a_printer_without_hanzi_gets_dots_alone() -> None:
    job = encode_slip(SLIP, PROFILES["80mm-raster"], draw)
    while job.startswith(b"\x1dv0\x00"):
        across, down = (int.from_bytes(job[at : at + 2], "little") for at in (4, 6))
        job = job[8 + across * down :]
    assert job == b"\x1dVB\x00"


def test_two_pieces_are_two_pictures() -> None:
    slip = Slip((Text("一"), Cut(), Text("二"), Cut()))
    assert len(pngs(slip, PROFILES["80mm"])) == len(printed(slip, PROFILES["80mm"])) == 2
    assert len(pngs(slip, PROFILES["58mm-raster"])) == 1, "nothing cuts them apart"


@pytest.mark.parametrize(
    ("cut", "code"), [(CutKind.PARTIAL, "1D 56 42 00"), (CutKind.FULL, "1D 56 41 00"), (CutKind.NONE, "1B 64 05")]
)
def test_knives(cut: CutKind, code: str) -> None:
    assert encode_slip(Slip((Cut(),)), PrinterProfile(cut=cut), draw) == bytes.fromhex(code)


def test_a_high_picture_goes_in_bands() -> None:
    profile = PrinterProfile(band_rows=24)
    job = encode_slip(Slip((LOGO,)), profile, draw)
    assert job.count(b"\x1dv0\x00\x48\x00\x18\x00") == 3
    assert b"\x1dv0\x00\x48\x00\x08\x00" in job
    whole = encode_slip(Slip((LOGO,)), PrinterProfile(), draw)
    assert whole.startswith(b"\x1dv0\x00\x48\x00\x50\x00")
    assert same(pngs(Slip((LOGO,)), profile)[0], printed(Slip((LOGO,)), profile)[0].png())


def test_no_picture_holds_an_order_to_the_printer() -> None:
    """Real-time orders are obeyed wherever they stand."""
    rows = b"\x10\x04\x01\x10\x05\x02\x10\x14\x08\x10\x10\x04" + bytes(132)
    job = encode_slip(Slip((LOGO,)), PrinterProfile(), lambda _item, _profile: Bitmap(576, rows))
    assert job[8:20] == b"\x18\x04\x01\x18\x05\x02\x18\x14\x08\x10\x18\x04"
    with pytest.raises(ValueError, match="obey"):
        encode_slip(Slip((Qr("\x10\x04\x01"),)), PrinterProfile(), draw)


@given(st.binary(max_size=64))
def test_only_orders_are_changed_and_by_one_dot(rows: bytes) -> None:
    changed = harmless(rows)
    assert len(changed) == len(rows)
    assert not any(order in changed for order in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))
    assert all((ours, theirs) == (0x18, 0x10) for ours, theirs in zip(changed, rows, strict=True) if ours != theirs)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_logos_of_any_kind_are_made_to_fit(kind: str) -> None:
    logo = Logo(picture(kind, (1200, 300)))
    bitmap = draw(logo, PROFILES["58mm"])
    assert (bitmap.width, bitmap.height) == (384, 96)
    assert any(bitmap.rows)
    assert bitmap.rows[0] == 0, "what is transparent is paper"


def test_what_is_no_picture() -> None:
    with pytest.raises(ValueError, match="no picture"):
        encode_slip(Slip((Logo(b"GIF89a but not really"),)), PrinterProfile(), draw)


# The PDF.


def pages(document: bytes) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(document))


def text_of(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range())


def test_the_pdf_says_the_same_as_text() -> None:
    (page,) = pages(pdf(SLIP))
    assert page.get_size() == pytest.approx((595.28, 841.89), abs=0.1)
    lines = [" ".join(line.split()) for line in text_of(page).splitlines()]
    assert lines == ["缴费凭证", "水费 2026年10月 ￥86.40", "合计 ￥86.40", "王𠮷 㐀", "扫码查看电子票据"]


def test_the_pdf_as_it_looks() -> None:
    (page,) = pages(pdf(SLIP))
    shown = page.render(scale=2).to_pil().convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(shown)] == [URL]
    left, top, right, _ = ImageChops.invert(shown).getbbox() or (0, 0, 0, 0)
    twenty_mm = 20 * 72 / 25.4 * 2
    assert left >= twenty_mm - 2
    assert top >= twenty_mm - 1
    assert right <= shown.width - twenty_mm + 2
    box = page.get_textpage()
    amount = [at for at in range(box.count_chars()) if box.get_text_range(at, 1) == "0"][-1]
    assert box.get_charbox(amount)[2] == pytest.approx(595.28 - 20 * 72 / 25.4, abs=8), "amounts end at the margin"


def test_nothing_is_lost_in_the_pdf() -> None:
    words = ("王兰水费，缴纳（元）。：￥①㐀𠮷", "-0123456789.ABCgjpxyz", "一" * 100)
    items: list[Item] = [
        Text(f"{word}{size}{align}", align, size, bold) if word[0] != "-" else Columns(word * 5, word, size, bold)
        for word in words
        for size in Size
        for align in Align
        for bold in (False, True)
    ]
    wide = PrinterProfile(columns=80, dots=960)
    expected = "".join(line.text for item in items for line in lines_of(item, wide))
    found = "".join(text_of(page) for page in pages(pdf(Slip(tuple(items)))))
    assert sorted("".join(found.split())) == sorted("".join(expected.split()))


def test_a_character_that_no_font_has_is_a_box_and_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """A rare name is personal data; the PDF library would write it down."""
    (page,) = pages(pdf(Slip((Text("王𠀀"),))))
    assert "王" in text_of(page)
    assert "𠀀" not in caplog.text
    assert "20000" not in caplog.text


def test_long_slips_go_on_and_a_cut_begins_a_page() -> None:
    slip = Slip((*(Text(f"第{number:03d}行") for number in range(50)), Cut(), Text("附页"), Cut()))
    found = [text_of(page) for page in pages(pdf(slip))]
    assert len(found) == 3
    assert "第000行" in found[0]
    assert "第049行" in found[1]
    assert found[2].strip() == "附页"


def test_an_empty_slip_is_an_empty_page() -> None:
    assert [text_of(page) for page in pages(pdf(Slip(())))] == [""]


def test_the_same_slip_is_the_same_file_and_a_small_one() -> None:
    slip = replace(SLIP, items=SLIP.items[:4])
    document = pdf(slip)
    assert pdf(slip) == document
    assert len(document) < 60_000, "the characters that are used, not the font"


def test_what_no_slip_can_hold() -> None:
    with pytest.raises(ValueError, match="too long"):
        pdf(Slip((Qr("汉" * 778),)))
