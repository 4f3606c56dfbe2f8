# SPDX-License-Identifier: Apache-2.0
"""Numbers on identity cards and their check characters."""

import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def is_id_number(text: str) -> bool:
    """GB 11643: 17 digits and a check character by ISO 7064 MOD 11-2. Numbers of residents, of the residence permit
    (they begin 81, 82 or 83) and of the 2023 permanent residence card (they begin 9)."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11] == text[17]


def is_permanent_residence_2017(text: str) -> bool:
    """Three letters of the nationality and twelve digits. The last may be a check digit as below, but one source alone
    says so: it is not looked at, since a card that is read well must not be refused on a guess."""
    return re.fullmatch(r"[A-Z]{3}[0-9]{12}", text) is not None


def is_permanent_residence_2023(text: str) -> bool:
    return text.startswith("9") and is_id_number(text)


def travel_document_check(text: str) -> int:
    """ICAO 9303: weights 7, 3, 1; digits count as they are, A to Z as 10 to 35, the filler < as 0.
    Raises ValueError for anything else."""
    return sum(_value(letter) * (7, 3, 1)[at % 3] for at, letter in enumerate(text)) % 10


def _value(letter: str) -> int:
    if not re.fullmatch(r"[0-9A-Z<]", letter):
        raise ValueError("neither digit, capital letter nor filler")
    return 0 if letter == "<" else int(letter, 36)
