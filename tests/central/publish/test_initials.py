# SPDX-License-Identifier: Apache-2.0
"""Pinyin initials: all readings, A to Z, few enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.publish.initials import MAX_SPELLINGS, initials_of

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("水费", "SF", []),
        ("重庆", "CQ", ["ZQ"]),
        ("长者", "ZZ", ["CZ"]),
        ("银行", "YH", ["YX"]),
        ("社保卡（ETC）", "SBKETC", []),
        ("12345 热线", "RX", []),
        ("女职工绿色通道", "NZGLSTD", []),
    ],
)
def test_known_names(name: str, first: str, also: list[str]):
    found = initials_of(name)
    assert found[0] == first
    assert set(also) <= set(found)


@given(st.text(max_size=80) | st.text(alphabet=HAN, max_size=80))
def test_any_text_gives_a_few_distinct_words_of_letters(name: str):
    found = initials_of(name)
    assert len(found) <= MAX_SPELLINGS
    assert len(set(found)) == len(found)
    assert all(word and word.isascii() and word.isalpha() and word.isupper() for word in found)
    assert len({len(word) for word in found}) <= 1


@given(first=st.text(alphabet=HAN, min_size=1, max_size=3), second=st.text(alphabet="ABCxyz", max_size=3))
def test_latin_letters_stand_where_they_stood(first: str, second: str):
    for word in initials_of(second + first):
        assert word.startswith(second.upper())


def test_a_name_without_letters_has_none():
    assert initials_of("123（）") == ()
    assert initials_of("") == ()
