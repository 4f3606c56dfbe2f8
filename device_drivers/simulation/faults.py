# SPDX-License-Identifier: Apache-2.0
"""The one set of faults that every simulator understands, as far as its device can have them."""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from device_drivers.simulation.requests import Rejected

Paper = Literal["ok", "low", "out"]


@dataclass(frozen=True)
class Faults:
    """Counts of bytes start when the fault is set. None, False and 0 are "no fault"."""

    offline: bool = False
    """Not there: the serial path is gone, the TCP port refuses."""
    busy: bool = False
    """There, but takes nothing and answers nothing."""
    delay_ms: int = 0
    """Before each answer."""
    truncate_after: int | None = None
    """Bytes of each answer that still arrive."""
    garbage: bool = False
    """Answers are replaced by bytes that mean nothing, as many as the answer has."""
    bad_checksum: bool = False
    silent_after: int | None = None
    """Bytes from the host until the device goes on working but answers nothing more."""
    disconnect_after: int | None = None
    """Bytes until the connection is cut, once: from the printer's host, to the host of serial devices."""
    self_test_failed: bool = False
    card_removed_after: int | None = None
    """Bytes of the card's data that still arrive; then the card is gone from the plate."""
    mute: bool = False
    """The card answers its reset with nothing that could be understood."""
    paper: Paper = "ok"
    paper_out_after: int | None = None
    """Lines that are still printed; then `paper` is "out"."""
    cover_open: bool = False
    cutter_error: bool = False
    """The knife is stuck, until somebody clears it."""
    paper_jammed: bool = False
    slip_not_taken: bool = False
    """The last slip still hangs at the presenter."""
    head_hot: bool = False
    """Printing pauses until the head has cooled down."""
    recoverable_error: bool = False
    """Until the host orders to go on or to clear."""
    unrecoverable_error: bool = False

    def changed(self, changes: Mapping[str, object], allowed: frozenset[str]) -> "Faults":
        """Apply a partial change. Rejected names an unknown key or an unfit value."""
        for key, value in changes.items():
            if key not in allowed:
                raise Rejected(f"unknown fault {key!r}; this device has: {', '.join(sorted(allowed))}")
            if not _fits(key, value):
                raise Rejected(f"fault {key!r} cannot be {value!r}; it is {_KINDS[key]}")
        return replace(self, **dict(changes))  # type: ignore[arg-type]  # checked just above


_KINDS = {
    spec.name: {bool: "true or false", int: "a number from 0", Paper: "one of ok, low, out"}.get(
        spec.type,
        "a number from 0 or null",
    )
    for spec in fields(Faults)
}


def _fits(key: str, value: object) -> bool:
    match _KINDS[key]:
        case "true or false":
            return isinstance(value, bool)
        case "one of ok, low, out":
            return value in get_args(Paper)
        case kind:
            number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            return number or (value is None and kind.endswith("null"))


class FaultBox:
    """The faults in force; `on_change` is called in the thread that changes them."""

    def __init__(self, allowed: frozenset[str], on_change: Callable[[], None]) -> None:
        self.allowed = allowed
        self._on_change = on_change
        self._lock = threading.Lock()
        self._now = Faults()

    @property
    def now(self) -> Faults:
        return self._now

    def put(self, **changes: object) -> Faults:
        with self._lock:
            self._now = self._now.changed(changes, self.allowed)
        self._on_change()
        return self._now

    def clear(self) -> Faults:
        with self._lock:
            self._now = Faults()
        self._on_change()
        return self._now


def spoil(answer: bytes, faults: Faults) -> bytes:
    """Damage an answer as the faults demand."""
    if faults.garbage:
        # Bit 7 set: no ESC/POS answer has it, and no preamble is possible without 69.
        return bytes(random.Random(len(answer)).randrange(0x80, 0x100) for _ in answer)
    if faults.bad_checksum and answer:
        answer = answer[:-1] + bytes([answer[-1] ^ 0xFF])
    return answer if faults.truncate_after is None else answer[: faults.truncate_after]
