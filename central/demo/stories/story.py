# SPDX-License-Identifier: Apache-2.0
"""A story: what happens to somebody before the terminal, step by step, each judged by what can be seen."""

from collections.abc import Callable
from dataclasses import dataclass

from central.demo.visit.visit import Visit
from contract.text import Language, LocalText

SHORTEST_S = 3.0
CHINESE_PER_S = 4.0
ENGLISH_PER_S = 15.0
"""Characters, of somebody who also looks at a screen."""


@dataclass(frozen=True)
class Step:
    says: LocalText
    """What the visitor reads while it happens: one or two plain sentences."""
    does: Callable[[Visit], None]
    """Raises StepFailed when what should be seen is not."""
    on_lobby: bool = False
    """The lobby display is worth a look, too."""

    @property
    def reading_s(self) -> float:
        """For the slower of the two languages: several pages may follow the same story."""
        chinese, english = (len(self.says.in_(language)) for language in (Language.ZH, Language.EN))
        return max(SHORTEST_S, chinese / CHINESE_PER_S, english / ENGLISH_PER_S)


@dataclass(frozen=True)
class Story:
    name: str
    """As in addresses and reports: `lost-answer`."""
    title: LocalText
    about: LocalText
    """One sentence: what goes wrong, and what the terminal promises."""
    steps: tuple[Step, ...]
    """About a minute together, told at a reader's pace."""
