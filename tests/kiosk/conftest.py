# SPDX-License-Identifier: Apache-2.0
"""A warning from Qt or QML fails the test in which it came."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.pop("NOTIFY_SOCKET", None)

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QPointingDevice
from PySide6.QtTest import QTest

from kiosk import published
from kiosk.application import Running
from kiosk.domain import strikes
from kiosk.domain.state import Limits
from tests.kiosk.fake_agent import FakeAgent
from tests.kiosk.folder import Folder
from tests.kiosk.hand import Hand
from tests.kiosk.settings import PANELS, PORTRAIT, settings_for
from tests.kiosk.showing import Shown

HARMLESS = ("propagateSizeHints", "This plugin does not support")


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[list[str]]:
    said: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not any(harmless in message for harmless in HARMLESS):
            said.append(message)

    before = qInstallMessageHandler(hear)
    yield said
    qInstallMessageHandler(before)
    assert said == []


@pytest.fixture(scope="module", params=PANELS)
def shown(request: pytest.FixtureRequest, app: QGuiApplication) -> Iterator[Shown]:
    shown = Shown(app, PANELS[request.param])
    yield shown
    shown.close()


# ---- a kiosk in use

Start = Callable[..., Hand]


@pytest.fixture
def run_dir() -> Iterator[Path]:
    """Short, as the paths of sockets must be."""
    with tempfile.TemporaryDirectory(prefix="linli-") as folder:
        yield Path(folder)


@pytest.fixture
def agent(run_dir: Path) -> Iterator[FakeAgent]:
    agent = FakeAgent(run_dir / "kiosk" / "agent.sock")
    agent.live()
    yield agent
    agent.die()


@pytest.fixture
def content(run_dir: Path) -> Folder:
    return Folder(run_dir / "content")


class WallClock:
    """The clock of the kiosk under test: at the samples' time, until it is turned."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.turn(timedelta())

    def turn(self, later: timedelta) -> None:
        offset = published.WALL + later - datetime.now(UTC)
        self.file.write_text(str(offset.total_seconds()), encoding="ascii")


@pytest.fixture
def clock(run_dir: Path) -> WallClock:
    return WallClock(run_dir / "offset")


@pytest.fixture
def device(app: QGuiApplication) -> QPointingDevice:
    return QTest.createTouchDevice()


@pytest.fixture
def start(
    app: QGuiApplication, run_dir: Path, clock: WallClock, device: QPointingDevice, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    """Starts a kiosk; a second call is what a restart is."""
    hands: list[Hand] = []

    def begin(*, still: bool = True, idle_s: float = 60, warning_s: float = 20, attract_s: float = 90) -> Hand:
        if still:
            monkeypatch.setattr(strikes, "SETTLING_S", 0.0)
        end()
        settings = settings_for(PORTRAIT, str(run_dir), clock_offset=str(clock.file))
        left: list[int] = []
        running = Running(settings, full_screen=False, still=still, leave=left.append)
        running.shell.state = replace(running.shell.state, limits=Limits(idle_s, warning_s, attract_s))
        hand = Hand(running, device, slow=not still)
        hand.left = left
        hands.append(hand)
        return hand

    def end() -> None:
        while hands:
            hands.pop().running.close()
            QTest.qWait(1)

    yield begin
    end()
