# SPDX-License-Identifier: Apache-2.0
"""Round the loop of the main zone."""

from collections.abc import Set as AbstractSet

from signage.schedule.showing import Planned, Showing


def next_item(showing: Showing, after: Planned | None, skip: AbstractSet[str] = frozenset()) -> Planned | None:
    """What follows `after`, passing over the keys in `skip`; None when nothing is left. If the loop has changed
    meanwhile, it goes on behind the same item, or at the place where the item was, if its programme still plays."""
    loop = showing.main
    start = _start(loop, after)
    return next((item for item in (*loop[start:], *loop[:start]) if item.key not in skip), None)


def _start(loop: tuple[Planned, ...], after: Planned | None) -> int:
    if after is None or not loop:
        return 0
    same = [item.index for item in loop if item.key == after.key and item.why.programme_id == after.why.programme_id]
    if same:
        nearest = min(same, key=lambda index: abs(index - after.index))
        return (nearest + 1) % len(loop)
    goes_on = any(item.why.programme_id == after.why.programme_id for item in loop)
    return after.index % len(loop) if goes_on else 0
