# SPDX-License-Identifier: Apache-2.0
"""What a display shows at one moment, and why."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contract.content import BoardedAlert, Line, Media, Programme, ReleasedNotice, Source
from contract.tenant import Level


class Reason(StrEnum):
    """Why something plays, the strongest first."""

    EMERGENCY = "emergency"
    SCHEDULED = "scheduled"
    """Programmes that are due; of those, the highest priority."""
    DEFAULT = "default"
    """No other programme is due."""
    NOTICES = "notices"
    """No programme at all is due: every valid notice."""
    STANDBY = "standby"
    """There is nothing to show."""


@dataclass(frozen=True)
class Why:
    reason: Reason
    source: Source | None = None
    programme: Programme | None = None

    @property
    def programme_id(self) -> str:
        """`TENANT:ID`, as in play records; empty without one."""
        return f"{self.source.tenant}:{self.programme.programme_id}" if self.source and self.programme else ""


@dataclass(frozen=True)
class Planned:
    """One place in the loop of the main zone."""

    content: ReleasedNotice | Media
    seconds: int
    """How long; a video may end sooner."""
    why: Why
    index: int = field(compare=False)
    """Its place in the loop."""

    @property
    def key(self) -> str:
        """`media:SHA256` or `notice:TENANT:ID`, as in play records."""
        if isinstance(self.content, Media):
            return f"media:{self.content.sha256}"
        return f"notice:{self.content.source.tenant}:{self.content.notice.notice_id}"


@dataclass(frozen=True)
class TickerText:
    level: Level
    text: Line


@dataclass(frozen=True)
class ServicePlaceLine:
    """A line of "what can be done here today"."""

    name: Line
    place: Line | None
    """None when it has none, but can be done at the self-service machine."""
    at_machine: bool


@dataclass(frozen=True)
class Showing:
    output: str
    reason: Reason
    main: tuple[Planned, ...] = ()
    """The loop of the main zone. It is there during an emergency too: what comes back after it."""
    ticker: tuple[TickerText, ...] = ()
    services: tuple[ServicePlaceLine, ...] = ()
    hours: Line | None = None
    """When the service desk is open, if most items agree."""
    alerts: tuple[BoardedAlert, ...] = ()
    """In force now; any of them takes the whole screen. The most severe first."""
    until: datetime | None = field(default=None, compare=False)
    """When to ask again, if nothing new arrives before. None: never."""
