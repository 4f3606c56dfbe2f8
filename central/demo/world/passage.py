# SPDX-License-Identifier: Apache-2.0
"""One connection of the terminal over the demo's line, and the one that belongs to it on the other side. All of it
happens in the line's event loop."""

import asyncio
import re
import socket
import struct
import sys
from collections.abc import Callable
from typing import cast

HOST = "127.0.0.1"
MOST_HELD = 32 * 1024
"""From here on the sender has to wait."""
PIECE = 16 * 1024
ALL = sys.maxsize
RESET_AT_CLOSE = struct.pack("ii", 1, 0)
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]{1,9})\r\n", re.IGNORECASE)


class Way:
    """One direction: what has come and has not gone on yet."""

    def __init__(self) -> None:
        self.source: asyncio.Transport | None = None
        self.sink: asyncio.Transport | None = None
        self.held = bytearray()
        self.came_at = 0.0
        """When the first of what is held came, by the loop's time."""
        self.has_ended = False
        self.has_told = False
        """That it has ended."""
        self.is_full = False

    def take(self, data: bytes, now: float) -> None:
        if not self.held:
            self.came_at = now
        self.held += data
        if self.source and len(self.held) >= MOST_HELD:
            self.source.pause_reading()

    def is_due(self, came_before: float) -> bool:
        return bool(self.held) and self.came_at <= came_before

    def pass_on(self, most: int) -> None:
        """As long as the sink takes it."""
        if self.sink is None:
            return
        while self.held and most > 0 and not self.is_full:
            part = bytes(self.held[: min(most, PIECE)])
            del self.held[: len(part)]
            most -= len(part)
            self.sink.write(part)
        if self.source and not self.has_ended and len(self.held) < MOST_HELD:
            self.source.resume_reading()
        if self.has_ended and not self.held and not self.has_told:
            self.has_told = True
            self.sink.write_eof()


class Passage:
    """`happened` is called whenever something has come, ended, or can go on: what follows is the line's to decide."""

    def __init__(self, to_port: int, happened: Callable[["Passage"], None], over: Callable[["Passage"], None]) -> None:
        self._to_port = to_port
        self._happened = happened
        self._over = over
        self.up, self.down = Way(), Way()
        self.near = _Side(self, self.up, self.down)
        """The terminal's."""
        self._far = _Side(self, self.down, self.up)
        self._reaching: asyncio.Task[None] | None = None
        self._is_broken = False

    @property
    def near_has_gone(self) -> bool:
        return self.up.has_ended or self.near.transport is None

    def reach_out(self, after_s: float = 0.0) -> None:
        """To the other side, if that has not begun yet."""
        if self._reaching is None:
            self._reaching = asyncio.get_running_loop().create_task(self._reach(after_s))

    async def _reach(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        try:
            await asyncio.get_running_loop().create_connection(lambda: self._far, HOST, self._to_port)
        except OSError:
            self.broke()

    def flow(self, most_up: int = ALL, most_down: int = ALL) -> None:
        """Passes on what is held, and that an end has ended or broken."""
        if self._is_broken:
            self.reset()
            return
        self.up.pass_on(most_up)
        self.down.pass_on(most_down)
        if self.up.has_told and self.down.has_told:
            for side in (self.near, self._far):
                side.close()

    def answer(self, page: Callable[[bool], bytes]) -> None:
        """Instead of the other side, when a whole request has come: with the body, or without it (HEAD)."""
        head, end, body = bytes(self.up.held).partition(HEAD_END)
        length = LENGTH.search(head + b"\r\n")
        if end and len(body) >= min(int(length[1]) if length else 0, MOST_HELD) and self.down.sink:
            self.down.sink.write(page(not head.startswith(b"HEAD ")))
            self.near.close()
        elif self.near_has_gone or len(self.up.held) >= 2 * MOST_HELD:
            self.reset()

    def reset(self) -> None:
        """Breaks both sides off, as one sees a cable that is pulled, at the latest when something is sent."""
        if self._reaching:
            self._reaching.cancel()
        for side in (self.near, self._far):
            side.reset()

    # ---- what the sides say

    def came(self) -> None:
        self._happened(self)

    def broke(self) -> None:
        self._is_broken = True
        self._happened(self)

    def left(self) -> None:
        if self.near.transport is None and self._far.transport is None:
            if self._reaching:
                self._reaching.cancel()
            self._over(self)


class _Side(asyncio.Protocol):
    def __init__(self, passage: Passage, inward: Way, outward: Way) -> None:
        self._passage = passage
        self._inward = inward
        self._outward = outward
        self._is_closed = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = self._inward.source = self._outward.sink = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(0)
        self._passage.came()

    def data_received(self, data: bytes) -> None:
        self._inward.take(data, asyncio.get_running_loop().time())
        self._passage.came()

    def eof_received(self) -> bool:
        """True: the other direction stays open."""
        self._inward.has_ended = True
        self._passage.came()
        return True

    def pause_writing(self) -> None:
        self._outward.is_full = True

    def resume_writing(self) -> None:
        self._outward.is_full = False
        self._passage.came()

    def connection_lost(self, _error: Exception | None) -> None:
        self.transport = self._inward.source = self._outward.sink = None
        if not self._is_closed:
            self._passage.broke()
        self._passage.left()

    def close(self) -> None:
        """When what was written has gone out."""
        self._is_closed = True
        if self.transport:
            self.transport.close()

    def reset(self) -> None:
        self._is_closed = True
        if self.transport:
            opened: socket.socket = self.transport.get_extra_info("socket")
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
            self.transport.abort()
