# SPDX-License-Identifier: Apache-2.0
"""Personal data as value types that print masked; only `reveal()` gives the plain text."""

from typing import Self


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


class IdNumber(Masked):
    """A resident's number: `110***********002X`, first three and last four shown."""

    __slots__ = ()

    def masked(self) -> str:
        if len(self._plain) < 12:
            return "*" * len(self._plain)
        return self._plain[:3] + "*" * (len(self._plain) - 7) + self._plain[-4:]


class PersonName(Masked):
    """A name: surname only on slips and everywhere else, `王*兰` on the resident's own screen."""

    __slots__ = ()

    def masked(self) -> str:
        return self._plain[:1] + "*" * max(1, min(len(self._plain) - 1, 2))

    def on_own_screen(self) -> str:
        if len(self._plain) <= 2:
            return self._plain[:1] + "*"
        return self._plain[:1] + "*" * min(len(self._plain) - 2, 4) + self._plain[-1:]
