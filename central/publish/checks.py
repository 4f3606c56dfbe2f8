# SPDX-License-Identifier: Apache-2.0
"""What must hold inside one level's feed, and between it and the levels above. Pure.

Every field by itself is right already (see strict); here it is about what belongs together.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from central.publish.due import ever_due
from central.publish.errors import ContentError, Contradiction, NeverDue, NotThere, TooBig, UsedTwice
from contract.content import (
    MAX_FEED_BYTES,
    Feed,
    MediaItem,
    Notice,
    NoticeItem,
    Programme,
    Service,
    ServicePlace,
)
from contract.document import encode


def problems_of(feed: Feed, above: Iterable[Feed] = ()) -> tuple[ContentError, ...]:
    """`above`: the feeds of the levels above, whose categories and service items this one may use."""
    return tuple(_problems(feed, tuple(above)))


def _problems(feed: Feed, above: tuple[Feed, ...]) -> Iterator[ContentError]:
    size = len(encode(feed))
    if size > MAX_FEED_BYTES:
        yield TooBig(place=feed.tenant, length=size, limit=MAX_FEED_BYTES)
    yield from _used_twice(feed)
    for notice in feed.notices:
        yield from _of_notice(notice, feed)
    for programme in feed.programmes:
        yield from _of_programme(programme, feed)
    categories = {category.category_id for one in (*above, feed) for category in one.categories}
    codes = {service.task_code for one in (*above, feed) for service in one.services}
    for service in feed.services:
        yield from _of_service(service, categories)
        if any(service.task_code == other.task_code for one in above for other in one.services):
            yield Contradiction(
                place=_place(feed, "services", service.task_code),
                zh="上级已有这个事项；本级只补充地址、时间、电话，请用 service-place",
                en="a level above has this item; to fill in address, hours, phone use service-place",
            )
    for place in feed.service_places:
        yield from _of_service_place(place, codes)
    for media in feed.media:
        if media.media_type.is_video != (media.seconds is not None):
            yield Contradiction(
                place=_place(feed, "media", media.sha256[:12]),
                zh="视频要有 seconds（时长），图片不能有",
                en="a video has `seconds`, a picture has none",
            )


def _used_twice(feed: Feed) -> Iterator[ContentError]:
    ids: dict[str, list[str]] = {
        "categories": [category.category_id for category in feed.categories],
        "services": [service.task_code for service in feed.services],
        "service_places": [place.task_code for place in feed.service_places],
        "notices": [notice.notice_id for notice in feed.notices],
        "programmes": [programme.programme_id for programme in feed.programmes],
        "media": [media.sha256 for media in feed.media],
    }
    for part, found in ids.items():
        for one, times in Counter(found).items():
            if times > 1:
                yield UsedTwice(place=f"{feed.tenant} {part}", id=one)


def _of_notice(notice: Notice, feed: Feed) -> Iterator[ContentError]:
    place = _place(feed, "notices", notice.notice_id)
    if notice.valid_until is not None and notice.valid_until <= (notice.valid_from or notice.published_at):
        yield Contradiction(
            place=f"{place} valid_until", zh="结束不晚于开始，永远不会显示", en="ends before it begins: never shown"
        )
    if notice.image is not None:
        found = next((media for media in feed.media if media.sha256 == notice.image), None)
        if found is None:
            yield NotThere(place=f"{place} image", kind="media", id=notice.image)
        elif found.media_type.is_video:
            yield Contradiction(
                place=f"{place} image", zh="这是视频，通知里只能放图片", en="a video; a picture is needed"
            )


def _of_programme(programme: Programme, feed: Feed) -> Iterator[ContentError]:
    place = _place(feed, "programmes", programme.programme_id)
    media = {media.sha256 for media in feed.media}
    notices = {notice.notice_id for notice in feed.notices}
    for number, item in enumerate(programme.items):
        where = f"{place} items[{number + 1}]"
        if isinstance(item, MediaItem) and item.sha256 not in media:
            yield NotThere(place=where, kind="media", id=item.sha256)
        if isinstance(item, NoticeItem) and item.notice_id not in notices:
            yield NotThere(place=where, kind="notice", id=item.notice_id)
    if not ever_due(programme):
        yield NeverDue(
            place=place, zh="有效期和播放时段没有交集", en="its validity and its parts of the day never meet"
        )


def _of_service(service: Service, categories: set[str]) -> Iterator[ContentError]:
    place = f"services[{service.task_code}]"
    if service.category_id not in categories:
        yield NotThere(place=f"{place} category_id", kind="category", id=service.category_id)
    if service.is_fee != bool(service.fees):
        yield Contradiction(
            place=f"{place} fees", zh="is_fee 与收费明细不一致", en="is_fee and the list of fees do not agree"
        )
    if service.is_online != bool(service.online_handle_url):
        yield Contradiction(
            place=f"{place} online_handle_url", zh="is_online 与网址不一致", en="is_online and the address do not agree"
        )
    if service.promise_type is service.anticipate_type and service.promise_day > service.anticipate_day:
        yield Contradiction(
            place=f"{place} promise_day",
            zh=f"承诺时限 {service.promise_day} 天长于法定时限 {service.anticipate_day} 天",
            en=f"the promised {service.promise_day} days are more than the statutory {service.anticipate_day}",
        )
    begins, ends = service.plan_effective_date, service.plan_cancel_date
    if begins is not None and ends is not None and ends <= begins:
        yield Contradiction(
            place=f"{place} plan_cancel_date", zh="取消日期不晚于生效日期", en="cancelled before it takes effect"
        )


def _of_service_place(place: ServicePlace, codes: set[str]) -> Iterator[ContentError]:
    where = f"service_places[{place.task_code}]"
    if place.task_code not in codes:
        yield NotThere(place=where, kind="service", id=place.task_code)
    if place.transact_addr is None and place.transact_time is None and place.link_way is None:
        yield Contradiction(
            place=where, zh="地址、时间、电话至少填一项", en="fill in at least one of address, hours, phone"
        )


def _place(feed: Feed, part: str, name: str) -> str:
    return f"{feed.tenant} {part}[{name}]"
