# SPDX-License-Identifier: Apache-2.0
"""A screen that the demo brings, or a window on the one that is there: an X server, its number, the way to it."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import xcffib
import xcffib.xproto

from central.demo.errors import Missing
from central.demo.running.processes import Program, logged

KIOSK_SIZE = (1080, 1920)
LOBBY_SIZE = (1920, 1080)


class Screen:
    """An X server of our own, whose number is known once it runs; or a window of `size` on the one that this machine
    has, where nobody but its owner looks and touches."""

    def __init__(self, name: str, size: tuple[int, int], logs: Path, *, own: bool = True) -> None:
        self.name = name
        self.size = size
        self.is_own = own
        self._log = logs / f"{self._program}.log"
        self._log_begins = self._log.stat().st_size if self._log.exists() else 0
        """What a kept log says of an earlier demo is not this screen's number."""

    @property
    def _program(self) -> str:
        return f"screen-{self.name}"

    @property
    def display(self) -> str:
        if not self.is_own:
            return persons_display()
        with self._log.open("rb") as log:
            log.seek(self._log_begins)
            found = re.findall(rb"^(\d+)$", log.read(), re.MULTILINE)
        if not found:
            raise Missing("the X server has not said its number")
        return f":{found[0].decode('ascii')}"

    def program(self, environment: Mapping[str, str]) -> Program:
        width, height = self.size
        options = ["-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset", "-s", "0"]
        return Program(self._program, lambda: ["Xvfb", *self._same_number(), *options], logged(r"^\d+$"), environment)

    def _same_number(self) -> list[str]:
        """Started again after a crash it keeps its number: the other programs know it by that."""
        try:
            return [self.display]
        except (Missing, OSError):
            return []

    def environment(self) -> dict[str, str]:
        """For programs that show themselves here; without a GPU Qt draws faster by itself than through GL."""
        return {
            **({} if self.is_own else _of_a_persons_desktop()),
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_XCB_GL_INTEGRATION": "none",
            "QT_QUICK_BACKEND": "software",
        }


def connect(display: str) -> xcffib.Connection:
    """To be disconnected. Raises Missing."""
    try:
        return xcffib.connect(display)
    except xcffib.XcffibException as error:
        raise Missing(f"the screen {display} does not answer") from error


def persons_display() -> str:
    """Raises Missing."""
    display = os.environ.get("DISPLAY")
    if not display:
        raise Missing("this session has no screen (DISPLAY is not set)")
    return display


def _of_a_persons_desktop() -> dict[str, str]:
    """Pixels are pixels: the windows are measured for this screen already. And the key to it lies in the person's
    home, where the programs do not look, since they get one of their own."""
    key = os.environ.get("XAUTHORITY") or str(Path.home() / ".Xauthority")
    return {"QT_ENABLE_HIGHDPI_SCALING": "0", "XAUTHORITY": key}
