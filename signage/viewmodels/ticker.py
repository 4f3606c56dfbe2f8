# SPDX-License-Identifier: Apache-2.0
"""The line that runs along the bottom: drawn once, in tiles, then only moved.

Its place follows from the time alone, in steps of whole pixels, so that it neither drifts nor trembles, however late a
frame comes. Only the tiles in sight are kept: a line of any length costs the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine
from PySide6.QtQuick import QQuickImageProvider

from contract.clock import Clock
from screens.singletons import one
from signage.schedule import TickerText
from signage.viewmodels import words

QML_IMPORT_NAME = "Linli.Signage"
QML_IMPORT_MAJOR_VERSION = 1

FAMILY = "Noto Sans CJK SC"
INK, WHITE, ACCENT = QColor("#17262B"), QColor("#FFFFFF"), QColor("#A8401C")
TILE = 512
STEPS_A_SECOND = 30
PROVIDER = "ticker"


@dataclass(frozen=True)
class Piece:
    """A level's tag and a text, `x` pixels from the start of the strip."""

    x: int
    tag: str
    text: str


class Strip:
    """The whole line. `height` is the band's; everything else follows from it."""

    def __init__(self, texts: Sequence[TickerText], width: int, height: int) -> None:
        self.height = max(1, height)
        self._text_font = _font(round(self.height * 0.44))
        self._tag_font = _font(round(self.height * 0.38), bold=True)
        texts_of, tags_of = QFontMetrics(self._text_font), QFontMetrics(self._tag_font)
        self._tag_pad = round(self.height * 0.16)
        self._space = round(self.height * 0.24)
        self.pieces: list[Piece] = []
        x = round(self.height * 0.47)
        for each in texts:
            tag = words.level_word(each.level)
            self.pieces.append(Piece(x, tag, each.text.zh))
            x += tags_of.horizontalAdvance(tag) + 2 * self._tag_pad + self._space
            x += texts_of.horizontalAdvance(each.text.zh) + round(self.height * 1.1)
        self.tiles = -(-max(x, width) // TILE) if texts else 0

    def tile(self, index: int) -> QImage:
        image = QImage(TILE, self.height, QImage.Format.Format_RGB32)
        image.fill(INK)
        painter = QPainter(image)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.translate(-index * TILE, 0)
        for piece in self._pieces_in(index):
            self._draw(painter, piece)
        painter.end()
        return image

    def _pieces_in(self, index: int) -> Sequence[Piece]:
        start, end = index * TILE, (index + 1) * TILE
        ends = [piece.x for piece in self.pieces[1:]] + [self.tiles * TILE]
        return [piece for piece, ending in zip(self.pieces, ends, strict=True) if piece.x < end and ending > start]

    def _draw(self, painter: QPainter, piece: Piece) -> None:
        tag_width = QFontMetrics(self._tag_font).horizontalAdvance(piece.tag) + 2 * self._tag_pad
        tag_height = round(self.height * 0.58)
        tag = QRectF(piece.x, (self.height - tag_height) / 2, tag_width, tag_height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ACCENT)
        painter.drawRoundedRect(tag, self.height * 0.07, self.height * 0.07)
        painter.setPen(WHITE)
        painter.setFont(self._tag_font)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, piece.tag)
        painter.setFont(self._text_font)
        start = tag.right() + self._space
        room = QRectF(start, 0, 1 << 20, self.height)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, piece.text)


def _font(pixels: int, *, bold: bool = False) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(max(1, pixels))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class TickerTiles(QQuickImageProvider):
    """`image://ticker/REVISION/TILE`"""

    def __init__(self, ticker: "Ticker") -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._ticker = ticker

    def requestImage(self, id: str, size: QSize, _requested: QSize) -> QImage:  # noqa: A002 - Qt's own name
        revision, _, tile = id.partition("/")
        image = self._ticker.tile(int(revision), int(tile))
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


@QmlElement
@QmlSingleton
class Ticker(QObject):
    changed = Signal()
    turned = Signal()
    moved = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._texts: tuple[TickerText, ...] = ()
        self._width = self._height = 0
        self._strip = Strip((), 1, 1)
        self._revision = 0
        self._step = 1
        self._started = 0.0
        self._slots = 0
        self._first = self._offset = 0
        self._timer = QTimer(self, interval=round(1000 / STEPS_A_SECOND), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._move)

    @staticmethod
    def create(_engine: QQmlEngine) -> "Ticker":
        return one(Ticker)

    def show(self, texts: tuple[TickerText, ...]) -> None:
        if texts != self._texts:
            self._texts = texts
            self._draw_anew()

    @Slot(int, int)
    def fit(self, width: int, height: int) -> None:
        """The band's size, in pixels."""
        if (width, height) != (self._width, self._height):
            self._width, self._height = width, height
            self._draw_anew()

    def stand_still(self) -> None:
        """Where it begins: for previews."""
        self._timer.stop()
        self._slots = self._first = self._offset = 0
        self.turned.emit()
        self.moved.emit()

    def tile(self, revision: int, index: int) -> QImage:
        if revision != self._revision or not 0 <= index < self._strip.tiles:
            return QImage(1, 1, QImage.Format.Format_RGB32)  # an image that is about to be replaced
        return self._strip.tile(index)

    def _draw_anew(self) -> None:
        drawn = self._texts if self._width and self._height else ()
        self._strip = Strip(drawn, self._width, self._height)
        self._revision += 1
        self._step = max(1, round(self._height / 24))
        self._started = self._clock.monotonic()
        self._slots = self._first = self._offset = 0
        if self._strip.tiles:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()
        self.turned.emit()
        self.moved.emit()

    def _move(self) -> None:
        slots = round((self._clock.monotonic() - self._started) * STEPS_A_SECOND)
        if slots == self._slots:
            return
        self._slots = slots
        first, self._offset = divmod(slots * self._step, TILE)
        first %= self._strip.tiles * self._images()
        if first != self._first:
            self._first = first
            self.turned.emit()
        self.moved.emit()

    @Property(bool, notify=changed)
    def speaks(self) -> bool:
        """There is something to say."""
        return bool(self._texts)

    @Property(int, notify=changed)
    def revision(self) -> int:
        return self._revision

    @Property(int, notify=changed)
    def tiles(self) -> int:
        return self._strip.tiles

    @Property(int, constant=True)
    def tileWidth(self) -> int:
        return TILE

    def _images(self) -> int:
        return -(-self._width // TILE) + 1

    images = Property(int, _images, notify=changed)
    """So many tiles are in sight at once."""

    @Property(int, notify=turned)
    def first(self) -> int:
        """The leftmost tile in sight."""
        return self._first

    @Property(int, notify=moved)
    def offset(self) -> int:
        """How much of it has left the screen."""
        return self._offset
