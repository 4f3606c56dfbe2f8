# SPDX-License-Identifier: Apache-2.0
"""Finger and keyboard on a real X server, as a client of it gets them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from central.demo.errors import Missing
from central.demo.running.screen import Screen
from central.demo.world import eyes
from central.demo.world.eyes import Finger
from central.demo.world.keys import NAMED, UnknownKey
from tests.central.demo.glass import Glass, Server, glass, server, until

SIZE = (320, 480)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server("kiosk", SIZE, tmp_path_factory.mktemp("x")) as started:
        yield started


@pytest.fixture
def window(running: Server) -> Iterator[Glass]:
    with glass(running.screen) as shown:
        yield shown


@pytest.fixture
def finger(running: Server, window: Glass) -> Iterator[Finger]:
    with Finger(running.screen) as one:
        one.move(0, 0)
        window.got()
        yield one


def buttons(window: Glass) -> list[tuple[object, ...]]:
    return [event for event in window.got() if event[0].startswith("Button")]


def test_a_touch_is_a_press_and_a_release_at_its_place(finger: Finger, window: Glass) -> None:
    finger.touch(12, 345)
    assert window.got() == [("MotionNotify", 12, 345), ("ButtonPress", 12, 345), ("ButtonRelease", 12, 345)]


def test_a_finger_that_drags(finger: Finger, window: Glass) -> None:
    finger.press(100, 400)
    finger.move(100, 300)
    finger.move(101, 200)
    finger.release(102, 100)
    assert window.got() == [
        ("MotionNotify", 100, 400),
        ("ButtonPress", 100, 400),
        ("MotionNotify", 100, 300),
        ("MotionNotify", 101, 200),
        ("MotionNotify", 102, 100),
        ("ButtonRelease", 102, 100),
    ]


def test_a_second_press_lifts_the_first(finger: Finger, window: Glass) -> None:
    finger.press(10, 10)
    finger.press(200, 200)
    finger.release(200, 200)
    finger.release(200, 200)  # of the other visitor: nothing is down any more
    assert buttons(window) == [
        ("ButtonPress", 10, 10),
        ("ButtonRelease", 10, 10),
        ("ButtonPress", 200, 200),
        ("ButtonRelease", 200, 200),
    ]


@pytest.mark.parametrize("character", list("az09AZ!\"'/?@~ "))
def test_characters(character: str, finger: Finger, window: Glass) -> None:
    finger.press_key(character)
    finger.release_key(character)
    assert window.held_keys() == 0
    assert window.typed()[-1] == ord(character)


@pytest.mark.parametrize("name", sorted(NAMED))
def test_named_keys(name: str, finger: Finger, window: Glass) -> None:
    finger.press_key(name)
    assert window.held_keys() == 1
    finger.release_key(name)
    assert window.held_keys() == 0
    assert window.typed() == [NAMED[name]]


def test_fast_typing_where_keys_overlap(finger: Finger, window: Glass) -> None:
    for key, move in (
        ("A", "press"), ("b", "press"), ("A", "release"), ("C", "press"), ("b", "release"), ("C", "release"),
    ):  # fmt: skip
        (finger.press_key if move == "press" else finger.release_key)(key)
    assert window.held_keys() == 0
    assert bytes(key for key in window.typed() if key < 128) == b"AbC"


def test_a_held_shift_makes_the_other_tab_and_stays(finger: Finger, window: Glass) -> None:
    finger.press_key("Shift")
    for _ in range(2):
        finger.press_key("Tab")
        finger.release_key("Tab")
    finger.release_key("Shift")
    assert [shift for kind, _, shift in window.got() if kind == "KeyPress"] == [False, True, True]
    assert window.held_keys() == 0


@pytest.mark.parametrize("name", ["", "中", "é", "AB", "Dead", "Unidentified", "\x00", "\ud83d", "😀"])
def test_unknown_keys_are_refused(name: str, finger: Finger, window: Glass) -> None:
    for move in (finger.press_key, finger.release_key):
        with pytest.raises(UnknownKey):
            move(name)
    assert window.got() == []
    finger.touch(1, 1)
    assert buttons(window) == [("ButtonPress", 1, 1), ("ButtonRelease", 1, 1)]


def test_it_lifts_when_it_goes(running: Server, window: Glass) -> None:
    with Finger(running.screen) as one:
        one.press(5, 5)
        one.press_key("Q")
        assert (window.button_is_down(), window.held_keys()) == (True, 2)
    assert (window.button_is_down(), window.held_keys()) == (False, 0)
    with pytest.raises(Missing):
        one.touch(1, 1)


def test_it_lifts_when_its_visitor_has_left(finger: Finger, window: Glass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eyes, "HELD_LIMIT_S", 0.3)
    finger.press(5, 5)
    finger.press_key("a")
    until(lambda: not window.button_is_down() and not window.held_keys(), "all is lifted")


def test_it_lifts_when_the_window_below_goes(running: Server, finger: Finger, window: Glass) -> None:
    with glass(running.screen):
        finger.press(5, 5)
        assert window.button_is_down()
    until(lambda: not window.button_is_down(), "it is lifted")
    finger.press(6, 6)  # what has gone before is no reason any more
    finger.move(7, 7)
    assert window.button_is_down()


def test_a_finger_left_down_by_another_is_lifted(running: Server, finger: Finger, window: Glass) -> None:
    finger.press(5, 5)
    with Finger(running.screen) as other:
        other.move(9, 9)
        assert not window.button_is_down()


def test_it_finds_a_server_that_was_started_again(tmp_path: Path) -> None:
    with server("kiosk", SIZE, tmp_path) as own, Finger(own.screen) as one:
        display = own.screen.display
        one.press(1, 1)
        own.kill()
        with pytest.raises(Missing, match="does not answer"):
            one.move(2, 2)
        own.start()
        assert own.screen.display == display
        with glass(own.screen) as window:
            one.move(3, 3)
            assert buttons(window) == []
            one.touch(4, 4)
            assert buttons(window) == [("ButtonPress", 4, 4), ("ButtonRelease", 4, 4)]


def test_on_a_persons_screen_only_the_kiosks_window_gets_it(
    running: Server, finger: Finger, window: Glass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", running.screen.display)
    finger.move(300, 470)
    window.got()
    persons = Screen("kiosk", (100, 200), tmp_path, own=False)
    with Finger(persons) as one:
        with pytest.raises(Missing, match="window is not there"):
            one.touch(5, 6)
        for _ in range(2):  # the second is another window: the kiosk was started again
            with glass(persons, (40, 50), "linli-kiosk") as kiosk:
                one.touch(45, 56)
                assert kiosk.got()[-3:] == [("MotionNotify", 5, 6), ("ButtonPress", 5, 6), ("ButtonRelease", 5, 6)]
                assert (kiosk.button_is_down(), kiosk.held_keys()) == (False, 0)
                one.press_key("B")
                one.press(7, 8)
                assert kiosk.typed()[-1] == ord("B")
                assert (kiosk.button_is_down(), kiosk.held_keys()) == (False, 0)
        assert window.pointer() == (300, 470)
    assert [event for event in window.got() if event[0] != "MotionNotify"] == []
