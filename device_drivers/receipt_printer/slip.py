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
class Logo:
    """A picture in any format that Pillow reads, one dot to a pixel, made smaller where the paper is narrower.

    Grey is printed as black from the middle on: a logo is line art.
    """

    picture: bytes = field(repr=False)
    align: Align = Align.CENTER


@dataclass(frozen=True)
class Feed:
    lines: int = 1


@dataclass(frozen=True)
class Cut:
    """Feeds the slip past the knife and cuts it. In a PDF: the next page."""


Item: TypeAlias = Text | Columns | Rule | Qr | Logo | Feed | Cut


@dataclass(frozen=True)
class Slip:
    items: tuple[Item, ...]


class CutKind(StrEnum):
    PARTIAL = "partial"
    FULL = "full"
    NONE = "none"
    """No knife: the slip is fed to the tear bar."""


class Proof(StrEnum):
    """How a printer shows that a job has been printed."""

    PROCESS_ID = "processId"
    """It answers the job's own mark (GS ( H): no other job's end can be taken for this one's."""
    QUEUED_STATUS = "queuedStatus"
    """It answers the status query behind the job (GS r 1), and nothing of an earlier job was before it."""


@dataclass(frozen=True)
class PrinterProfile:
    """58 mm paper: 32 columns, 384 dots. 80 mm paper: 48 columns, 576 dots.

    `encoding` is the code page of the printer's own characters, gb18030 or gbk, or raster for a printer
    without Hanzi; what it lacks is drawn with face `font_index` of `font_path` (7 in Noto's collection: Mono SC).

    `proofs`: what the printer answers, in the order of preference; with none, every job that was sent ends
    as unknown. A process id is only for printers that are known to have it: others may print its letters.
    `presenter`: bit 6 of DLE EOT 4 and bit 1 of the automatic status tell of the slip there.
    `full_status`: DLE EOT 20 is answered. `resumes`: DLE ENQ 1 goes on with a job behind an error, as Epson's do.
    `band_rows`: dots that one raster command has at most; until its end a printer hears no query.
    """

    columns: int = 48
    dots: int = 576
    encoding: str = "gb18030"
    font_path: str = DEFAULT_FONT
    font_index: int = 7
    native_qr: bool = True
    cut: CutKind = CutKind.PARTIAL
    proofs: tuple[Proof, ...] = (Proof.QUEUED_STATUS,)
    presenter: bool = False
    full_status: bool = False
    resumes: bool = False
    band_rows: int = 240
