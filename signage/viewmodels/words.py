# SPDX-License-Identifier: Apache-2.0
"""Dates, times and levels as the lobby says them."""

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from contract.tenant import Level
from signage.schedule.windows import local_time
from signage.viewmodels.marks import QT_TRANSLATE_NOOP

_LEVELS: dict[Level, str] = {
    Level.COUNTY: QT_TRANSLATE_NOOP("Words", "县"),
    Level.STREET: QT_TRANSLATE_NOOP("Words", "街道"),
    Level.COMMUNITY: QT_TRANSLATE_NOOP("Words", "社区"),
    Level.GRID: QT_TRANSLATE_NOOP("Words", "网格"),
}
_NOTICES: dict[Level, str] = {
    Level.COUNTY: QT_TRANSLATE_NOOP("Words", "县公告"),
    Level.STREET: QT_TRANSLATE_NOOP("Words", "街道公告"),
    Level.COMMUNITY: QT_TRANSLATE_NOOP("Words", "社区公告"),
    Level.GRID: QT_TRANSLATE_NOOP("Words", "网格公告"),
}
_CHINESE = QLocale("zh_CN")
"""What is published is shown in Chinese, its dates too."""


def level_word(level: Level) -> str:
    return QCoreApplication.translate("Words", _LEVELS[level])


def notice_word(level: Level) -> str:
    return QCoreApplication.translate("Words", _NOTICES[level])


def weekday(day: date) -> str:
    return _CHINESE.toString(_qt(day), "dddd")


def short_date(day: date) -> str:
    return _CHINESE.toString(_qt(day), "M月d日")


def clock_time(moment: datetime) -> str:
    local = local_time(moment)
    return f"{local.hour:02d}:{local.minute:02d}"


def until(end: datetime, now: datetime) -> str:
    """The time alone if it is today."""
    day, today = local_time(end).date(), local_time(now).date()
    return clock_time(end) if day == today else f"{short_date(day)} {clock_time(end)}"


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
