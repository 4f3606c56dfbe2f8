# SPDX-License-Identifier: Apache-2.0
"""对账: the days, their differences, matching again, and the accountant's table."""

import csv
import io

from tests.agent.web.conftest import Served


def test_a_day_is_matched_again_on_request(served: Served) -> None:
    technician = served.technician()
    shown = technician.get("/accounts")
    assert "2026-11-22" in shown.text
    assert "差异 3 处" in shown.text
    page = technician.get("/accounts/2026-11-22")
    for words in ("金额不一致", "平台有，本机没有", "凭条号缺号", "1,234.56", "a1" * 16):
        assert words in page.text
    answer = technician.post("/accounts/2026-11-22")
    assert answer.status_code == 303
    assert served.agent.matched == ["2026-11-22"]
    assert "对过了" in technician.get(answer.headers["Location"]).text


def test_a_day_that_is_none_is_not_found(served: Served) -> None:
    technician = served.technician()
    for day in ("2026-13-01", "2020-01-01", "x.csv", "2020-01-01.csv"):
        assert technician.get(f"/accounts/{day}").status_code == 404, day


def test_the_table_opens_in_a_table_program_and_computes_nothing(served: Served) -> None:
    answer = served.technician().get("/accounts/2026-11-22.csv")
    assert answer.status_code == 200
    assert 'filename="linli-' in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, first, second, extra, number = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert len({len(head), len(first), len(second), len(extra), len(number)}) == 1
    row = dict(zip(head, first, strict=True))
    assert row["金额（元）"] == "1234.56"
    assert row["平台金额（元）"] == "1235.56"
    assert row["差异"] == "金额不一致"
    assert row["凭条号"] == "7"
    assert row["平台流水号"].strip() == "4200002026112210000000000001"
    assert dict(zip(head, second, strict=True))["平台流水号"] == "'=1+1"
    assert dict(zip(head, extra, strict=True))["差异"] == "平台有，本机没有"
    assert dict(zip(head, number, strict=True))["凭条号"] == "6"
