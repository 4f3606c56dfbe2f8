# SPDX-License-Identifier: Apache-2.0
"""Where a headline breaks: after punctuation if the lines allow it, otherwise in even parts; no lonely last word."""

import unicodedata
from itertools import accumulate, combinations, pairwise

MOST_LINES = 4
_STOPS = "，。、；：！？ 　,;:!?”》）"
_NARROW = 0.55
"""Latin letters and figures, as parts of a full-width character."""


def balanced(text: str, capacity: int) -> str:
    """`capacity`: full-width characters a line. Unchanged when it fits on one line, or on no sensible number."""
    widths = [1.0 if unicodedata.east_asian_width(each) in "WFA" else _NARROW for each in text]
    reach = [0.0, *accumulate(widths)]
    count = -(-reach[-1] // max(1, capacity))
    if not 1 < count <= MOST_LINES or "\n" in text:
        return text
    lines = int(count)
    stops = [at + 1 for at, each in enumerate(text[:-1]) if each in _STOPS and text[at + 1] not in _STOPS]
    divisions = [(0, *cuts, len(text)) for cuts in combinations(stops, lines - 1)] if len(stops) < 20 else []
    divisions.append(_even(text, widths, reach[-1] / lines, lines))
    for division in sorted(divisions[:-1], key=lambda cuts: _widest(cuts, reach)) + divisions[-1:]:
        if len(division) == lines + 1 and _widest(division, reach) <= capacity:
            return "\n".join(text[start:end].strip() for start, end in pairwise(division))
    return text


def _even(text: str, widths: list[float], share: float, lines: int) -> tuple[int, ...]:
    cuts, filled = [0], 0.0
    for at, width in enumerate(widths):
        if filled >= share * len(cuts) and len(cuts) < lines and text[at] not in _STOPS:
            cuts.append(at)
        filled += width
    return (*cuts, len(widths))


def _widest(cuts: tuple[int, ...], reach: list[float]) -> float:
    return max(reach[end] - reach[start] for start, end in pairwise(cuts))
