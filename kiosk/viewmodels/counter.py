# SPDX-License-Identifier: Apache-2.0
"""How the bills on the check page can be paid now; and what can be paid at home when nothing can be here."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.text import Language
from contract.wording import BILL_KIND
from kiosk.domain.figures import money
from kiosk.domain.moneyplaces import AtHome, FindPayment
from kiosk.domain.moneypresses import can_scan
from kiosk.domain.places import Check, Identify, Problem
from kiosk.domain.state import State
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Counter(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._language = Language.ZH
        self._can_scan = self._by_code = self._searching = False
        self._with_slip = True
        self._home = AtHome()

    @staticmethod
    def create(_engine: QQmlEngine) -> "Counter":
        return one(Counter)

    def show(self, moment: Moment) -> None:
        state: State = moment.state
        check = next((place for place in state.trail if isinstance(place, Check)), None)
        home = next((place for place in state.trail if isinstance(place, AtHome)), self._home)
        searching = any(isinstance(place, FindPayment) for place in state.trail)
        by_code = isinstance(state.place, Problem) and isinstance(state.place.retry, Identify) and not searching
        with_slip = check.with_slip if check else True
        key = (state.comfort.language, can_scan(state), with_slip, home, searching, by_code)
        if key == self._key:
            return
        self._key = key
        self._language, self._can_scan, self._with_slip = state.comfort.language, can_scan(state), with_slip
        self._home, self._searching, self._by_code = home, searching, by_code
        self.changed.emit()

    @Property(bool, notify=changed)
    def canScan(self) -> bool:
        """A scanner that works: the resident's phone can be shown to it."""
        return self._can_scan

    @Property(bool, notify=changed)
    def withSlip(self) -> bool:
        return self._with_slip

    @Property(bool, notify=changed)
    def searching(self) -> bool:
        """The card is asked for to find payments, not bills."""
        return self._searching

    @Property(bool, notify=changed)
    def byCode(self) -> bool:
        """A bill's number still leads somewhere."""
        return self._by_code

    # -- at home

    @Property(str, notify=changed)
    def homeCode(self) -> str:
        """What the QR says: the bill's own address, else its number."""
        return self._home.code

    @Property(bool, notify=changed)
    def homeOpens(self) -> bool:
        """A phone opens it; a bare number is to be typed."""
        return self._home.code.startswith(("https://", "http://"))

    @Property(str, notify=changed)
    def homeNumber(self) -> str:
        bill = self._home.bill
        number = bill.bill_no if bill else self._home.number
        return number if len(number) <= 32 else ""

    @Property(str, notify=changed)
    def homeWhat(self) -> str:
        bill = self._home.bill
        if bill is None:
            return ""
        return f"{BILL_KIND[bill.kind].in_(self._language)}  {bill.period.in_(self._language)}"

    @Property(str, notify=changed)
    def homeAmount(self) -> str:
        return money(self._home.bill.total_fen) if self._home.bill else ""

    @Property(str, notify=changed)
    def homeNext(self) -> str:
        """Empty with one bill only."""
        count = len(self._home.bills)
        if count < 2:
            return ""
        return self.tr("下一张（%1/%2）").replace("%1", str(self._home.shown + 1)).replace("%2", str(count))
