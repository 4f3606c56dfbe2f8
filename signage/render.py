# SPDX-License-Identifier: Apache-2.0
"""Draws what a display would show into PNG files, by the real window and without an agent."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from contract.content import AlertBoard, Line, MediaItem, Programme, Release, ReleasedProgramme
from contract.release import ContentFolder, Stamp
from contract.settings import Settings
from screens.fitting import cut_off
from screens.immortal import keep_singletons_alive
from signage.player import Player
from signage.records import Recorder
from signage.samples import NOW, SAMPLES
from signage.screen import Screen
from signage.viewmodels.lobby import Setting

SETTLE_ROUNDS = 3
PATIENCE_S = 10.0
CURRENT = "now"


class NothingSuch(Exception):
    """What was asked for is not there; says what is."""

    code = "nothingSuch"


@dataclass(frozen=True)
class Shot:
    release: Release | None
    board: AlertBoard | None
    at: datetime


class GivenContent(ContentFolder):
    """Documents from memory, media from a folder."""

    def __init__(self, root: Path, shot: Shot) -> None:
        super().__init__(root)
        self._shot = shot

    def release(self) -> Release | None:
        return self._shot.release

    def alerts(self) -> AlertBoard | None:
        return self._shot.board

    def checked_at(self) -> datetime | None:
        return None

    def stamp(self) -> Stamp:
        return ()


class StoppedClock:
    """Wall time stands at one moment."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment

    def monotonic(self) -> float:
        return time.monotonic()


def sample_names() -> tuple[str, ...]:
    return tuple(SAMPLES)


def sample(name: str, at: datetime | None) -> Shot:
    """Raises NothingSuch."""
    if name not in SAMPLES:
        raise NothingSuch(f"there is no sample {name!r}; samples: {', '.join(SAMPLES)}")
    release, board = SAMPLES[name]()
    return Shot(release, board, at or NOW)


def published(folder: ContentFolder, what: str, at: datetime) -> Shot:
    """`now`: what plays then. Or one thing alone, whether it is its time or not: `notice:TENANT:ID`, `media:SHA256`,
    `alert:TENANT:ID`. Raises NothingSuch."""
    release, board = folder.release(), folder.alerts()
    if what == CURRENT:
        return Shot(release, board, at)
    kind, _, name = what.partition(":")
    tenant, _, own_id = name.rpartition(":")
    if kind == "alert" and board is not None:
        alerts = tuple(a for a in board.alerts if (a.source.tenant, a.message.alert_id) == (tenant, own_id))
        if alerts:
            alone = AlertBoard(received_at=board.received_at, time_floor=alerts[0].message.effective, alerts=alerts)
            return Shot(release, alone, alerts[0].message.effective)
    elif release is not None and (alone_in := _alone(release, kind, name)) is not None:
        return Shot(alone_in, None, at)
    raise NothingSuch(f"there is no {what!r} in {folder.root}; ask for `now`, or for a key as --explain prints them")


def _alone(release: Release, kind: str, name: str) -> Release | None:
    import msgspec  # noqa: PLC0415

    tenant, _, own_id = name.rpartition(":")
    if kind == "notice":
        found = (each for each in release.notices if (each.source.tenant, each.notice.notice_id) == (tenant, own_id))
        for each in found:
            always = msgspec.structs.replace(each.notice, valid_from=None, valid_until=None)
            notices = (msgspec.structs.replace(each, notice=always),)
            return msgspec.structs.replace(release, notices=notices, programmes=())
    elif kind == "media" and release.media_of(name) is not None:
        programme = Programme(programme_id="preview", name=Line(zh="预览"), items=(MediaItem(sha256=name),))
        only = ReleasedProgramme(source=release.sources[-1], programme=programme)
        return msgspec.structs.replace(release, programmes=(only,))
    return None


def render(settings: Settings, output: str, root: Path, shots: Mapping[Path, Shot]) -> dict[Path, list[str]]:
    """Of each picture the texts that did not fit. Raises OSError when one cannot be written."""
    shortened: dict[Path, list[str]] = {}
    keep_singletons_alive()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    application = QGuiApplication(["linli-signage"])
    for path, shot in shots.items():
        clock = StoppedClock(shot.at)
        panel = settings.signage[output].panel
        screen = Screen(Setting(settings.terminal.place.zh, panel, False, True, still=True), clock)
        recorder = Recorder(output, clock, lambda: 0, lambda _play: None)
        player = Player(output, GivenContent(root, shot), clock, screen.views, lambda: recorder)  # noqa: B023 - used here
        player.start()
        window = screen.load()
        _wait(application, player)
        screen.views.ticker.stand_still()
        window.grabWindow()  # lays out
        for _ in range(SETTLE_ROUNDS):
            application.processEvents()
        shortened[path] = list(cut_off(window.contentItem()))
        saved = window.grabWindow().save(str(path))
        player.close()
        del window
        screen.close()
        if not saved:
            raise OSError(f"cannot write {path}")
    return shortened


def _wait(application: QGuiApplication, player: Player) -> None:
    """Until the first item is in front, or nothing can be."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and player.awaits_first():
        application.processEvents()
        player.tick()
        time.sleep(0.005)
