# SPDX-License-Identifier: Apache-2.0
"""Reads the screen as assistive technology does: controls with role, name and place, over AT-SPI 2."""

import asyncio
import re
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from central.demo.errors import StepFailed

ACCESSIBLE = "org.a11y.atspi.Accessible"
COMPONENT = "org.a11y.atspi.Component"
PROPERTIES = "org.freedesktop.DBus.Properties"
REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
SCREEN_COORDINATES = 0
CHECKED, ENABLED, SHOWING = 1 << 4, 1 << 8, 1 << 25
CALL_LIMIT_S = 3.0
LOOK_S = 0.1
DEEPEST = 40

Node = tuple[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Control:
    role: str
    name: str
    x: int
    y: int
    width: int
    height: int
    is_checked: bool
    is_enabled: bool

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class Look:
    """Everything that is showing at one moment."""

    controls: tuple[Control, ...]

    def all(self, name: str, role: str | None = None) -> Iterator[Control]:
        """`name` is a regular expression that is found in the control's name."""
        return (c for c in self.controls if re.search(name, c.name) and role in {None, c.role})

    def find(self, name: str, role: str | None = None) -> Control | None:
        return next(self.all(name, role), None)

    def words(self) -> str:
        return "\n".join(control.name for control in self.controls if control.name)


class ScreenReader:
    """Its event loop has a thread of its own: a browser's, in the same tour, wants the main one."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="screen-reader", daemon=True)
        self._bus: MessageBus | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._bus = self._do(asyncio.wait_for(self._connect(), CALL_LIMIT_S))
        return self

    def __exit__(self, *_: object) -> None:
        """A look of another thread that is under way ends as cancelled."""
        self._do(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _leave(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if self._bus is not None:
            self._bus.disconnect()

    async def _connect(self) -> MessageBus:
        return await MessageBus(bus_address=self._address).connect()

    def look(self) -> Look:
        return Look(tuple(self._do(self._read_all())))

    def wait_for(self, name: str, limit_s: float, role: str | None = None) -> Control:
        """The first control that shows under this name. Raises StepFailed with what shows instead."""
        return self.wait_until(lambda look: look.find(name, role), limit_s, f"{role or 'anything'} named {name!r}")

    def wait_for_rest(self, name: str, limit_s: float, role: str | None = None) -> Control:
        """The same, when it has stopped moving: pages slide in."""
        last: list[Control | None] = [None]

        def at_rest(look: Look) -> Control | None:
            now, before = look.find(name, role), last[0]
            last[0] = now
            return now if now is not None and now == before else None

        return self.wait_until(at_rest, limit_s, f"{role or 'anything'} named {name!r} at rest")

    def wait_until(self, look_for: Callable[[Look], T | None], limit_s: float, what: str) -> T:
        """The first truthy finding. Raises StepFailed with what shows instead."""
        end = time.monotonic() + limit_s
        while True:
            look = self.look()
            found = look_for(look)
            if found:
                return found
            if time.monotonic() > end:
                shows = " | ".join(look.words().split("\n"))[:600]
                raise StepFailed(f"no {what} within {limit_s:g} s; what shows: {shows or 'nothing'}")
            time.sleep(LOOK_S)

    async def _read_all(self) -> list[Control]:
        applications = await self._children(REGISTRY)
        trees = await asyncio.gather(*(self._read(application, 0) for application in applications))
        return [control for tree in trees for control in tree]

    async def _read(self, node: Node, depth: int) -> list[Control]:
        """Depth first, in the order in which a reader would speak. What vanishes meanwhile is not there."""
        try:
            state, control = await self._control(node)
            children = await self._children(node)
        except LookupError:
            return []
        if depth > DEEPEST or (depth > 0 and not state & SHOWING):
            return []
        trees = await asyncio.gather(*(self._read(child, depth + 1) for child in children))
        return [*([control] if depth > 0 else []), *(found for tree in trees for found in tree)]

    async def _control(self, node: Node) -> tuple[int, Control]:
        (name,), (role,), (state,) = await asyncio.gather(
            self._call(node, PROPERTIES, "Get", "ss", ACCESSIBLE, "Name"),
            self._call(node, ACCESSIBLE, "GetRoleName"),
            self._call(node, ACCESSIBLE, "GetState"),
        )
        try:
            ((x, y, width, height),) = await self._call(node, COMPONENT, "GetExtents", "u", SCREEN_COORDINATES)
        except LookupError:  # the application itself has no place
            x = y = width = height = 0
        bits = state[0]
        return bits, Control(role, name.value, x, y, width, height, bool(bits & CHECKED), bool(bits & ENABLED))

    async def _children(self, node: Node) -> list[Node]:
        (children,) = await self._call(node, ACCESSIBLE, "GetChildren")
        return [(name, path) for name, path in children]

    async def _call(self, node: Node, interface: str, member: str, signature: str = "", *body: Any) -> list[Any]:
        """Raises LookupError when there is no such node any more."""
        assert self._bus is not None
        message = Message(*node, interface, member, signature=signature, body=list(body))
        try:
            answer = await asyncio.wait_for(self._bus.call(message), CALL_LIMIT_S)
        except TimeoutError:
            raise LookupError(node) from None
        if answer is None or answer.message_type is MessageType.ERROR:
            raise LookupError(node)
        return list(answer.body)
