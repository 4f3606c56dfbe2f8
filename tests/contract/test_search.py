# SPDX-License-Identifier: Apache-2.0
"""The index finds what looking at every spelling finds, and in the order that is promised."""

from hypothesis import given
from hypothesis import strategies as st

from contract.search import Spelling, found_by, index_of

LETTERS = st.text("ABC", max_size=4)
SPELLED = st.dictionaries(st.text("01", min_size=1, max_size=3), st.lists(LETTERS, max_size=3), max_size=8)


@given(SPELLED, st.text("ABC", min_size=1, max_size=3))
def test_all_and_only_what_has_the_letters(spelled: dict[str, list[str]], letters: str):
    found = found_by(index_of(spelled.items()), letters)
    assert set(found) == {code for code, spellings in spelled.items() if any(letters in one for one in spellings)}
    assert len(found) == len(set(found))
    begins = [any(one.startswith(letters) for one in spelled[code]) for code in found]
    assert begins == sorted(begins, reverse=True)


@given(SPELLED)
def test_it_is_the_same_in_whatever_order_it_is_made(spelled: dict[str, list[str]]):
    assert index_of(spelled.items()) == index_of(reversed(list(spelled.items())))
    assert found_by(index_of(spelled.items()), "") == ()


def test_the_shortest_comes_first():
    index = index_of([("1", ["SHUIFEI", "SF"]), ("2", ["SFZ"]), ("3", ["XXSF"])])
    assert index[0] == Spelling(letters="SF", task_code="1")
    assert found_by(index, "SF") == ("1", "2", "3")
    assert found_by(index, "SHUIF") == ("1",)
