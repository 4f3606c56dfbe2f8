# SPDX-License-Identifier: Apache-2.0
"""What stands beside the main zone: the place, the clock, what can be done here today; and how to draw it all."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.freshness import Freshness, freshness
from contract.settings import PanelSettings
from screens.singletons import one
from signage.schedule import ServicePlaceLine, Showing
from signage.schedule.windows import local_time
from signage.viewmodels import words
from signage.viewmodels.lines import balanced

QML_IMPORT_NAME = "Linli.Signage"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class Setting:
    """What stays the same while the process runs."""

    place: str
    panel: PanelSettings
    full_screen: bool
    software: bool
    """No GPU: pictures are painted by the processor."""
    still: bool = False
    """Nothing fades: for previews."""


@QmlElement
@QmlSingleton
class Lobby(QObject):
    minute = Signal()
    changed = Signal()
    renderer = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._setting = setting
        self._software = setting.software
        self._time = self._date = self._weekday = self._hours = ""
        self._services: list[dict[str, str]] = []
        self._as_of = ""

    @staticmethod
    def create(_engine: QQmlEngine) -> "Lobby":
        return one(Lobby)

    def tick(self, now: datetime) -> None:
        time = words.clock_time(now)
        day = local_time(now).date()
        date = words.short_date(day)
        if (time, date) != (self._time, self._date):
            self._time, self._date, self._weekday = time, date, words.weekday(day)
            self.minute.emit()

    def show(self, showing: Showing) -> None:
        services = [self._row(line) for line in showing.services]
        hours = showing.hours.zh if showing.hours else ""
        if (services, hours) != (self._services, self._hours):
            self._services, self._hours = services, hours
            self.changed.emit()

    def confirmed(self, checked_at: datetime | None, now: datetime) -> None:
        """When the content was last known to be the newest; unknown says nothing."""
        age = freshness(checked_at, now)
        day = words.short_date(local_time(checked_at).date()) if checked_at else ""
        if checked_at is None or age is Freshness.CURRENT:
            as_of = ""
        elif age is Freshness.OLD:
            as_of = self.tr("内容截至%1").replace("%1", day)
        else:
            as_of = self.tr("内容截至%1，可能已过时").replace("%1", day)
        if as_of != self._as_of:
            self._as_of = as_of
            self.changed.emit()

    def paint_by_software(self) -> None:
        """There was no GPU after all."""
        if not self._software:
            self._software = True
            self.renderer.emit()

    @Slot(str, int, result=str)
    def inLines(self, headline: str, capacity: int) -> str:
        """With breaks where a reader would make them; `capacity` is in full-width characters."""
        return balanced(headline, capacity)

    def _row(self, line: ServicePlaceLine) -> dict[str, str]:
        return {
            "name": line.name.zh,
            "place": self.tr("自助机") if line.at_machine or not line.place else line.place.zh,
        }

    @Property(str, notify=minute)
    def time(self) -> str:
        return self._time

    @Property(str, notify=minute)
    def date(self) -> str:
        return self._date

    @Property(str, notify=minute)
    def weekday(self) -> str:
        return self._weekday

    @Property(str, notify=changed)
    def hours(self) -> str:
        return self._hours

    @Property(str, notify=changed)
    def asOf(self) -> str:
        return self._as_of

    @Property(list, notify=changed)
    def services(self) -> list[dict[str, str]]:
        return self._services

    @Property(int, notify=changed)
    def serviceCount(self) -> int:
        return len(self._services)

    @Property(str, constant=True)
    def place(self) -> str:
        return self._setting.place

    @Property(int, constant=True)
    def panelWidth(self) -> int:
        return self._setting.panel.width_px

    @Property(int, constant=True)
    def panelHeight(self) -> int:
        return self._setting.panel.height_px

    @Property(bool, constant=True)
    def fullScreen(self) -> bool:
        return self._setting.full_screen

    @Property(bool, notify=renderer)
    def software(self) -> bool:
        return self._software

    @Property(bool, constant=True)
    def still(self) -> bool:
        return self._setting.still
