# SPDX-License-Identifier: Apache-2.0
"""Commands, statuses, answers to reset and records of smart cards by the published bytes, and what is never sent."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.errors import CardUnreadable, ProtocolError
from device_drivers.smart_card import apdu, social_security
from device_drivers.smart_card.apdu import Answer, Command, Instruction, Protocol, decode_answer, follow
from device_drivers.smart_card.atr import Storage, decode_atr
from device_drivers.smart_card.card import Reading, Uid, bank_selections
from device_drivers.smart_card.driver import stem
from device_drivers.smart_card.social_security import decode_card, record_value
from device_drivers.smart_card.status_words import Verdict, failure, verdict

PACKAGE = Path(apdu.__file__).parent
SELECT = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
PIN_INSTRUCTIONS = {0x20, 0x21, 0x22, 0x24, 0x26, 0x28, 0x2A, 0x2C, 0x82, 0x84, 0x86, 0x87, 0x88}
"""VERIFY, its kin, CHANGE, DISABLE, ENABLE, RESET RETRY COUNTER, and what authenticates."""

VALUES = {
    0x01: bytes.fromhex("110105") + bytes(13),
    0x02: b"3",
    0x03: b"3.00",
    0x04: bytes(12),
    0x05: bytes.fromhex("20260102"),
    0x06: bytes.fromhex("20360102"),
    0x07: b"A12345678",
    0x08: b"11010519491231002X",
    0x09: bytes.fromhex("CDF5D0E3C0BC") + bytes(24),
    0x0A: b"2",
    0x0B: b"\x01",
    0x0C: bytes.fromhex("110105"),
    0x0D: bytes.fromhex("19491231"),
}


@pytest.mark.parametrize("protocol", Protocol)
def test_commands_as_published(protocol: Protocol) -> None:
    first, second = apdu.select_file(0xEF05)
    commands = {
        apdu.select_application(social_security.APPLICATION): SELECT,
        first: "00A4020002EF05",
        second: "00A4000002EF05",
        apdu.read_record_number(7, le=0x0B): "00B207040B",
        apdu.read_record_number(1): "00B2010400",
        apdu.read_record_tag(8, le=0x14): "00B2080014",
        apdu.get_uid(): "FFCA000000",
    }
    for command, published in commands.items():
        assert command.encode(protocol) == bytes.fromhex(published)


def test_a_bank_cards_directory_is_selected_as_published() -> None:
    contactless, contact, union_pay = bank_selections()
    published = "00A404000E325041592E5359532E4444463031"
    assert contactless.encode(Protocol.T1) == bytes.fromhex(published + "00")
    assert contactless.encode(Protocol.T0) == bytes.fromhex(published)
    assert contact.encode(Protocol.T0) == bytes.fromhex("00A404000E315041592E5359532E4444463031")
    assert union_pay.encode(Protocol.T0) == bytes.fromhex("00A4040007A0000003330101")


@given(instruction=st.integers(0, 255), p1=st.integers(0, 255), p2=st.integers(0, 255), data=st.binary(max_size=16))
def test_no_command_that_could_carry_a_pin_can_be_made(instruction: int, p1: int, p2: int, data: bytes) -> None:
    try:
        encoded = Command(instruction, p1, p2, data, 0).encode(Protocol.T1)  # type: ignore[arg-type]
    except ValueError:
        return
    assert encoded[1] in {0xA4, 0xB2, 0xC0, 0xCA}
    assert encoded[1] == 0xA4 or len(encoded) == 5


def test_each_instruction() -> None:
    assert {int(instruction) for instruction in Instruction} == {0xA4, 0xB2, 0xC0, 0xCA}
    for number in range(256):
        if number in set(Instruction):
            assert Command(number, 0, 0).instruction not in PIN_INSTRUCTIONS  # type: ignore[arg-type]
        else:
            with pytest.raises(ValueError):
                Command(number, 0, 0)  # type: ignore[arg-type]


def test_one_place_sends_and_it_sends_commands_alone() -> None:
    """The product's modules, read as source: who calls PC/SC, and with what."""
    sends: list[str] = []
    callers: set[str] = set()
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
                if any(name.split(".")[0] == "smartcard" for name in names):
                    callers.add(path.name)
                    imported = {one.name for one in node.names}
                    # A reader with a keypad is given PINs by SCardControl.
                    assert not imported & {"*", "SCardControl", "SCardSetAttrib"}
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("SCardTransmit"):
                sends.append(ast.unparse(node.args[2]))
    assert callers == {"pcsc.py"}
    assert sends == ["list(command.encode(self.protocol))"]


def test_whole_answers() -> None:
    select = apdu.select_application(social_security.APPLICATION)
    fetched = follow(select, Answer(0x611B))
    assert fetched is not None
    assert fetched.encode(Protocol.T0) == bytes.fromhex("00C000001B")
    exact = follow(apdu.read_record_number(7), Answer(0x6C0B))
    assert exact is not None
    assert exact.encode(Protocol.T0) == bytes.fromhex("00B207040B")
    assert follow(exact, Answer(0x6C0B)) is None
    assert follow(bank_selections()[0], Answer(0x6130)) is None
    assert follow(select, Answer(0x9000)) is None


@given(st.binary(max_size=300))
def test_any_answer(answer: bytes) -> None:
    if len(answer) < 2:
        with pytest.raises(ProtocolError):
            decode_answer(answer)
    else:
        decoded = decode_answer(answer)
        assert decoded.data + decoded.status.to_bytes(2, "big") == answer


@pytest.mark.parametrize(
    ("status", "meaning", "code"),
    [
        (0x9000, Verdict.DONE, None),
        (0x611B, Verdict.DONE, None),
        (0x6A82, Verdict.ABSENT, None),
        (0x6A83, Verdict.ABSENT, None),
        (0x6700, Verdict.WRONG_LENGTH, None),
        (0x6982, Verdict.DENIED, "cardAccessDenied"),
        (0x6283, Verdict.BLOCKED, "cardBlocked"),
        (0x6F00, Verdict.FAILED, "cardUnreadable"),
        (0x0000, Verdict.FAILED, "cardUnreadable"),
    ],
)
def test_statuses(status: int, meaning: Verdict, code: str | None) -> None:
    assert verdict(status) is meaning
    if code is not None:
        error = failure(status, "reading")
        assert isinstance(error, CardUnreadable)
        assert error.code == code


def test_answers_to_reset() -> None:
    contact = decode_atr(bytes.fromhex("3B6500009A33020001"))
    assert (contact.protocols, contact.historical, contact.contactless) == (
        (0,),
        bytes.fromhex("9A33020001"),
        False,
    )
    card = decode_atr(bytes.fromhex("3B80800101"))
    assert (card.protocols, card.contactless, card.storage) == ((0, 1), True, None)
    mifare = decode_atr(bytes.fromhex("3B8F8001804F0CA000000306030001000000006A"))
    assert mifare.storage == Storage(3, 1)
    for broken in ("", "3B", "FFFFFF", "3B80800102", "3B8080", "3B6500009A330200", "3B8F8001804F"):
        with pytest.raises(ProtocolError):
            decode_atr(bytes.fromhex(broken))


@given(st.binary(max_size=40))
def test_any_answer_to_reset_is_read_or_refused(reset: bytes) -> None:
    for candidate in (reset, b"\x3b" + reset):
        try:
            assert len(decode_atr(candidate).historical) <= 15
        except ProtocolError:
            continue


def test_a_card_as_published() -> None:
    card = decode_card(VALUES)
    assert (card.name, card.id_number, card.card_number) == ("王秀兰", "11010519491231002X", "A12345678")
    assert (card.region, card.card_class, card.version) == ("110105", "3", "3.00")
    assert (card.issued, card.expires, card.birth, card.birth_place) == ("20260102", "20360102", "19491231", "110105")
    assert (card.sex_name, card.nation_name, card.is_residents) == ("女", "汉", True)


@pytest.mark.parametrize("filler", [b"\0", b" ", b"\xff"])
def test_names_are_read_whatever_fills_them_up(filler: bytes) -> None:
    for name in ("王秀兰", "阿卜杜拉·买买提", "㐀𠀀"):
        value = name.encode("gb18030").ljust(30, filler)
        assert decode_card({**VALUES, 0x09: value}).name == name


@pytest.mark.parametrize("tag", [0x07, 0x08, 0x09])
def test_without_name_or_number_a_card_identifies_nobody(tag: int) -> None:
    for value in (b"", b"\0" * 18, b" " * 18):
        with pytest.raises(CardUnreadable):
            decode_card({**VALUES, tag: value})
    with pytest.raises(CardUnreadable):
        decode_card({key: value for key, value in VALUES.items() if key != tag})


def test_records() -> None:
    assert record_value(bytes.fromhex("0709") + b"A12345678", 7) == b"A12345678"
    assert record_value(bytes.fromhex("0709") + b"A12345678", 8) is None
    for cut in (b"", b"\7", bytes.fromhex("0709") + b"A1234567"):
        with pytest.raises(ProtocolError):
            record_value(cut, 7)


@given(st.dictionaries(st.integers(1, 13), st.binary(max_size=40)))
def test_whatever_stands_in_the_records_is_read_or_refused(values: dict[int, bytes]) -> None:
    try:
        card = decode_card(values)
    except CardUnreadable:
        return
    assert card.name
    assert len(card.id_number) == 18


def test_values_print_masked() -> None:
    card = decode_card(VALUES)
    secrets = ("王", "11010519", "1949", "A1234", "04A1")
    uid = Uid(bytes.fromhex("04A1B2C3D4E5F6"))
    for value in (card, Answer(0x9000, VALUES[0x08]), uid, Reading("socialSecurity", "slot", True, uid, card)):  # type: ignore[arg-type]
        assert not any(secret in shown for secret in secrets for shown in (repr(value), str(value), f"{value}"))


def test_identifiers() -> None:
    assert Uid(bytes.fromhex("08112233")).is_random
    assert not Uid(bytes.fromhex("04A1B2C3D4E5F6")).is_random
    assert stem("ACS ACR1281 1S Dual Reader 00 01") == "ACS ACR1281 1S Dual Reader"
    assert stem("Reader 1") == "Reader 1"
