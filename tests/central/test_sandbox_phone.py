# SPDX-License-Identifier: Apache-2.0
"""The page behind the QR: what a phone sees and may do, before and after the code's end."""

from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    from conftest import ManualClock, Terminal

ZHANG, WATER, WATER_FEN = "330106195001010036", "W202610000101", 4620


@pytest.fixture
def code_url(terminal: "Terminal") -> str:
    return str(terminal.order(1, [WATER], WATER_FEN, ZHANG).json()["code_url"])


def test_the_page_says_what_for_and_how_much(code_url: str) -> None:
    page = requests.get(code_url, timeout=5)
    page.encoding = "utf-8"
    assert page.status_code == 200
    for text in ("46.20", "水费", "Water", "2026年9月至10月", "确认付款 / Pay", 'data-state="pending"'):
        assert text in page.text
    assert page.text.count("<button") == 1
    assert "张" not in page.text
    assert ZHANG not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_one_press_pays_and_a_second_changes_nothing(terminal: "Terminal", code_url: str) -> None:
    for _ in range(2):
        pressed = requests.post(code_url, timeout=5)
        assert pressed.status_code == 200
        assert 'data-state="paid"' in pressed.text
        assert "<button" not in pressed.text
    assert terminal.state(1) == "paid"
    assert terminal.money() == (WATER_FEN, WATER_FEN, 0, 0)


def test_a_code_that_ended_cannot_be_paid(terminal: "Terminal", clock: "ManualClock", code_url: str) -> None:
    clock.ahead(299.9)
    assert requests.get(code_url, timeout=5).status_code == 200
    clock.ahead(0.1)
    assert requests.post(code_url, timeout=5).status_code == requests.get(code_url, timeout=5).status_code == 410
    assert terminal.state(1) == "closed"
    assert terminal.money() == (0, 0, 0, 0)


def test_an_order_that_ended_stays_closed_when_the_clock_jumps_back(
    terminal: "Terminal", clock: "ManualClock", code_url: str
) -> None:
    clock.ahead(301)
    assert terminal.pay(1).status_code == 409
    clock.ahead(-301)
    assert terminal.state(1) == "closed"
    assert requests.post(code_url, timeout=5).status_code == 410


def test_a_closed_order_has_no_code(terminal: "Terminal", code_url: str) -> None:
    assert terminal.close(1).json()["code_url"] is None
    assert requests.post(code_url, timeout=5).status_code == 410


def test_a_code_that_nobody_gave(terminal: "Terminal") -> None:
    terminal.close(7)  # an order without a code must not answer to an empty one
    for code in ("guess", "%20", "../v1"):
        assert requests.post(f"{terminal.url}/pay/{code}", timeout=5).status_code in {404, 405}
    assert requests.get(f"{terminal.url}/pay/", timeout=5).status_code == 404
