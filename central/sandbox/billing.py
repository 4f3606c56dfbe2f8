# SPDX-License-Identifier: Apache-2.0
"""The bill after a bill: the same resident, kind, payee and amount, a new number, the next period. Pure."""

import re
from datetime import date

import msgspec

from contract.platform import Bill
from contract.text import LocalText

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MOST_NUMBER = 32
"""Characters of a bill's number."""
_MONTHS_ZH = re.compile(r"([0-9]{4})年([0-9]{1,2})月(?:至(?:([0-9]{4})年)?([0-9]{1,2})月)?")
_MONTH_EN = rf"(?:{'|'.join(MONTHS)})"
_MONTHS_EN = re.compile(rf"{_MONTH_EN}(?:(?: [0-9]{{4}})?–{_MONTH_EN})? [0-9]{{4}}")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


def number_after(first: str, count: int) -> str:
    """The number of the bill that comes `count` bills after the first of its line."""
    added = f"N{count}"
    return first[: MOST_NUMBER - len(added)] + added


def bill_after(bill: Bill, number: str) -> Bill:
    """What was late stays late: an amount with a penalty keeps its date."""
    due_on = bill.due_on and (bill.due_on if bill.penalty_fen else later(bill.due_on, months_in(bill.period)))
    return msgspec.structs.replace(bill, bill_no=number, period=period_after(bill.period), due_on=due_on)


def months_in(period: LocalText) -> int:
    """Of how many months its words speak; a year, when they name no month."""
    found = _MONTHS_ZH.search(period.zh)
    if found is None:
        return len(MONTHS)
    years = int(found[3] or found[1]) - int(found[1])
    return len(MONTHS) * years + int(found[4] or found[2]) - int(found[2]) + 1


def period_after(period: LocalText) -> LocalText:
    """`2026年9月至10月` is followed by `2026年11月至12月`, `2027年度` by `2028年度`. Words without a date stay."""
    found = _MONTHS_ZH.search(period.zh)
    if found is None:
        return LocalText(zh=_YEAR.sub(_next_year, period.zh), en=period.en and _YEAR.sub(_next_year, period.en))
    first = later(date(int(found[1]), int(found[2]), 1), months_in(period))
    last = later(first, months_in(period) - 1)
    crossing = last.year != first.year
    zh = f"{first.year}年{first.month}月"
    en = MONTHS[first.month - 1]
    if last != first:
        zh += f"至{last.year}年{last.month}月" if crossing else f"至{last.month}月"
        en += f" {first.year}–{MONTHS[last.month - 1]}" if crossing else f"–{MONTHS[last.month - 1]}"
    en += f" {last.year}"
    return LocalText(zh=_MONTHS_ZH.sub(zh, period.zh, 1), en=period.en and _MONTHS_EN.sub(en, period.en, 1))


def later(day: date, months: int) -> date:
    """So many months later; the last day of a month stays the last when the later one is shorter."""
    year, month = divmod(day.year * len(MONTHS) + day.month - 1 + months, len(MONTHS))
    for shorter in range(4):
        try:
            return date(year, month + 1, day.day - shorter)
        except ValueError:
            continue
    raise ValueError(day)


def _next_year(found: re.Match[str]) -> str:
    return str(int(found[0]) + 1)
