# SPDX-License-Identifier: Apache-2.0
"""The clock of the sandbox profile: what its file may say, and that nothing else moves it."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.clock import FURTHEST, RIGHT, Ahead, FileClock, Stopped, setting_in

NEAR = timedelta(seconds=5)
HOUR = timedelta(hours=1)
SYSTEM = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
moments = st.datetimes(datetime(1970, 1, 2), datetime(2169, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
offsets = st.timedeltas(-FURTHEST, FURTHEST)


@given(offsets)
def test_an_offset_is_read_as_it_was_written(by: timedelta) -> None:
    read = setting_in(Ahead(by).text())
    assert isinstance(read, Ahead)
    assert abs(read.by - by) < timedelta(milliseconds=1)
    assert abs(read.at(SYSTEM) - SYSTEM - by) < timedelta(milliseconds=1)


@given(moments, st.integers(-14, 14))
def test_a_moment_is_read_as_it_was_written(moment: datetime, zone: int) -> None:
    there = moment.astimezone(timezone(timedelta(hours=zone)))
    assert setting_in(Stopped(there).text()) == Stopped(moment)
    assert Stopped(moment).at(SYSTEM) == moment


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    setting = setting_in(text)
    if setting is not None:
        assert 1826 < setting.at(SYSTEM).year < 2270


@given(moments, st.data())
def test_a_torn_moment_is_no_setting(moment: datetime, data: st.DataObject) -> None:
    whole = Stopped(moment).text().strip()
    assert setting_in(whole[: data.draw(st.integers(0, len(whole) - 1))]) in {None, *_years(whole)}


def _years(whole: str) -> set[Ahead]:
    """Of a moment torn within its year the digits are left: some seconds, which a clock survives."""
    return {Ahead(timedelta(seconds=int(whole[:length]))) for length in range(1, 5)}


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "nonsense", "nan", "inf", "-inf", "1e9", "1_000", "0x10", "٣٦٠٠", "9" * 400, "99999999999", "1.2.3"),
        *("2026-11-23", "2026-11-23T10:00", "2026-11-23T10:00:00", "2026-11-23T25:00:00Z", "2026-02-30T10:00:00Z"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-23T10:00:00+99:00"),
    ],
)
def test_what_no_clock_would_show_is_no_setting(text: str) -> None:
    assert setting_in(text) is None


def test_the_clock_goes_as_its_file_says(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = FileClock(file)
    assert abs(clock.now() - datetime.now(UTC)) < NEAR
    file.write_text("3600")
    assert abs(clock.now() - datetime.now(UTC) - HOUR) < NEAR
    file.write_text("2026-11-23T22:30:00+08:00\n")
    assert clock.now() == clock.now() == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    assert clock.monotonic() < clock.monotonic()
    file.unlink()
    assert clock.setting() == RIGHT


@pytest.mark.parametrize("content", [b"", b"nonsense", b"2026-11-", b"\xff\xfe\x00", b"nan", b"1" * 1000])
def test_a_file_that_says_nothing_changes_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "clock"
    clock = FileClock(file)
    file.write_bytes(content)
    assert clock.setting() == RIGHT
    file.write_text("-3600")
    assert clock.setting() == Ahead(-HOUR)
    file.write_bytes(content)
    assert clock.setting() == Ahead(-HOUR)


def test_a_folder_in_its_place_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "clock").mkdir()
    assert FileClock(tmp_path / "clock").setting() == RIGHT


def test_no_time_between_two_settings_is_seen(tmp_path: Path) -> None:
    """Written aside and renamed, as the demo does, one setting follows the other."""
    file, side = tmp_path / "clock", tmp_path / "clock.new"
    ending = threading.Event()

    def write() -> None:
        while not ending.is_set():
            for text in ("3600\n", "2026-11-23T14:30:00+00:00\n"):
                side.write_text(text)
                side.replace(file)

    file.write_text("3600\n")
    clock = FileClock(file)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        seen = {clock.setting() for _ in range(5000)}
    finally:
        ending.set()
        writer.join()
    assert seen <= {Ahead(HOUR), Stopped(datetime(2026, 11, 23, 14, 30, tzinfo=UTC))}
