# SPDX-License-Identifier: Apache-2.0
"""Both screens as windows on a person's own: how large, and where when nobody else puts them somewhere."""

from types import TracebackType
from typing import Self

import xcffib
import xcffib.randr
import xcffib.xproto as x

from central.demo.errors import Missing
from central.demo.running.screen import KIOSK_SIZE, LOBBY_SIZE, Screen, connect, persons_display

KIOSK_SHARE = 0.4
"""At most so much of the width goes to the kiosk's window: the lobby's needs the rest."""
FRAME_PX = (16, 80)
"""Room for a window's own frame, and for the desktop's bars above and below."""
LEAST_PX = 320
"""Of a panel's width and height (contract/settings.py)."""

Size = tuple[int, int]


def window_sizes() -> tuple[Size, Size]:
    """Of kiosk and lobby display, so that both stand side by side on this machine's first monitor, with the true
    proportions and never larger than the true panels. Raises Missing when there is no screen."""
    return fitting(_monitor_size())


def fitting(monitor: Size) -> tuple[Size, Size]:
    """On a monitor too small for the smallest panels that there may be, these."""
    width, height = (length - frame for length, frame in zip(monitor, (2 * FRAME_PX[0], FRAME_PX[1]), strict=True))
    kiosk = _fitted(KIOSK_SIZE, (int(width * KIOSK_SHARE), height))
    return kiosk, _fitted(LOBBY_SIZE, (width - kiosk[0], height))


class Windows:
    """Puts the lobby's window beside the kiosk's, also when either was started again. A desktop with a window manager
    does it by itself; without one both would lie in the corner, one on the other."""

    def __init__(self, kiosk: Screen, lobby: Screen) -> None:
        """Raises Missing."""
        self._left = kiosk.size[0] + FRAME_PX[0]
        self._size = lobby.size
        self._connection = connect(persons_display())
        self._core = self._connection.core
        self._root = self._connection.get_setup().roots[self._connection.pref_screen].root
        self._core.ChangeWindowAttributes(self._root, x.CW.EventMask, [x.EventMask.SubstructureNotify])
        self._look_again = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.disconnect()

    def look_after(self) -> None:
        """To be called now and then. Raises Missing when the person's screen has gone."""
        try:
            while (event := self._connection.poll_for_event()) is not None:
                self._look_again = self._look_again or isinstance(event, x.MapNotifyEvent)
            if self._look_again:
                self._look_again = False
                if not self._has_manager():
                    self._put()
        except xcffib.ConnectionException as error:
            raise Missing("this machine's screen has gone") from error

    def _has_manager(self) -> bool:
        """As every one says that follows https://specifications.freedesktop.org/wm-spec."""
        name = "_NET_SUPPORTING_WM_CHECK"
        atom = self._core.InternAtom(False, len(name), name).reply().atom
        told = self._core.GetProperty(False, self._root, atom, x.Atom.WINDOW, 0, 1).reply()
        return bool(told.value_len)

    def _put(self) -> None:
        for window in self._core.QueryTree(self._root).reply().children:
            try:
                place = self._core.GetGeometry(window).reply()
            except x.DrawableError:  # gone since it was listed
                continue
            if (place.width, place.height) == self._size and place.x == 0:
                self._core.ConfigureWindow(window, x.ConfigWindow.X, [self._left])
        self._connection.flush()


def _fitted(size: Size, room: Size) -> Size:
    scale = min(1.0, *(have / want for have, want in zip(room, size, strict=True)))
    scale = max(scale, LEAST_PX / min(size))
    return int(size[0] * scale), int(size[1] * scale)


def _monitor_size() -> Size:
    """Of the first monitor, since all of them together may be one wide screen."""
    connection = connect(persons_display())
    try:
        root = connection.get_setup().roots[connection.pref_screen]
        monitors = connection(xcffib.randr.key).GetMonitors(root.root, True).reply().monitors
        first = max(monitors, key=lambda monitor: (monitor.primary, monitor.width * monitor.height), default=root)
        return (root.width_in_pixels, root.height_in_pixels) if first is root else (first.width, first.height)
    except xcffib.XcffibException as error:
        raise Missing("this machine's screen does not say its size") from error
    finally:
        connection.disconnect()
