# SPDX-License-Identifier: Apache-2.0
"""What can happen to the session machine, and what it asks to be done about it."""

from dataclasses import dataclass, field
from enum import StrEnum

from contract.content import BoardedAlert
from contract.local import (
    Command,
    CommandStatus,
    Payment,
    PaymentRequest,
    Payments,
    Receipt,
    Session,
    Terminal,
    Topic,
)
from contract.personal import IdNumber
from contract.platform import BillList, Case
from contract.text import Language
from kiosk.domain.offer import Offer

# ---- the resident


class Action(StrEnum):
    TOUCH = "touch"
    PAY = "pay"
    STATUS = "status"
    GUIDE = "guide"
    NOTICES = "notices"
    SEARCH = "search"
    OPEN = "open"
    CHECKLIST = "checklist"
    HELP = "help"
    ELDER = "elder"
    CONTRAST = "contrast"
    LANGUAGE = "language"
    STILL_HERE = "still_here"
    QUIT = "quit"
    """The answer "no" to the question whether somebody is still here."""
    BACK = "back"
    FINISH = "finish"
    TYPE_INSTEAD = "type_instead"
    KEY = "key"
    ERASE = "erase"
    CLEAR = "clear"
    ENTER = "enter"
    PICK = "pick"
    BY_CODE = "by_code"
    """Bills by the number on a notice."""
    BY_CARD = "by_card"
    RECORDS = "records"
    SHOW_PHONE = "show_phone"
    """The phone's payment code is shown to the machine."""
    SLIP = "slip"
    """Whether a slip is wished."""
    NEXT = "next"
    PICK_ALL = "pick_all"
    GO_ON = "go_on"
    CONFIRM = "confirm"
    GIVE_UP = "give_up"
    LEAVE = "leave"
    PRINT = "print"
    SHOW_SLIP = "show_slip"
    RETRY = "retry"
    CHOOSE_AGAIN = "choose_again"
    UNCOVER = "uncover"
    """What covers the page goes: an emergency that was read, the attract mode, the technician's page."""
    SHOW_ALERTS = "show_alerts"
    NEXT_ALERT = "next_alert"


@dataclass(frozen=True)
class Press:
    action: Action
    value: str = ""

    def __repr__(self) -> str:
        return f"Press({self.action})"  # a key may be a digit of somebody's number


# ---- effects: what is asked of the agent


@dataclass(frozen=True)
class OpenSession:
    session_id: str
    language: Language


@dataclass(frozen=True)
class RenewSession:
    session_id: str


@dataclass(frozen=True)
class EndSession:
    session_id: str


@dataclass(frozen=True)
class Order:
    session_id: str
    command_id: str
    command: Command


@dataclass(frozen=True)
class AskCommand:
    session_id: str
    command_id: str


@dataclass(frozen=True)
class CancelOrder:
    session_id: str
    command_id: str


@dataclass(frozen=True)
class TellIdentity:
    session_id: str
    number: IdNumber


@dataclass(frozen=True)
class AskBills:
    session_id: str


@dataclass(frozen=True)
class LookupBill:
    session_id: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class AskRecords:
    """The payments of the resident who is known."""

    session_id: str


@dataclass(frozen=True)
class FindPayments:
    session_id: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class AskCase:
    session_id: str
    case_no: str


@dataclass(frozen=True)
class Pay:
    session_id: str
    payment_id: str
    request: PaymentRequest


@dataclass(frozen=True)
class AskPayment:
    payment_id: str


@dataclass(frozen=True)
class ClosePayment:
    payment_id: str


@dataclass(frozen=True)
class PrintReceipt:
    payment_id: str
    receipt_id: str


@dataclass(frozen=True)
class AskTerminal:
    pass


@dataclass(frozen=True)
class AskCurrent:
    pass


@dataclass(frozen=True)
class LookAtContent:
    """Something on the disk has changed."""


@dataclass(frozen=True)
class StartAnew:
    """The process ends; the service manager starts it with the settings as they are now."""


Effect = (
    OpenSession
    | RenewSession
    | EndSession
    | Order
    | AskCommand
    | CancelOrder
    | TellIdentity
    | AskBills
    | LookupBill
    | AskRecords
    | FindPayments
    | AskCase
    | Pay
    | AskPayment
    | ClosePayment
    | PrintReceipt
    | AskTerminal
    | AskCurrent
    | LookAtContent
    | StartAnew
)

# ---- the agent


@dataclass(frozen=True)
class Connected:
    pass


@dataclass(frozen=True)
class Lost:
    pass


@dataclass(frozen=True)
class Heard:
    """The agent says that something changed."""

    topic: Topic
    subject: str = ""


@dataclass(frozen=True)
class TerminalSeen:
    terminal: Terminal


@dataclass(frozen=True)
class CurrentSeen:
    payments: Payments


@dataclass(frozen=True)
class SessionSeen:
    session: Session


@dataclass(frozen=True)
class IdentityTold:
    """The answer to a typed number, and to nothing else: an older answer may name another resident."""

    session: Session


@dataclass(frozen=True)
class CommandSeen:
    status: CommandStatus


@dataclass(frozen=True)
class BillsSeen:
    session_id: str
    found: BillList


@dataclass(frozen=True)
class BillFound:
    """`text` is what was asked about."""

    session_id: str
    text: str = field(repr=False)
    found: BillList


@dataclass(frozen=True)
class RecordsSeen:
    session_id: str
    found: Payments


@dataclass(frozen=True)
class RecordsFound:
    session_id: str
    text: str = field(repr=False)
    found: Payments


@dataclass(frozen=True)
class CaseSeen:
    session_id: str
    case: Case


@dataclass(frozen=True)
class PaymentSeen:
    payment: Payment


@dataclass(frozen=True)
class ReceiptSeen:
    payment_id: str
    receipt: Receipt


@dataclass(frozen=True)
class ContentSeen:
    """What guide and notices offer now, read from the disk."""

    offer: Offer


@dataclass(frozen=True)
class AlertsSeen:
    """All alerts that are in force now, the most severe first."""

    alerts: tuple[BoardedAlert, ...]


@dataclass(frozen=True)
class Failed:
    """The agent could not be asked, or said no."""

    about: Effect
    code: str


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


Event = (
    Press
    | Connected
    | Lost
    | Heard
    | TerminalSeen
    | CurrentSeen
    | SessionSeen
    | IdentityTold
    | CommandSeen
    | BillsSeen
    | BillFound
    | RecordsSeen
    | RecordsFound
    | CaseSeen
    | PaymentSeen
    | ReceiptSeen
    | ContentSeen
    | AlertsSeen
    | Failed
    | Tick
)
