# SPDX-License-Identifier: Apache-2.0
"""What the nightly match of the terminal's ledger with the platform's settlement has found."""

from datetime import date, datetime
from enum import StrEnum

from contract.document import Document
from contract.local import PaymentState, ReceiptState
from contract.money import Fen
from contract.payment_code import Channel
from contract.platform import BillKind, OrderState


class DifferenceKind(StrEnum):
    LEDGER_ONLY = "ledger_only"
    """The terminal has it, the settlement does not."""
    SETTLEMENT_ONLY = "settlement_only"
    AMOUNT_DIFFERS = "amount_differs"
    STATE_DIFFERS = "state_differs"
    SUM_DIFFERS = "sum_differs"
    """The settlement's own sum is not that of its lines."""
    SLIP_MISSING = "slip_missing"
    """A slip was wanted, money moved, and there is none."""
    SLIP_DOUBTFUL = "slip_doubtful"
    """It may be on paper or not, and no later one was surely printed."""
    SLIP_UNPROVEN = "slip_unproven"
    """A slip of a payment that nothing proves."""
    NUMBER_MISSING = "number_missing"
    """A slip's number that was given and has no row."""


class Difference(Document, frozen=True, kw_only=True):
    kind: DifferenceKind
    order_no: str = ""
    """Empty where it is about no single order."""
    receipt_no: int | None = None
    ledger_state: PaymentState | None = None
    ledger_fen: Fen | None = None
    settlement_state: OrderState | None = None
    settlement_fen: Fen | None = None


class MatchState(StrEnum):
    WAITING = "waiting"
    """The platform has no settlement of that day yet, or could not be asked."""
    AGREED = "agreed"
    DIFFERS = "differs"
    GIVEN_UP = "given_up"
    """For a month there was none: a person has to ask."""


class DayMatch(Document, frozen=True, kw_only=True):
    """One day, as it passes in China. The sums are of what settled bills on that day."""

    day: date
    state: MatchState
    at: datetime
    trouble: str = ""
    """Why it waits: an error's code."""
    payments: int = 0
    ledger_fen: Fen = 0
    settlement_fen: Fen = 0
    slips: int = 0
    differences: tuple[Difference, ...] = ()


class Matches(Document, frozen=True, kw_only=True):
    days: tuple[DayMatch, ...]
    """The newest first."""


class DaySlip(Document, frozen=True, kw_only=True):
    receipt_no: int
    state: ReceiptState
    reprint: bool


class AccountLine(Document, frozen=True, kw_only=True):
    """One payment as an accountant needs it: whose it was stands nowhere in it."""

    order_no: str
    reference: str
    state: PaymentState
    amount_fen: Fen
    kinds: tuple[BillKind, ...]
    made_at: datetime
    paid_at: datetime | None = None
    channel: Channel | None = None
    transaction_no: str = ""
    slips: tuple[DaySlip, ...] = ()


class DayAccount(Document, frozen=True, kw_only=True):
    match: DayMatch
    lines: tuple[AccountLine, ...]
    """Every payment that was made or paid on that day."""
