# SPDX-License-Identifier: Apache-2.0
"""`python -m bench [NAME …]`: prints a table and writes bench/out/results.json."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from bench import card, content, kiosk, ledger, pages
from bench.figure import Figure

OUT = Path(__file__).parent / "out" / "results.json"
BENCHES: dict[str, Callable[[], Iterable[Figure]]] = {
    "kiosk": kiosk.measure,
    "pages": pages.measure,
    "card": card.measure,
    "ledger": ledger.measure,
    "content": content.measure,
}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="linli bench", description="Measure against a peer or a limit.")
    parser.add_argument("bench", nargs="*", help=f"default: all of {', '.join(BENCHES)}")
    chosen = parser.parse_args(argv).bench or list(BENCHES)
    unknown = [name for name in chosen if name not in BENCHES]
    if unknown:
        parser.error(f"there is no bench {unknown[0]}; there are: {', '.join(BENCHES)}")
    results = {}
    sys.stdout.write(f"{'what':<34} {'value':>14} {'against':<42} {'value':>9}   ratio\n")
    for name in chosen:
        for figure in BENCHES[name]():
            sys.stdout.write(figure.row() + "\n")
            sys.stdout.flush()
            results[figure.name] = {
                "value": round(figure.value, 3),
                "unit": figure.unit,
                "against": figure.against,
                "against_value": round(figure.against_value, 3),
                "ratio": round(figure.ratio, 3),
            }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
