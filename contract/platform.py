# SPDX-License-Identifier: Apache-2.0
"""Documents between a terminal and the county's central platform (see platform.openapi.yaml).

Numbers and codes are strings, amounts integers of fen, times RFC 3339 with an offset.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from contract.document import Document, Request
from contract.money import Fen
from contract.payment_code import Channel, PaymentCode
from contract.personal import IdNumber, PersonName
from contract.text import LocalText, whole

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
OrderNo = Annotated[
    str,
    msgspec.Meta(
        pattern=whole(r"[0-9a-f]{32}"),
        max_length=32,
        description="Made by the terminal from its intent's id: a retry of one intent is always the same order.",
    ),
]
BillNo = Annotated[str, msgspec.Meta(pattern=whole(r"[0-9A-Z]{8,32}"))]
CaseNo = Annotated[str, msgspec.Meta(pattern=whole(r"[0-9]{12,20}"), description="Number on the acceptance slip.")]


class Problem(Document, frozen=True, kw_only=True):
    """RFC 9457 problem details. `code` is stable, `title` is for people who read logs."""

    code: str
    title: str
    status: int
    detail: str | None = None


# ---- bills


class BillKind(StrEnum):
    WATER = "water"
    ELECTRICITY = "electricity"
    GAS = "gas"
    HEATING = "heating"
    PROPERTY = "property"
    SOCIAL_INSURANCE = "social_insurance"
    NON_TAX = "non_tax"


class IdentityMethod(StrEnum):
    CARD = "card"
    TYPED = "typed"


class BillSearch(Request, frozen=True, kw_only=True):
    """A search travels in the body: an identity never stands in a URL or an access log."""

    id_number: IdNumber
    method: IdentityMethod
    name: PersonName | None = None


class BillLookup(Request, frozen=True, kw_only=True):
    """One bill by the number that stands on it (缴款码): whoever holds the notice may pay it."""

    bill_no: BillNo


class Bill(Document, frozen=True, kw_only=True):
    bill_no: BillNo
    kind: BillKind
    period: LocalText
    payee: LocalText
    amount_fen: Fen
    penalty_fen: Fen = 0
    due_on: date | None = None
    account: str = ""
    """The payer's account with the payee, masked by the platform."""
    pay_url: str | None = None
    """What a phone opens to pay this one bill at home, without a machine."""

    @property
    def total_fen(self) -> int:
        return self.amount_fen + self.penalty_fen


class BillList(Document, frozen=True, kw_only=True):
    bills: tuple[Bill, ...]
    card_needed: bool = False
    """More bills exist that are shown only when the card itself is on the reader."""


# ---- payment orders


class OrderState(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    CLOSED = "closed"
    REFUND_DUE = "refund_due"
    """Money arrived for an order that was closed already."""
    REFUNDED = "refunded"


class PayWay(StrEnum):
    SHOWN = "shown"
    """The machine shows the order's code and the payer's phone reads it."""
    SCANNED = "scanned"
    """The payer's phone shows a payment code and the machine's scanner reads it."""


class OrderRequest(Request, frozen=True, kw_only=True):
    """One visit's basket. `amount_fen` must equal the bills' sum, so that nobody pays what was not shown."""

    order_no: OrderNo
    bill_nos: Annotated[tuple[BillNo, ...], msgspec.Meta(min_length=1, max_length=50)]
    amount_fen: Annotated[int, msgspec.Meta(ge=1, le=100_000_000_00, description="Amount in fen (1/100 yuan).")]
    payer: IdNumber | None = None
    """None: found by their numbers alone. A bill that was found by identity needs the identity."""
    valid_s: Annotated[int, msgspec.Meta(ge=30, le=7200)] = 300
    way: PayWay = PayWay.SHOWN
    payment_code: PaymentCode | None = None
    """Exactly with `way` scanned. Collected from with this call, once. Neither side keeps it, not in a digest either: a
    repeat under the same number is the same order, whatever code it brings, and collects nothing again."""


class Order(Document, frozen=True, kw_only=True):
    order_no: OrderNo
    state: OrderState
    bill_nos: tuple[BillNo, ...]
    amount_fen: Fen
    way: PayWay = PayWay.SHOWN
    code_url: str | None = None
    """What the QR says: an address, or a text by EMVCo's merchant-presented mode (UnionPay). Only while the order is
    pending and its way is `shown`; absent in an order that was closed before it was made."""
    valid_until: Moment | None = None
    paid_at: Moment | None = None
    channel: Channel | None = None
    transaction_no: str | None = None
    verify_url: str | None = None
    """Once money has moved: where the payer's own phone asks the platform whether this payment stands."""
    refused: str | None = None
    """Why a scanned code brought no money, surely: `code_expired`, `code_invalid`, `balance_insufficient`,
    `payer_refused`. Only in a closed order."""


class OrderSearch(Request, frozen=True, kw_only=True):
    """The orders that one person has made at this terminal within the last days, the newest first."""

    id_number: IdNumber
    days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 30


class OrderList(Document, frozen=True, kw_only=True):
    orders: tuple[Order, ...]


# ---- cases


class CaseState(StrEnum):
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    MORE_NEEDED = "more_needed"
    APPROVED = "approved"
    REFUSED = "refused"
    FINISHED = "finished"


class CaseStep(Document, frozen=True, kw_only=True):
    process_name: LocalText
    end: Moment | None = None
    """Absent for the step that is under way and those that come."""
    handle_explain: LocalText | None = None


class Case(Document, frozen=True, kw_only=True):
    """Field names as in the national schema where it has one (GB/T 39554)."""

    project_no: CaseNo
    task_name: LocalText
    org_name: LocalText
    state: CaseState
    apply_date: date
    promise_date: date | None = None
    applicant: str = ""
    """Masked by the platform: whoever holds the number may read the state, not the person."""
    steps: tuple[CaseStep, ...] = ()
    next_step: LocalText | None = None
    """What the applicant has to do now, if anything."""
    link_way: str | None = None


# ---- records of the terminal, delivered exactly once


class RecordKind(StrEnum):
    PAYMENT = "payment"
    RECEIPT = "receipt"
    DEVICE = "device"
    PLAY = "play"
    RECONCILIATION = "reconciliation"
    """What the nightly match of one day has found: its sums, and each difference as a record of its own."""
    LEDGER_HEAD = "ledger_head"
    """The newest link of the terminal's hash chain, so that the ledger cannot be rewritten unseen."""


class Record(Document, frozen=True, kw_only=True):
    """One line of the terminal's outbox. The platform keeps the first of each id and acknowledges all repeats."""

    record_id: Annotated[str, msgspec.Meta(pattern=whole(r"[0-9a-f]{32}"))]
    sequence: Annotated[int, msgspec.Meta(ge=1)]
    kind: RecordKind
    at: Moment
    body: dict[str, str | int | bool | None]


class RecordBatch(Request, frozen=True, kw_only=True):
    records: Annotated[tuple[Record, ...], msgspec.Meta(min_length=1, max_length=100)]


class RecordReceipt(Document, frozen=True, kw_only=True):
    accepted: tuple[str, ...]
    """Ids now durable at the platform, those it knew already included."""


# ---- daily settlement


class SettlementLine(Document, frozen=True, kw_only=True):
    order_no: OrderNo
    state: OrderState
    amount_fen: Fen
    paid_at: Moment | None = None
    transaction_no: str | None = None


class Settlement(Document, frozen=True, kw_only=True):
    """Every order of one terminal that was made, paid or refunded on one day (Asia/Shanghai)."""

    day: date
    terminal_no: str
    lines: tuple[SettlementLine, ...]
    paid_fen: Fen


class Health(Document, frozen=True, kw_only=True):
    state: Literal["ok"]
    time: Moment
    """The platform's clock, for comparison."""


# ---- test mode, offered by a sandbox only


class Fault(Request, frozen=True, kw_only=True):
    """How the next answers go wrong; `times` of them, or until taken back when it is null."""

    operation: Literal[
        "any", "bills", "create_order", "get_order", "close_order", "search_orders", "case", "records", "settlement"
    ] = "any"
    delay_ms: Annotated[int, msgspec.Meta(ge=0, le=120_000)] = 0
    """Passes before the platform acts."""
    outcome: Literal["normal", "drop", "http_500", "html", "garbage", "refuse"] = "normal"
    """`drop` acts and then breaks the connection without an answer; `refuse` breaks it without acting. `garbage` acts
    and sends half of the answer; `http_500` and `html` come from something in between, and nothing was done."""
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None


class PhonePayment(Request, frozen=True, kw_only=True):
    """What a payer's phone would do. With `late` the money arrives even if the order is closed by then."""

    late: bool = False
    channel: Channel = Channel.WECHAT
    notices: Annotated[int, msgspec.Meta(ge=0, le=10)] = 1
    """How often the channel tells the platform: 0, and it must ask by itself; 2, and the second must change nothing."""
    delay_ms: Annotated[int, msgspec.Meta(ge=0, le=600_000)] = 0
    """How long after the money moved the channel tells it."""


class ClockSkew(Request, frozen=True, kw_only=True):
    """By how much the sandbox's clock is wrong, in seconds."""

    seconds: Annotated[int, msgspec.Meta(ge=-315_360_000, le=315_360_000)] = 0


class PlantedDifference(Request, frozen=True, kw_only=True):
    """A settlement that does not agree: for the order named, or for one that nobody made."""

    kind: Literal["missing", "extra", "amount", "state"]
    order_no: OrderNo | None = None
    """None: the newest paid order; with `extra` a number of its own."""


class OrderBook(Document, frozen=True, kw_only=True):
    """All orders, and where the money is that was taken: `taken` = `settled` + `refund_due` + `refunded`."""

    orders: tuple[Order, ...]
    taken_fen: Fen
    settled_fen: Fen
    refund_due_fen: Fen
    refunded_fen: Fen
