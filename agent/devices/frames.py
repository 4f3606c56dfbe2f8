# SPDX-License-Identifier: Apache-2.0
"""What the agent and a driver's process say to each other: framed MessagePack over a socket pair.

Values are plain ones and dataclasses of them, rebuilt by the annotation on the driver's method; nothing else can be
made of what comes in, whatever the other side sends. They may be personal: no message prints its content.
"""

import dataclasses
import functools
import select
import socket
import struct
import threading
import time
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

_LENGTH = struct.Struct("!I")
LONGEST = 64 * 1024 * 1024
"""A scanned page."""
_NAME = "$"


class Ended(Exception):
    """The other side is gone."""


class Message(msgspec.Struct, frozen=True, array_like=True):
    def __repr__(self) -> str:
        return type(self).__name__


class Open(Message, frozen=True, tag=1):
    """The first message. `factory`: `module:function`, which makes the driver."""

    factory: str
    arguments: dict[str, Any]


class Call(Message, frozen=True, tag=2):
    """`callbacks`: arguments that are asked for with `Ask` when the driver calls them; they take none of their own."""

    method: str
    arguments: dict[str, Any]
    callbacks: tuple[str, ...]


class Answer(Message, frozen=True, tag=3):
    value: Any
    refused: bool


class Ready(Message, frozen=True, tag=4):
    pass


class Began(Message, frozen=True, tag=5):
    """The driver works: from here on bytes may go out."""


class Beat(Message, frozen=True, tag=6):
    pass


class Ask(Message, frozen=True, tag=7):
    callback: str


class Result(Message, frozen=True, tag=8):
    value: Any


class Failed(Message, frozen=True, tag=9):
    """A DeviceError; `kinds`: its class and those above it."""

    kinds: tuple[str, ...]
    code: str
    message: str
    partial: bool


class Broken(Message, frozen=True, tag=10):
    """Any other exception: its type alone, for its text may be personal. The process has logged where it was."""

    kind: str


_ANY = Open | Call | Answer | Ready | Began | Beat | Ask | Result | Failed | Broken


class Channel:
    """Several threads may send; one receives."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._buffer = bytearray()
        self._sending = threading.Lock()
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(_ANY)

    def send(self, message: Message) -> None:
        """Raises Ended; also when the other side takes nothing for as long as the socket's own limit."""
        body = self._encoder.encode(message)
        try:
            with self._sending:
                self._socket.sendall(_LENGTH.pack(len(body)) + body)
        except OSError as error:
            raise Ended from error

    def receive(self, timeout_s: float | None = None) -> Message | None:
        """None when nothing whole came in time. Raises Ended."""
        end = None if timeout_s is None else time.monotonic() + timeout_s
        while (message := self._whole()) is None:
            left = None if end is None else max(0.0, end - time.monotonic())
            if not select.select([self._socket], [], [], left)[0]:
                return None
            try:
                data = self._socket.recv(65_536)
            except OSError as error:
                raise Ended from error
            if not data:
                raise Ended
            self._buffer += data
        return message

    def close(self) -> None:
        self._socket.close()

    def _whole(self) -> Message | None:
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        if length > LONGEST:
            raise Ended
        if len(self._buffer) < _LENGTH.size + length:
            return None
        body = bytes(self._buffer[_LENGTH.size : _LENGTH.size + length])
        del self._buffer[: _LENGTH.size + length]
        try:
            return self._decoder.decode(body)
        except msgspec.DecodeError as error:
            raise Ended from error


def pack(value: object) -> Any:
    """Raises TypeError for what cannot be sent."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        packed = {field.name: pack(getattr(value, field.name)) for field in dataclasses.fields(value) if field.init}
        return {_NAME: type(value).__name__, **packed}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    if isinstance(value, dict):
        return {key: pack(item) for key, item in value.items()}
    return msgspec.to_builtins(value, builtin_types=(bytes,))


def unpack(sent: Any, kind: Any) -> Any:
    """Raises TypeError or ValueError when it is no value of that kind; ValidationError is a ValueError."""
    if kind is None or kind is Any or isinstance(kind, types.NoneType):
        return sent
    origin = get_origin(kind)
    if origin in {types.UnionType, Union}:
        return _unpack_one_of(sent, get_args(kind))
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _unpack_dataclass(sent, kind)
    if isinstance(origin, type) and isinstance(sent, list) and issubclass(origin, Sequence):
        inner = get_args(kind)
        if issubclass(origin, tuple) and inner[-1] is not ...:
            return tuple(unpack(item, each) for item, each in zip(sent, inner, strict=True))
        items = (unpack(item, inner[0]) for item in sent)
        return list(items) if origin is list else tuple(items)
    if isinstance(origin, type) and isinstance(sent, dict) and issubclass(origin, Mapping):
        return {key: unpack(item, get_args(kind)[1]) for key, item in sent.items()}
    return msgspec.convert(sent, kind)


def _unpack_one_of(sent: Any, kinds: tuple[Any, ...]) -> Any:
    if isinstance(sent, dict) and _NAME in sent:
        for kind in kinds:
            if isinstance(kind, type) and kind.__name__ == sent[_NAME]:
                return _unpack_dataclass(sent, kind)
        raise TypeError("a value of none of the kinds that are expected")
    if sent is None and types.NoneType in kinds:
        return None
    plain = [kind for kind in kinds if not (isinstance(kind, type) and dataclasses.is_dataclass(kind))]
    if len(plain) == 1 or (len(plain) == 2 and types.NoneType in plain):
        return unpack(sent, next(kind for kind in plain if kind is not types.NoneType))
    return msgspec.convert(sent, Union[tuple(plain)])  # noqa: UP007 # made at run time


def _unpack_dataclass(sent: Any, kind: type) -> Any:
    if not isinstance(sent, dict) or sent.get(_NAME) != kind.__name__:
        raise TypeError(f"no {kind.__name__}")
    hints = hints_of(kind)
    return kind(**{name: unpack(value, hints[name]) for name, value in sent.items() if name != _NAME})


@functools.cache
def hints_of(what: Any) -> Mapping[str, Any]:
    return typing.cast(Mapping[str, Any], get_type_hints(what))
