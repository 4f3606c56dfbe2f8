# SPDX-License-Identifier: Apache-2.0
"""Whether a programme can ever be due: its validity and its day parts must meet somewhere. Pure."""

from datetime import UTC, datetime, time, timedelta, timezone

from contract.content import DayPart, Programme

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

_WEEK = 7


def ever_due(programme: Programme) -> bool:
    start, end = programme.valid_from, programme.valid_until
    if start is not None and end is not None and end <= start:
        return False
    if not programme.day_parts or start is None or end is None or end - start > timedelta(days=_WEEK + 1):
        return True
    return any(_meets(part, start, end) for part in programme.day_parts)


def _meets(part: DayPart, start: datetime, end: datetime) -> bool:
    """From the day before, since a part may run over midnight."""
    first = start.astimezone(CHINA).date() - timedelta(days=1)
    days = (first + timedelta(days=number) for number in range((end - start).days + 3))
    for day in days:
        if part.days and day.isoweekday() not in part.days:
            continue
        midnight = datetime.combine(day, time(), CHINA).astimezone(UTC)
        begins = midnight + _since_midnight(part.start)
        ends = midnight + _since_midnight(part.end)
        if ends <= begins:
            ends += timedelta(days=1)
        if begins < end and ends > start:
            return True
    return False


def _since_midnight(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
