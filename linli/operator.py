# SPDX-License-Identifier: Apache-2.0
"""Asks the running agent through the operator's socket, and prints what it tells."""

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from agent.client import ClientError, Refused
from agent.client.blocking import Client
from contract.errors import InvalidSettings
from contract.settings import SHIPPED, SITE, load

ANSWER_LIMIT_S = 5.0


def ask(parser: argparse.ArgumentParser, argv: list[str], tell: Callable[[Client], Iterable[str]]) -> int:
    """Exit status: 1 when no agent answers or it refuses, 2 when its configuration cannot be read."""
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE",
        help=f"the running agent's configuration, to find its socket (default: {SITE})",
    )  # fmt: skip
    options = parser.parse_args(argv)
    try:
        settings = load([SHIPPED, *(options.config or [SITE])])
    except InvalidSettings as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    socket_path = Path(settings.paths.run) / "operator" / "agent.sock"
    try:
        lines = tell(Client(socket_path, ANSWER_LIMIT_S))
    except Refused as error:
        hint = "; `linli device list` names what there is" if error.code == "notFound" else ""
        print(f"{parser.prog}: {error}{hint}", file=sys.stderr)
        return 1
    except ClientError as error:
        print(
            f"{parser.prog}: no answer from the agent at {socket_path}: {error}; next: `linli doctor`", file=sys.stderr
        )
        return 1
    print("\n".join(lines))
    return 0


def columns(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """What is wider than its characters (Chinese) stands in the last column."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
