# SPDX-License-Identifier: Apache-2.0
"""The last good feed and alerts of each level, as they were signed: what releases and boards are made of.

SYNC/COUNTY/levels/330106-001/feed.json, alerts.json    in use
SYNC/COUNTY/feeds/SHA256                                verified, its media still under way
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from agent.sync.download import PART_SUFFIX
from agent.sync.errors import ContentInvalid
from contract import durable
from contract.content import Alerts, Feed, Line, Media
from contract.document import Document, decode
from contract.errors import InvalidDocument

FEED = "feed.json"
ALERTS = "alerts.json"

T = TypeVar("T", Feed, Alerts)


@dataclass(frozen=True)
class KeptAlerts:
    sha256: str
    alerts: Alerts


@dataclass(frozen=True)
class KeptFeed:
    """What is asked of it at each look; the rest stays on the disk until a release is made."""

    sha256: str
    name: Line
    media: tuple[Media, ...]


class _FeedHead(Document, frozen=True, kw_only=True):
    name: Line
    media: tuple[Media, ...] = ()


class Levels:
    """Of one tenant's lineage in one county."""

    def __init__(self, folder: Path, tenants: Iterable[str]) -> None:
        """`folder` is the county's own, so that two counties never mix."""
        self._folder = folder
        self.tenants = tuple(tenants)
        self._alerts = {tenant: _kept_alerts(self._place(tenant) / ALERTS, tenant) for tenant in self.tenants}
        self._feeds = {tenant: _kept_feed(self._place(tenant) / FEED) for tenant in self.tenants}
        for tenant in self.tenants:
            durable.discard_sides(self._place(tenant))

    def alerts(self, tenant: str) -> KeptAlerts | None:
        return self._alerts[tenant]

    def feed(self, tenant: str) -> KeptFeed | None:
        return self._feeds[tenant]

    def board(self) -> list[tuple[Alerts, Line | None]]:
        """What is boarded, the county's first."""
        named = []
        for tenant in self.tenants:
            kept, feed = self._alerts[tenant], self._feeds[tenant]
            if kept is not None:
                named.append((kept.alerts, feed.name if feed else None))
        return named

    def keep_alerts(self, tenant: str, content: bytes | None) -> None:
        """Verified; None: the county has signed that there are none. Raises ContentInvalid, OSError (what was read
        is then boarded all the same)."""
        place = self._place(tenant) / ALERTS
        if content is None:
            self._alerts[tenant] = None
            durable.remove(place)
            return
        self._alerts[tenant] = KeptAlerts(_digest(content), read(content, Alerts, tenant))
        durable.write(place, content)

    def candidate(self, sha256: str) -> Path:
        return self._folder / "feeds" / sha256

    def promote(self, tenant: str, sha256: str, feed: Feed) -> None:
        """The candidate becomes the level's feed. Raises OSError."""
        place = self._place(tenant)
        durable.make_folder(place)
        durable.settle(self.candidate(sha256), place / FEED)
        self._feeds[tenant] = KeptFeed(sha256, feed.name, feed.media)

    def withdraw(self, tenant: str) -> None:
        """The county has signed that this level has no feed. Raises OSError."""
        durable.remove(self._place(tenant) / FEED)
        self._feeds[tenant] = None

    def feeds(self) -> list[Feed]:
        """Those in use, the county's first. Raises ContentInvalid, OSError for one that the disk has spoilt: it is
        then fetched anew."""
        found = []
        for tenant in self.tenants:
            kept = self._feeds[tenant]
            if kept is not None:
                try:
                    found.append(self._feed(tenant, kept))
                except (OSError, ContentInvalid):
                    self._feeds[tenant] = None
                    raise
        return found

    def _feed(self, tenant: str, kept: KeptFeed) -> Feed:
        content = (self._place(tenant) / FEED).read_bytes()
        if _digest(content) != kept.sha256:
            raise ContentInvalid(f"{tenant}: the feed on the disk is not the one that was verified")
        return read(content, Feed, tenant)

    def sweep(self, candidates: Iterable[str]) -> None:
        """Removes all candidates and parts of candidates but those named."""
        kept = set(candidates)
        for path in (self._folder / "feeds").glob("*"):
            if path.name.removesuffix(PART_SUFFIX) not in kept:
                durable.discard(path)

    def _place(self, tenant: str) -> Path:
        return self._folder / "levels" / tenant.replace("/", "-")


def read(content: bytes, kind: type[T], tenant: str) -> T:
    """Raises ContentInvalid."""
    try:
        document = decode(content, kind)
    except InvalidDocument as error:
        raise ContentInvalid(f"{tenant}: {error}") from None
    if document.tenant != tenant:
        raise ContentInvalid(f"{tenant}: a document of {document.tenant}")
    return document


def _kept_alerts(path: Path, tenant: str) -> KeptAlerts | None:
    try:
        content = path.read_bytes()
        return KeptAlerts(_digest(content), read(content, Alerts, tenant))
    except (OSError, ContentInvalid):
        return None


def _kept_feed(path: Path) -> KeptFeed | None:
    try:
        content = path.read_bytes()
        head = decode(content, _FeedHead)
        return KeptFeed(_digest(content), head.name, head.media)
    except (OSError, InvalidDocument):
        return None


def digest_of_file(path: Path) -> str | None:
    """None when there is none."""
    try:
        return _digest(path.read_bytes())
    except FileNotFoundError:
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
