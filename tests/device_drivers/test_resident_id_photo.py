# SPDX-License-Identifier: Apache-2.0
"""The chip's photo: only for who asks with a decoder; a decoder that fails costs the photo and not the card."""

import gc
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from device_drivers.errors import PhotoUndecodable
from device_drivers.resident_id import NoPhoto, Photo, PhotoProgram, ResidentIdReader
from device_drivers.resident_id.chip import CardData
from device_drivers.resident_id.photo import BMP_LENGTH, PhotoDecoder
from device_drivers.resident_id.simulator import ResidentIdSimulator

FACE = bytes(range(1, 256)) * 4 + b"face"
CARD = CardData(name="张三", id_number="11010519491231002X", photo=FACE)
GOOD = """
import sys
wlt = sys.stdin.buffer.read()
assert len(wlt) == 1024
sys.stdout.buffer.write(b"BM" + wlt[:8] + bytes(38862 - 10))
"""


@pytest.fixture
def driver(reader: ResidentIdSimulator):
    driver = ResidentIdReader(str(reader._wire.link), find_interval_s=0.01)
    reader.put_card(CARD)
    yield driver
    driver.close()


def program(tmp_path: Path, source: str, *, limit_s: float = 20.0) -> PhotoProgram:
    path = tmp_path / "decode.py"
    path.write_text(source, encoding="utf-8")
    return PhotoProgram([sys.executable, "-I", "-S", str(path)], limit_s=limit_s)


def photo(driver: ResidentIdReader, decoder: PhotoDecoder | None) -> Photo | NoPhoto:
    reading = driver.read_card(deadline_s=30.0, cancelled=lambda: False, photo_decoder=decoder)
    assert reading.card.name == "张三"
    return reading.photo


def test_a_flow_that_asks_gets_it(driver: ResidentIdReader, tmp_path: Path) -> None:
    seen = photo(driver, program(tmp_path, GOOD))
    assert isinstance(seen, Photo)
    assert (len(seen.bmp), seen.bmp[:10]) == (BMP_LENGTH, b"BM" + FACE[:8])
    assert "BM" not in repr(seen)


def test_a_flow_that_does_not_ask_gets_none(driver: ResidentIdReader) -> None:
    assert photo(driver, None) is NoPhoto.NOT_ASKED


def test_the_driver_keeps_no_photo(driver: ResidentIdReader, tmp_path: Path) -> None:
    decoder = program(tmp_path, GOOD)
    photo(driver, decoder)
    assert not list(photos_below(driver))
    driver._kept = [FACE + b""]  # type: ignore[attr-defined]  # the search finds what is kept
    assert list(photos_below(driver))


def photos_below(thing: object) -> Iterator[bytes]:
    seen: set[int] = set()
    left = [thing]
    while left:
        here = left.pop()
        if id(here) in seen or isinstance(here, type | ModuleType | FunctionType):
            continue
        seen.add(id(here))
        left.extend(gc.get_referents(here))
        if isinstance(here, bytes | bytearray) and FACE[:8] in here:
            yield bytes(here)


@pytest.mark.parametrize("blank", [b"", bytes(1024), b"\x01" * 512])
def test_a_card_without_a_photo(
    reader: ResidentIdSimulator, driver: ResidentIdReader, tmp_path: Path, blank: bytes
) -> None:
    reader.put_card(replace(CARD, photo=blank))
    assert photo(driver, program(tmp_path, GOOD)) is NoPhoto.NONE_ON_CARD


BROKEN = {
    "ends badly": "raise SystemExit(3)",
    "dies": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "says nothing": "",
    "too short": "import sys; sys.stdout.buffer.write(b'BM')",
    "no BMP": "import sys; sys.stdout.buffer.write(bytes(38862))",
}


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
def test_a_decoder_that_fails(driver: ResidentIdReader, tmp_path: Path, source: str) -> None:
    decoder = program(tmp_path, source)
    assert photo(driver, decoder) is NoPhoto.NOT_DECODED
    with pytest.raises(PhotoUndecodable):
        decoder.decode(FACE)


def test_a_decoder_that_hangs_is_ended(tmp_path: Path) -> None:
    decoder = program(tmp_path, "import time; time.sleep(600)", limit_s=0.3)
    with pytest.raises(PhotoUndecodable, match="longer than"):
        decoder.decode(FACE)


def test_a_decoder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PhotoUndecodable, match="cannot be started"):
        PhotoProgram([str(tmp_path / "none")]).decode(FACE)


@pytest.mark.parametrize("then", ["sys.exit(1)", "sys.stdout.flush(); import time; time.sleep(600)"])
def test_errors_do_not_carry_the_photo(tmp_path: Path, then: str) -> None:
    echo = f"import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()); {then}"
    with pytest.raises(PhotoUndecodable) as caught:
        program(tmp_path, echo, limit_s=1.0).decode(FACE)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "face" not in str(caught.value)
