# SPDX-License-Identifier: Apache-2.0
"""Documents of the agent's local API, spoken over one Unix socket per role.

No document here carries a plain name or number: what reaches the kiosk is masked already, and the identity
itself stays in the agent's memory under the session's lease.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from contract.document import Document, Request
from contract.money import Fen
from contract.personal import IdNumber
from contract.platform import BillKind, BillNo, CaseNo, IdentityMethod
from contract.text import Language, LocalText

Id = Annotated[
    str,
    msgspec.Meta(pattern=r"^[0-9a-f]{32}$", description="A UUID without dashes, made by the client."),
]


class Role(StrEnum):
    """Whose socket it is. What a caller may do is the socket it holds."""

    KIOSK = "kiosk"
    OPERATOR = "operator"


class Done(Document, frozen=True, kw_only=True):
    """Nothing more to say."""


class Trouble(Document, frozen=True, kw_only=True):
    """Why something did not work. `code` is stable and has a text for residents and one for technicians."""

    code: str
    title: str


# ---- the terminal and its devices


class DeviceKind(StrEnum):
    RESIDENT_ID = "resident_id"
    RECEIPT_PRINTER = "receipt_printer"
    CODE_SCANNER = "code_scanner"


class DeviceState(StrEnum):
    """XFS4IoT's words, and `unknown` for a value older than its limit."""

    ONLINE = "online"
    OFFLINE = "offline"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    STARTING = "starting"
    UNKNOWN = "unknown"


class Device(Document, frozen=True, kw_only=True):
    device_id: str
    kind: DeviceKind
    state: DeviceState
    faults: tuple[str, ...] = ()
    observed_at: datetime | None = None


class Terminal(Document, frozen=True, kw_only=True):
    """What the kiosk needs to know of the machine it runs in."""

    terminal_no: str
    place: LocalText
    help_phone: str
    version: str
    devices: tuple[Device, ...]
    platform_reachable: bool
    paying: bool
    paying_trouble: str = ""
    """Why not: `resolving` (earlier payments, after a start) or `ledgerUnwritable`."""


# ---- sessions


class SessionRequest(Request, frozen=True, kw_only=True):
    language: Language = Language.ZH


class Resident(Document, frozen=True, kw_only=True):
    """Whose session it is, as it may stand on the resident's own screen."""

    name: str
    """`王*兰`; empty when the number was typed."""
    number: str
    """`110***********002X`."""
    method: IdentityMethod


class Session(Document, frozen=True, kw_only=True):
    session_id: Id
    lease_s: int
    """The session ends, and all of it is wiped, unless it is renewed within this many seconds."""
    resident: Resident | None = None


class TypedIdentity(Request, frozen=True, kw_only=True):
    id_number: IdNumber


# ---- commands to devices


class Outcome(StrEnum):
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    UNKNOWN = "unknown"
    """Bytes went out and no proof came back. Never repeated by code."""


class ReadIdentity(Request, frozen=True, kw_only=True, tag_field="command", tag="read_identity"):
    """Waits for a card on the reader and keeps the identity in the session."""

    deadline_ms: Annotated[int, msgspec.Meta(ge=100, le=600_000)] = 120_000


class ScanCode(Request, frozen=True, kw_only=True, tag_field="command", tag="scan_code"):
    """Waits for one bar or QR code."""

    deadline_ms: Annotated[int, msgspec.Meta(ge=100, le=600_000)] = 120_000


class PrintCase(Request, frozen=True, kw_only=True, tag_field="command", tag="print_case"):
    """Prints a slip with the state of a case that this session has looked up."""

    case_no: CaseNo
    deadline_ms: Annotated[int, msgspec.Meta(ge=1_000, le=120_000)] = 30_000


Command = ReadIdentity | ScanCode | PrintCase


class CommandState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"


class CommandStatus(Document, frozen=True, kw_only=True):
    command_id: Id
    state: CommandState
    outcome: Outcome | None = None
    trouble: Trouble | None = None
    resident: Resident | None = None
    """Result of read_identity, from memory only: gone with the session."""
    scanned: str | None = None
    """Result of scan_code, from memory only."""


# ---- payments


class PaymentState(StrEnum):
    CREATED = "created"
    CODE_SHOWN = "code_shown"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    CLOSING = "closing"
    CLOSED = "closed"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"


class PaymentRequest(Request, frozen=True, kw_only=True):
    """Bills chosen from this session's list; `amount_fen` is the sum that the resident was shown."""

    bill_nos: Annotated[tuple[BillNo, ...], msgspec.Meta(min_length=1, max_length=50)]
    amount_fen: Fen
    with_slip: bool = True


class ReceiptState(StrEnum):
    PENDING = "pending"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Receipt(Document, frozen=True, kw_only=True):
    receipt_id: Id
    receipt_no: str
    state: ReceiptState
    reprint: bool
    """Marked 补打: an earlier slip of this payment may be on paper."""
    trouble: Trouble | None = None


class PaymentLine(Document, frozen=True, kw_only=True):
    kind: BillKind
    period: LocalText
    total_fen: Fen
    payee: LocalText | None = None
    account: str = ""
    """Masked, as the platform gave it."""


class Payment(Document, frozen=True, kw_only=True):
    payment_id: Id
    state: PaymentState
    amount_fen: Fen
    lines: tuple[PaymentLine, ...]
    code_url: str | None = None
    code_left_s: int | None = None
    """Seconds the code is still valid, counted when this answer was made: the kiosk's clock is not asked."""
    paid_at: datetime | None = None
    reference: str = ""
    """What a resident tells the help desk: the short form of the order number."""
    receipts: tuple[Receipt, ...] = ()
    trouble: Trouble | None = None

    @property
    def decided(self) -> bool:
        return self.state in DECIDED


DECIDED = frozenset({PaymentState.SUCCEEDED, PaymentState.CLOSED, PaymentState.REFUND_DUE, PaymentState.REFUNDED})


class Payments(Document, frozen=True, kw_only=True):
    payments: tuple[Payment, ...]


class ReceiptRequest(Request, frozen=True, kw_only=True):
    """Asks for a slip of a payment that succeeded. Whether it must be marked 补打 the agent decides."""


# ---- events


class Topic(StrEnum):
    DEVICE = "device"
    COMMAND = "command"
    SESSION = "session"
    PAYMENT = "payment"
    RECEIPT = "receipt"
    PLATFORM = "platform"
    GAP = "gap"
    """Events before this one were trimmed or lost: ask for everything anew."""


class Event(Document, frozen=True, kw_only=True):
    """Says that something changed, never what is personal in it: the client asks for the rest."""

    sequence: int
    at: datetime
    topic: Topic
    subject: str = ""
    """The device, command, session, payment or receipt meant."""
    state: str = ""
