# SPDX-License-Identifier: Apache-2.0
"""Every page × (normal, elder, high contrast) × (Chinese, English) × panels: nothing cut, nothing over anything else,
large enough, far enough apart, legible, named."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.domain.pages import Page
from kiosk.render import Look
from kiosk.samples import SAMPLES
from tests.kiosk.audit import audit, bounds, contrast, visible
from tests.kiosk.settings import PORTRAIT
from tests.kiosk.showing import LANGUAGES, LOOKS, Shown

SEEN = [(look, language) for look in LOOKS for language in LANGUAGES if (look, language) != ("contrast", "en")]
"""Colours lay nothing out."""


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
