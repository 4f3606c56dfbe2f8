# SPDX-License-Identifier: Apache-2.0
"""What came out of the printers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from central.demo.console.account.glance import Unseen
from central.demo.console.account.sight import PrinterSeen, Sight
from central.demo.world.world import World
from device_drivers.simulation.client import SimulatorControl

LAST = 3
LAST_SPARE = 1
NAME = re.compile(r"(spare-)?([0-9]{1,9})")


@dataclass(frozen=True)
class Slip:
    picture: str
    """Its address; another one when more of it has come out."""
    number: int
    text: str
    is_whole: bool


@dataclass(frozen=True)
class Pile:
    slips: tuple[Slip, ...]
    """The newest first."""
    count: int
    """So many came out of the printer."""
    has_answered: bool = True


def piles(sight: Sight) -> tuple[Pile, Pile]:
    """Of the printer, and of the spare one."""
    return (
        _pile(sight.printer.latest, "", LAST),
        _pile(sight.spare_printer.latest, "spare-", LAST_SPARE),
    )


def _pile(latest: Callable[[], PrinterSeen], prefix: str, most: int) -> Pile:
    try:
        seen = latest()
    except Unseen:
        return Pile((), 0, has_answered=False)
    shown = [
        Slip(f"{prefix}{slip['n']}.png?at={len(slip['text'])}", slip["n"], slip["text"], slip["complete"])
        for slip in reversed(seen.slips[-most:])
    ]
    return Pile(tuple(shown), len(seen.slips))


def printer_of(world: World, name: str) -> tuple[SimulatorControl, int] | None:
    """Whose slip, and which: `7` or `spare-7`."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    return (world.spare_printer if found[1] else world.printer), int(found[2])
