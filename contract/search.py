# SPDX-License-Identifier: Apache-2.0
"""Finding a service item by letters: pinyin initials or full pinyin of its name and of what people call it. Pure.

Sync makes the index once for each release; a keypad of letters asks it at each press.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from contract.document import Document


class Spelling(Document, frozen=True, kw_only=True):
    letters: str
    """A to Z."""
    task_code: str


def index_of(spelled: Iterable[tuple[str, Iterable[str]]]) -> tuple[Spelling, ...]:
    """`spelled`: each item's code and all its spellings. In the order of the letters."""
    found = {(letters, code) for code, spellings in spelled for letters in spellings if letters}
    return tuple(Spelling(letters=letters, task_code=code) for letters, code in sorted(found))


def found_by(index: Sequence[Spelling], letters: str) -> tuple[str, ...]:
    """Codes of what begins so, the shortest spelling first, then of what has the letters within."""
    if not letters:
        return ()
    start = bisect_left(index, letters, key=lambda spelling: spelling.letters)
    begins: list[Spelling] = []
    for spelling in index[start:]:
        if not spelling.letters.startswith(letters):
            break
        begins.append(spelling)
    begins.sort(key=lambda spelling: len(spelling.letters))
    within = (spelling for spelling in index if letters in spelling.letters)
    return tuple(dict.fromkeys(spelling.task_code for spelling in (*begins, *within)))


def shortest(index: Sequence[Spelling], task_code: str) -> str:
    """The fewest letters that spell the whole of an item's name or alias; empty when it has no spelling."""
    own = (spelling.letters for spelling in index if spelling.task_code == task_code)
    return min(own, key=lambda letters: (len(letters), letters), default="")
