# SPDX-License-Identifier: Apache-2.0
"""privacy-grep: people are planted, a terminal works for them at its most talkative, and nothing of them may be left.

Agent and technician's site run as processes with every logger at DEBUG. Residents pay, give up, look up cases, print,
hold codes before the scanner; guests show permits and permanent residence cards; devices and platform fail with data
under way; callers put names and numbers where none belong; the agent is killed in the midst of a visit. Then all that
the terminal has written is searched: logs, databases with WAL and free pages, temporary files, the support bundle. What
the ledger's schema declares for personal data is let off, by column.

Positive control: each planted thing, written in each way and into each container that is claimed to be searched, is
found, and nothing is found where nothing is. Negative control: a serial port that logs the frames it hears.

`python -m tests.rigs.privacy_grep PATH …` searches folders for the people of the tests and of the demo county.
"""

import contextlib
import gzip
import io
import random
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.rigs.privacy_grep import day
from tests.rigs.privacy_grep.people import book, guests, residents
from tests.rigs.privacy_grep.search import Hit, Planted, hidden, search
from tests.rigs.privacy_grep.terminal import terminal
from tests.rigs.report import Result

RESIDENTS_AT_FULL_SCALE = 24
BUNDLE = "bundle.zip"


def run(scale: float, seed: int) -> Result:
    with ThreadPoolExecutor(2) as pool:
        watched = pool.submit(_day, max(1, int(RESIDENTS_AT_FULL_SCALE * scale)), seed)
        leaking = pool.submit(_leaky_visit, seed)
        missed = _missed(seed, every=1 if scale >= 0.1 else 9)
        people, files, kilobytes, hits = watched.result()
        leaked = leaking.result()
    found = {str(hit) for hit in hits}
    return Result(
        product_held=not found and files > 0,
        figure=f"{people} people, {files} files, {kilobytes} kB searched: {len(found)} found",
        positive_held=not missed,
        negative_broke=any(hit.place.endswith("agent.log") for hit in leaked),
        details=(*sorted(found)[:8], *(f"not found where it was planted: {one}" for one in missed[:5])),
        counts={"people": people, "files": files, "kilobytes": kilobytes, "hits": len(found)},
    )


def _day(count: int, seed: int) -> tuple[int, int, int, list[Hit]]:
    choice = random.Random(seed)
    here_live, strangers = residents(choice, count + 1), guests(choice)
    folder = Path(tempfile.mkdtemp(prefix="privacy-"))
    try:
        with terminal(folder, book(here_live), "agent") as here:
            here.start("agent")
            here.start("web")
            here.ready()
            (here.place / BUNDLE).write_bytes(day.of(here, here_live, strangers, choice))
            here.kill("agent")  # with its WAL as it is
            here.kill("web")
        people = [one.planted for one in (*here_live, *strangers)]
        files = [file for file in (folder / "place").rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in files) // 1024
        return len(people), len(files), size, search([folder / "place"], people)
    finally:
        shutil.rmtree(folder)


def _leaky_visit(seed: int) -> list[Hit]:
    (one,) = residents(random.Random(seed), 1)
    folder = Path(tempfile.mkdtemp(prefix="privacy-leaky-"))
    try:
        with terminal(folder, book([one]), "leaky") as here:
            here.start("agent")
            here.ready()
            day.identified(here, one)
        return search([folder / "place"], [one.planted])
    finally:
        shutil.rmtree(folder)


# ---- what the searcher claims to find


def _missed(seed: int, *, every: int) -> list[str]:
    """`every`: how many of the ways are tried in a container other than a plain file; 1 is all."""
    (one,) = residents(random.Random(seed), 1)
    person = one.planted
    with tempfile.TemporaryDirectory(prefix="privacy-search-") as name:
        folder = Path(name)
        missed = []
        for container, put in CONTAINERS.items():
            put(folder / container, b"a line about nobody, 110***********002X\n")
            if search([folder / container], [person]):
                missed.append(f"nothing, in {container}")
        for number, (way, data) in enumerate(_ways(person)):
            for container, put in CONTAINERS.items():
                if container != "file" and number % every:
                    continue
                file = folder / f"{number}-{container}"
                put(file, b"before " + data + b" behind\n")
                if not any(way in hit.what for hit in search([file], [person])):
                    missed.append(f"{way}, in {container}")
    return missed


def _ways(person: Planted) -> list[tuple[str, bytes]]:
    ways = [(f"{way}", form) for way, forms in person.needles.items() for form in forms[:1]]
    for at, number in enumerate(person.numbers):
        plain = [
            number,
            hidden(number),
            f"{number[:6]} {number[6:14]} {number[14:]}",
            "-".join(number),
            f"第{number}号",
        ]
        spread = "\u3000".join((number[:6], number[6:14], number[14:]))
        ways += [(f"number {at}", text.encode()) for text in (*plain, spread)]
        ways += [(f"number {at}", text.encode("utf-16-le")) for text in plain]
    return ways


def _file(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _archive(path: Path, data: bytes) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("logs/agent.log", data)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", inner.getvalue())


def _gzip(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(data))


def _rows(path: Path, data: bytes, *, deleted: bool = False) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE note (body BLOB)")
        database.execute("INSERT INTO note VALUES (?)", (data,))
        if deleted:
            database.execute("DELETE FROM note")


def _free_page(path: Path, data: bytes) -> None:
    _rows(path, data, deleted=True)


def _wal(path: Path, data: bytes) -> None:
    """Left behind by a process that was killed."""
    source = path.with_name(f"{path.name}.source")
    with contextlib.closing(sqlite3.connect(source, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE note (body BLOB)")
        database.execute("INSERT INTO note VALUES (?)", (data,))
        path.write_bytes(source.with_name(f"{source.name}-wal").read_bytes())


CONTAINERS: dict[str, Callable[[Path, bytes], None]] = {
    "file": _file,
    "zip": _archive,
    "gzip": _gzip,
    "rows.db": _rows,
    "free.db": _free_page,
    "ledger.db-wal": _wal,
}
