# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.rigs.privacy_grep PATH …`: the people of the tests and of the demo county in what a run has left.

After `pytest --basetemp DIR`, or with the captured output of one. Files of the county and of the tests' own making are
left out by name; tests that log a planted person on purpose show here too, and are to be judged by eye.
"""

import argparse
import sys
from pathlib import Path

from central.sandbox import residents
from tests.rigs.privacy_grep.search import Planted, search

COUNTY = ("sandbox.db*", "residents.toml", "*.py", "*.pyc")


def main() -> int:
    parser = argparse.ArgumentParser(prog="privacy-grep", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path)
    people = [
        Planted(f"person {at}", (one.name.reveal(), one.address), (one.number.reveal(),))
        for at, one in enumerate(residents.load().everyone)
    ]
    people.append(Planted("person of the drivers' tests", ("王秀兰",), ("11010519491231002X",)))
    hits = search(parser.parse_args().paths, people, beside=COUNTY)
    for hit in hits:
        sys.stdout.write(f"{hit}\n")
    sys.stdout.write(f"{len(hits)} found\n")
    return 1 if hits else 0


if __name__ == "__main__":
    raise SystemExit(main())
