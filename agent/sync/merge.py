# SPDX-License-Identifier: Apache-2.0
"""The levels of one terminal made into one release. Pure.

Notices and programmes of all levels stand side by side, each with its source. Categories and service items are
inherited: the upper level's word stands, and a nearer one fills in where, when and by which phone. What names a file
that no level lists is left out, so that everything in a release can be shown.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

import msgspec

from contract.content import (
    AlertBoard,
    Alerts,
    BoardedAlert,
    Category,
    Feed,
    Line,
    Media,
    MediaItem,
    Notice,
    Programme,
    Release,
    ReleasedNotice,
    ReleasedProgramme,
    Service,
    ServicePlace,
    Source,
)
from contract.document import canonical
from contract.search import index_of
from contract.tenant import Level, level_of, lineage

T = TypeVar("T")

LEVEL_NAMES = {
    Level.COUNTY: Line(zh="本县（区）", en="The county"),
    Level.STREET: Line(zh="本街道", en="The street"),
    Level.COMMUNITY: Line(zh="本社区", en="The community"),
    Level.GRID: Line(zh="本网格", en="The grid"),
}
"""Of a level whose alerts came before its first feed."""


def merged(tenant: str, feeds: Iterable[Feed], made_at: datetime) -> Release:
    """`feeds` of the tenant's own lineage, in any order; those of other levels are left out."""
    own = lineage(tenant)
    feeds = sorted((feed for feed in feeds if feed.tenant in own), key=lambda feed: feed.tenant)
    services = _services(feeds)
    media = _first_of((entry.sha256, entry) for feed in feeds for entry in feed.media)
    release = Release(
        release_id="0" * 16,
        tenant=tenant,
        made_at=made_at,
        sources=tuple(source_of(feed.tenant, feed.name) for feed in feeds),
        categories=_categories(feeds),
        services=tuple(msgspec.structs.replace(service, initials=(), pinyin=()) for service in services),
        spellings=index_of((one.task_code, (*one.initials, *one.pinyin)) for one in services),
        notices=_notices(feeds, media),
        programmes=tuple(_programmes(feeds, media)),
        media=tuple(media.values()),
    )
    return msgspec.structs.replace(release, release_id=release_id_of(release))


def release_id_of(release: Release) -> str:
    """Of all but the id itself and the time."""
    bare = msgspec.structs.replace(release, release_id="0" * 16, made_at=datetime.min)  # noqa: DTZ901 - no time at all
    return hashlib.sha256(canonical(bare)).hexdigest()[:16]


def boarded(levels: Iterable[tuple[Alerts, Line | None]], received_at: datetime, time_floor: datetime) -> AlertBoard:
    """The alerts of each level with the level's name, as far as it is known."""
    return AlertBoard(
        received_at=received_at,
        time_floor=time_floor,
        alerts=tuple(
            BoardedAlert(source=source_of(alerts.tenant, name), message=message)
            for alerts, name in levels
            for message in alerts.messages
        ),
    )


def alerts_digest(board: AlertBoard) -> str:
    return hashlib.sha256(canonical(board.alerts)).hexdigest()[:16]


def source_of(tenant: str, name: Line | None) -> Source:
    level = level_of(tenant)
    return Source(tenant=tenant, level=level, name=name or LEVEL_NAMES[level])


def _first_of(named: Iterable[tuple[str, T]]) -> dict[str, T]:
    """In their order; of equal names the first stands."""
    found: dict[str, T] = {}
    for name, thing in named:
        found.setdefault(name, thing)
    return found


def _categories(feeds: Iterable[Feed]) -> tuple[Category, ...]:
    found = _first_of((category.category_id, category) for feed in feeds for category in feed.categories)
    return tuple(sorted(found.values(), key=lambda category: category.order_num))


def _services(feeds: Iterable[Feed]) -> tuple[Service, ...]:
    found: dict[str, Service] = {}
    for feed in feeds:
        for service in feed.services:
            found.setdefault(service.task_code, service)
        for place in feed.service_places:
            if place.task_code in found:
                found[place.task_code] = _at(found[place.task_code], place)
    return tuple(found.values())


def _at(service: Service, place: ServicePlace) -> Service:
    return msgspec.structs.replace(
        service,
        transact_addr=place.transact_addr or service.transact_addr,
        transact_time=place.transact_time or service.transact_time,
        link_way=place.link_way or service.link_way,
    )


def _notices(feeds: Iterable[Feed], media: dict[str, Media]) -> tuple[ReleasedNotice, ...]:
    """The nearer level's first where two are of the same moment."""
    found = [
        ReleasedNotice(source=source_of(feed.tenant, feed.name), notice=_shown(notice, media))
        for feed in reversed(tuple(feeds))
        for notice in _first_of((notice.notice_id, notice) for notice in feed.notices).values()
    ]
    newest_first = sorted(found, key=lambda released: released.notice.published_at, reverse=True)
    return tuple(sorted(newest_first, key=lambda released: -released.notice.priority))


def _shown(notice: Notice, media: dict[str, Media]) -> Notice:
    there = notice.image is None or notice.image in media
    return notice if there else msgspec.structs.replace(notice, image=None)


def _programmes(feeds: Iterable[Feed], media: dict[str, Media]) -> Iterable[ReleasedProgramme]:
    for feed in feeds:
        for programme in _first_of((programme.programme_id, programme) for programme in feed.programmes).values():
            shown = _playable(programme, media)
            if shown.items:
                yield ReleasedProgramme(source=source_of(feed.tenant, feed.name), programme=shown)


def _playable(programme: Programme, media: dict[str, Media]) -> Programme:
    items = tuple(item for item in programme.items if not isinstance(item, MediaItem) or item.sha256 in media)
    return programme if items == programme.items else msgspec.structs.replace(programme, items=items)
