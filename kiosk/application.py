# SPDX-License-Identifier: Apache-2.0
"""The running kiosk: starts with the agent or without it, ends on SIGTERM and SIGINT."""

import signal
import sys
import threading
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication

from agent.client.qt import QtClient
from contract.clock import Clock, clock_of
from contract.settings import Settings
from kiosk.content import ContentWatch
from kiosk.domain.happenings import Press
from kiosk.domain.state import Limits, State
from kiosk.screen import Screen
from kiosk.shell import Shell
from screens.garbage import collect_here
from screens.immortal import keep_singletons_alive
from screens.qr import warm_up
from screens.supervision import notify, watchdog_ms

APP_ID = "linli-kiosk"
WARM_UP_MS = 500
CONTENT_MS = 2000
"""A screen that is switched off shows no first frame: the content is read all the same."""
CRASHED = 70
"""EX_SOFTWARE of sysexits.h."""


def run(settings: Settings, *, full_screen: bool) -> int:
    keep_singletons_alive()
    QGuiApplication.setDesktopFileName(APP_ID)
    application = QGuiApplication([APP_ID])
    application.setOverrideCursor(Qt.CursorShape.BlankCursor) if full_screen else None
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(
            number, lambda *_: application.exit(0)
        )  # `quit` would close the window under a frame that is being drawn
    sys.excepthook = partial(end_closed, application)
    threading.excepthook = partial(end_closed_from_thread, application)
    kiosk = Running(settings, full_screen=full_screen)
    collect_here(application)
    code = application.exec()
    kiosk.close()
    return code


def end_closed(
    application: QGuiApplication, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """What nobody foresaw ends the process: the service manager starts it anew, and no visit stays open."""
    sys.__excepthook__(kind, error, trace)
    application.exit(CRASHED)


def end_closed_from_thread(application: QGuiApplication, broken: threading.ExceptHookArgs) -> None:
    """Without the thread that reads alerts this is no kiosk."""
    end_closed(application, broken.exc_type, broken.exc_value or broken.exc_type(), broken.exc_traceback)


class Running:
    """Everything between the agent's socket and the window."""

    def __init__(
        self,
        settings: Settings,
        *,
        full_screen: bool,
        still: bool = False,
        leave: Callable[[int], None] = QGuiApplication.exit,
    ) -> None:
        self.clock: Clock = clock_of(Path(settings.paths.clock_offset) if settings.paths.clock_offset else None)
        self.client = QtClient(Path(settings.paths.run) / "kiosk" / "agent.sock")
        self.content = ContentWatch(Path(settings.paths.content), self.clock)
        kiosk = settings.kiosk
        limits = Limits(kiosk.idle_s, kiosk.warning_s, kiosk.attract_s)
        self.screen = Screen(settings, self._pressed, full_screen=full_screen)
        state = State(uuid.uuid4().hex, limits)
        self.shell = Shell(self.client, self.content, self.clock, state, self.screen.show, leave)
        self.shell.start()
        self.window = self.screen.load(still=still)
        self._say_ready = self.window.frameSwapped.connect(self._first_frame)
        QTimer.singleShot(CONTENT_MS, self.content, self.content.start)
        self._watchdog = QTimer(interval=watchdog_ms() or 0)
        self._watchdog.timeout.connect(lambda: notify("WATCHDOG=1"))
        if watchdog_ms():
            self._watchdog.start()

    def _pressed(self, press: Press) -> None:
        self.shell.happen(press)

    def close(self) -> None:
        notify("STOPPING=1")
        self._watchdog.stop()
        self.shell.stop()
        self.content.close()
        self.screen.close()

    def _first_frame(self) -> None:
        self.window.frameSwapped.disconnect(self._say_ready)
        notify("READY=1")
        self.content.start()
        QTimer.singleShot(WARM_UP_MS, warm_up)
