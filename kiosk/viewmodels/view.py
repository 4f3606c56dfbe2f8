# SPDX-License-Identifier: Apache-2.0
"""What every view model is given: the state and the time, each time one of them changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtQml import QJSEngine

from kiosk.domain.state import State


@dataclass(frozen=True)
class Moment:
    state: State
    monotonic: float
    wall: datetime


class View(Protocol):
    def show(self, moment: Moment) -> None: ...


V = TypeVar("V", bound=QObject)
_ones: dict[type[QObject], QObject] = {}


def keep(view: V) -> V:
    """QML finds this one, and no other of its class, as the singleton."""
    QJSEngine.setObjectOwnership(view, QJSEngine.ObjectOwnership.CppOwnership)
    _ones[type(view)] = view
    return view


def one(kind: type[V]) -> V:
    view = _ones[kind]
    assert isinstance(view, kind)
    return view
