# SPDX-License-Identifier: Apache-2.0
"""Whether the platform answers, and the outbox that is delivered when it does."""

import logging
import threading
from collections.abc import Callable

from agent.errors import AgentError, PlatformRefused
from agent.ledger import Ledger, outbox
from agent.platform.client import PlatformClient
from contract.clock import Clock
from contract.platform import Record, RecordBatch

log = logging.getLogger("agent.platform")

BATCH = 100
PROBE_S = 5.0
"""A resident is told that paying does not work before the card is out of the pocket."""
STOP_LIMIT_S = 15.0
NOT_THE_RECORDS_FAULT = frozenset({"unauthorized", "too_large"})


class PlatformLink:
    """One thread: probes the platform and delivers what the outbox holds. `changed` is told `online`/`offline`."""

    def __init__(self, platform: PlatformClient, ledger: Ledger, clock: Clock, changed: Callable[[str], None]) -> None:
        self._platform = platform
        self._ledger = ledger
        self._clock = clock
        self._changed = changed
        self._reachable: bool | None = None
        self._undelivered = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="platform-link", daemon=True)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def reachable(self) -> bool:
        return bool(self._reachable)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(STOP_LIMIT_S)

    def look(self) -> None:
        """One probe and, if it went well, one delivery. Only the probe says whether the platform is there."""
        try:
            self._platform.health()
        except AgentError as error:
            self._set(False, f"{error.code}: {error}")
            return
        self._set(True)
        try:
            self._deliver()
        except AgentError as error:
            self._say_undelivered(f"{error.code}: {error}")
        else:
            self._undelivered = ""

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
            if not self._deliver_batch(records):
                return

    def _deliver_batch(self, records: list[Record]) -> bool:
        """A batch that is refused is tried one by one, and a record refused alone is parked: it must not hold up
        the others, and stays in the ledger for whoever looks into it."""
        try:
            receipt = self._platform.deliver(RecordBatch(records=tuple(records)))
        except PlatformRefused as error:
            if error.code in NOT_THE_RECORDS_FAULT:
                raise
            if len(records) > 1:
                delivered = [self._deliver_batch([record]) for record in records]
                return all(delivered)
            log.error("record %d is refused by the platform and parked: %s", records[0].sequence, error.code)
            with self._ledger.transaction() as tx:
                outbox.park(tx, records[0].record_id, error.code)
            return True
        accepted = [record.record_id for record in records if record.record_id in receipt.accepted]
        with self._ledger.transaction() as tx:
            outbox.acknowledge(tx, accepted, self._clock.now())
        return bool(accepted)

    def _say_undelivered(self, why: str) -> None:
        if why != self._undelivered:
            self._undelivered = why
            log.error("records wait in the outbox: %s", why)

    def _set(self, reachable: bool, why: str = "") -> None:
        if reachable is not self._reachable:
            self._reachable = reachable
            log.log(logging.INFO if reachable else logging.WARNING, "platform %s %s", _word(reachable), why)
            self._changed(_word(reachable))


def _word(reachable: bool) -> str:
    return "online" if reachable else "offline"
