# SPDX-License-Identifier: Apache-2.0
"""What an editor may write: every field's own limits, and what belongs together."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.publish import checks, drafting, strict
from central.publish.due import CHINA, ever_due
from central.publish.errors import (
    Blank,
    ContentError,
    Contradiction,
    FormUnfit,
    Missing,
    NeverDue,
    NotThere,
    TextUnfit,
    TooBig,
    TooLong,
    TooMany,
    Unfit,
    UnknownKey,
    UsedTwice,
)
from contract.content import Category, DayPart, Feed, Line, Media, MediaItem, MediaType, NoticeItem, Programme, Service
from contract.document import convert, encode
from contract.errors import InvalidDocument
from contract.text import Language
from tests.central.publish.conftest import COMMUNITY, COUNTY, notice

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
CODE = "33010600101400100101"
SOONER, LATER = "2026-12-01T00:00:00+08:00", "2026-12-02T00:00:00+08:00"


def feed(tenant: str = COMMUNITY, **parts: Any) -> Feed:
    empty = Feed(tenant=tenant, name=Line(zh="振兴社区"), published_at=NOW)
    return drafting.merged(empty, parts)


def service(**more: Any) -> dict[str, Any]:
    return {
        "task_code": CODE, "task_name": {"zh": "水费过户"}, "category_id": "housing", "task_type": {"zh": "公共服务"},
        "project_type": {"zh": "即办件"}, "server_type": {"zh": "自然人"}, "dept_name": {"zh": "公用事业中心"},
        "accept_condition": {"zh": "都可以"}, "anticipate_day": 5, "promise_day": 3,
        "handle_flow": [{"process_name": {"zh": "申请"}, "handle_explain": {"zh": "到窗口"}}],
    } | more  # fmt: skip


HOUSING = {"category_id": "housing", "name": {"zh": "住房"}}
SHA = "a" * 64
POSTER = {"sha256": SHA, "size": 10, "media_type": "image/png", "name": {"zh": "图"}, "width": 10, "height": 10}
FILM = {"sha256": "b" * 64, "size": 10, "media_type": "video/mp4", "name": {"zh": "片"}, "width": 10, "height": 10,
        "seconds": 3.0}  # fmt: skip


def programme(**more: Any) -> dict[str, Any]:
    return {"programme_id": "p", "name": {"zh": "平时"}, "items": [{"item": "all_notices"}]} | more


def errors_of(**parts: Any) -> tuple[ContentError, ...]:
    try:
        return checks.problems_of(feed(**parts))
    except Unfit as error:
        return error.errors


def kinds(errors: tuple[ContentError, ...]) -> list[type[ContentError]]:
    return [type(error) for error in errors]


def test_ten_megabytes_of_text_name_the_limit():
    errors = errors_of(notices=[notice(body={"zh": "水" * 10_000_000})])
    assert kinds(errors) == [TooLong]
    assert errors[0].say(Language.ZH) == (
        f"{COMMUNITY} notices[tingshui] body zh：太长，有 10000000 个字，最多 2000 个。请缩短。"
    )
    assert "10000000 characters; the limit is 2000" in errors[0].say(Language.EN)


def test_a_whole_feed_has_a_limit():
    notices = [notice(f"n-{number}", body={"zh": "水" * 2000, "en": "w" * 4000}) for number in range(200)]
    assert kinds(errors_of(notices=notices)) == [TooBig]


def test_everything_wrong_is_said_at_once():
    errors = errors_of(
        notices=[notice(titel={"zh": "x"}, title={"zh": ""}, link="http://x", facts=[{"name": {"zh": "a"}}])]
    )
    assert sorted(kind.__name__ for kind in kinds(errors)) == ["Blank", "FormUnfit", "Missing", "UnknownKey"]
    assert "是不是 title？" in next(one for one in errors if isinstance(one, UnknownKey)).say(Language.ZH)


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (notice(title={"zh": "  \u3000 "}), Blank),
        (notice(title={"zh": "一\n二"}), TextUnfit),
        (notice(title={"zh": "翻\u202e转"}), TextUnfit),
        (notice(title={"zh": "零\u200b宽"}), TextUnfit),
        (notice(body={"zh": "响\x07铃"}), TextUnfit),
        (notice(title={"zh": "半个\ud800"}), TextUnfit),
        (notice(title={"zh": "字" * 81}), TooLong),
        (notice(title={"zh": "字", "en": "x" * 161}), TooLong),
        (notice(title="明天停水"), FormUnfit),
        (notice(title={}), Missing),
        (notice(title=7), FormUnfit),
        (notice("../x"), FormUnfit),
        (notice("大写"), FormUnfit),
        (notice("a" * 41), FormUnfit),
        (notice(published_at="2026-11-20T08:00:00"), FormUnfit),
        (notice(published_at="gestern"), FormUnfit),
        (notice(ticker="ja"), FormUnfit),
        (notice(facts=[{"name": {"zh": "a"}, "value": {"zh": "b"}}] * 5), TooMany),
        (notice(image="poster.png"), FormUnfit),
        (notice(link="javascript:alert(1)"), FormUnfit),
        (notice(link="https://x/" + "a" * 300), FormUnfit),
        (notice(title={"zh": "一行\n"}), TextUnfit),
        (notice("tingshui\n"), FormUnfit),
    ],
)
def test_one_field_out_of_its_limits(entry: dict[str, Any], kind: type[ContentError]):
    assert kinds(errors_of(notices=[entry])) == [kind]


@pytest.mark.parametrize("part", ["noticess", "notice", "name ", "release_id"])
def test_an_unknown_part_of_a_feed_is_named(part: str):
    assert kinds(errors_of(**{part: []})) == [UnknownKey]


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"notices": [notice(image=SHA)]}, NotThere),
        ({"notices": [notice(image="b" * 64)], "media": [FILM]}, Contradiction),
        ({"notices": [notice(valid_until="2026-11-20T08:00:00+08:00")]}, Contradiction),
        ({"notices": [notice(valid_from=LATER, valid_until=SOONER)]}, Contradiction),
        ({"programmes": [programme(items=[{"item": "media", "sha256": SHA}])]}, NotThere),
        ({"programmes": [programme(items=[{"item": "notice", "notice_id": "n"}])]}, NotThere),
        ({"programmes": [programme(items=[])]}, Blank),
        ({"programmes": [programme(items=[{"item": "film"}])]}, FormUnfit),
        ({"programmes": [programme(items=[{"item": "all_notices", "seconds": 2}])]}, FormUnfit),
        ({"programmes": [programme(priority=True)]}, FormUnfit),
        ({"programmes": [programme(day_parts=[{"start": "24:00", "end": "12:00"}])]}, FormUnfit),
        ({"programmes": [programme(day_parts=[{"start": "25:00"}])]}, FormUnfit),
        ({"programmes": [programme(day_parts=[{"days": [0]}])]}, FormUnfit),
        (
            {"programmes": [programme(valid_from=LATER, valid_until=SOONER)]},
            NeverDue,
        ),
        ({"services": [service()]}, NotThere),
        ({"services": [service(is_fee=True)], "categories": [HOUSING]}, Contradiction),
        ({"services": [service(is_online=True)], "categories": [HOUSING]}, Contradiction),
        ({"services": [service(promise_day=6)], "categories": [HOUSING]}, Contradiction),
        ({"services": [service(handle_flow=[])], "categories": [HOUSING]}, Blank),
        ({"service_places": [{"task_code": CODE, "link_way": {"zh": "8888"}}]}, NotThere),
        ({"services": [service()], "categories": [HOUSING], "service_places": [{"task_code": CODE}]}, Contradiction),
        ({"media": [POSTER | {"seconds": 3.0}]}, Contradiction),
        ({"media": [POSTER | {"size": 0}]}, FormUnfit),
        ({"media": [POSTER | {"media_type": "image/gif"}]}, FormUnfit),
    ],
)  # fmt: skip
def test_what_does_not_belong_together(parts: dict[str, Any], kind: type[ContentError]):
    assert kinds(errors_of(**parts)) == [kind]


def test_what_does():
    assert errors_of(
        notices=[notice(image=SHA)], media=[POSTER, FILM], categories=[HOUSING], services=[service()],
        service_places=[{"task_code": CODE, "transact_addr": {"zh": "一楼"}}],
        programmes=[programme(items=[{"item": "media", "sha256": SHA}, {"item": "notice", "notice_id": "tingshui"}])],
    ) == ()  # fmt: skip


def test_an_id_used_twice_by_hand_is_named():
    twice = Feed(
        tenant=COMMUNITY, name=Line(zh="x"), published_at=NOW,
        categories=(Category(category_id="a", name=Line(zh="x")),) * 2,
    )  # fmt: skip
    assert kinds(checks.problems_of(twice)) == [UsedTwice]


def test_the_levels_above_lend_their_categories_and_items():
    above = feed(COUNTY, categories=[HOUSING], services=[service()])
    below = feed(COMMUNITY, service_places=[{"task_code": CODE, "link_way": {"zh": "8888"}}])
    assert checks.problems_of(below, [above]) == ()
    assert kinds(checks.problems_of(below)) == [NotThere]
    assert kinds(checks.problems_of(feed(COMMUNITY, services=[service()]), [above])) == [Contradiction]


# ---- properties


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = ["notice_id", "title", "body", "issuer", "published_at", "facts", "image", "link", "ticker", "zh", "en", "x"]


@given(entry=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8))
def test_whatever_is_written_is_taken_by_both_or_refused(entry: dict[str, Any]):
    """What passes here passes the contract; what the contract refuses is refused here."""
    plain = notice() | entry
    try:
        convert(plain, drafting.Notice)
        allowed = True
    except InvalidDocument:
        allowed = False
    try:
        typed = strict.parse(plain, drafting.Notice, "x")
    except Unfit as error:
        refused = error
    else:
        assert allowed
        assert strict.parse(strict.json_of(encode(typed), "x"), drafting.Notice, "x") == typed
        return
    assert refused.errors
    assert all(one.say(language) for one in refused.errors for language in Language)


@given(data=JSON)
def test_a_feed_of_anything_is_refused_in_words(data: Any):
    with pytest.raises(Unfit):
        strict.parse(data, Feed, "x")


@given(
    zh=st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=80
    ).filter(lambda text: text.strip())
)
def test_any_plain_line_is_allowed(zh: str):
    assert strict.parse({"zh": zh}, Line, "x") == Line(zh=zh)


TIMES = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
PARTS = st.builds(
    DayPart,
    days=st.lists(st.integers(1, 7), max_size=3).map(tuple),
    start=TIMES,
    end=TIMES | st.just("24:00"),
)


@given(
    quarters=st.integers(0, 365 * 24 * 4),
    length=st.integers(1, 14 * 24 * 4),
    parts=st.lists(PARTS, max_size=3),
)
def test_ever_due_agrees_with_looking_at_every_quarter_of_an_hour(quarters: int, length: int, parts: list[DayPart]):
    quarter = timedelta(minutes=15)
    first = datetime(2026, 1, 1, tzinfo=CHINA) + quarters * quarter
    whole = Programme(
        programme_id="p", name=Line(zh="x"), items=(NoticeItem(notice_id="n"),), day_parts=tuple(parts),
        valid_from=first, valid_until=first + length * quarter,
    )  # fmt: skip
    seen = not parts or any(inside(part, first + number * quarter) for part in parts for number in range(length))
    assert ever_due(whole) == seen


def inside(part: DayPart, moment: datetime) -> bool:
    minutes = moment.hour * 60 + moment.minute
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in (part.start, part.end))
    today, yesterday = moment.isoweekday(), (moment - timedelta(days=1)).isoweekday()
    if end > start:
        return start <= minutes < end and (not part.days or today in part.days)
    return (minutes >= start and (not part.days or today in part.days)) or (
        minutes < end and (not part.days or yesterday in part.days)
    )


def test_types_of_the_contract_are_all_known_to_the_reader():
    """A field of a new kind in the contract must be taught to `strict` before it is published."""
    whole = feed(
        notices=[notice(image=SHA, valid_from=NOW, valid_until=NOW + timedelta(days=9))], media=[POSTER, FILM],
        categories=[HOUSING],
        services=[service(plan_effective_date="2026-01-01", fees=[{"fee_name": {"zh": "a"}, "fee_stand": {"zh": "b"}}],
                          is_fee=True, materials=[{"material_name": {"zh": "证"}}], anticipate_type="calendar")],
        programmes=[programme(day_parts=[{"days": [1], "start": "08:00", "end": "12:00"}])],
    )  # fmt: skip
    assert strict.parse(strict.as_plain(whole), Feed, "x") == whole
    assert whole.media[1] == Media(**(FILM | {"media_type": MediaType.MP4, "name": Line(zh="片")}))
    assert isinstance(whole.services[0], Service)
    assert not isinstance(whole.programmes[0].items[0], MediaItem)
