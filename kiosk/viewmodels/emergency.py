# SPDX-License-Identifier: Apache-2.0
"""The emergency on the screen, and the headline that stays when somebody goes on."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.alerts import end_of
from contract.content import AlertStatus, BoardedAlert
from contract.text import Language
from kiosk.domain.state import State
from kiosk.viewmodels.view import Moment
from kiosk.viewmodels.words import LEVELS, moment_of, say
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Emergency(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._language = Language.ZH
        self._alert: BoardedAlert | None = None
        self._turn = self._count = self._leaving_s = 0
        self._filling = self._may_go_on = self._paying = False
        self._strip = ""

    @staticmethod
    def create(_engine: QQmlEngine) -> "Emergency":
        return one(Emergency)

    def show(self, moment: Moment) -> None:
        state, language = moment.state, moment.state.comfort.language
        turn = state.alarm.turn % len(state.alerts) if state.alarm and state.alerts else 0
        somebody = _somebody(state, moment.monotonic)
        leaving_s = 0
        if state.warned_at is not None:
            leaving_s = max(1, round(state.limits.warning_s - (moment.monotonic - state.warned_at) + 0.49))
        key = (language, state.alerts, state.alarm is not None, turn, somebody, state.money_undecided, leaving_s)
        if key == self._key:
            return
        self._key, self._language = key, language
        self._alert = state.alerts[turn] if state.alerts else None
        self._turn, self._count, self._leaving_s = turn, len(state.alerts), leaving_s
        self._filling, self._may_go_on, self._paying = state.alarm is not None, somebody, state.money_undecided
        self._strip = self._line(state.alerts) if state.alerts and state.alarm is None else ""
        self.changed.emit()

    def _line(self, alerts: tuple[BoardedAlert, ...]) -> str:
        """The most severe one's headline; that there are others is said first, where no line is too short for it."""
        headline = alerts[0].message.headline.in_(self._language)
        line = self.tr("【演练】%1").replace("%1", headline) if _exercise(alerts[0]) else headline
        return self.tr("共 %n 条：", "", len(alerts)) + line if len(alerts) > 1 else line

    @Property(bool, notify=changed)
    def filling(self) -> bool:
        return self._filling

    @Property(str, notify=changed)
    def strip(self) -> str:
        """The headline above every page, once the emergency itself was read."""
        return self._strip

    @Property(bool, notify=changed)
    def mayGoOn(self) -> bool:
        return self._may_go_on

    @Property(bool, notify=changed)
    def paying(self) -> bool:
        """Money is undecided beneath."""
        return self._paying

    @Property(int, notify=changed)
    def leavingSeconds(self) -> int:
        """Until the visit beneath ends, because nobody touches anything; 0 when nobody is asked."""
        return self._leaving_s

    @Property(str, notify=changed)
    def key(self) -> str:
        """Which one it is: two levels may use the same id, and one may say something else later."""
        if self._alert is None:
            return ""
        message = self._alert.message
        return f"{self._alert.source.tenant}:{message.alert_id}:{message.sent.isoformat()}"

    @Property(str, notify=changed)
    def position(self) -> str:
        """`1/2`; empty when there is one alone."""
        return f"{self._turn + 1}/{self._count}" if self._count > 1 else ""

    @Property(bool, notify=changed)
    def exercise(self) -> bool:
        return self._alert is not None and _exercise(self._alert)

    @Property(str, notify=changed)
    def kind(self) -> str:
        return self._alert.message.event.in_(self._language) if self._alert else ""

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self._alert.message.headline.in_(self._language) if self._alert else ""

    @Property(str, notify=changed)
    def instruction(self) -> str:
        return self._alert.message.instruction.in_(self._language) if self._alert else ""

    @Property(str, notify=changed)
    def description(self) -> str:
        return self._alert.message.description.in_(self._language) if self._alert else ""

    @Property(str, notify=changed)
    def level(self) -> str:
        return say(LEVELS[self._alert.source.level]) if self._alert else ""

    @Property(str, notify=changed)
    def issuer(self) -> str:
        return self._alert.message.issuer.in_(self._language) if self._alert else ""

    @Property(str, notify=changed)
    def until(self) -> str:
        return moment_of(end_of(self._alert.message), self._language) if self._alert else ""


def _exercise(alert: BoardedAlert) -> bool:
    return alert.message.status is AlertStatus.EXERCISE


def _somebody(state: State, now: float) -> bool:
    return not state.at_rest or now - state.touched_at < state.limits.idle_s
