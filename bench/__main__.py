# SPDX-License-Identifier: Apache-2.0
"""`python -m bench [NAME …]`: prints a table and writes bench/out/NAME.json, from which `make figures` takes them."""

import argparse
import sys
from collections.abc import Callable, Iterable

from bench import alert, card, console, content, kiosk, ledger, pages, paid, site, slip
from bench.figure import Figure
from bench.results import keep_figures

BENCHES: dict[str, Callable[[], Iterable[Figure]]] = {
    "kiosk": kiosk.measure,
    "pages": pages.measure,
    "card": card.measure,
    "slip": slip.measure,
    "ledger": ledger.measure,
    "paid": paid.measure,
    "content": content.measure,
    "console": console.measure,
    "site": site.measure,
    "alert": alert.measure,
}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="linli bench", description="Measure against a peer or a limit.")
    parser.add_argument("bench", nargs="*", help=f"default: all of {', '.join(BENCHES)}")
    chosen = parser.parse_args(argv).bench or list(BENCHES)
    unknown = [name for name in chosen if name not in BENCHES]
    if unknown:
        parser.error(f"there is no bench {unknown[0]}; there are: {', '.join(BENCHES)}")
    sys.stdout.write(f"{'what':<34} {'value':>14} {'against':<42} {'value':>9}   ratio\n")
    for name in chosen:
        figures = []
        for figure in BENCHES[name]():
            sys.stdout.write(figure.row() + "\n")
            sys.stdout.flush()
            figures.append(figure)
        keep_figures(name, figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
