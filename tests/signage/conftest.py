# SPDX-License-Identifier: Apache-2.0
"""A warning from Qt or QML fails the test in which it came."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.pop("NOTIFY_SOCKET", None)

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from tests.signage.content import Folder

HARMLESS = (
    "propagateSizeHints",
    "This plugin does not support",
    "No RHI backend. Using CPU conversion",
    "Error decoding",  # a broken picture: what is done about it is what the test looks at
)


@pytest.fixture(autouse=True)
def garbage_stays_here() -> Iterator[None]:
    """As in the program: see screens.garbage. The agent of these tests has threads in this process."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


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


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "content")


@pytest.fixture
def run_dir() -> Iterator[Path]:
    """Short, as the paths of sockets must be."""
    with tempfile.TemporaryDirectory(prefix="linli-") as path:
        yield Path(path)
