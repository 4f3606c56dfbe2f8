# SPDX-License-Identifier: Apache-2.0
"""Tells one story at a time in a thread of its own, at a reader's pace."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from central.demo.errors import StepFailed, StoryStopped
from central.demo.hall import Hall
from central.demo.stories.scene import clear_scene, set_scene
from central.demo.stories.story import Story
from central.demo.visit.visit import FOLLOWABLE, Visit
from central.demo.world.diary import Witness

LEAD_S = 1.5
"""The sentence stands there for so long before anything happens."""
END_LIMIT_S = 5.0
"""Longest wait for what a step asks of others when the story is stopped: all of it has limits of that order."""

Scene = Callable[[Visit], None]


class Ending(StrEnum):
    AS_IT_SAYS = "as_it_says"
    OTHERWISE = "otherwise"
    NOT_BEGUN = "not_begun"
    """The scene could not be set."""
    STOPPED = "stopped"


@dataclass(frozen=True)
class Progress:
    story: Story
    step: int
    """Index of the step that is under way, or the last one."""
    ending: Ending | None = None
    reason: str = ""
    """What was expected, and what showed instead; for OTHERWISE and NOT_BEGUN alone."""
    setting: bool = False
    """Before the first step everything is put in its place."""


class Teller:
    """May be called by any thread. `pace` 1: a reader's; 0: nobody reads."""

    def __init__(
        self,
        hall: Hall,
        stories: tuple[Story, ...],
        *,
        pace: float = 1.0,
        set_scene: Scene = set_scene,
        clear_scene: Scene = clear_scene,
    ) -> None:
        self.stories = stories
        self._hall = hall
        self._pace = pace
        self._set_scene = set_scene
        self._clear_scene = clear_scene
        self._changing = threading.Lock()
        self._telling: _Telling | None = None

    def begin(self, name: str) -> None:
        """Ends the one that is being told. Raises KeyError."""
        story = next((story for story in self.stories if story.name == name), None)
        if story is None:
            raise KeyError(name)
        with self._changing:
            if self._telling is not None:
                self._telling.leave()
            self._telling = _Telling(self._hall, story, self._pace, self._set_scene, self._clear_scene)

    def end(self) -> None:
        """Nothing more happens of the story when it returns, and the world is right; the kiosk may take seconds more
        to its start page."""
        with self._changing:
            if self._telling is not None:
                self._telling.stop()

    def close(self) -> None:
        """Leaves everything as it is: the demo ends."""
        with self._changing:
            if self._telling is not None:
                self._telling.leave()

    def progress(self) -> Progress | None:
        telling = self._telling
        return telling.progress if telling is not None else None


class _Telling:
    def __init__(self, hall: Hall, story: Story, pace: float, set_scene: Scene, clear_scene: Scene) -> None:
        self.progress = Progress(story, 0, setting=True)
        self._hall = hall
        self._pace = pace
        self._set_scene = set_scene
        self._clear_scene = clear_scene
        self._stopping = threading.Event()
        self._hurrying = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"story-{story.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._over.wait(END_LIMIT_S)

    def leave(self) -> None:
        self._hurrying.set()
        self.stop()
        self._thread.join(END_LIMIT_S)

    def _run(self) -> None:
        ending, reason = Ending.AS_IT_SAYS, ""
        try:
            self._tell(Visit(self._hall, FOLLOWABLE, self._stopping))
        except StoryStopped:
            ending = Ending.STOPPED
        except StepFailed as error:
            ending, reason = self._failed(), str(error)
        except Exception as error:  # shown with its story
            ending, reason = self._failed(), f"{type(error).__name__}: {error}"
        with suppress(Exception):  # what is away just now is right when it comes back, or put right by the next story
            self._hall.world.put_right()
        self.progress = replace(self.progress, ending=ending, reason=reason, setting=False)
        self._over.set()
        with suppress(Exception):
            self._clear_scene(Visit(self._hall, FOLLOWABLE, self._hurrying))

    def _failed(self) -> Ending:
        return Ending.NOT_BEGUN if self.progress.setting else Ending.OTHERWISE

    def _tell(self, visit: Visit) -> None:
        self._set_scene(visit)
        for number, step in enumerate(self.progress.story.steps):
            self.progress = replace(self.progress, step=number, setting=False)
            read_at = time.monotonic() + step.reading_s * self._pace
            self._hall.world.diary.note(step.says, Witness.STORY)
            visit.waits(LEAD_S * self._pace)
            step.does(visit)
            visit.waits(max(0.0, read_at - time.monotonic()))
