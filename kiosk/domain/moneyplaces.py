# SPDX-License-Identifier: Apache-2.0
"""Places of paying by a bill's number, of the ways to pay, and of payments found again."""

from dataclasses import dataclass, field

from contract.local import Payment, Payments
from contract.platform import Bill, PayWay


@dataclass(frozen=True)
class FindBill:
    """Waits for the code on a notice. `asked` is what was scanned and is being looked up."""

    command_id: str = ""
    trouble: str = ""
    arm_at: float | None = None
    asked: str = field(default="", repr=False)


@dataclass(frozen=True)
class TypeBill:
    typed: str = field(default="", repr=False)
    sending: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class HoldPhone:
    """Waits for the payment code on the resident's phone. Nothing is charged before it is read."""

    bills: tuple[Bill, ...]
    with_slip: bool = True
    command_id: str = ""
    trouble: str = ""
    arm_at: float | None = None


@dataclass(frozen=True)
class NoSlip:
    """The printer cannot print: whether to pay all the same is asked, never assumed."""

    bills: tuple[Bill, ...]
    way: PayWay


@dataclass(frozen=True)
class AtHome:
    """The platform cannot be reached: what a phone elsewhere can pay, one bill after the other."""

    bills: tuple[Bill, ...] = ()
    number: str = field(default="", repr=False)
    """What was typed or scanned, where the bill itself is not known."""
    shown: int = 0

    @property
    def bill(self) -> Bill | None:
        return self.bills[self.shown] if self.bills else None

    @property
    def code(self) -> str:
        """For a phone: the bill's own address, else its number."""
        bill = self.bill
        return (bill.pay_url or bill.bill_no) if bill else self.number


@dataclass(frozen=True)
class FindPayment:
    """Waits for a slip's code."""

    command_id: str = ""
    trouble: str = ""
    arm_at: float | None = None
    asked: str = field(default="", repr=False)


@dataclass(frozen=True)
class TypeReference:
    typed: str = ""
    sending: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Records:
    """Payments of this machine. None yet means that they are being asked for."""

    found: Payments | None = None


@dataclass(frozen=True)
class ShowRecord:
    payment: Payment
    printing: bool = False
    trouble: str = ""
