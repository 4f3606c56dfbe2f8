# SPDX-License-Identifier: Apache-2.0
"""A case: its state in words, its steps, what is promised, and what is to be done next."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.platform import Case, CaseState, CaseStep
from contract.text import Language
from contract.wording import CASE_STATE
from kiosk.domain import validation
from kiosk.domain.offer import in_china
from kiosk.domain.places import ShowCase
from kiosk.viewmodels.rows import Rows
from kiosk.viewmodels.troubles import words_for
from kiosk.viewmodels.view import Moment
from kiosk.viewmodels.words import full_date
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_OVER = frozenset({CaseState.REFUSED, CaseState.FINISHED})


@dataclass(frozen=True)
class StepRow:
    name: str
    note: str
    done: bool
    current: bool
    last: bool


@QmlElement
@QmlSingleton
class CaseFile(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._place = ShowCase("")
        self._language = Language.ZH
        self._steps = Rows(StepRow, self)

    @staticmethod
    def create(_engine: QQmlEngine) -> "CaseFile":
        return one(CaseFile)

    def show(self, moment: Moment) -> None:
        places = (place for place in reversed(moment.state.trail) if isinstance(place, ShowCase))
        place, language = next(places, ShowCase("")), moment.state.comfort.language
        if (language, place) == self._key:
            return
        self._key = (language, place)
        self._place, self._language = place, language
        self._steps.show(self._step_rows(place.case))
        self.changed.emit()

    def _step_rows(self, case: Case | None) -> list[StepRow]:
        if case is None:
            return []
        current = next((at for at, step in enumerate(case.steps) if step.end is None), len(case.steps))
        last = len(case.steps) - 1
        return [self._step_row(step, at < current, at == current, at == last) for at, step in enumerate(case.steps)]

    def _step_row(self, step: CaseStep, done: bool, current: bool, last: bool) -> StepRow:
        note = self.tr("正在办") if current else self.tr("还没到")
        if step.end is not None:
            note = full_date(in_china(step.end).date(), self._language)
        explained = step.handle_explain.in_(self._language) if step.handle_explain else ""
        return StepRow(step.process_name.in_(self._language), explained or note, done, current, last)

    @Property(QObject, constant=True)
    def steps(self) -> QObject:
        return self._steps

    @Property(bool, notify=changed)
    def loading(self) -> bool:
        return self._place.case is None

    @Property(str, notify=changed)
    def task(self) -> str:
        return self._place.case.task_name.in_(self._language) if self._place.case else ""

    @Property(str, notify=changed)
    def office(self) -> str:
        return self._place.case.org_name.in_(self._language) if self._place.case else ""

    @Property(str, notify=changed)
    def state(self) -> str:
        return CASE_STATE[self._place.case.state].in_(self._language) if self._place.case else ""

    @Property(str, notify=changed)
    def number(self) -> str:
        return validation.grouped(self._place.case_no, validation.CASE_GROUPS)

    @Property(str, notify=changed)
    def applied(self) -> str:
        return full_date(self._place.case.apply_date, self._language) if self._place.case else ""

    @Property(str, notify=changed)
    def promised(self) -> str:
        case = self._place.case
        if case is None or case.promise_date is None or case.state in _OVER:
            return ""
        return full_date(case.promise_date, self._language)

    @Property(str, notify=changed)
    def nextStep(self) -> str:
        case = self._place.case
        return case.next_step.in_(self._language) if case and case.next_step else ""

    @Property(str, notify=changed)
    def phone(self) -> str:
        return (self._place.case.link_way or "") if self._place.case else ""

    @Property(bool, notify=changed)
    def canPrint(self) -> bool:
        return self._place.case is not None and not self._place.printing and not self._place.printed

    @Property(str, notify=changed)
    def slip(self) -> str:
        """How it stands with the slip; empty when none was wished."""
        if self._place.printing:
            return self.tr("正在打印…")
        if self._place.printed:
            return self.tr("打好了，请取走")
        if self._place.trouble:
            words = words_for(self._place.trouble)
            return self.tr("%1，%2").replace("%1", words.title).replace("%2", words.todo)
        return ""

    @Property(bool, notify=changed)
    def slipTrouble(self) -> bool:
        return bool(self._place.trouble)
