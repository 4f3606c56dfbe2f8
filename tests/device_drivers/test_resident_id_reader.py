# SPDX-License-Identifier: Apache-2.0
"""Driver and simulated reader on a real pseudo-terminal."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from device_drivers.errors import (
    Cancelled,
    CardRemoved,
    CardUnreadable,
    DeviceError,
    DeviceNotReady,
    HardwareError,
    ProtocolError,
    TimedOut,
)
from device_drivers.resident_id import ResidentCard, ResidentIdReader
from device_drivers.resident_id.chip import CardData, PermitData
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.status import DeviceState

CARD = CardData(name="张三", id_number="11010519491231002X", address="北京市朝阳区建国路100号")


@pytest.fixture
def driver(reader: ResidentIdSimulator):
    with_driver = ResidentIdReader(str(reader._wire.link), find_interval_s=0.02)
    yield with_driver
    with_driver.close()


def read(driver: ResidentIdReader, deadline_s: float = 10.0) -> ResidentCard:
    return driver.read(deadline_s=deadline_s, cancelled=lambda: False)


def test_a_good_card(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.put_card(CARD)
    card = read(driver)
    assert (card.name, card.id_number, card.address) == (CARD.name, CARD.id_number, CARD.address)
    assert (card.sex_name, card.nation_name, card.birth) == ("女", "汉", "19491231")
    assert (card.issuer, card.valid_from, card.valid_to) == (CARD.issuer, "20200101", "长期")


def test_a_card_that_comes_later(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    timer = threading.Timer(0.2, reader.put_card, [CARD])
    timer.start()
    assert read(driver).name == CARD.name
    timer.join()


def test_a_card_left_on_the_plate_is_not_read_twice(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.put_card(CARD)
    read(driver)
    assert reader.state()["card"] == "read"
    with pytest.raises(TimedOut):
        read(driver, 0.3)
    reader.put_card(CARD)
    assert read(driver).name == CARD.name


def test_a_preamble_in_the_photo(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.put_card(
        CardData(name="张三", id_number="11010519491231002X", photo=(b"\xaa\xaa\xaa\x96\x69\x00\x04" * 147)[:1024])
    )
    assert read(driver).name == "张三"


def test_status_and_sam_number(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    assert driver.status().state is DeviceState.ONLINE
    assert str(driver.sam_number()) == "05.01-20201117-0012345678-3141592653"
    reader.faults.put(self_test_failed=True)
    status = driver.status()
    assert (status.state, status.faults) == (DeviceState.HARDWARE_ERROR, ("selfTestFailed",))
    with pytest.raises(HardwareError):
        read(driver)


@pytest.mark.parametrize("fault", [{"bad_checksum": True}, {"truncate_after": 9}, {"garbage": True}])
def test_broken_answers(reader: ResidentIdSimulator, driver: ResidentIdReader, fault: dict[str, object]) -> None:
    reader.put_card(CARD)
    reader.faults.put(**fault)
    with pytest.raises(ProtocolError):
        read(driver)
    status = driver.status()
    assert (status.state, status.faults) == (DeviceState.HARDWARE_ERROR, ("protocolError",))
    reader.faults.clear()
    assert read(driver).name == CARD.name


def test_an_answer_broken_once_is_asked_for_again(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.put_card(CARD)
    reader.faults.put(truncate_after=700)
    mended = threading.Timer(0.15, reader.faults.clear)
    mended.start()
    assert read(driver).name == CARD.name
    mended.join()


def test_a_silent_reader(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.faults.put(busy=True)
    with pytest.raises(DeviceNotReady):
        read(driver)
    reader.faults.clear()
    assert driver.status().state is DeviceState.ONLINE


def test_a_slow_reader(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.put_card(CARD)
    reader.faults.put(delay_ms=100)
    assert read(driver).name == CARD.name


def test_a_card_gone_after_some_bytes(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.put_card(CARD)
    reader.faults.put(card_removed_after=300)
    with pytest.raises(CardRemoved):
        read(driver)


@pytest.mark.parametrize(("baud", "read_ms"), [(19_200, 0), (115_200, 500)])
def test_a_card_pulled_away_while_it_is_read(tmp_path: Path, baud: int, read_ms: int) -> None:
    with ResidentIdSimulator(tmp_path / "slow", baud, read_ms=read_ms) as reader:
        driver = ResidentIdReader(str(tmp_path / "slow"), baud, find_interval_s=0.02)
        reader.put_card(CARD)

        def pull() -> None:
            while reader._selected is None:
                time.sleep(0.001)
            time.sleep(0.1)
            reader.take_card()

        puller = threading.Thread(target=pull)
        puller.start()
        with pytest.raises(CardRemoved):
            read(driver)
        puller.join()
        driver.close()


def test_a_damaged_card(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.put_card(CardData(name="张三", id_number="11010519491231002X", damaged=True))
    with pytest.raises(CardUnreadable) as caught:
        read(driver)
    assert caught.value.code == "cardUnreadable"
    assert "41" in caught.value.message


def test_a_card_of_another_kind(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.put_card(PermitData(name="陈大文", id_number="810000199408230021"))
    with pytest.raises(CardUnreadable) as caught:
        read(driver)
    assert caught.value.code == "cardKindUnsupported"


def test_cancelled(driver: ResidentIdReader) -> None:
    stop = threading.Event()
    timer = threading.Timer(0.1, stop.set)
    timer.start()
    with pytest.raises(Cancelled):
        driver.read(deadline_s=30.0, cancelled=stop.is_set)
    timer.join()


def test_no_card_in_time(driver: ResidentIdReader) -> None:
    with pytest.raises(TimedOut):
        read(driver, 0.1)


def test_a_port_that_goes_and_comes_back(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    assert driver.status().state is DeviceState.ONLINE
    reader.faults.put(offline=True)
    wait_for(lambda: not reader._wire.link.exists())
    assert driver.status().state is DeviceState.NO_DEVICE
    with pytest.raises(DeviceNotReady):
        read(driver)
    reader.faults.clear()
    wait_for(reader._wire.link.exists)
    reader.put_card(CARD)
    assert read(driver).name == CARD.name


@pytest.mark.parametrize("sent", [0, 5, 30, 200, 1300])
def test_an_unplugged_reader_is_opened_again_once(
    reader: ResidentIdSimulator, driver: ResidentIdReader, sent: int
) -> None:
    reader.put_card(CARD)
    reader.faults.put(disconnect_after=sent)
    assert read(driver).name == CARD.name


def test_a_port_in_use(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    driver.open()
    other = ResidentIdReader(str(reader._wire.link))
    with pytest.raises(DeviceNotReady):
        other.open()
    assert other.status().state is DeviceState.OFFLINE


def test_no_port_at_all(tmp_path: Path) -> None:
    driver = ResidentIdReader(str(tmp_path / "none"))
    with pytest.raises(DeviceNotReady) as caught:
        driver.open()
    assert isinstance(caught.value, DeviceError)
    assert driver.status().state is DeviceState.NO_DEVICE


def test_presence_is_asked_without_reading_again(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    assert not driver.is_card_there()
    reader.put_card(CARD)
    assert not driver.is_card_there(), "it was not read yet"
    read(driver)
    assert driver.is_card_there()
    reader.take_card()
    assert not driver.is_card_there()
    reader.put_card(replace(CARD, appended_address="幸福社区8号"))
    read(driver)
    assert driver.is_card_there()
    reader.faults.put(self_test_failed=True)
    with pytest.raises(HardwareError):
        driver.is_card_there()


@pytest.mark.parametrize("address", ["", "示范县和平街道幸福社区8号"])
def test_the_newest_address(reader: ResidentIdSimulator, driver: ResidentIdReader, address: str) -> None:
    reader.put_card(replace(CARD, appended_address=address))
    reading = driver.read_card(deadline_s=5.0, cancelled=lambda: False, newest_address=True)
    assert reading.newest_address == (address or None)
    assert isinstance(reading.card, ResidentCard)
    assert reading.card.address == CARD.address


def test_the_newest_address_only_when_asked(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.put_card(replace(CARD, appended_address="幸福社区8号"))
    assert driver.read_card(deadline_s=5.0, cancelled=lambda: False).newest_address is None


def wait_for(condition: Callable[[], bool], limit_s: float = 5.0) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)
