# SPDX-License-Identifier: Apache-2.0
"""What every view model is given: the state and the time, each time one of them changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kiosk.domain.state import State


@dataclass(frozen=True)
class Moment:
    state: State
    monotonic: float
    wall: datetime


class View(Protocol):
    def show(self, moment: Moment) -> None: ...
