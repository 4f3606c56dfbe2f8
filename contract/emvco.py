# SPDX-License-Identifier: Apache-2.0
"""Texts of QR codes by EMVCo's merchant-presented mode (QRCPS, version 1.1), which UnionPay's codes follow.

A text is a row of objects: two digits of id, two of length, the value. The last one is `63`, a CRC over all before it,
its own id and length included.
"""

import re
from dataclasses import dataclass

_HEAD = "000201"
_CRC = "6304"
_YUAN, _CHINA = "156", "CN"
_AMOUNT = re.compile(r"[0-9]{1,10}(?:\.[0-9]{0,2})?")
_ACCOUNTS = frozenset(f"{number:02d}" for number in range(2, 52))


class NotMerchantText(ValueError):
    """The text is no whole code of this kind."""


@dataclass(frozen=True)
class MerchantCode:
    amount_fen: int | None
    """None: the payer types it, which no order of ours leaves open."""
    currency: str
    """ISO 4217 numeric: `156` is the yuan."""

    def charges(self, amount_fen: int) -> bool:
        """Whether it takes exactly this many fen."""
        return self.currency == _YUAN and self.amount_fen == amount_fen


def claims(text: str) -> bool:
    """Whether a text means to be such a code."""
    return text.startswith(_HEAD)


def merchant_text(*, account: str, merchant: str, amount_fen: int, reference: str) -> str:
    """`account`: up to 91 ASCII characters under UnionPay's template; `merchant` and `reference`: up to 25."""
    yuan, fen = divmod(amount_fen, 100)
    objects = (
        ("00", "01"),
        ("01", "12"),  # for one payment
        ("26", _object("00", "A000000333") + _object("01", account)),
        ("52", "9399"),  # government services
        ("53", _YUAN),
        ("54", f"{yuan}.{fen:02d}"),
        ("58", _CHINA),
        ("59", merchant),
        ("60", "COUNTY"),
        ("62", _object("05", reference)),
    )
    body = "".join(_object(name, value) for name, value in objects) + _CRC
    return body + f"{crc(body):04X}"


def parsed(text: str) -> MerchantCode:
    """Raises NotMerchantText for a wrong CRC, a wrong length, a missing account, or an amount that is none."""
    body, check = text[:-4], text[-4:]
    if not (text.isascii() and text.isprintable() and claims(text) and body.endswith(_CRC)):
        raise NotMerchantText("it does not begin and end as one")
    if f"{crc(body):04X}" != check.upper():
        raise NotMerchantText("its check does not fit")
    objects = _objects(text)
    if objects.keys().isdisjoint(_ACCOUNTS):
        raise NotMerchantText("it names no account")
    amount = objects.get("54")
    if amount is not None and not _AMOUNT.fullmatch(amount):
        raise NotMerchantText("its amount is none")
    return MerchantCode(None if amount is None else _fen(amount), objects.get("53", ""))


def crc(text: str) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, begun with 0xFFFF."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
        value &= 0xFFFF
    return value


def _object(name: str, value: str) -> str:
    if not 1 <= len(value) <= 99 or not value.isascii():
        raise ValueError(f"object {name} takes 1 to 99 characters of ASCII")
    return f"{name}{len(value):02d}{value}"


def _objects(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        name, length = text[at : at + 2], text[at + 2 : at + 4]
        if not (name + length).isdigit() or len(length) != 2:
            raise NotMerchantText("an object has no length")
        value = text[at + 4 : at + 4 + int(length)]
        if len(value) < int(length) or name in found:
            raise NotMerchantText("an object is cut off or comes twice")
        found[name] = value
        at += 4 + int(length)
    return found


def _fen(amount: str) -> int:
    yuan, _, rest = amount.partition(".")
    return int(yuan) * 100 + int((rest + "00")[:2])
