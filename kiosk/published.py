# SPDX-License-Identifier: Apache-2.0
"""Sample content: a county's guide, notices and alerts, as a release has them."""

from datetime import UTC, datetime, timedelta

import msgspec

from contract.content import (
    Alert,
    AlertBoard,
    AlertStatus,
    BoardedAlert,
    Category,
    Fact,
    Fee,
    HandleStep,
    Line,
    Material,
    Notice,
    Prose,
    Release,
    ReleasedNotice,
    Service,
    Severity,
    Source,
)
from contract.search import index_of
from contract.tenant import Level

WALL = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)


def line(zh: str, en: str) -> Line:
    return Line(zh=zh, en=en)


def prose(zh: str, en: str) -> Prose:
    return Prose(zh=zh, en=en)


COUNTY = Source(tenant="330106", level=Level.COUNTY, name=line("示范县", "Shifan County"))
STREET = Source(tenant="330106/001", level=Level.STREET, name=line("振兴街道", "Zhenxing Street"))
COMMUNITY = Source(tenant="330106/001/002", level=Level.COMMUNITY, name=line("振兴社区", "Zhenxing Community"))
GRID = Source(tenant="330106/001/002/03", level=Level.GRID, name=line("第三网格", "Grid 3"))

CATEGORIES = tuple(
    Category(category_id=name, name=line(zh, en), note=line(note_zh, note_en), order_num=at)
    for at, (name, zh, en, note_zh, note_en) in enumerate(
        (
            ("elder", "养老敬老", "Older people", "优待证、津贴、助餐", "Cards, allowances, meals"),
            ("social", "社保医保", "Social insurance", "参保、缴费、报销", "Joining, paying, refunds"),
            ("family", "生育户籍", "Birth and household", "生育登记、落户", "Registration, moving in"),
            ("housing", "住房物业", "Housing", "公租房、加装电梯", "Public rental, lifts"),
            ("help", "救助帮扶", "Support", "低保、临时救助", "Minimum living, urgent help"),
            ("utility", "水电气暖", "Water, power, heating", "开户、过户、报修", "New account, transfer, repair"),
        )
    )
)


def _service(code: str, category: str, zh: str, en: str, *initials: str) -> Service:
    return msgspec.structs.replace(
        SENIOR_CARD, task_code=code, category_id=category, task_name=line(zh, en), initials=initials
    )


SENIOR_CARD = Service(
    task_code="33010620260001",
    task_name=line("老年人优待证办理", "Senior citizen card"),
    category_id="elder",
    initials=("LNRYDZBL",),
    task_type=line("公共服务", "Public service"),
    project_type=line("即办件", "At once"),
    server_type=line("自然人", "Natural persons"),
    dept_name=line("示范县民政局", "Shifan Civil Affairs Bureau"),
    accept_condition=prose(
        "年满 60 周岁、户口在本县的老人，或者在本县住满半年的外地老人。",
        "Anybody of 60 or over whose household is registered in the county, or who has lived here for half a year.",
    ),
    handle_flow=(
        HandleStep(
            process_name=line("交材料", "Hand in"),
            handle_explain=prose("到社区窗口交材料，当场看齐不齐。", "At the community's counter; checked at once."),
        ),
        HandleStep(
            process_name=line("审核", "Review"),
            handle_explain=prose("街道一天内审好。", "The street reviews it within a day."),
        ),
        HandleStep(
            process_name=line("领证", "Collect"),
            handle_explain=prose("短信通知，到窗口领，也可以寄到家。", "By text message; at the counter or by post."),
        ),
    ),
    materials=(
        Material(
            material_name=line("居民身份证", "Resident identity card"),
            page_format=line("原件", "original"),
            fill_explain=line("看过就还给您", "Returned at once"),
        ),
        Material(
            material_name=line("一寸免冠照片", "Photo, 25 × 35 mm"),
            page_num=2,
            source_type=line("申请人自备", "bring your own"),
        ),
        Material(
            material_name=line("居住证", "Residence permit"),
            is_need=False,
            page_format=line("复印件", "copy"),
            fill_explain=line("户口不在本县的才要", "Only if your household is registered elsewhere"),
        ),
    ),
    anticipate_day=20,
    promise_day=3,
    transact_addr=line("振兴路 18 号社区服务站 2 号窗口", "Counter 2, service station, 18 Zhenxing Road"),
    transact_time=line("周一至周五 8:30—17:00", "Monday to Friday 8:30–17:00"),
    link_way=line("0571-8888 0034", "0571-8888 0034"),
    supervise_way=line("12345", "12345"),
)
WATER_ACCOUNT = msgspec.structs.replace(
    SENIOR_CARD,
    task_code="33010620260002",
    category_id="utility",
    task_name=line("水费缴纳和查询", "Paying the water bill"),
    initials=("SFJNHCX", "SFJNHZX"),
    dept_name=line("市自来水公司", "City Water"),
    materials=(),
    promise_day=0,
    anticipate_day=0,
    is_fee=True,
    fees=(
        Fee(fee_name=line("居民用水", "Household water"), fee_stand=line("每立方米 2.90 元", "¥2.90 a cubic metre")),
    ),
    is_service_terminals=True,
    limit_scene_num=0,
)
SERVICES = (
    SENIOR_CARD,
    WATER_ACCOUNT,
    _service("33010620260003", "elder", "高龄津贴发放", "Allowance for the very old", "GLJTFF"),
    _service("33010620260004", "elder", "老年助餐卡办理", "Meal card", "LNZCKBL"),
    _service("33010620260005", "elder", "居家养老服务补贴", "Subsidy for care at home", "JJYLFWBT"),
    _service("33010620260006", "social", "城乡居民医保参保登记", "Joining the medical insurance", "CXJMYBCBDJ"),
    _service("33010620260007", "family", "生育登记", "Birth registration", "SYDJ"),
    _service("33010620260008", "housing", "公共租赁住房申请", "Public rental housing", "GGZLZFSQ"),
    _service("33010620260009", "help", "最低生活保障申请", "Minimum living allowance", "ZDSHBZSQ"),
    _service("33010620260010", "utility", "供暖费退费申请", "Heating refund", "GNFTFSQ"),
)


def notice(source: Source, name: str, zh: str, en: str, days: int) -> ReleasedNotice:
    return ReleasedNotice(
        source=source,
        notice=Notice(
            notice_id=name,
            title=line(zh, en),
            body=prose(
                "各位居民：\n因供水管道检修，明日 8:00 至 16:00 停水。请提前存好用水，关紧水龙头。"
                "恢复供水后，请先放一会儿水再用。\n给大家添麻烦了，请多包涵。",
                "Dear residents,\nthe water will be off tomorrow from 8:00 to 16:00 while the pipes are repaired. "
                "Please store some water and close all taps. Let the water run for a while afterwards.\n"
                "Thank you for bearing "
                "with us.",
            ),
            issuer=source.name,
            published_at=WALL - timedelta(days=days, hours=2),
            facts=(
                Fact(name=line("停水时间", "When"), value=line("明日 8:00—16:00", "Tomorrow 8:00–16:00")),
                Fact(name=line("停水范围", "Where"), value=line("振兴路片区", "Around Zhenxing Road")),
            ),
            link="https://zw.example.test/notice/20261123",
        ),
    )


NOTICES = (
    notice(
        STREET, "water", "明日 8:00—16:00 振兴路片区停水检修", "Water off tomorrow 8:00–16:00 near Zhenxing Road", 0
    ),
    notice(COMMUNITY, "flu", "65 岁以上老人免费接种流感疫苗", "Free flu vaccination from the age of 65", 1),
    notice(COUNTY, "insurance", "2027 年度城乡居民医保开始缴费", "Medical insurance 2027 can be paid now", 3),
    notice(GRID, "lift", "3 幢电梯本周五上午维保", "Lift of building 3: maintenance on Friday morning", 4),
    notice(COMMUNITY, "dance", "社区活动室晚间开放时间调整", "New evening hours of the activity room", 6),
)
RELEASE = Release(
    release_id="5a7f0c2e9b1d4c38",
    tenant=GRID.tenant,
    made_at=WALL - timedelta(minutes=12),
    sources=(COUNTY, STREET, COMMUNITY, GRID),
    categories=CATEGORIES,
    services=SERVICES,
    spellings=index_of((one.task_code, one.initials) for one in SERVICES),
    notices=NOTICES,
)
RAIN = BoardedAlert(
    source=COUNTY,
    message=Alert(
        alert_id="rain-1",
        sent=WALL - timedelta(minutes=3),
        severity=Severity.EXTREME,
        event=line("暴雨红色预警", "Red rainstorm warning"),
        headline=line("未来 3 小时雨量将超过 100 毫米，低洼路段会积水", "Over 100 mm of rain in the next 3 hours"),
        description=prose(
            "县气象台 10 时 38 分发布：受强对流云团影响，示范县大部分地方将有特大暴雨，山洪和积水的危险很大。",
            "Issued at 10:38 by the county's weather station: extreme rain over most of the county, with a great "
            "danger of flash floods.",
        ),
        instruction=prose(
            "马上进到坚固的房子里，离开地下室和低洼处；不要蹚水，不要碰电线。有危险请打 119。",
            "Go into a solid building now. Leave basements and low ground. Do not wade; touch no cables. In danger "
            "call 119.",
        ),
        issuer=line("示范县应急管理局", "Shifan Emergency Bureau"),
        effective=WALL - timedelta(minutes=3),
        expires=WALL + timedelta(hours=3),
    ),
)
DRILL = BoardedAlert(
    source=COMMUNITY,
    message=Alert(
        alert_id="drill-1",
        sent=WALL - timedelta(minutes=1),
        status=AlertStatus.EXERCISE,
        severity=Severity.MODERATE,
        event=line("消防疏散演练", "Fire drill"),
        headline=line("今天 11 点社区消防疏散演练", "Fire drill at 11 o'clock today"),
        description=prose("演练大约 20 分钟，警报会响两次。", "It takes about 20 minutes; the alarm sounds twice."),
        instruction=prose(
            "听到警报，请走楼梯到小广场集合。", "When you hear the alarm, take the stairs to the square."
        ),
        issuer=line("振兴社区", "Zhenxing Community"),
        effective=WALL - timedelta(minutes=1),
        expires=WALL + timedelta(hours=1),
    ),
)
ALERTS = AlertBoard(received_at=WALL, time_floor=WALL - timedelta(hours=1), alerts=(RAIN, DRILL))
