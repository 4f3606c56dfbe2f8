# SPDX-License-Identifier: Apache-2.0
"""What is to be printed, without regard to the printer."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

DEFAULT_FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Size(StrEnum):
    NORMAL = "normal"
    TALL = "tall"
    DOUBLE = "double"


@dataclass(frozen=True)
class Text:
    """Wrapped to the paper; a newline starts a new line."""

    text: str = field(repr=False)
    align: Align = Align.LEFT
    size: Size = Size.NORMAL
    bold: bool = False


@dataclass(frozen=True)
class Columns:
    """A label and, at the right edge of its first line, a value. The label wraps when both are too long."""

    left: str = field(repr=False)
    right: str = field(repr=False)
    size: Size = Size.NORMAL
    bold: bool = False


@dataclass(frozen=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True)
class Qr:
    """Encoded as UTF-8, at most 2331 bytes; the caption stands under it."""

    data: str = field(repr=False)
    caption: str = field(default="", repr=False)


@dataclass(frozen=True)
class Feed:
    lines: int = 1


@dataclass(frozen=True)
class Cut:
    """Feeds the slip past the knife and cuts it."""


Item: TypeAlias = Text | Columns | Rule | Qr | Feed | Cut


@dataclass(frozen=True)
class Slip:
    items: tuple[Item, ...]


@dataclass(frozen=True)
class PrinterProfile:
    """58 mm paper: 32 columns, 384 dots. 80 mm paper: 48 columns, 576 dots.

    `encoding` is the code page of the printer's own characters, gb18030 or gbk; what it lacks is drawn with
    face `font_index` of `font_path` (7 in Noto's collection: Mono SC).
    """

    columns: int = 48
    dots: int = 576
    encoding: str = "gb18030"
    font_path: str = DEFAULT_FONT
    font_index: int = 7
