# SPDX-License-Identifier: Apache-2.0
"""The journal of commands to devices, residents' and technicians' alike: each is written down before it may touch
its device, begins once at most, and ends once, with an outcome that nothing overwrites.

A command is known by an id that its client makes and by a keyed digest of its content. What it read stands nowhere.
"""

import logging
import threading
from dataclasses import dataclass

from agent.errors import AgentError, Conflict
from agent.ledger import Ledger
from agent.ledger import commands as rows
from agent.ledger.commands import StoredCommand
from contract.clock import Clock
from contract.local import Outcome

log = logging.getLogger("agent.commands")


@dataclass(frozen=True)
class Ending:
    outcome: Outcome
    trouble: str | None = None
    proof: str | None = None


class CommandJournal:
    """For any thread."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._lock = threading.Lock()
        self._unwritten: dict[str, Ending] = {}
        """Outcomes that the ledger could not take yet."""

    def accept(self, command_id: str, name: str, content: object, device: str | None = None) -> bool:
        """Whether it is new; it is on the disk then. Raises Conflict when the id was used with other content, and
        LedgerUnwritable."""
        digest = self._ledger.digest_of(content)
        with self._ledger.transaction() as tx:
            known = rows.find(tx, command_id)
            if known is None:
                rows.insert(tx, command_id, digest, name, self._clock.now(), device)
        if known is not None and known.digest != digest:
            raise Conflict("this command id was used for something else")
        return known is None

    def begin(self, command_id: str, device: str) -> None:
        """The last moment before the device may act; when this fails, it must not. Raises Conflict when it has begun
        or ended already, and LedgerUnwritable."""
        with self._ledger.transaction() as tx:
            if not rows.begin(tx, command_id, device, self._clock.now()):
                raise Conflict("this command was begun already")

    def finish(self, command_id: str, ending: Ending) -> None:
        """The first ending stays. One that cannot be written is kept for `write_what_is_left`."""
        try:
            with self._ledger.transaction() as tx:
                rows.finish(tx, command_id, ending.outcome, ending.trouble, ending.proof, self._clock.now())
        except AgentError as error:
            with self._lock:
                again = self._unwritten.setdefault(command_id, ending) is not ending
            if not again:
                log.error("command %s is %s, which cannot be recorded yet: %s", command_id, ending.outcome, error)
            return
        with self._lock:
            self._unwritten.pop(command_id, None)

    def write_what_is_left(self) -> None:
        """Outcomes from a time when the ledger could not be written."""
        with self._lock:
            left = list(self._unwritten.items())
        for command_id, ending in left:
            self.finish(command_id, ending)

    def find(self, command_id: str) -> StoredCommand | None:
        with self._ledger.reading() as tx:
            return rows.find(tx, command_id)

    def recover(self) -> None:
        """After a start: nothing is under way, and nothing is done again. Raises LedgerUnwritable."""
        with self._ledger.transaction() as tx:
            doubtful = rows.settle_interrupted(tx, self._clock.now())
        if doubtful:
            log.warning("%d slips were being printed when the agent stopped: outcome unknown", doubtful)
