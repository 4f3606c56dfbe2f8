# SPDX-License-Identifier: Apache-2.0
"""What every way to a device that speaks in bytes has in common."""

from typing import Protocol


class Port(Protocol):
    """Every failure is a DeviceNotReady, and leaves the port closed."""

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
