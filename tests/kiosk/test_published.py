# SPDX-License-Identifier: Apache-2.0
"""Whatever is published: laid out, as plain text, its codes read by a phone; each emergency from its beginning."""

import re
import time
from dataclasses import replace

import msgspec
import pytest
import zxingcpp
from PySide6.QtGui import QImage
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickWindow

from kiosk.domain.state import Alarm
from kiosk.published import COUNTY, STREET
from kiosk.render import Look, settle
from kiosk.samples import NOW, SAMPLES, WALL
from kiosk.screen import HERE
from kiosk.viewmodels.board import Board
from kiosk.viewmodels.serviceitem import ServiceItem
from kiosk.viewmodels.technician import Technician
from kiosk.viewmodels.view import Moment
from screens.singletons import one
from tests.kiosk.audit import bounds, visible
from tests.kiosk.hand import PATIENCE_S
from tests.kiosk.hostile import WORST
from tests.kiosk.settings import PORTRAIT
from tests.kiosk.showing import LANGUAGES, LOOKS, Shown


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
        read: set[str] = set()
        patience = time.monotonic() + PATIENCE_S
        while said not in read and time.monotonic() < patience:  # a code is drawn beside the window
            for end in (False, True):
                scroll(shown.window, end=end)
                settle(shown.app, shown.window)
                read.update(codes_seen(shown.window))
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


def test_each_emergency_begins_at_its_beginning(shown: Shown) -> None:
    """Somebody scrolled the one before."""
    state = WORST["long"]["emergency"]()
    alerts = tuple(msgspec.structs.replace(state.alerts[0], source=source) for source in (COUNTY, STREET))

    def turn(to: int) -> float:
        shown.show_moment(Moment(replace(state, alerts=alerts, alarm=Alarm(to)), NOW, WALL))
        return scrolled_by(shown.window)

    assert turn(0) == 0
    scroll(shown.window, end=True)
    assert turn(2) > 0, "the same one: nothing moves under its reader"
    assert turn(1) == 0


def scrolled_by(window: QQuickWindow) -> float:
    """The farthest of all that scrolls."""
    seen = visible(window.contentItem(), bounds(window))
    return max(float(part.item.property("contentY")) for part in seen if part.item.inherits("QQuickFlickable"))
