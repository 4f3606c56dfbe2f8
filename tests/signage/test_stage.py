# SPDX-License-Identifier: Apache-2.0
"""The real window over real files: pictures of it across every switch, and nobody in them who does not belong there."""

import gc
import logging
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from signage import rotation, theatre
from tests.signage.content import Folder, notice, only, release
from tests.signage.house import Colour, House, colour_of, strangers

RED, BLUE, GREEN = (200, 30, 40), (20, 60, 190), (30, 150, 60)
PANES = 2
PAPER, WHITE, BLACK = (247, 244, 238), (255, 255, 255), (0, 0, 0)


@pytest.fixture
def house(app: QGuiApplication, folder: Folder) -> Iterator[Callable[[], House]]:
    houses: list[House] = []

    def build() -> House:
        houses.append(House(app, folder.root))
        return houses[-1]

    yield build
    for each in houses:
        each.close()


def name(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


class Eyes:
    """Remembers every colour seen from the first item on."""

    def __init__(self) -> None:
        self.seen: list[Colour] = []

    def __call__(self, picture: QImage) -> None:
        self.seen.append(colour_of(picture))


def test_every_frame_belongs_to_an_item_or_to_a_blend_of_two(
    house: Callable[[], House], folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    """Pictures and films, whole ones and broken ones, twice round."""
    caplog.set_level(logging.WARNING)
    red, blue = folder.picture(name(RED)), folder.picture(name(BLUE), (48, 64))
    film, short = folder.clip("0x" + name(GREEN)[1:], 1.2), folder.clip("0x" + name(BLUE)[1:], 0.4)
    broken = [folder.broken_picture(), folder.broken_clip(), folder.missing()]
    folder.publish(release(*only(red, broken[0], film, short, broken[1], broken[2], blue)))
    at = house()
    at.until(lambda: at.shown() == f"media:{red.sha256}")
    at.until(lambda: colour_of(at.window.grabWindow()) == RED)
    eyes = Eyes()
    at.until(lambda: at.played(f"media:{blue.sha256}") and at.played(f"media:{red.sha256}") == 2, eyes)
    assert strangers(eyes.seen, [RED, GREEN, BLUE]) == []
    for colour in (RED, GREEN, BLUE):
        assert any(not strangers([each], [colour]) for each in eyes.seen), f"{colour} was never seen"
    assert set(at.player.rotation.broken) == {f"media:{each.sha256}" for each in broken}
    assert all(each.sha256 in caplog.text for each in broken)
    assert all(play.frames > 0 for play in at.plays), "what nobody saw is no play"
    film_plays = [play.seconds for play in at.plays if play.item == f"media:{film.sha256}"]
    assert 1.0 <= film_plays[0] < 3.0, "a film ends with its end"


def test_films_come_and_go_and_leave_nothing_behind(house: Callable[[], House], folder: Folder) -> None:
    """What QML makes of a Python class, PySide keeps: so each pane makes one for all its films."""
    films = [folder.clip("0x" + name(colour)[1:], 0.2) for colour in (RED, GREEN, BLUE)]
    folder.publish(release(*only(*films)))
    panes, films_before = living("FilmPane"), living("Film")
    at = house()
    at.until(lambda: at.played(f"media:{films[0].sha256}") == 3)
    assert living("FilmPane") - panes == PANES
    at.until(lambda: living("Film") - films_before <= PANES)  # what was let go is deleted a turn later


def living(kind: str) -> int:
    gc.collect()
    return sum(type(each).__name__ == kind for each in gc.get_objects())


def test_the_checker_knows_a_stranger() -> None:
    half = tuple((a + b) // 2 for a, b in zip(RED, BLUE, strict=True))
    assert strangers([RED, BLUE, half], [RED, BLUE]) == []  # type: ignore[list-item]
    for stranger in (BLACK, PAPER, WHITE, GREEN):
        assert strangers([stranger], [RED, BLUE]) == [stranger]


def test_a_stage_that_lets_go_too_early_is_found_out(
    house: Callable[[], House], folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the same pictures of a player that clears the last item before the next has come."""
    monkeypatch.setattr(rotation, "FADE_S", -1.0)
    red, blue = folder.picture(name(RED)), folder.picture(name(BLUE))
    folder.publish(release(*only(red, blue)))
    at = house()
    at.until(lambda: at.shown() == f"media:{red.sha256}")
    at.until(lambda: colour_of(at.window.grabWindow()) == RED)
    eyes = Eyes()
    at.until(lambda: at.played(f"media:{blue.sha256}"), eyes)
    assert strangers(eyes.seen, [RED, BLUE]) != []


def test_a_new_release_comes_without_a_gap(house: Callable[[], House], folder: Folder) -> None:
    red, blue = folder.picture(name(RED)), folder.picture(name(BLUE))
    folder.publish(release(*only(red)))
    at = house()
    at.until(lambda: at.shown() == f"media:{red.sha256}")
    at.until(lambda: colour_of(at.window.grabWindow()) == RED)
    eyes = Eyes()
    folder.publish(release(*only(blue)))
    at.until(lambda: colour_of(at.window.grabWindow()) == BLUE, eyes)
    assert strangers(eyes.seen, [RED, BLUE]) == []
    at.until(lambda: at.played(f"media:{red.sha256}"))
    assert at.plays[0].interrupted


def test_nothing_to_show_is_the_standby_card_and_the_first_release_comes_by_itself(
    house: Callable[[], House], folder: Folder
) -> None:
    at = house()
    at.until(lambda: at.frames.count > 0)
    for _ in range(5):
        at.app.processEvents()
    assert at.window.grabWindow().pixelColor(30, 30).name() == "#ffffff"
    folder.publish(release(*only(folder.broken_picture())))
    at.until(lambda: at.player.rotation.broken)
    assert at.shown() == ""
    red = folder.picture(name(RED))
    folder.publish(release(*only(red)))
    at.until(lambda: colour_of(at.window.grabWindow()) == RED)
    assert at.plays == []


def test_a_release_that_cannot_be_read_leaves_the_last_good_one(house: Callable[[], House], folder: Folder) -> None:
    red = folder.picture(name(RED))
    folder.publish(release(*only(red)))
    at = house()
    at.until(lambda: colour_of(at.window.grabWindow()) == RED)
    (folder.root / "current" / "release.json").write_text("{")
    folder.root.joinpath("current").unlink()
    at.until(lambda: at.played(f"media:{red.sha256}"))
    assert colour_of(at.window.grabWindow()) == RED


def test_a_film_that_never_answers_does_not_hold_the_rest(
    house: Callable[[], House], folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decoder that hangs: the clock's minute changes, the next item comes."""
    monkeypatch.setattr(rotation, "STALL_S", 1.0)
    monkeypatch.setattr(theatre.Theatre, "_surfaced", lambda *_: None)
    film, red = folder.clip("green"), folder.picture(name(RED))
    folder.publish(release(*only(film, red)))
    at = house()
    at.until(lambda: colour_of(at.window.grabWindow()) == RED)
    assert "not ready" in at.player.rotation.broken[f"media:{film.sha256}"]


def test_a_notice_without_its_image_is_shown_all_the_same(house: Callable[[], House], folder: Folder) -> None:
    for image in (folder.missing(), folder.broken_picture()):
        folder.publish(release(notice("n", image=image.sha256), image))
        at = house()
        at.until(lambda: at.shown().endswith(":n"))  # noqa: B023 - used at once
        assert at.player.rotation.broken == {}
