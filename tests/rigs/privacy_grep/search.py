# SPDX-License-Identifier: Apache-2.0
"""Finds planted people in files: byte by byte, in archives, and in databases row by row as well as byte by byte.

Words (names, addresses) are looked for in every encoding that a program here might write them in; numbers by the digits
that a mask hides, whatever stands between them, and by their unsalted digests; photos by their pieces.
"""

import base64
import gzip
import hashlib
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from agent.ledger import SCHEMA

PIECE = 24
"""Bytes of a photo that do not come together by chance."""
NOT_ALPHANUMERIC = bytes(byte for byte in range(256) if not chr(byte).isascii() or not chr(byte).isalnum())
DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


@dataclass(frozen=True)
class Planted:
    """One person, or what belongs to one. `label` names it in the report instead of what it holds."""

    label: str
    words: tuple[str, ...] = field(default=(), repr=False)
    numbers: tuple[str, ...] = field(default=(), repr=False)
    blobs: tuple[bytes, ...] = field(default=(), repr=False)

    @cached_property
    def needles(self) -> dict[str, tuple[bytes, ...]]:
        """By how they are written."""
        found = {f"word {at}, {way}": forms for at, word in enumerate(self.words) for way, forms in _word(word)}
        for at, number in enumerate(self.numbers):
            found[f"number {at}, digest"] = tuple(_digests(number))
        for at, blob in enumerate(self.blobs):
            pieces = [blob[start : start + PIECE] for start in range(0, len(blob) - PIECE, 16 * PIECE)]
            found[f"picture {at}"] = tuple(pieces)
            found[f"picture {at}, hex"] = tuple(form for piece in pieces for form in _hex(piece))
            found[f"picture {at}, base64"] = tuple(form for piece in pieces for form in _base64(piece))
        return found

    @cached_property
    def digits(self) -> dict[str, bytes]:
        """What a mask of the first three and last four leaves out, in a text without separators."""
        return {f"number {at}": hidden(number).encode() for at, number in enumerate(self.numbers)}


@dataclass(frozen=True)
class Hit:
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def hidden(number: str) -> str:
    return number[3:-4]


def declared_columns() -> frozenset[str]:
    """`table.column` of the ledger that may hold personal data: as its schema says at its head."""
    head = SCHEMA.read_text(encoding="utf-8").partition("CREATE")[0]
    listed = re.search(r"declared for personal data[^:]*:([^\n]*)", head)
    if listed is None:
        raise RuntimeError("the ledger's schema declares no columns for personal data")
    return frozenset(re.findall(r"\w+\.\w+", listed[1]))


def search(paths: Iterable[Path], people: Iterable[Planted], *, beside: Iterable[str] = ()) -> list[Hit]:
    """`beside`: names of files, as patterns, that are not the terminal's."""
    people, beside = tuple(people), tuple(beside)
    hits: list[Hit] = []
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and not file.is_symlink() and not any(map(file.match, beside)):
                hits += in_file(file, people, file.name if file == path else str(file.relative_to(path)))
    return hits


def in_file(file: Path, people: tuple[Planted, ...], place: str) -> Iterator[Hit]:
    data = file.read_bytes()
    if not data.startswith(b"SQLite format 3\0"):
        yield from in_bytes(data, people, place)
        return
    allowed = set()
    for column, hit in _in_rows(file, people, place):
        if column in declared_columns() and file.name == "ledger.db":
            allowed.add(hit.what)
        else:
            yield hit
    # What SQL does not show any more: free pages, the rest of a page, and beside them the WAL.
    yield from (hit for hit in in_bytes(data, people, place) if hit.what not in allowed)


def in_bytes(data: bytes, people: tuple[Planted, ...], place: str) -> Iterator[Hit]:
    bare = data.translate(None, NOT_ALPHANUMERIC)
    for person in people:
        for way, forms in person.needles.items():
            if any(form in data for form in forms):
                yield Hit(place, f"{person.label}, {way}")
        for way, digits in person.digits.items():
            if digits in bare:
                yield Hit(place, f"{person.label}, {way}")
    for name, inside in _opened(data):
        yield from in_bytes(inside, people, f"{place} > {name}")


def _in_rows(file: Path, people: tuple[Planted, ...], place: str) -> Iterator[tuple[str, Hit]]:
    """On a copy: opening a database with a WAL changes it."""
    with sqlite3.connect(":memory:") as copy:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as source:
            source.backup(copy)
        source.close()
        copy.text_factory = bytes
        for (table,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = copy.execute(f'SELECT * FROM "{table.decode()}"')  # noqa: S608 -- its own tables
            columns = [f"{table.decode()}.{column[0]}" for column in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    content = value if isinstance(value, bytes) else str(value).encode()
                    for hit in in_bytes(content, people, f"{place} {column}"):
                        yield column, hit
    copy.close()


def _opened(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)
    elif data.startswith(b"\x1f\x8b"):
        yield "gzip", gzip.decompress(data)


def _word(word: str) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        encoded = word.encode(encoding)
        yield encoding, (encoded,)
        yield f"{encoding}, base64", tuple(_base64(encoded))
        if word.isascii():
            continue
        yield f"{encoding}, hex", tuple(_hex(encoded))
        yield f"{encoding}, percent", (quote(encoded).encode(), quote(encoded).lower().encode())
        yield f"{encoding}, escaped", (repr(encoded)[2:-1].encode(),)
    escaped = word.encode("unicode-escape")
    if not word.isascii():
        yield "escaped", (escaped, escaped.upper().replace(b"\\U", b"\\u"))


def _digests(number: str) -> Iterator[bytes]:
    for text in (number, number.lower(), number + "\n"):
        for name in DIGESTS:
            digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
            yield digest
            yield from _hex(digest)
            yield base64.b64encode(digest).rstrip(b"=")
            yield base64.urlsafe_b64encode(digest).rstrip(b"=")


def _hex(data: bytes) -> tuple[bytes, ...]:
    spaced = data.hex(" ").encode()
    return data.hex().encode(), data.hex().upper().encode(), spaced, spaced.upper()


def _base64(data: bytes) -> Iterator[bytes]:
    """In each of the three ways it can lie; what its neighbours have a part in is left out."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + data)
        yield text[(0, 2, 3)[before] : len(text) - (0, 4, 4)[(before + len(data)) % 3]]
