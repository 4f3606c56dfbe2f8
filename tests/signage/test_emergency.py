# SPDX-License-Identifier: Apache-2.0
"""An alert takes the screen: from the agent's word, or from the file alone; until it ends, whatever else happens."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from contract.content import AlertStatus, Line, MessageType, Prose
from contract.local import Topic
from signage import player
from signage.application import Running
from tests.signage.agents import SignageAgent, configuration, settings_in
from tests.signage.content import T0, Folder, alert, board, only, release
from tests.signage.house import House, colour_of

DANGER = (163, 32, 27)
RED = "#c81e28"
LIMIT_S = 1.0


@pytest.fixture
def house(app: QGuiApplication, folder: Folder) -> Iterator[House]:
    folder.publish(release(*only(folder.picture("#143cbe"))))
    built = House(app, folder.root)
    built.until(lambda: colour_of(built.window.grabWindow()) == (20, 60, 190))
    yield built
    built.close()


def corner(house: House) -> tuple[int, int, int]:
    colour = house.window.grabWindow().pixelColor(3, 3)
    return colour.red(), colour.green(), colour.blue()


def words(house: House) -> str:
    """All that can be read."""

    def texts(item: QQuickItem) -> Iterator[str]:
        if item.isVisible() and item.inherits("QQuickText"):
            yield str(item.property("text"))
        for child in item.childItems():
            if item.isVisible():
                yield from texts(child)

    return "\n".join(texts(house.window.contentItem())).replace("\n", "")


def test_from_the_file_alone_and_back(house: House, folder: Folder) -> None:
    folder.warn(board(alert("a", event=Line(zh="暴雨红色预警"), headline=Line(zh="请马上回家"))))
    house.until(lambda: corner(house) == DANGER)
    read = words(house)
    for expected in ("县", "暴雨红色预警", "请马上回家", "请留在楼上。", "雨很大。", "到 14:00 为止", "应急管理局"):
        assert expected in read
    assert "演练" not in read
    folder.warn(board())
    house.until(lambda: corner(house) != DANGER)
    house.until(lambda: colour_of(house.window.grabWindow()) == (20, 60, 190))
    assert [play.item for play in house.plays[:2]] == [house.shown(), "alert:330106:a"]
    assert house.plays[0].interrupted
    assert house.plays[1].frames > 0


def test_an_exercise_says_so_and_a_test_is_never_shown(house: House, folder: Folder) -> None:
    folder.warn(board(alert("t", status=AlertStatus.TEST), alert("e", status=AlertStatus.EXERCISE)))
    house.until(lambda: corner(house) == DANGER)
    assert "演练" in words(house)
    folder.warn(board(alert("t", status=AlertStatus.TEST)))
    house.until(lambda: corner(house) != DANGER)


def test_several_take_turns_and_long_words_take_pages(
    house: House, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player, "ALERT_TURN_S", 0.3)
    long = Prose(zh="请留在楼上。" * 100 + "这是最后一句")
    folder.warn(
        board(alert("a", headline=Line(zh="第一件事")), alert("b", headline=Line(zh="第二件事"), instruction=long))
    )
    for headline in ("第一件事", "第二件事", "第一件事"):
        house.until(lambda: headline in words(house))  # noqa: B023 - used at once
    assert "共2条" in words(house)
    paged = next(item for item in everything(house.window.contentItem()) if item.property("pagesNeeded") is not None)
    assert paged is not None
    pages: set[object] = set()

    def turned() -> bool:
        house.until(lambda: "第二件事" in words(house))
        pages.update(
            item.property("page")
            for item in everything(house.window.contentItem())
            if item.property("cut") is not None and item.isVisible()
        )
        return len(pages) > 2

    house.until(turned)


def everything(item: QQuickItem) -> Iterator[QQuickItem]:
    yield item
    for child in item.childItems():
        yield from everything(child)


def test_expiry_ends_it_and_a_clock_put_back_brings_it_again(house: House, folder: Folder) -> None:
    folder.warn(board(alert("a", expires=T0 + timedelta(hours=2))))
    house.until(lambda: corner(house) == DANGER)
    house.clock.ahead = timedelta(hours=2)
    house.until(lambda: corner(house) != DANGER)
    house.clock.ahead = timedelta()
    house.until(lambda: corner(house) == DANGER)
    house.clock.ahead = timedelta(days=-400)
    house.until(lambda: corner(house) != DANGER)  # not in force yet: the county's time floor is what guards this
    folder.warn(board(alert("a"), floor=T0))
    house.until(lambda: corner(house) == DANGER)


def test_an_update_replaces_and_a_cancel_ends(house: House, folder: Folder) -> None:
    first = alert("a", headline=Line(zh="第一版"))
    update = alert("b", msg_type=MessageType.UPDATE, references=("a",), headline=Line(zh="第二版"))
    folder.warn(board(first))
    house.until(lambda: "第一版" in words(house))
    folder.warn(board(first, update))
    house.until(lambda: "第二版" in words(house))
    assert "第一版" not in words(house)
    folder.warn(board(first, update, alert("c", msg_type=MessageType.CANCEL, references=("a", "b"))))
    house.until(lambda: corner(house) != DANGER)


def test_at_the_start_it_is_the_first_thing_seen(app: QGuiApplication, folder: Folder) -> None:
    """A restart in the middle, nobody else alive."""
    folder.publish(release(*only(folder.picture(RED))))
    folder.warn(board(alert("a")))
    built = House(app, folder.root)
    built.until(lambda: built.frames.count == 1)
    assert corner(built) == DANGER
    built.until(built.shown)
    assert corner(built) == DANGER
    folder.warn(board())
    built.until(lambda: colour_of(built.window.grabWindow()) == (200, 30, 40))
    built.close()


def test_a_film_stands_still_beneath(house: House, folder: Folder) -> None:
    folder.publish(release(*only(folder.clip("green", 2.0), seconds=60)))
    house.until(lambda: house.shown() and house.player.rotation.shown is not None and is_film_in_front(house))
    folder.warn(board(alert("a")))
    house.until(lambda: corner(house) == DANGER)
    plays = len(house.plays)
    ends = time.monotonic() + 2.5
    house.until(lambda: time.monotonic() > ends)
    assert len(house.plays) == plays, "its time stands still"
    folder.warn(board())
    item = house.shown()
    house.until(lambda: any(play.item == item and not play.interrupted for play in house.plays))


def is_film_in_front(house: House) -> bool:
    return house.screen.views.stage.panes[house.screen.views.stage.property("front")].property("kind") == "Film"


def test_within_a_second_of_the_agents_word(
    app: QGuiApplication, folder: Folder, run_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look at the folder is switched off: it is the event that does it."""
    monkeypatch.setattr(player, "LOOK_S", 3600.0)
    agent = SignageAgent(run_dir / "signage" / "agent.sock")
    agent.live()
    now = datetime.now(UTC)
    folder.publish(release(*only(folder.picture(RED))))
    running = Running(settings_in(configuration(run_dir, folder.root)), "lobby", full_screen=False)
    heard: list[bool] = []
    running.client.connected.connect(heard.append)
    wait(app, lambda: heard == [True])
    folder.warn(board(alert("a", sent=now, effective=now, expires=now + timedelta(hours=1))))
    said = time.monotonic()
    agent.say(Topic.ALERT)
    frames: list[float] = []
    running.window.frameSwapped.connect(lambda: frames.append(time.monotonic()))
    wait(app, lambda: running.screen.views.emergency.property("active") and frames)
    took = time.monotonic() - said
    assert running.window.grabWindow().pixelColor(3, 3).name() == "#a3201b"
    running.close()
    agent.die()
    print(f"the agent's word to the first frame: {took * 1000:.0f} ms")


def wait(app: QGuiApplication, happens: object) -> None:
    ends = time.monotonic() + 30.0
    while not happens():  # type: ignore[operator]
        assert time.monotonic() < ends, "in vain"
        app.processEvents()
        time.sleep(0.002)
