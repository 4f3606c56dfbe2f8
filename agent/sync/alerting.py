# SPDX-License-Identifier: Apache-2.0
"""Alerts come first: read level by level, boarded and told before anything else is asked of the host.

A level whose alerts cannot be read keeps its last ones, and hides no other level's.
"""

import logging
from collections.abc import Callable

import msgspec

from agent.sync.county import County, digest_of
from agent.sync.errors import SyncError, of_disk
from agent.sync.levels import read
from agent.sync.lineage import Lineage
from agent.sync.merge import alerts_digest, boarded
from contract import durable
from contract.clock import Clock
from contract.content import MAX_ALERTS_BYTES, AlertBoard, Alerts
from contract.document import encode
from contract.release import ALERTS_FILE, ContentFolder
from contract.tenant import alerts_path

log = logging.getLogger("sync")


class Alerting:
    def __init__(self, folder: ContentFolder, clock: Clock, tell: Callable[[], None]) -> None:
        """`tell`: that the alerts have changed."""
        self._folder = folder
        self._clock = clock
        self._tell = tell

    @property
    def digest(self) -> str:
        board = self._folder.alerts()
        return alerts_digest(board) if board is not None else ""

    def look(self, lineage: Lineage, county: County, troubles: list[SyncError]) -> None:
        """Adds what went wrong. Raises Stopping."""
        for tenant in lineage.tenants:
            try:
                self._look_at(tenant, lineage, county)
            except SyncError as error:
                troubles.append(error)
            except OSError as error:
                troubles.append(of_disk(error))

    def board(self, lineage: Lineage) -> None:
        """What is kept of this lineage, and of no other, on the board. Raises OSError."""
        last = self._folder.alerts()
        seen = lineage.seen
        fresh = boarded(lineage.levels.board(), seen.moment(self._clock.now()), seen.signed_floor)
        if last is None and not fresh.alerts and not seen.versions:
            return  # nobody has said anything yet
        changed = last is None or last.alerts != fresh.alerts
        if last is not None and not changed:
            fresh = msgspec.structs.replace(fresh, received_at=last.received_at)
        if fresh != last:
            durable.write(self._folder.root / ALERTS_FILE, encode(fresh))
        if changed:
            _log(fresh)
            self._tell()

    def _look_at(self, tenant: str, lineage: Lineage, county: County) -> None:
        target, seen = county.find(alerts_path(tenant), lineage.seen)
        lineage.remember(seen)
        kept = lineage.levels.alerts(tenant)
        if target is None:
            if kept is not None:
                lineage.levels.keep_alerts(tenant, None)
                self.board(lineage)
            return
        if kept is not None and kept.sha256 == digest_of(target):
            return
        content = county.read(target, MAX_ALERTS_BYTES)
        published_at = read(content, Alerts, tenant).published_at
        lineage.remember_date(tenant, published_at, self._clock.now(), county)
        try:
            lineage.levels.keep_alerts(tenant, content)
        finally:
            self.board(lineage)


def _log(board: AlertBoard) -> None:
    named = ", ".join(f"{boarded.source.tenant}:{boarded.message.alert_id}" for boarded in board.alerts)
    log.info("alerts on the board: %s", named or "none")
