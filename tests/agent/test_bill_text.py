# SPDX-License-Identifier: Apache-2.0
"""A bill's number, however it was typed and whatever code carries it."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from agent.payments.bill_text import bill_no_in

NUMBERS = st.from_regex(r"[0-9A-Z]{8,32}", fullmatch=True)
GAPS = st.sampled_from(["", " ", "-", " - ", "·", "—", "\t"])


@given(NUMBERS, st.data())
def test_gaps_and_small_letters_change_nothing(number: str, data: st.DataObject) -> None:
    typed = "".join(letter + data.draw(GAPS) for letter in number)
    assert bill_no_in(typed) == number
    assert bill_no_in(typed.lower()) == number


@given(NUMBERS, st.sampled_from(["bill_no", "billNo", "payCode", "jkm", "code"]))
def test_a_notice_carries_it_as_a_parameter_or_at_the_end_of_its_path(number: str, name: str) -> None:
    assert bill_no_in(f"https://pay.example/x?{name}={quote(number)}&from=qr") == number
    assert bill_no_in(f"https://pay.example/bills/{number}") == number
    assert bill_no_in(f"https://pay.example/bills/{number}/?x=1") == number


@given(st.text(max_size=200))
def test_any_text_has_a_number_or_none(text: str) -> None:
    found = bill_no_in(text)
    assert found is None or (found.isascii() and found.isalnum() and 8 <= len(found) <= 32)
