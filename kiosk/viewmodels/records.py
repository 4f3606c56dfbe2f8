# SPDX-License-Identifier: Apache-2.0
"""Payments of this machine that were found again, and the one that is looked at."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QCoreApplication, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.local import Payment, PaymentState
from contract.text import Language
from contract.wording import BILL_KIND
from kiosk.domain.figures import money
from kiosk.domain.moneyplaces import Records as RecordsPlace
from kiosk.domain.moneyplaces import ShowRecord
from kiosk.viewmodels.marks import QT_TRANSLATE_NOOP
from kiosk.viewmodels.payment import LineRow, line_rows, paid_at
from kiosk.viewmodels.rows import Rows
from kiosk.viewmodels.troubles import words_for
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_DISPUTED = QT_TRANSLATE_NOOP("Records", "金额对不上，等人核对")
_BEING_ASKED = QT_TRANSLATE_NOOP("Records", "还在核实")
STATES: dict[PaymentState, str] = {
    PaymentState.CREATED: _BEING_ASKED,
    PaymentState.CODE_SHOWN: QT_TRANSLATE_NOOP("Records", "还没有付"),
    PaymentState.UNKNOWN: _BEING_ASKED,
    PaymentState.CLOSING: _BEING_ASKED,
    PaymentState.SUCCEEDED: QT_TRANSLATE_NOOP("Records", "缴费成功"),
    PaymentState.CLOSED: QT_TRANSLATE_NOOP("Records", "没有付款"),
    PaymentState.REFUND_DUE: QT_TRANSLATE_NOOP("Records", "等待退款"),
    PaymentState.REFUNDED: QT_TRANSLATE_NOOP("Records", "已经退款"),
}


@dataclass(frozen=True)
class RecordRow:
    paymentId: str
    amount: str
    told: str


@QmlElement
@QmlSingleton
class Records(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._language = Language.ZH
        self._list = RecordsPlace()
        self._shown: ShowRecord | None = None
        self._rows = Rows(RecordRow, self)
        self._lines = Rows(LineRow, self)

    @staticmethod
    def create(_engine: QQmlEngine) -> "Records":
        return one(Records)

    def show(self, moment: Moment) -> None:
        trail, language = moment.state.trail, moment.state.comfort.language
        listed = next((place for place in trail if isinstance(place, RecordsPlace)), RecordsPlace())
        shown = next((place for place in trail if isinstance(place, ShowRecord)), None)
        key = (language, listed, shown)
        if key == self._key:
            return
        self._key = key
        self._language, self._list, self._shown = language, listed, shown
        self._rows.show([self._row(payment) for payment in listed.found.payments] if listed.found else [])
        self._lines.show(line_rows(shown.payment if shown else None, language))
        self.changed.emit()

    def _row(self, payment: Payment) -> RecordRow:
        kinds = dict.fromkeys(BILL_KIND[line.kind].in_(self._language) for line in payment.lines)
        what = self.tr("、").join(kinds)
        notes = (_state(payment), what, paid_at(payment, self._language))
        return RecordRow(payment.payment_id, money(payment.amount_fen), "  ".join(note for note in notes if note))

    @Property(QObject, constant=True)
    def rows(self) -> QObject:
        return self._rows

    @Property(QObject, constant=True)
    def lines(self) -> QObject:
        return self._lines

    @Property(bool, notify=changed)
    def loading(self) -> bool:
        return self._list.found is None

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return self._list.found is not None and not self._list.found.payments

    # -- the one that is looked at

    @Property(str, notify=changed)
    def state(self) -> str:
        return _state(self._shown.payment) if self._shown else ""

    @Property(str, notify=changed)
    def amount(self) -> str:
        return money(self._shown.payment.amount_fen) if self._shown else ""

    @Property(str, notify=changed)
    def reference(self) -> str:
        return self._shown.payment.reference if self._shown else ""

    @Property(str, notify=changed)
    def paidAt(self) -> str:
        return paid_at(self._shown.payment if self._shown else None, self._language)

    @Property(str, notify=changed)
    def verifyUrl(self) -> str:
        return (self._shown.payment.verify_url or "") if self._shown else ""

    @Property(bool, notify=changed)
    def printable(self) -> bool:
        if self._shown is None or self._shown.printing:
            return False
        payment = self._shown.payment
        return payment.trouble is None and payment.state in {PaymentState.SUCCEEDED, PaymentState.REFUND_DUE}

    @Property(str, notify=changed)
    def slipNote(self) -> str:
        """What became of the slip that was asked for here."""
        if self._shown is None:
            return ""
        if self._shown.trouble:
            return words_for(self._shown.trouble).title
        return self.tr("正在打印凭条…") if self._shown.printing else ""


def _state(payment: Payment) -> str:
    disputed = payment.state is PaymentState.SUCCEEDED and payment.trouble is not None
    return QCoreApplication.translate("Records", _DISPUTED if disputed else STATES[payment.state])
