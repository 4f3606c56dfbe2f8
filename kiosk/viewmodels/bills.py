# SPDX-License-Identifier: Apache-2.0
"""The resident's bills, what is chosen, and what it comes to."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.platform import Bill
from contract.text import Language
from contract.wording import BILL_KIND
from kiosk.domain.figures import money
from kiosk.domain.places import Bills as BillsPlace
from kiosk.viewmodels.rows import Rows
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class BillRow:
    billNo: str
    kind: str
    period: str
    payee: str
    amount: str
    penalty: str
    chosen: bool


@QmlElement
@QmlSingleton
class Bills(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._rows = Rows(BillRow, self)
        self._chosen_rows = Rows(BillRow, self)
        self._loading = self._card_needed = self._all = False
        self._count = self._chosen = self._total = self._payees = 0

    @staticmethod
    def create(_engine: QQmlEngine) -> "Bills":
        return one(Bills)

    def show(self, moment: Moment) -> None:
        language, trail = moment.state.comfort.language, moment.state.trail
        place = next((place for place in trail if isinstance(place, BillsPlace)), BillsPlace())
        key = (language, place)
        if key == self._key:
            return
        self._key = key
        chosen = place.picked()
        self._loading = place.found is None
        self._card_needed = place.found is not None and place.found.card_needed
        self._count, self._chosen = len(place.all), len(chosen)
        self._payees = len({bill.payee.zh for bill in chosen})
        self._total = sum(bill.total_fen for bill in chosen)
        rows = [self._row(bill, language, bill.bill_no in place.chosen) for bill in place.all]
        self._rows.show(rows)
        self._chosen_rows.show([row for row in rows if row.chosen])
        self.changed.emit()

    def _row(self, bill: Bill, language: Language, chosen: bool) -> BillRow:
        penalty = self.tr("含滞纳金 %1").replace("%1", money(bill.penalty_fen)) if bill.penalty_fen else ""
        return BillRow(
            billNo=bill.bill_no,
            kind=BILL_KIND[bill.kind].in_(language),
            period=bill.period.in_(language),
            payee="  ".join(part for part in (bill.payee.in_(language), bill.account) if part),
            amount=money(bill.total_fen),
            penalty=penalty,
            chosen=chosen,
        )

    @Property(QObject, constant=True)
    def rows(self) -> QObject:
        return self._rows

    @Property(QObject, constant=True)
    def chosenRows(self) -> QObject:
        return self._chosen_rows

    @Property(bool, notify=changed)
    def loading(self) -> bool:
        return self._loading

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return not self._loading and self._count == 0

    @Property(bool, notify=changed)
    def cardNeeded(self) -> bool:
        return self._card_needed

    @Property(int, notify=changed)
    def count(self) -> int:
        return self._count

    @Property(bool, notify=changed)
    def allChosen(self) -> bool:
        return 0 < self._count == self._chosen

    @Property(str, notify=changed)
    def payees(self) -> str:
        """Said where one code pays several; empty else."""
        if self._payees < 2:
            return ""
        return self.tr("一次付清，分别交给 %1 个收费单位。").replace("%1", str(self._payees))

    @Property(bool, notify=changed)
    def payable(self) -> bool:
        return self._total > 0

    @Property(str, notify=changed)
    def total(self) -> str:
        return money(self._total)
