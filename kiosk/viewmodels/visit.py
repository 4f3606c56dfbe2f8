# SPDX-License-Identifier: Apache-2.0
"""Who is here and how far they have come; the warning before a visit ends, and the goodbye."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from kiosk.domain.pages import RULES, Journey, page_of
from kiosk.domain.places import Goodbye, Identify, TypeId
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Visit(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._journey: Journey | None = None
        self._step = -1
        self._who = ""
        self._warning_s = 0
        self._goodbye = Goodbye(0.0)

    @staticmethod
    def create(_engine: QQmlEngine) -> "Visit":
        return one(Visit)

    def show(self, moment: Moment) -> None:
        state = moment.state
        rule = RULES[page_of(state.beneath)]
        resident = state.session.resident if state.session else None
        named = resident is not None and not isinstance(state.place, Identify | TypeId)
        who = f"{resident.name}  {resident.number}".strip() if resident and named else ""
        left = 0
        if state.warned_at is not None:
            left = max(1, round(state.limits.warning_s - (moment.monotonic - state.warned_at) + 0.49))
        goodbye = state.place if isinstance(state.place, Goodbye) else self._goodbye
        key = (state.comfort.language, rule, who, left, goodbye)
        if key == self._key:
            return
        self._key = key
        self._journey, self._step = rule.journey, rule.step
        self._who, self._warning_s, self._goodbye = who, left, goodbye
        self.changed.emit()

    @Property(str, notify=changed)
    def journey(self) -> str:
        match self._journey:
            case Journey.PAY:
                return self.tr("生活缴费")
            case Journey.STATUS:
                return self.tr("办件进度")
            case Journey.RECORDS:
                return self.tr("缴费记录")
            case Journey.GUIDE:
                return self.tr("办事指南")
            case Journey.NOTICES:
                return self.tr("通知公告")
            case None:
                return ""

    @Property(list, notify=changed)
    def steps(self) -> list[str]:
        return self._steps()

    @Property(int, notify=changed)
    def stepCount(self) -> int:
        return len(self._steps())

    @Property(str, notify=changed)
    def stepName(self) -> str:
        return self._steps()[self._step] if self._steps() else ""

    def _steps(self) -> list[str]:
        match self._journey:
            case Journey.PAY:
                return [self.tr("身份"), self.tr("选账单"), self.tr("核对"), self.tr("付款"), self.tr("凭条")]
            case Journey.STATUS:
                return [self.tr("受理单"), self.tr("进度")]
            case _:
                return []

    @Property(int, notify=changed)
    def step(self) -> int:
        return self._step

    @Property(str, notify=changed)
    def who(self) -> str:
        """Masked, as it may stand on the resident's own screen."""
        return self._who

    @Property(int, notify=changed)
    def warningSeconds(self) -> int:
        """0 when nobody is asked."""
        return self._warning_s

    @Property(str, notify=changed)
    def goodbyeTitle(self) -> str:
        if self._goodbye.undecided:
            return self.tr("付款结果还在核实")
        match self._goodbye.card_used, self._goodbye.slip_printed:
            case True, True:
                return self.tr("请取走身份证和凭条")
            case True, False:
                return self.tr("请取走身份证")
            case False, True:
                return self.tr("请取走凭条")
            case _ if self._goodbye.by_idleness:
                return self.tr("已经退出")
            case _:
                return self.tr("办完了，请慢走")

    @Property(str, notify=changed)
    def goodbyeHelp(self) -> str:
        if self._goodbye.undecided and self._goodbye.reference:
            words = self.tr("请记下查询号 %1，打电话可以查到结果。您的信息已从机器上清除。")
            return words.replace("%1", self._goodbye.reference)
        if self._goodbye.undecided:
            return self.tr("打电话可以查到结果。您的信息已从机器上清除。")
        if self._goodbye.by_idleness:
            return self.tr("很久没有人操作，已经退出。您的信息已从机器上清除。")
        return self.tr("您的信息已从机器上清除。")

    @Property(bool, notify=changed)
    def undecided(self) -> bool:
        """A payment was left before its outcome was known."""
        return self._goodbye.undecided

    @Property(str, notify=changed)
    def reference(self) -> str:
        return self._goodbye.reference

    @Property(bool, notify=changed)
    def cardUsed(self) -> bool:
        return self._goodbye.card_used

    @Property(bool, notify=changed)
    def slipPrinted(self) -> bool:
        return self._goodbye.slip_printed
