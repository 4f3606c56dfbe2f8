# SPDX-License-Identifier: Apache-2.0
"""Whose content this terminal shows: one county (its trusted root) and one tenant in it.

Each county has a folder of its own under sync's state, so that nothing of two counties ever meets.
"""

import hashlib
from datetime import datetime
from pathlib import Path

from agent.sync.county import County, check_anchor
from agent.sync.errors import NoRoot, SyncError, of_disk
from agent.sync.levels import Levels
from agent.sync.seen import Seen, SeenFile, with_signed_dates
from agent.sync.source import Source
from contract import durable
from contract.tenant import lineage

SEEN_FILE = "seen.json"


class Lineage:
    def __init__(self, folder: Path, anchor: bytes, tenant: str) -> None:
        """`anchor`: the trusted root as enrolment brought it. Raises OSError."""
        self.anchor = anchor
        self.tenant = tenant
        self.tenants = lineage(tenant)
        self._county = hashlib.sha256(anchor).hexdigest()[:16]
        self._folder = folder / self._county
        durable.make_folder(self._folder / "cache")
        self.levels = Levels(self._folder, self.tenants)
        self._seen_file = SeenFile(folder / SEEN_FILE)
        self._disk_trouble: SyncError | None = None

    @property
    def seen(self) -> Seen:
        return self._seen_file.of(self._county)

    def remember(self, seen: Seen) -> None:
        """On the disk before anything is made of what was seen. A disk that does not take it is no reason to keep an
        alert back: it holds for this process, and `disk_trouble` says so at the look's end."""
        try:
            self._seen_file.put(self._county, seen)
        except OSError as error:
            self._disk_trouble = of_disk(error)

    def disk_trouble(self) -> list[SyncError]:
        """Since it was asked last."""
        trouble, self._disk_trouble = self._disk_trouble, None
        return [trouble] if trouble is not None else []

    def remember_date(self, tenant: str, signed: datetime, now: datetime, county: County) -> None:
        """A verified document of this level says when it was signed."""
        own, others = ((signed,), ()) if tenant == self.tenants[0] else ((), (signed,))
        self.remember(with_signed_dates(self.seen, now, county.runs_out_at, own, others))

    def look(self, host: Source, now: datetime) -> County:
        """Raises OSError."""
        return County(host, self._folder / "cache", self.anchor, self.seen.moment(now))


def read_anchor(path: Path) -> bytes:
    """Raises NoRoot, also for a file that is no root: nothing that is shown may go because of it."""
    try:
        anchor = path.read_bytes()
    except OSError as error:
        raise NoRoot(f"{path}: {error.strerror}") from error
    check_anchor(anchor, path)
    return anchor
