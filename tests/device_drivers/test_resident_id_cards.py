# SPDX-License-Identifier: Apache-2.0
"""The kinds of card that are no resident's: each laid out by hand from its published table, byte by byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.errors import CardUnreadable
from device_drivers.resident_id import (
    CardKind,
    Foreigner2017,
    Foreigner2023,
    HkMacaoTaiwanPermit,
    ResidentCard,
    decode_card,
    is_id_number,
)
from device_drivers.resident_id.chip import Foreigner2017Data, Foreigner2023Data, PermitData
from device_drivers.resident_id.numbers import travel_document_check

BLANK = " ".encode("utf-16-le") * 128


def laid_out(*fields: tuple[int, int, str]) -> bytes:
    """Offset, length and text, as the tables of the reference name them."""
    block = bytearray(BLANK)
    for offset, length, text in fields:
        raw = text.encode("utf-16-le")
        assert len(raw) <= length
        block[offset : offset + len(raw)] = raw
    return bytes(block)


PERMIT = laid_out(
    (0, 30, "陈大文"), (30, 2, "1"), (36, 16, "19940823"), (52, 70, "北京市朝阳区建国路100号"),
    (122, 36, "810000199408230021"), (158, 30, "北京市公安局朝阳分局"), (188, 16, "20200101"), (204, 16, "20250101"),
    (220, 18, "H12345678"), (238, 4, "02"), (248, 2, "J"),
)  # fmt: skip
FOREIGNER_2017 = laid_out(
    (0, 120, "SAMPLE, ALEXANDER JONATHAN"), (120, 2, "1"), (122, 30, "CAN110081080381"), (152, 6, "CAN"),
    (158, 30, "艾理"), (188, 16, "20200101"), (204, 16, "20300101"), (220, 16, "19810803"), (236, 4, "01"),
    (240, 8, "1500"), (248, 2, "I"),
)  # fmt: skip
FOREIGNER_2023 = laid_out(
    (0, 30, "艾理"), (30, 2, "2"), (32, 4, "01"), (36, 16, "19810803"), (52, 70, "SAMPLE, ALEXANDRINA JONATHAN MARIA "),
    (122, 36, "911124198108030024"), (188, 16, "20240101"), (204, 16, "20340101"), (220, 22, "DE LA CRUZ"),
    (242, 6, "CAN"), (248, 2, "Y"), (250, 6, "008"),
)  # fmt: skip


def test_a_residence_permit() -> None:
    card = decode_card(PERMIT)
    assert isinstance(card, HkMacaoTaiwanPermit)
    assert card.kind is CardKind.HK_MACAO_TAIWAN
    assert (card.name, card.sex_name, card.birth) == ("陈大文", "男", "19940823")
    assert (card.address, card.id_number) == ("北京市朝阳区建国路100号", "810000199408230021")
    assert (card.issuer, card.valid_from, card.valid_to) == ("北京市公安局朝阳分局", "20200101", "20250101")
    assert (card.travel_permit, card.issue_count) == ("H12345678", "02")
    assert not hasattr(card, "nation")


def test_a_foreigner_of_2017() -> None:
    card = decode_card(FOREIGNER_2017)
    assert isinstance(card, Foreigner2017)
    assert card.kind is CardKind.FOREIGNER_2017
    assert (card.english_name, card.chinese_name, card.name) == ("SAMPLE, ALEXANDER JONATHAN", "艾理", "艾理")
    assert (card.sex, card.id_number, card.nationality) == ("1", "CAN110081080381", "CAN")
    assert (card.valid_from, card.valid_to, card.birth) == ("20200101", "20300101", "19810803")
    assert (card.version, card.authority) == ("01", "1500")


def test_a_foreigner_of_2023() -> None:
    card = decode_card(FOREIGNER_2023)
    assert isinstance(card, Foreigner2023)
    assert card.kind is CardKind.FOREIGNER_2023
    assert card.english_name == "SAMPLE, ALEXANDRINA JONATHAN MARIA DE LA CRUZ"
    assert (card.chinese_name, card.sex_name, card.renewals, card.birth) == ("艾理", "女", "01", "19810803")
    assert (card.id_number, card.nationality) == ("911124198108030024", "CAN")
    assert (card.valid_from, card.valid_to) == ("20240101", "20340101")
    # Country, province, link, day of birth, link, and the check digit: 12x7 + 10x3 + 23 + ... = 241.
    assert card.old_number == "CAN110081080381"


def test_a_first_card_of_2023_has_no_old_number() -> None:
    card = decode_card(FOREIGNER_2023[:250] + BLANK[250:])
    assert isinstance(card, Foreigner2023)
    assert (card.old_number_link, card.old_number) == ("", None)


def test_a_foreigner_without_a_chinese_name() -> None:
    blank = " ".encode("utf-16-le") * 15
    for block, at in ((FOREIGNER_2017, 158), (FOREIGNER_2023, 0)):
        assert decode_card(block[:at] + blank + block[at + 30 :]).name.startswith("SAMPLE, ALEXAND")


@pytest.mark.parametrize(
    ("text", "digit"), [("L898902C3", 6), ("740812", 2), ("120415", 9), ("ZE184226B<<<<<", 1), ("520727", 3)]
)
def test_check_digits_of_travel_documents(text: str, digit: int) -> None:
    """The examples of ICAO 9303, parts 3 and 4."""
    assert travel_document_check(text) == digit


@pytest.mark.parametrize("text", ["a", "é", " ", "①"])
def test_what_no_travel_document_has(text: str) -> None:
    with pytest.raises(ValueError):
        travel_document_check(text)


@pytest.mark.parametrize("number", ["932682198501010017", "911124198108030024", "931586198001010028"])
def test_numbers_of_2023(number: str) -> None:
    assert is_id_number(number)


@pytest.mark.parametrize(
    ("block", "flag"),
    [
        *((PERMIT, "I"), (PERMIT, "Y")),
        *((FOREIGNER_2017, " "), (FOREIGNER_2017, "J"), (FOREIGNER_2017, "Y"), (FOREIGNER_2023, "I")),
    ],
)
def test_by_another_flag_no_number_stands_where_it_belongs(block: bytes, flag: str) -> None:
    with pytest.raises(CardUnreadable):
        decode_card(block[:248] + flag.encode("utf-16-le") + block[250:])


@pytest.mark.parametrize("block", [PERMIT, FOREIGNER_2017, FOREIGNER_2023])
def test_a_card_without_any_name_is_unreadable(block: bytes) -> None:
    nameless = BLANK[:122] + block[122:]
    if block is FOREIGNER_2017:
        nameless = nameless[:158] + BLANK[:30] + nameless[188:]
    if block is FOREIGNER_2023:
        nameless = nameless[:220] + BLANK[:22] + nameless[242:]
    with pytest.raises(CardUnreadable):
        decode_card(nameless)


def test_the_simulator_writes_the_same_cards() -> None:
    permit = PermitData(
        name="陈大文", id_number="810000199408230021", sex="1", address="北京市朝阳区建国路100号",
        issuer="北京市公安局朝阳分局", valid_to="20250101", issue_count="02",
    )  # fmt: skip
    assert permit.text() == PERMIT
    old = Foreigner2017Data(
        name="SAMPLE, ALEXANDER JONATHAN", id_number="CAN110081080381", chinese_name="艾理", valid_to="20300101"
    )
    assert old.text() == FOREIGNER_2017
    new = Foreigner2023Data(
        name="SAMPLE, ALEXANDRINA JONATHAN MARIA DE LA CRUZ", id_number="911124198108030024", chinese_name="艾理",
        renewals="01", valid_from="20240101", valid_to="20340101", old_number_link="008",
    )  # fmt: skip
    assert new.text() == FOREIGNER_2023


@given(st.sampled_from(" IJY"), st.binary(min_size=256, max_size=256))
def test_any_block_is_a_card_or_a_typed_error(flag: str, block: bytes) -> None:
    try:
        card = decode_card(block[:248] + flag.encode("utf-16-le") + block[250:])
    except CardUnreadable:
        return
    assert isinstance(card, ResidentCard | HkMacaoTaiwanPermit | Foreigner2017 | Foreigner2023)
    assert card.name
    assert card.id_number
