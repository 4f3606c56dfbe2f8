# SPDX-License-Identifier: Apache-2.0
"""The command line, as a clerk uses it: real processes for the way through, one process for the rest."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import tomli_w

from central.publish.__main__ import main
from central.publish.commands import inputs
from central.publish.commands.desk import language_of
from central.publish.county import County
from central.publish.due import CHINA
from central.publish.errors import ArgumentUnfit
from contract.text import Language
from linli.publish import run
from tests.central.publish.conftest import COMMUNITY, COUNTY, STREET, MovedClock, Terminal, notice, picture

LEVELS = [
    "--tenant",
    f"{COUNTY}=示范县|Shifan County",
    "--tenant",
    f"{STREET}=振兴街道",
    "--tenant",
    f"{COMMUNITY}=振兴社区",
]


def said(county: County, capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0, lang: str = "zh") -> str:
    assert run(["--county", str(county.folder), "--lang", lang, *arguments]) == code
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return captured.out + captured.err


def test_the_whole_way_in_processes(tmp_path: Path):
    folder = tmp_path / "县 里"

    def publish(*arguments: str, code: int = 0) -> str:
        ended = subprocess.run(
            [sys.executable, "-W", "error", "-m", "central.publish", "--county", str(folder), *arguments],
            capture_output=True, text=True, env=os.environ | {"LANG": "zh_CN.UTF-8", "LC_ALL": "", "PYTHONUTF8": "1"},
            check=False,
        )  # fmt: skip
        assert ended.returncode == code, ended.stderr
        return ended.stdout + ended.stderr

    publish("init", *LEVELS)
    image = picture(tmp_path / "海报.png")
    publish(
        "notice", "add", "--tenant", COMMUNITY, "--title", "明天停水", "--body", "请储水", "--issuer", "居委会",
        "--image", str(image),
    )  # fmt: skip
    assert "已发布" in publish("sign", "--tenant", COMMUNITY, "--collect")
    alert = publish(
        "alert", "raise", "--tenant", COUNTY, "--event", "暴雨", "--headline", "暴雨", "--issuer", "气象台",
        "--description", "大雨", "--instruction", "别出门",
    ).strip()  # fmt: skip
    assert "验证通过" in publish("verify")
    terminal = Terminal(County(folder, MovedClock()), tmp_path / "terminal")
    assert [one.title.zh for one in terminal.feed(COMMUNITY).notices] == ["明天停水"]
    assert [message.alert_id for message in terminal.alerts(COUNTY).messages] == [alert]


def test_a_notice_and_an_alert_by_flags(county: County, terminal: Terminal, capsys: pytest.CaptureFixture[str]):
    here = ["--tenant", COMMUNITY]
    added = said(
        county, capsys, "notice", "add", *here, "--title", "明天停水", "--title-en", "No water tomorrow",
        "--body", "请储水",
        "--issuer", "居委会", "--until", "2099-12-31", "--fact", "电话=8888|Phone=8888", "--ticker",
    ).strip()  # fmt: skip
    assert added in said(county, capsys, "notice", "list", *here)
    said(county, capsys, "notice", "edit", added, *here, "--title", "后天停水")
    assert "最多 2000 个" in said(county, capsys, "notice", "edit", added, *here, "--body", "水" * 3000, code=1)
    assert "第 2 版" in said(county, capsys, "sign", *here)
    assert "有签名待收集" in said(county, capsys, "status")
    assert "已发布" in said(county, capsys, "collect")
    (one,) = terminal.feed(COMMUNITY).notices
    assert (one.title.zh, one.title.en, one.body.zh, one.ticker) == ("后天停水", "No water tomorrow", "请储水", True)
    assert one.valid_until == datetime(2100, 1, 1, tzinfo=CHINA)
    assert one.facts[0].name.en == "Phone"
    words = [
        "--event",
        "暴雨",
        "--headline",
        "暴雨",
        "--issuer",
        "气象台",
        "--description",
        "大雨",
        "--instruction",
        "别出门",
    ]
    alert = said(county, capsys, "alert", "raise", *here, *words, "--for", "3h").strip()
    assert f"{alert}\talert\tactual\tshown" in said(county, capsys, "alert", "list", *here)
    said(county, capsys, "alert", "cancel", alert, *here)
    said(county, capsys, "refresh")
    assert f"{alert}\talert\tactual\tcancelled" in said(county, capsys, "alert", "list", *here)
    assert "验证通过" in said(county, capsys, "verify")
    said(county, capsys, "notice", "withdraw", added, *here)
    assert said(county, capsys, "notice", "list", *here) == ""


def test_one_file_holds_many_documents(county: County, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    picture(tmp_path / "a.png")
    file = tmp_path / "all.toml"
    file.write_text(
        tomli_w.dumps(
            {
                "media": [{"file": "a.png", "name": {"zh": "海报"}}],
                "notices": [notice("a", image="a.png"), notice("b")],
                "programmes": [
                    {"programme_id": "p", "name": {"zh": "平时"}, "items": [{"item": "media", "sha256": "a.png"}]}
                ],
            }
        )
    )
    said(county, capsys, "import", "--tenant", COMMUNITY, str(file))
    draft = county.draft(COMMUNITY)
    assert draft.notices[0].image == draft.media[0].sha256
    assert "p\t50\t1\t平时" in said(county, capsys, "programme", "list", "--tenant", COMMUNITY)


def test_an_import_is_taken_whole_or_not_at_all(county: County, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    file = tmp_path / "all.json"
    file.write_text(json.dumps({"notices": [notice("a"), notice("b", title={"zh": "字" * 99})]}))
    assert "notices[b] title zh" in said(county, capsys, "import", "--tenant", COMMUNITY, str(file), code=1)
    assert county.draft(COMMUNITY).notices == ()


def test_a_service_s_fields_are_set_one_by_one(county: County, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    file = tmp_path / "service.toml"
    file.write_text("""
task_code = "33010600101400100101"
task_name = { zh = "水费过户" }
category_id = "housing"
task_type = { zh = "公共服务" }
project_type = { zh = "即办件" }
server_type = { zh = "自然人" }
dept_name = { zh = "公用事业中心" }
accept_condition = { zh = "都可以" }
anticipate_day = 5
promise_day = 3
handle_flow = [{ process_name = { zh = "申请" }, handle_explain = { zh = "到窗口" } }]
""")
    said(county, capsys, "category", "add", "--tenant", COUNTY, "--set", "category_id=housing", "--set", "name.zh=住房")
    said(county, capsys, "service", "add", "--tenant", COUNTY, "--file", str(file), "--set", "link_way.zh=8888 0077")
    code = "33010600101400100101"
    said(
        county,
        capsys,
        "service",
        "edit",
        code,
        "--tenant",
        COUNTY,
        "--set",
        "promise_day=1",
        "--set",
        "is_schedule=true",
    )
    (one,) = county.draft(COUNTY).services
    assert (one.promise_day, one.is_schedule, one.initials) == (1, True, ("SFGH",))
    county.publish(COUNTY)
    said(
        county,
        capsys,
        "service-place",
        "add",
        "--tenant",
        COMMUNITY,
        "--set",
        f"task_code={code}",
        "--set",
        "link_way.zh=8888",
    )
    assert "还在用" in said(county, capsys, "category", "withdraw", "housing", "--tenant", COUNTY, code=1)
    assert "SFGH" in said(county, capsys, "service", "list", "--tenant", COUNTY)


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["sign", "--tenant", "999999"], "没有 999999 这一级", "There is no level 999999"),
        (["notice", "withdraw", "nichts", "--tenant", COUNTY], "不存在", "does not exist"),
        (["notice", "add", "--tenant", COUNTY, "--title", "x"], "缺少必填字段 body", "field body is missing"),
        (["notice", "add", "--tenant", COUNTY, "--until", "2020-01-01"], "已经过去", "passed already"),
        (["notice", "add", "--tenant", COUNTY, "--until", "morgen"], "不是时间", "is no time"),
        (["notice", "add", "--tenant", COUNTY, "--fact", "x"], "名称=内容", "NAME=VALUE"),
        (["notice", "add", "--tenant", COUNTY, "--file", "/nonexistent.toml"], "读不了文件", "Cannot read"),
        (["media", "add", "--tenant", COUNTY, "/dev/null"], "PNG", "PNG"),
        (["alert", "cancel", "x", "--tenant", COUNTY], "不存在", "does not exist"),
    ],
)
def test_errors_are_one_clear_line_in_both_languages(
    county: County, capsys: pytest.CaptureFixture[str], arguments: list[str], zh: str, en: str
):
    assert zh in said(county, capsys, *arguments, code=1)
    assert en in said(county, capsys, *arguments, code=1, lang="en")


def test_a_refused_level_makes_collect_fail_and_says_why(county: County, capsys: pytest.CaptureFixture[str]):
    county.workspace.handed_in(STREET).parent.mkdir(exist_ok=True)
    county.workspace.handed_in(STREET).write_bytes(b"x")
    assert "330106-001" in said(county, capsys, "collect", code=1)


def test_damage_makes_verify_fail(county: County, capsys: pytest.CaptureFixture[str]):
    (county.site / "metadata" / "timestamp.json").write_bytes(b"x")
    assert "错误" in said(county, capsys, "verify", code=1)
    assert "备份" in said(county, capsys, "status", code=1)


def test_no_county_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--county", str(tmp_path), "--lang", "zh", "status"]) == 1
    assert "county.json" in capsys.readouterr().err


def test_help_is_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]):
    for lang, word in (("zh", "签名并发布"), ("en", "Signs and publishes")):
        with pytest.raises(SystemExit) as ended:
            main(["--lang", lang, "--help"])
        assert ended.value.code == 0
        assert word in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, Language.ZH), ({"LANG": "C.UTF-8"}, Language.ZH), ({"LANG": "en_GB.UTF-8"}, Language.EN),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US"}, Language.ZH), ({"LC_ALL": "", "LANG": "en"}, Language.EN),
    ],
)  # fmt: skip
def test_the_language_comes_from_the_environment(environment: dict[str, str], language: Language):
    assert language_of(environment) is language


def test_days_count_whole_and_times_are_china_s():
    assert inputs.moment("2026-12-01", "x").isoformat() == "2026-12-01T00:00:00+08:00"
    assert inputs.moment("2026-12-01", "x", ends=True).isoformat() == "2026-12-02T00:00:00+08:00"
    assert inputs.moment("2026-12-01T08:30", "x", ends=True).isoformat() == "2026-12-01T08:30:00+08:00"
    assert inputs.moment("2026-12-01T08:30+00:00", "x").isoformat() == "2026-12-01T08:30:00+00:00"
    for never in ("9999-12-31", "0000-01-01", "2026-13-01", "soon"):
        with pytest.raises(ArgumentUnfit):
            inputs.moment(never, "--until", ends=True)
    for wrong in ("6", "6w", "-6h", "", "6.5h"):
        with pytest.raises(ArgumentUnfit):
            inputs.span(wrong, "--for")


def test_an_alert_that_no_terminal_takes_is_published_and_said_to_be(
    county: County, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """A clerk who has not signed for three years is on the way to every alert below."""
    ahead = tmp_path / "ahead"
    words = [
        "--event", "暴雨", "--headline", "暴雨", "--issuer", "气象台", "--description", "雨", "--instruction", "别出门",
    ]  # fmt: skip
    raising = ["--clock-offset", str(ahead), "alert", "raise", *words, "--tenant"]
    ahead.write_text(str((3 * 365 - 20) * 86_400))
    for command in (["renew-root"], ["sign", "--collect", "--tenant", COUNTY]):
        run(["--county", str(county.folder), "--clock-offset", str(ahead), *command])
    ahead.write_text(str((3 * 365 + 1) * 86_400))
    run(["--county", str(county.folder), "--clock-offset", str(ahead), "refresh"])
    answer = said(county, capsys, *raising, COMMUNITY, code=1)
    assert "330106-001 的签名已过期" in answer
    assert "330106-001-012 的签名已过期" in answer
    assert "targets" not in answer
    assert "过期" not in said(county, capsys, *raising, COUNTY)
    assert len(county.alerts(COMMUNITY).messages) == 1
