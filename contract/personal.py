# SPDX-License-Identifier: Apache-2.0
"""Personal data as value types that print masked; only `reveal()` gives the plain text."""

import re
from typing import Self

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_OF_18 = re.compile(r"[0-9]{17}[0-9X]")
_OF_15 = re.compile(r"[A-Z]{3}[0-9]{12}")


class Masked:
    """A string that masks itself wherever it is printed, formatted or logged."""

    __slots__ = ("_plain",)

    def __init__(self, plain: str) -> None:
        self._plain = plain

    def reveal(self) -> str:
        return self._plain

    def masked(self) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        return self.masked()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.masked()})"

    def __format__(self, spec: str) -> str:
        return format(self.masked(), spec)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Masked) and other._plain == self._plain

    def __hash__(self) -> int:
        return hash((type(self), self._plain))

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return (type(self), (self._plain,))


def check_character(first_17: str) -> str:
    """GB 11643, which is ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


class IdNumber(Masked):
    """The number of an identity card: `110***********002X`, `CAN********0381`, first three and last four shown."""

    __slots__ = ()

    def is_whole(self) -> bool:
        """Whether an identity card may bear it. 18 characters with their check character: a resident's, the residence
        permit's for people from Hong Kong, Macao and Taiwan (81, 82, 83), and the 2023 permanent residence card's (9).
        Three letters and twelve digits: the 2017 permanent residence card's, of whose check digit no standard tells.
        The fifteen digits of before 1999 are on no card that is still valid."""
        if _OF_18.fullmatch(self._plain):
            return check_character(self._plain[:17]) == self._plain[17]
        return _OF_15.fullmatch(self._plain) is not None

    def masked(self) -> str:
        if len(self._plain) < 12:
            return "*" * len(self._plain)
        return self._plain[:3] + "*" * (len(self._plain) - 7) + self._plain[-4:]


class PersonName(Masked):
    """A name: surname only on slips and everywhere else, `王*兰` on the resident's own screen.

    A name in an alphabet is `SM***` and `SM***, J***`: such a surname is too rare to be shown whole, and three stars do
    not tell how long it is. It stands before the comma, as on the foreigners' card; without one it is the first word.
    """

    __slots__ = ()

    def masked(self) -> str:
        if self._is_spelt():
            return _letters(self._parts()[0])
        return self._plain[:1] + "*" * max(1, min(len(self._plain) - 1, 2))

    def on_own_screen(self) -> str:
        if self._is_spelt():
            surname, between, given = self._parts()
            return _letters(surname) + (f"{between}{given[:1]}***" if given else "")
        if len(self._plain) <= 2:
            return self._plain[:1] + "*"
        return self._plain[:1] + "*" * min(len(self._plain) - 2, 4) + self._plain[-1:]

    def _is_spelt(self) -> bool:
        """Whether it begins with a letter of an alphabet: those alone have upper and lower case."""
        return self._plain[:1].lower() != self._plain[:1].upper()

    def _parts(self) -> tuple[str, str, str]:
        for mark, between in ((",", ", "), (" ", " ")):
            surname, found, given = self._plain.partition(mark)
            if found:
                return surname.strip(), between, given.strip()
        return self._plain, "", ""


def _letters(surname: str) -> str:
    """Two letters of four and more, one of fewer: never most of it."""
    return surname[: 2 if len(surname) >= 4 else 1] + "***"
