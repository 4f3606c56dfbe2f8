# SPDX-License-Identifier: Apache-2.0
"""The worst that the contract lets a clerk publish: every text as long as it may be, without a space, or as markup."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import msgspec

from contract.content import Category, Fact, Fee, HandleStep, Line, Material, Notice, Prose, ReleasedNotice, Service
from kiosk import published, samples
from kiosk.domain.offer import Offer, offered
from kiosk.domain.places import Checklist, FindService, Guide, Home, Notices, Place, ReadNotice, Services, ShowService
from kiosk.domain.posters import Poster
from kiosk.domain.state import Alarm, State

LONG = Line(zh="办" * 80, en="W" * 160)
BARE = Line(zh="A" * 80, en="m" * 160)
"""Latin without a space where Chinese was expected."""
TAGS = Line(zh="<h1><b>停水</b></h1><img src='file:///etc/passwd'>&amp;", en="<b>Water</b><br>off & <i>on</i>")
STORY = Prose(zh="停水通知请相互转告" * 222, en="Tell everybody that the water is off. " * 105)
WALL_OF_LETTERS = Prose(zh="B" * 2000, en="i" * 4000)
DAY = published.WALL


def service(line: Line, prose: Prose) -> Service:
    return msgspec.structs.replace(
        published.SENIOR_CARD,
        task_name=line,
        dept_name=line,
        accept_condition=prose,
        handle_flow=tuple(HandleStep(process_name=line, handle_explain=prose) for _ in range(12)),
        materials=tuple(
            Material(
                material_name=line,
                is_need=at % 2 == 0,
                page_num=99,
                page_format=line,
                source_type=line,
                fill_explain=line,
            )
            for at in range(20)
        ),
        anticipate_day=999,
        promise_day=999,
        is_fee=True,
        fees=tuple(Fee(fee_name=line, fee_stand=line) for _ in range(8)),
        transact_addr=line,
        transact_time=line,
        link_way=line,
        supervise_way=line,
    )


def notice(line: Line, prose: Prose, at: int = 0) -> ReleasedNotice:
    worst = Notice(
        notice_id=f"n{at}",
        title=line,
        body=prose,
        issuer=line,
        published_at=DAY - timedelta(days=1),
        facts=tuple(Fact(name=line, value=line) for _ in range(4)),
        link="https://" + "x" * 290,
    )
    return ReleasedNotice(source=published.COMMUNITY, notice=worst)


def alarmed(line: Line, prose: Prose) -> State:
    said = {"event": line, "headline": line, "issuer": line, "instruction": prose, "description": prose}
    worst = msgspec.structs.replace(published.DRILL.message, **said)
    alerts = (msgspec.structs.replace(published.DRILL, message=worst), published.RAIN)
    return replace(samples.SAMPLES["emergency_paying"](), alerts=alerts, alarm=Alarm(), warned_at=samples.NOW - 1)


def offer(line: Line, prose: Prose) -> Offer:
    first = service(line, prose)
    services = tuple(
        msgspec.structs.replace(first, task_code=f"{at:08d}", category_id=f"c{at % 24}", initials=("AB",))
        for at in range(500)
    )
    categories = tuple(Category(category_id=f"c{at}", name=line, note=line) for at in range(24))
    notices = tuple(notice(line, prose, at) for at in range(200))
    release = msgspec.structs.replace(published.RELEASE, services=services, categories=categories, notices=notices)
    return offered(release, DAY)


def states(line: Line, prose: Prose) -> dict[str, Callable[[], State]]:
    worst = offer(line, prose)
    base = replace(samples.BASE, offer=worst)
    first = worst.services[0]

    def at(*trail: Place) -> State:
        return replace(base, trail=(Home(), *trail))

    return {
        "home": lambda: base,
        "guide": lambda: at(Guide(worst)),
        "services": lambda: at(Guide(worst), Services(worst, "c1")),
        "find": lambda: at(Guide(worst), FindService(worst, "AB")),
        "service": lambda: at(Guide(worst), ShowService(first)),
        "checklist": lambda: at(Guide(worst), ShowService(first), Checklist(first)),
        "notices": lambda: at(Notices(worst)),
        "notice": lambda: at(Notices(worst), ReadNotice(worst.notices[0])),
        "attract": lambda: replace(base, touched_at=0.0, attracting=True, offer=few(worst)),
        "emergency": lambda: alarmed(line, prose),
        "strip": lambda: replace(alarmed(line, prose), alarm=None, warned_at=None),
    }


def few(offer: Offer) -> Offer:
    return replace(offer, posters=tuple(Poster(10, notice=released) for released in offer.notices[:3]))


WORST: dict[str, dict[str, Callable[[], State]]] = {
    "long": states(LONG, STORY),
    "bare": states(BARE, WALL_OF_LETTERS),
    "tags": states(TAGS, Prose(zh=TAGS.zh * 30, en=(TAGS.en or "") * 60)),
}
