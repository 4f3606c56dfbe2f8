# SPDX-License-Identifier: Apache-2.0
"""One Qt application for all tests of one process, whichever folder's come first: there cannot be a second."""

import gc
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"


@pytest.fixture(scope="session")
def app() -> "Iterator[QGuiApplication]":
    """Without a screen. Qt is loaded only where it is asked for: most tests have no use for it."""
    from PySide6.QtGui import QAccessible, QGuiApplication

    from screens.immortal import keep_singletons_alive
    from signage import rendering

    keep_singletons_alive()
    rendering.choose("software")
    application = QGuiApplication(["linli-tests"])
    QAccessible.setActive(True)
    yield application
    gc.collect()  # what belongs to Qt goes while Qt is still there
