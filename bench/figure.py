# SPDX-License-Identifier: Apache-2.0
"""One figure and what it is held against."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`ratio` below 1 means: better than what it is held against."""

    name: str
    value: float
    unit: str
    against: str
    against_value: float

    @property
    def ratio(self) -> float:
        return self.value / self.against_value

    def row(self) -> str:
        return (
            f"{self.name:<34} {self.value:>9.2f} {self.unit:<4} "
            f"{self.against:<42} {self.against_value:>9.2f}   {self.ratio:>5.2f}"
        )


def p99(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100)[98] if len(values) >= 100 else max(values)
