# SPDX-License-Identifier: Apache-2.0
"""A resident's hand and eyes: touches what stands on the screen by its words, reads what is said there."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QAccessible, QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.application import Running
from kiosk.domain.pages import Page
from tests.kiosk.audit import accessible, bounds, is_touch, visible

PATIENCE_S = 5.0


class Hand:
    def __init__(self, running: Running, device: QPointingDevice, *, slow: bool) -> None:
        """`slow`: as slow as a person, who looks before each touch."""
        self.slow = slow
        self.running = running
        self.left: list[int] = []
        """The exit codes with which the process would have ended."""
        self.device = device

    # -- eyes

    @property
    def page(self) -> Page:
        return self.running.shell.state.page

    def until(self, what: Callable[[], object], why: str = "") -> None:
        end = time.monotonic() + PATIENCE_S
        while not what():
            assert time.monotonic() < end, f"waited in vain: {why}; on {self.page}: {self.words()}"
            QTest.qWait(5)

    def sees(self, page: Page) -> None:
        self.until(lambda: self.page is page, f"page {page}")
        QTest.qWait(5)

    def reads(self, words: str) -> None:
        self.until(lambda: words in self.words(), f"words {words!r}")

    def words(self) -> str:
        return "\n".join(self._texts())

    def names(self) -> list[str]:
        """What assistive technology is told."""
        return [interface.text(QAccessible.Text.Name) for interface in accessible(self.running.window)]

    def _texts(self) -> Iterator[str]:
        for seen in visible(self.running.window.contentItem(), bounds(self.running.window)):
            if seen.item.inherits("QQuickText"):
                yield seen.item.property("text")

    # -- finger

    def touch(self, label: str, hold_ms: int = 0) -> None:
        """A real touch, on what can be touched now."""
        QTest.qWait(300 if self.slow else 0)
        self.strike(self._resting_place(label), hold_ms)

    def _resting_place(self, label: str) -> QPoint:
        """Where a control is once it lies still: a page that is still being laid out is not touched."""
        end = time.monotonic() + PATIENCE_S
        before: QPoint | None = None
        while time.monotonic() < end:
            self.running.window.grabWindow()  # lays out what is still to be laid out, however busy the machine is
            item = self._target(label)
            middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint() if item else None
            if middle is not None and middle == before:
                return middle
            before = middle
            QTest.qWait(12)
        raise AssertionError(f"no control {label!r} to touch; on {self.page}: {self.words()}")

    def strike(self, at: QPoint, hold_ms: int = 0) -> None:
        window = self.running.window
        QTest.touchEvent(window, self.device).press(0, at, window).commit()
        QTest.qWait(hold_ms)
        QTest.touchEvent(window, self.device).release(0, at, window).commit()
        QTest.qWait(1)

    def type(self, number: str) -> None:
        for digit in number:
            self.touch(digit)

    def press(self, name: str) -> None:
        """As assistive technology does: by name, through the action interface."""
        self.until(lambda: self._interface(name), f"control {name!r}")
        interface = self._interface(name)
        assert interface is not None
        action = interface.actionInterface()
        assert action is not None
        action.doAction("Press")

    def _interface(self, name: str):
        for interface in accessible(self.running.window):
            buttons = {QAccessible.Role.Button, QAccessible.Role.CheckBox}
            if interface.role() in buttons and interface.text(QAccessible.Text.Name) == name:
                return None if interface.state().disabled else interface
        return None

    def _target(self, label: str) -> QQuickItem | None:
        window = bounds(self.running.window)
        for seen in visible(self.running.window.contentItem(), window):
            item = seen.item
            inside = QRectF(window).intersects(seen.where) and seen.clip.contains(seen.where.center())
            if is_touch(item) and item.property("label") == label and item.isEnabled() and inside:
                return item
        return None
