# SPDX-License-Identifier: Apache-2.0
"""What the kiosk's screen says, as a screen reader reads it, with its buttons as buttons: for a visitor who does not
see the picture, or has no mouse."""

import hashlib
import json
import time
from dataclasses import dataclass

from central.demo.console.account.wording import both
from central.demo.running.screen import Screen
from central.demo.visit.screen_reader import Control, Look, ScreenReader
from central.demo.world.eyes import Finger
from contract.text import LocalText

BUTTONS = frozenset({"push button", "button"})
CHECKS = frozenset({"check box", "radio button"})
TOUCHABLE = BUTTONS | CHECKS
REST_S = 0.1
REST_LIMIT_S = 2.0


@dataclass(frozen=True)
class Word:
    text: str
    is_heading: bool = False
    number: int | None = None
    """Of what can be touched: its place among all of that."""
    is_checked: bool | None = None
    is_enabled: bool = True


@dataclass(frozen=True)
class Words:
    mark: str
    """Of what can be touched: another one when that is other things, or in another order."""
    words: tuple[Word, ...]
    is_english: bool


class Changed(Exception):
    """What was to be touched is not there any more, or cannot be touched now."""


def touchable(look: Look) -> list[Control]:
    return [control for control in look.controls if control.role in TOUCHABLE and control.name]


def mark_of(look: Look) -> str:
    """Where things are is no part of it: pages slide in, and are touched when they are at rest."""
    told = json.dumps([(control.role, control.name) for control in touchable(look)])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def words(look: Look) -> Words:
    found: list[Word] = []
    number = 0
    for control in look.controls:
        if not control.name.strip():
            continue
        if control.role in TOUCHABLE:
            checked = control.is_checked if control.role in CHECKS else None
            found.append(Word(control.name, False, number, checked, control.is_enabled))
            number += 1
        elif control.role in {"heading", "label", "text", "paragraph", "static", "image", "graphic"}:
            found.append(Word(" ".join(control.name.split()), control.role == "heading"))
    return Words(mark_of(look), tuple(found), _is_english(look))


def _is_english(look: Look) -> bool:
    every = look.words()
    letters = sum(character.isascii() and character.isalpha() for character in every)
    han = sum("\u4e00" <= character <= "\u9fff" for character in every)
    return letters > 4 * han


def touch(reader: ScreenReader, finger: Finger, screen: Screen, number: int, mark: str) -> str:
    """Touches the middle of what had this number when the list had this mark, and says its name. Raises Changed."""
    try:
        control = _at_rest(reader, number, mark)
    except LookupError as error:  # the kiosk is being started again
        raise Changed from error
    x, y = control.centre
    width, height = screen.size
    is_on_screen = not screen.is_own or (0 <= x < width and 0 <= y < height)
    if not control.is_enabled or not is_on_screen:
        raise Changed
    finger.touch(x, y)
    return control.name


def _at_rest(reader: ScreenReader, number: int, mark: str) -> Control:
    """Pages slide in."""
    end = time.monotonic() + REST_LIMIT_S
    before: Control | None = None
    while time.monotonic() < end:
        look = reader.look()
        there = touchable(look)
        if mark_of(look) != mark or not 0 <= number < len(there):
            raise Changed
        if there[number] == before:
            return there[number]
        before = there[number]
        time.sleep(REST_S)
    raise Changed


CHANGED = both("屏幕已经变了，请按新的文字再选。", "The screen has changed: please choose again from what it says now.")


def touched(name: str) -> LocalText:
    return both(f"点了“{name}”。", f"Touched “{name}”.")
