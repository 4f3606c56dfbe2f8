# SPDX-License-Identifier: Apache-2.0
"""What benches and rigs leave behind for the README: a file each, so that one of them can be run again alone."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from bench.figure import Figure
from bench.machine import Machine, this_machine

OUT = Path(__file__).parent / "out"
DIGITS = 4
"""Significant ones: more would only make noise look like knowledge."""


class Measured(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: float
    unit: str
    against: str
    against_value: float

    @property
    def ratio(self) -> float:
        return self.value / self.against_value


class Proven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rig's outcome."""

    scale: float
    held: bool
    """The product and the positive control held, the negative control broke."""
    counts: dict[str, int]


class Results(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    day: date
    machine: Machine
    figures: dict[str, Measured] = {}
    rigs: dict[str, Proven] = {}


def keep_figures(name: str, figures: Iterable[Figure], out: Path = OUT) -> None:
    measured = {
        figure.name: Measured(_rounded(figure.value), figure.unit, figure.against, _rounded(figure.against_value))
        for figure in figures
    }
    _keep(out / f"{name}.json", Results(_today(), this_machine(), figures=measured))


def keep_rig(name: str, *, scale: float, held: bool, counts: Mapping[str, int], out: Path = OUT) -> None:
    _keep(out / f"rig-{name}.json", Results(_today(), this_machine(), rigs={name: Proven(scale, held, dict(counts))}))


def kept(out: Path = OUT) -> list[Results]:
    """Raises msgspec.DecodeError."""
    return [msgspec.json.decode(file.read_bytes(), type=Results) for file in sorted(out.glob("*.json"))]


def _keep(file: Path, results: Results) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n")


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _today() -> date:
    return datetime.now(UTC).date()
