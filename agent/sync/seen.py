# SPDX-License-Identifier: Apache-2.0
"""What this terminal has seen of its county, so that neither a lost cache nor a clock set back brings old content.

Kept in sync's own file, apart from the cache of python-tuf, for each trusted root that the terminal ever had.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from agent.sync.errors import ContentRolledBack
from contract import durable
from contract.content import Moment
from contract.document import Document, decode, encode
from contract.errors import InvalidDocument

log = logging.getLogger("sync")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COARSE = timedelta(minutes=10)
"""How old the kept time of the last look may be: writing it at each look would wear the disk."""


class Seen(Document, frozen=True, kw_only=True):
    """Of one county."""

    versions: dict[str, int] = msgspec.field(default_factory=dict)
    """The highest of each role: root, timestamp, snapshot, targets and the delegated ones."""
    online_keys: str = ""
    """Digest of who signs timestamp and snapshot. When a newer root names others, their versions begin anew
    (recovery from a fast-forward, section 5.3.11 of the TUF specification)."""
    signed_floor: Moment = EPOCH
    """The county has signed that it was no earlier."""
    checked_at: Moment | None = None
    """When its host last confirmed that what is here is the newest."""

    def moment(self, now: datetime) -> datetime:
        """The time to judge by: a clock that is behind is read as the latest moment there surely was."""
        return max(now, self.signed_floor, self.checked_at or EPOCH)


class _Book(Document, frozen=True, kw_only=True):
    counties: dict[str, Seen] = msgspec.field(default_factory=dict)


def raised(seen: Seen, versions: Mapping[str, int], online_keys: str) -> Seen:
    """Raises ContentRolledBack."""
    known = seen.versions
    if online_keys != seen.online_keys and versions["root"] > known.get("root", 0):
        known = {"root": known.get("root", 0)}
    for role, version in versions.items():
        if version < known.get(role, 0):
            raise ContentRolledBack(f"{role}: version {version} after version {known[role]}")
    return msgspec.structs.replace(seen, versions={**known, **versions}, online_keys=online_keys)


def with_signed_dates(
    seen: Seen, now: datetime, ceiling: datetime, county: Iterable[datetime], others: Iterable[datetime]
) -> Seen:
    """Raises the floor by the dates of publication in verified documents, but never above `ceiling`, the moment at
    which the signatures run out.

    The county's word counts. A lower level's counts only where the clock is proved to be behind already: else
    one clerk's wrong clock would make the alerts of all levels look expired.
    """
    floor = max([seen.signed_floor, *(date for date in county if date <= ceiling)])
    if now < max(floor, seen.checked_at or EPOCH):
        floor = max([floor, *(date for date in others if date <= ceiling)])
    return seen if floor == seen.signed_floor else msgspec.structs.replace(seen, signed_floor=floor)


class SeenFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = _read(path)
        self._kept = self._book

    def of(self, county: str) -> Seen:
        return self._book.counties.get(county, Seen())

    def put(self, county: str, seen: Seen) -> None:
        """On the disk when this returns, but for a time of the last look that is hardly newer. Raises OSError, and
        holds for this process all the same."""
        if seen == self.of(county):
            return
        self._book = _Book(counties={**self._book.counties, county: seen})
        if _is_news(self._kept.counties.get(county, Seen()), seen):
            durable.write(self._path, encode(self._book))
            self._kept = self._book


def _is_news(kept: Seen, seen: Seen) -> bool:
    then, now = kept.checked_at, seen.checked_at
    if then is None or now is None or now - then >= COARSE:
        return kept != seen
    return kept != msgspec.structs.replace(seen, checked_at=then)


def _read(path: Path) -> _Book:
    try:
        return decode(path.read_bytes(), _Book)
    except FileNotFoundError:
        return _Book()
    except (OSError, InvalidDocument) as error:
        log.error("%s cannot be read, the versions seen are lost: %s", path, type(error).__name__)
        return _Book()
