# SPDX-License-Identifier: Apache-2.0
"""The bill after a bill: once for each paid one, and as lasting as the payment itself."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.sandbox import Sandbox, billing, residents
from contract.platform import Bill
from contract.text import LocalText

if TYPE_CHECKING:
    from conftest import ManualClock, Terminal

ZHANG, WATER, WATER_FEN = "330106195001010036", "W202610000101", 4620
POWER, POWER_FEN = "E202610000101", 13261
EVERY_BILL = [bill for resident in residents.load().everyone for bill in resident.bill]


def again(terminal: "Terminal") -> list[dict[str, object]]:
    answer = terminal.post("/test/bills/again")
    assert answer.status_code == 200
    return list(answer.json()["bills"])


def numbers(terminal: "Terminal") -> list[str]:
    return [bill["bill_no"] for bill in terminal.bills(ZHANG).json()["bills"]]


def test_a_paid_bill_is_followed_by_one_new_bill(terminal: "Terminal") -> None:
    before = terminal.bills(ZHANG).json()["bills"]
    assert again(terminal) == []
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert again(terminal) == []
    terminal.pay(1)
    (new,) = again(terminal)
    assert again(terminal) == []
    old = next(bill for bill in before if bill["bill_no"] == WATER)
    assert new["bill_no"] not in {bill["bill_no"] for bill in before}
    assert new["period"] == {"zh": "2026年11月至12月", "en": "November–December 2026"}
    assert new["due_on"] == "2027-01-30"
    assert {key: new[key] for key in ("kind", "payee", "amount_fen")} == {
        key: old[key] for key in ("kind", "payee", "amount_fen")
    }
    assert set(numbers(terminal)) == {bill["bill_no"] for bill in before} - {WATER} | {str(new["bill_no"])}


def test_the_new_one_is_paid_like_any_and_followed_again(terminal: "Terminal") -> None:
    bill_no = WATER
    for number in range(1, 5):
        assert terminal.order(number, [bill_no], WATER_FEN, ZHANG).status_code == 201
        page = terminal.session.get(terminal.get(f"/v1/orders/{number:032x}").json()["code_url"], timeout=5)
        assert "水费" in page.text
        assert terminal.pay(number).status_code == 200
        (new,) = again(terminal)
        bill_no = str(new["bill_no"])
    assert terminal.order(9, [WATER], WATER_FEN, ZHANG).json()["code"] == "bill_already_paid"
    assert terminal.money() == (4 * WATER_FEN, 4 * WATER_FEN, 0, 0)


def test_money_that_came_too_late_brings_no_new_bill(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.close(1)
    terminal.pay(1, late=True)
    assert again(terminal) == []
    assert WATER in numbers(terminal)


def test_whoever_knows_its_number_can_pay_it(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.pay(1)
    (new,) = again(terminal)
    assert terminal.order(2, [str(new["bill_no"])], WATER_FEN, "33010619440202002X").status_code == 201


def test_new_bills_outlive_the_platforms_end(
    tmp_path: Path, clock: "ManualClock", make_terminal: type["Terminal"]
) -> None:
    with Sandbox(tmp_path / "kept.db", clock=clock) as first:
        terminal = make_terminal(first.url)
        terminal.order(1, [WATER, POWER], WATER_FEN + POWER_FEN, ZHANG)
        terminal.pay(1)
        new = {str(bill["bill_no"]) for bill in again(terminal)}
        assert len(new) == 2
    with Sandbox(tmp_path / "kept.db", clock=clock) as second:
        terminal = make_terminal(second.url)
        assert new < set(numbers(terminal))
        assert again(terminal) == []
        terminal.post("/test/reset")
        assert set(numbers(terminal)) == {bill.bill_no for bill in EVERY_BILL if bill.bill_no.endswith("0101")}


@pytest.mark.parametrize(
    ("zh", "en", "after_zh", "after_en"),
    [
        ("2026年9月至10月", "September–October 2026", "2026年11月至12月", "November–December 2026"),
        ("2026年11月至12月", "November–December 2026", "2027年1月至2月", "January–February 2027"),
        ("2026年12月", "December 2026", "2027年1月", "January 2027"),
        ("2026年7月至12月", "July–December 2026", "2027年1月至6月", "January–June 2027"),
        ("2026年10月至12月", "October–December 2026", "2027年1月至3月", "January–March 2027"),
        ("2026年9月至11月", "September–November 2026", "2026年12月至2027年2月", "December 2026–February 2027"),
        ("2026年12月至2027年2月", "December 2026–February 2027", "2027年3月至5月", "March–May 2027"),
        ("2026—2027年采暖季", "Winter 2026–2027", "2027—2028年采暖季", "Winter 2027–2028"),
        ("2027年度城乡居民医疗保险", "Medical insurance, 2027", "2028年度城乡居民医疗保险", "Medical insurance, 2028"),
        ("不动产登记费 2026年11月", "Registration fee, November 2026", "不动产登记费 2026年12月",
         "Registration fee, December 2026"),
        ("一次", "Once", "一次", "Once"),
    ],
)  # fmt: skip
def test_the_next_period_in_words(zh: str, en: str, after_zh: str, after_en: str) -> None:
    assert billing.period_after(LocalText(zh=zh, en=en)) == LocalText(zh=after_zh, en=after_en)


@pytest.mark.parametrize("bill", EVERY_BILL, ids=lambda bill: bill.bill_no)
def test_every_demo_bill_has_ever_new_followers(bill: Bill) -> None:
    seen = {bill.bill_no: bill.period}
    late = bill
    for count in range(1, 25):
        late = billing.bill_after(late, billing.number_after(bill.bill_no, count))
        assert late.period not in seen.values()
        assert late.bill_no not in seen
        assert late.total_fen == bill.total_fen
        seen[late.bill_no] = late.period


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(0, 240))
def test_so_many_months_later(day: date, months: int) -> None:
    then = billing.later(day, months)
    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day == day.day or (then.day < day.day and (then.day >= 28))


@given(st.text("ABC019", min_size=8, max_size=32), st.integers(1, 99_999))
def test_a_later_number_fits_the_contract(first: str, count: int) -> None:
    assert 8 <= len(billing.number_after(first, count)) <= 32
