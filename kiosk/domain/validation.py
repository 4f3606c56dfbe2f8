# SPDX-License-Identifier: Apache-2.0
"""Numbers that residents type or scan, checked before anybody is asked."""

import re
from enum import StrEnum

from contract.personal import IdNumber

ID_LENGTH = 18
CASE_LENGTHS = range(12, 21)

_CASE_NUMBER = re.compile(r"(?<![0-9])[0-9]{12,20}(?![0-9])")


class Typed(StrEnum):
    """How far a number on the keypad has come."""

    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    GOOD = "good"


def id_number(typed: str) -> Typed:
    """Of 18 characters, as on most cards. The 2017 permanent residence card's has letters: it is read, never typed."""
    if len(typed) < ID_LENGTH:
        return Typed.INCOMPLETE
    return Typed.GOOD if IdNumber(typed).is_whole() else Typed.WRONG


def id_after(typed: str, key: str) -> str:
    """What stands in the field after one more key; X is the last place's alone."""
    if len(typed) >= ID_LENGTH or (key == "X" and len(typed) != ID_LENGTH - 1):
        return typed
    return typed + key


def case_number(typed: str) -> Typed:
    return Typed.GOOD if len(typed) in CASE_LENGTHS else Typed.INCOMPLETE


def case_after(typed: str, key: str) -> str:
    return typed + key if key.isdecimal() and len(typed) < CASE_LENGTHS.stop - 1 else typed


def case_number_in(scanned: str) -> str | None:
    """The number in what a slip's code says, be it bare or in a link; None unless there is exactly one."""
    found = set(_CASE_NUMBER.findall(scanned))
    return found.pop() if len(found) == 1 else None


BILL_LENGTHS = range(8, 33)
REFERENCE_LENGTH = 12
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def bill_number(typed: str) -> Typed:
    return Typed.GOOD if len(typed) in BILL_LENGTHS else Typed.INCOMPLETE


def bill_after(typed: str, key: str) -> str:
    return typed + key if len(key) == 1 and key in ALPHANUMERIC and len(typed) < BILL_LENGTHS.stop - 1 else typed


def reference(typed: str) -> Typed:
    return Typed.GOOD if len(typed) == REFERENCE_LENGTH else Typed.INCOMPLETE


def reference_after(typed: str, key: str) -> str:
    """Of a slip: hexadecimal."""
    return typed + key if len(key) == 1 and key in "0123456789ABCDEF" and len(typed) < REFERENCE_LENGTH else typed


def grouped(number: str, sizes: tuple[int, ...]) -> str:
    """`110105194912310` in (6, 8, 4) -> `110105 19491231 0`: as people read it out."""
    parts: list[str] = []
    at = 0
    for size in sizes:
        if number[at : at + size]:
            parts.append(number[at : at + size])
        at += size
    if number[at:]:
        parts.append(number[at:])
    return " ".join(parts)


ID_GROUPS = (6, 4, 4, 4)
CASE_GROUPS = (4, 4, 4, 4, 4)
BILL_GROUPS = (4,) * 8
