# SPDX-License-Identifier: Apache-2.0
"""The one port through which wall time comes in.

Durations are measured with `monotonic`, which no setting of the clock moves.
"""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

FURTHEST = timedelta(days=36_525)
"""A hundred years: what is further off is no setting of a clock."""
_SECONDS = re.compile(r"[+-]?[0-9]{1,10}(?:\.[0-9]{1,9})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?(?:Z|[+-][0-9]{2}:[0-9]{2})")


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


@dataclass(frozen=True)
class Ahead:
    """It goes, so far ahead of the system's time (or behind it)."""

    by: timedelta = timedelta()

    def at(self, system: datetime) -> datetime:
        return system + self.by

    def text(self) -> str:
        return f"{self.by.total_seconds():.6f}\n"


@dataclass(frozen=True)
class Stopped:
    """It stands still at a moment."""

    moment: datetime

    def at(self, _system: datetime) -> datetime:
        return self.moment

    def text(self) -> str:
        return f"{self.moment.isoformat(timespec='microseconds')}\n"


RIGHT = Ahead()


def setting_in(text: str) -> Ahead | Stopped | None:
    """What a clock file says: seconds to add (`-3600`, `90.5`), or the moment at which the clock stands still
    (`2026-11-23T22:30:00+08:00`). None when it says neither, or a time that no clock would show."""
    words = text.strip()
    try:
        if _SECONDS.fullmatch(words):
            by = timedelta(seconds=float(words))
            return Ahead(by) if abs(by) <= FURTHEST else None
        if _MOMENT.fullmatch(words):
            moment = datetime.fromisoformat(words).astimezone(UTC)
            return Stopped(moment) if 1970 <= moment.year < 2170 else None
    except (ValueError, OverflowError):
        return None
    return None


class FileClock:
    """Sandbox profile only: as a file says (`setting_in`), read at every look, so that a demo or a rig stops or jumps
    the clock of all processes by writing one file. No file: the system's time. A file that cannot be understood
    changes nothing: the clock goes on as it was last set."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._set: Ahead | Stopped = RIGHT

    def now(self) -> datetime:
        return self.setting().at(datetime.now(UTC))

    def monotonic(self) -> float:
        return time.monotonic()

    def setting(self) -> Ahead | Stopped:
        try:
            found = setting_in(self._path.read_text(encoding="ascii"))
        except FileNotFoundError:
            found = RIGHT
        except (OSError, ValueError):
            found = None
        if found is not None:
            self._set = found
        return self._set


def clock_of(file: Path | None) -> Clock:
    return FileClock(file) if file else SystemClock()
