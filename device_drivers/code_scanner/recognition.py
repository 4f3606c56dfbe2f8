# SPDX-License-Identifier: Apache-2.0
"""What a scanned text is: a payment code, the number of a case or a bill, a web address, or something else."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

_SHOWN = 2
_LEAST = 8


def masked(text: str) -> str:
    """Two characters at each end (`28************34`); nothing of a text shorter than eight, two of which at each end
    would be half of it."""
    if len(text) < _LEAST:
        return "*" * len(text)
    # A separator or a line break in a log is the log's trouble.
    ends = [char if char.isprintable() else "*" for char in (*text[:_SHOWN], *text[-_SHOWN:])]
    return "".join(ends[:_SHOWN]) + "*" * (len(text) - 2 * _SHOWN) + "".join(ends[_SHOWN:])


class PaymentScheme(StrEnum):
    WECHAT = "wechat"
    ALIPAY = "alipay"
    UNIONPAY = "unionpay"


@dataclass(frozen=True)
class Masked:
    """Its text is had by name only: `text`."""

    text: str

    def __str__(self) -> str:
        return masked(self.text)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({masked(self.text)})"


@dataclass(frozen=True, repr=False)
class PaymentCode(Masked):
    """A code that a resident's phone shows. It lives about a minute and is money: never stored, never logged. The
    prefix chooses the channel only; whether it pays, the platform alone knows."""

    scheme: PaymentScheme


@dataclass(frozen=True, repr=False)
class CaseNumber(Masked):
    pass


@dataclass(frozen=True, repr=False)
class BillNumber(Masked):
    pass


@dataclass(frozen=True, repr=False)
class WebAddress(Masked):
    pass


@dataclass(frozen=True, repr=False)
class OtherText(Masked):
    pass


Recognised = PaymentCode | CaseNumber | BillNumber | WebAddress | OtherText

# Lengths and prefixes as the reference gives them. UnionPay's length is commonly stated as 19; one source asks for
# 18 or more, so the platform decides.
_SCHEMES = (
    (PaymentScheme.WECHAT, re.compile(r"1[0-5][0-9]{16}")),
    (PaymentScheme.ALIPAY, re.compile(r"(?:2[5-9]|30)[0-9]{14,22}")),
    (PaymentScheme.UNIONPAY, re.compile(r"62[0-9]{16,22}")),
)
_WEB = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)

Rule = Callable[[str], Recognised | None]

CASE_NUMBER = r"[0-9]{12,20}"
BILL_NUMBER = r"[0-9A-Z]{8,32}"
LETTERED_BILL_NUMBER = r"[A-Z][0-9A-Z]{7,31}"
"""As the platform's contract has them; a county may know its own better. With a letter first, a bill is no case."""


def payment_code(text: str) -> PaymentCode | None:
    scheme = next((scheme for scheme, pattern in _SCHEMES if pattern.fullmatch(text)), None)
    return PaymentCode(text, scheme) if scheme else None


def case_number(pattern: str = CASE_NUMBER) -> Rule:
    return lambda text: CaseNumber(text) if re.fullmatch(pattern, text) else None


def bill_number(pattern: str = BILL_NUMBER) -> Rule:
    return lambda text: BillNumber(text) if re.fullmatch(pattern, text) else None


def web_address(text: str) -> WebAddress | None:
    return WebAddress(text) if _WEB.fullmatch(text) else None


ANYTHING = (payment_code, case_number(), bill_number(LETTERED_BILL_NUMBER), web_address)


def recognise(text: str, rules: tuple[Rule, ...] = ANYTHING) -> Recognised:
    """The first rule that fits decides; blanks around the text are not part of it.

    18 digits that begin with 13 can be a payment code or the number of a case in Hebei: no prefix can tell. So the
    flow that asked for a scan gives the rules for what it asked for, the wanted one first.
    """
    text = text.strip()
    found = (rule(text) for rule in rules)
    return next((kind for kind in found if kind is not None), OtherText(text))
