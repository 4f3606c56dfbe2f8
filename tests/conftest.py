# SPDX-License-Identifier: Apache-2.0
"""One Qt application for all tests of one process, whichever folder's come first: there cannot be a second."""

import gc
import os
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

os.environ["QT_QPA_PLATFORM"] = "offscreen"
_phrase = tempfile.NamedTemporaryFile("w", prefix="linli-passphrase-")  # noqa: SIM115 - for as long as the tests run
_phrase.write("for tests alone\n")
_phrase.flush()
os.environ["LINLI_PUBLISH_PASSPHRASE_FILE"] = _phrase.name
os.environ["QT_QUICK_BACKEND"] = "software"


@pytest.fixture(autouse=True, scope="session")
def cheap_keys() -> None:
    """Thousands of keys are made and opened here, and what protects them is not what is tested."""
    from central.publish import keys

    keys.COST = keys.Cost(memory_kib=8, rounds=1)


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
