# SPDX-License-Identifier: Apache-2.0
"""Names of the card readers that PC/SC knows, looked up in a process of its own while somebody asks for them."""

import logging
import threading

from agent.devices.hosted import Hosted, Recipe
from contract.clock import Clock
from device_drivers.errors import DeviceError
from device_drivers.smart_card.driver import ReaderNames

log = logging.getLogger("agent.devices")

LOOKUP = "device_drivers.smart_card.driver:reader_names"
FRESH_S = 10.0


class CardReaders:
    """Nobody waits for it: who asks gets what was seen last, and the next one what is seen now."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._names: tuple[str, ...] = ()
        self._looked: float | None = None
        self._thread: threading.Thread | None = None

    def names(self) -> tuple[str, ...]:
        now = self._clock.monotonic()
        idle = self._thread is None or not self._thread.is_alive()
        if idle and (self._looked is None or now - self._looked >= FRESH_S):
            self._looked = now
            self._thread = threading.Thread(target=self._look, name="card-readers", daemon=True)
            self._thread.start()
        return self._names

    def _look(self) -> None:
        lookup = Hosted(ReaderNames, Recipe(LOOKUP))
        try:
            self._names = lookup.names()
        except DeviceError:  # no PC/SC on this machine, which most terminals need not have
            self._names = ()
        except Exception:
            log.exception("looking for card readers failed in an unforeseen way")
        finally:
            lookup.close()
