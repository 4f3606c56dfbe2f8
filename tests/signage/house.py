# SPDX-License-Identifier: Apache-2.0
"""A player in this process, with its real window; and eyes for it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage

from contract.local import Play
from contract.release import ContentFolder
from contract.settings import LOBBY_PANEL, PanelSettings
from signage.frames import Frames
from signage.player import Player
from signage.records import Recorder
from signage.screen import Screen
from signage.viewmodels.lobby import Setting
from tests.signage.content import T0

SMALL = PanelSettings(width_mm=400, width_px=640, height_px=360)
PATIENCE_S = 30.0
LOOK_EVERY_S = 0.05
Colour = tuple[int, int, int]


class JumpingClock:
    """Wall time that a test sets; the monotonic clock goes on."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self.ahead = timedelta()

    def now(self) -> datetime:
        return T0 + timedelta(seconds=time.monotonic() - self._start) + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()


class House:
    def __init__(self, app: QGuiApplication, root: Path, panel: PanelSettings = SMALL, *, still: bool = False) -> None:
        self.app = app
        self.clock = JumpingClock()
        self.plays: list[Play] = []
        self.screen = Screen(Setting("振兴社区服务站", panel, False, software=True, still=still), self.clock)
        self.frames = Frames(lambda: None)
        self.player = Player("lobby", ContentFolder(root), self.clock, self.screen.views, self.recorder)
        self.player.start()
        self.window = self.screen.load()
        self.frames.watch(self.window)

    def recorder(self) -> Recorder:
        return Recorder("lobby", self.clock, lambda: self.frames.count, self.plays.append)

    def close(self) -> None:
        self.frames.close()
        self.player.close()
        del self.window
        self.screen.close()
        self.app.processEvents()

    def until(self, happens: Callable[[], object], watch: Callable[[QImage], None] | None = None) -> None:
        """Waits; `watch` is given a picture of the window every 50 ms."""
        ends, looked = time.monotonic() + PATIENCE_S, 0.0
        while not happens():
            assert time.monotonic() < ends, "in vain"
            self.app.processEvents()
            if watch is not None and time.monotonic() - looked >= LOOK_EVERY_S:
                looked = time.monotonic()
                watch(self.window.grabWindow())
            time.sleep(0.002)

    def shown(self) -> str:
        item = self.player.rotation.shown
        return item.key if item else ""

    def played(self, item: str) -> int:
        return sum(1 for play in self.plays if play.item == item)


def colour_of(picture: QImage) -> Colour:
    """The middle of the main zone: the mean of some points, which must agree."""
    width, height = picture.width(), picture.height()
    points = [(x, y) for x in (0.25, 0.33, 0.42) for y in (0.4, 0.5, 0.6)]
    colours = [picture.pixelColor(int(width * x), int(height * y)) for x, y in points]
    channels = [[c.red() for c in colours], [c.green() for c in colours], [c.blue() for c in colours]]
    if any(max(channel) - min(channel) > 12 for channel in channels):
        return (-255, -255, -255)  # nothing plain: it belongs nowhere
    red, green, blue = (sum(channel) // len(channel) for channel in channels)
    return red, green, blue


def strangers(seen: list[Colour], loop: list[Colour], tolerance: int = 14) -> list[Colour]:
    """Those that are neither an item's colour, nor a blend of it with the one that follows (or, where one is passed
    over, the next)."""
    pairs = [(a, b) for a in loop for b in loop]
    return [each for each in seen if not any(_between(each, a, b, tolerance) for a, b in pairs)]


def _between(seen: Colour, start: Colour, end: Colour, tolerance: int) -> bool:
    span = [b - a for a, b in zip(start, end, strict=True)]
    length = sum(each * each for each in span)
    along = sum(each * (s - a) for each, s, a in zip(span, seen, start, strict=True))
    share = min(1.0, max(0.0, along / length)) if length else 0.0
    off = [abs(s - (a + share * each)) for s, a, each in zip(seen, start, span, strict=True)]
    return max(off) <= tolerance


FULL_HD = LOBBY_PANEL
