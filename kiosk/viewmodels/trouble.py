# SPDX-License-Identifier: Apache-2.0
"""The problem on the screen, in the words of the table."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from kiosk.domain.places import Problem
from kiosk.viewmodels.troubles import Words, words_for
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Trouble(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._words = Words("", "", "", "")
        self._retry = False

    @staticmethod
    def create(_engine: QQmlEngine) -> "Trouble":
        return one(Trouble)

    def show(self, moment: Moment) -> None:
        problems = (place for place in reversed(moment.state.trail) if isinstance(place, Problem))
        problem = next(problems, None)
        key = (moment.state.comfort.language, problem)
        if key == self._key:
            return
        self._key = key
        self._words = words_for(problem.code) if problem else Words("", "", "", "")
        self._retry = problem is not None and problem.retry is not None
        self.changed.emit()

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.title

    @Property(str, notify=changed)
    def happened(self) -> str:
        return self._words.happened

    @Property(str, notify=changed)
    def kept(self) -> str:
        """What became of the money and of the answers."""
        return self._words.kept

    @Property(str, notify=changed)
    def todo(self) -> str:
        return self._words.todo

    @Property(bool, notify=changed)
    def canRetry(self) -> bool:
        return self._retry
