# SPDX-License-Identifier: Apache-2.0
"""Draws pages with sample data into PNG files, by the real window and without an agent."""

import itertools
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow

from contract.settings import Settings
from contract.text import Language
from kiosk.domain.state import Comfort, State
from kiosk.samples import NOW, SAMPLES, WALL
from kiosk.screen import Screen
from kiosk.viewmodels.view import Moment
from screens.fitting import cut_off
from screens.immortal import keep_singletons_alive

SETTLE_ROUNDS = 3
PICTURES_S = 5.0


@dataclass(frozen=True)
class Look:
    elder: bool = False
    contrast: bool = False
    english: bool = False

    @property
    def comfort(self) -> Comfort:
        return Comfort(Language.EN if self.english else Language.ZH, self.elder, self.contrast)


def names() -> tuple[str, ...]:
    return tuple(SAMPLES)


def render(
    settings: Settings,
    pages: Mapping[Path, str],
    look: Look,
    states: Mapping[str, Callable[[], State]] = SAMPLES,
    wall: datetime = WALL,
) -> dict[Path, list[str]]:
    """Of each picture the texts that did not fit. Raises OSError when one cannot be written."""
    shortened: dict[Path, list[str]] = {}
    keep_singletons_alive()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    application = QGuiApplication(["linli-kiosk"])
    screen = Screen(settings, lambda _: None, full_screen=False)
    screen.show(moment("moment", look))
    window = screen.load(still=True)
    for path, name in pages.items():
        screen.show(Moment(replace(states[name](), comfort=look.comfort), NOW, wall))
        settle(application, window)
        shortened[path] = list(cut_off(window.contentItem()))
        if not window.grabWindow().save(str(path)):
            raise OSError(f"cannot write {path}")
    screen.close()
    return shortened


def settle(application: QGuiApplication, window: QQuickWindow) -> None:
    """Until every picture is there: they are decoded beside the window."""
    end = time.monotonic() + PICTURES_S
    for rounds in itertools.count(1):
        application.processEvents()
        loading = any(is_loading(image) for image in images(window.contentItem()))
        if (rounds >= SETTLE_ROUNDS and not loading) or time.monotonic() >= end:
            return


def is_loading(image: QQuickItem) -> bool:
    return not image.property("source").isEmpty() and image.property("progress") < 1.0


def images(item: QQuickItem) -> Iterator[QQuickItem]:
    if item.inherits("QQuickImage"):
        yield item
    for child in item.childItems():
        yield from images(child)


def moment(name: str, look: Look) -> Moment:
    return Moment(replace(SAMPLES[name](), comfort=look.comfort), NOW, WALL)
