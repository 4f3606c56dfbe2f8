# SPDX-License-Identifier: Apache-2.0
"""A hand on one running X server: what it holds there, and how it gets there."""

import xcffib
import xcffib.xproto
import xcffib.xtest

from central.demo.errors import Missing
from central.demo.world.keys import Key, Layout

KIOSK_WINDOW = b"linli-kiosk"
"""As the kiosk calls its window (WM_CLASS)."""
NAME_LIMIT = 64


class Hand:
    """One connection to one running X server, and what is held there. It moves the server's only pointer through the
    test extension, in pixels of the whole screen."""

    def __init__(self, connection: xcffib.Connection) -> None:
        """The connection is closed with it, also when this raises."""
        self._connection = connection
        self._root: int = connection.get_setup().roots[connection.pref_screen].root
        self._keys: dict[int, None] = {}
        """Codes of the keys that are down, in the order in which they went down."""
        self._lent_shift = False
        """Shift is down because a character needs it."""
        self._place = (0, 0)
        self._is_down = False
        try:
            self._layout, self._shift = self._read_layout()
            self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def holds(self) -> bool:
        return self._is_down or bool(self._keys)

    def point(self, x: int, y: int) -> None:
        self._place = (x, y)
        self._fake(xcffib.xproto.MotionNotifyEvent, 0)

    def press(self, x: int, y: int) -> None:
        self.lift()
        self.point(x, y)
        self._fake(xcffib.xproto.ButtonPressEvent, 1)
        self._is_down = True

    def lift(self) -> None:
        if self._is_down:
            self._fake(xcffib.xproto.ButtonReleaseEvent, 1)
            self._is_down = False

    def press_key(self, name: str) -> None:
        key = self._layout.key(name)
        if key.shifted is not None:
            self._shift_as(key.shifted)
        self._press_code(key.code)

    def release_key(self, name: str) -> None:
        self._release_code(self._layout.key(name).code)
        if self._lent_shift and list(self._keys) == [self._shift.code]:
            self._shift_as(False)

    def lift_all(self) -> None:
        self.lift()
        for code in reversed(list(self._keys)):
            self._release_code(code)

    def arrive(self) -> None:
        """Waits until the server has done all, and lifts everything if a window has gone meanwhile."""
        self._connection.core.GetInputFocus().reply()
        if self.hear() and self.holds:
            self.lift_all()
            self._connection.core.GetInputFocus().reply()

    def hear(self) -> bool:
        """Whether a window has gone since the last time."""
        gone = False
        while (event := self._connection.poll_for_event()) is not None:
            gone = gone or isinstance(event, xcffib.xproto.UnmapNotifyEvent)
        return gone

    def close(self) -> None:
        self._connection.disconnect()

    def _shift_as(self, down: bool) -> None:
        if down == (self._shift.code in self._keys):
            return
        if down:
            self._press_code(self._shift.code)
        else:
            self._release_code(self._shift.code)
        self._lent_shift = down

    def _press_code(self, code: int) -> None:
        if code not in self._keys:
            self._fake(xcffib.xproto.KeyPressEvent, code)
            self._keys[code] = None

    def _release_code(self, code: int) -> None:
        if code in self._keys:
            self._fake(xcffib.xproto.KeyReleaseEvent, code)
            del self._keys[code]

    def _begin(self) -> None:
        self._test = self._connection(xcffib.xtest.key)
        mask = xcffib.xproto.EventMask.SubstructureNotify
        self._connection.core.ChangeWindowAttributes(self._root, xcffib.xproto.CW.EventMask, [mask])
        pointer = self._connection.core.QueryPointer(self._root).reply()
        self._is_down = bool(pointer.mask & xcffib.xproto.KeyButMask.Button1)  # of a hand before us
        self.lift()

    def _fake(self, event: type[xcffib.Event], detail: int) -> None:
        """At once, of whichever device the server likes."""
        self._test.FakeInput(event.event_number, detail, 0, self._root, *self._place, 0)

    def _read_layout(self) -> tuple[Layout, Key]:
        setup = self._connection.get_setup()
        count = setup.max_keycode - setup.min_keycode + 1
        told = self._connection.core.GetKeyboardMapping(setup.min_keycode, count).reply()
        keysyms, width = list(told.keysyms), told.keysyms_per_keycode
        rows = [keysyms[at : at + width] for at in range(0, len(keysyms), width)]
        layout = Layout(setup.min_keycode, rows)
        return layout, layout.key("Shift")


class SentHand(Hand):
    """On a screen that somebody else uses: sends the kiosk's window alone what a pointer and a keyboard would, and
    moves neither theirs. Places are of the whole screen here too."""

    _window: int | None = None

    def hear(self) -> bool:
        """Whether the kiosk's window has gone: with it went what was held there."""
        gone = super().hear()
        if gone:
            self._window, self._is_down, self._lent_shift = None, False, False
            self._keys.clear()
        return gone

    def _begin(self) -> None:
        """Nothing of the person's own pointer concerns this hand."""

    def _fake(self, event: type[xcffib.Event], detail: int) -> None:
        """Raises Missing when there is no such window, WindowError when it goes just now."""
        mask = xcffib.xproto.KeyButMask
        state = mask.Button1 * self._is_down | mask.Shift * (self._shift.code in self._keys)
        core, window = self._connection.core, self._found()
        there = core.TranslateCoordinates(self._root, window, *self._place).reply()
        places = (*self._place, there.dst_x, there.dst_y)
        sent = event.synthetic(detail, 0, self._root, window, xcffib.NONE, *places, state, 1)
        core.SendEvent(False, window, 0, sent.pack(), is_checked=True).check()

    def _found(self) -> int:
        if self._window is None:
            self._window = self._find(self._root)
            if self._window is None:
                raise Missing("the kiosk's window is not there")
            mask = xcffib.xproto.EventMask.StructureNotify
            self._connection.core.ChangeWindowAttributes(self._window, xcffib.xproto.CW.EventMask, [mask])
        return self._window

    def _find(self, window: int) -> int | None:
        """A window manager may have laid windows of its own around it."""
        core = self._connection.core
        try:
            named = core.GetProperty(False, window, xcffib.xproto.Atom.WM_CLASS, 0, 0, NAME_LIMIT).reply()
            if named.value.buf().split(b"\0")[0] == KIOSK_WINDOW:
                return window
            below = list(core.QueryTree(window).reply().children)
        except xcffib.xproto.WindowError:  # gone meanwhile
            return None
        return next((found for one in below if (found := self._find(one)) is not None), None)
