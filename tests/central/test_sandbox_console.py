# SPDX-License-Identifier: Apache-2.0
"""The fault console: each form does what it says, and no other page may press its buttons."""

from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    from conftest import Terminal

ZHANG, WATER, WATER_FEN = "330106195001010036", "W202610000101", 4620


def press(terminal: "Terminal", act: str, **fields: object) -> requests.Response:
    return requests.post(f"{terminal.url}/console/{act}", data=fields, timeout=5, allow_redirects=False)


def page(terminal: "Terminal") -> str:
    shown = requests.get(f"{terminal.url}/console", timeout=5)
    assert shown.status_code == 200
    assert "script" not in shown.text
    shown.encoding = "utf-8"
    return shown.text


def test_an_order_is_seen_and_paid_late_and_paid_back(terminal: "Terminal") -> None:
    order_no = terminal.order(1, [WATER], WATER_FEN, ZHANG).json()["order_no"]
    assert order_no in page(terminal)
    terminal.close(1)
    assert press(terminal, "pay", order_no=order_no, how="pay-late").status_code == 303
    assert terminal.state(1) == "refund_due"
    assert "退款 Refund" in page(terminal)
    press(terminal, "refund", order_no=order_no)
    assert terminal.state(1) == "refunded"


def test_a_payment_that_is_told_three_times_counts_once(terminal: "Terminal") -> None:
    order_no = terminal.order(1, [WATER], WATER_FEN, ZHANG).json()["order_no"]
    press(terminal, "pay", order_no=order_no, how="pay-often")
    assert terminal.state(1) == "paid"
    assert terminal.money() == (WATER_FEN, WATER_FEN, 0, 0)


def test_faults_clock_and_differences_are_set_and_taken_back(terminal: "Terminal") -> None:
    assert press(terminal, "fault", operation="get_order", outcome="http_500", delay_ms=0, times=2).status_code == 303
    assert "回 500" in page(terminal).split("<ul>")[1]
    assert [fault["outcome"] for fault in requests.get(f"{terminal.url}/test/faults", timeout=5).json()] == ["http_500"]
    press(terminal, "no-faults")
    press(terminal, "clock", seconds=86_400)
    assert requests.get(f"{terminal.url}/test/clock", timeout=5).json() == {"seconds": 86_400}
    press(terminal, "plant", kind="extra")
    assert [one["kind"] for one in requests.get(f"{terminal.url}/test/settlement", timeout=5).json()] == ["extra"]
    press(terminal, "reset")
    assert "<ul>" not in page(terminal)
    assert requests.get(f"{terminal.url}/test/clock", timeout=5).json() == {"seconds": 0}


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("fault", {"operation": "nothing", "outcome": "drop"}),
        ("fault", {"operation": "any", "outcome": "drop", "delay_ms": "soon"}),
        ("clock", {"seconds": "9" * 30}),
        ("plant", {"kind": "<script>"}),
        ("explode", {}),
    ],
)
def test_what_makes_no_sense_is_refused(terminal: "Terminal", act: str, fields: dict[str, str]) -> None:
    assert press(terminal, act, **fields).status_code == 400


def test_no_other_page_presses_its_buttons(terminal: "Terminal") -> None:
    foreign = {"Origin": "https://evil.example"}
    answer = requests.post(f"{terminal.url}/console/reset", headers=foreign, timeout=5, allow_redirects=False)
    assert answer.status_code == 400
    answer = requests.get(f"{terminal.url}/console", headers={"Host": "evil.example"}, timeout=5)
    assert answer.status_code == 400
