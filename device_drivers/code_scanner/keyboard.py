# SPDX-License-Identifier: Apache-2.0
"""A scanner that types (USB HID "keyboard wedge"), read at its evdev device, which is grabbed: what it types reaches
neither a window nor a console.

Read without a library: of libevdev or python-evdev no more than one ioctl and one struct would be used, and the
latter is compiled on the terminal. Not verified on hardware: tests replay recorded events, so they show neither the
kernel's grab nor its answer to an unplugged scanner (ENODEV), nor any scanner's own timing. Between plug-in and the
next `open` keys are not grabbed: a udev rule with LIBINPUT_IGNORE_DEVICE=1 for the scanner closes that gap.
"""

import fcntl
import os
import select
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from device_drivers.code_scanner.keys import DIGITS, ENTER, UNREADABLE, KeyDecoder
from device_drivers.errors import DeviceNotReady, Unsupported

# struct input_event of the running kernel: the time (two longs), type, code, value.
_EVENT = struct.Struct("@llHHi")
_SYN, _KEY = 0, 1
_SYN_REPORT, _SYN_DROPPED = 0, 3
_EVIOCGRAB = 0x40044590
_AT_ONCE = 64
_CLASS = Path("/sys/class/input")


@dataclass(frozen=True)
class KeyboardMatch:
    """Either `path` (such as /dev/input/by-id/usb-…-event-kbd) or USB `vendor` and `product`. /dev/input/eventN is no
    identity: N changes with the order of plugging."""

    path: str | None = None
    vendor: int | None = None
    product: int | None = None

    def __post_init__(self) -> None:
        if (self.path is None) == (self.vendor is None or self.product is None):
            raise ValueError("a keyboard scanner is named by its path, or by vendor and product")

    def __str__(self) -> str:
        return self.path or f"{self.vendor:04X}:{self.product:04X}"


def find_keyboards(match: KeyboardMatch) -> list[str]:
    """Return the paths of what is there now. A scanner with media keys has two devices; only the one that can type
    digits and Enter counts when it is sought by its ids."""
    if match.path is not None:
        return [match.path] if Path(match.path).exists() else []
    found = []
    for entry in sorted(_CLASS.glob("event*")):
        # The parent is the input device of which event* is the way in.
        device = entry.resolve().parent
        ids = (_number(device / "id/vendor"), _number(device / "id/product"))
        if ids == (match.vendor, match.product) and _types(device / "capabilities/key"):
            found.append(f"/dev/input/{entry.name}")
    return found


class KeyboardPort:
    """As any other port, whose bytes are what was typed; Enter is CR."""

    # Scanners pause 1 to 20 ms between keys, some up to 50; a busy machine adds to it.
    gap_s = 0.5

    def __init__(self, match: KeyboardMatch, *, separator_key: int | None = None) -> None:
        """`separator_key`: the key that the scanner types for GS1's separator, if it is a key of its own."""
        self._match = match
        self._separator_key = separator_key
        self._keys = KeyDecoder(separator_key)
        self._device: int | None = None
        self._lost_events = False

    @property
    def is_open(self) -> bool:
        return self._device is not None

    def is_missing(self) -> bool:
        return not find_keyboards(self._match)

    def open(self) -> None:
        """Grabs. Raises DeviceNotReady."""
        if self._device is not None:
            return
        device = None
        try:
            device = os.open(self._only(), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            fcntl.ioctl(device, _EVIOCGRAB, 1)
        except OSError as error:
            if device is not None:
                os.close(device)
            raise DeviceNotReady(f"{self._match} cannot be grabbed: {error.strerror}") from error
        self._device = device
        self._keys = KeyDecoder(self._separator_key)
        self._lost_events = False

    def close(self) -> None:
        """The kernel ends the grab."""
        device, self._device = self._device, None
        if device is not None:
            os.close(device)

    def discard_input(self) -> None:
        """Keys that are down stay known: their going up has yet to come."""
        while self._arrived(0.0):
            self._typed()

    def write(self, data: bytes) -> None:
        """Raises Unsupported: keyboards are told nothing. So no trigger either."""
        if data:
            raise Unsupported("a scanner that types takes no commands")

    def read(self, timeout_s: float) -> bytes:
        """Return what was typed, waiting for the first character; empty after `timeout_s` without one."""
        end = time.monotonic() + timeout_s
        while self._arrived(max(end - time.monotonic(), 0.0)):
            if typed := self._typed():
                return typed
        return b""

    def check(self) -> None:
        """Raise DeviceNotReady when the scanner has gone since the port was opened."""
        flags = select.POLLERR | select.POLLHUP | select.POLLNVAL
        poll = select.poll()
        poll.register(self._opened(), 0)
        if any(event & flags for _, event in poll.poll(0)) or self.is_missing():
            self.close()
            raise DeviceNotReady(f"{self._match} was unplugged")

    def _arrived(self, timeout_s: float) -> bool:
        return bool(select.select([self._opened()], [], [], timeout_s)[0])

    def _typed(self) -> bytes:
        try:
            data = os.read(self._opened(), _EVENT.size * _AT_ONCE)
        except BlockingIOError:
            return b""
        except OSError as error:
            self.close()
            raise DeviceNotReady(f"{self._match} was lost: {error.strerror}") from error
        if not data or len(data) % _EVENT.size:
            self.close()
            raise DeviceNotReady(f"{self._match} was lost: no more events")
        return b"".join(self._feed(kind, code, value) for _, _, kind, code, value in _EVENT.iter_unpack(data))

    def _feed(self, kind: int, code: int, value: int) -> bytes:
        if self._lost_events:
            # What comes before the next report is the rest of a torn one.
            self._lost_events = (kind, code) != (_SYN, _SYN_REPORT)
            return b""
        if (kind, code) == (_SYN, _SYN_DROPPED):
            self._lost_events = True
            self._keys = KeyDecoder(self._separator_key)
            return UNREADABLE
        return self._keys.feed(code, value) if kind == _KEY else b""

    def _only(self) -> str:
        found = find_keyboards(self._match)
        if len(found) > 1:
            raise DeviceNotReady(f"several devices {self._match}: the path has to say which ({', '.join(found)})")
        if not found:
            raise DeviceNotReady(f"{self._match} is not there")
        return found[0]

    def _opened(self) -> int:
        if self._device is None:
            raise DeviceNotReady(f"{self._match} is not open")
        return self._device


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"), 16)
    except (OSError, ValueError):
        return None


def _types(path: Path) -> bool:
    """The file: words of hexadecimal, the lowest keys in the last one, which has 32 of them at least."""
    try:
        lowest = int(path.read_text(encoding="ascii").split()[-1], 16)
    except (OSError, ValueError, IndexError):
        return False
    return all(lowest >> key & 1 for key in (*DIGITS, ENTER))
