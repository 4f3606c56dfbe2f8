# SPDX-License-Identifier: Apache-2.0
"""One service item as residents ask for it: who may, what to bring, how, how long, where; and its checklist."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.content import DayType, Material, Service
from contract.text import Language, LocalText
from kiosk.domain.checklist import checklist, in_order
from kiosk.domain.places import Checklist, ShowService
from kiosk.domain.reading import can_print
from kiosk.viewmodels.rows import Rows
from kiosk.viewmodels.troubles import words_for
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class FactRow:
    name: str
    value: str


@dataclass(frozen=True)
class MaterialRow:
    name: str
    note: str
    need: bool
    tag: str


@dataclass(frozen=True)
class WayRow:
    number: str
    name: str
    note: str


@QmlElement
@QmlSingleton
class ServiceItem(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._language = Language.ZH
        self._service: Service | None = None
        self._slip: Checklist | None = None
        self._can_print = False
        self._terms = Rows(FactRow, self)
        self._places = Rows(FactRow, self)
        self._materials = Rows(MaterialRow, self)
        self._ways = Rows(WayRow, self)

    @staticmethod
    def create(_engine: QQmlEngine) -> "ServiceItem":
        return one(ServiceItem)

    def show(self, moment: Moment) -> None:
        state, language = moment.state, moment.state.comfort.language
        shown = tuple(place for place in state.trail if isinstance(place, ShowService | Checklist))
        key = (language, shown, can_print(state))
        if key == self._key:
            return
        self._key, self._language, self._can_print = key, language, can_print(state)
        self._service = shown[0].service if shown else None
        self._slip = next((place for place in shown if isinstance(place, Checklist)), None)
        service = self._service
        self._terms.show(self._term_rows(service) if service else ())
        self._places.show(self._place_rows(service) if service else ())
        self._materials.show(
            [self._material_row(material) for material in in_order(service.materials)] if service else ()
        )
        self._ways.show(self._way_rows(service) if service else ())
        self.changed.emit()

    def _said(self, text: LocalText | None) -> str:
        return text.in_(self._language) if text else ""

    # -- rows

    def _term_rows(self, service: Service) -> list[FactRow]:
        rows = [FactRow(self.tr("多久办好"), self._days(service.promise_day, service.promise_type))]
        if service.anticipate_day > 0:
            rows.append(FactRow(self.tr("法定时限"), self._days(service.anticipate_day, service.anticipate_type)))
        rows += self._fee_rows(service)
        came = self.tr("不用跑") if service.limit_scene_num == 0 else self.tr("跑 %n 次", "", service.limit_scene_num)
        rows.append(FactRow(self.tr("要跑几次"), came))
        here = self.tr("有的能办，请先问工作人员") if service.is_service_terminals else self.tr("不能，请到窗口")
        rows.append(FactRow(self.tr("自助机能办吗"), here))
        return rows

    def _days(self, days: int, kind: DayType) -> str:
        if days == 0:
            return self.tr("当场办结")
        return self.tr("%n 个工作日", "", days) if kind is DayType.WORKING else self.tr("%n 天", "", days)

    def _fee_rows(self, service: Service) -> list[FactRow]:
        if not service.is_fee:
            return [FactRow(self.tr("收费"), self.tr("不收费"))]
        if not service.fees:
            return [FactRow(self.tr("收费"), self.tr("收费，请问窗口"))]
        return [FactRow(self._said(fee.fee_name), self._said(fee.fee_stand)) for fee in service.fees]

    def _place_rows(self, service: Service) -> list[FactRow]:
        named = (
            (self.tr("地点"), service.transact_addr),
            (self.tr("时间"), service.transact_time),
            (self.tr("电话"), service.link_way),
            (self.tr("监督电话"), service.supervise_way),
            (self.tr("哪个部门办"), service.dept_name),
        )
        return [FactRow(name, self._said(value)) for name, value in named if value is not None]

    def _material_row(self, material: Material) -> MaterialRow:
        copies = self.tr("%n 份", "", material.page_num) if material.page_num > 0 else ""
        parts = (self._said(material.page_format), copies, self._said(material.source_type))
        notes = (self.tr("，").join(part for part in parts if part), self._said(material.fill_explain))
        tag = self.tr("要带") if material.is_need else self.tr("有就带")
        note = "\n".join(note for note in notes if note)
        return MaterialRow(self._said(material.material_name), note, material.is_need, tag)

    def _way_rows(self, service: Service) -> list[WayRow]:
        return [
            WayRow(str(at + 1), self._said(step.process_name), self._said(step.handle_explain))
            for at, step in enumerate(service.handle_flow)
        ]

    @Property(QObject, constant=True)
    def terms(self) -> QObject:
        return self._terms

    @Property(QObject, constant=True)
    def places(self) -> QObject:
        return self._places

    @Property(QObject, constant=True)
    def materials(self) -> QObject:
        return self._materials

    @Property(QObject, constant=True)
    def ways(self) -> QObject:
        return self._ways

    # -- the item

    @Property(str, notify=changed)
    def name(self) -> str:
        return self._said(self._service.task_name) if self._service else ""

    @Property(str, notify=changed)
    def office(self) -> str:
        return self._said(self._service.dept_name) if self._service else ""

    @Property(str, notify=changed)
    def condition(self) -> str:
        return self._said(self._service.accept_condition) if self._service else ""

    @Property(bool, notify=changed)
    def nothingToBring(self) -> bool:
        return self._service is not None and not self._service.materials

    # -- its checklist

    @Property(str, notify=changed)
    def checklist(self) -> str:
        return checklist(self._slip.service, self._language) if self._slip else ""

    @Property(bool, notify=changed)
    def printerOut(self) -> bool:
        return not self._can_print

    @Property(bool, notify=changed)
    def canPrint(self) -> bool:
        slip = self._slip
        return slip is not None and self._can_print and not slip.printing and not slip.printed

    @Property(str, notify=changed)
    def slip(self) -> str:
        """How it stands with the slip; empty when none was wished."""
        slip = self._slip
        if slip is None:
            return ""
        if slip.printing:
            return self.tr("正在打印…")
        if slip.printed:
            return self.tr("打好了，请取走")
        if slip.trouble:
            words = words_for(slip.trouble)
            return self.tr("%1，%2").replace("%1", words.title).replace("%2", words.todo)
        return ""

    @Property(bool, notify=changed)
    def slipTrouble(self) -> bool:
        return self._slip is not None and bool(self._slip.trouble)
