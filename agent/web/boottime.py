# SPDX-License-Identifier: Apache-2.0
"""Time that no setting of the clock moves and that goes on over the restart of a process: seconds since this boot."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Moment:
    boot_id: str
    seconds: float


class BootTime(Protocol):
    def moment(self) -> Moment: ...


class SystemBootTime:
    def __init__(self) -> None:
        self._boot_id = BOOT_ID.read_text(encoding="ascii").strip()

    def moment(self) -> Moment:
        return Moment(self._boot_id, time.clock_gettime(time.CLOCK_BOOTTIME))
