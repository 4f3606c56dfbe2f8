# SPDX-License-Identifier: Apache-2.0
"""The window: view models, translations and the QML engine in one piece, made and taken down in the right order."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator, QUrl
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from contract.settings import Settings
from contract.text import Language
from kiosk.domain.happenings import Press
from kiosk.viewmodels.attract import Attract
from kiosk.viewmodels.bills import Bills
from kiosk.viewmodels.board import Board
from kiosk.viewmodels.casefile import CaseFile
from kiosk.viewmodels.counter import Counter
from kiosk.viewmodels.emergency import Emergency
from kiosk.viewmodels.entry import Entry
from kiosk.viewmodels.guide import Guide
from kiosk.viewmodels.hall import Hall
from kiosk.viewmodels.kiosk import Kiosk
from kiosk.viewmodels.payment import Payment
from kiosk.viewmodels.records import Records
from kiosk.viewmodels.serviceitem import ServiceItem
from kiosk.viewmodels.technician import Technician
from kiosk.viewmodels.trouble import Trouble
from kiosk.viewmodels.view import Moment, View
from kiosk.viewmodels.visit import Visit
from screens import qr  # noqa: F401 - its type is for QML alone
from screens.singletons import keep

HERE = Path(__file__).resolve().parent
FAMILY = "Noto Sans CJK SC"


class Screen:
    """`press` is told what the resident does."""

    def __init__(self, settings: Settings, press: Callable[[Press], None], *, full_screen: bool) -> None:
        font = QFont(FAMILY)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        QGuiApplication.setFont(font)
        self._english = QTranslator()
        self._language = Language.ZH
        content = Path(settings.paths.content)
        kiosk = keep(Kiosk(settings.kiosk.panel, press, full_screen=full_screen))
        self._views: list[View] = [
            keep(Hall(settings.terminal)),
            keep(Visit()),
            keep(Entry()),
            keep(Bills()),
            keep(Payment()),
            keep(Counter()),
            keep(Records()),
            keep(CaseFile()),
            keep(Trouble()),
            keep(Guide()),
            keep(ServiceItem()),
            keep(Board(content)),
            keep(Emergency()),
            keep(Attract(content)),
            keep(Technician()),
            kiosk,  # last: a page is built when what stands on it is there
        ]
        self._engine: QQmlApplicationEngine | None = QQmlApplicationEngine()

    def load(self, *, still: bool = False) -> QQuickWindow:
        """`still`: pages do not slide. Raises RuntimeError when the window cannot be built."""
        assert self._engine is not None
        self._engine.setInitialProperties({"still": still})
        self._engine.load(QUrl.fromLocalFile(str(HERE / "qml" / "Main.qml")))
        windows = self._engine.rootObjects()
        if not windows or not isinstance(windows[0], QQuickWindow):
            raise RuntimeError("the window could not be built")
        return windows[0]

    def show(self, moment: Moment) -> None:
        if moment.state.comfort.language is not self._language:
            self._speak(moment.state.comfort.language)
        for view in self._views:
            view.show(moment)

    def close(self) -> None:
        """The engine goes before the application, or its last bindings complain of what is gone."""
        self._engine = None

    def _speak(self, language: Language) -> None:
        self._language = language
        if language is Language.EN:
            if self._english.isEmpty():
                self._english.load(str(HERE / "i18n" / "en.qm"))
            QCoreApplication.installTranslator(self._english)
        else:
            QCoreApplication.removeTranslator(self._english)
        if self._engine is not None:
            self._engine.retranslate()
