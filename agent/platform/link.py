# SPDX-License-Identifier: Apache-2.0
"""Whether the platform answers, and the outbox that is delivered when it does."""

import logging
import threading
from collections.abc import Callable

from agent.errors import AgentError, LedgerUnwritable, PlatformRefused
from agent.ledger import Ledger, outbox
from agent.platform.client import PlatformClient
from contract.clock import Clock
from contract.platform import RecordBatch

log = logging.getLogger("agent.platform")

BATCH = 100
PROBE_S = 5.0
"""A resident is told that paying does not work before the card is out of the pocket."""
STOP_LIMIT_S = 15.0


class PlatformLink:
    """One thread: probes the platform and delivers what the outbox holds. `changed` is told `online`/`offline`."""

    def __init__(self, platform: PlatformClient, ledger: Ledger, clock: Clock, changed: Callable[[str], None]) -> None:
        self._platform = platform
        self._ledger = ledger
        self._clock = clock
        self._changed = changed
        self._reachable: bool | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="platform-link", daemon=True)

    @property
    def reachable(self) -> bool:
        return bool(self._reachable)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(STOP_LIMIT_S)

    def look(self) -> None:
        """One probe and, if it went well, one delivery."""
        try:
            self._platform.health()
            self._set(True)
            self._deliver()
        except LedgerUnwritable as error:
            log.error("the outbox cannot be acknowledged: %s", error)
        except PlatformRefused as error:
            log.error("the platform refuses: %s %s", error.code, error)
        except AgentError as error:
            self._set(False, str(error))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception:
                log.exception("the platform link met something unforeseen")
            self._stopping.wait(PROBE_S)

    def _deliver(self) -> None:
        while not self._stopping.is_set():
            with self._ledger.reading() as tx:
                records = outbox.waiting(tx, BATCH)
            if not records:
                return
            receipt = self._platform.deliver(RecordBatch(records=tuple(records)))
            accepted = [record.record_id for record in records if record.record_id in receipt.accepted]
            if not accepted:
                return
            with self._ledger.transaction() as tx:
                outbox.acknowledge(tx, accepted, self._clock.now())

    def _set(self, reachable: bool, why: str = "") -> None:
        if reachable is not self._reachable:
            self._reachable = reachable
            log.log(logging.INFO if reachable else logging.WARNING, "platform %s %s", _word(reachable), why)
            self._changed(_word(reachable))


def _word(reachable: bool) -> str:
    return "online" if reachable else "offline"
