# SPDX-License-Identifier: Apache-2.0
"""Every page on every panel, with kind and with hostile words: nothing over anything else, nothing outside, nothing
smaller than can be read from five metres, nothing but plain text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from contract import durable
from contract.document import encode
from contract.release import CHECKED_FILE, Checked
from contract.settings import PanelSettings
from contract.tenant import Level
from signage.samples import NOW, SAMPLES
from signage.schedule import TickerText
from signage.screen import HERE
from signage.viewmodels import ticker as tickers
from signage.viewmodels.lines import balanced
from signage.viewmodels.ticker import STEPS_A_SECOND, TILE, Strip, Ticker
from tests.signage.content import T0, Folder, notice, release
from tests.signage.house import House

PANELS = {
    "full-hd": PanelSettings(width_mm=1210, width_px=1920, height_px=1080),
    "portrait": PanelSettings(width_mm=680, width_px=1080, height_px=1920),
    "hd": PanelSettings(width_mm=700, width_px=1280, height_px=720),
}


@dataclass(frozen=True)
class Words:
    text: str
    place: QRectF
    size: int


def readable(item: QQuickItem, room: QRectF, opacity: float = 1.0) -> Iterator[Words]:
    opacity *= item.opacity()
    if not item.isVisible() or opacity < 0.5:
        return
    place = item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
    if item.clip():
        room = room.intersected(place)
    if item.inherits("QQuickText") and item.property("text"):
        drawn = item.mapRectToScene(QRectF(0, 0, item.property("contentWidth"), item.property("contentHeight")))
        drawn.moveLeft(place.left())
        yield Words(item.property("text"), drawn.intersected(room), item.property("font").pixelSize())
    for child in item.childItems():
        yield from readable(child, room, opacity)


@pytest.mark.parametrize("panel", PANELS)
def test_every_page_is_whole(app: QGuiApplication, folder: Folder, panel: str) -> None:
    assert T0 == NOW
    size = PANELS[panel]
    unit, window = min(size.width_px, size.height_px), QRectF(0, 0, size.width_px, size.height_px)
    troubles = []
    for name, sample in SAMPLES.items():
        made, warned = sample()
        if made is not None:
            folder.publish(made)
        if warned is not None:
            folder.warn(warned)
        house = House(app, folder.root, size, still=True)
        house.until(lambda: made is None or house.shown())  # noqa: B023 - used at once
        house.window.grabWindow()
        house.app.processEvents()
        house.window.grabWindow()
        page = house.window.contentItem()
        if warned is not None:  # what it covers is not seen
            page = next(item for item in page.childItems() if item.property("inset") is not None)
        seen = [words for words in readable(page, window) if not words.place.isEmpty()]
        if made is not None:  # the standby card is below
            seen = [words for words in seen if words.text not in {"欢迎您", "振兴社区服务站"}]
        assert seen, name
        for words in seen:
            if not window.contains(words.place):
                troubles.append(f"{name}: outside: {words.text[:20]}")
            if words.size < unit // 24:
                troubles.append(f"{name}: {words.size} px: {words.text[:20]}")
        troubles += [
            f"{name}: {one.text[:20]} over {other.text[:20]}"
            for at, one in enumerate(seen)
            for other in seen[at + 1 :]
            if overlap(one.place, other.place)
        ]
        if name in {"notice", "crowded"}:
            assert max(words.size for words in seen if words.text[:2] in {"冬季", "关于"}) >= unit / 12
        house.close()
        (folder.root / "alerts.json").unlink(missing_ok=True)
        (folder.root / "current").unlink(missing_ok=True)
    assert troubles == []


def overlap(one: QRectF, other: QRectF) -> bool:
    """More than the air above and below the characters of a line."""
    both = one.intersected(other)
    return both.width() > 2 and both.height() > 0.3 * min(one.height(), other.height(), 60)


def test_all_text_is_plain() -> None:
    """Every text goes through Label, which shows `<b>` as it stands."""
    for file in (HERE / "qml").rglob("*.qml"):
        words = file.read_text("utf-8")
        assert (
            ("Text.PlainText" in words) if file.name == "Label.qml" else not re.search(r"\b(Text|TextEdit) \{", words)
        )


def test_the_overlap_is_found() -> None:
    assert overlap(QRectF(0, 0, 100, 50), QRectF(50, 20, 100, 50))
    assert not overlap(QRectF(0, 0, 100, 50), QRectF(0, 48, 100, 50))


def test_a_long_notice_turns_its_pages_in_its_time(app: QGuiApplication, folder: Folder) -> None:
    from tests.signage.content import release

    folder.publish(release(notice("n", body="\n".join(f"第{number}段。" for number in range(60)))))
    house = House(app, folder.root)
    house.until(house.shown)
    [body] = [
        item for item in everything(house.window.contentItem()) if item.property("pagesNeeded") and item.isVisible()
    ]
    assert body.property("pages") == 2
    assert body.property("cut")
    house.until(lambda: body.property("page") == 1)
    assert house.plays == [], "within its own time"
    house.close()


def everything(item: QQuickItem) -> Iterator[QQuickItem]:
    yield item
    for child in item.childItems():
        yield from everything(child)


# ---- the ticker

TEXTS = (
    TickerText(Level.STREET, notice("a", "明日8:00—16:00振兴路片区停水检修，请提前储水").notice.title),
    TickerText(Level.COMMUNITY, notice("b", "流感疫苗接种点：社区卫生服务站" * 4).notice.title),
)


class HandClock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self):
        return T0

    def monotonic(self) -> float:
        return self.seconds


@given(st.lists(st.floats(0.0, 2.0), max_size=30))
def test_the_place_follows_from_the_time_alone(app: QGuiApplication, waits: list[float]) -> None:
    clock = HandClock()
    ticker = Ticker(clock)
    ticker.show(TEXTS)
    ticker.fit(1920, 120)
    for wait in waits:
        clock.seconds += wait
        ticker._move()
        gone = round((clock.seconds - 1000.0) * STEPS_A_SECOND) * 5
        place = ticker.property("first") * TILE + ticker.property("offset")
        round_trip = ticker.property("tiles") * ticker.property("images") * TILE
        assert place == gone % round_trip
    assert ticker.property("tiles") * TILE >= 1920, "no text is seen twice at a time"


def test_tiles_are_the_strip(app: QGuiApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    strip = Strip(TEXTS, 1920, 120)
    assert strip.tiles > 4
    tiles = [strip.tile(index) for index in range(strip.tiles)]
    monkeypatch.setattr(tickers, "TILE", TILE * strip.tiles)
    whole = Strip(TEXTS, 1920, 120).tile(0)
    for index, tile in enumerate(tiles):
        assert whole.copy(index * TILE, 0, TILE, 120) == tile


def test_no_ticker_when_there_is_nothing_to_say(app: QGuiApplication) -> None:
    ticker = Ticker(HandClock())
    ticker.fit(1920, 120)
    assert not ticker.property("speaks")
    assert not ticker._timer.isActive()
    ticker.show(TEXTS)
    assert ticker._timer.isActive()
    ticker.show(())
    assert not ticker._timer.isActive()


# ---- headlines


@given(st.text("一二三四五六七八，。！ abc12", max_size=80), st.integers(3, 20))
def test_a_headline_keeps_its_words_and_fits(text: str, capacity: int) -> None:
    lines = balanced(text, capacity).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    if len(lines) > 1:
        widths = [sum(0.55 if each.isascii() else 1.0 for each in line) for line in lines]
        assert max(widths) <= capacity + 1e-6
        assert all(line and line[0] not in "，。！" for line in lines[1:])


def test_a_headline_breaks_where_a_reader_would() -> None:
    assert balanced("冬季供暖开栓，入户测温登记开始", 12) == "冬季供暖开栓，\n入户测温登记开始"
    assert balanced("明天停水", 12) == "明天停水"
    assert balanced("关于调整社区食堂营业时间的通知", 12) == "关于调整社区食堂\n营业时间的通知"


def test_the_display_says_as_of_when_once_nobody_has_confirmed_it(app: QGuiApplication, folder: Folder) -> None:
    folder.publish(release(notice("n")))
    house = House(app, folder.root)
    try:
        for age, said in ((0, ""), (2, "内容截至11月21日"), (8, "内容截至11月15日，可能已过时")):
            durable.write(folder.root / CHECKED_FILE, encode(Checked(at=T0 - timedelta(days=age))))
            house.player.look()
            assert house.screen.views.lobby.asOf == said
            house.until(lambda said=said: said in read(house))
    finally:
        house.close()


def read(house: House) -> str:
    """All that can be read."""

    def texts(item: QQuickItem) -> Iterator[str]:
        if item.isVisible() and item.inherits("QQuickText"):
            yield str(item.property("text"))
        for child in item.childItems():
            yield from texts(child)

    return "\n".join(texts(house.window.contentItem()))
