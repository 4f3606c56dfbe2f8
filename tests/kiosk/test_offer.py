# SPDX-License-Identifier: Apache-2.0
"""What is offered when; finding by letters; the checklist in a code; reading from the disk while it changes."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from contract.content import (
    AlertBoard,
    Audience,
    BoardedAlert,
    Line,
    Material,
    MediaItem,
    MediaType,
    NoticeItem,
    Programme,
    ReleasedProgramme,
    Service,
)
from contract.release import ContentFolder
from contract.search import index_of
from contract.text import Language
from kiosk import content as reading
from kiosk import published
from kiosk.content import ContentWatch
from kiosk.domain import happenings as h
from kiosk.domain.checklist import MAX_BYTES, checklist
from kiosk.domain.offer import Offer, offered
from kiosk.domain.posters import Poster
from tests.kiosk import facts
from tests.kiosk.folder import Folder, media_of
from tests.kiosk.hand import PATIENCE_S

CHINA = timezone(timedelta(hours=8))
DAY = date(2026, 11, 23)


def service(**changes: object) -> Service:
    return msgspec.structs.replace(facts.SENIOR, **changes)


def offer_of(*services: Service, wall: datetime = published.WALL) -> Offer:
    return offered(msgspec.structs.replace(facts.RELEASE, services=services), wall)


# ---- what is offered


@pytest.mark.parametrize(
    ("begins", "ends", "there"),
    [
        (None, None, True),
        (DAY, None, True),
        (DAY + timedelta(1), None, False),
        (None, DAY + timedelta(1), True),
        (None, DAY, False),
    ],
)
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_services_by_the_communitys_own_day(begins: date | None, ends: date | None, there: bool, hour: int) -> None:
    wall = datetime(DAY.year, DAY.month, DAY.day, hour, 30, tzinfo=CHINA)
    offer = offer_of(service(plan_effective_date=begins, plan_cancel_date=ends), wall=wall)
    assert bool(offer.services) is there
    assert bool(offer.categories) is there, "no category without a service"


def test_notices_from_their_first_to_before_their_last_moment() -> None:
    begin, end = published.WALL, published.WALL + timedelta(hours=1)
    notice = msgspec.structs.replace(published.NOTICES[0].notice, valid_from=begin, valid_until=end)
    release = msgspec.structs.replace(
        facts.RELEASE, notices=(msgspec.structs.replace(published.NOTICES[0], notice=notice),)
    )
    tick = timedelta(microseconds=1)
    for wall, there in ((begin - tick, False), (begin, True), (end - tick, True), (end, False)):
        assert bool(offered(release, wall).notices) is there


def test_found_are_those_in_force_alone() -> None:
    today = published.WALL.date()
    old = service(task_code="AAAAAAA1", plan_cancel_date=today)
    index = index_of([("AAAAAAA1", ["SF"]), ("AAAAAAA2", ["SFX"]), ("AAAAAAA9", ["SFY"])])
    release = msgspec.structs.replace(facts.RELEASE, services=(old, service(task_code="AAAAAAA2")), spellings=index)
    assert [one.task_code for one in offered(release, published.WALL).found_by("SF")] == ["AAAAAAA2"]


def test_a_notice_for_the_display_alone_is_not_on_the_kiosk() -> None:
    released = published.NOTICES[0]
    for audience, there in (((), True), ((Audience.DISPLAY,), False), ((Audience.DISPLAY, Audience.KIOSK), True)):
        notice = msgspec.structs.replace(released.notice, audience=audience)
        release = msgspec.structs.replace(facts.RELEASE, notices=(msgspec.structs.replace(released, notice=notice),))
        assert bool(offered(release, published.WALL).notices) is there


def test_posters_are_what_the_programmes_play_without_videos() -> None:
    poster = media_of(b"poster")
    video = msgspec.structs.replace(media_of(b"video"), media_type=MediaType.MP4, seconds=5.0)
    items = (
        MediaItem(sha256=poster.sha256, seconds=7),
        MediaItem(sha256=video.sha256),
        NoticeItem(notice_id="water", seconds=9),
    )
    programme = Programme(programme_id="day", name=published.line("白天", "Day"), items=items, default=True)
    played = msgspec.structs.replace(
        facts.RELEASE,
        media=(poster, video),
        programmes=(ReleasedProgramme(source=published.STREET, programme=programme),),
    )
    assert offered(played, published.WALL).posters == (
        Poster(7, picture=poster),
        Poster(9, notice=published.NOTICES[0]),
    )
    silent = msgspec.structs.replace(programme, items=(MediaItem(sha256=video.sha256),))
    only_video = msgspec.structs.replace(
        played, programmes=(ReleasedProgramme(source=published.STREET, programme=silent),)
    )
    assert [poster.notice for poster in offered(only_video, published.WALL).posters] == list(published.NOTICES)


# ---- the checklist

WORDS = st.text("证件材料原复印 aW，（1）", min_size=1, max_size=80)
LINES = st.builds(lambda zh, en: Line(zh=zh, en=en), WORDS, st.none() | st.text("abc W", min_size=1, max_size=160))
MATERIALS = st.builds(
    lambda name, need, pages: Material(material_name=name, is_need=need, page_num=pages),
    LINES,
    st.booleans(),
    st.integers(0, 99),
)


@given(LINES, st.lists(MATERIALS, max_size=20), LINES | st.none(), LINES | st.none(), LINES | st.none())
def test_a_checklist_always_fits_its_code(
    name: Line, materials: list[Material], place: Line | None, hours: Line | None, phone: Line | None
) -> None:
    asked = service(
        task_name=name, materials=tuple(materials), transact_addr=place, transact_time=hours, link_way=phone
    )
    for language in Language:
        said = checklist(asked, language)
        assert len(said.encode()) <= MAX_BYTES
        numbered = [line for line in said.splitlines() if line[:1].isdecimal() and ". " in line[:4]]
        more = [line for line in said.splitlines() if line.startswith("…")]
        assert len(numbered) == len(materials) or more, "what is left out is said"
        if place is not None and len(place.in_(language).encode()) <= 100:
            assert place.in_(language) in said


def test_a_checklist_says_what_to_bring() -> None:
    assert checklist(facts.SENIOR, Language.ZH).splitlines() == [
        "老年人优待证办理",
        "要带：",
        "1. 居民身份证1份",
        "2. 一寸免冠照片2份",
        "3. 居住证1份（可不带）",
        "地点：振兴路 18 号社区服务站 2 号窗口",
        "时间：周一至周五 8:30—17:00",
        "电话：0571-8888 0034",
    ]
    assert "Nothing to bring" in checklist(published.WATER_ACCOUNT, Language.EN)


# ---- from the disk


class Clock:
    def __init__(self) -> None:
        self.time = published.WALL

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        raise AssertionError("content goes by wall time")


class Watch:
    def __init__(self, root: Path) -> None:
        self.clock = Clock()
        self.heard: list[h.Event] = []
        self.watch = ContentWatch(root, self.clock)
        self.watch.seen.connect(self.hear)
        self.watch.start()

    def hear(self, event: h.Event) -> None:
        self.heard.append(event)

    def until(self, event: Callable[[h.Event], bool]) -> h.Event:
        """The first like this, which is forgotten with all before it."""
        end = time.monotonic() + PATIENCE_S
        while True:
            for at, heard in enumerate(self.heard):
                if event(heard):
                    del self.heard[: at + 1]
                    return heard
            assert time.monotonic() < end, self.heard
            QTest.qWait(5)

    def until_read(self) -> Offer:
        seen = self.until(lambda event: isinstance(event, h.ContentSeen) and bool(event.offer.release_id))
        assert isinstance(seen, h.ContentSeen)
        return seen.offer

    def until_alerts(self, *alerts: BoardedAlert) -> None:
        self.until(lambda event: event == h.AlertsSeen(alerts))


@pytest.fixture
def watch(app: QGuiApplication, tmp_path: Path) -> Iterator[Watch]:
    watch = Watch(tmp_path)
    yield watch
    watch.watch.close()
    app.processEvents()


def test_reads_what_is_there_and_what_comes(watch: Watch, tmp_path: Path) -> None:
    watch.until_alerts()
    watch.until(lambda event: event == h.ContentSeen(Offer()))
    folder = Folder(tmp_path)
    folder.release(facts.RELEASE)
    assert watch.until_read().notices == facts.RELEASE.notices
    folder.alerts(facts.DRILL, facts.RAIN)
    watch.until_alerts(facts.RAIN, facts.DRILL)
    watch.clock.time += timedelta(hours=1)
    watch.watch.look()
    watch.until_alerts(facts.RAIN)


def test_a_look_that_finds_nothing_new_says_nothing(watch: Watch, tmp_path: Path) -> None:
    Folder(tmp_path).release(facts.RELEASE)
    watch.until_read()
    for _ in range(5):
        watch.watch.look()
        QTest.qWait(30)
    assert watch.heard == []


def test_broken_files_leave_what_was_there(watch: Watch, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.alerts(facts.RAIN)
    folder.release(facts.RELEASE)
    watch.until_read()
    (tmp_path / "alerts.json").write_bytes(b"\xff\xfe")
    (tmp_path / "current" / "release.json").write_bytes(b"{}")
    for _ in range(3):
        watch.watch.look()
        QTest.qWait(30)
    assert not any(event == h.AlertsSeen(()) for event in watch.heard)
    assert not any(isinstance(event, h.ContentSeen) for event in watch.heard)


def test_what_could_not_be_read_is_tried_again(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is busy for a moment keeps no emergency from the screen."""
    watch.until_alerts()
    read = ContentFolder.alerts
    refused: list[int] = []

    def refuse(folder: ContentFolder) -> AlertBoard | None:
        refused.append(1)
        return None if len(refused) < 3 else read(folder)

    monkeypatch.setattr(ContentFolder, "alerts", refuse)
    Folder(tmp_path).alerts(facts.RAIN)
    watch.until_alerts(facts.RAIN)
    tried = len(refused)
    watch.watch.look()
    QTest.qWait(50)
    assert len(refused) == tried, "what was read is not read again"


def test_the_next_change_is_waited_for_exactly(tmp_path: Path) -> None:
    """An alert begins a moment later: looked for then, not at the next slow look."""
    soon = msgspec.structs.replace(facts.RAIN.message, effective=published.WALL + timedelta(milliseconds=300))
    Folder(tmp_path).alerts(msgspec.structs.replace(facts.RAIN, message=soon))
    clock = Clock()
    watch = ContentWatch(tmp_path, clock)
    watch._read()
    assert watch._pause_s() == pytest.approx(0.3)
    clock.time += timedelta(seconds=1)
    assert watch._pause_s() == reading.LOOK_S
