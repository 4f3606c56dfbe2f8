# SPDX-License-Identifier: Apache-2.0
"""Feeds, their media, and the release that is made of them.

Each level advances by itself: its new feed is taken into use when it is verified, readable, and all its media are in
the store. Until then, and whatever is wrong with it, its last good one stays. Small things go first: no level's
notices wait for another's video.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
from tuf.api.metadata import TargetFile

from agent.sync.county import County, digest_of
from agent.sync.download import PART_SUFFIX, Downloads
from agent.sync.errors import (
    ContentIncomplete,
    ContentInvalid,
    ContentTooLarge,
    DiskFull,
    SliceOver,
    SyncError,
    of_disk,
)
from agent.sync.levels import digest_of_file, read
from agent.sync.lineage import Lineage
from agent.sync.merge import merged
from agent.sync.pulse import Pace, Pulse
from agent.sync.refusals import Refusals
from agent.sync.releases import Releases
from agent.sync.scrub import Scrub
from agent.sync.source import Source
from agent.sync.store import MediaStore
from agent.sync.terms import LARGE, NO_TERMS, Terms
from contract import durable
from contract.clock import Clock
from contract.content import MAX_FEED_BYTES, Feed, Media, Release
from contract.tenant import feed_path, media_path

log = logging.getLogger("sync")


@dataclass(frozen=True)
class _Pending:
    """A level's feed, not in use as long as one of these media is missing."""

    tenant: str
    missing: tuple[Media, ...]
    sha256: str = ""
    feed: Feed | None = None
    """None: it is in use, and somebody has taken media away."""


class Feeding:
    def __init__(
        self, store: MediaStore, releases: Releases, clock: Clock, pulse: Pulse, terms: Terms = NO_TERMS
    ) -> None:
        self._store = store
        self._releases = releases
        self._clock = clock
        self._pulse = pulse
        self._terms = terms
        self._downloads = Downloads(Pace(clock, pulse, terms.bytes_s))
        self._scrub = Scrub(store)
        self._refusals = Refusals(clock)
        self._candidates: dict[str, str] = {}
        self._media_wanted: dict[str, set[str]] = {}
        """Of each level, as last known: a level that cannot be read loses nothing of what it has fetched."""
        self._withdrawn: set[str] = set()
        self._last_in_turn = ""
        """The level that used up the last look's time: the others go first."""
        self._released: Lineage | None = None
        """Whose feeds are all in the current release."""

    def look(self, lineage: Lineage, county: County, host: Source, troubles: list[SyncError]) -> bool:
        """Adds what went wrong. False when the next look has something to fetch anew. Raises SliceOver when more is to
        come, Stopping."""
        self._withdrawn.clear()
        on_screen = {media.sha256 for release in self._releases.kept() for media in release.media}
        try:
            pending = self._look_at_feeds(lineage, county, host, troubles)
            self.release(lineage, troubles)  # news do not wait for media
            self._look_at_media(pending, lineage, county, host, troubles)
        finally:
            self.release(lineage, troubles)  # also of what came before the time was over
        self._last_in_turn = ""
        self._downloads.close()  # of what nobody wants any more
        self._sweep(lineage, on_screen)
        return bool(pending) or not self._scrub.look(self._pulse)

    def anew(self) -> None:
        """The release is made again with the next look."""
        self._released = None

    def close(self) -> None:
        self._downloads.close()

    def _look_at_feeds(
        self, lineage: Lineage, county: County, host: Source, troubles: list[SyncError]
    ) -> list[_Pending]:
        pending: list[_Pending] = []
        for tenant in sorted(lineage.tenants, key=self._in_turn):
            with self._noting(troubles, tenant):
                found = self._look_at(tenant, lineage, county, host)
                if found.missing:
                    pending.append(found)
                elif found.feed is not None:
                    self._promote(found, lineage, county)
        return pending

    def _look_at_media(
        self,
        pending: list[_Pending],
        lineage: Lineage,
        county: County,
        host: Source,
        troubles: list[SyncError],
    ) -> None:
        for level in sorted(pending, key=lambda level: (self._in_turn(level.tenant), _bytes_of(level.missing))):
            with self._noting(troubles, level.tenant):
                due = [media for media in level.missing if not self._postponed(media)]
                for media in due:
                    self._fetch(media, level.tenant, lineage, county, host)
                if level.feed is not None:
                    self._promote(level, lineage, county)
                elif due:
                    self._released = None

    def release(self, lineage: Lineage, troubles: list[SyncError]) -> None:
        """What the levels say now becomes the current release, if it is not."""
        current = self._releases.current()
        if self._released is lineage and current is not None:
            return
        with self._noting(troubles, ""):
            feeds = [self._with_what_is_here(feed) for feed in lineage.levels.feeds()]
            if self._would_lose(feeds, current, lineage):
                return
            fresh = merged(lineage.tenant, feeds, lineage.seen.moment(self._clock.now()))
            if current is None or fresh.release_id not in {current.release_id, self._releases.history.held}:
                self._releases.switch_to(fresh, self._clock.now())
                log.info("release %s: %d notices, %d media", fresh.release_id, len(fresh.notices), len(fresh.media))
            self._released = lineage

    def _would_lose(self, feeds: list[Feed], current: Release | None, lineage: Lineage) -> bool:
        """Whether a level would vanish without its own word, because its feed is still under way. Another lineage's
        content stays until there is some of this one."""
        spoken = {feed.tenant for feed in feeds} | self._withdrawn
        if current is None or current.tenant != lineage.tenant:
            return not feeds
        return not {source.tenant for source in current.sources} <= spoken

    def _look_at(self, tenant: str, lineage: Lineage, county: County, host: Source) -> _Pending:
        target, seen = county.find(feed_path(tenant), lineage.seen)
        lineage.remember(seen)
        kept = lineage.levels.feed(tenant)
        wanted = {media.sha256 for media in kept.media} if kept else set()
        self._media_wanted[tenant] = wanted
        if target is None:
            self._withdrawn.add(tenant)
            if kept is not None:
                lineage.levels.withdraw(tenant)
                self._released = None
            return _Pending(tenant, ())
        sha256 = digest_of(target)
        if kept is not None and kept.sha256 == sha256:
            return _Pending(tenant, self._missing(kept.media))
        feed = self._candidate(tenant, target, lineage, county, host)
        wanted.update(media.sha256 for media in feed.media)
        return _Pending(tenant, self._missing(feed.media), sha256, feed)

    def _candidate(self, tenant: str, target: TargetFile, lineage: Lineage, county: County, host: Source) -> Feed:
        if target.length > MAX_FEED_BYTES:
            raise ContentTooLarge(f"{target.path}: {target.length} bytes, the limit is {MAX_FEED_BYTES}")
        sha256 = digest_of(target)
        self._candidates[tenant] = sha256
        candidate = lineage.levels.candidate(sha256)
        with self._refusals.of(sha256):
            if digest_of_file(candidate) != sha256:  # not there, or spoilt since by the disk
                part = candidate.with_name(candidate.name + PART_SUFFIX)
                self._downloads.fetch(host, county.place(target), target, part)
                durable.settle(part, candidate)
            try:
                return read(candidate.read_bytes(), Feed, tenant)
            except ContentInvalid:
                durable.discard(candidate)
                raise

    def _fetch(self, media: Media, tenant: str, lineage: Lineage, county: County, host: Source) -> None:
        if self._store.has(media):
            return
        target, seen = county.find(media_path(tenant, media.sha256), lineage.seen)
        lineage.remember(seen)
        if target is None:
            raise ContentIncomplete(f"{tenant}: {media.name.zh} is listed and not signed")
        if target.length != media.size or digest_of(target) != media.sha256:
            raise ContentInvalid(f"{tenant}: {media.name.zh} is listed as another file than was signed")
        with self._refusals.of(f"{media.sha256} {media.media_type}"):
            self._make_room(media)
            self._downloads.fetch(host, county.place(target), target, self._store.part(media))
            self._store.take_in(media)

    def _make_room(self, media: Media) -> None:
        """Raises ContentTooLarge, DiskFull. The release before the current one is then in the way, at the latest: its
        media go with the next look, when no screen reads them any more."""
        try:
            self._store.make_room(media)
        except (ContentTooLarge, DiskFull):
            self._releases.forget_previous()
            raise

    def _promote(self, level: _Pending, lineage: Lineage, county: County) -> None:
        assert level.feed is not None
        lineage.remember_date(level.tenant, level.feed.published_at, self._clock.now(), county)
        lineage.levels.promote(level.tenant, level.sha256, level.feed)
        self._released = None

    def _postponed(self, media: Media) -> bool:
        return media.size >= LARGE and not self._terms.large_media_at(self._clock.now())

    def _with_what_is_here(self, feed: Feed) -> Feed:
        """What waits for its hours is left out of a release, and what shows it."""
        here = tuple(media for media in feed.media if self._store.has(media))
        return feed if here == feed.media else msgspec.structs.replace(feed, media=here)

    def _missing(self, media: tuple[Media, ...]) -> tuple[Media, ...]:
        missing = {entry.sha256: entry for entry in media if not self._store.has(entry)}
        return tuple(sorted(missing.values(), key=lambda entry: entry.size))

    def _in_turn(self, tenant: str) -> bool:
        return tenant == self._last_in_turn

    @contextmanager
    def _noting(self, troubles: list[SyncError], tenant: str) -> Iterator[None]:
        try:
            yield
        except SyncError as error:
            troubles.append(error)
        except OSError as error:
            troubles.append(of_disk(error))
        except SliceOver:
            self._last_in_turn = tenant
            raise

    def _sweep(self, lineage: Lineage, on_screen: set[str]) -> None:
        """What no release, no level and no download needs any more. A screen may be some moments behind: what was
        there when this look began stays until a later one."""
        self._releases.sweep()
        released = {media.sha256 for release in self._releases.kept() for media in release.media}
        wanted = {sha256 for tenant in lineage.tenants for sha256 in self._media_wanted.get(tenant, ())}
        self._store.sweep(released | on_screen | wanted, wanted, self._pulse)
        lineage.levels.sweep(self._candidates.values())


def _bytes_of(media: tuple[Media, ...]) -> int:
    return sum(entry.size for entry in media)
