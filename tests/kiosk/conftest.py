# SPDX-License-Identifier: Apache-2.0
"""One application for all tests, without a screen; a warning from Qt or QML fails the test in which it came."""

import gc
import os
from collections.abc import Iterator

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ.pop("NOTIFY_SOCKET", None)

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QAccessible, QGuiApplication

from contract.settings import SHIPPED, PanelSettings, Settings, load
from screens.immortal import keep_singletons_alive

HARMLESS = ("propagateSizeHints", "This plugin does not support")


@pytest.fixture(scope="session")
def app() -> Iterator[QGuiApplication]:
    keep_singletons_alive()
    application = QGuiApplication(["linli-kiosk"])
    QAccessible.setActive(True)
    yield application
    gc.collect()  # what belongs to Qt goes while Qt is still there


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[list[str]]:
    said: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not any(harmless in message for harmless in HARMLESS):
            said.append(message)

    before = qInstallMessageHandler(hear)
    yield said
    qInstallMessageHandler(before)
    assert said == []


PORTRAIT = PanelSettings()
LANDSCAPE = PanelSettings(width_mm=476.1, width_px=1920, height_px=1080)
SMALL = PanelSettings(width_mm=194.2, width_px=1080, height_px=1920)
PANELS = {"portrait": PORTRAIT, "landscape": LANDSCAPE, "small": SMALL}


def settings_for(panel: PanelSettings, run: str = "/nonexistent") -> Settings:
    import msgspec

    shipped = load([SHIPPED])
    kiosk = msgspec.structs.replace(shipped.kiosk, panel=panel)
    paths = msgspec.structs.replace(shipped.paths, run=run)
    return msgspec.structs.replace(shipped, kiosk=kiosk, paths=paths)
