# SPDX-License-Identifier: Apache-2.0
"""Events as a stream (Server-Sent Events): numbered, resumed by `Last-Event-ID`, kept alive by comments."""

import threading
from collections.abc import Iterator

from flask import Response, request

from agent.errors import InvalidRequest, TooMany
from agent.journal import Journal
from contract.document import encode
from contract.local import Event

EVENTS_PATH = "/v1/events"
HEARTBEAT_S = 5.0
LAST_ID_DIGITS = 18
MAX_STREAMS = 4
"""Of one role. Each stream holds a server thread; the pool is larger than this by the threads that answer calls."""


class EventStreams:
    """The streams of one role."""

    def __init__(self, journal: Journal, most: int = MAX_STREAMS) -> None:
        self._journal = journal
        self._most = most
        self._free = threading.Semaphore(most)

    def serve(self) -> Response:
        if request.method == "HEAD":
            return Response(content_type="text/event-stream")
        last_id = _last_id(request.headers.get("Last-Event-ID"), self._journal.head)
        if not self._free.acquire(blocking=False):
            raise TooMany(f"{self._most} event streams are open already")
        response = Response(self._frames(last_id), content_type="text/event-stream")
        response.headers["Cache-Control"] = "no-store"
        response.call_on_close(self._free.release)
        return response

    def _frames(self, last_id: int) -> Iterator[bytes]:
        yield b": linli\n\n"
        while not self._journal.closed:
            events = self._journal.after(last_id, HEARTBEAT_S)
            if not events:
                yield b": .\n\n"
            for event in events:
                yield _frame(event)
                last_id = event.sequence


def _last_id(header: str | None, head: int) -> int:
    """A new client starts at the head: it has just asked for everything as it is."""
    if header is None:
        return head
    if not header.isdecimal() or len(header) > LAST_ID_DIGITS:
        raise InvalidRequest("Last-Event-ID is a number")
    return int(header)


def _frame(event: Event) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.sequence, event.topic.encode(), encode(event))
