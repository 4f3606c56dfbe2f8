# SPDX-License-Identifier: Apache-2.0
"""Every status of the reader: what the table says of it, and what the driver then does on a real line."""

import pytest

from device_drivers.errors import CardRemoved, CardUnreadable, DeviceError, HardwareError, ProtocolError, TimedOut
from device_drivers.resident_id import ResidentCard, ResidentIdReader
from device_drivers.resident_id.chip import CardData
from device_drivers.resident_id.codec import Reply, Status
from device_drivers.resident_id.policy import RULES, Step, failure
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.status import DeviceState

CARD = CardData(name="张三", id_number="11010519491231002X")
PUBLISHED = {
    0x90: Step.GO_ON, 0x9F: Step.GO_ON, 0x91: Step.EMPTY, 0x80: Step.WAIT,
    0x10: Step.RESEND, 0x11: Step.RESEND, 0x21: Step.RESEND, 0x24: Step.RESEND,
    0x31: Step.RESTART, 0x32: Step.RESTART, 0x33: Step.RESTART, 0x40: Step.RESTART, 0x41: Step.RESTART,
    0x47: Step.RESTART, 0x81: Step.RESTART,
    0x23: Step.REPORT, 0x60: Step.REPORT, 0x66: Step.REPORT,
}  # fmt: skip
"""What a driver should do, as the published table of statuses has it."""
RESEND = [status for status, step in PUBLISHED.items() if step is Step.RESEND]
RESTART = [status for status, step in PUBLISHED.items() if step is Step.RESTART]
REPORT = [status for status, step in PUBLISHED.items() if step is Step.REPORT]


@pytest.fixture
def driver(reader: ResidentIdSimulator):
    driver = ResidentIdReader(str(reader._wire.link), find_interval_s=0.01)
    reader.put_card(CARD)
    yield driver
    driver.close()


def read(driver: ResidentIdReader) -> ResidentCard:
    return driver.read(deadline_s=5.0, cancelled=lambda: False)


def test_every_status_has_its_row() -> None:
    assert {status.value: rule.step for status, rule in RULES.items()} == PUBLISHED
    assert set(RULES) == set(Status)
    assert len({rule.word for rule in RULES.values()}) == len(RULES)
    assert all(rule.tries == 3 for rule in RULES.values() if rule.step in {Step.RESEND, Step.RESTART})


@pytest.mark.parametrize("status", Status)
def test_a_failure_is_of_the_drivers_errors_and_has_a_code(status: Status) -> None:
    error = failure(Reply(status, 0x6985, b""))
    assert isinstance(error, DeviceError)
    assert error.code
    if status is not Status.NO_CARD:
        assert f"{status:02X}" in error.message
        assert "6985" in error.message


@pytest.mark.parametrize("status", RESEND)
def test_a_misunderstanding_is_repeated_three_times(
    reader: ResidentIdSimulator, driver: ResidentIdReader, status: int
) -> None:
    reader.answer_next(status, status, status)
    assert read(driver).name == "张三"
    reader.put_card(CARD)
    reader.answer_next(*[status] * 4)
    with pytest.raises(ProtocolError) as caught:
        read(driver)
    assert f"{status:02X}" in caught.value.message
    assert read(driver).name == "张三", "no answer was left over"


@pytest.mark.parametrize("status", RESTART)
@pytest.mark.parametrize("command", range(3))
def test_a_lost_card_is_begun_again_three_times(
    reader: ResidentIdSimulator, driver: ResidentIdReader, status: int, command: int
) -> None:
    """`command`: which of find, select and read is answered so; those before it as they should be."""
    before = [0x9F, 0x90][:command]
    reader.answer_next(*[*before, status] * 3)
    assert read(driver).name == "张三"
    reader.put_card(CARD)
    reader.answer_next(*[*before, status] * 4)
    with pytest.raises(CardUnreadable) as caught:
        read(driver)
    assert f"{status:02X}" in caught.value.message
    assert caught.value.code == ("cardKindUnsupported" if status == 0x40 else "cardUnreadable")


@pytest.mark.parametrize("status", REPORT)
@pytest.mark.parametrize("command", range(3))
def test_a_fault_is_reported_at_once(
    reader: ResidentIdSimulator, driver: ResidentIdReader, status: int, command: int
) -> None:
    reader.answer_next(*[0x9F, 0x90][:command], status)
    with pytest.raises(HardwareError):
        read(driver)
    assert not reader._next
    reader.answer_next(status)
    seen = driver.status()
    assert (seen.state, seen.faults) == (DeviceState.HARDWARE_ERROR, (RULES[Status(status)].word,))


def test_no_card_is_waited_for_until_the_deadline(reader: ResidentIdSimulator, driver: ResidentIdReader) -> None:
    reader.take_card()
    with pytest.raises(TimedOut):
        driver.read(deadline_s=0.2, cancelled=lambda: False)
    reader.put_card(CARD)
    reader.answer_next(*[0x80] * 10)
    assert read(driver).name == "张三"


@pytest.mark.parametrize("seen", [[0x9F, 0x80], [0x9F, 0x90, 0x80], [0x9F, 0x90, 0x41]])
def test_a_card_that_was_seen_and_is_gone(
    reader: ResidentIdSimulator, driver: ResidentIdReader, seen: list[int]
) -> None:
    reader.take_card()
    reader.answer_next(*seen)
    with pytest.raises(CardRemoved):
        read(driver)


@pytest.mark.parametrize("status", [0x91, 0x00, 0x05, 0x77, 0xFF])
def test_what_is_no_answer_to_this_command(reader: ResidentIdSimulator, driver: ResidentIdReader, status: int) -> None:
    reader.answer_next(*[status] * 4)
    with pytest.raises(ProtocolError):
        read(driver)


def test_a_card_that_goes_before_its_newest_address_is_read(
    reader: ResidentIdSimulator, driver: ResidentIdReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        reader.take_card()
        reader._reply(0x41)

    monkeypatch.setattr(reader, "_read_appended_address", gone)
    with pytest.raises(CardRemoved):
        driver.read_card(deadline_s=5.0, cancelled=lambda: False, newest_address=True)
