# SPDX-License-Identifier: Apache-2.0
"""Properties of the merge, for any feeds of any lineage."""

from datetime import UTC, datetime, timedelta
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sync.merge import merged, release_id_of
from contract.content import (
    AllNoticesItem,
    Category,
    Feed,
    HandleStep,
    Line,
    MediaItem,
    Notice,
    NoticeItem,
    Programme,
    Prose,
    Release,
    Service,
    ServicePlace,
)
from contract.document import decode, encode
from contract.tenant import lineage
from tests.agent.sync.county import media, picture

MADE = datetime(2026, 11, 23, tzinfo=UTC)
TENANTS = lineage("330106/001/012/03")
PICTURES = [media(picture(seed, 100)) for seed in range(4)]
STRANGER = "f" * 64

ids = st.sampled_from(["a", "b", "c", "d"])
codes = st.sampled_from(["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"])
words = st.sampled_from(["一", "二", "三"])
lines = words.map(lambda zh: Line(zh=zh))
maybe_line = st.none() | lines
images = st.sampled_from([*(entry.sha256 for entry in PICTURES), STRANGER])

notices = st.builds(
    Notice, notice_id=ids, title=lines, body=words.map(lambda zh: Prose(zh=zh)), issuer=lines,
    published_at=st.integers(0, 5).map(lambda days: MADE - timedelta(days=days)), image=st.none() | images,
    priority=st.sampled_from([50, 50, 60]),
)  # fmt: skip
items = st.builds(MediaItem, sha256=images) | st.builds(NoticeItem, notice_id=ids) | st.builds(AllNoticesItem)
programmes = st.builds(
    Programme, programme_id=ids, name=lines, items=st.lists(items, min_size=1, max_size=3).map(tuple)
)  # fmt: skip
services = st.builds(
    Service, task_code=codes, task_name=lines, category_id=ids, task_type=lines, project_type=lines, server_type=lines,
    dept_name=lines, accept_condition=words.map(lambda zh: Prose(zh=zh)), anticipate_day=st.just(5),
    promise_day=st.just(0), transact_addr=maybe_line, transact_time=maybe_line, link_way=maybe_line,
    handle_flow=st.just((HandleStep(process_name=Line(zh="办"), handle_explain=Prose(zh="办")),)),
)  # fmt: skip
places = st.builds(
    ServicePlace, task_code=codes, transact_addr=maybe_line, transact_time=maybe_line, link_way=maybe_line
)  # fmt: skip
categories = st.builds(Category, category_id=ids, name=lines, order_num=st.integers(0, 3))


def _some(things: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(things, max_size=3).map(tuple)


@st.composite
def feeds(draw: st.DrawFn) -> list[Feed]:
    there = draw(st.lists(st.sampled_from(TENANTS), unique=True))
    return [
        Feed(
            tenant=tenant, name=Line(zh=f"第{tenant.count('/')}级"), published_at=MADE,
            categories=draw(_some(categories)), services=draw(_some(services)), service_places=draw(_some(places)),
            notices=draw(_some(notices)), programmes=draw(_some(programmes)),
            media=draw(_some(st.sampled_from(PICTURES))),
        )
        for tenant in TENANTS if tenant in there
    ]  # fmt: skip


def _merged(levels: list[Feed]) -> Release:
    return merged(TENANTS[-1], levels, MADE)


@settings(deadline=None, max_examples=50)
@given(feeds())
def test_every_notice_of_every_level_is_there_once(levels: list[Feed]) -> None:
    release = _merged(levels)
    said = {(feed.tenant, notice.notice_id) for feed in levels for notice in feed.notices}
    shown = [(released.source.tenant, released.notice.notice_id) for released in release.notices]
    assert set(shown) == said
    assert len(shown) == len(said)
    assert [source.tenant for source in release.sources] == [feed.tenant for feed in levels]


@settings(deadline=None, max_examples=50)
@given(feeds())
def test_nothing_names_a_file_that_the_release_does_not_hold(levels: list[Feed]) -> None:
    release = _merged(levels)
    held = {entry.sha256 for entry in release.media}
    assert len(held) == len(release.media)
    assert held == {entry.sha256 for feed in levels for entry in feed.media}
    assert all(released.notice.image in held | {None} for released in release.notices)
    for released in release.programmes:
        assert released.programme.items
        assert all(item.sha256 in held for item in released.programme.items if isinstance(item, MediaItem))


@settings(deadline=None, max_examples=50)
@given(feeds())
def test_what_can_play_is_lost_by_nobody(levels: list[Feed]) -> None:
    held = {entry.sha256 for feed in levels for entry in feed.media}
    release = _merged(levels)
    for feed in levels:
        first = {programme.programme_id: programme for programme in reversed(feed.programmes)}
        for name, programme in first.items():
            playable = [item for item in programme.items if not isinstance(item, MediaItem) or item.sha256 in held]
            found = [
                p.programme
                for p in release.programmes
                if (p.source.tenant, p.programme.programme_id) == (feed.tenant, name)
            ]
            assert [list(p.items) for p in found] == ([playable] if playable else [])


@settings(deadline=None, max_examples=50)
@given(feeds())
def test_services_are_inherited_and_the_nearest_place_fills_in(levels: list[Feed]) -> None:
    found = {service.task_code: service for service in _merged(levels).services}
    for code in ("AAAAAAAA", "BBBBBBBB", "CCCCCCCC"):
        owners = [n for n, feed in enumerate(levels) for service in feed.services if service.task_code == code]
        assert (code in found) == bool(owners)
        if not owners:
            continue
        own = next(service for service in levels[owners[0]].services if service.task_code == code)
        for name in ("transact_addr", "transact_time", "link_way"):
            said = [getattr(own, name)]
            said += [
                getattr(place, name)
                for feed in levels[owners[0] :] for place in feed.service_places if place.task_code == code
            ]  # fmt: skip
            nearest = [value for value in said if value is not None]
            assert getattr(found[code], name) == (nearest[-1] if nearest else None)
        bare = {"transact_addr": None, "transact_time": None, "link_way": None}
        assert msgspec.structs.replace(found[code], **bare) == msgspec.structs.replace(own, **bare)


@settings(deadline=None, max_examples=50)
@given(feeds())
def test_categories_are_one_list_in_order_and_the_upper_level_names_them(levels: list[Feed]) -> None:
    found = _merged(levels).categories
    said = [category for feed in levels for category in feed.categories]
    assert [c.order_num for c in found] == sorted(c.order_num for c in found)
    assert {c.category_id for c in found} == {c.category_id for c in said}
    for category in found:
        assert category == next(c for c in said if c.category_id == category.category_id)


@settings(deadline=None, max_examples=50)
@given(feeds(), feeds())
def test_the_id_is_the_content_s_own_and_time_is_not_content(one: list[Feed], other: list[Feed]) -> None:
    release = _merged(one)
    later = merged(TENANTS[-1], one, MADE + timedelta(days=1))
    assert release.release_id == later.release_id == release_id_of(later)
    assert decode(encode(release), Release) == release
    second = _merged(other)
    same = msgspec.structs.replace(second, release_id=release.release_id) == release
    assert (second.release_id == release.release_id) == same


@settings(deadline=None, max_examples=50)
@given(feeds(), st.randoms())
def test_the_order_of_the_feeds_does_not_matter(levels: list[Feed], chance: Random) -> None:
    mixed = list(levels)
    chance.shuffle(mixed)
    assert merged(TENANTS[-1], mixed, MADE) == _merged(levels)


@settings(deadline=None, max_examples=50)
@given(feeds(), st.integers(0, 3))
def test_a_level_that_goes_takes_all_that_it_said_with_it(levels: list[Feed], gone: int) -> None:
    left = [feed for feed in levels if feed.tenant != TENANTS[gone]]
    release = merged(TENANTS[-1], left, MADE)
    said_by = {source.tenant for source in release.sources}
    said_by |= {one.source.tenant for one in (*release.notices, *release.programmes)}
    assert TENANTS[gone] not in said_by
    assert {one.task_code for one in release.services} <= {one.task_code for feed in left for one in feed.services}
    assert {one.sha256 for one in release.media} <= {one.sha256 for feed in left for one in feed.media}
    addresses = {one.transact_addr for feed in left for one in (*feed.services, *feed.service_places)}
    assert {one.transact_addr for one in release.services} <= addresses | {None}


@settings(deadline=None, max_examples=50)
@given(feeds())
def test_a_stranger_to_the_lineage_is_left_out(levels: list[Feed]) -> None:
    strangers = [msgspec.structs.replace(feed, tenant="330106/009") for feed in levels]
    assert merged(TENANTS[-1], [*strangers, *levels], MADE) == _merged(levels)


@settings(deadline=None, max_examples=50)
@given(feeds())
def test_what_is_more_important_stands_first_and_then_what_is_newer(levels: list[Feed]) -> None:
    order = [(-one.notice.priority, -one.notice.published_at.timestamp()) for one in _merged(levels).notices]
    assert order == sorted(order)
