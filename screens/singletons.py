# SPDX-License-Identifier: Apache-2.0
"""QML singletons made in Python: QML finds the one that was kept, and makes none of its own."""

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtQml import QJSEngine

Q = TypeVar("Q", bound=QObject)
_ones: dict[type[QObject], QObject] = {}


def keep(kept: Q) -> Q:
    """QML finds this one as the singleton of its class."""
    QJSEngine.setObjectOwnership(kept, QJSEngine.ObjectOwnership.CppOwnership)
    _ones[type(kept)] = kept
    return kept


def one(kind: type[Q]) -> Q:
    kept = _ones[kind]
    assert isinstance(kept, kind)
    return kept
