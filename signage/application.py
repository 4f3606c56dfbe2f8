# SPDX-License-Identifier: Apache-2.0
"""The running player of one output: starts with the agent or without it, with content or without it."""

import logging
import signal
import sys
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication

from agent.client.qt import QtClient
from contract.clock import Clock, clock_of
from contract.local import Event, Topic
from contract.release import ContentFolder
from contract.settings import Settings, SignageSettings
from screens.garbage import collect_here
from screens.immortal import keep_singletons_alive
from screens.supervision import notify
from signage import rendering
from signage.frames import Frames
from signage.player import Player
from signage.records import Recorder, Teller
from signage.screen import Screen
from signage.spool import Spool
from signage.viewmodels.lobby import Setting

CRASHED = 70
"""EX_SOFTWARE of sysexits.h."""
TELLER_MS = 500

_log = logging.getLogger(__name__)


def app_id(output: str) -> str:
    return f"linli-signage-{output}"


def run(settings: Settings, output: str, *, full_screen: bool) -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    application = start_qt(app_id(output), settings.signage[output], full_screen=full_screen)
    running = Running(settings, output, full_screen=full_screen)
    collect_here(application)
    code = application.exec()
    running.close()
    return code


def start_qt(name: str, settings: SignageSettings, *, full_screen: bool) -> QGuiApplication:
    keep_singletons_alive()
    rendering.choose(settings.renderer)
    QGuiApplication.setDesktopFileName(name)
    application = QGuiApplication([name])
    application.setOverrideCursor(Qt.CursorShape.BlankCursor) if full_screen else None
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end(application))  # runs at the next tick at the latest
    sys.excepthook = partial(end_at_once, application)
    return application


def end(application: QGuiApplication) -> None:
    """Not quit(): that closes the window first, and a frame still under way then ends in a crash (Qt 6.12)."""
    application.exit(0)


def end_at_once(
    application: QGuiApplication, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """What nobody foresaw ends the process: the standby picture is below, and the service manager starts it anew."""
    sys.__excepthook__(kind, error, trace)
    application.exit(CRASHED)


class Running:
    """Everything between the content folder, the agent's socket and the window."""

    def __init__(self, settings: Settings, output: str, *, full_screen: bool) -> None:
        self.clock: Clock = clock_of(Path(settings.paths.clock_offset) if settings.paths.clock_offset else None)
        self.client = QtClient(Path(settings.paths.run) / "signage" / "agent.sock")
        self.client.arrived.connect(self._arrived)
        self.frames = Frames(self._first_frame)
        self.teller = Teller(Spool(Path(settings.paths.signage) / output), self.client, self.clock)
        panel = settings.signage[output].panel
        place = settings.terminal.place.zh
        self.screen = Screen(Setting(place, panel, full_screen, rendering.uses_software()), self.clock)
        recorder = partial(Recorder, output, self.clock, lambda: self.frames.count, self.teller.take)
        self.player = Player(
            output, ContentFolder(Path(settings.paths.content)), self.clock, self.screen.views, recorder
        )
        self.player.start()
        self.window = self.screen.load()
        self.frames.watch(self.window)
        self._tells = QTimer(interval=TELLER_MS)
        self._tells.timeout.connect(self.teller.tick)

    def close(self) -> None:
        notify("STOPPING=1")
        self._tells.stop()
        self.frames.close()
        self.player.close()
        self.teller.close()
        self.screen.close()

    def _first_frame(self) -> None:
        api = self.window.rendererInterface().graphicsApi()
        _log.info("first frame, rendered by %s on %s", api.name, QGuiApplication.platformName())
        if api is rendering.SOFTWARE:
            self.screen.views.lobby.paint_by_software()
        self.client.follow_events()
        self._tells.start()

    def _arrived(self, event: Event) -> None:
        match event.topic:
            case Topic.CONTENT | Topic.ALERT | Topic.GAP:
                self.player.look()
                self.player.tick()
            case Topic.SETTINGS:
                _log.info("the technician's settings changed: starting anew")
                QGuiApplication.exit(0)
