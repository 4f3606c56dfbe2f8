# SPDX-License-Identifier: Apache-2.0
"""Pinyin of a name, initials and in full, so that a resident finds 水费 by SF or SHUIFEI on a letter keypad. Pure."""

import importlib
from functools import cache
from itertools import combinations, islice, product
from typing import Any

MAX_SPELLINGS = 16
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def initials_of(name: str) -> tuple[str, ...]:
    """Every reading of characters with several, the likeliest first (重庆: CQ, ZQ, TQ); Latin letters as they are;
    at most MAX_SPELLINGS, those with the fewest unusual readings."""
    likely = _likely_readings(name)
    choices = [_readings(character, first) for character, first in zip(name, likely, strict=True)]
    choices = [readings for readings in choices if readings]
    if not choices:
        return ()
    return tuple(islice(dict.fromkeys(_spellings(choices)), MAX_SPELLINGS))


def pinyin_of(name: str) -> str:
    """In full as it is read, without tones and blanks, ü as V: SHUIFEI. Latin letters as they are."""
    reader = _reader()
    parts = reader.lazy_pinyin(name, style=reader.Style.NORMAL, v_to_u=False, errors=list)
    return "".join(letter for letter in "".join(parts).upper() if letter in _LETTERS)


def _spellings(choices: list[tuple[str, ...]]) -> list[str]:
    """The likely one, then those that differ from it in one place, in two, until there are enough."""
    several = [place for place, readings in enumerate(choices) if len(readings) > 1]
    found: list[str] = []
    for changes in range(len(several) + 1):
        for places in combinations(several, changes):
            for others in product(*(choices[place][1:] for place in places)):
                spelling = [readings[0] for readings in choices]
                for place, other in zip(places, others, strict=True):
                    spelling[place] = other
                found.append("".join(spelling))
                if len(found) >= MAX_SPELLINGS:
                    return found
    return found


def _likely_readings(name: str) -> list[str]:
    """One a character, read in its phrase; a dash for what is no Chinese character."""
    reader = _reader()
    likely = [part[0] for part in reader.pinyin(name, style=reader.Style.FIRST_LETTER, errors=_dashes)]
    return likely if len(likely) == len(name) else ["-"] * len(name)


@cache
def _reader() -> Any:
    """Imported when it is needed: its dictionaries take a third of a second that an alert need not wait for."""
    return importlib.import_module("pypinyin")


def _dashes(rest: str) -> list[list[str]]:
    return [["-"]] * len(rest)


def _readings(character: str, likely: str) -> tuple[str, ...]:
    if character.isascii():
        return (character.upper(),) if character.upper() in _LETTERS else ()
    reader = _reader()
    alone = reader.pinyin(character, style=reader.Style.FIRST_LETTER, heteronym=True, errors="ignore")
    letters = [likely, *(alone[0] if alone else ())]
    return tuple(dict.fromkeys(letter.upper()[:1] for letter in letters if letter.upper()[:1] in _LETTERS))
