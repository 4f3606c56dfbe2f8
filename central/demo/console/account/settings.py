# SPDX-License-Identifier: Apache-2.0
"""How the world is set, for the buttons that show it: the value of each group's button that is in force."""

from contextlib import suppress

from central.demo.console.account.glance import Unseen
from central.demo.console.account.sight import Sight
from central.demo.console.card import NONE, remembered
from central.demo.console.stories import is_told
from central.demo.hall import Hall
from contract.alerts import active


def settings(hall: Hall, sight: Sight) -> dict[str, str]:
    """Within a request. Groups of which nothing is known are left out."""
    world = hall.world
    known = {"line": world.line.state.value}
    if world.clock.is_right:
        known["clock"] = "right"
    elif world.clock.is_stopped:
        known["clock"] = "stop"
    with suppress(Unseen):
        known["platform"] = sight.platform.latest().mood.value
    with suppress(Unseen):
        known["printer"] = _printer(sight.printer.latest().faults)
    with suppress(Unseen):
        if card := _card(str(sight.reader.latest()["card"])):
            known["card"] = card
    with suppress(Unseen):
        if active(sight.content.latest().board, world.clock.now()):
            known["alert"] = "raised"
    return known


def _printer(faults: dict[str, object]) -> str:
    if faults["offline"]:
        return "unplugged"
    if faults["cover_open"]:
        return "cover_open"
    if faults["paper"] != "ok":
        return f"paper_{faults['paper']}"
    return "paper_ends" if faults["paper_out_after"] is not None else "in_order"


def _card(on_reader: str) -> str:
    """Empty if it may be anybody's: in a story other hands put cards there."""
    if is_told():
        return ""
    return NONE if on_reader == NONE else remembered().value
