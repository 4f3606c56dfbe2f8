# SPDX-License-Identifier: Apache-2.0
"""Words for devices that do not work and for levels, and dates as people say them."""

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from contract.local import DeviceKind
from contract.tenant import Level
from contract.text import Language
from kiosk.domain.offer import in_china
from kiosk.viewmodels.marks import QT_TRANSLATE_NOOP

DEVICES_OUT: dict[DeviceKind, str] = {
    DeviceKind.RESIDENT_ID: QT_TRANSLATE_NOOP("Words", "读卡器现在用不了，请输入身份证号"),
    DeviceKind.RECEIPT_PRINTER: QT_TRANSLATE_NOOP("Words", "现在不能打印凭条，可以在屏幕上看"),
    DeviceKind.CODE_SCANNER: QT_TRANSLATE_NOOP("Words", "扫码器现在用不了，请输入编号"),
}

LEVELS: dict[Level, str] = {
    Level.COUNTY: QT_TRANSLATE_NOOP("Words", "县"),
    Level.STREET: QT_TRANSLATE_NOOP("Words", "街道"),
    Level.COMMUNITY: QT_TRANSLATE_NOOP("Words", "社区"),
    Level.GRID: QT_TRANSLATE_NOOP("Words", "网格"),
}


def say(text: str) -> str:
    return QCoreApplication.translate("Words", text)


def long_date(day: date, language: Language) -> str:
    """`11月23日 星期一`, `Monday 23 November`."""
    form = "dddd d MMMM" if language is Language.EN else "M月d日 dddd"
    return _locale(language).toString(QDate(day.year, day.month, day.day), form)


def full_date(day: date, language: Language) -> str:
    """`2026年11月23日`, `23 November 2026`."""
    form = "d MMMM yyyy" if language is Language.EN else "yyyy年M月d日"
    return _locale(language).toString(QDate(day.year, day.month, day.day), form)


def moment_of(moment: datetime, language: Language) -> str:
    """`11月23日 16:00`, `23 November 16:00`."""
    local = in_china(moment)
    form = "d MMMM" if language is Language.EN else "M月d日"
    return f"{_locale(language).toString(QDate(local.year, local.month, local.day), form)} {clock_time(local)}"


def clock_time(moment: datetime) -> str:
    return in_china(moment).strftime("%H:%M")


def _locale(language: Language) -> QLocale:
    return QLocale("en_GB") if language is Language.EN else QLocale("zh_CN")
