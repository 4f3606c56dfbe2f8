# SPDX-License-Identifier: Apache-2.0
"""Every way an answer can go wrong, seen from the other end of the wire."""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import requests

from central.sandbox import Sandbox
from central.sandbox.faults import operation_of

if TYPE_CHECKING:
    from conftest import Terminal

ZHANG, WATER, WATER_FEN = "330106195001010036", "W202610000101", 4620


def test_drop_acts_and_cuts(terminal: "Terminal") -> None:
    terminal.faults({"operation": "create_order", "outcome": "drop", "times": 1})
    with pytest.raises(requests.ConnectionError):
        terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert terminal.state(1) == "pending"
    assert terminal.order(1, [WATER], WATER_FEN, ZHANG).status_code == 200


def test_refuse_cuts_without_acting(terminal: "Terminal") -> None:
    terminal.faults({"operation": "create_order", "outcome": "refuse", "times": 1})
    with pytest.raises(requests.ConnectionError):
        terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert terminal.get(f"/v1/orders/{1:032x}").status_code == 404
    assert terminal.order(1, [WATER], WATER_FEN, ZHANG).status_code == 201


@pytest.mark.parametrize("outcome", ["drop", "refuse"])
def test_a_cut_sends_not_one_byte_and_closes_at_once(terminal: "Terminal", sandbox: Sandbox, outcome: str) -> None:
    terminal.faults({"operation": "any", "outcome": outcome})
    host, port = sandbox.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as wire:
        started = time.monotonic()
        wire.sendall(b"GET /v1/health HTTP/1.1\r\nHost: sandbox\r\n\r\n")
        assert wire.recv(1) == b""
    assert time.monotonic() - started < 2


def test_http_500_does_not_act(terminal: "Terminal") -> None:
    terminal.faults({"operation": "create_order", "outcome": "http_500", "times": 1})
    answer = terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert terminal.get(f"/v1/orders/{1:032x}").status_code == 404


def test_a_captive_portal_says_200_and_html(terminal: "Terminal") -> None:
    terminal.faults({"operation": "create_order", "outcome": "html", "times": 1})
    answer = terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert terminal.get(f"/v1/orders/{1:032x}").status_code == 404


def test_garbage_acts_and_answers_by_half(terminal: "Terminal") -> None:
    terminal.faults({"operation": "create_order", "outcome": "garbage", "times": 1})
    answer = terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert (answer.status_code, answer.headers["Content-Type"]) == (201, "application/json")
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.content)
    assert terminal.state(1) == "pending"


def test_a_delay_passes_before_acting_so_a_close_can_overtake_a_create(
    terminal: "Terminal", make_terminal: "type[Terminal]"
) -> None:
    terminal.faults({"operation": "create_order", "delay_ms": 600, "times": 1})
    slow = make_terminal(terminal.url)
    with slow.session, ThreadPoolExecutor(1) as pool:
        create = pool.submit(slow.order, 1, [WATER], WATER_FEN, ZHANG)
        time.sleep(0.2)
        assert terminal.close(1).json()["state"] == "closed"
        assert create.result().json()["code"] == "order_closed"


def test_faults_are_counted_and_tried_in_order(terminal: "Terminal") -> None:
    terminal.faults(
        {"operation": "case", "outcome": "http_500", "times": 2}, {"operation": "any", "outcome": "html", "times": 1}
    )
    assert terminal.get("/test/faults").json()[0]["times"] == 2
    assert [terminal.get("/v1/cases/3301062611000025").headers["Content-Type"] for _ in range(4)] == [
        "application/problem+json",
        "application/problem+json",
        "text/html; charset=utf-8",
        "application/json",
    ]
    assert terminal.get("/test/faults").json() == []


def test_a_fault_without_a_count_stays_until_taken_back(terminal: "Terminal") -> None:
    terminal.faults({"outcome": "http_500"})
    assert [terminal.get("/v1/health").status_code for _ in range(3)] == [500] * 3
    assert terminal.session.delete(f"{terminal.url}/test/faults", timeout=5).status_code == 204
    assert terminal.get("/v1/health").status_code == 200


def test_faults_that_do_not_fit_are_refused(terminal: "Terminal") -> None:
    wrong: list[object] = [[{"outcome": "explode"}], [{"delay_ms": -1}], [{}] * 21, {"outcome": "drop"}]
    for faults in wrong:
        answer = terminal.session.put(f"{terminal.url}/test/faults", json=faults, timeout=5)
        assert answer.json()["code"] == "invalid_document"


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("POST", "/v1/bills/search", "bills"),
        ("POST", "/v1/orders", "create_order"),
        ("GET", "/v1/orders/1", "get_order"),
        ("POST", "/v1/orders/1/close", "close_order"),
        ("GET", "/v1/cases/1", "case"),
        ("POST", "/v1/records", "records"),
        ("GET", "/v1/health", "any"),
        ("GET", "/test/orders", None),
        ("POST", "/pay/secret", None),
    ],
)
def test_which_fault_an_address_listens_to(method: str, path: str, operation: str | None) -> None:
    assert operation_of(method, path) == operation


def test_stopping_does_not_wait_for_delays(terminal: "Terminal", sandbox: Sandbox) -> None:
    terminal.faults({"delay_ms": 100_000})
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(terminal.get, "/v1/health")
        time.sleep(0.3)
        started = time.monotonic()
        sandbox.stop()
        with pytest.raises(requests.ConnectionError):
            waiting.result(timeout=5)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "stranger", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}], ids=str
)
def test_no_page_in_a_browser_plays_the_rig(terminal: "Terminal", stranger: dict[str, str]) -> None:
    """Neither by asking from elsewhere, nor under a name that only points here."""
    for method, what in (("GET", "orders"), ("POST", "reset")):
        answer = requests.request(method, f"{terminal.url}/test/{what}", headers=stranger, timeout=5)
        assert answer.status_code == 400
