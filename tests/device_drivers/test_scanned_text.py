# SPDX-License-Identifier: Apache-2.0
"""What a scanned text is taken for, and how it prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.code_scanner import (
    BillNumber,
    CaseNumber,
    OtherText,
    PaymentCode,
    PaymentScheme,
    Scan,
    WebAddress,
    bill_number,
    case_number,
    payment_code,
    recognise,
)
from device_drivers.code_scanner.recognition import Recognised, masked

# Made up: 18 digits for WeChat, 16 to 24 for Alipay, 18 or more for UnionPay.
WECHAT = [f"{prefix}{7:016}" for prefix in range(10, 16)]
ALIPAY = [f"{prefix}{7:0{length}}" for prefix in range(25, 31) for length in (14, 16, 22)]
UNIONPAY = ["62" + "0" * 17, "62" + "0" * 16]


@pytest.mark.parametrize(
    ("codes", "scheme"),
    [(WECHAT, PaymentScheme.WECHAT), (ALIPAY, PaymentScheme.ALIPAY), (UNIONPAY, PaymentScheme.UNIONPAY)],
)
def test_payment_codes(codes: list[str], scheme: PaymentScheme) -> None:
    assert [recognise(code) for code in codes] == [PaymentCode(code, scheme) for code in codes]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("202610000101", CaseNumber("202610000101")),
        ("16" + "0" * 16, CaseNumber("16" + "0" * 16)),
        ("10" + "0" * 15, CaseNumber("10" + "0" * 15)),
        ("24" + "0" * 14, CaseNumber("24" + "0" * 14)),
        ("31" + "0" * 14, CaseNumber("31" + "0" * 14)),
        ("61" + "0" * 17, CaseNumber("61" + "0" * 17)),
        ("W202610000101", BillNumber("W202610000101")),
        (" W202610000101\t", BillNumber("W202610000101")),
        ("https://linli.example/a?b=c", WebAddress("https://linli.example/a?b=c")),
        ("HTTP://LINLI.EXAMPLE", WebAddress("HTTP://LINLI.EXAMPLE")),
        ("https://", OtherText("https://")),
        ("https://linli.example/a b", OtherText("https://linli.example/a b")),
        ("ftp://linli.example", OtherText("ftp://linli.example")),
        ("6901234", OtherText("6901234")),
        ("２８" + "0" * 16, OtherText("２８" + "0" * 16)),
        ("", OtherText("")),
    ],
)
def test_others(text: str, kind: Recognised) -> None:
    assert recognise(text) == kind


def test_the_flow_that_asked_says_what_comes_first() -> None:
    code = "130102202600000001"
    assert recognise(code) == PaymentCode(code, PaymentScheme.WECHAT)
    assert recognise(code, (case_number(), payment_code)) == CaseNumber(code)
    assert recognise(code, (bill_number(),)) == BillNumber(code)
    assert recognise("W202610000101", (payment_code,)) == OtherText("W202610000101")


def test_masks() -> None:
    assert masked("280000000000000034") == "28**************34"
    assert str(PaymentCode("2812345678901234", PaymentScheme.ALIPAY)) == "28************34"
    assert repr(Scan("2812345678901234")) == "Scan(28************34, None)"
    assert masked("1234567") == "*******"
    assert masked("\n1234567\x1d") == "*1*****7*"


@given(st.text(max_size=60))
def test_whatever_it_is_it_prints_masked(text: str) -> None:
    kind = recognise(text)
    assert kind.text == text.strip()
    shown = str(kind)
    assert len(shown) == len(kind.text)
    assert sum(char != "*" for char in shown) <= 4
    assert all(part == masked(text) for part in (str(Scan(text)), f"{Scan(text)}"))
    for value in (kind, Scan(text)):
        if len(text.strip()) >= 12 and set(text.strip()[2:-2]) != {"*"}:
            assert text.strip()[2:-2] not in repr(value)
