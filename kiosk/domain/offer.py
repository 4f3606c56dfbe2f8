# SPDX-License-Identifier: Apache-2.0
"""What guide and notice board offer at a moment: the release, less what is not valid yet or any more."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

from contract.content import Audience, Category, Release, ReleasedNotice, Service
from contract.search import Spelling, found_by
from kiosk.domain.posters import Poster, posters

CHINA = timezone(timedelta(hours=8))


_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 12, 1, tzinfo=UTC)


def in_china(moment: datetime) -> datetime:
    """A moment at the edge of the calendar is read as one that has a place in it."""
    return min(max(moment, _FIRST), _LAST).astimezone(CHINA)


@dataclass(frozen=True)
class Offer:
    """Of a release that is not there yet (no `release_id`) everything is empty."""

    release_id: str = ""
    made_at: datetime | None = None
    checked_at: datetime | None = None
    """When it was last confirmed to be the newest."""
    categories: tuple[Category, ...] = field(default=(), repr=False)
    """Those with a service in them."""
    services: tuple[Service, ...] = field(default=(), repr=False)
    spellings: tuple[Spelling, ...] = field(default=(), repr=False)
    notices: tuple[ReleasedNotice, ...] = field(default=(), repr=False)
    """Those of higher priority first, then the newest."""
    posters: tuple[Poster, ...] = field(default=(), repr=False)

    def service(self, task_code: str) -> Service | None:
        return next((service for service in self.services if service.task_code == task_code), None)

    def of_category(self, category_id: str) -> tuple[Service, ...]:
        return tuple(service for service in self.services if service.category_id == category_id)

    def found_by(self, letters: str) -> tuple[Service, ...]:
        """By pinyin, initials or in full: first what begins so, then what has it within."""
        in_force = {service.task_code: service for service in self.services}
        return tuple(in_force[code] for code in found_by(self.spellings, letters) if code in in_force)


def offered(release: Release | None, wall: datetime, checked_at: datetime | None = None) -> Offer:
    if release is None:
        return Offer()
    today = in_china(wall).date()
    services = tuple(service for service in release.services if _in_force(service, today))
    used = {service.category_id for service in services}
    categories = [category for category in release.categories if category.category_id in used]
    notices = tuple(released for released in release.notices if _shown(released, wall))
    return Offer(
        release_id=release.release_id,
        made_at=release.made_at,
        checked_at=checked_at,
        categories=tuple(sorted(categories, key=lambda category: category.order_num)),
        services=services,
        spellings=release.spellings,
        notices=notices,
        posters=posters(release, notices, wall),
    )


def key_of(released: ReleasedNotice) -> str:
    """Two levels may use the same id."""
    return f"{released.source.tenant}:{released.notice.notice_id}"


def _in_force(service: Service, today: date) -> bool:
    """The day of the cancelling is the first without it."""
    begun = service.plan_effective_date is None or service.plan_effective_date <= today
    return begun and (service.plan_cancel_date is None or today < service.plan_cancel_date)


def _shown(released: ReleasedNotice, wall: datetime) -> bool:
    notice = released.notice
    if not notice.is_for(Audience.KIOSK):
        return False
    begun = notice.valid_from is None or notice.valid_from <= wall
    return begun and (notice.valid_until is None or wall < notice.valid_until)
