# SPDX-License-Identifier: Apache-2.0
"""Notices and pictures in turn, for a room with nobody in front of the screen."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.release import ContentFolder
from contract.text import Language
from kiosk.domain.posters import Poster
from kiosk.viewmodels.board import notice_row, picture_at
from kiosk.viewmodels.rows import Rows
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


TITLE, BODY, BRIEF = 40, 150, 45
"""Characters of Chinese that are read in passing."""


@dataclass(frozen=True)
class PosterRow:
    level: str
    title: str
    body: str
    brief: str
    issued: str
    picture: QUrl
    alone: bool
    """The picture is all there is."""


@QmlElement
@QmlSingleton
class Attract(QObject):
    """`following` is loaded while `current` is shown, and takes its place when it is there."""

    changed = Signal()

    def __init__(self, content: Path) -> None:
        super().__init__()
        self._folder = ContentFolder(content)
        self._key: object = None
        self._posters: tuple[Poster, ...] = ()
        self._rows = Rows(PosterRow, self)
        self._filled: list[PosterRow] = []
        self._at = 0
        self._since = self._now = 0.0
        self._loaded: frozenset[int] = frozenset()
        self._broken: frozenset[int] = frozenset()

    @staticmethod
    def create(_engine: QQmlEngine) -> "Attract":
        return one(Attract)

    def show(self, moment: Moment) -> None:
        state, self._now = moment.state, moment.monotonic
        posters = state.offer.posters if state.attracting else ()
        key = (state.comfort.language, posters)
        if key != self._key:
            self._key, self._posters = key, posters
            self._fill([self._row(poster, state.comfort.language) for poster in posters])
        elif posters and moment.monotonic - self._since >= posters[self._at].seconds:
            self._turn()

    def _fill(self, rows: list[PosterRow]) -> None:
        """What is on the screen stays while nothing that is seen has changed."""
        if rows == self._filled:
            return
        self._filled, self._at, self._since = rows, 0, self._now
        self._loaded = self._broken = frozenset()
        self._rows.show(())  # each is built anew, and tells anew that it is loaded
        self._rows.show(rows)
        self.changed.emit()

    def _turn(self) -> None:
        coming = self._following()
        if coming != self._at and coming in self._loaded:
            self._at, self._since = coming, self._now
            # The others are unloaded, and told of when they are loaded again.
            self._loaded &= {coming, self._following()}
            self.changed.emit()

    def _following(self) -> int:
        """The next whose picture is not known to be broken; the same one where there is no other."""
        count = len(self._posters)
        others = ((self._at + by) % count for by in range(1, count))
        return next((other for other in others if other not in self._broken), self._at)

    def _row(self, poster: Poster, language: Language) -> PosterRow:
        released = poster.notice
        if released is None:
            assert poster.picture is not None
            return PosterRow("", "", "", "", "", picture_at(self._folder, poster.picture.sha256), alone=True)
        row, notice = notice_row(released, language), released.notice
        picture = picture_at(self._folder, notice.image)
        body = notice.body.in_(language)
        wide = 2 if language is Language.EN else 1
        return PosterRow(
            level=row.level,
            title=beginning(row.title, TITLE * wide),
            body=beginning(body, BODY * wide),
            brief=beginning(body, BRIEF * wide),
            issued=row.issued if len(row.issued) <= TITLE * wide else "",
            picture=picture,
            alone=False,
        )

    @Slot(int, bool)
    def tell(self, at: int, whole: bool) -> None:
        """The poster is ready to be shown, or its picture cannot be."""
        if whole:
            self._loaded |= {at}
            return
        self._broken |= {at}
        if at == self._at:
            self._at, self._since = self._following(), self._now
        self.changed.emit()

    @Property(QObject, constant=True)
    def rows(self) -> QObject:
        return self._rows

    @Property(int, notify=changed)
    def current(self) -> int:
        return self._at

    @Property(int, notify=changed)
    def following(self) -> int:
        return self._following() if self._posters else 0


def beginning(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
