# SPDX-License-Identifier: Apache-2.0
"""Other programs' files: as their own libraries write them, as offices write them, and broken."""

import contextlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from central.publish.__main__ import main
from central.publish.county import County
from central.publish.errors import FileUnreadable, PublishError, Unfit
from central.publish.importing import atom, cap, ical, plain_text
from central.publish.importing.table import read_table
from contract.content import MessageType, Severity
from contract.text import Language
from tests.central.publish.conftest import COMMUNITY, COUNTY

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>示范县水务局</title><id>urn:x</id><updated>2026-11-23T08:00:00+08:00</updated>
<entry><title>周六停水 &amp; 检修</title><id>urn:notice:1</id><updated>2026-11-23T08:00:00+08:00</updated>
<link href="https://water.example/1"/><content type="html">&lt;p&gt;请提前&lt;b&gt;储水&lt;/b&gt;。&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;次日恢复。&lt;/p&gt;</content></entry>
<entry><title>水价公告</title><id>urn:notice:2</id><updated>2026-11-22T08:00:00+08:00</updated><summary>不变。</summary></entry>
</feed>"""  # noqa: E501
RSS = """<rss version="2.0"><channel><title>县政府</title><item><title>放假安排</title><guid>g1</guid>
<pubDate>Mon, 23 Nov 2026 08:00:00 +0800</pubDate><description>周五放假。</description></item></channel></rss>"""
CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>W1</identifier><sender>met@example.cn</sender>
<sent>2026-11-24T09:50:00+08:00</sent><status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{references}
<info><language>en-US</language><event>Rainstorm</event><headline>Heavy rain</headline><description>100 mm</description>
<instruction>Stay in</instruction><severity>Severe</severity></info>
<info><language>zh-CN</language><event>暴雨红色预警</event><urgency>Immediate</urgency><severity>Extreme</severity>
<certainty>Likely</certainty><expires>2026-11-24T16:00:00+08:00</expires><senderName>示范县气象台</senderName>
<headline>三小时内有特大暴雨</headline><description>雨量将达100毫米。</description>{instruction}</info></alert>"""
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//
BEGIN:VEVENT
UID:{uid}
DTSTART{start}
DTEND{end}
SUMMARY:健康讲座
LOCATION:社区二楼
{rule}END:VEVENT
END:VCALENDAR
"""


def cap_message(
    kind: str = "Alert", references: str = "", instruction: str = "<instruction>不要外出。</instruction>"
) -> bytes:
    return CAP.format(kind=kind, references=references, instruction=instruction).encode()


def ics(start: str, end: str, rule: str = "") -> bytes:
    return ICS.format(uid="1", start=start, end=end, rule=f"{rule}\n" if rule else "").replace("\n", "\r\n").encode()


def when(data: bytes) -> tuple[str, str]:
    [notice] = ical.notices_in(data, "x.ics", NOW, "居委会")
    value = notice["facts"][0]["value"]
    return value["zh"], value["en"]


# ---- feeds


def test_entries_become_notices_without_markup():
    first, second = atom.notices_in(ATOM.encode(), "feed.xml", NOW)
    assert first["title"]["zh"] == "周六停水 & 检修"
    assert first["body"]["zh"] == "请提前储水。\n次日恢复。"
    assert first["issuer"]["zh"] == "示范县水务局"
    assert first["published_at"] == datetime(2026, 11, 23, tzinfo=UTC)
    assert first["link"] == "https://water.example/1"
    assert second["body"]["zh"] == "不变。"
    assert "link" not in second
    [item] = atom.notices_in(RSS.encode(), "rss.xml", NOW)
    assert (item["title"]["zh"], item["issuer"]["zh"]) == ("放假安排", "县政府")


def test_the_same_entry_again_takes_its_own_place(county: County, tmp_path: Path):
    for changed in ("不变。", "涨一分。"):
        (tmp_path / "feed.atom").write_text(ATOM.replace("不变。", changed), encoding="utf-8")
        command = ["--county", str(county.folder), "import", "--tenant", COMMUNITY, str(tmp_path / "feed.atom")]
        assert main(command) == 0
    assert [one.body.zh for one in county.draft(COMMUNITY).notices] == ["请提前储水。\n次日恢复。", "涨一分。"]


@pytest.mark.parametrize(
    "data", [b"", b"no feed at all", b"<html><body>404</body></html>", b"\xff\xfe\x00", b"PK\x03\x04"]
)
def test_what_is_no_feed_is_refused(data: bytes):
    with pytest.raises(FileUnreadable):
        atom.notices_in(data, "feed.xml", NOW)


@given(st.text(max_size=200))
def test_text_of_markup_never_holds_what_no_screen_shows(markup: str):
    text = plain_text.of_html(markup)
    assert not any(ord(one) < 32 and one != "\n" for one in text)
    assert not any(one in text for one in "\u200b\u202e\ufeff")
    assert "\n\n" not in text


# ---- calendars


@pytest.mark.parametrize(
    ("start", "end", "rule", "zh"),
    [
        (";TZID=Asia/Shanghai:20261127T090000", ";TZID=Asia/Shanghai:20261127T103000", "", "11月27日 09:00—10:30"),
        (":20261127T010000Z", ":20261127T023000Z", "", "11月27日 09:00—10:30"),
        (":20261127T090000", ":20261127T103000", "", "11月27日 09:00—10:30"),
        (";VALUE=DATE:20261127", ";VALUE=DATE:20261128", "", "11月27日"),
        (";VALUE=DATE:20261127", ";VALUE=DATE:20261130", "", "11月27日至11月29日"),
        (":20261125T140000", ":20261125T150000", "RRULE:FREQ=WEEKLY;BYDAY=WE,FR", "每周三、五 14:00—15:00"),
        (":20261125T140000", ":20261125T150000", "RRULE:FREQ=WEEKLY", "每周三 14:00—15:00"),
        (":20261125T140000", ":20261125T150000", "RRULE:FREQ=DAILY", "每天 14:00—15:00"),
        (";VALUE=DATE:20261105", ";VALUE=DATE:20261106", "RRULE:FREQ=MONTHLY", "每月5日"),
    ],
)
def test_an_event_says_when(start: str, end: str, rule: str, zh: str):
    assert when(ics(start, end, rule))[0] == zh


def test_an_event_goes_when_it_is_over_and_a_past_one_does_not_come():
    [notice] = ical.notices_in(ics(":20261127T090000", ":20261127T103000"), "x.ics", NOW, "居委会")
    assert notice["valid_until"] == datetime(2026, 11, 27, 2, 30, tzinfo=UTC)
    assert notice["facts"][1]["value"]["zh"] == "社区二楼"
    assert ical.notices_in(ics(":20251127T090000", ":20251127T103000"), "x.ics", NOW, "居委会") == []
    [forever] = ical.notices_in(ics(":20251127T090000", ":20251127T103000", "RRULE:FREQ=DAILY"), "x.ics", NOW, "x")
    assert "valid_until" not in forever


@pytest.mark.parametrize("rule", ["RRULE:FREQ=WEEKLY;INTERVAL=2", "RRULE:FREQ=MONTHLY;BYDAY=1MO", "RRULE:FREQ=YEARLY"])
def test_a_recurrence_that_no_line_says_is_refused_in_words(rule: str):
    with pytest.raises(Unfit) as refused:
        ical.notices_in(ics(":20261127T090000", ":20261127T103000", rule), "x.ics", NOW, "居委会")
    assert "健康讲座" in refused.value.say(Language.ZH)


@pytest.mark.parametrize("data", [b"", b"BEGIN:VCALENDAR", b"\xff", b"BEGIN:VEVENT\r\nDTSTART:never\r\nEND:VEVENT"])
def test_what_is_no_calendar_is_refused(data: bytes):
    with contextlib.suppress(FileUnreadable):
        assert ical.notices_in(data, "x.ics", NOW, "居委会") == []


# ---- alerts


def test_a_cap_message_becomes_an_alert():
    alert = cap.alert_in(cap_message(), "a.xml", NOW)
    assert alert.severity is Severity.EXTREME
    assert (alert.event.zh, alert.event.en) == ("暴雨红色预警", "Rainstorm")
    assert (alert.issuer.zh, alert.instruction.zh, alert.instruction.en) == ("示范县气象台", "不要外出。", "Stay in")
    assert alert.expires == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert alert.sent == alert.effective == NOW


def test_an_update_and_a_cancel_find_what_they_refer_to(county: County, tmp_path: Path):
    (tmp_path / "a.xml").write_bytes(cap_message().replace(b"2026-11-24T16:00:00+08:00", soon().encode()))
    references = "<references>met@example.cn,W1,2026-11-24T09:50:00+08:00</references>"
    cancel = cap_message("Cancel", references).replace(b"<identifier>W1<", b"<identifier>W2<")
    (tmp_path / "b.xml").write_bytes(cancel.replace(b"2026-11-24T16:00:00+08:00", soon().encode()))
    for name in ("a.xml", "b.xml"):
        assert main(["--county", str(county.folder), "import", "--tenant", COUNTY, str(tmp_path / name)]) == 0
    first, second = county.alerts(COUNTY).messages
    assert second.msg_type is MessageType.CANCEL
    assert second.references == (first.alert_id,)


def soon() -> str:
    return (datetime.now(UTC) + timedelta(hours=3)).isoformat(timespec="seconds")


def test_a_long_warning_is_in_force_as_long_as_one_may_be():
    alert = cap.alert_in(cap_message().replace(b"2026-11-24T16", b"2026-12-24T16"), "a.xml", NOW)
    assert alert.expires == NOW + timedelta(hours=72)


def test_a_message_that_does_not_say_what_to_do_needs_somebody_who_does():
    with pytest.raises(Unfit):
        cap.alert_in(cap_message(instruction=""), "a.xml", NOW)
    assert cap.alert_in(cap_message(instruction=""), "a.xml", NOW, "请到高处。").instruction.zh == "请到高处。"


@pytest.mark.parametrize(
    "data",
    [
        b"<alert/>",
        cap_message("Ack"),
        cap_message().replace(b"Actual", b"Draft"),
        cap_message().replace(b"+08:00</expires>", b"</expires>"),
        cap_message()[:-5],
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + cap_message().replace(b"W1", b"&x;"),
        b'<!DOCTYPE a [<!ENTITY x "yyyyyyyyyy"><!ENTITY z "&x;&x;&x;&x;">]>' + cap_message().replace(b"W1", b"&z;"),
        cap_message().replace(b"cap:1.2", b"cap:1.1"),
    ],
)
def test_what_is_no_message_for_the_public_is_refused(data: bytes):
    with pytest.raises(PublishError):
        cap.alert_in(data, "a.xml", NOW)


# ---- tables

HEAD = (
    "事项编码,事项名称,task_name_en,别名,分类,事项类型,办件类型,服务对象,实施主体,受理条件,办理流程,申请材料,法定时限,"
    "承诺时限,承诺时限单位,是否收费,自助终端"
)
ROW = (
    '33010600101400100101,城乡居民医保参保登记,Joining,"医保,参保",social,公共服务,即办件,自然人,县医保局,本县居民,'
    '"1. 申请：带身份证\n办结","身份证：原件\n照片（可选）",5,1,工作日,否,是'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_of_items_by_chinese_columns(encoding: str):
    [service] = read_table(f"{HEAD}\r\n{ROW}\r\n,,\r\n".encode(encoding), "items.csv").services
    assert service["task_name"] == {"zh": "城乡居民医保参保登记", "en": "Joining"}
    assert service["aliases"] == ["医保", "参保"]
    assert [one["process_name"]["zh"] for one in service["handle_flow"]] == ["申请", "办结"]
    assert [(one["material_name"]["zh"], one["is_need"]) for one in service["materials"]] == [
        ("身份证", True),
        ("照片", False),
    ]
    assert (service["anticipate_day"], service["promise_type"]) == (5, "working")
    assert (service["is_fee"], service["is_service_terminals"]) == (False, True)


def test_it_goes_into_a_draft_and_a_change_list_takes_out_of_it(county: County, tmp_path: Path):
    county.put(COUNTY, "category", {"category_id": "social", "name": {"zh": "社保"}})
    file = tmp_path / "items.csv"
    command = ["--county", str(county.folder), "import", "--tenant", COUNTY, str(file)]
    file.write_text(f"{HEAD}\n{ROW}\n", encoding="utf-8")
    assert main(command) == 0
    [service] = county.draft(COUNTY).services
    assert "YB" in service.initials
    assert "YIBAO" in service.pinyin
    file.write_text("task_code,cd_operation\n33010600101400100101,D\n", encoding="utf-8")
    assert main(command) == 0
    assert county.draft(COUNTY).services == ()


def test_a_workbook_has_lists_on_sheets_of_their_own():
    book = Workbook()
    book.active.append(["task_code", "task_name", "plan_effective_date", "anticipate_day"])
    book.active.append(["AAAAAAA1", "居住证", datetime(2026, 12, 1), 5])  # noqa: DTZ001 - as Excel has it
    materials = book.create_sheet("materials")
    materials.append(["task_code", "material_name", "is_need", "page_num"])
    materials.append(["AAAAAAA1", "身份证", "是", 1.0])
    written = io.BytesIO()
    book.save(written)
    [service] = read_table(written.getvalue(), "items.xlsx").services
    assert service["plan_effective_date"].isoformat() == "2026-12-01"
    assert service["materials"] == [{"is_need": True, "page_num": 1, "material_name": {"zh": "身份证"}}]
    materials.append(["AAAAAAA9", "谁的", "是", 1])
    book.save(written := io.BytesIO())
    with pytest.raises(Unfit, match="materials 3"):
        read_table(written.getvalue(), "items.xlsx")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"task_code,task_nam\nA,B\n", "task_name"),
        (b"task_code,task_code\nA,B\n", "task_code"),
        (b"\xff\xff\xff\x81", "GB18030"),
        (b"PK\x03\x04 broken", "XLSX"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_by_name(data: bytes, said: str):
    with pytest.raises(PublishError) as refused:
        read_table(data, "items.csv")
    assert said in refused.value.say(Language.EN)


@given(st.binary(max_size=300))
def test_no_bytes_break_a_reader(data: bytes):
    with contextlib.suppress(PublishError):
        read_table(data, "x")
    with contextlib.suppress(PublishError):
        cap.alert_in(data, "x", NOW)
    with contextlib.suppress(PublishError):
        atom.notices_in(data, "x", NOW)
