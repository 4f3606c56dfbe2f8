# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import emvco
from contract.emvco import NotMerchantText

TEXTS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=25)


def test_the_check_is_ccitt_false() -> None:
    """The check value that catalogues of CRCs give for this one."""
    assert emvco.crc("123456789") == 0x29B1


@given(account=TEXTS, merchant=TEXTS, amount_fen=st.integers(1, 100_000_000_00 - 1), reference=TEXTS)
def test_what_is_made_is_read(account: str, merchant: str, amount_fen: int, reference: str) -> None:
    text = emvco.merchant_text(account=account, merchant=merchant, amount_fen=amount_fen, reference=reference)
    assert emvco.claims(text)
    read = emvco.parsed(text)
    assert read.charges(amount_fen)
    assert not read.charges(amount_fen + 1)


@given(place=st.integers(0, 60), other=st.sampled_from("0123456789"))
def test_one_wrong_character_is_found(place: int, other: str) -> None:
    text = emvco.merchant_text(account="http://x/pay/c", merchant="M", amount_fen=3180, reference="r")
    wrong = text[:place] + other + text[place + 1 :]
    if wrong != text:
        with pytest.raises(NotMerchantText):
            emvco.parsed(wrong)


@given(st.text(max_size=200))
def test_any_text_is_refused_or_read(text: str) -> None:
    for one in (text, "000201" + text):
        try:
            emvco.parsed(one)
        except NotMerchantText:
            continue


def test_an_open_amount_charges_nothing_of_ours() -> None:
    body = "00020126080104abcd5303156" + "6304"
    read = emvco.parsed(body + f"{emvco.crc(body):04X}")
    assert read.amount_fen is None
    assert not read.charges(0)
