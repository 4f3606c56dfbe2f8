# SPDX-License-Identifier: Apache-2.0
"""The demo console's live pictures over HTTP, of two screens that move all over, and the way of a touch and back.

What is on the screens runs in processes of its own (`python -m bench.console`), as kiosk and player do; server and
viewer share one, so that the figures are rather too high."""

import http.client
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import xcffib
import xcffib.xproto as x
from cheroot.wsgi import Server
from flask import Flask

from bench.figure import Figure, p99
from bench.screen import running
from central.demo.console.language import speak
from central.demo.console.pictures import let_go, pictures
from central.demo.running.processes import Child
from central.demo.running.programs import own_environment
from central.demo.running.screen import KIOSK_SIZE, LOBBY_SIZE, Screen
from central.demo.running.terminal import Place, place
from central.demo.world.eyes import Camera, Finger

WATCHED_S = 10.0
TOUCHES = 120
REST_S = 0.2
"""A touch answers one of a screen at rest: the next is not one of a row."""
APART_MS = 200.0
"""Five pictures a second."""
TOUCH_MS = 200.0
FRAME_S = 1 / 60
START_LIMIT_S = 20.0
PATCHES = 3000


@dataclass(frozen=True)
class Around:
    camera: Camera
    finger: Finger
    lobby: Camera


def measure() -> Iterator[Figure]:
    with ExitStack() as ending:
        here = ending.enter_context(place())
        kiosk, lobby = (
            ending.enter_context(_server(screen, here))
            for screen in (Screen("kiosk", KIOSK_SIZE, here.logs), Screen("lobby", LOBBY_SIZE, here.logs))
        )
        finger = ending.enter_context(Finger(kiosk))
        port = ending.enter_context(_console(Around(Camera(kiosk), finger, Camera(lobby))))
        with _showing("moves", kiosk), _showing("moves", lobby):
            apart = _watch_both(port)
        with _showing("answers", kiosk):
            touches = _touch(port)
    limit = "limit: five a second, both screens moving"
    yield Figure("console: kiosk, between two pictures", apart["/kiosk.jpg"], "ms", limit, APART_MS)
    yield Figure("console: lobby, between two pictures", apart["/lobby.jpg"], "ms", limit, APART_MS)
    yield Figure("console: touch -> new picture, p99", p99(touches), "ms", "limit", TOUCH_MS)


@contextmanager
def _server(screen: Screen, here: Place) -> Iterator[Screen]:
    child = Child(screen.program(own_environment(here)), here.logs, here.notes)
    try:
        while not child.is_ready():
            if child.age_s > START_LIMIT_S:
                raise RuntimeError(f"Xvfb did not start: {child.log_tail()}")
            time.sleep(0.05)
        yield screen
    finally:
        child.end()


@contextmanager
def _console(around: Around) -> Iterator[int]:
    app = Flask(__name__)
    speak(app)
    app.register_blueprint(pictures(around))
    server = Server(("127.0.0.1", 0), app)
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server.bind_addr[1]
    finally:
        let_go(app)
        server.stop()
        thread.join()


@contextmanager
def _showing(what: str, screen: Screen) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "shown"
        with running([sys.executable, "-m", "bench.console", what, screen.display, str(told)], os.environ):
            end = time.monotonic() + START_LIMIT_S
            while not told.exists():
                if time.monotonic() > end:
                    raise RuntimeError(f"nothing was shown on {screen.display}")
                time.sleep(0.05)
            yield


class Viewer:
    """As one picture of the page: asks for the next when it has the last. One connection."""

    def __init__(self, port: int, path: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port)
        self._path = path
        self._mark = ""
        self.count = 0

    def look(self) -> bool:
        """Whether a picture came."""
        self._line.request("GET", f"{self._path}?after={quote(self._mark)}")
        answer = self._line.getresponse()
        answer.read()
        if answer.status == http.client.NO_CONTENT:
            return False
        if answer.status != http.client.OK:
            raise RuntimeError(f"{self._path}: {answer.status}")
        self._mark = answer.headers["ETag"]
        self.count += 1
        return True


def _watch_both(port: int) -> dict[str, float]:
    """From path to the mean time between two pictures, in ms."""
    ending = time.perf_counter() + WATCHED_S

    def watch(path: str) -> float:
        viewer = Viewer(port, path)
        viewer.look()
        began = now = time.perf_counter()
        while now < ending:
            viewer.look()
            now = time.perf_counter()
        return (now - began) * 1000 / (viewer.count - 1)

    with ThreadPoolExecutor(2) as pool:
        paths = ("/kiosk.jpg", "/lobby.jpg")
        return dict(zip(paths, pool.map(watch, paths), strict=True))


def _touch(port: int) -> list[float]:
    """Milliseconds from the sending of a touch until the picture of what it changed is there."""
    viewer = Viewer(port, "/kiosk.jpg")
    hand = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    with ThreadPoolExecutor(1) as pool:
        viewer.look()
        for _ in range(TOUCHES):
            coming = pool.submit(viewer.look)
            time.sleep(REST_S)
            began = time.perf_counter()
            _post(hand, do="press", across="0.5", down="0.5")
            if not coming.result():
                raise RuntimeError("the touch changed nothing")
            times.append((time.perf_counter() - began) * 1000)
            _post(hand, do="release", across="0.5", down="0.5")
    return times


def _post(line: http.client.HTTPConnection, **fields: str) -> None:
    line.request("POST", "/pointer", urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    answer.read()
    if answer.status != http.client.NO_CONTENT:
        raise RuntimeError(f"/pointer: {answer.status}")


class Shown:
    """A window over the whole screen, full of patches of every colour."""

    def __init__(self, display: str) -> None:
        self.connection = xcffib.connect(display)
        self.core = self.connection.core
        root = self.connection.get_setup().roots[0]
        self.size = (root.width_in_pixels, root.height_in_pixels)
        self.window, self._store, self._brush = (self.connection.generate_id() for _ in range(3))
        self.core.CreateWindow(
            root.root_depth, self.window, root.root, 0, 0, *self.size, 0, x.WindowClass.InputOutput,
            root.root_visual, x.CW.EventMask, [x.EventMask.ButtonPress],
        )  # fmt: skip
        self.core.CreateGC(self._brush, self.window, x.GC.GraphicsExposures, [0])
        self.core.CreatePixmap(root.root_depth, self._store, root.root, self.size[0], 2 * self.size[1])
        chance = random.Random(1)
        for _ in range(PATCHES):
            self.core.ChangeGC(self._brush, x.GC.Foreground, [chance.randrange(1 << 24)])
            across, down = chance.randrange(self.size[0]), chance.randrange(2 * self.size[1])
            patch = x.RECTANGLE.synthetic(across, down, chance.randrange(8, 200), chance.randrange(4, 60))
            self.core.PolyFillRectangle(self._store, self._brush, 1, [patch])
        self.core.MapWindow(self.window)

    def scroll_to(self, down: int) -> None:
        self.core.CopyArea(self._store, self.window, self._brush, 0, down % self.size[1], 0, 0, *self.size)
        self.core.GetInputFocus().reply()


def _moves(shown: Shown) -> Iterator[None]:
    frame = 0
    while True:
        shown.scroll_to(5 * frame)
        yield
        frame += 1
        time.sleep(FRAME_S)


def _answers(shown: Shown) -> Iterator[None]:
    presses = 0
    while True:
        shown.scroll_to(50 * presses)
        yield
        while not isinstance(shown.connection.wait_for_event(), x.ButtonPressEvent):
            pass
        presses += 1


def _show(what: str, display: str, told: Path) -> None:
    for _ in (_moves if what == "moves" else _answers)(Shown(display)):
        told.touch()


if __name__ == "__main__":
    _show(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
