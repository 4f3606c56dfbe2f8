# SPDX-License-Identifier: Apache-2.0
"""Carries out what the rotation asks for: fills panes, opens films, brings forward; tells it what came of that."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from contract.content import Release
from contract.release import ContentFolder
from signage.cards import Unshowable, card_of
from signage.rotation import Rotation
from signage.schedule import Planned
from signage.viewmodels.pane import EMPTY
from signage.viewmodels.stage import NOTHING, Stage

if TYPE_CHECKING:
    from signage.film import Film

_log = logging.getLogger(__name__)


class Theatre:
    def __init__(self, stage: Stage, folder: ContentFolder, monotonic: Callable[[], float]) -> None:
        self._stage = stage
        self._folder = folder
        self._monotonic = monotonic
        self._films: dict[int, Film] = {}
        self.release: Release | None = None
        self.rotation: Rotation | None = None
        """Set once, by whoever made both."""
        for which, pane in enumerate(stage.panes):
            pane.ready.connect(partial(self._ready, which))
            pane.failed.connect(partial(self._failed, which))
            pane.remarked.connect(partial(_log.warning, "an item is shown with less: %s"))
            pane.surfaced.connect(partial(self._surfaced, which))

    # -- what the rotation asks for

    def prepare(self, pane: int, item: Planned) -> None:
        try:
            card, remark = card_of(item, self.release, self._folder)
        except Unshowable as error:
            self._failed(pane, str(error))
            return
        if card.kind == "Film":
            from signage.viewmodels import filmpane  # noqa: F401, PLC0415 - 20 MB that a display without films saves
        if remark:
            _log.warning("%s: %s", item.key, remark)
        self._stage.panes[pane].put(card)

    def bring_forward(self, pane: int | None) -> None:
        self._stage.bring_forward(NOTHING if pane is None else pane)

    def play(self, pane: int) -> None:
        self._stage.panes[pane].set_playing(True)
        if pane in self._films:
            self._films[pane].play()

    def pause(self, pane: int) -> None:
        self._stage.panes[pane].set_playing(False)
        if pane in self._films:
            self._films[pane].pause()

    def clear(self, pane: int) -> None:
        film = self._films.pop(pane, None)
        if film is not None:
            film.close()
        self._stage.panes[pane].set_playing(False)
        self._stage.panes[pane].put(EMPTY)

    def close(self) -> None:
        for pane in tuple(self._films):
            self.clear(pane)

    # -- what comes of it

    def _ready(self, pane: int) -> None:
        assert self.rotation is not None
        self.rotation.ready(pane, self._monotonic())

    def _failed(self, pane: int, why: str) -> None:
        assert self.rotation is not None
        self.rotation.failed(pane, why, self._monotonic())

    def _moved(self, pane: int) -> None:
        assert self.rotation is not None
        self.rotation.moved(pane, self._monotonic())

    def _ended(self, pane: int) -> None:
        assert self.rotation is not None
        self.rotation.ended(pane, self._monotonic())

    def _surfaced(self, pane: int, sink: QObject) -> None:
        from PySide6.QtMultimedia import QVideoSink  # noqa: PLC0415

        from signage.film import Film  # noqa: PLC0415

        assert isinstance(sink, QVideoSink)
        path = self._stage.panes[pane].path
        film = Film(
            path,
            ready=partial(self._ready, pane),
            moved=partial(self._moved, pane),
            ended=partial(self._ended, pane),
            failed=partial(self._failed, pane),
        )
        self._films[pane] = film
        film.draw_on(sink)
