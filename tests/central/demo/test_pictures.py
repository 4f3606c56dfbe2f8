# SPDX-License-Identifier: Apache-2.0
"""The console's live pictures of two real X servers, and what it lets a visitor do on one of them."""

import io
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from central.demo.console import live
from central.demo.console.language import speak
from central.demo.console.live import Live
from central.demo.console.pictures import let_go, pictures
from central.demo.errors import DemoError
from central.demo.running.screen import Screen
from central.demo.world.eyes import Camera, Finger
from tests.central.demo.glass import Glass, Server, glass, server, until

KIOSK = (360, 640)
LOBBY = (640, 360)
SHORT_S = 0.3
ENGLISH = {"Accept-Language": "en"}


@dataclass(frozen=True)
class Around:
    camera: Camera
    finger: Finger
    lobby: Camera


class Console:
    def __init__(self, kiosk: Screen, lobby: Screen, wait_s: float) -> None:
        self.finger = Finger(kiosk)
        self.app = Flask(__name__)
        speak(self.app)
        self.app.register_blueprint(pictures(Around(Camera(kiosk), self.finger, Camera(lobby)), wait_s))
        self.app.register_error_handler(DemoError, lambda error: (str(error), 503))
        self.app.add_url_rule("/", "page", lambda: "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        let_go(self.app)
        self.finger.close()

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def get(self, path: str, after: str = "") -> TestResponse:
        return self.client.get(path, query_string={"after": after}, headers=ENGLISH)

    def post(self, path: str, **form: Any) -> TestResponse:
        return self.client.post(path, data=form, headers={**ENGLISH, "Accept": "text/plain"})


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    with ExitStack() as closing:
        folder = tmp_path_factory.mktemp("x")
        yield (
            closing.enter_context(server("kiosk", KIOSK, folder)),
            closing.enter_context(server("lobby", LOBBY, folder)),
        )


@pytest.fixture
def kiosk(servers: tuple[Server, Server]) -> Iterator[Glass]:
    with glass(servers[0].screen) as shown:
        yield shown


@pytest.fixture
def console(servers: tuple[Server, Server], kiosk: Glass) -> Iterator[Console]:
    with Console(servers[0].screen, servers[1].screen, SHORT_S) as shown:
        yield shown


@pytest.fixture
def patient(servers: tuple[Server, Server], kiosk: Glass) -> Iterator[Console]:
    """Waits for a change as long as a test may take."""
    with Console(servers[0].screen, servers[1].screen, 60.0) as shown:
        yield shown


def colour(answer: TestResponse) -> tuple[int, ...]:
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "image/jpeg"
    pixel = Image.open(io.BytesIO(answer.data)).convert("RGB").getpixel((20, 20))
    assert isinstance(pixel, tuple)
    return tuple(round(part / 51) * 51 for part in pixel)


def mark(answer: TestResponse) -> str:
    return answer.headers["ETag"]


def test_both_screens_at_half_their_size(console: Console) -> None:
    sizes = [Image.open(io.BytesIO(console.get(path).data)).size for path in ("/kiosk.jpg", "/lobby.jpg")]
    assert sizes == [(180, 320), (320, 180)]


def test_a_picture_comes_once(console: Console, kiosk: Glass) -> None:
    kiosk.paint(0xFF0000)
    first = console.get("/kiosk.jpg")
    assert colour(first) == (255, 0, 0)
    again = console.get("/kiosk.jpg", mark(first))
    assert (again.status_code, again.data) == (204, b"")
    kiosk.paint(0x0000FF)
    second = console.get("/kiosk.jpg", mark(first))
    assert colour(second) == (0, 0, 255)
    assert mark(second) != mark(first)


def test_what_is_painted_again_is_no_new_picture(console: Console, kiosk: Glass) -> None:
    kiosk.paint(0x00FF00)
    held = mark(console.get("/kiosk.jpg"))
    for _ in range(3):
        kiosk.paint(0x00FF00)
    assert console.get("/kiosk.jpg", held).status_code == 204


def test_a_small_change_is_seen(console: Console, kiosk: Glass) -> None:
    kiosk.paint(0xFFFFFF)
    held = mark(console.get("/kiosk.jpg"))
    kiosk.paint(0x000000, *(length - 2 for length in KIOSK), (2, 2))
    assert console.get("/kiosk.jpg", held).status_code == 200


@pytest.mark.parametrize("stranger", ["nonsense", '"', "💥", "a" * 5000, 'W/"1"'])
def test_a_mark_of_another_time_gets_the_picture_at_once(stranger: str, console: Console) -> None:
    assert console.get("/kiosk.jpg", stranger).status_code == 200


def test_whoever_waits_is_answered_when_something_changes(patient: Console, kiosk: Glass) -> None:
    kiosk.paint(0xFFFF00)
    held = mark(patient.get("/kiosk.jpg"))
    with ThreadPoolExecutor(4) as pool:
        waiting: list[Future[TestResponse]] = [pool.submit(patient.get, "/kiosk.jpg", held) for _ in range(4)]
        time.sleep(0.3)
        assert not any(answer.done() for answer in waiting)
        kiosk.paint(0x00FFFF)
        answers = [answer.result(20) for answer in waiting]
    assert {colour(answer) for answer in answers} == {(0, 255, 255)}
    assert len({mark(answer) for answer in answers}) == 1


def test_every_last_picture_arrives_whatever_was_missed(patient: Console, kiosk: Glass) -> None:
    """Painted faster than pictures are taken: the last one still comes."""
    held = ""
    for number in range(30):
        for step in range(7):
            kiosk.paint(0x330000 * (step % 5))
        kiosk.paint(0x00FF00 if number % 2 else 0x0000FF)
        wanted = (0, 255, 0) if number % 2 else (0, 0, 255)
        shown: tuple[int, ...] = ()
        while shown != wanted:  # a picture that never came would hang here, and the test's limit would end it
            answer = patient.get("/kiosk.jpg", held)
            held, shown = mark(answer), colour(answer)


def test_nobody_looks_when_nobody_asks(
    servers: tuple[Server, Server], kiosk: Glass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LINGER_S", 0.2)
    camera = Counting(servers[0].screen)
    shown = Live(camera, 0.01)
    assert not shown.is_looking
    assert shown.picture("", 20) is not None
    until(lambda: not shown.is_looking, "the looking ends")
    taken = camera.taken
    for number in range(5):
        kiosk.paint(number)
    assert camera.taken == taken
    assert not [thread for thread in threading.enumerate() if thread.name == "live-kiosk"]
    kiosk.paint(0x123456)
    assert shown.picture("", 20) is not None
    assert camera.taken > taken
    shown.close()


def test_a_still_screen_is_not_photographed_again(servers: tuple[Server, Server], kiosk: Glass) -> None:
    camera = Counting(servers[0].screen)
    shown = Live(camera, 0.01)
    first = shown.picture("", 20)
    assert first is not None
    shown.picture(first.mark, 0.2)  # what the window's own beginning painted
    taken = camera.taken
    assert shown.picture(first.mark, 1.0) is None
    assert camera.taken == taken
    shown.close()


class Counting(Camera):
    taken = 0

    def raw(self) -> tuple[tuple[int, int], bytearray]:
        self.taken += 1
        return super().raw()


def test_letting_go_answers_whoever_waits(patient: Console) -> None:
    held = mark(patient.get("/kiosk.jpg"))
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(patient.get, "/kiosk.jpg", held) for _ in range(2)]
        time.sleep(0.2)
        let_go(patient.app)
        assert [answer.result(20).status_code for answer in waiting] == [204, 204]
    assert patient.get("/kiosk.jpg").status_code == 204
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("live-")]


def test_a_server_that_is_killed_and_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "FOUND_S", 1.0)
    with server("kiosk", KIOSK, tmp_path) as own, Console(own.screen, own.screen, 1.0) as console:
        with glass(own.screen) as window:
            window.paint(0xFF0000)
            first = console.get("/kiosk.jpg")
            assert colour(first) == (255, 0, 0)
            own.kill()
            until(lambda: console.get("/kiosk.jpg", mark(first)).status_code == 503, "it says that the screen has gone")
        own.start()
        with glass(own.screen) as window:
            window.paint(0x00FF00)
            until(lambda: console.get("/kiosk.jpg").status_code == 200, "there are pictures again")
            until(lambda: colour(console.get("/kiosk.jpg")) == (0, 255, 0), "the new screen is seen")


def test_killing_leaves_no_open_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "FOUND_S", 1.0)
    with server("kiosk", KIOSK, tmp_path) as own, Console(own.screen, own.screen, 5.0) as console:
        counts = []
        for _ in range(4):
            assert console.get("/kiosk.jpg").status_code == 200
            assert console.post("/touch", across=0.5, down=0.5).status_code == 200
            counts.append(len(list(Path("/proc/self/fd").iterdir())))
            own.kill()
            console.get("/kiosk.jpg", "none")
            own.start()
            until(lambda: console.get("/kiosk.jpg").status_code == 200, "there are pictures again")
        assert counts[-1] <= counts[1]


def test_the_finger_by_way_of_the_console(console: Console, kiosk: Glass) -> None:
    console.finger.move(3, 3)
    kiosk.got()
    assert console.post("/pointer", do="press", across=0.5, down=0.25).status_code == 204
    assert console.post("/pointer", do="move", across=0, down=0).status_code == 204
    assert console.post("/pointer", do="release", across=1, down=1).status_code == 204
    assert kiosk.got() == [
        ("MotionNotify", 180, 160),
        ("ButtonPress", 180, 160),
        ("MotionNotify", 0, 0),
        ("MotionNotify", 359, 639),
        ("ButtonRelease", 359, 639),
    ]
    assert console.post("/touch", across=0.1, down=0.1).text == "Screen touched"
    assert kiosk.got()[1:] == [("ButtonPress", 36, 64), ("ButtonRelease", 36, 64)]


def test_the_keyboard_by_way_of_the_console(console: Console, kiosk: Glass) -> None:
    kiosk.got()
    for key in ("F", "5", "Enter"):
        for move in ("press", "release"):
            assert console.post("/key", do=move, key=key).status_code == 204
    assert [key for key in kiosk.typed() if key != 0xFFE1] == [ord("F"), ord("5"), 0xFF0D]
    assert kiosk.held_keys() == 0


@pytest.mark.parametrize(
    ("path", "form"),
    [
        *[
            ("/pointer", {"do": "press", "across": across, "down": down})
            for across, down in [
                ("-0.1", "0"), ("0.5", "1.01"), ("nan", "0"), ("0", "inf"), ("1e999", "0"), ("", "0"), ("x", "0"),
            ]
        ],
        ("/pointer", {"do": "press", "across": "0"}),
        ("/pointer", {"do": "hit", "across": "0", "down": "0"}),
        ("/pointer", {"across": "0", "down": "0"}),
        ("/touch", {}),
        ("/touch", {"across": "2", "down": "0"}),
        ("/key", {"do": "press", "key": "中"}),
        ("/key", {"do": "press", "key": "NoSuchKey"}),
        ("/key", {"do": "press"}),
        ("/key", {"do": "type", "key": "a"}),
        ("/key", {"key": "a"}),
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_does_nothing(path: str, form: dict[str, str], console: Console, kiosk: Glass) -> None:
    kiosk.got()
    answer = console.post(path, **form)
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert answer.text
    assert kiosk.got() == []


def test_many_visitors_at_once_leave_nothing_down(console: Console, kiosk: Glass) -> None:
    def visit(number: int) -> set[int]:
        place = {"across": number / 8, "down": number / 8}
        answers = [
            answer
            for _ in range(10)
            for answer in (
                console.post("/pointer", do="press", **place),
                console.post("/key", do="press", key="Q"),
                console.post("/pointer", do="move", **place),
                console.post("/key", do="release", key="Q"),
                console.post("/pointer", do="release", **place),
            )
        ]
        return {answer.status_code for answer in answers}

    with ThreadPoolExecutor(8) as pool:
        assert set().union(*pool.map(visit, range(8))) == {204}
    assert not kiosk.button_is_down()
    assert kiosk.held_keys() == 0


def test_a_persons_own_desktop_is_neither_watched_nor_touched(
    servers: tuple[Server, Server], kiosk: Glass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", servers[0].screen.display)
    kiosk.got()
    persons = Screen("kiosk", KIOSK, tmp_path, own=False)
    with Console(persons, persons, SHORT_S) as console:
        answers = [
            console.get("/kiosk.jpg"),
            console.get("/lobby.jpg"),
            console.post("/touch", across=0, down=0),
            console.post("/pointer", do="press", across=0, down=0),
            console.post("/key", do="press", key="a"),
        ]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (409, "Both screens are windows on this computer: look at them and touch them there.")
    }
    assert kiosk.got() == []
    with pytest.raises(DemoError):
        Camera(persons).picture()
