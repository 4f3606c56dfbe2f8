# SPDX-License-Identifier: Apache-2.0
"""`linli ledger export` and `linli ledger verify`: the chain of the ledger as a file, and whether it holds."""

import argparse
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.ledger import chain, entries
from agent.ledger.chain import Entry, Fault
from contract import durable
from contract.errors import InvalidDocument, InvalidSettings
from contract.settings import SHIPPED, SITE, Settings, load

HOLDS, BROKEN, UNUSABLE = 0, 1, 2

MEANING = {
    "gap": "an entry is missing here",
    "brokenLink": "it does not follow the entry before it",
    "changedEntry": "its content is not what its hash was made of",
    "cutShort": "the file ends before its last line, or that line is of another file",
    "changedRow": "the row says something else than its newest entry",
    "missingRow": "the row that it tells of is gone",
    "strangeRow": "a row that no entry tells of",
    "changedPayer": "the payer is not the one of then",
    "strangeHead": "this head is of another chain: the ledger was replaced, or it is another terminal's",
}


def export(argv: list[str]) -> int:
    parser = _parser(
        "export",
        "Write the chain of the ledger into FILE: every change of every payment and receipt, and no payer. It is "
        "written whole or not at all, and may be made while the agent runs.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    options = parser.parse_args(argv)
    try:
        settings = _settings(options.config)
        with _snapshot(settings) as tx:
            chained = entries.entries(tx)
        text = b"".join(line + b"\n" for line in chain.lines(chained, settings.terminal.number))
        durable.write(options.file, text, 0o600)
    except (InvalidSettings, OSError, sqlite3.Error) as error:
        return _unusable(parser, error)
    print(f"{len(chained)} entries, head {_head(chained)}: {options.file}")
    return HOLDS


def verify(argv: list[str]) -> int:
    parser = _parser(
        "verify",
        "Say whether the chain holds, in a file that was exported or in this terminal's ledger. With --head also "
        "whether a head that the platform was told is part of it: without one, a ledger that was replaced as a whole "
        "passes. Exit status: 0 it holds, 1 it is broken, 2 it could not be read.",
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("file", type=Path, nargs="?", metavar="FILE")
    which.add_argument("--here", action="store_true", help="this terminal's ledger, also while the agent runs")
    parser.add_argument("--head", metavar="HEX", help="a head as the platform was told it")
    options = parser.parse_args(argv)
    told = options.head.lower() if options.head else None
    try:
        if options.here:
            with _snapshot(_settings(options.config)) as tx:
                chained, faults = entries.entries(tx), entries.faults(tx, told)
        else:
            with options.file.open("rb") as file:
                chained, faults = chain.read_lines(file)
            faults = chain.broken_links(chained) or faults
            if told and not faults:
                faults = chain.strange_head(chained, told)
    except (InvalidSettings, InvalidDocument, OSError, sqlite3.Error) as error:
        return _unusable(parser, error)
    for fault in faults:
        print(_words(fault))
    if faults:
        return BROKEN
    print(f"the chain holds: {len(chained)} entries, head {_head(chained)}")
    return HOLDS


@contextmanager
def _snapshot(settings: Settings) -> Iterator[sqlite3.Connection]:
    """The ledger as it is at one moment. A connection that can neither write nor check the log point in stays clear
    of what makes a second writer dangerous, so the agent may go on meanwhile."""
    path = Path(settings.paths.state) / "ledger.db"
    if not path.exists():
        raise FileNotFoundError(f"there is no ledger at {path}")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"linli ledger {name}", description=description)
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE",
        help=f"the agent's configuration, to find its ledger (default: {SITE})",
    )  # fmt: skip
    return parser


def _settings(config: list[Path] | None) -> Settings:
    return load([SHIPPED, *(config or [SITE])])


def _head(chained: list[Entry]) -> str:
    return chained[-1].hash if chained else chain.ORIGIN


def _words(fault: Fault) -> str:
    where = f"entry {fault.sequence}" if fault.sequence is not None else "no entry"
    return f"broken at {where} ({fault.subject or '-'}): {MEANING[fault.code]} [{fault.code}]"


def _unusable(parser: argparse.ArgumentParser, error: Exception) -> int:
    print(f"{parser.prog}: {error}", file=sys.stderr)
    return UNUSABLE
