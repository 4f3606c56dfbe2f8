# SPDX-License-Identifier: Apache-2.0
"""`python -m central.sandbox --port P --database FILE`"""

import argparse
import signal
import sys
import threading
from pathlib import Path

from central.sandbox import residents
from central.sandbox.channels import CodeKind
from central.sandbox.server import DEMO_TERMINAL, DEMO_TERMINALS, Sandbox
from contract.clock import clock_of


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="linli sandbox",
        description="A stand-in for the county's platform. Its /console page makes the hard cases happen.",
    )
    parser.add_argument("--port", type=int, required=True, help="on 127.0.0.1; 0 lets the system choose")
    parser.add_argument("--database", type=Path, required=True, help="SQLite file; made if it is not there")
    parser.add_argument(
        "--terminal-token-file",
        type=Path,
        help=f"one line a terminal: its token (then it is {DEMO_TERMINAL}), or its number, a space and its token; "
        f"without this the token is {next(iter(DEMO_TERMINALS))}",
    )
    parser.add_argument("--clock-offset", type=Path, help="file that sets the clock (contract.clock)")
    parser.add_argument("--residents", type=Path, default=residents.DEMO, help="TOML file with people, bills, cases")
    parser.add_argument(
        "--codes", type=CodeKind, choices=list(CodeKind), default=CodeKind.ADDRESS,
        help="what the QR of an order says: an address, or a text by EMVCo's merchant-presented mode (UnionPay)",
    )  # fmt: skip
    return parser.parse_args()


def terminals_in(text: str) -> dict[str, str]:
    """Terminal numbers by token."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    return {line[-1]: line[0] if len(line) > 1 else DEMO_TERMINAL for line in lines}


def main() -> int:
    options = arguments()
    token_file: Path | None = options.terminal_token_file
    terminals = terminals_in(token_file.read_text(encoding="ascii")) if token_file else DEMO_TERMINALS
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    sandbox = Sandbox(
        options.database,
        port=options.port,
        clock=clock_of(options.clock_offset),
        terminals=terminals,
        residents_file=options.residents,
        codes=options.codes,
    )
    try:
        sandbox.start()
    except OSError as error:
        print(f"sandbox: cannot listen on port {options.port}: {error}", file=sys.stderr)
        return 1
    try:
        print(f"sandbox ready on {sandbox.url}", flush=True)
        ending.wait()
    finally:
        sandbox.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
