# SPDX-License-Identifier: Apache-2.0
"""The alert that fills the screen: one after the other if there are several, a page of it at a time."""

from datetime import datetime

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.alerts import end_of
from contract.content import AlertStatus, BoardedAlert
from screens.singletons import one
from signage.viewmodels import words

QML_IMPORT_NAME = "Linli.Signage"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Emergency(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._alert: BoardedAlert | None = None
        self._index = self._count = self._round = 0
        self._until = ""

    @staticmethod
    def create(_engine: QQmlEngine) -> "Emergency":
        return one(Emergency)

    def show(self, alert: BoardedAlert, index: int, count: int, turn: int, now: datetime) -> None:
        """`turn`: how often it has been shown before; each turn shows the next page of what does not fit on one."""
        until = words.until(end_of(alert.message), now)
        if (alert, index, count, turn, until) != (self._alert, self._index, self._count, self._round, self._until):
            self._alert, self._index, self._count, self._round = alert, index, count, turn
            self._until = until
            self.changed.emit()

    def end(self) -> None:
        if self._alert is not None:
            self._alert = None
            self.changed.emit()

    @Property(bool, notify=changed)
    def active(self) -> bool:
        return self._alert is not None

    @Property(bool, notify=changed)
    def exercise(self) -> bool:
        return self._alert is not None and self._alert.message.status is AlertStatus.EXERCISE

    @Property(str, notify=changed)
    def level(self) -> str:
        return words.level_word(self._alert.source.level) if self._alert else ""

    @Property(str, notify=changed)
    def issuer(self) -> str:
        return self._alert.message.issuer.zh if self._alert else ""

    @Property(str, notify=changed)
    def happening(self) -> str:
        return self._alert.message.event.zh if self._alert else ""

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self._alert.message.headline.zh if self._alert else ""

    @Property(str, notify=changed)
    def instruction(self) -> str:
        return self._alert.message.instruction.zh if self._alert else ""

    @Property(str, notify=changed)
    def description(self) -> str:
        return self._alert.message.description.zh if self._alert else ""

    @Property(str, notify=changed)
    def until(self) -> str:
        return self._until

    @Property(int, notify=changed)
    def index(self) -> int:
        return self._index

    @Property(int, notify=changed)
    def count(self) -> int:
        return self._count

    @Property(int, notify=changed)
    def turn(self) -> int:
        return self._round
