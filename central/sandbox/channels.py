# SPDX-License-Identifier: Apache-2.0
"""What payment channels do that a terminal never sees: how they collect, how they make codes, when they reverse.

A sandbox has no wallets. What becomes of a scanned payment code its last digit says: 0 to 6 pays at once, 7 has the
payer type the password first, 8 finds too little money, 9 is a code whose minute is over.
"""

from datetime import timedelta
from enum import StrEnum

from contract import emvco
from contract.payment_code import PaymentCode

REVERSED_AFTER = timedelta(seconds=15)
"""A collection is reversed no sooner: the payer may be typing (WeChat Pay, code payment)."""
_LAST = {"7": "password", "8": "balance_insufficient", "9": "code_expired"}


class Collected(StrEnum):
    PAID = "paid"
    PASSWORD = "password"  # noqa: S105 - a word
    CODE_INVALID = "code_invalid"
    CODE_EXPIRED = "code_expired"
    BALANCE_INSUFFICIENT = "balance_insufficient"

    @property
    def refusal(self) -> str | None:
        return None if self in {Collected.PAID, Collected.PASSWORD} else str(self)


class CodeKind(StrEnum):
    """What the QR of an order says."""

    ADDRESS = "address"
    EMVCO = "emvco"


def collect(code: PaymentCode) -> Collected:
    if code.channel is None:
        return Collected.CODE_INVALID
    return Collected(_LAST.get(code.reveal()[-1], "paid"))


def code_text(kind: CodeKind, address: str, amount_fen: int, order_no: str) -> str:
    if kind is CodeKind.ADDRESS:
        return address
    return emvco.merchant_text(
        account=address, merchant="LINLI SANDBOX", amount_fen=amount_fen, reference=order_no[:25]
    )
