# SPDX-License-Identifier: Apache-2.0
"""What differs from one model of code scanner to the next, as its own set-up codes leave it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class AimIdentifiers(StrEnum):
    """Whether the scanner sends `]Q1` and the like before the text."""

    DETECT = "detect"
    """Taken off where a code begins with one. A code whose own text begins so loses three characters."""
    ALWAYS = "always"
    """A code without one has lost its beginning, and is refused."""
    NEVER = "never"
    """What looks like one is text."""


Encoding = Literal["detect", "utf-8", "gb18030"]


@dataclass(frozen=True)
class ScannerProfile:
    """`end`: each of these bytes ends a code (a keyboard's Enter is CR, its Tab is HT). `encoding`: `detect` takes
    UTF-8 for what can be UTF-8, the rest for GB18030."""

    aim: AimIdentifiers = AimIdentifiers.DETECT
    encoding: Encoding = "detect"
    end: bytes = b"\r\n"
    trigger_on: bytes = b""
    trigger_off: bytes = b""

    def __post_init__(self) -> None:
        if not self.end:
            raise ValueError("a scanner's codes need an end")


HONEYWELL_TRIGGER = ScannerProfile(trigger_on=b"\x16T\r", trigger_off=b"\x16U\r")
"""By the vendor's public commands SYN T CR and SYN U CR. Not verified on hardware."""
