# SPDX-License-Identifier: Apache-2.0
"""One look after the other at the county's folder: alerts, feeds, media, release; and how it went, for the agent."""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from agent.sync.alerting import Alerting
from agent.sync.county import County
from agent.sync.errors import ClockWrong, ContentExpired, ContentUnreachable, SliceOver, SyncError, of_disk
from agent.sync.feeding import Feeding
from agent.sync.folder_host import FolderHost
from agent.sync.host import ContentHost, Limits
from agent.sync.lineage import Lineage, read_anchor
from agent.sync.pulse import Pulse
from agent.sync.releases import Releases
from agent.sync.seen import COARSE
from agent.sync.source import Source
from agent.sync.store import RESERVE, MediaStore
from agent.sync.terms import Terms
from contract import durable
from contract.clock import Clock
from contract.content_orders import Action, Answer, Order
from contract.document import encode
from contract.local import ContentHealth, Trouble
from contract.release import CHECKED_FILE, Checked, ContentFolder
from contract.settings import Settings

log = logging.getLogger("sync")

SLICE_S = (1.0, 10.0)
"""How long feeds and media may take in one look before the next one asks for alerts again: the pause between two
looks, within these bounds."""
SLOWEST = 1024
"""Bytes a second. A host that gives less through a whole look might as well be gone."""
BEHIND = timedelta(days=1)
AHEAD = timedelta(hours=1)


@dataclass(frozen=True)
class Looked:
    health: ContentHealth
    complete: bool
    """False: it goes on at once."""


class Looks:
    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        pulse: Pulse,
        tell: Callable[[ContentHealth], None],
        *,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        reserve: int = RESERVE,
    ) -> None:
        """`tell`: how things stand, whoever listens."""
        self._settings = settings
        self._clock = clock
        self._pulse = pulse
        self._tell = tell
        folder = ContentFolder(Path(settings.paths.content))
        self._folder = folder
        self._checked: datetime | None = None
        self._releases = Releases(folder)
        self._alerting = Alerting(folder, clock, lambda: tell(self._health()))
        store = MediaStore(folder, settings.content.quota_mb * 1_000_000, reserve)
        terms = Terms.of(settings.content.rate_kbit_s, settings.content.large_media_hours)
        self._feeding = Feeding(store, self._releases, clock, pulse, terms)
        self._host = ContentHost(settings.content.url, pulse, limits, settings.content.proxy)
        self._source: Source = self._host
        self._lineage: Lineage | None = None
        self._trouble: SyncError | None = None
        self._tries = 0

    def close(self) -> None:
        self._feeding.close()
        self._host.close()

    def look(self) -> Looked:
        """Raises Stopping. Whatever goes wrong, what is on the disk is good."""
        troubles: list[SyncError] = []
        complete = True
        try:
            complete = self._look(troubles)
        except SyncError as error:
            troubles.append(error)
        except OSError as error:
            troubles.append(of_disk(error))
        self._note(troubles, complete)
        health = self._health()
        self._tell(health)
        return Looked(health, complete)

    def carry_out(self, order: Order) -> Answer:
        """Raises Stopping, OSError."""
        match order.action:
            case Action.BRING:
                return self._bring(order)
            case Action.ROLL_BACK:
                release = self._releases.roll_back(self._clock.now())
                done = release is not None
                text = f"release {release.release_id} is on the screens" if release else "there is none to go back to"
            case Action.FOLLOW:
                done, text = True, "the county's newest release is followed"
                if self._releases.follow():
                    self._feeding.anew()
        self._tell(self._health())
        current = self._releases.current()
        return Answer(order_id=order.order_id, done=done, text=text, release_id=current.release_id if current else "")

    def _bring(self, order: Order) -> Answer:
        """By the same looks as from the network, from a folder."""
        host, self._source = self._source, FolderHost(Path(order.folder))
        try:
            looked = self.look()
            while not looked.complete and looked.health.trouble is None:
                looked = self.look()
        finally:
            self._feeding.close()
            self._source = host
        trouble, release_id = looked.health.trouble, looked.health.release_id
        if trouble is not None:
            return Answer(order_id=order.order_id, done=False, code=trouble.code, text=trouble.title)
        return Answer(
            order_id=order.order_id, done=True, text=f"release {release_id} is current", release_id=release_id
        )

    def _look(self, troubles: list[SyncError]) -> bool:
        lineage = self._lineage_now()
        self._alerting.board(lineage)
        county = lineage.look(self._source, self._clock.now())
        lineage.remember(county.refresh(lineage.seen))
        self._alerting.look(lineage, county, troubles)
        complete = self._look_at_feeds(lineage, county, troubles)
        self._alerting.board(lineage)  # levels may have got their names
        troubles += lineage.disk_trouble()
        return complete

    def _look_at_feeds(self, lineage: Lineage, county: County, troubles: list[SyncError]) -> bool:
        slice_s = min(max(self._settings.content.poll_s, SLICE_S[0]), SLICE_S[1])
        began = self._source.received
        self._pulse.slice_ends(self._clock.monotonic() + slice_s)
        try:
            return self._feeding.look(lineage, county, self._source, troubles)
        except SliceOver:
            if self._source.received - began < SLOWEST * slice_s:
                troubles.append(ContentUnreachable("the host gives next to nothing"))
            return False
        finally:
            self._pulse.slice_ends(None)

    def _lineage_now(self) -> Lineage:
        """Raises NoRoot, OSError."""
        settings = self._settings
        anchor = read_anchor(Path(settings.content.root_file))
        if self._lineage is None or self._lineage.anchor != anchor:
            self._lineage = Lineage(Path(settings.paths.sync), anchor, settings.terminal.tenant)
        return self._lineage

    def _note(self, troubles: list[SyncError], complete: bool) -> None:
        trouble = self._named(troubles[0]) if troubles else None
        self._tries = self._tries + 1 if trouble else 0
        if trouble is None and complete:
            trouble = self._confirmed()
        if (trouble and trouble.code) != (self._trouble and self._trouble.code):
            if trouble:
                log.warning("%s: %s", trouble.code, trouble)
            else:
                log.info("the content is current" if complete else "new content is under way")
        self._trouble = trouble

    def _confirmed(self) -> SyncError | None:
        """What is here is the newest; only the clock may be wrong."""
        lineage, now = self._lineage, self._clock.now()
        assert lineage is not None
        moment = lineage.seen.moment(now)
        lineage.remember(msgspec.structs.replace(lineage.seen, checked_at=moment))
        self._tell_screens(moment)
        floor = lineage.seen.signed_floor
        return ClockWrong(f"the clock is behind: it was {floor:%Y-%m-%d} already") if floor - now > BEHIND else None

    def _tell_screens(self, moment: datetime) -> None:
        """They look at the disk, with the agent gone, too. Not at each look: that would wear it."""
        if self._checked is None or abs(moment - self._checked) >= COARSE:
            with contextlib.suppress(OSError):
                durable.write(self._folder.root / CHECKED_FILE, encode(Checked(at=moment)))
                self._checked = moment

    def _named(self, trouble: SyncError) -> SyncError:
        """A clock that is ahead makes good signatures look expired; the host's own clock hints at it."""
        said, now = self._source.said_date, self._clock.now()
        if type(trouble) is ContentExpired and said is not None and now - said > AHEAD:
            return ClockWrong(f"{trouble} by this clock ({now:%Y-%m-%d}); the host's says {said:%Y-%m-%d}")
        return trouble

    def _health(self) -> ContentHealth:
        release = self._releases.current()
        trouble = self._trouble
        return ContentHealth(
            release_id=release.release_id if release else "",
            made_at=release.made_at if release else None,
            checked_at=self._lineage.seen.checked_at if self._lineage else None,
            alerts_digest=self._alerting.digest,
            trouble=Trouble(code=trouble.code, title=str(trouble)) if trouble else None,
            tries=self._tries,
        )
