# SPDX-License-Identifier: Apache-2.0
"""The window with any state in it, to be looked at."""

from PySide6.QtCore import Q_ARG, Q_RETURN_ARG, QMetaObject, QObject, QUrl
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtQml import QQmlComponent, QQmlEngine

from contract.settings import PanelSettings
from kiosk.render import Look, moment, settle
from kiosk.screen import HERE, Screen
from kiosk.viewmodels.view import Moment
from tests.kiosk.audit import audit
from tests.kiosk.settings import settings_for

LOOKS = {"normal": {}, "elder": {"elder": True}, "contrast": {"contrast": True}}
LANGUAGES = {"zh": {}, "en": {"english": True}}


class Shown:
    """A window with sample data, and the tokens it uses."""

    def __init__(self, app: QGuiApplication, panel: PanelSettings) -> None:
        self.app = app
        self.panel = panel
        self.screen = Screen(settings_for(panel), lambda _: None, full_screen=False)
        self.screen.show(moment("moment", Look()))
        self.window = self.screen.load(still=True)
        self.lens = lens_on_theme(self.screen._engine)

    def close(self) -> None:
        del self.lens, self.window
        self.screen.close()
        self.app.processEvents()

    def show(self, name: str, look: Look) -> None:
        self.show_moment(moment(name, look))

    def show_moment(self, shown: Moment) -> None:
        self.screen.show(shown)
        settle(self.app, self.window)
        self.window.grabWindow()

    def pairs(self) -> dict[tuple[str, str], str]:
        def role(name: str) -> str:
            said: str = QMetaObject.invokeMethod(self.lens, "colorOf", Q_RETURN_ARG(str), Q_ARG(str, name))
            return QColor(said).name()

        declared = [pair.split() for pair in self.lens.property("pairs")]
        return {(role(words), role(ground)): f"{words} on {ground}" for words, ground in declared}

    def troubles(self, look: Look) -> list[str]:
        target = int((20 if look.elder else 16) * self.panel.px_per_mm)
        return audit(self.window, target, int(4 * self.panel.px_per_mm), self.pairs(), 7.0 if look.contrast else 4.5)


def lens_on_theme(engine: QQmlEngine | None) -> QObject:
    """An object whose `theme` is the singleton."""
    assert engine is not None
    component = QQmlComponent(engine)
    source = b"""
        import QtQml
        import "theme"
        QtObject {
            readonly property list<string> pairs: Theme.pairs
            function colorOf(role: string): string { return String(Theme[role]) }
        }
    """
    component.setData(source, QUrl.fromLocalFile(str(HERE / "qml" / "Lens.qml")))
    lens = component.create()
    assert lens is not None, component.errorString()
    lens.setParent(engine)
    return lens
