# SPDX-License-Identifier: Apache-2.0
"""A real X server, and a client on it that paints and notes what it gets: stands in for the kiosk."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xcffib
import xcffib.xproto as x

from central.demo.running.processes import Child
from central.demo.running.screen import Screen

LIMIT_S = 20.0
MASK = (
    x.EventMask.ButtonPress
    | x.EventMask.ButtonRelease
    | x.EventMask.PointerMotion
    | x.EventMask.KeyPress
    | x.EventMask.KeyRelease
)
SHIFT = x.KeyButMask.Shift


def until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.01)


class Server:
    """An X server that can be killed and started again, as the supervisor does it."""

    def __init__(self, screen: Screen, folder: Path) -> None:
        self.screen = screen
        self._folder = folder
        self._child: Child | None = None

    def start(self) -> None:
        environment = {"PATH": "/usr/bin:/bin"}
        child = self._child = Child(self.screen.program(environment), self._folder, self._folder / "notes")
        until(child.is_ready, "the X server is ready")

    def kill(self) -> None:
        assert self._child is not None
        os.kill(self._child.pid, signal.SIGKILL)
        self.end()

    def end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


@contextmanager
def server(name: str, size: tuple[int, int], folder: Path) -> Iterator[Server]:
    (folder / "notes").mkdir(exist_ok=True)
    running = Server(Screen(name, size, folder), folder)
    running.start()
    try:
        yield running
    finally:
        running.end()


class Glass:
    """A window over the whole screen, or of the screen's size somewhere on it."""

    def __init__(self, screen: Screen, place: tuple[int, int] = (0, 0), name: str = "") -> None:
        self._connection = xcffib.connect(screen.display)
        self._core = self._connection.core
        root = self._connection.get_setup().roots[0]
        self._size = screen.size
        self._window = self._connection.generate_id()
        self._core.CreateWindow(
            root.root_depth, self._window, root.root, *place, *screen.size, 0, x.WindowClass.InputOutput,
            root.root_visual, x.CW.BackPixel | x.CW.EventMask, [0xFFFFFF, MASK],
        )  # fmt: skip
        told = f"{name}\0{name}\0".encode()
        self._core.ChangeProperty(x.PropMode.Replace, self._window, x.Atom.WM_CLASS, x.Atom.STRING, 8, len(told), told)
        self._brush = self._connection.generate_id()
        self._core.CreateGC(self._brush, self._window, 0, [])
        self._core.MapWindow(self._window)
        self._core.SetInputFocus(x.InputFocus.PointerRoot, self._window, 0)
        self._arrive()

    def paint(self, colour: int, across: int = 0, down: int = 0, size: tuple[int, int] | None = None) -> None:
        """0xRRGGBB."""
        self._core.ChangeGC(self._brush, x.GC.Foreground, [colour])
        spot = x.RECTANGLE.synthetic(across, down, *(size or self._size))
        self._core.PolyFillRectangle(self._window, self._brush, 1, [spot])
        self._arrive()

    def got(self) -> list[tuple[Any, ...]]:
        """Since the last time: (event, x, y) of the pointer, (event, keycode, shift) of the keyboard."""
        self._arrive()
        events = []
        while (event := self._connection.poll_for_event()) is not None:
            kind = type(event).__name__.removesuffix("Event")
            if kind in {"KeyPress", "KeyRelease"}:
                events.append((kind, event.detail, bool(event.state & SHIFT)))
            elif kind in {"ButtonPress", "ButtonRelease", "MotionNotify"}:
                events.append((kind, event.event_x, event.event_y))
        return events

    def typed(self) -> list[int]:
        """Keysyms of the keys that went down, as a program reads them."""
        setup = self._connection.get_setup()
        count = setup.max_keycode - setup.min_keycode + 1
        layout = self._core.GetKeyboardMapping(setup.min_keycode, count).reply()
        width = layout.keysyms_per_keycode
        return [
            layout.keysyms[(code - setup.min_keycode) * width + shift]
            for kind, code, shift in self.got()
            if kind == "KeyPress"
        ]

    def held_keys(self) -> int:
        return sum(byte.bit_count() for byte in self._core.QueryKeymap().reply().keys)

    def pointer(self) -> tuple[int, int]:
        at = self._core.QueryPointer(self._connection.get_setup().roots[0].root).reply()
        return at.root_x, at.root_y

    def button_is_down(self) -> bool:
        root = self._connection.get_setup().roots[0].root
        return bool(self._core.QueryPointer(root).reply().mask & x.KeyButMask.Button1)

    def close(self) -> None:
        self._connection.disconnect()

    def _arrive(self) -> None:
        self._core.GetInputFocus().reply()


@contextmanager
def glass(screen: Screen, place: tuple[int, int] = (0, 0), name: str = "") -> Iterator[Glass]:
    window = Glass(screen, place, name)
    try:
        yield window
    finally:
        window.close()
