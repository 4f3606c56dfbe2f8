# SPDX-License-Identifier: Apache-2.0
"""With the GPU or without: decided before Qt starts, looked at again when it runs."""

import os
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQuick import QQuickWindow, QSGRendererInterface

FAMILY = "Noto Sans CJK SC"
SOFTWARE = QSGRendererInterface.GraphicsApi.Software


def choose(renderer: Literal["auto", "software", "gpu"]) -> None:
    """Before the application object is made. What the environment says already stands."""
    if "QT_QUICK_BACKEND" not in os.environ and (renderer == "software" or (renderer == "auto" and not has_gpu())):
        QQuickWindow.setGraphicsApi(SOFTWARE)
        # Otherwise frames of films pass through an emulated GPU: four times the work.
        os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
    if uses_software():
        os.environ.setdefault("QT_FFMPEG_DECODING_HW_DEVICE_TYPES", ",")  # none: frames are wanted in memory
    QLoggingCategory.setFilterRules("qt.multimedia.*=false")


def uses_software() -> bool:
    return os.environ.get("QT_QUICK_BACKEND") == "software" or QQuickWindow.sceneGraphBackend() == "software"


def has_gpu() -> bool:
    return any(Path("/dev/dri").glob("renderD*"))


def use_font() -> None:
    font = QFont(FAMILY)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    QGuiApplication.setFont(font)
