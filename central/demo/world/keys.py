# SPDX-License-Identifier: Apache-2.0
"""From a key as a browser names it (DOM `KeyboardEvent.key`) to the key of an X keyboard."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SHIFT_L = 0xFFE1
NAMED = {
    "Backspace": 0xFF08,
    "Tab": 0xFF09,
    "Enter": 0xFF0D,
    "Escape": 0xFF1B,
    "Home": 0xFF50,
    "ArrowLeft": 0xFF51,
    "ArrowUp": 0xFF52,
    "ArrowRight": 0xFF53,
    "ArrowDown": 0xFF54,
    "PageUp": 0xFF55,
    "PageDown": 0xFF56,
    "End": 0xFF57,
    "Insert": 0xFF63,
    "Delete": 0xFFFF,
    "Shift": SHIFT_L,
    "Control": 0xFFE3,
    "Alt": 0xFFE9,
    **{f"F{number}": 0xFFBD + number for number in range(1, 13)},
}
"""Names of https://www.w3.org/TR/uievents-key/, keysyms of X's keysymdef.h."""


class UnknownKey(ValueError):
    """No key of this keyboard."""


@dataclass(frozen=True)
class Key:
    code: int
    shifted: bool | None
    """Whether Shift must be down for it; None: as it is."""


class Layout:
    """Which key of one X server's keyboard makes what. `rows` are its keysyms, a row for each key from `first` on;
    in a row stands what the key makes without Shift, then with it (the first group's; others are not used)."""

    def __init__(self, first: int, rows: Sequence[Sequence[int]]) -> None:
        self._keys: dict[int, Key] = {}
        for shifted in (False, True):
            for code, row in enumerate(rows, first):
                if shifted < len(row) and row[shifted]:
                    self._keys.setdefault(row[shifted], Key(code, shifted))

    def key(self, name: str) -> Key:
        """Raises UnknownKey."""
        keysym = NAMED.get(name)
        found = self._keys.get(_keysym_of(name) if keysym is None else keysym)
        if found is None:
            raise UnknownKey(name)
        return found if keysym is None else Key(found.code, None)


def _keysym_of(name: str) -> int:
    """Latin-1 characters are their own keysyms, all others lie above 0x1000000 (X protocol, appendix A)."""
    if len(name) != 1 or unicodedata.category(name) in {"Cc", "Cs"}:
        raise UnknownKey(name)
    character = ord(name)
    return character if character < 0x100 else 0x1000000 + character
