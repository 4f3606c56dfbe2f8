# SPDX-License-Identifier: Apache-2.0
"""Looks at the items of a window as a careful person would: is all of it there, whole, apart, legible and named?"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtQuick import QQuickItem, QQuickWindow

SLACK = 1.5


@dataclass(frozen=True)
class Seen:
    item: QQuickItem
    where: QRectF
    clip: QRectF
    kind: str
    """Its QML type: the name of the file, or of Qt's class."""

    @property
    def whole(self) -> bool:
        """Not partly scrolled out of a list."""
        return self.clip.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(self.where)


def audit(
    window: QQuickWindow, target_px: int, gap_px: int, pairs: dict[tuple[str, str], str], least: float
) -> list[str]:
    """`pairs`: text colour and ground -> the name of the declared pair; `least`: the contrast asked for."""
    seen = [s for s in visible(window.contentItem(), bounds(window)) if s.where.intersects(s.clip)]
    texts = [s for s in seen if s.item.inherits("QQuickText") and s.item.property("text")]
    touches = [s for s in seen if is_touch(s.item)]
    return [
        *clipped(texts, window),
        *outside(touches, window),
        *overlapping(texts, touches),
        *small(touches, target_px),
        *close(touches, gap_px),
        *faint(texts, seen, window.color(), pairs, least),
        *unnamed(touches),
        *headless(window),
    ]


def bounds(window: QQuickWindow) -> QRectF:
    return QRectF(0, 0, window.width(), window.height())


def visible(item: QQuickItem, clip: QRectF) -> Iterator[Seen]:
    """In the order of painting: what comes later lies above."""
    if not item.isVisible() or item.opacity() == 0:
        return
    where = item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
    yield Seen(item, where, clip, kind_of(item))
    inner = clip.intersected(where) if item.property("clip") else clip
    for child in sorted(item.childItems(), key=lambda child: child.z()):
        yield from visible(child, inner)


def kind_of(item: QObject) -> str:
    return item.metaObject().className().split("_QMLTYPE")[0].split("_QML")[0]


def is_touch(item: QQuickItem) -> bool:
    meta = item.metaObject()
    return meta.indexOfProperty("label") >= 0 and meta.indexOfProperty("held") >= 0


def clipped(texts: list[Seen], window: QQuickWindow) -> Iterator[str]:
    for seen in texts:
        item, words = seen.item, seen.item.property("text")
        if item.property("truncated"):
            yield f"cut short: {words}"
        if (
            item.property("contentWidth") > item.width() + SLACK
            or item.property("contentHeight") > item.height() + SLACK
        ):
            yield f"painted beyond its place: {words}"
        if seen.clip == bounds(window) and not seen.whole:
            yield f"outside the window: {words}"
        parent = item.parentItem()
        while parent is not None:
            box = parent.mapRectToScene(QRectF(0, 0, parent.width(), parent.height()))
            if is_box(parent) and not box.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(seen.where):
                yield f"beyond its card: {words}"
            parent = parent.parentItem()


def is_box(item: QQuickItem) -> bool:
    return item.inherits("QQuickRectangle") or is_touch(item)


def outside(touches: list[Seen], window: QQuickWindow) -> Iterator[str]:
    for seen in touches:
        if seen.clip == bounds(window) and not seen.whole:
            yield f"outside the window: {seen.item.property('label')}"


def overlapping(texts: list[Seen], touches: list[Seen]) -> Iterator[str]:
    shown = [s for s in texts if s.whole]
    for at, one in enumerate(shown):
        for other in shown[at + 1 :]:
            if overlap(one.where, other.where):
                yield f"text over text: {one.item.property('text')} / {other.item.property('text')}"
        for touch in touches:
            if touch.whole and not touch.item.isAncestorOf(one.item) and overlap(one.where, touch.where):
                yield f"text over control: {one.item.property('text')} / {touch.item.property('label')}"
    for at, one in enumerate(touches):
        for other in touches[at + 1 :]:
            if one.whole and other.whole and overlap(one.where, other.where):
                yield f"control over control: {one.item.property('label')} / {other.item.property('label')}"


def overlap(one: QRectF, other: QRectF) -> bool:
    common = one.intersected(other)
    return common.width() > SLACK and common.height() > SLACK


def small(touches: list[Seen], target_px: int) -> Iterator[str]:
    for seen in touches:
        if seen.where.width() < target_px or seen.where.height() < target_px:
            size = f"{seen.where.width():.0f}×{seen.where.height():.0f}"
            yield f"too small: {seen.item.property('label')} {size}, not {target_px}"


def close(touches: list[Seen], gap_px: int) -> Iterator[str]:
    for at, one in enumerate(touches):
        for other in touches[at + 1 :]:
            if not one.whole or not other.whole:
                continue
            across = max(one.where.left(), other.where.left()) - min(one.where.right(), other.where.right())
            along = max(one.where.top(), other.where.top()) - min(one.where.bottom(), other.where.bottom())
            if max(across, along) < gap_px - SLACK:
                yield f"too close: {one.item.property('label')} / {other.item.property('label')}"


# ---- contrast


def faint(
    texts: list[Seen], seen: list[Seen], behind: QColor, pairs: dict[tuple[str, str], str], least: float
) -> Iterator[str]:
    for text in texts:
        color = text.item.property("color")
        ground = ground_of(text, seen, behind)
        words = text.item.property("text")
        if contrast(color, ground) < least:
            yield f"contrast {contrast(color, ground):.1f}: {words}"
        if (color.name(), ground.name()) not in pairs:
            yield f"undeclared pair {color.name()} on {ground.name()}: {words}"


def ground_of(text: Seen, seen: list[Seen], behind: QColor) -> QColor:
    """The colour of the last filled rectangle painted under the middle of what is seen of the text."""
    color = behind
    middle = text.where.intersected(text.clip).center()
    for below in seen:
        if below.item is text.item:
            break
        if below.item.inherits("QQuickRectangle") and below.where.contains(middle):
            filled: QColor = below.item.property("color")
            color = filled if filled.alpha() == 255 else color
    return color


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


# ---- accessibility


def unnamed(touches: list[Seen]) -> Iterator[str]:
    for seen in touches:
        interface = QAccessible.queryAccessibleInterface(seen.item)
        label = seen.item.property("label")
        if interface is None:
            yield f"not accessible: {label}"
            continue
        name = interface.text(QAccessible.Text.Name)
        if not name or name != label:
            yield f"accessible name {name!r} is not {label!r}"
        if interface.role() not in {QAccessible.Role.Button, QAccessible.Role.CheckBox}:
            yield f"no role: {label}"
        actions = interface.actionInterface()
        if actions is None or "Press" not in actions.actionNames():
            yield f"no press action: {label}"


def headless(window: QQuickWindow) -> Iterator[str]:
    heads = [i for i in accessible(window) if i.role() == QAccessible.Role.Heading]
    if len(heads) != 1:
        yield f"{len(heads)} headings"


def accessible(window: QQuickWindow) -> Iterator[QAccessibleInterface]:
    def walk(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
        yield interface
        for at in range(interface.childCount()):
            child = interface.child(at)
            if child is not None and not child.state().invisible:
                yield from walk(child)

    yield from walk(QAccessible.queryAccessibleInterface(window))
