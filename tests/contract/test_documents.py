# SPDX-License-Identifier: Apache-2.0
"""Bytes from outside become typed values, or a clear error that repeats nothing personal."""

import contextlib
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import local, platform
from contract.document import canonical, decode, encode
from contract.errors import InvalidDocument
from contract.personal import IdNumber, PersonName
from contract.wording import BILL_KIND, CASE_STATE


@given(st.binary(max_size=400))
def test_any_bytes_are_a_document_or_an_invalid_one(data: bytes) -> None:
    for kind in (local.PaymentRequest, local.Command, platform.Order, platform.BillSearch):
        with contextlib.suppress(InvalidDocument):
            decode(data, kind)


@given(st.text(min_size=1, max_size=40), st.text(max_size=20))
def test_personal_values_travel_whole_and_print_masked(number: str, name: str) -> None:
    search = platform.BillSearch(id_number=IdNumber(number), name=PersonName(name), method=platform.IdentityMethod.CARD)
    assert decode(encode(search), platform.BillSearch) == search
    if len(number) >= 12:
        assert number not in repr(search) or set(number) <= {"*"}


def test_a_request_with_an_unknown_field_is_refused_and_an_answer_with_one_read() -> None:
    with pytest.raises(InvalidDocument):
        decode(b'{"language": "zh", "priority": 1}', local.SessionRequest)
    assert decode(b'{"code": "x", "title": "y", "new": 1}', local.Trouble).code == "x"


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("11010519491231002X", "110***********002X"),
        ("123", "***"),
        ("110105491231002", "110********1002"),
        ("CAN110081080381", "CAN********0381"),
    ],
)
def test_numbers_show_three_and_four(plain: str, masked: str) -> None:
    number = IdNumber(plain)
    assert str(number) == f"{number}" == masked
    assert plain not in repr(number)
    assert pickle.loads(pickle.dumps(number)).reveal() == plain  # noqa: S301


@pytest.mark.parametrize(
    ("plain", "everywhere", "own_screen"),
    [("王秀兰", "王**", "王*兰"), ("李强", "李*", "李*"), ("欧阳建国", "欧**", "欧**国"), ("", "*", "*")],
)
def test_names_show_the_surname_and_on_the_own_screen_a_little_more(
    plain: str, everywhere: str, own_screen: str
) -> None:
    assert str(PersonName(plain)) == everywhere
    assert PersonName(plain).on_own_screen() == own_screen


@pytest.mark.parametrize(
    ("plain", "everywhere", "own_screen"),
    [
        ("SMITH, JANE", "SM***", "SM***, J***"),
        ("SAMPLE, ALEXANDRINA JONATHAN MARIA DE LA CRUZ", "SA***", "SA***, A***"),
        ("LEE,ANN", "L***", "L***, A***"),
        ("O, X", "O***", "O***, X***"),
        ("SAMPLE ALEX", "SA***", "SA*** A***"),
        ("MADONNA", "MA***", "MA***"),
        ("МАРКОВА, АННА", "МА***", "МА***, А***"),
        ("SMITH,", "SM***", "SM***"),
    ],
)
def test_names_in_letters_show_how_they_begin(plain: str, everywhere: str, own_screen: str) -> None:
    assert f"{PersonName(plain)}" == everywhere
    assert PersonName(plain).on_own_screen() == own_screen


@given(st.text(min_size=3, max_size=60).filter(lambda name: "*" not in name))
def test_no_name_is_printed_whole(plain: str) -> None:
    for shown in (str(PersonName(plain)), PersonName(plain).on_own_screen()):
        assert "*" in shown
        assert plain not in shown
        assert len(shown) <= 13


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "810000199408230021",
        "830000199201300022",
        "911124198108030024",
        "CAN110081080381",
    ],
)
def test_the_number_of_every_kind_of_card_is_whole(number: str) -> None:
    assert IdNumber(number).is_whole()
    assert not IdNumber(number[:-1]).is_whole()
    assert not IdNumber(number + "0").is_whole()
    assert not IdNumber(f"{number}\n").is_whole()
    assert not IdNumber(number.replace("0", "٠")).is_whole()


@given(st.sampled_from(["11010519491231002X", "810000199408230021", "911124198108030024"]), st.integers(0, 17))
def test_a_wrong_digit_in_a_number_is_found(number: str, at: int) -> None:
    for digit in set("0123456789X") - {number[at]}:
        assert not IdNumber(number[:at] + digit + number[at + 1 :]).is_whole()


def test_equal_documents_have_equal_canonical_bytes() -> None:
    one = local.PaymentRequest(bill_nos=("W202610000101",), amount_fen=1)
    assert canonical(one) == canonical(decode(encode(one), local.PaymentRequest))


def test_every_kind_has_its_words() -> None:
    assert set(BILL_KIND) == set(platform.BillKind)
    assert set(CASE_STATE) == set(platform.CaseState)
    assert all(text.zh and text.en for text in [*BILL_KIND.values(), *CASE_STATE.values()])
