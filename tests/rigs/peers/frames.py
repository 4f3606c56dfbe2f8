# SPDX-License-Identifier: Apache-2.0
"""The SDT frames that others have published, against our codec, our driver and our simulated reader.

Requests are byte-identical in public code (BearPi, HslCommunication, THID_CVR_IDCard.c, softs.im); the replies to find
and select stand at yzsam.com. The card's text block was set from the GA/T 490 table, apart from this code.
"""

import random
import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from device_drivers.errors import DeviceError, ProtocolError
from device_drivers.resident_id import ResidentIdReader
from device_drivers.resident_id.chip import CardData
from device_drivers.resident_id.codec import Command, decode_reply, request, split_frame
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.serial_port import SerialPort
from device_drivers.tcp_port import TcpPort
from tests.device_drivers.test_resident_id_codec import TEXT
from tests.rigs.peers.verdict import Verdict

RESET, STATUS, SAM = "AAAAAA96690003 10FF EC", "AAAAAA96690003 11FF ED", "AAAAAA96690003 12FF EE"
FIND, SELECT, READ = "AAAAAA96690003 2001 22", "AAAAAA96690003 2002 21", "AAAAAA96690003 3001 32"
ADDRESS = "AAAAAA96690003 3003 30"
REQUESTS = {
    Command.RESET: RESET,
    Command.STATUS: STATUS,
    Command.SAM_NUMBER: SAM,
    Command.FIND: FIND,
    Command.SELECT: SELECT,
    Command.READ: READ,
    Command.READ_APPENDED_ADDRESS: ADDRESS,
}
FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")
OK = bytes.fromhex("AAAAAA9669 0004 000090 94")
NO_CARD = bytes.fromhex("AAAAAA9669 0004 000080 84")
NO_ADDRESS = bytes.fromhex("AAAAAA9669 0004 000091 95")
BAD_CHECKSUM = bytes.fromhex("AAAAAA9669 0004 000010 14")
SAM_NUMBER = bytes.fromhex("AAAAAA9669 0014 000090 0500 0100 9D3E3401 4E61BC00 4DE640BB D5")
CARD_SHA256 = "2d2ab746da04535c0f079a63169f74f55e2883e481acf17d43eecf765c14159f"
"""Of the whole reply to 30 01, 1295 bytes, with a photo of zeros."""
CARD_FRAME = bytes.fromhex("AAAAAA9669 0508 000090 0100 0400") + TEXT + bytes(1024) + b"\x46"
CARD = CardData(
    name="张三",
    id_number="11010519491231002X",
    sex="1",
    nation="01",
    birth="19491231",
    address="北京市朝阳区建国路100号",
    issuer="北京市公安局朝阳分局",
    valid_from="20200101",
    valid_to="长期",
    photo=bytes(1024),
)
DIALOGUE = (
    (RESET, OK),
    (STATUS, OK),
    (SAM, SAM_NUMBER),
    (FIND, FOUND),
    (SELECT, SELECTED),
    (READ, CARD_SHA256),
    (ADDRESS, NO_ADDRESS),
    (FIND, NO_CARD),
)
REPLIES = (FOUND, SELECTED, OK, NO_CARD, NO_ADDRESS, BAD_CHECKSUM, SAM_NUMBER)
DAMAGED_AT_FULL_SCALE = 10_000
READ_S = 5.0


def check(scale: float, seed: int) -> Verdict:
    wrong = [
        f"our {command.name} is another frame" for command, said in REQUESTS.items() if request(command) != _of(said)
    ]
    with tempfile.TemporaryDirectory(prefix="frames-") as folder, _reader(Path(folder)) as reader:
        reader.put_card(CARD)
        with closing(SerialPort(str(Path(folder, "reader")), 115_200)) as port:
            port.open()
            wrong += [
                f"our reader answers {said} otherwise" for said, reply in DIALOGUE if not _answers(port, said, reply)
            ]
            noticed = all(_answers(port, _damaged(said), BAD_CHECKSUM) for said in (FIND, READ))
        reader.take_card()
        reader.put_card(CARD)
        wrong += _read_by_driver(Path(folder))
    if _from_published(broken=False) != CARD.name:
        wrong.append("our driver does not read the published card")
    noticed = noticed and _from_published(broken=True) == "protocolError"
    choice = random.Random(seed)
    damaged = [_spoilt(choice) for _ in range(max(300, int(DAMAGED_AT_FULL_SCALE * scale)))]
    return Verdict(
        len(REQUESTS) + len(DIALOGUE) + len(REPLIES) + 2,
        tuple(wrong),
        good_held=all(map(_accepted, REPLIES)) and sha256(CARD_FRAME).hexdigest() == CARD_SHA256,
        bad_noticed=noticed and not any(map(_accepted, damaged)),
    )


def _of(said: str) -> bytes:
    return bytes.fromhex(said)


def _damaged(said: str) -> str:
    frame = _of(said)
    return (frame[:-1] + bytes([frame[-1] ^ 0x40])).hex()


def _reader(folder: Path) -> ResidentIdSimulator:
    return ResidentIdSimulator(folder / "reader")


def _answers(port: SerialPort, said: str, expected: bytes | str) -> bool:
    port.discard_input()
    port.write(_of(said))
    heard = port.read(READ_S)
    size = len(expected) if isinstance(expected, bytes) else 1295
    while heard and len(heard) < size and (more := port.read(READ_S)):
        heard += more
    return heard == expected if isinstance(expected, bytes) else sha256(heard).hexdigest() == expected


def _read_by_driver(folder: Path) -> Iterator[str]:
    driver = ResidentIdReader(str(folder / "reader"))
    card = driver.read(deadline_s=READ_S, cancelled=lambda: False)
    driver.close()
    for name in ("name", "id_number", "birth", "address"):
        if getattr(card, name) != getattr(CARD, name):
            yield f"our driver reads another {name}"


def _from_published(*, broken: bool) -> str:
    """What our driver reads from a reader that can do nothing but give published replies back."""
    frame = CARD_FRAME[:20] + bytes([CARD_FRAME[20] ^ 1]) + CARD_FRAME[21:] if broken else CARD_FRAME
    replies = {_of(FIND): FOUND, _of(SELECT): SELECTED, _of(READ): frame}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_play, args=(listener, replies))
        thread.start()
        driver = ResidentIdReader(TcpPort(*listener.getsockname()))
        try:
            return driver.read(deadline_s=READ_S, cancelled=lambda: False).name
        except DeviceError as error:
            return error.code
        finally:
            driver.close()
            thread.join()


def _play(listener: socket.socket, replies: Mapping[bytes, bytes]) -> None:
    connection, _ = listener.accept()
    with connection:
        while said := connection.recv(64):
            connection.sendall(replies[said])


def _spoilt(choice: random.Random) -> bytes:
    """A published reply with one bit turned, behind the preamble and LEN: there only more bytes would be waited for."""
    frame = bytearray(choice.choice(REPLIES))
    frame[choice.randrange(7, len(frame))] ^= 1 << choice.randrange(8)
    return bytes(frame)


def _accepted(frame: bytes) -> bool:
    try:
        payload, rest = split_frame(frame)
        return payload is not None and not rest and decode_reply(payload) is not None
    except ProtocolError:
        return False
