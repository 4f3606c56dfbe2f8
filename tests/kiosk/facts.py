# SPDX-License-Identifier: Apache-2.0
"""Documents for the machine's tests, made from the samples."""

from typing import Any

import msgspec

from contract.local import Payment, PaymentState, Receipt, ReceiptState, Resident, Terminal
from contract.platform import IdentityMethod
from kiosk import published, samples
from kiosk.domain.offer import offered

SEED = samples.SEED
RESIDENT = samples.RESIDENT
TYPED = Resident(name="", number=RESIDENT.number, method=IdentityMethod.TYPED)
BILLS = samples.BILLS
CASE = samples.CASE
RELEASE = published.RELEASE
OFFER = offered(RELEASE, published.WALL)
EMPTY = offered(None, published.WALL)
SENIOR = published.SENIOR_CARD
RAIN, DRILL = published.RAIN, published.DRILL
WATER, PROPERTY, HEATING = (bill.bill_no for bill in BILLS.bills[:3])


def terminal(**changes: Any) -> Terminal:
    return msgspec.structs.replace(samples.TERMINAL, **changes)


def payment(payment_id: str, state: PaymentState, **changes: Any) -> Payment:
    facts = {"payment_id": payment_id, "code_left_s": 300 if state is PaymentState.CODE_SHOWN else None}
    return msgspec.structs.replace(samples.payment(state), **(facts | changes))


def receipt(state: ReceiptState, number: int = 1) -> Receipt:
    number_on_slip = f"DEMO-0001-{number:06d}"
    return Receipt(receipt_id=f"{number:032x}", receipt_no=number_on_slip, state=state, reprint=number > 1)
