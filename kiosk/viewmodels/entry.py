# SPDX-License-Identifier: Apache-2.0
"""The number that is being typed on one of our keypads, grouped as people read it, and what is to be said of it."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.platform import IdentityMethod
from kiosk.domain import validation
from kiosk.domain.moneyplaces import FindBill, FindPayment, HoldPhone, TypeBill, TypeReference
from kiosk.domain.places import FindCase, Identify, TypeCase, TypeId
from kiosk.domain.validation import Typed
from kiosk.viewmodels.troubles import words_for
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

LIFT_CARD_S = 6.0
"""A card that lay on the reader before is not found until it is lifted: said after this long without one."""

Asked = TypeId | TypeCase | Identify | FindCase | FindBill | TypeBill | HoldPhone | FindPayment | TypeReference


@QmlElement
@QmlSingleton
class Entry(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._place: Asked = Identify()
        self._typed = Typed.INCOMPLETE
        self._lift_card = False

    @staticmethod
    def create(_engine: QQmlEngine) -> "Entry":
        return one(Entry)

    def show(self, moment: Moment) -> None:
        place = moment.state.place
        asked: Asked = place if isinstance(place, Asked) else Identify()
        lift_card = _lift_card(moment)
        key = (moment.state.comfort.language, asked, lift_card)
        if key == self._key:
            return
        self._key = key
        self._place = asked
        self._lift_card = lift_card
        match asked:
            case TypeId(typed=number):
                self._typed = validation.id_number(number.reveal())
            case TypeCase(typed=digits):
                self._typed = validation.case_number(digits)
            case TypeBill(typed=number):
                self._typed = validation.bill_number(number)
            case TypeReference(typed=number):
                self._typed = validation.reference(number)
            case _:
                self._typed = Typed.INCOMPLETE
        self.changed.emit()

    @Property(str, notify=changed)
    def text(self) -> str:
        match self._place:
            case TypeId(typed=number):
                return validation.grouped(number.reveal(), validation.ID_GROUPS)
            case TypeCase(typed=digits):
                return validation.grouped(digits, validation.CASE_GROUPS)
            case TypeBill(typed=number) | TypeReference(typed=number):
                return validation.grouped(number, validation.BILL_GROUPS)
            case _:
                return ""

    @Property(str, notify=changed)
    def message(self) -> str:
        if self._place.trouble:
            words = words_for(self._place.trouble)
            return self.tr("%1，%2").replace("%1", words.title).replace("%2", words.todo)
        match self._place, self._typed:
            case TypeId(), Typed.WRONG:
                return self.tr("号码不对，请对照身份证改一改")
            case TypeId(typed=number), Typed.INCOMPLETE:
                return self.tr("还差 %n 位", "", validation.ID_LENGTH - len(number.reveal()))
            case TypeId(), Typed.GOOD:
                return self.tr("号码没有错，请继续")
            case ((TypeBill(sending=True) | TypeReference(sending=True)), _):
                return self.tr("正在查，请稍等…")
            case TypeBill(), Typed.GOOD:
                return self.tr("输完了请点“查询”")
            case TypeBill(), _:
                return self.tr("号码有 8 到 32 位，数字和字母都有可能")
            case TypeReference(typed=number), Typed.INCOMPLETE:
                return self.tr("还差 %n 位", "", validation.REFERENCE_LENGTH - len(number))
            case _, Typed.GOOD:
                return self.tr("位数够了，请继续")
            case _:
                return self.tr("编号有 12 到 20 位")

    @Property(bool, notify=changed)
    def good(self) -> bool:
        return self._typed is Typed.GOOD and not self._place.trouble

    @Property(bool, notify=changed)
    def troubled(self) -> bool:
        return bool(self._place.trouble) or self._typed is Typed.WRONG

    @Property(bool, notify=changed)
    def ready(self) -> bool:
        busy = isinstance(self._place, TypeId | TypeBill | TypeReference) and self._place.sending
        return self._typed is Typed.GOOD and not busy

    @Property(bool, notify=changed)
    def looking(self) -> bool:
        """What was scanned is being looked up."""
        return isinstance(self._place, FindBill | FindPayment) and self._place.asked != ""

    @Property(bool, notify=changed)
    def liftCard(self) -> bool:
        return self._lift_card

    @Property(str, notify=changed)
    def troubleTitle(self) -> str:
        return words_for(self._place.trouble).title if self._place.trouble else ""

    @Property(str, notify=changed)
    def troubleTodo(self) -> str:
        return words_for(self._place.trouble).todo if self._place.trouble else ""


def _lift_card(moment: Moment) -> bool:
    state = moment.state
    if not isinstance(state.place, Identify):
        return False
    resident = state.session.resident if state.session else None
    card_read = resident is not None and resident.method is IdentityMethod.CARD
    return card_read or moment.monotonic - state.touched_at >= LIFT_CARD_S
