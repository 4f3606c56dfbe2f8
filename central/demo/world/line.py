# SPDX-License-Identifier: Apache-2.0
"""The terminal's line to everything outside: open, slow, cut, silent, or with a portal that wants a login."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from enum import StrEnum
from types import TracebackType
from typing import Self

from central.demo.running.terminal import HOST, Wire
from central.demo.world.passage import Passage

SLOW_BYTES_S = 6 * 1024
"""In each direction, for all connections together."""
SLOW_WAY_S = 0.35
"""From one end to the other: 0.7 s there and back."""
TICK_S = 0.05
BACKLOG = 128
LIMIT_S = 5.0
PORTAL = """\
<!DOCTYPE html>
<html lang="zh-Hans"><meta charset="utf-8"><title>社区免费无线网络 · Community Wi-Fi</title>
<h1>请先登录无线网络</h1><p>请输入手机号，获取验证码。</p>
<h1 lang="en">Please sign in to the network</h1><p lang="en">Enter your phone number to get a code.</p>
<form><input type="tel" name="phone"><button>登录 · Sign in</button></form></html>
"""


class LineState(StrEnum):
    OPEN = "open"
    SLOW = "slow"
    """Some kilobytes a second, and most of a second until the first."""
    CUT = "cut"
    """Standing connections break, new ones are refused."""
    SILENT = "silent"
    """Connections stand, and nothing comes through."""
    PORTAL = "portal"
    """Whatever is asked over HTTP, a page answers that asks for a login."""


class Line:
    """Forwards TCP on the loopback: each connection of the terminal becomes one to whoever listens behind the wire.
    A thread of its own; all methods with an underscore run in it."""

    def __init__(self, wires: Sequence[Wire]) -> None:
        self._wires = wires
        self._state = LineState.CUT
        self._sockets: list[socket.socket] = []
        """They hold the ports, also while nobody listens there."""
        self._listens = False
        self._accepting: set[asyncio.Task[object]] = set()
        self._passages: set[Passage] = set()
        self._turning = asyncio.Lock()
        self._all_gone = asyncio.Event()
        self._all_gone.set()
        self._rations: asyncio.Task[None] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def __enter__(self) -> Self:
        """Raises OSError when a port is taken, with nothing left open."""
        with ExitStack() as closing:
            closing.callback(self._loop.close)
            for wire in self._wires:
                held = closing.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
                held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                held.bind((HOST, wire.from_port))
                held.setblocking(False)
                self._sockets.append(held)
            closing.pop_all()
        self._thread.start()
        self.put(LineState.OPEN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(LIMIT_S)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            for held in self._sockets:
                held.close()

    @property
    def state(self) -> LineState:
        return self._state

    def put(self, state: LineState) -> None:
        """Holds for connections that stand, too, when it returns."""
        asyncio.run_coroutine_threadsafe(self._become(state), self._loop).result(LIMIT_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _end(self) -> None:
        await self._become(LineState.CUT)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others)
        await self._all_gone.wait()

    async def _become(self, state: LineState) -> None:
        async with self._turning:
            await self._turn(state)

    async def _turn(self, state: LineState) -> None:
        before, self._state = self._state, state
        if self._rations:
            self._rations.cancel()
            self._rations = None
        if state is LineState.CUT:
            self._stop_listening()
        if LineState.PORTAL in {before, state} or state is LineState.CUT:
            for passage in tuple(self._passages):
                passage.reset()
        if state is not LineState.CUT:
            self._listen()
        for passage in tuple(self._passages):
            self._happened(passage)
        if state is LineState.SLOW:
            self._rations = self._loop.create_task(self._ration())
        if state is LineState.CUT:
            await self._all_gone.wait()
        await asyncio.sleep(0)  # what was reset is closed in the next round

    def _listen(self) -> None:
        if not self._listens:
            for wire, held in zip(self._wires, self._sockets, strict=True):
                held.listen(BACKLOG)
                self._loop.add_reader(held, self._accept, wire, held)
        self._listens = True

    def _stop_listening(self) -> None:
        if self._listens:
            for held in self._sockets:
                self._loop.remove_reader(held)
                held.shutdown(socket.SHUT_RD)  # on Linux it stays bound, and may listen again
        self._listens = False

    def _accept(self, wire: Wire, held: socket.socket) -> None:
        try:
            accepted, _ = held.accept()
        except OSError:  # gone again
            return
        accepted.setblocking(False)
        passage = Passage(wire.to_port, self._happened, self._forget)
        self._passages.add(passage)
        self._all_gone.clear()
        task = self._loop.create_task(self._loop.connect_accepted_socket(lambda: passage.near, accepted))
        self._accepting.add(task)
        task.add_done_callback(self._accepting.discard)

    def _forget(self, passage: Passage) -> None:
        self._passages.discard(passage)
        if not self._passages:
            self._all_gone.set()

    def _happened(self, passage: Passage) -> None:
        match self._state:
            case LineState.OPEN:
                passage.reach_out()
                passage.flow()
            case LineState.SLOW:
                passage.reach_out(SLOW_WAY_S)
            case LineState.SILENT if passage.near_has_gone:
                passage.reset()
            case LineState.PORTAL:
                passage.answer(_portal)
            case LineState.CUT:
                passage.reset()

    async def _ration(self) -> None:
        """What has come this far long enough ago goes on, all connections sharing alike."""
        while True:
            began = self._loop.time()
            await asyncio.sleep(TICK_S)
            now = self._loop.time()
            allowed = SLOW_BYTES_S * (now - began)
            going_up = [passage for passage in self._passages if passage.up.is_due(now - SLOW_WAY_S)]
            going_down = [passage for passage in self._passages if passage.down.is_due(now - SLOW_WAY_S)]
            for passage in tuple(self._passages):
                passage.flow(
                    max(1, int(allowed / len(going_up))) if passage in going_up else 0,
                    max(1, int(allowed / len(going_down))) if passage in going_down else 0,
                )


def _portal(with_body: bool) -> bytes:
    body = PORTAL.encode()
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + (body if with_body else b"")
