# SPDX-License-Identifier: Apache-2.0
"""What a scan is asked for, and the page that comes of it."""

from dataclasses import dataclass, field
from enum import StrEnum

_MAX_DPI, _MAX_MM = 1_200, 500


class Colour(StrEnum):
    """SANE's well-known names of the option `mode`; a scanner may have fewer."""

    COLOUR = "Color"
    GREY = "Gray"
    BLACK_WHITE = "Lineart"


class Source(StrEnum):
    """`GLASS` is what the scanner takes by itself when it has but one source."""

    GLASS = "Flatbed"
    FEEDER = "Automatic Document Feeder"


class Format(StrEnum):
    PNG = "png"
    JPEG = "jpeg"


@dataclass(frozen=True)
class PageSize:
    """In millimetres."""

    width: int
    height: int

    def __post_init__(self) -> None:
        if not (0 < self.width <= _MAX_MM and 0 < self.height <= _MAX_MM):
            raise ValueError(f"a page is 1 to {_MAX_MM} mm wide and high")


A4 = PageSize(210, 297)
A5 = PageSize(148, 210)
ID_CARD = PageSize(86, 54)
"""ISO/IEC 7810 ID-1, rounded up."""


@dataclass(frozen=True)
class ScanOptions:
    """`size`: None for all that the scanner can see."""

    resolution: int = 200
    colour: Colour = Colour.COLOUR
    size: PageSize | None = A4
    source: Source | None = None
    format: Format = Format.JPEG

    def __post_init__(self) -> None:
        if not 50 <= self.resolution <= _MAX_DPI:
            raise ValueError(f"a resolution is 50 to {_MAX_DPI} dpi")


@dataclass(frozen=True)
class Page:
    """A resident's paper: kept in memory, never logged, never on a disk."""

    image: bytes = field(repr=False)
    format: Format
