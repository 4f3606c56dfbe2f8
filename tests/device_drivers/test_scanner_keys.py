# SPDX-License-Identifier: Apache-2.0
"""What a scanner types: the codes are those of linux/input-event-codes.h, given here by name anew."""

from hypothesis import given
from hypothesis import strategies as st

from device_drivers.code_scanner.codec import Scan, decode_scan
from device_drivers.code_scanner.keys import UNREADABLE, KeyDecoder

ESC, K1, K2, K9, K0, MINUS, TAB, Q, P, RIGHT_BRACE, ENTER, CTRL, A = 1, 2, 3, 10, 11, 12, 15, 16, 25, 27, 28, 29, 30
SHIFT, BACKSLASH, Z, M, SLASH, RIGHT_SHIFT, ALT, SPACE, CAPS, F8, NUM_LOCK = 42, 43, 44, 50, 53, 54, 56, 57, 58, 66, 69
KP = {"7": 71, "8": 72, "9": 73, "4": 75, "5": 76, "6": 77, "1": 79, "2": 80, "3": 81, "0": 82, ".": 83}
KP_ENTER, RIGHT_CTRL, RIGHT_ALT, META, VOLUME_UP = 96, 97, 100, 125, 115


def press(*codes: int) -> list[tuple[int, int]]:
    """All down in order, then up in reverse."""
    return [(code, 1) for code in codes] + [(code, 0) for code in reversed(codes)]


def typed(*strokes: list[tuple[int, int]], separator_key: int | None = None) -> bytes:
    keys = KeyDecoder(separator_key)
    return b"".join(keys.feed(code, value) for stroke in strokes for code, value in stroke)


def alt(digits: str, key: int = ALT) -> list[tuple[int, int]]:
    return [(key, 1), *(event for digit in digits for event in press(KP[digit])), (key, 0)]


def test_the_us_layout() -> None:
    assert typed(press(K1), press(K0), press(Q), press(A), press(Z), press(SPACE), press(ENTER)) == b"10qaz \r"
    assert typed(press(SHIFT, K1), press(RIGHT_SHIFT, K2), press(SHIFT, MINUS)) == b"!@_"
    assert typed(press(RIGHT_BRACE), press(SHIFT, Q), press(K1)) == b"]Q1"
    assert typed(press(BACKSLASH), press(SHIFT, SLASH), press(TAB), press(KP_ENTER)) == b"\\?\t\r"
    assert typed(press(KP["7"]), press(KP["."]), press(KP["0"])) == b"7.0"


def test_capitals() -> None:
    assert typed(press(CAPS), press(A), press(SHIFT, A), press(K1), press(CAPS), press(A)) == b"Aa1a"


def test_keys_that_overlap() -> None:
    assert typed([(K1, 1), (K2, 1), (K1, 0), (K2, 0)]) == b"12"
    assert typed([(SHIFT, 1), (A, 1), (SHIFT, 0), (A, 0), *press(A)]) == b"Aa"


def test_a_key_that_is_held_types_once() -> None:
    assert typed([(A, 1), (A, 2), (A, 2), (A, 0), (A, 1), (A, 0)]) == b"aa"


def test_gs1_separators() -> None:
    assert typed(press(CTRL, RIGHT_BRACE)) == b"\x1d"
    assert typed(press(RIGHT_CTRL, RIGHT_BRACE)) == b"\x1d"
    assert typed(alt("029")) == b"\x1d"
    assert typed(press(F8), separator_key=F8) == b"\x1d"
    assert typed(press(F8)) == UNREADABLE


def test_control_characters() -> None:
    assert typed(press(CTRL, M), press(CTRL, SHIFT, 7), press(CTRL, BACKSLASH)) == b"\r\x1e\x1c"


def test_alt_codes() -> None:
    """As Windows takes them in Chinese: one byte, or two bytes of GBK."""
    in_gbk = "缴费".encode("gbk")
    by_byte = typed(*(alt(f"{byte:03}") for byte in in_gbk))
    by_two = typed(*(alt(str(int.from_bytes(in_gbk[at : at + 2], "big")), RIGHT_ALT) for at in (0, 2)))
    assert by_byte == by_two == in_gbk
    assert decode_scan(by_two) == Scan("缴费")
    assert typed(press(NUM_LOCK), alt("065"), press(NUM_LOCK), press(K1)) == b"A1"


def test_what_types_nothing_spoils_the_code() -> None:
    assert typed(press(VOLUME_UP)) == UNREADABLE
    assert UNREADABLE in typed(press(META, A))
    assert UNREADABLE in typed(press(ALT, A), press(K1))
    assert UNREADABLE in typed(press(CTRL, K1))
    assert UNREADABLE in typed(alt("99999"))
    assert UNREADABLE in typed(alt("123456"))
    assert typed(press(ALT)) == b""


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80))
def test_every_printable_character_can_be_typed(text: str) -> None:
    rows = ((2, "1234567890-=", "!@#$%^&*()_+"), (16, "qwertyuiop[]", "QWERTYUIOP{}"))
    rows += ((30, "asdfghjkl;'`", 'ASDFGHJKL:"~'), (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"), (57, " ", ""))
    strokes = {}
    for first, plain, shifted in rows:
        strokes |= {char: press(first + at) for at, char in enumerate(plain)}
        strokes |= {char: press(SHIFT, first + at) for at, char in enumerate(shifted)}
    assert typed(*(strokes[char] for char in text)) == text.encode()


@given(st.lists(st.tuples(st.integers(0, 767), st.integers(-1, 3)), max_size=200))
def test_any_events_type_something_or_nothing(events: list[tuple[int, int]]) -> None:
    assert isinstance(typed(events), bytes)
