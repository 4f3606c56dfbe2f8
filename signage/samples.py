# SPDX-License-Identifier: Apache-2.0
"""Content for previews: what a display of a living community shows on one Monday in November."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from contract.content import (
    Alert,
    AlertBoard,
    AlertStatus,
    BoardedAlert,
    Fact,
    HandleStep,
    Line,
    Notice,
    Prose,
    Release,
    ReleasedNotice,
    Service,
    Source,
)
from contract.tenant import Level

NOW = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
COUNTY = Source(tenant="330106", level=Level.COUNTY, name=Line(zh="示范县"))
STREET = Source(tenant="330106/001", level=Level.STREET, name=Line(zh="振兴街道"))
COMMUNITY = Source(tenant="330106/001/012", level=Level.COMMUNITY, name=Line(zh="振兴社区"))

LONG = (
    "老旧小区加装电梯的意见征询今天开始，每户都请说一说。\n"
    "一、谁来说：单元里的每一户房屋所有权人，租住的朋友请转告房东。\n"
    "二、说什么：同意还是不同意，电梯装在楼的哪一侧，施工时间怎么排，费用怎么分担。\n"
    "三、怎么说：到一楼服务台填表，也可以请网格员上门。年纪大、走不动的，打电话就行，我们来您家里。\n"
    "四、什么时候：从十一月二十三日起，到十二月二十三日为止，周末也有人。\n"
    "意见汇总后，结果在单元门口和这块屏上公示七天。有疑问的，请直接找楼长，或者打社区的电话。\n"
) * 3


def notice(notice_id: str, title: str, body: str, **further: object) -> Notice:
    facts = {"issuer": Line(zh="振兴社区"), "published_at": NOW - timedelta(days=1)} | further
    return Notice(notice_id=notice_id, title=Line(zh=title), body=Prose(zh=body), **facts)  # type: ignore[arg-type]


HEATING = notice(
    "heating",
    "冬季供暖开栓\u3000入户测温登记开始".replace("\u3000", "，"),
    "室温低于18℃的住户，可到一楼服务台或自助机“反映问题”登记，24小时内上门测温。",
    facts=(
        Fact(name=Line(zh="登记时间"), value=Line(zh="8:30—17:00")),
        Fact(name=Line(zh="电话"), value=Line(zh="8866 1234")),
    ),
    link="https://example.cn/heating",
)
WATER = notice("water", "明日8:00—16:00振兴路片区停水检修，请提前储水", "请提前储水。", ticker=True)
VACCINE = notice("vaccine", "流感疫苗接种点：社区卫生服务站，周一至周五8:30—16:30", "请带身份证。", ticker=True)
LIFT = notice("lift", "加装电梯，每一户都请说一说", LONG, link="https://example.cn/lift")


def service(task_code: str, name: str, place: str = "") -> Service:
    return Service(
        task_code=task_code,
        task_name=Line(zh=name),
        category_id="life",
        task_type=Line(zh="公共服务"),
        project_type=Line(zh="即办件"),
        server_type=Line(zh="自然人"),
        dept_name=Line(zh="振兴街道办事处"),
        accept_condition=Prose(zh="本社区居民"),
        handle_flow=(HandleStep(process_name=Line(zh="受理"), handle_explain=Prose(zh="当场受理")),),
        anticipate_day=1,
        promise_day=0,
        transact_addr=Line(zh=place) if place else None,
        transact_time=Line(zh="8:30—17:00"),
        is_service_terminals=not place,
    )


SERVICES = (
    service("A0000001", "老年优待证", "1楼2号"),
    service("A0000002", "居住证", "1楼3号"),
    service("A0000003", "社保缴费"),
    service("A0000004", "医保报销", "1楼5号"),
    service("A0000005", "城乡居民最低生活保障申请", "2楼民政窗口"),
)


def release(*notices: tuple[Source, Notice], services: tuple[Service, ...] = SERVICES) -> Release:
    return Release(
        release_id="0123456789abcdef",
        tenant=COMMUNITY.tenant,
        made_at=NOW,
        sources=(COUNTY, STREET, COMMUNITY),
        services=services,
        notices=tuple(ReleasedNotice(source=source, notice=each) for source, each in notices),
    )


def board(*alerts: Alert) -> AlertBoard:
    boarded = tuple(BoardedAlert(source=COUNTY, message=alert) for alert in alerts)
    return AlertBoard(received_at=NOW, time_floor=NOW, alerts=boarded)


STORM = Alert(
    alert_id="storm",
    sent=NOW - timedelta(minutes=2),
    event=Line(zh="暴雨红色预警"),
    headline=Line(zh="今天11时起有特大暴雨，请马上回家"),
    description=Prose(zh="区气象台预计，3小时内雨量将超过100毫米，地下车库、下沉道路可能进水。"),
    instruction=Prose(zh="请留在楼上，不要进地下车库，不要开车涉水。独居老人请打社区电话，我们来帮您。"),
    issuer=Line(zh="示范县应急管理局"),
    effective=NOW - timedelta(minutes=2),
    expires=NOW + timedelta(hours=3, minutes=18),
)
DRILL = Alert(
    alert_id="drill",
    sent=NOW - timedelta(minutes=1),
    status=AlertStatus.EXERCISE,
    event=Line(zh="消防演练"),
    headline=Line(zh="请从最近的楼梯走到院子里"),
    description=Prose(zh="今天社区举行消防演练，持续约半小时。"),
    instruction=Prose(zh="不要坐电梯。到院子里以后，请向楼长报个到。"),
    issuer=Line(zh="振兴街道办事处"),
    effective=NOW - timedelta(minutes=1),
    expires=NOW + timedelta(minutes=40),
)

_LONG_LINE = "关于进一步做好本辖区老旧小区改造期间临时停车泊位调整以及居民出行安全有关事项的通知，<b>请相互转告</b>" * 2
CROWDED = notice(
    "crowded",
    _LONG_LINE[:80],
    ("一二三四五六七八九十" * 200)[:2000],
    issuer=Line(zh=_LONG_LINE[:80]),
    facts=tuple(Fact(name=Line(zh=_LONG_LINE[:80]), value=Line(zh=_LONG_LINE[10:90])) for _ in range(4)),
    link="https://example.cn/" + "a" * 270,
    ticker=True,
)
CROWDED_ALERT = Alert(
    alert_id="crowded",
    sent=NOW,
    status=AlertStatus.EXERCISE,
    event=Line(zh=_LONG_LINE[:80]),
    headline=Line(zh=_LONG_LINE[:80]),
    description=Prose(zh=("一二三四五六七八九十" * 200)[:2000]),
    instruction=Prose(zh=("请不要着急。" * 400)[:2000]),
    issuer=Line(zh=_LONG_LINE[:80]),
    effective=NOW,
    expires=NOW + timedelta(hours=40),
)

Content = tuple[Release | None, AlertBoard | None]

_CROWDED_SERVICES = tuple(service(f"B{number:07}", _LONG_LINE[:80], _LONG_LINE[:80]) for number in range(9))
_TICKERS = ((STREET, WATER), (COMMUNITY, VACCINE))

SAMPLES: dict[str, Callable[[], Content]] = {
    "notice": lambda: (release((COMMUNITY, HEATING), *_TICKERS), None),
    "long": lambda: (release((COMMUNITY, LIFT), *_TICKERS), None),
    "quiet": lambda: (release((COMMUNITY, HEATING), services=()), None),
    "standby": lambda: (None, None),
    "emergency": lambda: (release((COMMUNITY, HEATING)), board(STORM)),
    "crowded": lambda: (release((COUNTY, CROWDED), services=_CROWDED_SERVICES), None),
    "crowded-emergency": lambda: (release((COMMUNITY, HEATING)), board(CROWDED_ALERT, DRILL)),
    "exercise": lambda: (release((COMMUNITY, HEATING)), board(DRILL)),
}
"""By the name of the preview."""
