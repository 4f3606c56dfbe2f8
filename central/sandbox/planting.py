# SPDX-License-Identifier: Apache-2.0
"""Settlements that do not agree, on demand: what a terminal's nightly match has to find. Pure."""

import secrets
from collections.abc import Iterable

from msgspec.structs import replace

from contract.platform import OrderState, PlantedDifference, Settlement, SettlementLine

EXTRA_FEN = 100


def planted(true: Settlement, differences: Iterable[PlantedDifference]) -> Settlement:
    """Each difference in its line; one that fits no line of the day changes nothing."""
    lines = list(true.lines)
    paid_fen = true.paid_fen
    for difference in differences:
        if difference.kind == "extra":
            lines.append(_extra(difference.order_no))
            paid_fen += EXTRA_FEN
            continue
        place = _place(lines, difference.order_no)
        if place is None:
            continue
        line = lines[place]
        counted = line.amount_fen if line.state is OrderState.PAID else 0
        match difference.kind:
            case "missing":
                del lines[place]
                paid_fen -= counted
            case "amount":
                lines[place] = replace(line, amount_fen=line.amount_fen + EXTRA_FEN)
                paid_fen += EXTRA_FEN if counted else 0
            case "state":
                other = OrderState.REFUNDED if line.state is OrderState.PAID else OrderState.PAID
                lines[place] = replace(line, state=other)
                paid_fen += line.amount_fen if other is OrderState.PAID else -counted
    return replace(true, lines=tuple(lines), paid_fen=max(0, paid_fen))


def _place(lines: list[SettlementLine], order_no: str | None) -> int | None:
    """Of the order named, or of the newest that is paid."""
    fitting = [
        place
        for place, line in enumerate(lines)
        if (line.order_no == order_no if order_no else line.state is OrderState.PAID)
    ]
    return fitting[-1] if fitting else None


def _extra(order_no: str | None) -> SettlementLine:
    return SettlementLine(order_no=order_no or secrets.token_hex(16), state=OrderState.PAID, amount_fen=EXTRA_FEN)
