# SPDX-License-Identifier: Apache-2.0
"""One payment as its resident may be told: never more certain than what the agent knows."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.local import Payment as PaymentDocument
from contract.local import PaymentLine, PaymentState, ReceiptState
from contract.text import Language
from contract.wording import BILL_KIND
from kiosk.domain.figures import minutes, money
from kiosk.domain.offer import in_china
from kiosk.domain.places import Paying
from kiosk.viewmodels.outcomes import Telling, disputed_words, refund_words, slip_words, unpaid_words, wait_words
from kiosk.viewmodels.rows import Rows
from kiosk.viewmodels.view import Moment
from kiosk.viewmodels.words import clock_time, full_date
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_NOTHING = Paying("", 0)


@dataclass(frozen=True)
class LineRow:
    kind: str
    period: str
    amount: str
    payee: str
    """And the account, masked: two bills of one kind must be told apart."""


@QmlElement
@QmlSingleton
class Payment(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._place = _NOTHING
        self._left_s = 0.0
        self._paid_at = ""
        self._offline = False
        self._lines = Rows(LineRow, self)
        self._told = self._slip = Telling()

    @staticmethod
    def create(_engine: QQmlEngine) -> "Payment":
        return one(Payment)

    def show(self, moment: Moment) -> None:
        language = moment.state.comfort.language
        place = moment.state.paying or _NOTHING
        left_s = place.code_left_s(moment.monotonic)
        terminal = moment.state.terminal
        offline = terminal is not None and not terminal.platform_reachable
        key = (language, place, minutes(left_s), offline)
        if key == self._key:
            return
        self._key = key
        self._place, self._left_s = place, left_s
        self._offline = offline or (place.payment is not None and place.payment.trouble is not None)
        self._paid_at = paid_at(place.payment, language)
        self._told, self._slip = _telling(place), slip_words(place)
        self._lines.show(line_rows(place.payment, language))
        self.changed.emit()

    @Property(QObject, constant=True)
    def lines(self) -> QObject:
        return self._lines

    @Property(bool, notify=changed)
    def present(self) -> bool:
        return self._place is not _NOTHING

    @Property(str, notify=changed)
    def amount(self) -> str:
        return money(self._place.amount_fen)

    @Property(str, notify=changed)
    def reference(self) -> str:
        return self._place.payment.reference if self._place.payment else ""

    @Property(str, notify=changed)
    def receiptNo(self) -> str:
        receipts = self._place.payment.receipts if self._place.payment else ()
        return receipts[-1].receipt_no if receipts else ""

    @Property(str, notify=changed)
    def paidAt(self) -> str:
        return self._paid_at

    @Property(str, notify=changed)
    def codeUrl(self) -> str:
        return (self._place.payment.code_url or "") if self._place.payment else ""

    @Property(str, notify=changed)
    def verifyUrl(self) -> str:
        """Where a phone asks whether this payment stands."""
        return (self._place.payment.verify_url or "") if self._place.payment else ""

    @Property(bool, notify=changed)
    def owed(self) -> bool:
        """Money that came too late: a slip says that it is owed back."""
        return self._place.state is PaymentState.REFUND_DUE

    @Property(bool, notify=changed)
    def slipKnown(self) -> bool:
        return bool(self._place.payment and self._place.payment.receipts)

    @Property(str, notify=changed)
    def countdown(self) -> str:
        whole, rest = minutes(self._left_s)
        if whole:
            return self.tr("%1 分 %2 秒").replace("%1", str(whole)).replace("%2", f"{rest:02d}")
        return self.tr("%1 秒").replace("%1", str(rest))

    @Property(bool, notify=changed)
    def resumed(self) -> bool:
        return self._place.resumed

    @Property(bool, notify=changed)
    def offline(self) -> bool:
        """The platform cannot be asked: money that has arrived is not seen yet."""
        return self._offline

    # -- what became of it

    @Property(bool, notify=changed)
    def disputed(self) -> bool:
        return self._place.disputed

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._told.title

    @Property(str, notify=changed)
    def happened(self) -> str:
        return self._told.happened

    @Property(str, notify=changed)
    def kept(self) -> str:
        """What became of the money."""
        return self._told.kept

    @Property(str, notify=changed)
    def todo(self) -> str:
        return self._told.todo

    @Property(bool, notify=changed)
    def mayLeave(self) -> bool:
        """The order is under way or in doubt: the agent sees it through, with or without anybody here."""
        return self._place.in_doubt or self._place.state is not PaymentState.CREATED

    @Property(bool, notify=changed)
    def mayChooseAgain(self) -> bool:
        return not self._place.resumed

    # -- its slip

    @Property(str, notify=changed)
    def slipTitle(self) -> str:
        return self._slip.title

    @Property(str, notify=changed)
    def slipHelp(self) -> str:
        return self._slip.happened

    @Property(str, notify=changed)
    def slipAction(self) -> str:
        """What can be printed once more; empty when nothing is to be done."""
        return self._slip.todo

    @Property(bool, notify=changed)
    def slipTrouble(self) -> bool:
        return self._place.slip in {ReceiptState.FAILED, ReceiptState.UNKNOWN} and not self._place.no_slip


def _telling(place: Paying) -> Telling:
    match place.state:
        case PaymentState.SUCCEEDED if place.disputed:
            return disputed_words()
        case PaymentState.CLOSED:
            return unpaid_words(place)
        case PaymentState.REFUND_DUE | PaymentState.REFUNDED:
            return refund_words(place)
        case _:
            return wait_words(place)


def line_rows(payment: PaymentDocument | None, language: Language) -> list[LineRow]:
    lines = payment.lines if payment else ()
    return [
        LineRow(
            _kind(line, language),
            line.period.in_(language),
            money(line.total_fen),
            "  ".join(part for part in (line.payee.in_(language) if line.payee else "", line.account) if part),
        )
        for line in lines
    ]


def paid_at(payment: PaymentDocument | None, language: Language) -> str:
    if payment is None or payment.paid_at is None:
        return ""
    return f"{full_date(in_china(payment.paid_at).date(), language)} {clock_time(payment.paid_at)}"


def _kind(line: PaymentLine, language: Language) -> str:
    return BILL_KIND[line.kind].in_(language)
