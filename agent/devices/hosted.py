# SPDX-License-Identifier: Apache-2.0
"""A driver in a process of its own, called by the worker's thread as if it were here.

A driver that calls a native library can hang where no thread can be ended. Its process is killed instead, and started
again by the next call. What was under way then ends as `unknown` if bytes may have gone out, and as `failed` if they
surely have not; the device tells the fault `stalled` (killed) or `crashed` (died by itself) until it answers again.
"""

import contextlib
import inspect
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.devices.frames import (
    Answer,
    Ask,
    Beat,
    Began,
    Broken,
    Call,
    Channel,
    Ended,
    Failed,
    Message,
    Open,
    Ready,
    Result,
    hints_of,
    pack,
    unpack,
)
from device_drivers import errors
from device_drivers.errors import DeviceError, DeviceNotReady, OutcomeUnknown
from device_drivers.status import DeviceState, DeviceStatus

log = logging.getLogger("agent.devices")

START_S = 10.0
CALL_S = 10.0
"""Limit of a call that names none itself, as `deadline_s` or `timeout_s`."""
GRACE_S = 5.0
"""A call that outlives its limit by this much is ended by force, however lively its driver is."""
PATIENCE_S = 4.0
"""Without a sign of life for this long the driver hangs: known, and told, within five seconds."""
REAP_S = 1.0
SEND_S = 5.0
STALLED, CRASHED = "stalled", "crashed"
_BEFORE_FIRST_BYTE = "before_first_byte"


@dataclass(frozen=True)
class Recipe:
    """How the process makes its driver: `module:function` and its arguments."""

    factory: str
    arguments: Mapping[str, object] = field(default_factory=dict)


class Broke(Exception):
    """The driver raised what no driver should; its process has logged where."""


@dataclass
class _Child:
    process: subprocess.Popen[bytes]
    channel: Channel


class Hosted:
    """Stands for a `driver`: any of its public methods, with arguments and results that `frames` can carry, and
    callbacks without arguments. Made by any thread, owned by one: the process dies with the thread that started it.

    `told` hears of a fault as soon as it is known, before the call ends.
    """

    def __init__(self, driver: type, recipe: Recipe, *, patience_s: float = PATIENCE_S) -> None:
        """`patience_s`: longer than the longest native call of this driver."""
        self._driver = driver
        self._recipe = recipe
        self._patience_s = patience_s
        self._child: _Child | None = None
        self._left: subprocess.Popen[bytes] | None = None
        self.told: Callable[[DeviceStatus], None] = lambda _status: None

    def status(self) -> DeviceStatus:
        try:
            seen: DeviceStatus = self._call("status", (), {})
        except DeviceError as error:
            return DeviceStatus(DeviceState.HARDWARE_ERROR, (error.code,), error.message)
        return seen

    def close(self) -> None:
        """The port is free when this returns."""
        child, self._child = self._child, None
        if child is not None:
            child.channel.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(REAP_S)
            self._reap(child.process)

    @property
    def pid(self) -> int | None:
        return self._child.process.pid if self._child else None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or not callable(getattr(self._driver, name, None)):
            raise AttributeError(f"{self._driver.__name__} has no method {name}")
        return lambda *arguments, **named: self._call(name, arguments, named)

    def _call(self, method: str, arguments: tuple[object, ...], named: dict[str, object]) -> Any:
        function = getattr(self._driver, method)
        given = inspect.signature(function).bind(None, *arguments, **named).arguments
        values = {name: value for name, value in list(given.items())[1:] if value is not None}
        callbacks = {name: value for name, value in values.items() if callable(value)}
        sent = {name: pack(value) for name, value in values.items() if name not in callbacks}
        limits = [values[name] for name in ("deadline_s", "timeout_s") if name in values]
        limit_s = float(str(limits[0])) if limits else CALL_S
        child = self._started()
        call = _UnderWay(callbacks)
        try:
            child.channel.send(Call(method, sent, tuple(callbacks)))
            result = self._followed(child.channel, call, limit_s)
        except Ended:
            raise self._lost(CRASHED, "its process has died", call.may_have_sent) from None
        except TimeoutError as error:
            raise self._lost(STALLED, str(error), call.may_have_sent) from None
        if call.raised is not None:
            raise call.raised
        return self._made_of(result, hints_of(function).get("return"), call)

    def _followed(self, channel: Channel, call: "_UnderWay", limit_s: float) -> Message:
        """Raises Ended, TimeoutError."""
        end = time.monotonic() + limit_s + GRACE_S
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"the driver was not done {GRACE_S:.0f} s after its limit")
            message = channel.receive(min(left, self._patience_s))
            match message:
                case None if left > self._patience_s:
                    raise TimeoutError(f"no sign of life from the driver for {self._patience_s:g} s")
                case Began():
                    call.begun = True
                case Ask(name) if name in call.callbacks:
                    channel.send(call.answer(name))
                case None | Beat():
                    pass
                case Result() | Failed() | Broken():
                    return message
                case _:
                    raise Ended

    def _made_of(self, message: Message, kind: Any, call: "_UnderWay") -> Any:
        match message:
            case Result(value):
                try:
                    return unpack(value, kind)
                except (TypeError, ValueError, KeyError):
                    raise self._lost(CRASHED, "its process answers what it should not", call.may_have_sent) from None
            case Failed(kinds, code, text, partial):
                raise _error_of(kinds)(text, code=code, partial=partial)
            case _:
                raise Broke(f"the driver failed in an unforeseen way: {getattr(message, 'kind', '')}")

    def _started(self) -> _Child:
        """Raises DeviceNotReady."""
        if self._child is not None:
            if self._child.process.poll() is None:
                return self._child
            log.warning("a driver's process ended with %s while idle", self._child.process.returncode)
            self._child.channel.close()
            self._child = None
        if self._left is not None:
            if self._left.poll() is None:
                raise DeviceNotReady("its killed process still holds the device", code=STALLED)
            self._left = None
        ours, theirs = socket.socketpair()
        ours.settimeout(SEND_S)
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "agent.devices.host", str(theirs.fileno()), str(os.getpid())],
                pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        self._child = child = _Child(process, Channel(ours))
        try:
            child.channel.send(Open(self._recipe.factory, {k: pack(v) for k, v in self._recipe.arguments.items()}))
            answer = self._made_ready(child.channel)
        except Ended:
            raise self._lost(CRASHED, "its process did not start", may_have_sent=False) from None
        except TimeoutError as error:
            raise self._lost(STALLED, str(error), may_have_sent=False) from None
        if not isinstance(answer, Ready):
            raise self._lost(CRASHED, "the driver cannot be made", may_have_sent=False)
        return child

    def _made_ready(self, channel: Channel) -> Message:
        """The first message that is no sign of life. Raises Ended, TimeoutError."""
        end = time.monotonic() + START_S
        patience_s = START_S  # until the interpreter runs, which no driver can hold up
        while (left := end - time.monotonic()) > 0:
            message = channel.receive(min(left, patience_s))
            if message is None and left > patience_s:
                raise TimeoutError(f"no sign of life from the driver for {patience_s:g} s while it was made")
            if not isinstance(message, None | Began | Beat):
                return message
            patience_s = self._patience_s
        raise TimeoutError("its process did not start in time")

    def _lost(self, code: str, why: str, may_have_sent: bool) -> DeviceError:
        """The process is gone when this returns, or will be as soon as the kernel lets it."""
        child, self._child = self._child, None
        if child is not None:
            child.channel.close()
            self._reap(child.process)
            log.warning("a driver's process (%d) %s: %s", child.process.pid, code, why)
        self.told(DeviceStatus(DeviceState.HARDWARE_ERROR, (code,), why))
        kind = OutcomeUnknown if may_have_sent else DeviceNotReady
        return kind(f"the driver {code}: {why}", code=code)

    def _reap(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        try:
            process.wait(REAP_S)
        except subprocess.TimeoutExpired:  # in a system call that cannot be interrupted
            self._left = process


@dataclass
class _UnderWay:
    """What is known of one call."""

    callbacks: Mapping[str, Callable[[], object]]
    begun: bool = False
    first_byte: bool = False
    raised: Exception | None = None

    @property
    def may_have_sent(self) -> bool:
        return self.first_byte if _BEFORE_FIRST_BYTE in self.callbacks else self.begun

    def answer(self, name: str) -> Answer:
        try:
            value = pack(self.callbacks[name]())
        except Exception as error:  # raised again at the end of the call
            self.raised = error
            return Answer(None, refused=True)
        self.first_byte |= name == _BEFORE_FIRST_BYTE
        return Answer(value, refused=False)


def _error_of(kinds: tuple[str, ...]) -> type[DeviceError]:
    for name in kinds:
        known = getattr(errors, name, None)
        if isinstance(known, type) and issubclass(known, DeviceError):
            return known
    return DeviceError
