# SPDX-License-Identifier: Apache-2.0
"""Encoding, width and layout of slip text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.receipt_printer import Align, Columns, Item, PrinterProfile, Rule, Size, Text
from device_drivers.receipt_printer.codec import columns_at, lines_of
from device_drivers.receipt_printer.text import clean, encode, encode_char, in_columns, width, wrap

WORDS = st.text(
    st.one_of(
        st.sampled_from("王兰水费元（），。：￥①㐀𠀀𠮷 \t\n-0123456789.ABCxyz é\u0301\u200b\x1b\ue000"),
        st.characters(),
    ),
    max_size=120,
)
ENCODINGS = st.sampled_from(["gb18030", "gbk"])


@pytest.mark.parametrize(
    ("text", "code"),
    [("，。￥①", "A3 AC A1 A3 A3 A4 A2 D9"), ("㐀", "81 39 EE 39"), ("水费 1.5", "CB AE B7 D1 20 31 2E 35")],
)
def test_reference_encodings(text: str, code: str) -> None:
    assert encode(text, "gb18030") == bytes.fromhex(code)


@pytest.mark.parametrize(("char", "code"), [("\u9fff", "82 35 98 32"), ("𠀀", "95 32 82 36")])
def test_four_byte_codes_that_a_printer_may_lack_are_drawn(char: str, code: str) -> None:
    assert char.encode("gb18030") == bytes.fromhex(code)
    assert encode(char, "gb18030") is None


@pytest.mark.parametrize("char", ["㐀", "𠀀", "é\u0301"[1], "\u00a5", "\ue000", "\ud800"])
def test_a_gbk_printer_lacks(char: str) -> None:
    assert encode(f"王{char}", "gbk") is None


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("水费", 4), ("，。￥①", 8), ("㐀", 2), ("𠀀", 2), ("e\u0301", 1), ("\u00a5", 1)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text, "gb18030") == columns
    assert width(text, "gbk") == columns


def test_controls_never_reach_the_printer() -> None:
    assert clean("a\x1b@b\x10\x04\x01c\td\r\ne\u200b") == "a@bc d\ne"
    assert encode_char("\x1b", "gb18030") is None


def test_lines_break_between_hanzi_and_at_spaces() -> None:
    assert wrap("自助服务终端", 8, "gbk") == ["自助服务", "终端"]
    assert wrap("pay 100.50 yuan now", 10, "gbk") == ["pay 100.50", "yuan now"]
    assert wrap("A-very-long-word", 6, "gbk") == ["A-very", "-long-", "word"]
    assert wrap("一\n\n二", 8, "gbk") == ["一", "", "二"]


def test_punctuation_keeps_its_place() -> None:
    assert wrap("自助服务，终端", 8, "gbk") == ["自助服", "务，终端"]
    assert wrap("自助服（务终端）", 8, "gbk") == ["自助服", "（务终", "端）"]


def test_columns_align_at_the_right_edge() -> None:
    assert in_columns("水费", "￥86.40", 20, "gbk") == ["水费         ￥86.40"]
    assert in_columns("", "￥86.40", 10, "gbk") == ["   ￥86.40"]
    assert in_columns("生活垃圾处理费", "￥86.40", 20, "gbk") == ["生活垃圾处理 ￥86.40", "费"]
    assert in_columns("说明", "这一段文字比一行还要长", 12, "gbk") == ["说明", "这一段文字比", "  一行还要长"]


ITEMS = st.one_of(
    st.builds(Text, WORDS, st.sampled_from(Align), st.sampled_from(Size), st.booleans()),
    st.builds(Columns, WORDS, WORDS, st.sampled_from(Size), st.booleans()),
    st.just(Rule()),
)


@given(ITEMS, ENCODINGS, st.sampled_from([(48, 576), (32, 384)]))
def test_no_line_is_wider_than_the_paper(item: Item, encoding: str, paper: tuple[int, int]) -> None:
    profile = PrinterProfile(*paper, encoding=encoding)
    for line in lines_of(item, profile):
        assert width(line.text, encoding) <= columns_at(line.size, profile)
        assert not any(char < " " or char == "\x7f" for char in line.text)


@given(WORDS, st.integers(min_value=4, max_value=48), ENCODINGS)
def test_wrapping_loses_nothing_but_space(text: str, columns: int, encoding: str) -> None:
    assert "".join("".join(wrap(text, columns, encoding)).split()) == "".join(clean(text).split())


@given(WORDS, WORDS, st.integers(min_value=16, max_value=48), ENCODINGS)
def test_columns_lose_nothing_but_space(left: str, right: str, columns: int, encoding: str) -> None:
    together = "".join(in_columns(left, right, columns, encoding))
    assert sorted("".join(together.split())) == sorted("".join(clean(left + right).split()))


@given(st.text(max_size=40), ENCODINGS)
def test_encoded_text_decodes_to_itself(text: str, encoding: str) -> None:
    code = encode(text, encoding)
    assert code is None or code.decode(encoding) == text
