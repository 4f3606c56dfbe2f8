# SPDX-License-Identifier: Apache-2.0
"""Whether a timestamp.json is one of this county's signed folder (TUF). Only for a test of the way there: what is
shown on screens is verified by sync."""

from collections.abc import Callable

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Timestamp
from tuf.api.serialization import DeserializationError

MAX_NEWER_ROOTS = 16


class NotSignedContent(Exception):
    """No timestamp of a signed folder at all."""


class Untrusted(Exception):
    """One of a signed folder, but not signed by whom the root names."""


def check_timestamp(content: bytes, root: bytes, newer_root: Callable[[int], bytes | None]) -> None:
    """`newer_root` fetches the root of a version, since keys may have been exchanged after this machine was enrolled.
    Raises NotSignedContent, Untrusted."""
    timestamp = parse_timestamp(content)
    trusted = _root(root)
    for _ in range(MAX_NEWER_ROOTS):
        try:
            trusted.signed.verify_delegate(Timestamp.type, timestamp.signed_bytes, timestamp.signatures)
        except (RepositoryError, ValueError):
            trusted = _next(trusted, newer_root(trusted.signed.version + 1))
        else:
            return
    raise Untrusted("too many changes of the root")


def parse_timestamp(content: bytes) -> Metadata[Timestamp]:
    """Raises NotSignedContent."""
    try:
        timestamp = Metadata[Timestamp].from_bytes(content)
    except (DeserializationError, RecursionError):
        raise NotSignedContent("no signed document") from None
    if timestamp.signed.type != Timestamp.type:
        raise NotSignedContent("a signed document of another kind")
    return timestamp


def _next(trusted: Metadata[Root], content: bytes | None) -> Metadata[Root]:
    if content is None:
        raise Untrusted("not signed by whom this machine's root names")
    newer = _root(content)
    try:
        for signer in (trusted, newer):
            signer.signed.verify_delegate(Root.type, newer.signed_bytes, newer.signatures)
    except (RepositoryError, ValueError):
        raise Untrusted("a newer root is not signed by the older") from None
    if newer.signed.version != trusted.signed.version + 1:
        raise Untrusted("a root of the wrong version")
    return newer


def _root(content: bytes) -> Metadata[Root]:
    try:
        root = Metadata[Root].from_bytes(content)
    except (DeserializationError, RecursionError):
        raise Untrusted("the root cannot be read") from None
    if root.signed.type != Root.type:
        raise Untrusted("the root is no root")
    return root
