# SPDX-License-Identifier: Apache-2.0
"""Takes a stream of Server-Sent Events apart, whatever pieces it arrives in."""

from collections.abc import Iterator

from contract.document import decode
from contract.errors import InvalidDocument
from contract.local import Event

MAX_FRAME = 64 * 1024


class EventParser:
    """Feed it bytes, take events. `last_id` goes into `Last-Event-ID` of the next connection."""

    def __init__(self, last_id: int | None = None) -> None:
        self.last_id = last_id
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Event]:
        self._rest += data
        while b"\n\n" in self._rest:
            frame, self._rest = self._rest.split(b"\n\n", 1)
            event = _event_in(frame)
            if event is not None:
                self.last_id = event.sequence
                yield event
        if len(self._rest) > MAX_FRAME:
            self._rest = b""

    def restart(self) -> None:
        """A new connection begins: half a frame of the old one means nothing."""
        self._rest = b""


def _event_in(frame: bytes) -> Event | None:
    data = b"\n".join(line[5:].lstrip(b" ") for line in frame.split(b"\n") if line.startswith(b"data:"))
    if not data:
        return None  # a heartbeat comment
    try:
        return decode(data, Event)
    except InvalidDocument:
        return None
