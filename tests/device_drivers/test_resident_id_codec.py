# SPDX-License-Identifier: Apache-2.0
"""SDT frames and card data against published and computed vectors."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.errors import CardUnreadable, ProtocolError
from device_drivers.resident_id import ResidentCard, is_id_number
from device_drivers.resident_id.card import CardKind, decode_card
from device_drivers.resident_id.chip import CardData
from device_drivers.resident_id.codec import (
    Command,
    Reply,
    Status,
    checksum,
    decode_address,
    decode_reply,
    encode_frame,
    is_answer,
    request,
    sam_number,
    split_card_data,
    split_frame,
    text_block,
)
from device_drivers.resident_id.tables import NATIONS, SEXES

TEXT = bytes.fromhex(
    "205F094E20002000200020002000200020002000200020002000200020003100"
    "30003100310039003400390031003200330031001753AC4E025E1D6733963A53"
    "FA5EFD56EF8D310030003000F753200020002000200020002000200020002000"
    "2000200020002000200020002000200020002000200020002000310031003000"
    "3100300035003100390034003900310032003300310030003000320058001753"
    "AC4E025E6C51895B405C1D6733960652405C2000200020002000200032003000"
    "3200300030003100300031007F951F6720002000200020002000200020002000"
    "2000200020002000200020002000200020002000200020002000200020002000"
)
REQUESTS = {
    Command.RESET: "AA AA AA 96 69 00 03 10 FF EC",
    Command.STATUS: "AA AA AA 96 69 00 03 11 FF ED",
    Command.SAM_NUMBER: "AA AA AA 96 69 00 03 12 FF EE",
    Command.FIND: "AA AA AA 96 69 00 03 20 01 22",
    Command.SELECT: "AA AA AA 96 69 00 03 20 02 21",
    Command.READ: "AA AA AA 96 69 00 03 30 01 32",
    Command.READ_APPENDED_ADDRESS: "AA AA AA 96 69 00 03 30 03 30",
}
STATUS_CHECKS = {
    0x90: 0x94, 0x91: 0x95, 0x10: 0x14, 0x11: 0x15, 0x21: 0x25, 0x23: 0x27, 0x24: 0x20, 0x31: 0x35,
    0x32: 0x36, 0x33: 0x37, 0x40: 0x44, 0x41: 0x45, 0x47: 0x43, 0x60: 0x64, 0x66: 0x62, 0x80: 0x84, 0x81: 0x85,
}  # fmt: skip
SAM = bytes.fromhex("AA AA AA 96 69 00 14 00 00 90 05 00 01 00 9D 3E 34 01 4E 61 BC 00 4D E6 40 BB D5")


def card_frame() -> bytes:
    payload = bytes.fromhex("00 00 90 01 00 04 00") + TEXT + bytes(1024)
    return encode_frame(payload)


def take(frame: bytes) -> bytes:
    payload, rest = split_frame(frame)
    assert payload is not None
    assert rest == b""
    return payload


@pytest.mark.parametrize(("command", "frame"), REQUESTS.items())
def test_requests(command: Command, frame: str) -> None:
    assert request(command) == bytes.fromhex(frame)


@pytest.mark.parametrize(("status", "check"), STATUS_CHECKS.items())
def test_status_frames(status: int, check: int) -> None:
    frame = bytes.fromhex("AA AA AA 96 69 00 04 00 00") + bytes([status, check])
    assert encode_frame(bytes([0, 0, status])) == frame
    reply = decode_reply(take(frame))
    assert (reply.status, reply.card_status, reply.data) == (status, 0, b"")


def test_every_status_but_found_has_a_frame() -> None:
    assert set(Status) == {*STATUS_CHECKS, Status.FOUND}


def test_find_and_select_replies() -> None:
    find = bytes.fromhex("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97")
    select = bytes.fromhex("AA AA AA 96 69 00 0C 00 00 90") + bytes(8) + b"\x9c"
    assert decode_reply(take(find)).status is Status.FOUND
    assert decode_reply(take(find)).data == bytes(4)
    assert decode_reply(take(select)).status is Status.OK
    assert decode_reply(take(select)).data == bytes(8)


def test_sam_number() -> None:
    number = sam_number(decode_reply(take(SAM)).data)
    assert (number.maker, number.kind, number.made, number.serial, number.check) == (
        5,
        1,
        20201117,
        12345678,
        3141592653,
    )
    with pytest.raises(ProtocolError):
        sam_number(bytes(15))


def test_complete_card() -> None:
    assert sha256(TEXT).hexdigest() == "22a054c53cd08bf4cf0e69bc3ced7fc5b38778e095356361df0ec89c1ddef37d"
    frame = card_frame()
    assert len(frame) == 1295
    assert frame[-1] == 0x46
    assert frame[:18] == bytes.fromhex("AA AA AA 96 69 05 08 00 00 90 01 00 04 00 20 5F 09 4E")
    assert sha256(frame).hexdigest() == "2d2ab746da04535c0f079a63169f74f55e2883e481acf17d43eecf765c14159f"
    card = decode_card(text_block(decode_reply(take(frame)).data))
    assert isinstance(card, ResidentCard)
    assert card.name == "张三"
    assert (card.sex, card.sex_name, card.nation, card.nation_name) == ("1", "男", "01", "汉")
    assert card.birth == "19491231"
    assert card.address == "北京市朝阳区建国路100号"
    assert card.id_number == "11010519491231002X"
    assert card.issuer == "北京市公安局朝阳分局"
    assert (card.valid_from, card.valid_to) == ("20200101", "长期")
    assert card.kind is CardKind.RESIDENT


def test_the_simulator_writes_the_same_card() -> None:
    card = CardData(
        name="张三",
        id_number="11010519491231002X",
        sex="1",
        address="北京市朝阳区建国路100号",
        issuer="北京市公安局朝阳分局",
    )
    assert card.text() == TEXT


def test_nul_padding_is_stripped_too() -> None:
    assert decode_card(TEXT.replace(b"\x20\x00", b"\x00\x00")) == decode_card(TEXT)


def test_half_a_surrogate_pair_does_not_spoil_the_card() -> None:
    damaged = b"\x42\xd8" + TEXT[2:]
    assert decode_card(damaged).name == "\ufffd三"
    rare = "𠮷三".encode("utf-16-le")
    assert decode_card(rare + TEXT[len(rare) :]).name == "𠮷三"


def test_a_number_that_is_none_makes_the_card_unreadable() -> None:
    with pytest.raises(CardUnreadable) as caught:
        decode_card(TEXT.replace("2X".encode("utf-16-le"), "3X".encode("utf-16-le")))
    assert caught.value.code == "cardUnreadable"


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "810000199408230021", "830000199201300022"]
)
def test_check_digits(number: str) -> None:
    assert is_id_number(number)
    assert not is_id_number(number[:16] + ("1" if number[16] == "0" else "0") + number[17])


def test_nations() -> None:
    assert len(NATIONS) == 58
    assert (NATIONS["11"], NATIONS["43"], NATIONS["56"], NATIONS["97"]) == ("满", "乌孜别克", "基诺", "其他")
    assert (NATIONS["01"], NATIONS["14"], NATIONS["29"], NATIONS["42"]) == ("汉", "白", "柯尔克孜", "怒")
    assert SEXES == {"0": "未知", "1": "男", "2": "女", "9": "未说明"}


def test_an_appended_address() -> None:
    frame = bytes.fromhex("AA AA AA 96 69 00 4A 00 00 90") + ("幸福社区8号" + " " * 29).encode("utf-16-le")
    frame += bytes([checksum(frame[5:])])
    assert len(frame) == 81
    reply = decode_reply(take(frame))
    assert (reply.status, decode_address(reply.data)) == (Status.OK, "幸福社区8号")
    with pytest.raises(ProtocolError):
        decode_address(reply.data[:-2])


CARD_DATA = b"\x01\x00\x04\x00" + TEXT + bytes(1024)
ANSWERS = {
    Command.RESET: [(0x90, b"")],
    Command.STATUS: [(0x90, b"")],
    Command.SAM_NUMBER: [(0x90, bytes(16))],
    Command.FIND: [(0x9F, bytes(4))],
    Command.SELECT: [(0x90, bytes(8))],
    Command.READ: [(0x90, CARD_DATA)],
    Command.READ_APPENDED_ADDRESS: [(0x90, bytes(70)), (0x91, b"")],
}


@pytest.mark.parametrize("command", Command)
def test_an_answer_is_told_from_one_to_another_kind_of_question(command: Command) -> None:
    for status, data in ANSWERS[command]:
        assert is_answer(Reply(Status(status), 0, data), command)
    others = {
        Command.FIND: [(0x90, b""), (0x90, CARD_DATA), (0x91, b"")],
        Command.READ: [(0x9F, bytes(4)), (0x90, b"")],
    }
    for status, data in others.get(command, [(0x9F, bytes(4)), (0x90, CARD_DATA)]):
        assert not is_answer(Reply(Status(status), 0, data), command)
    assert is_answer(Reply(Status.NO_CARD, 0, b""), command)


@pytest.mark.parametrize("photo", [b"", bytes(1024)])
def test_text_and_photo_are_told_apart(photo: bytes) -> None:
    data = b"\x01\x00" + len(photo).to_bytes(2, "big") + TEXT + photo
    assert split_card_data(data) == (TEXT, photo)
    with pytest.raises(ProtocolError):
        split_card_data(data + b"\0")


def test_a_preamble_inside_the_photo_is_data() -> None:
    photo = request(Command.FIND).ljust(1024, b"\xaa")
    frame = encode_frame(bytes.fromhex("00 00 90 01 00 04 00") + TEXT + photo)
    assert text_block(take(frame)[3:]) == TEXT


def test_a_first_byte_lost_or_repeated() -> None:
    frame = request(Command.FIND)
    assert split_frame(frame[1:]) == (b"\x20\x01", b"")
    assert split_frame(b"\xaa" + frame) == (b"\x20\x01", b"")


@given(st.binary(min_size=2, max_size=1500), st.binary(max_size=40))
def test_frames_round_trip(payload: bytes, rest: bytes) -> None:
    assert split_frame(encode_frame(payload) + rest) == (payload, rest)


@given(st.binary(min_size=2, max_size=60), st.integers(min_value=0))
def test_a_truncated_frame_waits_for_more(payload: bytes, cut: int) -> None:
    frame = encode_frame(payload)
    head = frame[: cut % len(frame)]
    taken, rest = split_frame(head)
    assert taken is None
    assert split_frame(rest + frame[len(head) :]) == (payload, b"")


@given(st.binary(max_size=50), st.binary(min_size=2, max_size=60))
def test_noise_before_a_frame_is_skipped(noise: bytes, payload: bytes) -> None:
    noise = noise.replace(b"\xaa", b"")
    assert split_frame(noise + encode_frame(payload)) == (payload, b"")


@given(st.binary(min_size=2, max_size=60), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_damaged_frame_is_never_taken_for_good(payload: bytes, at: int, change: int) -> None:
    frame = bytearray(encode_frame(payload))
    frame[7 + at % (len(frame) - 7)] ^= change
    with pytest.raises(ProtocolError):
        split_frame(bytes(frame))


@given(st.lists(st.one_of(st.binary(max_size=30), st.just(b"\xaa\xaa\xaa\x96\x69"), st.just(b"\x00\x04")), max_size=20))
def test_any_stream_ends_in_frames_or_a_typed_error(pieces: list[bytes]) -> None:
    stream = b"".join(pieces)
    steps = 0
    payload: bytes | None = b""
    while payload is not None:
        try:
            payload, rest = split_frame(stream)
            if payload is not None:
                decode_reply(payload)
        except ProtocolError:
            return
        assert len(rest) < len(stream) or payload is None
        stream = rest
        steps += 1
    assert steps < 1000


@given(st.binary(max_size=1400))
def test_any_card_data_is_a_card_or_a_typed_error(data: bytes) -> None:
    for block in (data, b"\x01\x00\x04\x00" + data.ljust(1280, b"\0")[:1280]):
        try:
            decode_card(text_block(block))
        except (ProtocolError, CardUnreadable) as error:
            assert error.code  # noqa: PT017 -- both outcomes are good


@given(st.binary(max_size=64))
def test_checksum_is_an_xor(body: bytes) -> None:
    assert checksum(body + bytes([checksum(body)])) == 0
