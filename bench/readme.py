# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.readme`: what bench and rigs have left becomes docs/figures.json and the table in both READMEs.

`--check` measures nothing: it says whether both tables are what the committed figures make.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from bench.machine import Machine
from bench.results import Measured, Proven, Results, kept
from bench.rows import RIG_ROWS, ROWS, UNITS, RigRow, Row
from contract.text import Language, LocalText

ROOT = Path(__file__).resolve().parent.parent
FIGURES = Path("docs/figures.json")
READMES = {Language.EN: Path("README.md"), Language.ZH: Path("README.zh-CN.md")}
BEGIN = "<!-- figures: `make figures` writes what stands between these lines -->"
END = "<!-- figures end -->"
OVER = LocalText(zh="**超了**", en="**over it**")
BROKEN = LocalText(zh="**没守住**", en="**not held**")
HEAD = LocalText(zh="| 项目 | 实测 | 对照 | 比值 |", en="| what | measured | against | ratio |")


class FiguresError(Exception):
    """One sentence for whoever runs this."""


class Figures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    since: date
    until: date
    machine: Machine
    figures: dict[str, Measured]
    rigs: dict[str, Proven]


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(prog="make figures", description="Put the measured figures into both READMEs.")
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 if a table is not theirs")
    options = parser.parse_args(argv)
    try:
        if options.check:
            check(root)
        else:
            write(root, gathered(kept()))
    except (FiguresError, msgspec.DecodeError, OSError) as error:
        print(f"figures: {error}", file=sys.stderr)
        return 1
    return 0


def gathered(results: Sequence[Results]) -> Figures:
    """Raises FiguresError when something was not measured, or not on one kind of machine."""
    machines = {found.machine for found in results}
    if len(machines) > 1:
        raise FiguresError("measured on several kinds of machine; remove bench/out and measure again on one")
    figures = {name: figure for found in results for name, figure in found.figures.items()}
    rigs = {name: rig for found in results for name, rig in found.rigs.items()}
    missing = [row.figure for row in ROWS if row.figure not in figures]
    missing += [f"rig {row.rig}" for row in RIG_ROWS if row.rig not in rigs]
    if missing:
        raise FiguresError(f"not measured yet: {'; '.join(missing)} (make bench rigs)")
    days = [found.day for found in results]
    shown = {row.figure for row in ROWS}
    return Figures(
        min(days),
        max(days),
        machines.pop(),
        {name: figure for name, figure in figures.items() if name in shown},
        rigs,
    )


def write(root: Path, figures: Figures) -> None:
    (root / FIGURES).write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n")
    for language, name in READMES.items():
        readme = root / name
        readme.write_text(with_table(readme.read_text(encoding="utf-8"), table(figures, language)), encoding="utf-8")


def check(root: Path) -> None:
    """Raises FiguresError."""
    figures = msgspec.json.decode((root / FIGURES).read_bytes(), type=Figures)
    for language, name in READMES.items():
        text = (root / name).read_text(encoding="utf-8")
        if text != with_table(text, table(figures, language)):
            raise FiguresError(f"the table in {name} is not what {FIGURES} makes; run `make figures`")


def with_table(readme: str, made: str) -> str:
    """Raises FiguresError when the README has no place for it."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise FiguresError("a README lacks the lines between which the table stands")
    return f"{before}{begin}\n{made}\n{end}{after}"


def table(figures: Figures, language: Language) -> str:
    """Raises FiguresError for a row without its figure."""
    try:
        rows = [_row(row, figures.figures[row.figure], language) for row in ROWS]
        rows += [_rig_row(row, figures.rigs[row.rig], language) for row in RIG_ROWS]
    except KeyError as error:
        raise FiguresError(f"{FIGURES} has no figure {error}") from None
    return "\n".join((_when_and_where(figures, language), "", HEAD.in_(language), "|---|---|---|---|", *rows))


def _when_and_where(figures: Figures, language: Language) -> str:
    machine, scales = figures.machine, sorted({rig.scale for rig in figures.rigs.values()})
    scale = f" SCALE={scales[0]:g}" if scales and scales[0] != 1 else ""
    days = str(figures.until)
    if language is Language.ZH:
        if figures.since != figures.until:
            days = f"{figures.since} 至 {figures.until}"
        kind = f"{'虚拟机' if machine.virtual else '实体机'}，{machine.cores} 核，{'有' if machine.gpu else '没有'}显卡"
        return (
            f"{days} 测于一台机器（{kind}）。`make bench` 和 `make rigs{scale}` 可以重新测，"
            "`make figures` 把结果写到这里。比值小于 1，就是比对照好。"
        )
    if figures.since != figures.until:
        days = f"{figures.since} to {figures.until}"
    kind = "virtual machine" if machine.virtual else "machine"
    return (
        f"Measured {days} on a {kind} with {machine.cores} cores and {'a' if machine.gpu else 'no'} GPU. "
        f"`make bench` and `make rigs{scale}` measure anew, `make figures` writes it here. "
        "A ratio below 1 is better than what it is held against."
    )


def _row(row: Row, figure: Measured, language: Language) -> str:
    against = row.against.in_(language).format(_amount(figure.against_value, figure.unit, language))
    is_over = row.limit and figure.ratio > 1
    return _cells(
        row.what.in_(language),
        _amount(figure.value, figure.unit, language),
        against,
        f"{figure.ratio:.2f}" + (f" {OVER.in_(language)}" if is_over else ""),
    )


def _rig_row(row: RigRow, rig: Proven, language: Language) -> str:
    words: Iterator[str] = (row.filled(text, language, rig.counts) for text in (row.what, row.measured))
    what, measured = words
    return _cells(what, measured, row.against.in_(language), "" if rig.held else BROKEN.in_(language))


def _amount(value: float, unit: str, language: Language) -> str:
    digits = 0 if value >= 10 or value == int(value) else 1 if value >= 1 else 2
    return f"{value:,.{digits}f} {UNITS[unit].in_(language)}"


def _cells(*cells: str) -> str:
    return _joined(cell.replace("|", "\\|") for cell in cells)


def _joined(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    raise SystemExit(main())
