# SPDX-License-Identifier: Apache-2.0
"""A film without a GPU: QML's VideoOutput paints nothing on the software scene graph, so frames are painted here.

Only under `screens.immortal`: each call of a Python `paint` takes a reference from None.
"""

from PySide6.QtCore import QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtMultimedia import QVideoFrame, QVideoSink
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Linli.Signage"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class FilmPane(QQuickPaintedItem):
    """Holds the last frame until it is offered for another film."""

    surface = Signal(QObject)

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self.setOpaquePainting(True)
        self._frame = QVideoFrame()
        self._options = QVideoFrame.PaintOptions()
        self._options.aspectRatioMode = Qt.AspectRatioMode.IgnoreAspectRatio  # the item has it already
        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._arrived)

    @Slot()
    def offer(self) -> None:
        self._frame = QVideoFrame()
        self.surface.emit(self._sink)

    @Slot(QVideoFrame)
    def _arrived(self, frame: QVideoFrame) -> None:
        if frame.isValid():
            self._frame = QVideoFrame(frame)
            self.update()

    def paint(self, painter: QPainter) -> None:
        self._frame.paint(painter, QRectF(0, 0, self.width(), self.height()), self._options)
