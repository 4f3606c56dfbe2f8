# SPDX-License-Identifier: Apache-2.0
"""One video: decoded by Qt's own threads, without sound, shown by whatever sink the page offers."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink


def _nothing(_why: str = "") -> None:
    pass


class Film(QObject):
    """Tells `ready` with the first frame, `moved` with each further one, `ended` at the end, `failed` at an error."""

    def __init__(
        self,
        path: Path,
        ready: Callable[[], None],
        moved: Callable[[], None],
        ended: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._path = path
        self._ready, self._moved, self._ended, self._failed = ready, moved, ended, failed
        self._has_frame = False
        self._sink: QVideoSink | None = None
        self._player = QMediaPlayer(self)
        self._player.mediaStatusChanged.connect(self._status_changed)
        self._player.errorOccurred.connect(self._error)

    def draw_on(self, sink: QVideoSink) -> None:
        self._sink = sink
        sink.videoFrameChanged.connect(self._frame)
        self._player.setVideoSink(sink)
        self._player.setSource(QUrl.fromLocalFile(str(self._path)))
        self._player.pause()  # shows the first frame and waits

    def play(self) -> None:
        self._player.play()

    def pause(self) -> None:
        """The frame stays."""
        if self._player.playbackState() is QMediaPlayer.PlaybackState.PlayingState:
            self._player.pause()

    def close(self) -> None:
        """Nothing more is told."""
        self._ready = self._moved = self._ended = _nothing
        self._failed = _nothing
        if self._sink is not None:
            self._sink.videoFrameChanged.disconnect(self._frame)  # it goes on to the next film
            self._sink = None
            self._player.setVideoSink(None)  # type: ignore[arg-type]  # its hint forgets that none is allowed
        self._player.stop()
        self.deleteLater()

    def _frame(self, frame: QVideoFrame) -> None:
        if not frame.isValid():
            return
        if self._has_frame:
            self._moved()
        else:
            self._has_frame = True
            self._ready()

    def _status_changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status is QMediaPlayer.MediaStatus.EndOfMedia:
            self._ended()
        elif status is QMediaPlayer.MediaStatus.InvalidMedia:
            self._failed(self._player.errorString() or "not a video that can be decoded")

    def _error(self, _error: QMediaPlayer.Error, what: str) -> None:
        self._failed(what)
