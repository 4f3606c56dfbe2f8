# SPDX-License-Identifier: Apache-2.0
"""Every page × (normal, elder, high contrast) × (Chinese, English) × panels: nothing cut, nothing over anything else,
large enough, far enough apart, legible, named."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Q_ARG, Q_RETURN_ARG, QMetaObject, QObject, QUrl
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent, QQmlEngine
from PySide6.QtQuick import QQuickWindow

from contract.settings import PanelSettings
from kiosk.domain.pages import Page
from kiosk.render import Look, moment
from kiosk.samples import SAMPLES
from kiosk.screen import HERE, Screen
from tests.kiosk.audit import audit, bounds, contrast, visible
from tests.kiosk.conftest import PANELS, PORTRAIT, settings_for

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
        self.screen.show(moment(name, look))
        for _ in range(3):
            self.app.processEvents()
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


@pytest.fixture(scope="module", params=PANELS)
def shown(request: pytest.FixtureRequest, app: QGuiApplication) -> Iterator[Shown]:
    shown = Shown(app, PANELS[request.param])
    yield shown
    shown.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_whole(shown: Shown, look: str, language: str) -> None:
    """All samples in one window: a page for a page, as at the machine."""
    found = {}
    as_shown = Look(**LOOKS[look], **LANGUAGES[language])
    for name in SAMPLES:
        shown.show(name, as_shown)
        if troubles := shown.troubles(as_shown):
            found[name] = troubles
    assert found == {}, "\n".join(f"{name}: {trouble}" for name, troubles in found.items() for trouble in troubles)


CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def test_english_is_english(shown: Shown) -> None:
    """Only the way back to Chinese, and the resident's own name, are not."""
    for name in SAMPLES:
        shown.show(name, Look(english=True))
        items = visible(shown.window.contentItem(), bounds(shown.window))
        words = [seen.item.property("text") for seen in items if seen.item.inherits("QQuickText")]
        left = [word for word in words if CHINESE.search(word.replace("王*兰", "")) and word not in {"中文", "中"}]
        assert left == [], name


def test_there_is_a_sample_of_every_page() -> None:
    assert {state().page for state in SAMPLES.values()} == set(Page)


@pytest.mark.parametrize("high", [False, True])
def test_declared_pairs_are_legible(app: QGuiApplication, high: bool) -> None:
    shown = Shown(app, PORTRAIT)
    shown.show("home", Look(contrast=high))
    for (words, ground), name in shown.pairs().items():
        assert contrast(QColor(words), QColor(ground)) >= (7.0 if high else 4.5), name
    shown.close()


BAD_PAGE = """
import QtQuick
Window {
    width: 600; height: 400; visible: true; color: "#FFFFFF"
    component Control: Item { property string label; property bool held; Rectangle { anchors.fill: parent } }
    Text { width: 40; text: "this text is cut short"; elide: Text.ElideRight; color: "#17262B" }
    Text { x: 0; y: 100; text: "one over"; color: "#17262B" }
    Text { x: 20; y: 104; text: "the other"; color: "#DDDDDD" }
    Rectangle { x: 200; y: 100; width: 40; height: 20; Text { text: "larger than its card"; color: "#17262B" } }
    Text { x: 560; y: 200; text: "outside the window"; color: "#17262B" }
    Control { x: 300; y: 300; width: 30; height: 30; label: "small" }
    Control { x: 332; y: 300; width: 80; height: 80; label: "close" }
}
"""


def test_the_audit_finds_a_bad_page(app: QGuiApplication) -> None:
    engine = QQmlApplicationEngine()
    engine.loadData(BAD_PAGE.encode(), QUrl.fromLocalFile(str(Path("/bad/Bad.qml"))))
    window = engine.rootObjects()[0]
    assert isinstance(window, QQuickWindow)
    window.grabWindow()
    troubles = "\n".join(audit(window, 64, 16, {("#17262b", "#ffffff"): "ink on paper"}, 4.5))
    for expected in (
        "cut short", "text over text", "contrast 1.4", "undeclared pair", "beyond its card", "outside the window",
        "too small: small", "too close: small / close", "not accessible: small", "0 headings",
    ):  # fmt: skip
        assert expected in troubles, f"{expected} not found in:\n{troubles}"
    del engine
