# SPDX-License-Identifier: Apache-2.0
"""The chip's photo: only for a flow that asks, through a decoder that the customer supplies, and never stored."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from device_drivers.errors import PhotoUndecodable

WLT_LENGTH = 1024
BMP_LENGTH = 38_862
"""102 x 126 pixels of 24 bits, lines filled to four bytes, and a header of 54."""
_PROGRAM_S = 3.0


class NoPhoto(StrEnum):
    """Why a reading has none. A flow that asked shows a placeholder."""

    NOT_ASKED = "notAsked"
    NONE_ON_CARD = "noneOnCard"
    NOT_DECODED = "notDecoded"


@dataclass(frozen=True)
class Photo:
    """A BMP. Whoever holds it drops it with the session; driver and decoder keep nothing."""

    bmp: bytes = field(repr=False)


class PhotoDecoder(Protocol):
    def decode(self, wlt: bytes) -> Photo:
        """Raises PhotoUndecodable."""


class PhotoProgram:
    """A program of the customer's around the vendor's closed library: WLT on its standard input, BMP on its output.

    No open decoder exists. As a process of its own the library can neither crash nor hang the reader's worker, and
    nothing of the photo touches a disk.
    """

    def __init__(self, command: Sequence[str], *, limit_s: float = _PROGRAM_S) -> None:
        self._command = tuple(command)
        self._limit_s = limit_s

    def decode(self, wlt: bytes) -> Photo:
        bmp, trouble = self._run(wlt)
        # Not within an `except`: subprocess's error carries what the program has said so far.
        if trouble:
            raise PhotoUndecodable(trouble)
        return Photo(bmp)

    def _run(self, wlt: bytes) -> tuple[bytes, str]:
        """The BMP, or what went wrong."""
        try:
            done = subprocess.run(self._command, input=wlt, capture_output=True, timeout=self._limit_s, check=False)
        except subprocess.TimeoutExpired:
            return b"", f"the photo decoder took longer than {self._limit_s:g} s"
        except OSError as error:
            return b"", f"the photo decoder cannot be started: {error.strerror}"
        if done.returncode != 0:
            return b"", f"the photo decoder ended with {done.returncode}"
        if len(done.stdout) != BMP_LENGTH or not done.stdout.startswith(b"BM"):
            return b"", "the photo decoder gave no BMP of 102 x 126 pixels"
        return done.stdout, ""


def photo_of(wlt: bytes, decoder: PhotoDecoder | None) -> Photo | NoPhoto:
    """A photo that cannot be had does not spoil the card."""
    if decoder is None:
        return NoPhoto.NOT_ASKED
    if len(wlt) != WLT_LENGTH or not any(wlt):
        return NoPhoto.NONE_ON_CARD
    try:
        return decoder.decode(wlt)
    except PhotoUndecodable:
        return NoPhoto.NOT_DECODED
