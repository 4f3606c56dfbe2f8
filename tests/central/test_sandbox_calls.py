# SPDX-License-Identifier: Apache-2.0
"""Every operation of the sandbox over real HTTP, the hard cases first."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import requests

from central.sandbox.documents import MAX_BODY
from central.sandbox.store import Store

if TYPE_CHECKING:
    from conftest import ManualClock, Terminal

ZHANG = "330106195001010036"
WANG = "33010619440202002X"
ZHAO = "330106198004040023"
CHEN = "330106199005050033"
ZHOU = "330106200006060028"
WATER, WATER_FEN = "W202610000101", 4620
POWER, POWER_FEN = "E202610000101", 12875 + 386


def refusal(response: requests.Response) -> tuple[int, str]:
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return response.status_code, response.json()["code"]


def bill_nos(response: requests.Response) -> set[str]:
    assert response.status_code == 200
    return {bill["bill_no"] for bill in response.json()["bills"]}


# ---- bills


def test_a_typed_number_hides_what_needs_the_card(terminal: "Terminal") -> None:
    typed = terminal.bills(WANG)
    card = terminal.bills(WANG, "card", "王秀兰")
    assert typed.json()["card_needed"] is True
    assert card.json()["card_needed"] is False
    assert bill_nos(card) - bill_nos(typed) == {"S202700000202"}


def test_a_card_of_another_name_is_refused(terminal: "Terminal") -> None:
    assert refusal(terminal.bills(WANG, "card", "王秀芳")) == (403, "identity_mismatch")
    assert refusal(terminal.bills(WANG, "card")) == (403, "identity_mismatch")


def test_a_rare_character_in_the_name_is_the_same_name(terminal: "Terminal") -> None:
    assert len(bill_nos(terminal.bills(ZHAO, "card", "赵㐀宁"))) == 2


def test_nothing_to_pay_and_nobody_there_look_alike(terminal: "Terminal") -> None:
    assert terminal.bills(ZHOU).json() == terminal.bills("330106190001010000").json()


def test_many_bills(terminal: "Terminal") -> None:
    assert len(bill_nos(terminal.bills(CHEN, "card", "陈志远"))) == 9
    assert len(bill_nos(terminal.bills(CHEN))) == 7


def test_paid_bills_leave_the_list_and_pending_ones_stay(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert WATER in bill_nos(terminal.bills(ZHANG))
    terminal.pay(1)
    assert WATER not in bill_nos(terminal.bills(ZHANG))


# ---- making an order


def test_an_order_is_made_once(terminal: "Terminal") -> None:
    first = terminal.order(1, [WATER, POWER], WATER_FEN + POWER_FEN, ZHANG)
    again = terminal.order(1, [WATER, POWER], WATER_FEN + POWER_FEN, ZHANG)
    other_key = terminal.order(1, [WATER, POWER], WATER_FEN + POWER_FEN, ZHANG, key="another-key")
    assert (first.status_code, again.status_code, other_key.status_code) == (201, 200, 200)
    assert first.json() == again.json() == other_key.json()
    assert first.json()["state"] == "pending"
    assert first.json()["code_url"].startswith(terminal.url + "/pay/")
    assert first.json()["valid_until"] == "2026-11-23T02:05:00Z"


def test_a_repeated_create_tells_the_present_state(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.pay(1, channel="alipay")
    again = terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert again.status_code == 200
    assert (again.json()["state"], again.json()["channel"]) == ("paid", "alipay")
    assert again.json()["code_url"] is None


def test_many_creates_at_once_make_one_order(terminal: "Terminal") -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: terminal.order(1, [WATER], WATER_FEN, ZHANG), range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [201]
    assert len({answer.json()["code_url"] for answer in answers}) == 1


def test_other_content_under_the_same_number_or_key_is_a_conflict(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    other_content = terminal.order(1, [POWER], POWER_FEN, ZHANG, key="another-key")
    other_limit = terminal.order(1, [WATER], WATER_FEN, ZHANG, valid_s=60)
    other_number = terminal.order(2, [POWER], POWER_FEN, ZHANG, key=f"{1:032x}")
    for answer in (other_content, other_limit, other_number):
        assert refusal(answer) == (409, "idempotency_conflict")


def test_an_amount_that_is_not_the_sum(terminal: "Terminal") -> None:
    assert refusal(terminal.order(1, [WATER], WATER_FEN - 1, ZHANG)) == (409, "amount_changed")
    assert refusal(terminal.order(2, [POWER], 12875, ZHANG)) == (409, "amount_changed")  # without the penalty


def test_a_paid_bill_is_not_paid_again(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.pay(1)
    assert refusal(terminal.order(2, [WATER, POWER], WATER_FEN + POWER_FEN, ZHANG)) == (409, "bill_already_paid")


def test_a_bill_is_in_one_open_order_only(terminal: "Terminal", other_terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert refusal(other_terminal.order(2, [WATER], WATER_FEN, ZHANG)) == (409, "bill_in_other_order")
    terminal.close(1)
    assert other_terminal.order(2, [WATER], WATER_FEN, ZHANG).status_code == 201


def test_a_code_that_ended_frees_its_bills(terminal: "Terminal", clock: "ManualClock") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    clock.ahead(300)
    assert terminal.order(2, [WATER], WATER_FEN, ZHANG).status_code == 201


def test_bills_that_are_none_and_bills_named_twice(terminal: "Terminal") -> None:
    assert refusal(terminal.order(2, ["X0000000"], 1, ZHANG)) == (409, "bill_not_found")
    assert refusal(terminal.order(3, [WATER, WATER], 2 * WATER_FEN, ZHANG)) == (409, "bill_named_twice")


def test_a_refused_create_leaves_nothing_behind(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], 1, ZHANG)
    assert refusal(terminal.get(f"/v1/orders/{1:032x}")) == (404, "order_not_found")
    assert terminal.order(1, [WATER], WATER_FEN, ZHANG).status_code == 201


# ---- closing


def test_closing_is_idempotent_and_paid_stays_paid(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert [terminal.close(1).json()["state"] for _ in range(2)] == ["closed", "closed"]
    terminal.order(2, [WATER], WATER_FEN, ZHANG)
    terminal.pay(2)
    assert terminal.close(2).json()["state"] == "paid"


def test_a_create_that_arrives_after_its_close_is_refused(terminal: "Terminal") -> None:
    closed = terminal.close(1)
    assert closed.status_code == 200
    assert (closed.json()["state"], closed.json()["amount_fen"], closed.json()["bill_nos"]) == ("closed", 0, [])
    assert terminal.state(1) == "closed"
    for _ in range(2):
        assert refusal(terminal.order(1, [WATER], WATER_FEN, ZHANG)) == (409, "order_closed")
    assert refusal(terminal.pay(1, late=True)) == (409, "order_not_payable")
    assert terminal.order(2, [WATER], WATER_FEN, ZHANG).status_code == 201


def test_late_money_is_owed_back(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.close(1)
    assert refusal(terminal.pay(1)) == (409, "order_not_payable")
    late = terminal.pay(1, late=True)
    assert (late.json()["state"], late.json()["channel"]) == ("refund_due", "wechat")
    assert terminal.state(1) == terminal.close(1).json()["state"] == "refund_due"
    assert WATER in bill_nos(terminal.bills(ZHANG))
    assert terminal.money() == (WATER_FEN, 0, WATER_FEN, 0)
    assert refusal(terminal.pay(1, late=True)) == (409, "order_not_payable")

    assert terminal.post(f"/test/orders/{1:032x}/refund").json()["state"] == "refunded"
    assert terminal.money() == (WATER_FEN, 0, 0, WATER_FEN)
    assert refusal(terminal.post(f"/test/orders/{1:032x}/refund")) == (409, "no_refund_due")


def test_an_order_takes_money_once(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.pay(1)
    assert refusal(terminal.pay(1)) == refusal(terminal.pay(1, late=True)) == (409, "order_not_payable")
    assert terminal.money() == (WATER_FEN, WATER_FEN, 0, 0)


# ---- whose it is, and what is not there


def test_another_terminals_order_is_not_there(terminal: "Terminal", other_terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    assert refusal(other_terminal.get(f"/v1/orders/{1:032x}")) == (404, "order_not_found")
    assert refusal(other_terminal.close(1)) == (404, "order_not_found")
    assert refusal(other_terminal.order(1, [WATER], WATER_FEN, ZHANG)) == (409, "idempotency_conflict")
    assert terminal.state(1) == "pending"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic sandbox-terminal", "Bearer 密"])
def test_a_wrong_token(terminal: "Terminal", authorization: str) -> None:
    answer = requests.get(
        f"{terminal.url}/v1/cases/3301062611000025", headers={"Authorization": authorization.encode()}, timeout=5
    )
    assert refusal(answer) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_health_needs_no_token(terminal: "Terminal") -> None:
    health = requests.get(f"{terminal.url}/v1/health", timeout=5).json()
    assert health == {"state": "ok", "time": "2026-11-23T02:00:00Z"}


def test_addresses_and_methods_that_are_not_there(terminal: "Terminal") -> None:
    assert refusal(terminal.get("/v1/nothing")) == (404, "not_found")
    assert refusal(terminal.get("/v1/cases/330106261100")) == (404, "case_not_found")
    assert refusal(terminal.get("/v1/orders/ABC")) == (400, "invalid_document")
    assert refusal(terminal.post("/v1/orders/ABC/close")) == (400, "invalid_document")
    assert refusal(terminal.get("/v1/settlements/tomorrow")) == (400, "invalid_document")
    wrong = terminal.get("/v1/orders")
    assert refusal(wrong) == (405, "method_not_allowed")
    assert wrong.headers["Allow"] == "POST"


def test_bodies_that_do_not_fit(terminal: "Terminal") -> None:
    search = f"{terminal.url}/v1/bills/search"
    json_type = {"Content-Type": "application/json"}
    for content in (b"", b"{", b"[]", b"\xff", b'{"id_number": 1, "method": "typed"}', b'{"method": "typed"}'):
        assert refusal(terminal.session.post(search, data=content, headers=json_type, timeout=5)) == (
            400,
            "invalid_document",
        )
    unknown = {"id_number": ZHANG, "method": "typed", "wish": "all"}
    assert refusal(terminal.post("/v1/bills/search", unknown)) == (400, "invalid_document")
    form = terminal.session.post(search, data={"id_number": ZHANG}, timeout=5)
    assert refusal(form) == (415, "unsupported_media_type")
    large = terminal.session.post(search, data=b" " * (MAX_BODY + 1), headers=json_type, timeout=5)
    assert refusal(large) == (413, "too_large")


def test_a_refusal_never_repeats_what_is_personal(terminal: "Terminal") -> None:
    answer = terminal.post("/v1/bills/search", {"id_number": ZHANG, "method": ZHANG, "name": "张建国"})
    assert answer.status_code == 400
    assert ZHANG not in answer.text
    assert "张建国" not in answer.text


@pytest.mark.parametrize("key", [None, "short", "x" * 65, "with space in it"])
def test_the_idempotency_key_is_needed(terminal: "Terminal", key: str | None) -> None:
    wanted = {"order_no": f"{1:032x}", "bill_nos": [WATER], "amount_fen": WATER_FEN, "payer": ZHANG}
    headers = {} if key is None else {"Idempotency-Key": key}
    assert refusal(terminal.post("/v1/orders", wanted, **headers)) == (400, "invalid_document")


# ---- cases, records, settlement


def test_a_case_that_waits_for_the_applicant(terminal: "Terminal") -> None:
    case = terminal.get("/v1/cases/3301062611000025").json()
    assert (case["state"], case["applicant"]) == ("more_needed", "王**")
    assert "银行卡" in case["next_step"]["zh"]
    assert [step["end"] is not None for step in case["steps"]] == [True, True, False, False]


def test_records_are_kept_once(terminal: "Terminal") -> None:
    def record(number: int, state: str) -> dict[str, object]:
        body = {"state": state}
        return {"record_id": f"{number:032x}", "sequence": number, "kind": "payment", "at": at, "body": body}

    at = "2026-11-23T10:00:00+08:00"
    first = terminal.post("/v1/records", {"records": [record(1, "succeeded"), record(2, "closed")]})
    again = terminal.post("/v1/records", {"records": [record(2, "other"), record(3, "closed")]})
    assert first.json() == {"accepted": [f"{1:032x}", f"{2:032x}"]}
    assert again.json() == {"accepted": [f"{2:032x}", f"{3:032x}"]}
    kept = terminal.get("/test/records").json()
    assert [(line["sequence"], line["body"]["state"]) for line in kept] == [
        (1, "succeeded"),
        (2, "closed"),
        (3, "closed"),
    ]


def test_settlement_over_midnight_in_china(
    terminal: "Terminal", other_terminal: "Terminal", clock: "ManualClock"
) -> None:
    clock.ahead(13 * 3600 + 59 * 60)  # 23:59 in China
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    other_terminal.order(2, [POWER], POWER_FEN, ZHANG)
    terminal.close(3)
    clock.ahead(120)
    terminal.pay(1)
    assert refusal(terminal.get("/v1/settlements/2026-11-24")) == (404, "settlement_not_ready")
    clock.ahead(86_400)
    made, paid = (terminal.get(f"/v1/settlements/2026-11-{day}").json() for day in (23, 24))
    assert made["terminal_no"] == "DEMO-0001"
    assert [line["order_no"] for line in made["lines"]] == [line["order_no"] for line in paid["lines"]] == [f"{1:032x}"]
    assert (made["paid_fen"], paid["paid_fen"]) == (0, WATER_FEN)
    assert terminal.get("/v1/settlements/2026-11-22").json()["lines"] == []


def test_settlement_does_not_count_money_owed_back(terminal: "Terminal", clock: "ManualClock") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.close(1)
    terminal.pay(1, late=True)
    clock.ahead(86_400)
    day = terminal.get("/v1/settlements/2026-11-23").json()
    assert day["paid_fen"] == 0
    assert [line["state"] for line in day["lines"]] == ["refund_due"]


def test_reset(terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.pay(1)
    terminal.faults({"operation": "case", "outcome": "html"})
    assert terminal.post("/test/reset").status_code == 204
    assert terminal.money() == (0, 0, 0, 0)
    assert terminal.get("/test/faults").json() == []
    assert WATER in bill_nos(terminal.bills(ZHANG))


def test_a_failure_inside_is_a_problem_document_too(
    terminal: "Terminal", monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(Store, "add_records", broken)
    record = {"record_id": f"{1:032x}", "sequence": 1, "kind": "device", "at": "2026-11-23T10:00:00+08:00", "body": {}}
    assert refusal(terminal.post("/v1/records", {"records": [record]})) == (500, "internal_error")
    assert "RuntimeError in POST" in caplog.text
    assert terminal.get("/test/records").json() == []


# ---- by number, by code, found again


def test_a_bill_by_its_number(terminal: "Terminal") -> None:
    found = terminal.post("/v1/bills/lookup", {"bill_no": WATER}).json()["bills"]
    assert [bill["bill_no"] for bill in found] == [WATER]
    assert requests.get(found[0]["pay_url"], timeout=5).status_code == 200
    assert refusal(terminal.post("/v1/bills/lookup", {"bill_no": "X0000000"})) == (409, "bill_not_found")
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.pay(1)
    assert refusal(terminal.post("/v1/bills/lookup", {"bill_no": WATER})) == (409, "bill_already_paid")


@pytest.mark.parametrize(
    ("last", "state", "refused"),
    [
        ("0", "paid", None),
        ("7", "pending", None),
        ("8", "closed", "balance_insufficient"),
        ("9", "closed", "code_expired"),
    ],
)
def test_a_payment_code_is_collected_from_once(
    terminal: "Terminal", last: str, state: str, refused: str | None
) -> None:
    scanned = {"way": "scanned", "payment_code": "13456789012345678" + last}
    made = terminal.order(1, [WATER], WATER_FEN, ZHANG, **scanned).json()
    assert (made["state"], made["refused"], made["code_url"]) == (state, refused, None)
    again = terminal.order(1, [WATER], WATER_FEN, ZHANG, way="scanned", payment_code="134567890123456780")
    assert (again.status_code, again.json()) == (200, made)
    assert terminal.money()[0] == (WATER_FEN if state == "paid" else 0)


def test_a_payment_code_comes_with_its_way(terminal: "Terminal") -> None:
    assert refusal(terminal.order(1, [WATER], WATER_FEN, ZHANG, way="scanned")) == (400, "invalid_document")
    code = {"payment_code": "134567890123456780"}
    assert refusal(terminal.order(1, [WATER], WATER_FEN, ZHANG, **code)) == (400, "invalid_document")


def test_a_collection_is_reversed_after_fifteen_seconds(terminal: "Terminal", clock: "ManualClock") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG, way="scanned", payment_code="134567890123456787")
    assert terminal.close(1).json()["state"] == "pending"
    clock.ahead(14)
    assert terminal.close(1).json()["state"] == "pending"
    clock.ahead(1)
    assert terminal.get(f"/v1/orders/{1:032x}").json()["state"] == "closed"


def test_a_person_finds_the_orders_and_a_slip_its_page(terminal: "Terminal", other_terminal: "Terminal") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    other_terminal.order(2, [POWER], POWER_FEN, ZHANG)
    terminal.pay(1)
    search = {"id_number": ZHANG}
    (mine,) = terminal.post("/v1/order-searches", search).json()["orders"]
    assert (mine["order_no"], mine["state"]) == (f"{1:032x}", "paid")
    assert terminal.post("/v1/order-searches", {"id_number": WANG}).json()["orders"] == []
    page = requests.get(mine["verify_url"], timeout=5)
    assert (page.status_code, "这笔缴费有效" in page.text, ZHANG in page.text) == (200, True, False)


def test_settlements_disagree_on_demand(terminal: "Terminal", clock: "ManualClock") -> None:
    terminal.order(1, [WATER], WATER_FEN, ZHANG)
    terminal.pay(1)
    clock.ahead(86_400)

    def day(*kinds: str) -> tuple[int, int]:
        planted = [{"kind": kind} for kind in kinds]
        assert terminal.session.put(f"{terminal.url}/test/settlement", json=planted, timeout=5).json() == [
            {"kind": kind, "order_no": None} for kind in kinds
        ]
        found = terminal.get("/v1/settlements/2026-11-23").json()
        return len(found["lines"]), found["paid_fen"]

    assert day() == (1, WATER_FEN)
    assert day("missing") == (0, 0)
    assert day("extra") == (2, WATER_FEN + 100)
    assert day("amount") == (1, WATER_FEN + 100)
    assert day("state") == (1, 0)
