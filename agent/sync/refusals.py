# SPDX-License-Identifier: Apache-2.0
"""Files that came and were not what they should be: not fetched again at each look.

One that is signed and still unfit stays so. One whose bytes do not fit the signature may be put right on the host,
so it is tried again, ever more rarely.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agent.sync.errors import ContentInvalid, SyncError, WrongBytes
from contract.clock import Clock

FIRST_S = 5.0
LONGEST_S = 3600.0


@dataclass(frozen=True)
class _Refusal:
    error: SyncError
    times: int
    until: float | None


class Refusals:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_name: dict[str, _Refusal] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Around the fetching of one file. Raises what it failed with last, while that counts."""
        refusal = self._by_name.get(name)
        if refusal is not None and (refusal.until is None or self._clock.monotonic() < refusal.until):
            raise refusal.error.with_traceback(None)
        try:
            yield
        except ContentInvalid as error:
            self._by_name[name] = _Refusal(error, 1, None)
            raise
        except WrongBytes as error:
            times = refusal.times + 1 if refusal else 1
            pause = min(LONGEST_S, FIRST_S * 2 ** (times - 1))
            self._by_name[name] = _Refusal(error, times, self._clock.monotonic() + pause)
            raise
        else:
            self._by_name.pop(name, None)
