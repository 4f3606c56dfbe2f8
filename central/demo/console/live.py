# SPDX-License-Identifier: Apache-2.0
"""One screen as a row of pictures for everybody who looks: taken and encoded once, and only while somebody looks."""

import io
import secrets
import select
import threading
import time
from dataclasses import dataclass

import xcffib
import xcffib.damage
import xcffib.xproto
from mss import ScreenShotError
from PIL import Image

from central.demo.errors import Missing
from central.demo.running.screen import Screen, connect
from central.demo.world.eyes import Camera

SMALLER = 2
"""540 × 960 of the kiosk, 960 × 540 of the lobby display: Chinese of the smallest size can still be read."""
QUALITY = 80
LINGER_S = 3.0
"""Somebody who looks on asks again long before."""
LOOK_S = 0.25
FOUND_S = 5.0
"""Longest wait for a screen that is not there just now."""
AGAIN_S = 0.3
"""Between two attempts to find a screen that has gone."""
SCREEN_GONE = (xcffib.XcffibException, ScreenShotError, Missing, OSError)


@dataclass(frozen=True)
class Shown:
    mark: str
    """Another one for each picture, also after the demo was started anew."""
    jpeg: bytes


class Live:
    """`apart_s` lies between two pictures at least. May be shared by threads."""

    def __init__(self, camera: Camera, apart_s: float) -> None:
        self._camera = camera
        self._apart_s = apart_s
        self._told = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._waiting = 0
        self._asked_at = 0.0
        self._pixels: bytearray | None = None
        self._shown: Shown | None = None
        self._is_current = False
        """Whether `_shown` is what the screen shows, but for what is just being taken."""
        self._series = secrets.token_hex(4)
        self._count = 0

    @property
    def is_looking(self) -> bool:
        with self._told:
            return self._thread is not None

    def picture(self, after: str, wait_s: float) -> Shown | None:
        """The screen's picture when its mark is another than `after`; waits for one so long. None when there is none.
        Raises Missing when the screen cannot be seen."""
        with self._told:
            self._waiting += 1
            try:
                self._begin()
                self._told.wait_for(lambda: self._closed or self._is_current, FOUND_S)
                self._told.wait_for(lambda: self._closed or self._newer_than(after) is not None, wait_s)
                if not self._is_current and not self._closed:
                    raise Missing("the screen is being started again")
                return self._newer_than(after)
            finally:
                self._waiting -= 1
                self._asked_at = time.monotonic()

    def close(self) -> None:
        """Whoever waits goes with nothing, and nobody waits any more."""
        with self._told:
            self._closed = True
            self._told.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _newer_than(self, mark: str) -> Shown | None:
        shown = self._shown
        return shown if shown is not None and self._is_current and shown.mark != mark else None

    def _begin(self) -> None:
        if self._thread is None and not self._closed:
            thread = threading.Thread(target=self._follow, name=f"live-{self._camera.screen.name}")
            thread.start()  # raises when there are too many; the next who asks tries again
            self._thread = thread

    def _is_wanted(self) -> bool:
        """The thread that is told no is not counted any more."""
        with self._told:
            wanted = self._waiting > 0 or time.monotonic() < self._asked_at + LINGER_S
            if self._closed or not wanted:
                self._thread, self._is_current = None, False
                return False
            return True

    def _follow(self) -> None:
        changes: _Changes | None = None
        try:
            while self._is_wanted():
                try:
                    if changes is None:
                        changes = _Changes(self._camera.screen)
                        self._take()
                    elif changes.come(LOOK_S):
                        self._take()
                except SCREEN_GONE:
                    if changes is not None:
                        changes.close()
                    changes = None
                    self._lose()
        finally:
            if changes is not None:
                changes.close()
            self._camera.close()
            with self._told:
                if self._thread is threading.current_thread():
                    self._thread, self._is_current = None, False

    def _take(self) -> None:
        """Programs often paint again what was there already; that is no new picture."""
        began = time.monotonic()
        size, pixels = self._camera.raw()
        is_new = pixels != self._pixels
        shown = self._encoded(size, pixels) if is_new else self._shown
        with self._told:
            self._pixels, self._shown, self._is_current = pixels, shown, True
            self._told.notify_all()
            self._rest(began + self._apart_s - time.monotonic())

    def _lose(self) -> None:
        with self._told:
            self._is_current = False
            self._rest(AGAIN_S)

    def _encoded(self, size: tuple[int, int], pixels: bytearray) -> Shown:
        picture = Image.frombytes("RGB", size, pixels, "raw", "BGRX").reduce(SMALLER)
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG", quality=QUALITY)
        self._count += 1
        return Shown(f"{self._series}-{self._count}", jpeg.getvalue())

    def _rest(self, seconds: float) -> None:
        """To be called with `_told` held, which it lets go meanwhile."""
        if seconds > 0:
            self._told.wait_for(lambda: self._closed, seconds)


class _Changes:
    """What the X server says of anything painted on it (the DAMAGE extension): nothing is asked while nothing moves."""

    def __init__(self, screen: Screen) -> None:
        """Raises Missing, XcffibException."""
        self._connection = connect(screen.display)
        try:
            self._damage = self._connection(xcffib.damage.key)
            self._damage.QueryVersion(1, 1).reply()
            self._id = self._connection.generate_id()
            root = self._connection.get_setup().roots[self._connection.pref_screen].root
            self._damage.Create(self._id, root, xcffib.damage.ReportLevel.NonEmpty)
            self._arrive()
        except BaseException:
            self.close()
            raise

    def come(self, within_s: float) -> bool:
        """Whether something was painted since the last time. Raises XcffibException when the server has gone."""
        if not self._heard():
            select.select([self._connection.get_file_descriptor()], [], [], within_s)
            if not self._heard():
                return False
        # Told once, until it is subtracted; the answer after it says that what is painted from now on is told anew.
        self._damage.Subtract(self._id, xcffib.NONE, xcffib.NONE)
        self._arrive()
        return True

    def close(self) -> None:
        self._connection.disconnect()

    def _heard(self) -> bool:
        heard = False
        while (event := self._connection.poll_for_event()) is not None:
            heard = heard or isinstance(event, xcffib.damage.NotifyEvent)
        return heard

    def _arrive(self) -> None:
        self._connection.core.GetInputFocus().reply()
