# SPDX-License-Identifier: Apache-2.0
"""What one peer says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    tried: int
    wrong: tuple[str, ...]
    """What was read otherwise than it was meant."""
    good_held: bool
    bad_noticed: bool

    @property
    def held(self) -> bool:
        return self.tried > 0 and not self.wrong

    def lines(self) -> list[str]:
        controls = ["its right sample was refused"] * (not self.good_held)
        controls += ["its wrong sample was not noticed"] * (not self.bad_noticed)
        return [*self.wrong[:5], *controls]
