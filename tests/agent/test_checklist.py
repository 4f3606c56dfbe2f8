# SPDX-License-Identifier: Apache-2.0
"""What to bring, on paper: from the current release through the real printer."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.client import calls
from agent.receipts.checklist import checklist_slip
from contract import local
from contract.content import Category, DayType, Fee, HandleStep, Line, Material, Prose, Release, Service
from contract.document import encode
from contract.local import Outcome
from contract.release import CURRENT, RELEASE_FILE
from contract.settings import SHIPPED, laid_over, read_files
from contract.text import Language
from device_drivers.receipt_printer import PrinterProfile
from device_drivers.receipt_printer.codec import encode_slip
from device_drivers.receipt_printer.raster import draw_line
from tests.agent.conftest import RunningAgent, Surroundings

CODE = "113301060000012340"
MADE_AT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # the 23rd in China
TERMINAL = laid_over(read_files([SHIPPED]), {}).terminal


def line(zh: str, en: str | None = None) -> Line:
    return Line(zh=zh, en=en)


def service(**changes: object) -> Service:
    fields: dict[str, object] = {
        "task_code": CODE,
        "task_name": line("老年人优待证办理", "Senior citizen card"),
        "category_id": "elderly",
        "task_type": line("公共服务"),
        "project_type": line("即办件"),
        "server_type": line("自然人"),
        "dept_name": line("示范县民政局", "Civil Affairs Bureau"),
        "accept_condition": Prose(zh="年满六十周岁"),
        "handle_flow": (HandleStep(process_name=line("受理"), handle_explain=Prose(zh="交材料")),),
        "materials": (
            Material(material_name=line("近期照片", "Recent photo"), page_num=2, order_num=2, page_format=line("二寸")),
            Material(material_name=line("身份证原件", "ID card"), order_num=1),
            Material(material_name=line("户口簿", "Household book"), order_num=3, is_need=False, page_num=0),
        ),
        "anticipate_day": 20,
        "promise_day": 5,
        "transact_addr": line("振兴社区服务站1号窗口", "Window 1"),
        "transact_time": line("工作日 8:30—17:00", "Weekdays 8:30-17:00"),
        "link_way": line("0571-8888 0012"),
    }
    return Service(**(fields | changes))  # type: ignore[arg-type]


def publish(agent: RunningAgent, *services: Service) -> None:
    content = Path(agent.settings.paths.content)
    folder = content / "releases" / ("a" * 16)
    folder.mkdir(parents=True, exist_ok=True)
    release = Release(
        release_id="a" * 16,
        tenant="330106",
        made_at=MADE_AT,
        sources=(),
        categories=(Category(category_id="elderly", name=line("养老")),),
        services=services,
    )
    (folder / RELEASE_FILE).write_bytes(encode(release))
    if not (content / CURRENT).exists():
        (content / CURRENT).symlink_to(folder)


def printed(agent: RunningAgent, surroundings: Surroundings, session: str) -> str:
    status = agent.command(session, local.PrintChecklist(task_code=CODE))
    assert status.outcome is Outcome.SUCCEEDED, status
    slip = surroundings.printer.slips()[-1]
    assert slip.complete
    return slip.text()


def test_the_checklist_says_what_the_release_says_in_the_sessions_language(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    publish(agent, service(), service(task_code="ANOTHER0001", task_name=line("别的事项")))
    text = printed(agent, surroundings, agent.session())
    lines = [part.strip() for part in text.splitlines()]
    assert "老年人优待证办理" in text
    materials = [part for part in lines if part.startswith("□")]
    assert [part.split()[1] for part in materials] == ["1.", "2.", "3."], "in the order of the guide"
    assert "身份证原件" in materials[0]
    assert materials[0].endswith("1份")
    assert materials[1].endswith("2份")
    assert "（有就带）" in materials[2]
    for words in ("二寸", "5个工作日", "不收费", "1号窗口", "8:30", "0571-8888 0012", CODE, "2026-11-23", "DEMO-0001"):
        assert words in text, words
    assert "别的事项" not in text

    english = agent.kiosk.send(calls.open_session("b" * 32, local.SessionRequest(language=Language.EN))).session_id
    text = printed(agent, surroundings, english)
    for words in ("Senior citizen card", "ID card", "2 copies", "5 working days", "Free", "Window 1"):
        assert words in text, words


def test_an_item_that_is_not_in_the_release_is_refused_and_nothing_is_printed(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    session = agent.session()
    wanted = local.PrintChecklist(task_code="NOSUCHCODE")
    assert agent.refusal(calls.command(session, "c" * 32, wanted)) == "notFound", "before the first release"
    publish(agent, service())
    assert agent.refusal(calls.command(session, "d" * 32, wanted)) == "notFound"
    assert agent.kiosk.send(calls.command_status(session, "d" * 32)).outcome is Outcome.FAILED
    assert surroundings.printer.slips() == []


texts = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="\u2028"), min_size=1, max_size=80)


@settings(deadline=None)
@given(texts, st.integers(0, 999), st.sampled_from(list(DayType)), st.booleans(), st.sampled_from(list(Language)))
def test_every_item_can_be_printed_on_every_paper(
    name: str, days: int, day_type: DayType, fee: bool, language: Language
) -> None:
    item = service(
        task_name=line(name, name),
        materials=tuple(Material(material_name=line(name), order_num=number) for number in range(3)) if fee else (),
        promise_day=days,
        promise_type=day_type,
        is_fee=fee,
        fees=(Fee(fee_name=line(name), fee_stand=line("10元/本")),) if days % 2 else (),
        online_handle_url="https://example.gov.cn/" + "x" * 200 if fee else "",
        transact_addr=None,
        transact_time=None,
        link_way=None,
    )
    slip = checklist_slip(item, MADE_AT, TERMINAL, language)
    for profile in (PrinterProfile(), PrinterProfile(columns=32, dots=384, encoding="gbk")):
        assert encode_slip(slip, profile, draw_line)
