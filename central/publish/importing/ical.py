# SPDX-License-Identifier: Apache-2.0
"""iCalendar (RFC 5545): each event becomes a notice that says when and where, and goes when the event is over."""

from datetime import date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar

from central.publish.due import CHINA
from central.publish.errors import Contradiction, FileUnreadable, Unfit
from central.publish.importing import plain_text
from central.publish.importing.atom import notice_id

_DAYS = {"MO": ("一", "Mon"), "TU": ("二", "Tue"), "WE": ("三", "Wed"), "TH": ("四", "Thu"), "FR": ("五", "Fri"),
         "SA": ("六", "Sat"), "SU": ("日", "Sun")}  # fmt: skip
_KNOWN_RULE = {"FREQ", "BYDAY", "UNTIL", "WKST"}


def notices_in(data: bytes, file: str, now: datetime, issuer: str) -> list[dict[str, Any]]:
    """Past events are left out. Raises FileUnreadable, Unfit: a rule of recurrence that no short line can say."""
    try:
        calendar = Calendar.from_ical(data)
        events = [event for event in calendar.walk("VEVENT") if str(event.get("STATUS", "")) != "CANCELLED"]
        read = [_read(event) for event in events]
    except Unfit:
        raise
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise FileUnreadable(file=file, why=f"iCalendar: {str(error)[:120]}") from None
    return [_notice(one, now, issuer) for one in read if one.over is None or one.over > now]


class _Read:
    def __init__(self, event: Any, begins: datetime, ends: datetime, *, whole_day: bool) -> None:
        self.uid = str(event.get("UID", event.get("SUMMARY", "")))
        self.title = plain_text.line(str(event.get("SUMMARY", "")))
        self.body = plain_text.paragraphs(str(event.get("DESCRIPTION", "")))
        self.place = plain_text.line(str(event.get("LOCATION", "")))
        self.begins, self.ends, self.whole_day = begins, ends, whole_day
        self.rule = {key: list(value) for key, value in event.get("RRULE", {}).items()}
        self.over = _over(self.rule, ends)


def _read(event: Any) -> _Read:  # its properties are of a type for each kind
    start = event["DTSTART"].dt
    whole_day = not isinstance(start, datetime)
    begins = _moment(start)
    if "DTEND" in event:
        ends = _moment(event["DTEND"].dt)
    elif "DURATION" in event:
        ends = begins + event["DURATION"].dt
    else:
        ends = begins + timedelta(days=1 if whole_day else 0, hours=0 if whole_day else 1)
    return _Read(event, begins, ends, whole_day=whole_day)


def _moment(value: date) -> datetime:
    """A floating time, and a day, is the community's own."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), CHINA)
    return value.astimezone(CHINA) if value.tzinfo else value.replace(tzinfo=CHINA)


def _over(rule: dict[str, list[Any]], ends: datetime) -> datetime | None:
    if not rule:
        return ends
    until = rule.get("UNTIL")
    return _moment(until[0]) + timedelta(days=1) if until else None


def _notice(event: _Read, now: datetime, issuer: str) -> dict[str, Any]:
    zh, en = _when(event)
    facts = [{"name": {"zh": "时间", "en": "When"}, "value": {"zh": zh, "en": en}}]
    if event.place:
        facts.append({"name": {"zh": "地点", "en": "Where"}, "value": {"zh": event.place}})
    return {
        "notice_id": notice_id(event.uid),
        "title": {"zh": event.title},
        "body": {"zh": event.body or event.title},
        "issuer": {"zh": issuer},
        "published_at": now,
        "facts": facts,
        **({"valid_until": event.over} if event.over else {}),
    }


def _when(event: _Read) -> tuple[str, str]:
    hours = "" if event.whole_day else f" {event.begins:%H:%M}—{event.ends:%H:%M}"
    english = hours.replace("—", "–")
    if event.rule:
        zh, en = _recurring(event)
        return zh + hours, en + english
    last = event.ends - timedelta(days=1) if event.whole_day else event.ends
    zh, en = f"{event.begins.month}月{event.begins.day}日", f"{event.begins:%-d %B}"
    if last.date() > event.begins.date():
        zh, en = f"{zh}至{last.month}月{last.day}日", f"{en} to {last:%-d %B}"
    return zh + hours, en + english


def _recurring(event: _Read) -> tuple[str, str]:
    odd = sorted(set(event.rule) - _KNOWN_RULE)
    frequency = str(event.rule.get("FREQ", [""])[0])
    days = [str(day) for day in event.rule.get("BYDAY", [])]
    if odd == ["INTERVAL"] and [int(one) for one in event.rule["INTERVAL"]] == [1]:
        odd = []
    if not odd and frequency == "DAILY" and not days:
        return "每天", "every day"
    if not odd and frequency == "WEEKLY" and all(day in _DAYS for day in days):
        days = days or [list(_DAYS)[event.begins.weekday()]]
        return "每周" + "、".join(_DAYS[day][0] for day in days), "every " + ", ".join(_DAYS[day][1] for day in days)
    if not odd and frequency == "MONTHLY" and not days:
        return f"每月{event.begins.day}日", f"day {event.begins.day} of each month"
    said = ", ".join([frequency, *odd, *days])
    raise Unfit(
        [
            Contradiction(
                place=event.title,
                zh=f"这样的重复（{said}）一句话说不清；请写成每天、每周几或每月几日，或分成几个活动",
                en=f"such a recurrence ({said}) fits no short line; make it daily, weekly, monthly, or several",
            )
        ]
    )
