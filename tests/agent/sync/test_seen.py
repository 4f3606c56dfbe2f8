# SPDX-License-Identifier: Apache-2.0
"""The versions seen only rise, and the floor of time is nobody's typing error."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sync.errors import ContentRolledBack
from agent.sync.seen import COARSE, EPOCH, Seen, SeenFile, raised, with_signed_dates

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
versions = st.fixed_dictionaries(
    {"root": st.integers(1, 5), "timestamp": st.integers(1, 9), "snapshot": st.integers(1, 9)},
    optional={"targets": st.integers(1, 9), "330106-001": st.integers(1, 9)},
)
moments = st.integers(-900, 900).map(lambda days: NOW + timedelta(days=days))


@given(st.lists(versions, max_size=8))
def test_versions_only_rise_whatever_comes(steps: list[dict[str, int]]) -> None:
    seen = Seen()
    for found in steps:
        try:
            after = raised(seen, found, "keys")
        except ContentRolledBack:
            assert any(version < seen.versions.get(role, 0) for role, version in found.items())
            continue
        assert all(after.versions[role] >= version for role, version in seen.versions.items())
        assert after.versions == {**seen.versions, **found}
        seen = after


def test_new_online_keys_count_only_with_a_newer_root() -> None:
    seen = raised(Seen(), {"root": 3, "timestamp": 9, "snapshot": 9}, "old")
    with pytest.raises(ContentRolledBack):
        raised(seen, {"root": 3, "timestamp": 1, "snapshot": 1}, "new")
    with pytest.raises(ContentRolledBack):
        raised(seen, {"root": 4, "timestamp": 1, "snapshot": 1}, "old")
    assert raised(seen, {"root": 4, "timestamp": 1, "snapshot": 1}, "new").versions["timestamp"] == 1


@given(moments, moments, st.lists(moments), st.lists(moments), moments | st.none())
def test_the_floor(
    now: datetime, ceiling: datetime, county: list[datetime], others: list[datetime], checked: datetime | None
) -> None:
    seen = Seen(signed_floor=NOW - timedelta(days=30), checked_at=checked)
    floor = with_signed_dates(seen, now, ceiling, county, others).signed_floor
    assert floor >= seen.signed_floor
    if floor > seen.signed_floor:
        assert floor <= ceiling
        assert floor in county + others
    said = [date for date in county if date <= ceiling]
    assert all(floor >= date for date in said)
    if now >= max([seen.signed_floor, checked or EPOCH, *said]):
        assert floor == max([seen.signed_floor, *said]), "a lower level moved a clock that was not proved wrong"


def test_what_was_put_is_there_after_a_restart_and_the_time_of_a_look_is_coarse(tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    book = SeenFile(path)
    first = Seen(versions={"root": 1}, online_keys="k", checked_at=NOW)
    book.put("a", first)
    book.put("b", Seen(versions={"root": 7}))
    written = path.stat().st_mtime_ns, path.stat().st_ino
    soon = Seen(versions={"root": 1}, online_keys="k", checked_at=NOW + COARSE / 2)
    book.put("a", soon)
    assert book.of("a") == soon
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == written
    assert SeenFile(path).of("a") == first
    late = Seen(versions={"root": 1}, online_keys="k", checked_at=NOW + COARSE)
    book.put("a", late)
    assert SeenFile(path).of("a") == late
    assert SeenFile(path).of("b").versions == {"root": 7}
    newer = Seen(versions={"root": 2}, online_keys="k", checked_at=NOW + COARSE)
    book.put("a", newer)
    assert SeenFile(path).of("a") == newer


def test_a_spoilt_file_is_said_and_is_no_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "seen.json"
    path.write_bytes(b"{")
    assert SeenFile(path).of("a") == Seen()
    assert "lost" in caplog.text
