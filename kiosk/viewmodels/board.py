# SPDX-License-Identifier: Apache-2.0
"""The notice board: its list, and the notice that is read."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Property, QObject, QUrl, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.content import Notice, ReleasedNotice
from contract.release import ContentFolder
from contract.text import Language
from kiosk.domain.offer import Offer, in_china, key_of
from kiosk.domain.places import Notices, ReadNotice
from kiosk.viewmodels.rows import Rows
from kiosk.viewmodels.serviceitem import FactRow
from kiosk.viewmodels.view import Moment
from kiosk.viewmodels.words import LEVELS, full_date, say
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class NoticeRow:
    noticeKey: str
    level: str
    title: str
    issued: str


def notice_row(released: ReleasedNotice, language: Language) -> NoticeRow:
    notice = released.notice
    day = full_date(in_china(notice.published_at).date(), language)
    return NoticeRow(
        noticeKey=key_of(released),
        level=say(LEVELS[released.source.level]),
        title=notice.title.in_(language),
        issued=f"{notice.issuer.in_(language)}  {day}",
    )


def picture_at(folder: ContentFolder, image: str | None) -> QUrl:
    """Empty for none."""
    return QUrl.fromLocalFile(str(folder.media(image))) if image else QUrl()


@QmlElement
@QmlSingleton
class Board(QObject):
    changed = Signal()

    def __init__(self, content: Path) -> None:
        super().__init__()
        self._folder = ContentFolder(content)
        self._key: object = None
        self._language = Language.ZH
        self._offer = Offer()
        self._count = 0
        self._newest: NoticeRow | None = None
        self._read: ReleasedNotice | None = None
        self._rows = Rows(NoticeRow, self)
        self._facts = Rows(FactRow, self)

    @staticmethod
    def create(_engine: QQmlEngine) -> "Board":
        return one(Board)

    def show(self, moment: Moment) -> None:
        state, language = moment.state, moment.state.comfort.language
        board = next((place for place in state.trail if isinstance(place, Notices)), None)
        read = next((place.released for place in state.trail if isinstance(place, ReadNotice)), None)
        key = (language, board, read, state.offer)
        if key == self._key:
            return
        self._key, self._language = key, language
        self._offer, self._read = (board.offer if board else Offer()), read
        self._count = len(state.offer.notices)
        self._newest = notice_row(state.offer.notices[0], language) if state.offer.notices else None
        self._rows.show([notice_row(released, language) for released in self._offer.notices])
        facts = read.notice.facts if read else ()
        self._facts.show([FactRow(fact.name.in_(language), fact.value.in_(language)) for fact in facts])
        self.changed.emit()

    @Property(QObject, constant=True)
    def rows(self) -> QObject:
        return self._rows

    @Property(QObject, constant=True)
    def facts(self) -> QObject:
        return self._facts

    # -- at the start page

    @Property(str, notify=changed)
    def count(self) -> str:
        return self.tr("%n 条通知", "", self._count) if self._count else ""

    @Property(str, notify=changed)
    def newestKey(self) -> str:
        return self._newest.noticeKey if self._newest else ""

    @Property(str, notify=changed)
    def newestLevel(self) -> str:
        return self._newest.level if self._newest else ""

    @Property(str, notify=changed)
    def newestTitle(self) -> str:
        return self._newest.title if self._newest else ""

    # -- the list

    @Property(bool, notify=changed)
    def there(self) -> bool:
        """Some content has been received."""
        return bool(self._offer.release_id)

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return not self._offer.notices

    # -- the notice

    def _notice(self) -> Notice | None:
        return self._read.notice if self._read else None

    @Property(str, notify=changed)
    def title(self) -> str:
        notice = self._notice()
        return notice.title.in_(self._language) if notice else ""

    @Property(str, notify=changed)
    def level(self) -> str:
        return notice_row(self._read, self._language).level if self._read else ""

    @Property(str, notify=changed)
    def issued(self) -> str:
        return notice_row(self._read, self._language).issued if self._read else ""

    @Property(str, notify=changed)
    def body(self) -> str:
        notice = self._notice()
        return notice.body.in_(self._language) if notice else ""

    @Property(bool, notify=changed)
    def hasFacts(self) -> bool:
        return self._read is not None and bool(self._read.notice.facts)

    @Property(str, notify=changed)
    def link(self) -> str:
        notice = self._notice()
        return notice.link if notice else ""

    @Property(QUrl, notify=changed)
    def picture(self) -> QUrl:
        notice = self._notice()
        return picture_at(self._folder, notice.image if notice else None)
