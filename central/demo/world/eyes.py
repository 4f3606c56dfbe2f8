# SPDX-License-Identifier: Apache-2.0
"""A screen from outside: what a camera sees of it, a finger on it and on its keyboard."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

import mss
import xcffib
from PIL import Image

from central.demo.errors import Missing
from central.demo.running.screen import Screen, connect
from central.demo.world.hand import Hand, SentHand

REST_S = 0.1
REST_LIMIT_S = 1.5
HELD_LIMIT_S = 10.0
"""Whoever holds something and says nothing for this long has left: a closed page sends no release."""
LOOK_S = 0.25
X_GONE = (xcffib.XcffibException, OSError)


class Camera:
    """Takes pictures of the screen. May be shared by threads. A server that was started again is found by itself."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._lock = threading.Lock()
        self._eye: mss.MSS | None = None

    def raw(self) -> tuple[tuple[int, int], bytearray]:
        """Width and height, and four bytes a pixel: blue, green, red, nothing. Raises ScreenShotError, Missing."""
        if not self.screen.is_own:
            raise Missing("no pictures are taken of a person's own screen")
        with self._lock:
            try:
                return self._grab()
            except mss.ScreenShotError:
                self._close()
                return self._grab()

    def picture(self) -> Image.Image:
        """Raises ScreenShotError, Missing."""
        size, pixels = self.raw()
        return Image.frombytes("RGB", size, pixels, "raw", "BGRX")

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

    def close(self) -> None:
        """It opens its eye again when it is asked for a picture."""
        with self._lock:
            self._close()

    def _grab(self) -> tuple[tuple[int, int], bytearray]:
        if self._eye is None:
            self._eye = mss.MSS(display=self.screen.display)
        try:
            shot = self._eye.grab(self._eye.monitors[0])
        except AssertionError as error:  # what mss 10.2 says of a server that has gone in the middle
            raise mss.ScreenShotError("the screen does not answer") from error
        return (shot.width, shot.height), shot.raw

    def _close(self) -> None:
        eye, self._eye = self._eye, None
        if eye is not None:
            with suppress(mss.ScreenShotError):
                eye.close()


class Finger:
    """Touches and types through the X server: the kiosk sees an ordinary pointer and keyboard. On a person's own screen
    it sends all that to the kiosk's window alone, and leaves their pointer where it is.

    There is one finger, however many use it at once: a press while it is down lifts it first. Nothing stays down for
    ever: it lifts when nobody has said anything for HELD_LIMIT_S, when the window below goes, and when it is closed.
    Whoever sends moves must wait for each answer before the next is sent: two requests may overtake each other.
    All calls raise Missing when there is no such screen just now. May be shared by threads."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._lock = threading.Lock()
        self._hand: Hand | None = None
        self._closed = threading.Event()
        self._last_word = 0.0
        self._minding: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def touch(self, x: int, y: int) -> None:
        """Pixels from the left and from the top of the whole screen, here as below."""

        def act(hand: Hand) -> None:
            hand.press(x, y)
            hand.lift()

        self._do(act)

    def press(self, x: int, y: int) -> None:
        self._do(lambda hand: hand.press(x, y))

    def move(self, x: int, y: int) -> None:
        self._do(lambda hand: hand.point(x, y))

    def release(self, x: int, y: int) -> None:
        def act(hand: Hand) -> None:
            hand.point(x, y)
            hand.lift()

        self._do(act)

    def press_key(self, name: str) -> None:
        """`name` as in DOM's `KeyboardEvent.key`; Shift goes down by itself where the character needs it. A key that
        is held repeats, as on any keyboard. Raises UnknownKey."""
        self._do(lambda hand: hand.press_key(name))

    def release_key(self, name: str) -> None:
        """Of a key that is not down: nothing. Raises UnknownKey."""
        self._do(lambda hand: hand.release_key(name))

    def close(self) -> None:
        """Lifts everything; from now on it does not touch any more."""
        self._closed.set()
        with self._lock:
            minding, self._minding = self._minding, None
            self._drop(lift=True)
        if minding is not None:
            minding.join()

    def _do(self, act: Callable[[Hand], None]) -> None:
        with self._lock:
            if self._closed.is_set():
                raise Missing("the finger is gone")
            self._last_word = time.monotonic()
            try:
                self._do_at_once(act)
            except X_GONE:  # the server was started again: what it knew of the first try has gone with it
                self._drop()
                try:
                    self._do_at_once(act)
                except X_GONE as error:
                    self._drop()
                    raise Missing("the screen does not answer") from error

    def _do_at_once(self, act: Callable[[Hand], None]) -> None:
        if self._hand is None:
            self._hand = (Hand if self._screen.is_own else SentHand)(connect(self._screen.display))
        self._hand.hear()
        act(self._hand)
        self._hand.arrive()
        if self._hand.holds and self._minding is None:
            self._minding = threading.Thread(target=self._mind, name="finger")
            self._minding.start()

    def _mind(self) -> None:
        """While something is held: whether it still should be."""
        while not self._closed.wait(LOOK_S):
            with self._lock:
                try:
                    if self._hand is not None and self._hand.holds:
                        self._hand.arrive()  # hears of windows that have gone
                        if time.monotonic() > self._last_word + HELD_LIMIT_S:
                            self._hand.lift_all()
                            self._hand.arrive()
                except X_GONE:
                    self._drop()
                if self._hand is None or not self._hand.holds:
                    self._minding = None
                    return

    def _drop(self, *, lift: bool = False) -> None:
        hand, self._hand = self._hand, None
        if hand is not None:
            with suppress(*X_GONE):
                if lift:
                    hand.lift_all()
                    hand.arrive()
            hand.close()
