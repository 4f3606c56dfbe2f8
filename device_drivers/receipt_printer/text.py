# SPDX-License-Identifier: Apache-2.0
"""Chinese text on paper of fixed columns: encoding, width, wrapping."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Characters that must not begin a line, and those that must not end one (GB/T 15834), with their Western kin.
_NO_START = frozenset("，。、；：！？）》」』】〕”’…—～·,.;:!?)]}%")
_NO_END = frozenset("（《「『【〔“‘￥([{")

RASTER = "raster"


@lru_cache(maxsize=4096)
def encode_char(char: str, encoding: str) -> bytes | None:
    """Return the printer's own bytes for one character, None when its font lacks it.

    Of the four-byte codes of GB18030 only CJK Extension A is certain to be in a printer (GB 18030-2000), and
    nothing of the private-use area.
    """
    if encoding == RASTER or unicodedata.category(char) in {"Cc", "Co", "Cs"}:
        return None
    try:
        code = char.encode(encoding)
    except UnicodeEncodeError:
        return None
    return code if len(code) < 4 or "\u3400" <= char <= "\u4dbf" else None


def encode(text: str, encoding: str) -> bytes | None:
    """Return None when any character has to be drawn."""
    codes = [encode_char(char, encoding) for char in text]
    return None if None in codes else b"".join(code for code in codes if code)


def char_width(char: str, encoding: str) -> int:
    """Columns: Hanzi and everything else with two or more bytes take two, also where all is drawn."""
    code = encode_char(char, "gb18030" if encoding == RASTER else encoding)
    if code is not None:
        return min(len(code), 2)
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def width(text: str, encoding: str) -> int:
    return sum(char_width(char, encoding) for char in text)


def clean(text: str) -> str:
    """Keep printable characters and newlines: a control character would be a command to the printer."""
    spaced = re.sub(r"[\t\u2028\u2029]", " ", text.replace("\r\n", "\n"))
    return "".join(char for char in spaced if char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"})


def wrap(text: str, columns: int, encoding: str) -> list[str]:
    """Break at spaces and between Hanzi; a word longer than a line is broken where it must be."""
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        lines += _wrap_paragraph(paragraph, columns, encoding)
    return lines


def _wrap_paragraph(paragraph: str, columns: int, encoding: str) -> Iterator[str]:
    line = ""
    for piece in _pieces(paragraph, columns, encoding):
        if width(line + piece.rstrip(" "), encoding) <= columns:
            line += piece
            continue
        carried = ""
        parted = piece[0] in _NO_START or line[-1:] in _NO_END
        if parted and _can_carry(line, piece, columns, encoding):
            line, carried = line[:-1], line[-1]
        yield line.rstrip(" ")
        line = (carried + piece).lstrip(" ")
    yield line.rstrip(" ")


def _can_carry(line: str, piece: str, columns: int, encoding: str) -> bool:
    """Whether the last character may go down with `piece`: never out of a word, never onto a full line."""
    return len(line) > 1 and not line[-1].isascii() and width(line[-1] + piece.rstrip(" "), encoding) <= columns


def _pieces(paragraph: str, columns: int, encoding: str) -> Iterator[str]:
    """Words with the spaces after them, single Hanzi, and parts of words that are wider than a line."""
    for word in re.findall(r"[!-~]+ *| +|.", paragraph):
        part = ""
        for char in word:
            if part and char != " " and width(part + char, encoding) > columns:
                yield part
                part = ""
            part += char
        yield part


def pad(text: str, columns: int, encoding: str, *, left: bool = False) -> str:
    gap = " " * max(0, columns - width(text, encoding))
    return gap + text if left else text + gap


def in_columns(left: str, right: str, columns: int, encoding: str) -> list[str]:
    """Set `left` and `right` as Columns describes, each line at most `columns` wide."""
    left, right = (clean(part).replace("\n", " ").strip() for part in (left, right))
    room = columns - width(right, encoding) - 1
    if room < columns // 3 and width(left, encoding) > room:
        below = [pad(line, columns, encoding, left=True) for line in wrap(right, columns, encoding)]
        return (wrap(left, columns, encoding) if left else []) + below
    first, *rest = wrap(left, room, encoding) if left else [""]
    gap = " " * (columns - width(first, encoding) - width(right, encoding))
    return [first + gap + right, *rest]
