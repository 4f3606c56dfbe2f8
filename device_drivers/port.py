# SPDX-License-Identifier: Apache-2.0
"""What every way to a device that speaks in bytes has in common."""

import select
from typing import Protocol


class DuplexPort(Protocol):
    """Both sides may speak at any time. Every failure is a DeviceNotReady, of an open port a LineLost, and leaves it
    closed; but nonsense from the device is a ProtocolError."""

    def open(self) -> None:
        """Nothing, when it is open."""

    def close(self) -> None:
        """May be called at any time, also twice. What was written last still goes out, if the device takes it soon."""

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        """Wait until the device takes some of `data` or says something; return how many bytes went out, and what came.

        (0, b"") after `timeout_s`; with `data` perhaps sooner. Listening comes first: a printer that stops says so,
        then takes no more bytes.
        """

    def takes_s(self, count: int, /) -> float:
        """How long so many bytes need at least; 0 where the line's speed is not known."""


class Port(Protocol):
    """The host asks, the device answers. Failures are those of a DuplexPort."""

    @property
    def gap_s(self) -> float:
        """The longest pause between two pieces of one answer."""

    @property
    def is_open(self) -> bool: ...

    def open(self) -> None:
        """Nothing, when it is open."""

    def close(self) -> None: ...

    def discard_input(self) -> None:
        """Throw away what has arrived and was not read."""

    def write(self, data: bytes) -> None: ...

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, waiting for the first byte; empty after `timeout_s` of silence."""

    def is_missing(self) -> bool:
        """Whether the device is seen to be absent, as against silent. A network cannot tell: never there."""


def wait_ready(file: int, timeout_s: float, *, to_write: bool = False, to_read: bool = True) -> tuple[bool, bool]:
    """Wait until there is something to read or, where asked for, room to write; tell which."""
    sources, targets = [file] if to_read else [], [file] if to_write else []
    readable, writable, _ = select.select(sources, targets, [], max(0.0, timeout_s))
    return bool(readable), bool(writable)
