# SPDX-License-Identifier: Apache-2.0
"""One of the two places of the main zone: what is in it, and what the page says of it."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Linli.Signage"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class Card:
    """What a pane draws. `kind`: empty, Notice, Picture or Film, which is also the page's name."""

    kind: str = ""
    source: str = ""
    """File of a picture: a notice's or a poster."""
    aspect: float = 1.0
    seconds: int = 0
    tag: str = ""
    issuer: str = ""
    date: str = ""
    title: str = ""
    body: str = ""
    facts: list[dict[str, str]] = field(default_factory=list)
    link: str = ""


EMPTY = Card()


@QmlElement
class Pane(QObject):
    """There are two, made by the stage."""

    changed = Signal()
    playing_changed = Signal()
    ready = Signal()
    failed = Signal(str)
    """In technicians' words."""
    remarked = Signal(str)
    """Something is wrong, but it can be shown."""
    surfaced = Signal(object)
    """Carries what a film is to be drawn on: a QVideoSink."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._card = EMPTY
        self._playing = False

    @property
    def path(self) -> Path:
        return Path(self._card.source)

    def put(self, card: Card) -> None:
        if card is not self._card:
            self._card = card
            self.changed.emit()

    def set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit()

    @Slot()
    def isReady(self) -> None:
        self.ready.emit()

    @Slot(str)
    def cannot(self, why: str) -> None:
        self.failed.emit(why)

    @Slot(str)
    def remark(self, what: str) -> None:
        self.remarked.emit(what)

    @Slot(QObject)
    def drawOn(self, sink: QObject) -> None:
        self.surfaced.emit(sink)

    @Property(bool, notify=playing_changed)
    def playing(self) -> bool:
        """It is in front, and its time runs."""
        return self._playing

    @Property(str, notify=changed)
    def kind(self) -> str:
        return self._card.kind

    @Property(QUrl, notify=changed)
    def source(self) -> QUrl:
        return QUrl.fromLocalFile(self._card.source) if self._card.source else QUrl()

    @Property(bool, notify=changed)
    def hasPicture(self) -> bool:
        return bool(self._card.source)

    @Property(float, notify=changed)
    def aspect(self) -> float:
        """Width to height."""
        return self._card.aspect

    @Property(int, notify=changed)
    def seconds(self) -> int:
        return self._card.seconds

    @Property(str, notify=changed)
    def tag(self) -> str:
        return self._card.tag

    @Property(str, notify=changed)
    def issuer(self) -> str:
        return self._card.issuer

    @Property(str, notify=changed)
    def date(self) -> str:
        return self._card.date

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._card.title

    @Property(str, notify=changed)
    def body(self) -> str:
        return self._card.body

    @Property(list, notify=changed)
    def facts(self) -> list[dict[str, str]]:
        return self._card.facts

    @Property(str, notify=changed)
    def link(self) -> str:
        return self._card.link
