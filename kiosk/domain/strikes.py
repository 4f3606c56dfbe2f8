# SPDX-License-Identifier: Apache-2.0
"""Which touches count: a trembling finger strikes twice, and a quick one hits what was not yet there to be read."""

from dataclasses import dataclass, replace

SETTLING_S = 0.25
ELDER_S = 0.5
ELDER_KEY_S = 0.25
"""A number has the same digit twice in a row."""


@dataclass(frozen=True)
class Strikes:
    page_since: float = float("-inf")
    target: str = ""
    struck_at: float = float("-inf")

    def page_changed(self, now: float) -> "Strikes":
        return replace(self, page_since=now)

    def strike(self, target: str, now: float, *, elder: bool, key: bool = False) -> tuple["Strikes", bool]:
        """Whether this touch counts."""
        settling = ELDER_S if elder else SETTLING_S
        double = elder and target == self.target and now - self.struck_at < (ELDER_KEY_S if key else ELDER_S)
        counts = now - self.page_since >= settling and not double
        return (replace(self, target=target, struck_at=now) if counts else self), counts
