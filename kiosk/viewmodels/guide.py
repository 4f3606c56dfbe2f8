# SPDX-License-Identifier: Apache-2.0
"""The service guide's lists: categories, the services of one, and those found by their letters."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.content import Category, Service
from contract.text import Language
from kiosk.domain import places
from kiosk.domain.offer import Offer
from kiosk.viewmodels.rows import Rows
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class CategoryRow:
    categoryId: str
    name: str
    note: str


@dataclass(frozen=True)
class ServiceRow:
    code: str
    name: str
    note: str


Shown = places.Guide | places.Services | places.FindService


@QmlElement
@QmlSingleton
class Guide(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._language = Language.ZH
        self._offer = Offer()
        self._category: Category | None = None
        self._typed = ""
        self._found = 0
        self._categories = Rows(CategoryRow, self)
        self._services = Rows(ServiceRow, self)
        self._results = Rows(ServiceRow, self)

    @staticmethod
    def create(_engine: QQmlEngine) -> "Guide":
        return one(Guide)

    def show(self, moment: Moment) -> None:
        language = moment.state.comfort.language
        shown = tuple(place for place in moment.state.trail if isinstance(place, Shown))
        key = (language, shown)
        if key == self._key:
            return
        self._key, self._language = key, language
        self._offer, self._category, self._typed = Offer(), None, ""
        services: tuple[Service, ...] = ()
        for place in shown:
            self._offer = place.offer
            match place:
                case places.Services(offer, category_id):
                    services = offer.of_category(category_id)
                    categories = (one for one in offer.categories if one.category_id == category_id)
                    self._category = next(categories, None)
                case places.FindService(_, typed):
                    self._typed = typed
        found = self._offer.found_by(self._typed)
        self._found = len(found)
        self._categories.show([self._category_row(category) for category in self._offer.categories])
        self._services.show([self._service_row(service) for service in services])
        self._results.show([self._service_row(service) for service in found])
        self.changed.emit()

    def _category_row(self, category: Category) -> CategoryRow:
        note = category.note.in_(self._language) if category.note else ""
        count = self.tr("%n 项", "", len(self._offer.of_category(category.category_id)))
        return CategoryRow(category.category_id, category.name.in_(self._language), note or count)

    def _service_row(self, service: Service) -> ServiceRow:
        return ServiceRow(
            service.task_code, service.task_name.in_(self._language), service.dept_name.in_(self._language)
        )

    @Property(QObject, constant=True)
    def categories(self) -> QObject:
        return self._categories

    @Property(QObject, constant=True)
    def services(self) -> QObject:
        return self._services

    @Property(QObject, constant=True)
    def results(self) -> QObject:
        return self._results

    @Property(bool, notify=changed)
    def there(self) -> bool:
        """Some content has been received."""
        return bool(self._offer.release_id)

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return not self._offer.categories

    @Property(str, notify=changed)
    def category(self) -> str:
        return self._category.name.in_(self._language) if self._category else ""

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._typed

    @Property(int, notify=changed)
    def found(self) -> int:
        return self._found

    @Property(str, notify=changed)
    def message(self) -> str:
        if not self._typed:
            return self.tr("按每个字拼音的第一个字母，比如“水费”按 S F")
        if self._found:
            return self.tr("找到 %n 项，点一下看要带什么", "", self._found)
        return self.tr("没有找到。请退格改一改，或返回按类别找")
