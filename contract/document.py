# SPDX-License-Identifier: Apache-2.0
"""Documents as JSON: the one place where outside bytes become typed values, and back."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from contract.errors import InvalidDocument
from contract.personal import Masked

T = TypeVar("T")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every document. Readers pass over fields they do not know, so that a newer side can add some."""


class Request(Document, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document that asks for something: a field we do not know could change the meaning, so it is refused."""


def _decode_hook(target: type, value: Any) -> Any:
    """Personal values travel as plain strings."""
    if isinstance(value, str) and issubclass(target, Masked):
        return target(value)
    raise TypeError(f"expected {target.__name__}")


def _encode_hook(value: Any) -> Any:
    if isinstance(value, Masked):
        return value.reveal()
    raise TypeError(f"{type(value).__name__} cannot cross a boundary")


def decode(data: bytes | str, kind: type[T]) -> T:
    """Raises InvalidDocument; its message names the place but never repeats the value, which may be personal."""
    try:
        return msgspec.json.decode(data, type=kind, dec_hook=_decode_hook)
    except msgspec.DecodeError as error:
        raise InvalidDocument(_without_values(str(error))) from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise InvalidDocument(type(error).__name__) from None


def decoder(kind: type[T]) -> Callable[[bytes | str], T]:
    return lambda data: decode(data, kind)


def convert(data: Any, kind: type[T]) -> T:
    """The same for a value that is parsed already (TOML)."""
    try:
        return msgspec.convert(data, type=kind, dec_hook=_decode_hook)
    except msgspec.ValidationError as error:
        raise InvalidDocument(_without_values(str(error))) from None


def encode(document: object) -> bytes:
    return msgspec.json.encode(document, enc_hook=_encode_hook)


def canonical(document: object) -> bytes:
    """Equal documents give equal bytes: what digests are taken of."""
    return msgspec.json.encode(document, enc_hook=_encode_hook, order="deterministic")


def _without_values(message: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "(value)", message) if "Invalid enum value" in message else message
