# SPDX-License-Identifier: Apache-2.0
"""The demo county's people: what the demo promises about them."""

import re

import pytest

from central.sandbox.residents import DEMO, DemoResident, load
from contract.document import convert
from contract.errors import InvalidDocument
from contract.platform import BillKind, CaseState

EVERYONE = load().everyone


def check_digit(number: str) -> str:
    """GB 11643: the weights are powers of two modulo 11."""
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11]


@pytest.mark.parametrize("resident", EVERYONE, ids=lambda resident: str(resident.number))
def test_numbers_are_valid(resident: DemoResident) -> None:
    number = resident.number.reveal()
    assert re.fullmatch(r"(330106|810000|933124)\d{11}[\dX]", number)
    assert number[17] == check_digit(number)


def test_eight_people_with_what_the_demo_needs() -> None:
    assert len(EVERYONE) == 8
    assert sorted(len(resident.bill) for resident in EVERYONE) == [0, 2, 2, 2, 2, 3, 4, 9]
    assert {bill.kind for resident in EVERYONE for bill in resident.bill} == set(BillKind)
    assert {case.state for resident in EVERYONE for case in resident.case} == set(CaseState)
    assert any(bill.penalty_fen for resident in EVERYONE for bill in resident.bill)
    assert any(len(bill.payee.zh) > 40 for resident in EVERYONE for bill in resident.bill)
    assert any("㐀" in resident.name.reveal() for resident in EVERYONE)
    numbers = [resident.number.reveal() for resident in EVERYONE]
    assert any(number.endswith("X") for number in numbers)
    assert [number[:2] for number in numbers if number[0] in "89"] == ["81", "93"], "a permit and a foreigner's card"
    assert any(resident.name.reveal().isascii() for resident in EVERYONE)


def test_no_number_is_given_twice() -> None:
    bills = [bill.bill_no for resident in EVERYONE for bill in resident.bill]
    cases = [case.project_no for resident in EVERYONE for case in resident.case]
    people = [resident.number for resident in EVERYONE]
    for numbers in (bills, cases, people):
        assert len(numbers) == len(set(numbers))
    assert all(len(case) == 16 for case in cases)


def test_everything_is_in_both_languages() -> None:
    for resident in EVERYONE:
        assert all(bill.period.en and bill.payee.en for bill in resident.bill)
        assert all(case.task_name.en and case.org_name.en for case in resident.case)
        assert all(step.process_name.en for case in resident.case for step in case.steps)


def test_a_file_that_does_not_fit_is_refused() -> None:
    assert DEMO.name == "residents.toml"
    with pytest.raises(InvalidDocument):
        convert({"name": "张", "number": "1", "address": "", "phone": "1"}, DemoResident)
