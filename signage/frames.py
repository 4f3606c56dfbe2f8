# SPDX-License-Identifier: Apache-2.0
"""Frames that the window really presented: the evidence of play records, and the pulse for the service manager."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtQuick import QQuickWindow

from screens.supervision import notify, watchdog_ms


class Frames(QObject):
    """Counts; says READY with the first, and WATCHDOG only for as long as more come when asked for."""

    def __init__(self, first: Callable[[], None]) -> None:
        super().__init__()
        self.count = 0
        self._first = first
        self._window: QQuickWindow | None = None
        self._at_last_pulse = 0
        self._pulse = QTimer(self, interval=watchdog_ms() or 0)
        self._pulse.timeout.connect(self._beat)

    def watch(self, window: QQuickWindow) -> None:
        self._window = window
        window.frameSwapped.connect(self._swapped)
        if watchdog_ms():
            self._pulse.start()

    def close(self) -> None:
        self._pulse.stop()
        if self._window is not None:
            self._window.frameSwapped.disconnect(self._swapped)
            self._window = None

    def _swapped(self) -> None:
        self.count += 1
        if self.count == 1:
            notify("READY=1")
            self._first()

    def _beat(self) -> None:
        if self.count > self._at_last_pulse:
            notify("WATCHDOG=1")
        self._at_last_pulse = self.count
        if self._window is not None:
            self._window.update()  # a still page presents one frame more: proof that it could
