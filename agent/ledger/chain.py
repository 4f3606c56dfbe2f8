# SPDX-License-Identifier: Apache-2.0
"""The hash chain over the facts of money: whoever rewrites the ledger breaks it.

Each change of a payment or a receipt appends an entry, in the transaction that makes it true, whose hash covers the
entry before it. What is personal stands in an entry as HMAC-SHA-256 under a salt that lies beside the plain value in
the payer's row: with that row both go, the digest then tells nothing, and the chain still holds. Only the newest
hash, which the platform is told each day, shows that the whole was replaced.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contract.document import canonical, decode, encode
from contract.errors import InvalidDocument

ORIGIN = "0" * 64
"""What the first entry calls the one before it."""
NO_PERSON = "{}"

FORMAT = "linli-ledger-1"
"""Of an exported file."""


class Kind(StrEnum):
    PAYMENT = "payment"
    RECEIPT = "receipt"


@dataclass(frozen=True)
class Entry:
    sequence: int
    at: str
    kind: str
    subject: str
    content: str
    personal: str
    previous: str
    hash: str


@dataclass(frozen=True)
class Fault:
    """`code`: gap, brokenLink, changedEntry, cutShort, changedRow, missingRow, strangeRow, changedPayer or
    strangeHead."""

    code: str
    sequence: int | None
    subject: str


def link(previous: str, sequence: int, at: str, kind: str, subject: str, content: str, personal: str) -> str:
    """SHA-256, in hex, over all of it; no field can run into the next."""
    return hashlib.sha256(canonical((previous, sequence, at, kind, subject, content, personal))).hexdigest()


def personal_digests(salt: bytes, values: Mapping[str, str]) -> str:
    digests = {name: hmac.digest(salt, value.encode(), "sha256").hex() for name, value in values.items()}
    return canonical(digests).decode()


def broken_links(entries: Iterable[Entry]) -> list[Fault]:
    """The first place where the entries are no chain; nothing behind it can be trusted, so it is the only one told."""
    previous, expected = ORIGIN, 1
    for entry in entries:
        if entry.sequence != expected:
            return [Fault("gap", expected, entry.subject)]
        if entry.previous != previous:
            return [Fault("brokenLink", entry.sequence, entry.subject)]
        said = link(
            previous, entry.sequence, entry.at, entry.kind, entry.subject, entry.content, entry.personal
        )  # fmt: skip
        if said != entry.hash:
            return [Fault("changedEntry", entry.sequence, entry.subject)]
        previous, expected = entry.hash, expected + 1
    return []


def strange_rows(entries: Iterable[Entry], rows: Mapping[tuple[str, str], str]) -> list[Fault]:
    """Rows that are not as their newest entry says; `rows` are the contents as they are, by kind and subject."""
    newest = {(entry.kind, entry.subject): entry for entry in entries}
    faults = [
        Fault("missingRow" if key not in rows else "changedRow", entry.sequence, entry.subject)
        for key, entry in newest.items()
        if rows.get(key) != entry.content
    ]
    return faults + [Fault("strangeRow", None, subject) for kind, subject in rows if (kind, subject) not in newest]


def strange_payers(entries: Iterable[Entry], payers: Mapping[str, str]) -> list[Fault]:
    """`payers`: the digests of those that are still kept, by payment. Of those deleted nothing can be said."""
    return [
        Fault("changedPayer", entry.sequence, entry.subject)
        for entry in entries
        if entry.kind == Kind.PAYMENT
        and entry.personal != NO_PERSON
        and entry.subject in payers
        and payers[entry.subject] != entry.personal
    ]


def strange_head(entries: Iterable[Entry], head: str) -> list[Fault]:
    """A head that was told once stays in the chain for ever."""
    return [] if any(entry.hash == head for entry in entries) else [Fault("strangeHead", None, head)]


def lines(chain: Iterable[Entry], terminal_no: str) -> Iterator[bytes]:
    """JSON lines: what it is, each entry, and the newest hash last. Nothing in it is personal, in no form."""
    yield encode({"format": FORMAT, "terminal_no": terminal_no})
    newest = ORIGIN
    count = 0
    for entry in chain:
        yield encode(entry)
        newest, count = entry.hash, count + 1
    yield encode({"entries": count, "head": newest})


def read_lines(text: Iterable[bytes]) -> tuple[list[Entry], list[Fault]]:
    """Raises InvalidDocument when it is no export of a ledger. A last line that does not fit is a fault."""
    rows = [line for line in (raw.strip() for raw in text) if line]
    if len(rows) < 2 or decode(rows[0], dict[str, str]).get("format") != FORMAT:
        raise InvalidDocument("it is no export of a ledger")
    chain = [decode(row, Entry) for row in rows[1:-1]]
    last = decode(rows[-1], dict[str, str | int])
    newest = chain[-1].hash if chain else ORIGIN
    whole = last == {"entries": len(chain), "head": newest}
    return chain, [] if whole else [Fault("cutShort", len(chain), "")]
