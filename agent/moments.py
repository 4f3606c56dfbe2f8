# SPDX-License-Identifier: Apache-2.0
"""Which of the moments that a caller tells can be meant: all that is shown or delivered later converts them."""

from datetime import UTC, datetime

from agent.errors import InvalidRequest

_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 12, 1, tzinfo=UTC)
"""Nearer to the calendar's ends, a moment has no date in another time zone."""


def check_moment(moment: datetime, name: str) -> None:
    """Raises InvalidRequest."""
    if moment.tzinfo is None:
        raise InvalidRequest(f"{name} has no offset")
    if not _FIRST <= moment <= _LAST:
        raise InvalidRequest(f"{name} is beyond the calendar")
