# SPDX-License-Identifier: Apache-2.0
"""The local API within Qt's event loop: answers and events arrive as calls, nothing ever blocks."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from agent.client.calls import EVENTS_PATH, Call
from agent.client.errors import AgentUnreachable, ClientError
from agent.client.sse import EventParser
from contract.local import Event

T = TypeVar("T")

ANSWER_LIMIT_MS = 15_000
"""Above the agent's own total limit towards the platform, so that its clear refusal arrives first."""
SILENCE_LIMIT_MS = 12_000
"""The agent sends a heartbeat every 5 s: two missed ones mean the stream is dead."""
RETRY_MS = 500
HTTP_OK = 200


class QtClient(QObject):
    """`connected` tells whether the event stream stands, which is how the kiosk knows that the agent lives."""

    arrived = Signal(object)
    """Carries a contract.local.Event."""
    connected = Signal(bool)

    def __init__(self, socket_path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = str(socket_path)
        # Two, for Qt queues requests behind connections: a call that waits for an agent that is gone kept the next
        # stream, and with it every later call, from ever leaving.
        self._manager = QNetworkAccessManager(self)
        self._streams = QNetworkAccessManager(self)
        self._parser = EventParser()
        self._stream: QNetworkReply | None = None
        self._is_connected = False
        self._silence = QTimer(self, singleShot=True, interval=SILENCE_LIMIT_MS)
        self._silence.timeout.connect(self._stream_silent)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._open_stream)

    def send(
        self, call: Call[T], then: Callable[[T], None], otherwise: Callable[[ClientError], None] | None = None
    ) -> None:
        request = self._request(call.path)
        request.setTransferTimeout(ANSWER_LIMIT_MS)
        if call.body is not None:
            request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        body = QByteArray(call.body or b"")
        reply = self._manager.sendCustomRequest(request, QByteArray(call.method.encode()), body)
        reply.finished.connect(lambda: self._answered(reply, call, then, otherwise))

    def follow_events(self) -> None:
        self._open_stream()

    def _request(self, path: str) -> QNetworkRequest:
        request = QNetworkRequest(QUrl(f"unix+http://agent{path}"))
        request.setAttribute(QNetworkRequest.Attribute.FullLocalServerNameAttribute, self._path)
        return request

    def _answered(
        self,
        reply: QNetworkReply,
        call: Call[T],
        then: Callable[[T], None],
        otherwise: Callable[[ClientError], None] | None,
    ) -> None:
        reply.deleteLater()
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        try:
            if status is None:
                raise AgentUnreachable(reply.errorString())
            document = call.read(int(status), bytes(reply.readAll().data()))
        except ClientError as error:
            if otherwise is not None:
                otherwise(error)
            return
        then(document)

    def _open_stream(self) -> None:
        self._drop_stream()
        request = self._request(EVENTS_PATH)
        if self._parser.last_id is not None:
            request.setRawHeader(b"Last-Event-ID", str(self._parser.last_id).encode())
        self._parser.restart()
        stream = self._streams.get(request)
        stream.readyRead.connect(self._stream_read)
        stream.finished.connect(self._stream_ended)
        self._stream = stream
        self._silence.start()

    def _drop_stream(self) -> None:
        if self._stream is not None:
            stream, self._stream = self._stream, None
            stream.readyRead.disconnect(self._stream_read)
            stream.finished.disconnect(self._stream_ended)
            stream.abort()
            stream.deleteLater()

    def _stream_read(self) -> None:
        if self._stream is None:
            return
        if self._status() != HTTP_OK:
            return  # a refusal (too many streams) is no stream; its end brings the next try
        self._silence.start()
        self._say_connected(True)
        events: list[Event] = list(self._parser.feed(bytes(self._stream.readAll().data())))
        for event in events:
            self.arrived.emit(event)

    def _status(self) -> object:
        """The stream's answer; None before there is one."""
        attribute = QNetworkRequest.Attribute.HttpStatusCodeAttribute
        return self._stream.attribute(attribute) if self._stream is not None else None

    def _stream_silent(self) -> None:
        self._stream_ended()

    def _stream_ended(self) -> None:
        was_refused = self._status() not in {None, HTTP_OK}
        self._drop_stream()
        self._silence.stop()
        if not was_refused:  # an agent that refuses the stream lives, and so do the calls under way
            for manager in (self._streams, self._manager):
                manager.clearConnectionCache()
        self._say_connected(False)
        self._retry.start()

    def _say_connected(self, connected: bool) -> None:
        if connected != self._is_connected:
            self._is_connected = connected
            self.connected.emit(connected)
