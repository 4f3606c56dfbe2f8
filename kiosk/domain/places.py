# SPDX-License-Identifier: Apache-2.0
"""Where a resident can be: each place is immutable and holds the answers given there, so that going back is exact."""

from dataclasses import dataclass

from contract.content import ReleasedNotice, Service
from contract.local import Payment, PaymentState, ReceiptState
from contract.personal import IdNumber
from contract.platform import Bill, BillList, Case, PayWay
from kiosk.domain.moneyplaces import (
    AtHome,
    FindBill,
    FindPayment,
    HoldPhone,
    NoSlip,
    Records,
    ShowRecord,
    TypeBill,
    TypeReference,
)
from kiosk.domain.offer import Offer


@dataclass(frozen=True)
class Home:
    pass


@dataclass(frozen=True)
class Help:
    pass


@dataclass(frozen=True)
class Identify:
    """Waits for the card. `trouble` is why the last try failed; the reader is armed again by itself."""

    command_id: str = ""
    trouble: str = ""
    arm_at: float | None = None


@dataclass(frozen=True)
class TypeId:
    typed: IdNumber = IdNumber("")  # noqa: RUF009 - immutable
    sending: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Bills:
    """Nothing found yet means that the platform is being asked."""

    found: BillList | None = None
    chosen: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()
    """Brought by their numbers: without an identity they are asked for by these again."""

    def picked(self) -> tuple[Bill, ...]:
        return tuple(bill for bill in self.all if bill.bill_no in self.chosen)

    @property
    def all(self) -> tuple[Bill, ...]:
        return self.found.bills if self.found else ()


@dataclass(frozen=True)
class Check:
    bills: tuple[Bill, ...]
    with_slip: bool = True

    @property
    def total_fen(self) -> int:
        return sum(bill.total_fen for bill in self.bills)


@dataclass(frozen=True)
class Paying:
    """One payment, from the press on "confirm" to its slip."""

    payment_id: str
    amount_fen: int
    payment: Payment | None = None
    seen_at: float = 0.0
    """When `payment` was told, by the monotonic clock: what the countdown runs from."""
    ask_at: float = 0.0
    in_doubt: bool = False
    """The answer to the order was lost: whether the agent took it is being asked."""
    code_was_shown: bool = False
    code_over: bool = False
    giving_up: bool = False
    close_at: float | None = None
    """The closing was refused: it is asked for again then."""
    slip_wanted: bool = False
    slip_trouble: str = ""
    resumed: bool = False
    """Found after a restart, or its resident has gone: amount and outcome, no name."""
    ordered_way: PayWay = PayWay.SHOWN
    with_slip: bool = True
    card_used: bool = False
    """Of a session that is gone: the card may still lie on the reader."""

    @property
    def state(self) -> PaymentState:
        return self.payment.state if self.payment else PaymentState.CREATED

    @property
    def way(self) -> PayWay:
        return self.payment.way if self.payment else self.ordered_way

    @property
    def no_slip(self) -> bool:
        """None was wished, and none is on its way."""
        receipts = self.payment.receipts if self.payment else ()
        return not self.with_slip and not receipts and not self.slip_wanted and not self.slip_trouble

    @property
    def decided(self) -> bool:
        return self.payment is not None and self.payment.decided

    @property
    def disputed(self) -> bool:
        """Money arrived, but not as it was ordered: a person looks at it, and no slip is printed."""
        payment = self.payment
        return payment is not None and payment.state is PaymentState.SUCCEEDED and payment.trouble is not None

    @property
    def slip(self) -> ReceiptState:
        if self.slip_wanted or self.payment is None or not self.payment.receipts:
            return ReceiptState.FAILED if self.slip_trouble else ReceiptState.PENDING
        return self.payment.receipts[-1].state

    def code_left_s(self, now: float) -> float:
        if self.payment is None or self.payment.code_left_s is None:
            return 0.0
        return max(0.0, self.payment.code_left_s - (now - self.seen_at))


@dataclass(frozen=True)
class ShowSlip:
    """What the slip would say, on the screen."""

    payment: Payment


@dataclass(frozen=True)
class FindCase:
    command_id: str = ""
    trouble: str = ""
    arm_at: float | None = None


@dataclass(frozen=True)
class TypeCase:
    typed: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class ShowCase:
    """The case once it is found; its slip if one is wished."""

    case_no: str
    case: Case | None = None
    command_id: str = ""
    printing: bool = False
    printed: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Guide:
    """The service guide as it was when it was opened: it does not change under the reader."""

    offer: Offer


@dataclass(frozen=True)
class Services:
    """The services of one category."""

    offer: Offer
    category_id: str


@dataclass(frozen=True)
class FindService:
    """Letters typed so far: pinyin initials."""

    offer: Offer
    typed: str = ""


@dataclass(frozen=True)
class ShowService:
    service: Service


@dataclass(frozen=True)
class Checklist:
    """What to bring: as a code, and on paper if it is wished. No command yet means that a session opens first."""

    service: Service
    command_id: str = ""
    printing: bool = False
    printed: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Notices:
    """As they were when the board was opened."""

    offer: Offer


@dataclass(frozen=True)
class ReadNotice:
    """Stays while it is read, even if it is withdrawn meanwhile."""

    released: ReleasedNotice


@dataclass(frozen=True)
class Problem:
    """`retry` is the place to try again."""

    code: str
    retry: "Place | None" = None


@dataclass(frozen=True)
class Goodbye:
    until: float
    card_used: bool = False
    slip_printed: bool = False
    by_idleness: bool = False
    undecided: bool = False
    """A payment was left to the agent; `reference` is what its resident can ask with."""
    reference: str = ""


Place = (
    Home
    | Help
    | Identify
    | TypeId
    | Bills
    | Check
    | Paying
    | ShowSlip
    | FindCase
    | TypeCase
    | ShowCase
    | Guide
    | Services
    | FindService
    | ShowService
    | Checklist
    | Notices
    | ReadNotice
    | FindBill
    | TypeBill
    | HoldPhone
    | NoSlip
    | AtHome
    | FindPayment
    | TypeReference
    | Records
    | ShowRecord
    | Problem
    | Goodbye
)

Armed = Identify | FindCase | FindBill | HoldPhone | FindPayment
"""A device waits for the resident there."""
