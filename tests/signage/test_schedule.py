# SPDX-License-Identifier: Apache-2.0
"""The schedule against a slow, plain reading of the same rules, minute by minute."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import example, given, settings

from contract.alerts import active
from contract.content import (
    AlertBoard,
    AllNoticesItem,
    DayPart,
    Media,
    MediaItem,
    MediaType,
    NoticeItem,
    Programme,
    Release,
    ReleasedNotice,
)
from contract.content import Line as Words
from signage.samples import SERVICES
from signage.schedule import Planned, Reason, next_item, showing_at
from tests.signage.content import T0, alert, board, notice, programme, release

MINUTE = timedelta(minutes=1)
DAYS = 2
FIRST = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
"""A midnight in China; a Saturday begins."""
LAST = FIRST + timedelta(days=DAYS)
FAR = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

minutes = st.integers(-60, DAYS * 24 * 60 + 60).map(lambda each: FIRST + each * MINUTE)
windows = st.tuples(st.none() | minutes, st.none() | minutes | st.just(FAR))
times = st.sampled_from(["00:00", "00:01", "06:30", "08:00", "12:00", "22:15", "23:59"])
parts = st.builds(
    DayPart,
    days=st.lists(st.integers(1, 7), max_size=3).map(tuple),
    start=times,
    end=times | st.just("24:00"),
)
PICTURE = Media(sha256="a" * 64, size=1, media_type=MediaType.PNG, name=Words(zh="图"), width=1, height=1)
items = st.one_of(
    st.sampled_from(["n0", "n1", "n2", "gone"]).map(lambda each: NoticeItem(notice_id=each)),
    st.sampled_from(["a" * 64, "b" * 64]).map(lambda each: MediaItem(sha256=each)),
    st.just(AllNoticesItem(seconds=7)),
)


@st.composite
def releases(draw: st.DrawFn) -> Release:
    made: list[object] = [PICTURE]
    for number in range(draw(st.integers(0, 3))):
        start, end = draw(windows)
        made.append(notice(f"n{number}", valid_from=start, valid_until=end, ticker=draw(st.booleans())))
    for number in range(draw(st.integers(0, 4))):
        start, end = draw(windows)
        made.append(
            programme(
                f"p{number}",
                *draw(st.lists(items, min_size=1, max_size=3)),
                priority=draw(st.sampled_from([0, 50, 100])),
                default=draw(st.booleans()),
                valid_from=start,
                valid_until=end,
                day_parts=tuple(draw(st.lists(parts, max_size=2))),
            )
        )
    return release(*made)  # type: ignore[arg-type]


@st.composite
def boards(draw: st.DrawFn) -> AlertBoard | None:
    made = []
    for number in range(draw(st.integers(0, 2))):
        start, end = sorted((draw(minutes), draw(minutes)))
        made.append(alert(f"a{number}", sent=start, effective=start, expires=end))
    return board(*made, floor=draw(minutes)) if draw(st.booleans()) else None


# ---- the plain reading


@dataclass(frozen=True)
class Seen:
    reason: Reason
    loop: tuple[tuple[str, int], ...]
    ticker: int
    alerts: tuple[str, ...]


def valid(start: datetime | None, end: datetime | None, now: datetime) -> bool:
    return not (start and now < start) and not (end and now >= end)


def minutes_of(part: DayPart) -> set[datetime]:
    """Walks from the start, minute by minute, until the clock shows the end."""
    found = set()
    for offset in range(-3, DAYS + 3):
        midnight = FIRST + timedelta(days=offset)
        if part.days and (date(2026, 11, 21) + timedelta(days=offset)).isoweekday() not in part.days:
            continue
        hours, rest = map(int, part.start.split(":"))
        moment = midnight + timedelta(hours=hours, minutes=rest)
        while True:
            found.add(moment)
            moment += MINUTE
            if (moment + timedelta(hours=8)).strftime("%H:%M") == part.end.replace("24:00", "00:00"):
                break
    return found


class Oracle:
    def __init__(self, made: Release, warned: AlertBoard | None) -> None:
        self.made = made
        self.warned = warned
        self.parts = {part: minutes_of(part) for each in made.programmes for part in each.programme.day_parts}

    def at(self, now: datetime) -> Seen:
        notices = [n for n in self.made.notices if valid(n.notice.valid_from, n.notice.valid_until, now)]
        alerts = tuple(each.message.alert_id for each in active(self.warned, now))
        reason, loop = self.loop(notices, now)
        ticker = sum(1 for each in notices if each.notice.ticker)
        return Seen(Reason.EMERGENCY if alerts else reason, loop, ticker, alerts)

    def loop(self, notices: list[ReleasedNotice], now: datetime) -> tuple[Reason, tuple[tuple[str, int], ...]]:
        for is_default, reason in ((False, Reason.SCHEDULED), (True, Reason.DEFAULT)):
            for priority in range(100, -1, -1):
                chosen = [
                    place
                    for each in self.made.programmes
                    if each.programme.default is is_default and each.programme.priority == priority
                    if self.is_due(each.programme, now)
                    for place in self.places(each.programme, notices)
                ]
                if chosen:
                    return reason, tuple(chosen)
        if notices:
            return Reason.NOTICES, tuple((key(each), 12) for each in notices)
        return Reason.STANDBY, ()

    def is_due(self, made: Programme, now: datetime) -> bool:
        inside = not made.day_parts or any(now in self.parts[part] for part in made.day_parts)
        return inside and valid(made.valid_from, made.valid_until, now)

    @staticmethod
    def places(made: Programme, notices: list[ReleasedNotice]) -> list[tuple[str, int]]:
        found = []
        for item in made.items:
            if isinstance(item, MediaItem) and item.sha256 == PICTURE.sha256:
                found.append((f"media:{PICTURE.sha256}", item.seconds))
            elif isinstance(item, NoticeItem):
                found += [(key(each), item.seconds) for each in notices if each.notice.notice_id == item.notice_id]
            elif isinstance(item, AllNoticesItem):
                found += [(key(each), item.seconds) for each in notices]
        return found


def key(each: ReleasedNotice) -> str:
    return f"notice:{each.source.tenant}:{each.notice.notice_id}"


@settings(max_examples=20, deadline=None)
@given(releases(), boards())
def test_asking_again_at_until_sees_every_change_and_the_right_one(made: Release, warned: AlertBoard | None) -> None:
    oracle = Oracle(made, warned)
    showing = showing_at(made, warned, FIRST, "lobby")
    now = FIRST
    while now < LAST:
        if showing.until is not None and now >= showing.until:
            assert showing.until == now, "between two minutes nothing changes"
            showing = showing_at(made, warned, now, "lobby")
            assert showing.until is None or showing.until > now
        loop = tuple((item.key, item.seconds) for item in showing.main)
        alerts = tuple(each.message.alert_id for each in showing.alerts)
        assert Seen(showing.reason, loop, len(showing.ticker), alerts) == oracle.at(now), now
        now += MINUTE


@given(releases(), boards(), minutes)
def test_a_window_is_half_open_to_the_microsecond(made: Release, warned: AlertBoard | None, now: datetime) -> None:
    showing = showing_at(made, warned, now, "lobby")
    if showing.until is not None and showing.until < FAR:
        just_before = showing.until - timedelta(microseconds=1)
        assert showing_at(made, warned, max(now, just_before), "lobby") == showing


@given(st.none() | releases(), boards(), st.datetimes(timezones=st.just(UTC)))
@example(None, None, datetime.min.replace(tzinfo=UTC))
@example(release(programme("p", AllNoticesItem(), day_parts=(DayPart(start="22:00", end="06:00"),))), None, FAR)
@example(release(), board(alert("a", sent=FAR, effective=FAR, expires=FAR)), FAR)
def test_no_time_is_too_far(made: Release | None, warned: AlertBoard | None, now: datetime) -> None:
    showing = showing_at(made, warned, now, "lobby")
    assert showing.until is None or showing.until > now


# ---- the loop


@given(releases(), minutes, st.sets(st.sampled_from(["n0", "n1", "n2"])))
def test_going_round_shows_each_place_once(made: Release, now: datetime, names: set[str]) -> None:
    showing = showing_at(made, None, now, "lobby")
    skip = {item.key for item in showing.main if item.key.rpartition(":")[2] in names}
    wanted = [item for item in showing.main if item.key not in skip]
    seen: list[Planned] = []
    item = next_item(showing, None, skip)
    for _ in wanted:
        assert item is not None
        seen.append(item)
        item = next_item(showing, item, skip)
    assert [each.index for each in seen] == [each.index for each in wanted]
    assert (item is None) == (not wanted)
    if wanted:
        assert item == wanted[0]


@given(releases(), releases(), minutes)
def test_a_changed_loop_goes_on_somewhere_in_it(before: Release, after: Release, now: datetime) -> None:
    last = next_item(showing_at(before, None, now, "lobby"), None)
    showing = showing_at(after, None, now, "lobby")
    item = next_item(showing, last)
    assert (item in showing.main) if showing.main else item is None


def test_a_loop_goes_on_behind_the_same_item() -> None:
    one, two, three = notice("n1"), notice("n2"), notice("n3")
    before = showing_at(release(one, three), None, T0, "lobby")
    after = showing_at(release(two, one, three), None, T0, "lobby")
    assert next_item(after, before.main[0]) == after.main[2]
    gone = showing_at(release(three), None, T0, "lobby")
    assert next_item(gone, before.main[0]) == gone.main[0]


def test_a_programme_finds_its_own_levels_notice_first() -> None:
    above, own = notice("same", "县里的", tenant="330106"), notice("same", "社区的")
    loop = programme("p", NoticeItem(notice_id="same"))
    assert showing_at(release(above, own, loop), None, T0, "lobby").main[0].content == own
    assert showing_at(release(above, loop), None, T0, "lobby").main[0].content == above
    from_county = programme("p", NoticeItem(notice_id="same"), tenant="330106")
    assert showing_at(release(own, from_county), None, T0, "lobby").reason is Reason.NOTICES


def test_services_of_today_and_the_hours_most_agree_on() -> None:
    import msgspec

    over = msgspec.structs.replace(SERVICES[1], plan_cancel_date=date(2026, 11, 23))
    later = msgspec.structs.replace(SERVICES[2], plan_effective_date=date(2026, 11, 24))
    made = release(services=(SERVICES[0], over, later))
    showing = showing_at(made, None, T0, "lobby")
    assert [line.name.zh for line in showing.services] == ["老年优待证"]
    assert showing.hours is not None
    assert showing.hours.zh == "8:30—17:00"
    assert showing.until == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    tomorrow = showing_at(made, None, showing.until, "lobby")
    assert [line.at_machine for line in tomorrow.services] == [False, True]
