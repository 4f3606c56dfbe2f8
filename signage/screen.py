# SPDX-License-Identifier: Apache-2.0
"""The window: view models and the QML engine in one piece, made and taken down in the right order."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from contract.clock import Clock
from screens import qr  # noqa: F401 - its type is for QML alone
from screens.singletons import keep
from signage.player import Views
from signage.rendering import use_font
from signage.viewmodels.emergency import Emergency
from signage.viewmodels.lobby import Lobby, Setting
from signage.viewmodels.stage import Stage
from signage.viewmodels.ticker import PROVIDER, Ticker, TickerTiles

HERE = Path(__file__).resolve().parent


class Screen:
    def __init__(self, setting: Setting, clock: Clock) -> None:
        use_font()
        self.views = Views(keep(Lobby(setting)), keep(Stage()), keep(Ticker(clock)), keep(Emergency()))
        self._engine: QQmlApplicationEngine | None = QQmlApplicationEngine()
        self._engine.addImageProvider(PROVIDER, TickerTiles(self.views.ticker))

    def load(self, page: str = "Main") -> QQuickWindow:
        """Raises RuntimeError when the window cannot be built."""
        assert self._engine is not None
        self._engine.load(QUrl.fromLocalFile(str(HERE / "qml" / f"{page}.qml")))
        windows = self._engine.rootObjects()
        if not windows or not isinstance(windows[0], QQuickWindow):
            raise RuntimeError("the window could not be built")
        return windows[0]

    def close(self) -> None:
        """The engine goes before the application, or its last bindings complain of what is gone."""
        self._engine = None
