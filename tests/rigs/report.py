# SPDX-License-Identifier: Apache-2.0
"""What a rig says of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Result:
    """A rig holds when the product held, the known-good control held too, and the known-bad one broke."""

    product_held: bool
    figure: str
    positive_held: bool
    negative_broke: bool
    details: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """The figure in numbers, for the README."""
    lacking: str = ""
    """What this machine has not and the rig needs: nothing was tried, and nothing is claimed."""

    @classmethod
    def not_run(cls, lacking: str) -> "Result":
        return cls(product_held=False, figure="", positive_held=False, negative_broke=False, lacking=lacking)

    @property
    def held(self) -> bool:
        return self.product_held and self.positive_held and self.negative_broke

    def line(self) -> str:
        if self.lacking:
            return f"NOT RUN  {self.lacking}"
        word = "held" if self.held else "BROKEN"
        positive = "positive control held" if self.positive_held else "POSITIVE CONTROL BROKE"
        negative = "negative control broke, as it must" if self.negative_broke else "NEGATIVE CONTROL HELD"
        more = "".join(f"\n    {detail}" for detail in self.details)
        return f"{word}  {self.figure} ({positive}; {negative}){more}"


Rig = Callable[[float, int], Result]
"""Scale and seed to result."""
