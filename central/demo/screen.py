# SPDX-License-Identifier: Apache-2.0
"""A screen from outside: who brings it, what a camera sees of it, a finger on it."""

import os
import re
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import mss
from PIL import Image

from central.demo.errors import Missing
from central.demo.processes import Program, logged

KIOSK_SIZE = (1080, 1920)
LOBBY_SIZE = (1920, 1080)
FINGER_LIMIT_S = 5
REST_S = 0.1
REST_LIMIT_S = 1.5


class Screen:
    """An X server of our own, or the one that this machine has. Its number is known once it runs."""

    def __init__(self, name: str, size: tuple[int, int], logs: Path, *, own: bool = True) -> None:
        self.name = name
        self.size = size
        self.is_own = own
        self._log = logs / f"{self._program}.log"

    @property
    def _program(self) -> str:
        return f"screen-{self.name}"

    @property
    def display(self) -> str:
        if not self.is_own:
            name = os.environ.get("DISPLAY")
            if not name:
                raise Missing("this session has no screen (DISPLAY is not set)")
            return name
        found = re.findall(r"^(\d+)$", self._log.read_text(encoding="ascii", errors="replace"), re.MULTILINE)
        if not found:
            raise Missing("the X server has not said its number")
        return f":{found[0]}"

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
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_XCB_GL_INTEGRATION": "none",
            "QT_QUICK_BACKEND": "software",
        }


class Camera:
    """Takes pictures of the screen. May be shared by threads."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._own = threading.local()

    def picture(self) -> Image.Image:
        eye = getattr(self._own, "eye", None)
        if eye is None:
            eye = self._own.eye = mss.mss(display=self.screen.display)
        try:
            shot = eye.grab(eye.monitors[0])
        except mss.ScreenShotError:
            self._own.eye = None  # the screen may come back: then it is looked at anew
            raise
        return Image.frombytes("RGB", shot.size, shot.bgra, "raw", "BGRX")

    def still_picture(self) -> Image.Image:
        """When nothing moves any more: pages slide in."""
        end = time.monotonic() + REST_LIMIT_S
        picture = self.picture()
        while time.monotonic() < end:
            time.sleep(REST_S)
            before, picture = picture, self.picture()
            if picture.tobytes() == before.tobytes():
                break
        return picture


class Finger:
    """Touches through the X server's test extension: the kiosk sees an ordinary pointer."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def touch(self, x: int, y: int) -> None:
        command = ["xdotool", "mousemove", str(x), str(y), "click", "1"]
        environment = {**os.environ, "DISPLAY": self._screen.display}
        subprocess.run(command, env=environment, check=True, timeout=FINGER_LIMIT_S, capture_output=True)
