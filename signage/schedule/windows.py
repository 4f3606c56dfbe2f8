# SPDX-License-Identifier: Apache-2.0
"""When something is valid: half-open windows of moments, and parts of the community's days.

China has kept one offset from UTC since 1992, so that days here are 24 hours long, always.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

from contract.content import DayPart, Notice, Programme, Service

CHINA = timezone(timedelta(hours=8))

_FIRST = datetime(2, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 1, tzinfo=UTC)
"""A clock beyond these is read as these: there is room for the neighbouring days within the calendar."""
_DAY = timedelta(days=1)
_A_WEEK_AND_TWO = 9


def local_time(moment: datetime) -> datetime:
    return min(max(moment, _FIRST), _LAST).astimezone(CHINA)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def is_within(window: Notice | Programme, now: datetime) -> bool:
    begun = window.valid_from is None or window.valid_from <= now
    return begun and (window.valid_until is None or now < window.valid_until)


def is_due(programme: Programme, now: datetime) -> bool:
    return is_within(programme, now) and is_in_parts(programme.day_parts, now)


def is_in_parts(parts: tuple[DayPart, ...], now: datetime) -> bool:
    """None means always."""
    if not parts:
        return True
    today = local_time(now).date()
    # A part is at most a day long and begins at the latest with the midnight that ends its day.
    spans = (span for part in parts for day in (today - _DAY, today) if (span := _span(part, day)))
    return any(start <= now < end for start, end in spans)


def is_offered(service: Service, now: datetime) -> bool:
    today = local_time(now).date()
    begun = service.plan_effective_date is None or service.plan_effective_date <= today
    return begun and (service.plan_cancel_date is None or today < service.plan_cancel_date)


def boundaries(window: Notice | Programme | Service, now: datetime) -> Iterator[datetime]:
    """Every moment at which it may begin or end, as far as the next of each kind after `now` is among them."""
    if isinstance(window, Service):
        yield from (midnight(day) for day in (window.plan_effective_date, window.plan_cancel_date) if day)
        return
    yield from (moment for moment in (window.valid_from, window.valid_until) if moment)
    if isinstance(window, Programme) and window.day_parts:
        first = local_time(now).date() - _DAY
        days = [first + offset * _DAY for offset in range(_A_WEEK_AND_TWO)]
        for part in window.day_parts:
            for day in days:
                yield from _span(part, day) or ()


def _span(part: DayPart, day: date) -> tuple[datetime, datetime] | None:
    if part.days and day.isoweekday() not in part.days:
        return None
    start, end = _minutes(part.start), _minutes(part.end)
    length = end - start if end > start else end - start + 24 * 60
    begins = midnight(day) + timedelta(minutes=start)
    return begins, begins + timedelta(minutes=length)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
