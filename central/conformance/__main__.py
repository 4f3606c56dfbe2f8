# SPDX-License-Identifier: Apache-2.0
"""`linli platform check URL`: runs every check, prints a line each, and says what it comes to."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from central.conformance.checks import CHECKS, Check
from central.conformance.county import Broken, County, NotTried, Person
from contract.personal import IdNumber, PersonName

KEEPS, BREAKS, NOT_RUN = 0, 1, 2
DEMO_NUMBER, DEMO_NAME, DEMO_TOKEN = "33010619440202002X", "王秀兰", "sandbox-terminal"
NOBODY = "330106197001010019"


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Line:
    check: str
    says: str
    verdict: Verdict
    why: str = ""

    def text(self) -> str:
        return f"{self.verdict:<12} {self.says}" + (f"\n{'':<13}{self.why}" if self.why else "")


def main(argv: list[str] | None = None) -> int:
    options = _arguments(argv)
    if urlsplit(options.url).scheme not in {"http", "https"}:
        return _unable(f"{options.url!r} is no http(s) address")
    try:
        token = options.token_file.read_text(encoding="ascii").strip() if options.token_file else DEMO_TOKEN
    except (OSError, UnicodeDecodeError) as error:
        return _unable(str(error))
    person = Person(
        IdNumber(options.id_number), PersonName(options.name) if options.name else None, IdNumber(options.nobody)
    )
    county = County(options.url, token, person)
    if county.ask("GET", "/v1/health") is None:
        return _unable(f"{options.url} does not answer")
    lines = []
    try:
        for line in run(county):
            lines.append(line)
            print(line.text(), flush=True)
    except KeyboardInterrupt:
        county.in_order()
        return _unable("ended before it was through")
    counts = {verdict: sum(line.verdict is verdict for line in lines) for verdict in Verdict}
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    if counts[Verdict.NOT_CHECKED]:
        print("What was not checked is not known to work.")
    if options.json:
        report = {"url": options.url, "counts": counts, "checks": [asdict(line) for line in lines]}
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return BREAKS if counts[Verdict.FAILED] else KEEPS


def run(county: County) -> Iterator[Line]:
    for check in CHECKS:
        county.in_order()
        yield _line(check, county)
    county.in_order()


def _line(check: Check, county: County) -> Line:
    says = (check.__doc__ or "").splitlines()[0]
    try:
        check(county)
    except Broken as error:
        return Line(check.__name__, says, Verdict.FAILED, str(error))
    except NotTried as error:
        return Line(check.__name__, says, Verdict.NOT_CHECKED, str(error))
    return Line(check.__name__, says, Verdict.PASSED)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="linli platform check",
        description="Whether a county's platform keeps the contract, seen from a terminal's side. The hard cases (lost "
        "answers, late money, codes that were scanned) need its test mode; without one they are reported as not "
        "checked. It makes orders and, in test mode, pays some: for a platform that is in use, take a terminal and a "
        "person of its own.",
        epilog="Exit status: 0 nothing failed, 1 something did, 2 it could not be run. Without options it speaks to "
        "the sandbox as its demo terminal.",
    )
    parser.add_argument("url", metavar="URL", help="the address before /v1, as in the terminal's platform.url")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="with the terminal's token")
    parser.add_argument("--id-number", default=DEMO_NUMBER, help="of a person with two unpaid bills or more")
    parser.add_argument("--name", default=DEMO_NAME, help="as on that person's card; empty for none")
    parser.add_argument("--nobody", default=NOBODY, help="a valid number of which the platform knows nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report there")
    return parser.parse_args(argv)


def _unable(why: str) -> int:
    print(f"linli platform check: {why}", file=sys.stderr)
    return NOT_RUN


if __name__ == "__main__":
    raise SystemExit(main())
