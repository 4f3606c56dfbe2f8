# SPDX-License-Identifier: Apache-2.0
"""Vendors' frames: published bytes, and each model's simulator on a real line."""

from pathlib import Path

import pytest

from device_drivers.errors import Unsupported
from device_drivers.resident_id import FRAMINGS, ResidentIdReader
from device_drivers.resident_id.chip import CardData
from device_drivers.resident_id.codec import Command, negated_sum, request
from device_drivers.resident_id.framing import CVR_100AU_NJ, CVR_100D, CVR_100R, SDT
from device_drivers.resident_id.simulator import MODELS, ResidentIdSimulator
from device_drivers.status import DeviceState

CARD = CardData(name="张三", id_number="11010519491231002X")
AU_NJ = {
    Command.STATUS: "AA AA AA 96 69 00 03 00 01 FC",
    Command.FIND: "AA AA AA 96 69 00 03 00 81 7C",
    Command.SELECT: "AA AA AA 96 69 00 03 00 82 7B",
    Command.READ: "AA AA AA 96 69 00 03 00 83 7A",
}


@pytest.mark.parametrize(("command", "frame"), AU_NJ.items())
def test_requests_with_a_negated_sum(command: Command, frame: str) -> None:
    assert CVR_100AU_NJ.request(command) == bytes.fromhex(frame)


def test_replies_of_that_model_may_have_either_check() -> None:
    payload = bytes.fromhex("00 00 80")
    for check in ("84", "7C"):  # XOR; the sum 00 04 00 00 80 negated
        assert CVR_100AU_NJ.split(bytes.fromhex("AA AA AA 96 69 00 04 00 00 80") + bytes.fromhex(check)) == (
            payload,
            b"",
        )
    assert negated_sum(bytes.fromhex("00 04 00 00 80")) == 0x7C


@pytest.mark.parametrize("command", Command)
def test_the_national_frames_are_the_usual_ones(command: Command) -> None:
    for framing in (SDT, CVR_100D, CVR_100R):
        assert framing.request(command) == request(command)


def test_greetings_are_as_published() -> None:
    assert CVR_100R.hello is not None
    assert CVR_100D.hello == bytes.fromhex("0200 1103 CC00 0102 0304 0506 0708 0900 03")
    body = CVR_100R.hello[1:15]
    check = 0
    for byte in body:
        check ^= byte
    assert CVR_100R.hello[15] == check == 0xB9


@pytest.mark.parametrize("model", MODELS)
def test_each_model_is_read(tmp_path: Path, model: str) -> None:
    with ResidentIdSimulator(tmp_path / "reader", model=model) as reader:
        driver = ResidentIdReader(str(tmp_path / "reader"), framing=FRAMINGS[model], find_interval_s=0.01)
        reader.put_card(CARD)
        assert driver.read(deadline_s=5.0, cancelled=lambda: False).name == "张三"
        assert driver.status().state is DeviceState.ONLINE
        driver.close()
    assert set(MODELS) == set(FRAMINGS)


def test_a_greeting_that_is_not_answered_does_no_harm(tmp_path: Path) -> None:
    with ResidentIdSimulator(tmp_path / "reader") as reader:
        driver = ResidentIdReader(str(tmp_path / "reader"), framing=CVR_100D)
        reader.put_card(CARD)
        assert driver.read(deadline_s=10.0, cancelled=lambda: False).name == "张三"
        driver.close()


def test_a_reader_with_other_frames_is_not_understood(tmp_path: Path) -> None:
    with ResidentIdSimulator(tmp_path / "reader", model="cvr-100au-nj"):
        driver = ResidentIdReader(str(tmp_path / "reader"))
        assert driver.status().state is DeviceState.HARDWARE_ERROR
        driver.close()


def test_what_a_model_has_no_command_for(tmp_path: Path) -> None:
    with ResidentIdSimulator(tmp_path / "reader", model="cvr-100au-nj"):
        driver = ResidentIdReader(str(tmp_path / "reader"), framing=CVR_100AU_NJ)
        for ask in (driver.sam_number, driver.is_card_there):
            with pytest.raises(Unsupported) as caught:
                ask()
            assert caught.value.code == "unsupportedCommand"
        driver.close()
