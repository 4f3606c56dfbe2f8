# SPDX-License-Identifier: Apache-2.0
"""Every page × (normal, elder, high contrast) × (Chinese, English) × panels: nothing cut, nothing over anything else,
large enough, far enough apart, legible, named."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import Q_ARG, Q_RETURN_ARG, QMetaObject, QObject, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent, QQmlEngine, QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickWindow

from contract.settings import PanelSettings
from kiosk.domain.pages import Page
from kiosk.render import Look, moment, settle
from kiosk.samples import NOW, SAMPLES, WALL
from kiosk.screen import HERE, Screen
from kiosk.viewmodels.board import Board
from kiosk.viewmodels.serviceitem import ServiceItem
from kiosk.viewmodels.technician import Technician
from kiosk.viewmodels.view import Moment, one
from tests.kiosk.audit import audit, bounds, contrast, visible
from tests.kiosk.conftest import PANELS, PORTRAIT, settings_for
from tests.kiosk.hostile import WORST

LOOKS = {"normal": {}, "elder": {"elder": True}, "contrast": {"contrast": True}}
LANGUAGES = {"zh": {}, "en": {"english": True}}
SEEN = [(look, language) for look in LOOKS for language in LANGUAGES if (look, language) != ("contrast", "en")]
"""Colours lay nothing out."""


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


@pytest.fixture(scope="module", params=PANELS)
def shown(request: pytest.FixtureRequest, app: QGuiApplication) -> Iterator[Shown]:
    shown = Shown(app, PANELS[request.param])
    yield shown
    shown.close()


@pytest.mark.parametrize(("look", "language"), SEEN)
def test_every_page_is_whole(shown: Shown, look: str, language: str) -> None:
    """All samples in one window: a page for a page, as at the machine."""
    found = {}
    as_shown = Look(**LOOKS[look], **LANGUAGES[language])
    if as_shown.contrast and shown.panel != PORTRAIT:
        pytest.skip("colours are the same on every panel")
    for name in SAMPLES:
        shown.show(name, as_shown)
        if troubles := shown.troubles(as_shown):
            found[name] = troubles
    assert found == {}, "\n".join(f"{name}: {trouble}" for name, troubles in found.items() for trouble in troubles)


@pytest.mark.parametrize(("look", "language"), [("elder", "zh"), ("normal", "en")])
@pytest.mark.parametrize("content", WORST)
def test_the_worst_that_may_be_published_is_laid_out(shown: Shown, content: str, look: str, language: str) -> None:
    if content == "tags" and shown.panel != PORTRAIT:
        pytest.skip("no longer than the others")
    as_shown = Look(**LOOKS[look], **LANGUAGES[language])
    found = {}
    for name, state in WORST[content].items():
        shown.show_moment(Moment(replace(state(), comfort=as_shown.comfort), NOW, WALL))
        if troubles := shown.troubles(as_shown):
            found[name] = troubles
    assert found == {}, "\n".join(
        f"{name}: {trouble[:160]}" for name, troubles in found.items() for trouble in troubles
    )


def test_markup_is_shown_as_it_was_written(shown: Shown) -> None:
    for name, state in WORST["tags"].items():
        shown.show_moment(Moment(state(), NOW, WALL))
        for seen in visible(shown.window.contentItem(), bounds(shown.window)):
            if seen.item.inherits("QQuickText"):
                said = QQmlExpression(qmlContext(seen.item), seen.item, "textFormat === Text.PlainText").evaluate()
                assert said[0] is True, (name, seen.item.property("text"))


def test_every_text_is_plain() -> None:
    """None is drawn but by Label, which says so: what was published can never be markup."""
    for path in sorted((HERE / "qml").rglob("*.qml")):
        text = path.read_text("utf-8")
        rich = re.findall(r"\b(?:TextEdit|TextInput|TextArea|RichText|StyledText|MarkdownText|AutoText)\b", text)
        assert rich == [], path.name
        assert path.name == "Label.qml" or not re.search(r"^\s*Text \{", text, re.MULTILINE), path.name
    assert "textFormat: Text.PlainText" in (HERE / "qml" / "components" / "Label.qml").read_text("utf-8")


@pytest.mark.parametrize("name", ["checklist", "notice", "commissioning"])
def test_codes_are_read_from_the_screen(shown: Shown, name: str) -> None:
    """As a phone sees it: the picture of the screen, by another's decoder."""
    for state in filter(None, (SAMPLES[name], WORST["long"].get(name))):
        shown.show_moment(Moment(state(), NOW, WALL))
        said = {
            "checklist": one(ServiceItem).property("checklist"),
            "notice": one(Board).property("link"),
            "commissioning": one(Technician).property("url"),
        }[name]
        read = []
        for end in (False, True):
            scroll(shown.window, end=end)
            settle(shown.app, shown.window)
            read += codes_seen(shown.window)
        assert said in read


def codes_seen(window: QQuickWindow) -> list[str]:
    picture = window.grabWindow().convertToFormat(QImage.Format.Format_Grayscale8)
    width, height = picture.width(), picture.height()
    rows = bytes(picture.constBits())
    pixels = b"".join(rows[at : at + width] for at in range(0, len(rows), picture.bytesPerLine()))
    return [barcode.text for barcode in zxingcpp.read_barcodes(memoryview(pixels).cast("B", (height, width)))]


def scroll(window: QQuickWindow, *, end: bool) -> None:
    for seen in visible(window.contentItem(), bounds(window)):
        if seen.item.inherits("QQuickFlickable"):
            beyond = max(0, seen.item.property("contentHeight") - seen.item.height())
            seen.item.setProperty("contentY", beyond if end else 0)


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
