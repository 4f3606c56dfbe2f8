# SPDX-License-Identifier: Apache-2.0
"""The one port through which wall time comes in.

Durations are measured with `monotonic`, which no setting of the clock moves.
"""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Wall time, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds; only differences mean anything."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class OffsetClock:
    """Sandbox profile only: the system's time plus the seconds that a file holds, read at every look,
    so that a demo or a rig jumps the clock of all processes by writing one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._offset_s())

    def monotonic(self) -> float:
        return time.monotonic()

    def _offset_s(self) -> float:
        try:
            return float(self._path.read_text(encoding="ascii") or 0)
        except (OSError, ValueError):
            return 0.0


def clock_of(offset_file: Path | None) -> Clock:
    return OffsetClock(offset_file) if offset_file else SystemClock()
