# SPDX-License-Identifier: Apache-2.0
"""Key events to the bytes that were typed: US layout, control characters, Alt codes.

Codes are those of Linux' input-event-codes.h, which for the main block are the places of the keys on a PC keyboard.
"""

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_PLAIN = {first + at: char for first, row, _ in _ROWS for at, char in enumerate(row)}
_SHIFTED = {first + at: char for first, _, row in _ROWS for at, char in enumerate(row)}
_NAMED = {1: b"\x1b", 14: b"\x08", 15: b"\t", 28: b"\r", 96: b"\r"}
_KEYPAD = dict(zip(range(71, 84), "789-456+1230.", strict=True)) | {55: "*", 98: "/"}
_SHIFT, _CTRL, _ALT, _META = {42, 54}, {29, 97}, {56, 100}, {125, 126}
_MODIFIERS = _SHIFT | _CTRL | _ALT | _META
_CAPS_LOCK, _OTHER_LOCKS = 58, {69, 70}
_MAX_ALT_DIGITS = 5

UNREADABLE = b"\0"
"""Stands for a key that types nothing. The codec refuses a code with it in: a code that lost a character is no code."""

ENTER, DIGITS = 28, frozenset(range(2, 12))
"""What a keyboard has that can type a code."""


class KeyDecoder:
    """Remembers the keys that are down. Repeats (value 2) type nothing: no scanner holds a key that long.

    GS1's separator arrives as Ctrl+], as Alt+029, or as a key of its own (`separator_key`, such as 66 for F8). An Alt
    code is taken for one byte up to 255 and for two above, as a GBK scanner types 缴 as Alt+48585 or as Alt+189,
    Alt+201; scanners that type Unicode numbers cannot be told from those and are to be set up otherwise.
    """

    def __init__(self, separator_key: int | None = None) -> None:
        self._separator_key = separator_key
        self._down: set[int] = set()
        self._capitals = False
        self._alt_code: str | None = None

    def feed(self, code: int, value: int) -> bytes:
        """`value`: 1 for a key that goes down, 0 for one that comes up. Return what it types."""
        if value == 0:
            return self._up(code)
        if value != 1 or code in self._down:
            return b""
        self._down.add(code)
        if code in _ALT:
            self._alt_code = ""
        if code == _CAPS_LOCK:
            self._capitals = not self._capitals
        if code in _MODIFIERS or code == _CAPS_LOCK or code in _OTHER_LOCKS:
            return b""
        if code == self._separator_key:
            return b"\x1d"
        return self._typed(code)

    def _up(self, code: int) -> bytes:
        self._down.discard(code)
        if code not in _ALT or self._down & _ALT or not self._alt_code:
            return b""
        digits, self._alt_code = self._alt_code, None
        number = int(digits)
        if len(digits) > _MAX_ALT_DIGITS or number > 0xFFFF:
            return UNREADABLE
        return number.to_bytes(1 if number <= 0xFF else 2, "big")

    def _typed(self, code: int) -> bytes:
        if self._down & _META:
            return UNREADABLE
        if self._down & _ALT:
            return self._alt_digit(code)
        shifted = bool(self._down & _SHIFT)
        plain = _PLAIN.get(code, "")
        if self._capitals and plain.isalpha():
            shifted = not shifted
        char = _KEYPAD.get(code) or (_SHIFTED if shifted else _PLAIN).get(code)
        if self._down & _CTRL:
            return _control(char)
        return char.encode() if char else _NAMED.get(code, UNREADABLE)

    def _alt_digit(self, code: int) -> bytes:
        digit = _KEYPAD.get(code, "")
        if self._alt_code is None or not digit.isdigit():
            self._alt_code = None
            return UNREADABLE
        self._alt_code += digit
        return b""


def _control(char: str | None) -> bytes:
    """Ctrl with a letter or one of `@[\\]^_`, as ASCII orders them."""
    if char is None or not "@" <= char.upper() <= "_":
        return UNREADABLE
    return bytes([ord(char.upper()) - 0x40])
