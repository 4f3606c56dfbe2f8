# SPDX-License-Identifier: Apache-2.0
"""Documents of the agent's local API, spoken over one Unix socket per role.

No document here carries a plain name or number: what reaches the kiosk is masked already, and the identity
itself stays in the agent's memory under the session's lease.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from contract.content import TaskCode
from contract.document import Document, Request
from contract.money import Fen
from contract.payment_code import Channel
from contract.personal import IdNumber
from contract.platform import BillKind, BillNo, CaseNo, IdentityMethod, PayWay
from contract.settings import DeviceName, DeviceSettings, PanelSettings, Way
from contract.tenant import Tenant
from contract.text import Language, LocalText, whole

Id = Annotated[
    str,
    msgspec.Meta(pattern=whole(r"[0-9a-f]{32}"), description="A UUID without dashes, made by the client."),
]


class Role(StrEnum):
    """Whose socket it is. What a caller may do is the socket it holds."""

    KIOSK = "kiosk"
    SIGNAGE = "signage"
    SYNC = "sync"
    WEB = "web"
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
    SMART_CARD = "smart_card"
    DOCUMENT_SCANNER = "document_scanner"
    OFFICE_PRINTER = "office_printer"


WAYS: Mapping[DeviceKind, tuple[Way, ...]] = {
    DeviceKind.RESIDENT_ID: (Way.PORT, Way.USB, Way.HOST),
    DeviceKind.RECEIPT_PRINTER: (Way.HOST, Way.USB, Way.PORT, Way.FILE),
    DeviceKind.CODE_SCANNER: (Way.PORT, Way.KEYBOARD),
    DeviceKind.SMART_CARD: (Way.PCSC,),
    DeviceKind.DOCUMENT_SCANNER: (Way.SANE,),
    DeviceKind.OFFICE_PRINTER: (Way.CUPS,),
}
"""How a device of each kind can be reached, the usual way first."""
DEFAULT_BAUD: Mapping[str, int] = {
    DeviceKind.RESIDENT_ID: 115_200,
    DeviceKind.RECEIPT_PRINTER: 9_600,
    DeviceKind.CODE_SCANNER: 9_600,
}


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


class ContentHealth(Document, frozen=True, kw_only=True):
    """How current the content is, as sync reports it. What is on the disk stays on the screens whatever this says."""

    release_id: str = ""
    """Empty before the first release."""
    made_at: datetime | None = None
    checked_at: datetime | None = None
    """When the county's host last confirmed that this is its newest: "content as of …"."""
    alerts_digest: str = ""
    """Changes with the alerts."""
    trouble: Trouble | None = None
    """Why the last look brought nothing: contentUnreachable, contentForeign (a captive portal, another server),
    contentUntrusted (signature), contentExpired, contentRolledBack, contentTooLarge, contentInvalid (a document or
    file that is not what it should be), contentIncomplete (a file is missing), diskFull, noRoot, clockWrong."""
    tries: int = 0
    """How many looks in a row have failed."""


class Commissioning(Document, frozen=True, kw_only=True):
    """What the kiosk shows to the technician until the hand-over. Only the kiosk is told."""

    url: str
    fingerprint: str
    """SHA-256 of the certificate, in groups."""
    secret: str
    until: datetime


class Terminal(Document, frozen=True, kw_only=True):
    """What a screen needs to know of the machine it runs in."""

    terminal_no: str
    tenant: Tenant = "000000"
    place: LocalText
    help_phone: str
    version: str
    devices: tuple[Device, ...]
    platform_reachable: bool
    paying: bool
    paying_trouble: str = ""
    """Why not: `resolving` (earlier payments, after a start) or `ledgerUnwritable`."""
    content: ContentHealth | None = None
    """None when sync has not reported since the agent's start, or not for long."""
    commissioning: Commissioning | None = None


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


class ReadPaymentCode(Request, frozen=True, kw_only=True, tag_field="command", tag="read_payment_code"):
    """Waits for the payment code on the resident's phone. The agent keeps it in the session's memory for one payment,
    at most a minute; the answer tells its channel alone. A code of another kind is `notAPaymentCode`."""

    deadline_ms: Annotated[int, msgspec.Meta(ge=100, le=600_000)] = 60_000


class PrintCase(Request, frozen=True, kw_only=True, tag_field="command", tag="print_case"):
    """Prints a slip with the state of a case that this session has looked up."""

    case_no: CaseNo
    deadline_ms: Annotated[int, msgspec.Meta(ge=1_000, le=120_000)] = 30_000


class PrintChecklist(Request, frozen=True, kw_only=True, tag_field="command", tag="print_checklist"):
    """Prints what a service item needs, as the current release says it."""

    task_code: TaskCode
    deadline_ms: Annotated[int, msgspec.Meta(ge=1_000, le=120_000)] = 30_000


Command = ReadIdentity | ScanCode | ReadPaymentCode | PrintCase | PrintChecklist


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
    channel: Channel | None = None
    """Result of read_payment_code."""


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


class BillLookup(Request, frozen=True, kw_only=True):
    """What was typed, or what a code on a notice says: the agent finds the bill's number (缴款码) in it, asks the
    platform, and adds the bill to the session's list. Answered by the whole list (platform.BillList)."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=512)]


class PaymentSearch(Request, frozen=True, kw_only=True):
    """A payment of this machine by what stands on its slip: the reference that was typed, or its code scanned."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=512)]


class PaymentRequest(Request, frozen=True, kw_only=True):
    """Bills chosen from this session's list; `amount_fen` is the sum that the resident was shown.

    `with_slip` asks for a slip: without a printer that can print it is refused (`noSlipPossible`) before anything is
    charged, and sent again with False when the resident agrees. `way` scanned pays with the code that this session's
    last read_payment_code has read; without one it is `paymentCodeMissing`."""

    bill_nos: Annotated[tuple[BillNo, ...], msgspec.Meta(min_length=1, max_length=50)]
    amount_fen: Fen
    with_slip: bool = True
    way: PayWay = PayWay.SHOWN


class ReceiptKind(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"
    """Money came too late and is owed back: the slip says so, and proves no payment."""


class ReceiptState(StrEnum):
    PENDING = "pending"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class PrintProof(StrEnum):
    """How a printer has proved that a slip is on paper."""

    PROCESS_ID = "processId"
    """It answered this very slip's own mark."""
    QUEUED_STATUS = "queuedStatus"
    """It answered the question that stood behind the slip, with no fault before."""


class Receipt(Document, frozen=True, kw_only=True):
    receipt_id: Id
    receipt_no: str
    kind: ReceiptKind = ReceiptKind.PAYMENT
    state: ReceiptState
    reprint: bool
    """Marked 补打: an earlier slip of this payment may be on paper."""
    trouble: Trouble | None = None
    proof: PrintProof | None = None
    """Only when it is printed."""


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
    way: PayWay = PayWay.SHOWN
    channel: Channel | None = None
    verify_url: str | None = None
    """Once money has moved: what the QR on the slip and on the screen says."""
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


# ---- the ledger, as the operator sees it


class LedgerPayer(Document, frozen=True, kw_only=True):
    """Masked, as the ledger keeps them: `王**` (empty when the number was typed), `330***********002X`."""

    name: str
    number: str


class Delivery(StrEnum):
    """Whether the platform has the terminal's own records of a payment and its slips."""

    NOTHING = "nothing"
    """The payment is not decided: there is nothing to tell yet."""
    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"
    """The platform does not take one of them: parked for a person to look into."""


class LedgerEntry(Document, frozen=True, kw_only=True):
    payment_id: Id
    reference: str
    """The short form of the order number that a resident tells the help desk."""
    state: PaymentState
    amount_fen: Fen
    lines: tuple[PaymentLine, ...]
    created_at: datetime
    paid_at: datetime | None = None
    channel: str = ""
    trouble: Trouble | None = None
    receipts: tuple[Receipt, ...] = ()
    payer: LedgerPayer | None = None
    """None when its day of deletion has come."""
    delivery: Delivery


class LedgerCommand(Document, frozen=True, kw_only=True):
    """What became of a command to a device. Its result was the resident's alone, and stands nowhere."""

    command_id: Id
    command: str
    """`read_identity`, `scan_code`, `print_case`, `print_checklist`; a technician's `test_slip`, `test_card`,
    `test_scan`."""
    state: CommandState
    outcome: Outcome | None = None
    trouble: Trouble | None = None
    device: str = ""
    """Empty until it began there."""
    proof: PrintProof | None = None
    created_at: datetime


class LedgerExtract(Document, frozen=True, kw_only=True):
    """The payments and the commands made last, the newest first. Only the operator's socket tells it."""

    entries: tuple[LedgerEntry, ...]
    commands: tuple[LedgerCommand, ...] = ()


class DoubtfulPrint(Document, frozen=True, kw_only=True):
    """A slip that may be on paper or not: bytes went out and no proof came back. Nothing prints it again by itself."""

    what: str
    """`receipt`, or the command's name: `print_case`, `print_checklist`, `test_slip`."""
    number: str
    """The receipt's number, or the command's id."""
    at: datetime
    device: str = ""
    trouble: Trouble | None = None


class DoubtfulPrints(Document, frozen=True, kw_only=True):
    """Those of the last days, the newest first; without receipts of which a later slip was surely printed."""

    prints: tuple[DoubtfulPrint, ...]


# ---- play records (signage)


class Play(Document, frozen=True, kw_only=True):
    """One showing of one item. The id is made once by the player: what is told twice is kept once."""

    play_id: Id
    output: str
    programme_id: str
    """Empty for what plays without one, such as an alert."""
    item: Annotated[str, msgspec.Meta(max_length=80)]
    """`media:SHA256`, `notice:TENANT:ID` or `alert:TENANT:ID`."""
    started_at: datetime
    seconds: Annotated[float, msgspec.Meta(ge=0, le=86_400)]
    frames: Annotated[int, msgspec.Meta(ge=0)]
    """How often the window was presented with it: 0 means that nobody saw it."""
    interrupted: bool = False


class Plays(Request, frozen=True, kw_only=True):
    plays: Annotated[tuple[Play, ...], msgspec.Meta(min_length=1, max_length=200)]


# ---- the technician's site


class DeviceEntry(Document, frozen=True, kw_only=True):
    device: Device
    settings: DeviceSettings
    by_technician: bool = False
    """False: as the files of this machine have it."""


class FoundDevice(Document, frozen=True, kw_only=True):
    """Plugged in, and not configured. `kind`: None when its model is not known; `port`: when it is a serial port."""

    usb_id: str = ""
    """0400:C35A; empty for what is not on the USB bus."""
    path: str = ""
    """Bus and ports, such as 1-1.4."""
    serial: str = ""
    name: str = ""
    """What it says of itself."""
    port: str | None = None
    kind: DeviceKind | None = None
    offers: tuple[DeviceSettings, ...] = ()
    """What it may be configured as, each by an identity that stays; one when its kind is known."""


class Devices(Document, frozen=True, kw_only=True):
    devices: tuple[DeviceEntry, ...]
    found: tuple[FoundDevice, ...] = ()


class DeviceTrial(Request, frozen=True, kw_only=True):
    """Tries a device without keeping it. Answered by what was seen."""

    settings: DeviceSettings


class DeviceChange(Request, frozen=True, kw_only=True):
    """Adds or replaces a device. It is tried first: one that does not answer is not kept, and the old one stays."""

    settings: DeviceSettings


class DeviceTestKind(StrEnum):
    SLIP = "slip"
    CARD = "card"
    """An identity card."""
    SCAN = "scan"
    CHIP = "chip"
    """Any card with a chip: which kind it is."""
    PAGE = "page"
    """A page on the scanner: how large its picture is."""
    SHEET = "sheet"
    """The slip on A4."""


class DeviceTest(Request, frozen=True, kw_only=True):
    """Which test goes with the device's kind is the agent's to know."""

    language: Language = Language.ZH
    deadline_ms: Annotated[int, msgspec.Meta(ge=1_000, le=120_000)] = 30_000


class DeviceTestStatus(Document, frozen=True, kw_only=True):
    test_id: Id
    device_id: DeviceName
    test: DeviceTestKind
    state: CommandState
    outcome: Outcome | None = None
    trouble: Trouble | None = None
    shown: str = ""
    """The card's holder masked, or the code that was read; from memory only, for two minutes. Then a test that
    succeeded has the trouble `resultGone`."""
    proof: PrintProof | None = None
    """Of a slip that is printed."""


class SiteSettings(Document, frozen=True, kw_only=True):
    """What the technician may set beside devices."""

    tenant: Tenant
    place: LocalText
    help_phone: Annotated[str, msgspec.Meta(min_length=3, max_length=40)]
    platform_url: Annotated[str, msgspec.Meta(pattern=whole(r"https?://[\x21-\x7e]{1,200}"))]
    content_url: Annotated[str, msgspec.Meta(pattern=whole(r"https?://[\x21-\x7e]{1,200}"))]
    kiosk: PanelSettings
    signage: dict[DeviceName, PanelSettings] = msgspec.field(default_factory=dict)


class SiteChange(Request, frozen=True, kw_only=True):
    settings: SiteSettings
    even_if_unreachable: bool = False
    """Keeps an address that does not answer now. Otherwise `addressSilent`, and the old one stays."""


class ConnectionTest(Request, frozen=True, kw_only=True):
    """One of the two."""

    platform_url: str = ""
    content_url: str = ""


class ConnectionStepName(StrEnum):
    """In this order; after one that failed there are no more."""

    ADDRESS = "address"
    """Is it an address at all."""
    RESOLVE = "resolve"
    CONNECT = "connect"
    ENCRYPT = "encrypt"
    """TLS; left out for http."""
    ANSWER = "answer"
    MEANING = "meaning"
    """The platform's own answer, or a signed folder of this county: neither a captive portal nor a stranger."""
    CLOCK = "clock"
    """How far this machine's clock is from that one's."""


class ConnectionStep(Document, frozen=True, kw_only=True):
    step: ConnectionStepName
    held: bool
    code: str = ""
    """Stable reason when it did not hold: notAnAddress, nameUnknown, refused, noRoute, timedOut, certificateInvalid,
    certificateExpired, notFound, serverError, foreignAnswer, tokenRefused, untrusted, clockWrong."""
    detail: str = ""
    """Such as the address found, or the difference in seconds: no secret, nothing personal."""
    took_ms: int = 0


class ConnectionReport(Document, frozen=True, kw_only=True):
    steps: tuple[ConnectionStep, ...]

    @property
    def held(self) -> bool:
        return all(step.held for step in self.steps)


# ---- events


class Topic(StrEnum):
    DEVICE = "device"
    COMMAND = "command"
    SESSION = "session"
    PAYMENT = "payment"
    RECEIPT = "receipt"
    PLATFORM = "platform"
    CONTENT = "content"
    """A new release, or its health changed. Read it from the disk."""
    ALERT = "alert"
    """The alerts changed. Read them from the disk, now."""
    SETTINGS = "settings"
    """The technician's settings changed: screens start anew when nobody is using them."""
    COMMISSIONING = "commissioning"
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


class Journal(Document, frozen=True, kw_only=True):
    """The last events, the newest first."""

    events: tuple[Event, ...]
