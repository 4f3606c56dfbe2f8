# SPDX-License-Identifier: Apache-2.0
"""What plays: emergency > programmes that are due, the highest priority alone > the default > all valid notices > the
standby card. A programme of which nothing can be shown is not due.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from contract.alerts import active
from contract.alerts import next_change as next_alert_change
from contract.content import (
    AlertBoard,
    AllNoticesItem,
    Audience,
    Line,
    Media,
    MediaItem,
    Notice,
    NoticeItem,
    Programme,
    Release,
    ReleasedNotice,
    ReleasedProgramme,
    Service,
)
from contract.tenant import lineage
from signage.schedule.showing import Planned, Reason, ServicePlaceLine, Showing, TickerText, Why
from signage.schedule.windows import boundaries, is_due, is_offered, is_within

SHORT_HOURS = 24
"""A line of hours longer than this is a story, not hours: it is left out."""

Place = tuple[ReleasedNotice | Media, int, Why]


def showing_at(release: Release | None, board: AlertBoard | None, now: datetime, output: str) -> Showing:
    alerts = active(board, now)
    if release is None:
        reason = Reason.EMERGENCY if alerts else Reason.STANDBY
        return Showing(output, reason, alerts=alerts, until=next_alert_change(board, now))
    notices = tuple(
        each for each in release.notices if each.notice.is_for(Audience.DISPLAY) and is_within(each.notice, now)
    )
    reason, places = _main(release, notices, now)
    services = tuple(service for service in release.services if is_offered(service, now))
    return Showing(
        output,
        Reason.EMERGENCY if alerts else reason,
        main=tuple(Planned(content, seconds, why, at) for at, (content, seconds, why) in enumerate(places)),
        ticker=tuple(TickerText(each.source.level, each.notice.title) for each in notices if each.notice.ticker),
        services=tuple(_service_lines(services)),
        hours=_hours(services),
        alerts=alerts,
        until=_next_change(release, board, now),
    )


def _main(release: Release, notices: tuple[ReleasedNotice, ...], now: datetime) -> tuple[Reason, list[Place]]:
    shelf = _Shelf(release, notices)
    due = [each for each in release.programmes if is_due(each.programme, now)]
    for reason in (Reason.SCHEDULED, Reason.DEFAULT):
        candidates = [each for each in due if each.programme.default is (reason is Reason.DEFAULT)]
        playable = [(each.programme.priority, list(shelf.places(each, reason))) for each in candidates]
        highest = max((priority for priority, places in playable if places), default=None)
        if highest is not None:
            return reason, [place for priority, places in playable if priority == highest for place in places]
    if notices:
        seconds = AllNoticesItem().seconds
        return Reason.NOTICES, [(notice, seconds, Why(Reason.NOTICES)) for notice in notices]
    return Reason.STANDBY, []


class _Shelf:
    """What there is to be shown now."""

    def __init__(self, release: Release, notices: tuple[ReleasedNotice, ...]) -> None:
        self._media = {media.sha256: media for media in release.media}
        self._notices = notices
        self._by_id = {(each.source.tenant, each.notice.notice_id): each for each in notices}

    def places(self, released: ReleasedProgramme, reason: Reason) -> Iterator[Place]:
        why = Why(reason, released.source, released.programme)
        for item in released.programme.items:
            match item:
                case MediaItem():
                    media = self._media.get(item.sha256)
                    if media is not None:
                        yield media, item.seconds, why
                case NoticeItem():
                    notice = self._notice(item.notice_id, released.source.tenant)
                    if notice is not None:
                        yield notice, item.seconds, why
                case AllNoticesItem():
                    for each in self._notices:
                        yield each, item.seconds, why

    def _notice(self, notice_id: str, tenant: str) -> ReleasedNotice | None:
        """The programme's own level's, or the nearest above it."""
        found = (self._by_id.get((level, notice_id)) for level in reversed(lineage(tenant)))
        return next((notice for notice in found if notice is not None), None)


def _service_lines(services: Iterable[Service]) -> Iterator[ServicePlaceLine]:
    for service in services:
        if service.is_service_terminals or service.transact_addr:
            yield ServicePlaceLine(service.task_name, service.transact_addr, service.is_service_terminals)


def _hours(services: Iterable[Service]) -> Line | None:
    told = Counter(service.transact_time for service in services if service.transact_time)
    hours, times = next(iter(told.most_common(1)), (None, 0))
    most = hours is not None and times * 2 > told.total() and len(hours.zh) <= SHORT_HOURS
    return hours if most else None


def _next_change(release: Release, board: AlertBoard | None, now: datetime) -> datetime | None:
    windows: list[Notice | Programme | Service] = [each.notice for each in release.notices]
    windows += [each.programme for each in release.programmes]
    windows += release.services
    moments = [moment for window in windows for moment in boundaries(window, now) if moment > now]
    alert = next_alert_change(board, now)
    return min([*moments, alert] if alert else moments, default=None)
