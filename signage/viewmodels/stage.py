# SPDX-License-Identifier: Apache-2.0
"""The main zone: two panes, of which one is in front, over the standby card."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from screens.singletons import one
from signage.viewmodels.pane import Pane

QML_IMPORT_NAME = "Linli.Signage"
QML_IMPORT_MAJOR_VERSION = 1

NOTHING = -1


@QmlElement
@QmlSingleton
class Stage(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.panes = (Pane(self), Pane(self))
        self._front = NOTHING

    @staticmethod
    def create(_engine: QQmlEngine) -> "Stage":
        return one(Stage)

    def bring_forward(self, which: int) -> None:
        if which != self._front:
            self._front = which
            self.changed.emit()

    @Property(int, notify=changed)
    def front(self) -> int:
        """0, 1, or -1: the standby card alone."""
        return self._front

    @Property(Pane, constant=True)
    def first(self) -> Pane:
        return self.panes[0]

    @Property(Pane, constant=True)
    def second(self) -> Pane:
        return self.panes[1]
