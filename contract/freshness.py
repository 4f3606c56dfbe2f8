# SPDX-License-Identifier: Apache-2.0
"""How old content is that nobody has confirmed since, and from when on who is told. Pure.

It stays on the screens whatever its age: a notice of last week is better than a dark screen, as long as it says so.
"""

from datetime import datetime, timedelta
from enum import StrEnum


class Freshness(StrEnum):
    CURRENT = "current"
    OLD = "old"
    """Passers-by are told as of when it is, and the technician."""
    STALE = "stale"
    """Residents are told before they rely on it."""
    LOST = "lost"
    """Signatures of the online roles have run out by now: nothing new comes without a person."""


OLD_AFTER = timedelta(days=1)
STALE_AFTER = timedelta(days=7)
LOST_AFTER = timedelta(days=30)


def freshness(checked_at: datetime | None, now: datetime) -> Freshness:
    """`checked_at`: when it was last confirmed to be the newest; never is lost. A clock that is behind makes nothing
    old."""
    if checked_at is None or now - checked_at >= LOST_AFTER:
        return Freshness.LOST
    if now - checked_at >= STALE_AFTER:
        return Freshness.STALE
    return Freshness.OLD if now - checked_at >= OLD_AFTER else Freshness.CURRENT
