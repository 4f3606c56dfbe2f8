# SPDX-License-Identifier: Apache-2.0
"""What leaves the terminal: no canary gets through, and what helps does."""

import io
import json
import os
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.web.errors import LogsUnreadable, NotFound
from agent.web.logs import BYTES, Folder, Journal, journal_line
from agent.web.redaction import SURNAMES, redacted
from tests.agent.web.conftest import Served

CANARIES = (
    "330106195001010036",
    "11010519491231002X",
    "330106 19500101 0036",
    "330106 1950 0101 0036",
    "3301 0619 5001 0100 36",
    "330106－19500101－0036",
    "330106\u00a019500101\u00a00036",
    "330106 500101 003",
    "6222 0212 3456 7890 123",
    "１１０１０５１９４９１２３１００２Ｘ",
    "330106500101003",
    "110***********002X",
    "6222021234567890123",
    "13812345678",
    "+86 138 1234 5678",
    "138-1234-5678",
    "0571-88880012",
    "0571-8888 0012",
    "0571－88880012",
    "138.1234.5678",
    "0086 13812345678",
    "张建国",
    "欧阳娜娜",
    "王*兰",
    "王**",
    "lan.wang@example.com",
    "s3cr3t-token-value",
    "hunter2hunter2",
)
LINES = [
    "INFO agent: read {}",
    "name={}",
    "姓名：{} ",
    'ERROR {{"holder": "{}"}}',
    "payer={};",
    "({})",
    "读到{}。",
    "a\t{}\nb",
]


@pytest.mark.parametrize("canary", CANARIES[:-2])
def test_no_personal_pattern_survives(canary: str) -> None:
    for line in LINES:
        if line.startswith("读到") and canary in {"张建国", "欧阳娜娜"}:
            continue  # within a run of Chinese words a name cannot be told from them
        assert canary not in redacted(line.format(canary)), line


@pytest.mark.parametrize("line", ["token={}", 'password: "{}"', "Authorization: Bearer {}", "口令：{}", "api_key={} x"])
def test_no_secret_survives(line: str) -> None:
    for canary in CANARIES[-2:]:
        assert canary not in redacted(line.format(canary))


@pytest.mark.parametrize(
    "line",
    [
        "姓名 {}", "姓名{}", "持卡人({})", "姓名：{}·艾力", "citizen_name={}", "payerName: {}", '"real_name":"{}"',
        "住址：{} 3单元401",
    ],
)  # fmt: skip
def test_no_rare_name_beside_its_label_survives(line: str) -> None:
    assert "买买提" not in redacted(line.format("买买提"))
    assert "3单元" not in redacted(line.format("买买提"))


def test_no_name_survives_in_escapes() -> None:
    name = "买买提"
    for escaped in (json.dumps(name)[1:-1], quote(name), repr(name.encode())[2:-1], repr(name.encode("gbk"))[2:-1]):
        assert escaped not in redacted(f"GET /?q={escaped} done")
        assert "done" in redacted(f"GET /?q={escaped} done")


@pytest.mark.parametrize(
    "line",
    [
        "access_token={}", "http://h/?token={}&x=1", "password is {}", "密码是{}", "Cookie: a=b; c={}",
        "Set-Cookie: x={}; Secure", "Authorization: Basic {}",
    ],
)  # fmt: skip
def test_no_secret_survives_however_it_is_said(line: str) -> None:
    assert "hunter2hunter2" not in redacted(line.format("hunter2hunter2"))


@pytest.mark.parametrize("unit", ["a", "1-", "1", "王", "姓名", "name=", "x://a:", "a@", "\\u5f20", "%41", " ", "a.-"])
def test_a_line_without_end_costs_no_more_than_its_length(unit: str) -> None:
    """In processor time: a pattern that begins anew at every letter would take an hour and hold the whole process."""
    text = unit * (BYTES // len(unit))
    began = time.thread_time()
    redacted(text)
    assert time.thread_time() - began < 10


def test_what_is_said_to_be_a_person_goes_whatever_it_is() -> None:
    assert "Jianguo" not in redacted("holder=Zhang Jianguo, card ok")
    assert redacted("https://u:pw@host/") == "https://[…]@host/"


@given(
    st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True),
    st.text("abc =:,;\"'()/|-\n", max_size=5),
    st.text("xyz =:,;\"'()/|\n", max_size=5),
)
def test_no_resident_number_survives_whatever_stands_beside(number: str, before: str, after: str) -> None:
    assert number not in redacted(before + number + after)


@given(st.from_regex(rf"[{SURNAMES}][一-龥]{{1,2}}", fullmatch=True))
def test_names_of_the_common_surnames_go(name: str) -> None:
    assert name not in redacted(f"INFO kiosk: {name}, paper out")


def test_a_secret_whose_label_was_cut_off_is_not_shown(tmp_path: Path) -> None:
    line = "password=" + "x" * 50 + "-hunter2hunter2"
    (tmp_path / "agent.log").write_text(f"{line}\n" + "y" * (BYTES - 20) + "\nlast\n")
    text = Folder(tmp_path).tail("agent")
    assert "hunter2" not in text
    assert text.endswith("last")


def test_the_journal_is_redacted_before_it_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"MESSAGE": "password=" + "hunter2" * BYTES, "_SYSTEMD_UNIT": "linli-agent.service"}
    (tmp_path / "said").write_text(json.dumps(entry) + "\n")
    stand_in = tmp_path / "journalctl"
    stand_in.write_text(f"#!/bin/sh\nexec cat {tmp_path}/said\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    text = Journal().tail("agent")
    assert "linli-agent" in text
    assert "hunter2" not in text


def test_what_helps_stays() -> None:
    text = "2026-11-24 00:13:00 linli-agent WARNING agent.devices: device printer: userError paperOut 192.168.1.50:9100"
    assert redacted(text) == text
    assert redacted("order 0123456789abcdef0123456789abcdef closed") == "order 0123456789abcdef0123456789abcdef closed"


def test_the_bundle_holds_what_helps_and_nobody(served: Served) -> None:
    said = "\n".join(f"INFO agent: {canary}" for canary in CANARIES[:-2])
    said += f"\nINFO token={CANARIES[-2]} password={CANARIES[-1]}\nWARNING agent.devices: device printer: paperOut\n"
    (served.site_logs / "agent.log").write_text(said, encoding="utf-8")
    served.agent.commissioning = None
    answer = served.technician().get("/report.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert 'filename="linli-DEMO-0001-' in answer.headers["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(texts) == {
        "versions.json",
        "settings.json",
        "terminal.json",
        "devices.json",
        "site.json",
        "events.json",
        "doubtful-prints.json",
        "logs/agent.log",
    }
    whole = "\n".join(texts.values())
    for canary in CANARIES:
        assert canary not in whole, canary
    for secret in (served.secret, served.site.access.state().password):
        assert secret not in whole
    assert "paperOut" in texts["devices.json"]
    assert "paperOut" in texts["logs/agent.log"]
    assert json.loads(texts["terminal.json"])["content"]["release_id"] == "r1"
    assert json.loads(texts["settings.json"])["platform"]["token_file"] == "not set"


def test_the_bundle_comes_also_without_the_agent(served: Served) -> None:
    (served.site_logs / "agent.log").write_text("INFO ready\n", encoding="utf-8")
    technician = served.technician()
    served.agent.stop()
    archive = zipfile.ZipFile(io.BytesIO(technician.get("/report.zip").content))
    assert archive.read("devices.json") == b"not available: agentUnreachable\n"
    assert b"ready" in archive.read("logs/agent.log")


def test_logs_come_from_the_listing_alone(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (tmp_path / "outside.log").write_text("secret")
    (folder / "agent.log").write_text("".join(f"line {n}\n" for n in range(100_000)))
    (folder / "other.txt").write_text("no log")
    (folder / "..log").write_text("a name that is none")
    Path(os.fsdecode(bytes(folder) + b"/\xff.log")).write_text("a name that is no text")
    (folder / "link.log").symlink_to(tmp_path / "outside.log")
    os.mkfifo(folder / "pipe.log")
    logs = Folder(folder)
    assert logs.names() == ("agent", "pipe")
    text = logs.tail("agent")
    assert text.endswith("line 99999")
    assert len(text) <= BYTES
    for name in ("link", "other", "../outside", "/etc/passwd", "agent.log", "", ".", "agent\x00", "pipe"):
        with pytest.raises(NotFound):
            logs.tail(name)
    with pytest.raises(LogsUnreadable):
        Folder(tmp_path / "nowhere").names()


@given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: json.dumps({"MESSAGE": text}).encode()))
def test_no_line_of_the_journal_stops_the_rest(line: bytes) -> None:
    assert isinstance(journal_line(line), str)


def test_a_line_of_the_journal() -> None:
    entry = {"MESSAGE": [104, 105], "__REALTIME_TIMESTAMP": "1795420800000000", "_SYSTEMD_UNIT": "linli-agent.service"}
    assert journal_line(json.dumps(entry).encode()) == "2026-11-23 16:00:00 linli-agent hi"
