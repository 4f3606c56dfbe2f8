# SPDX-License-Identifier: Apache-2.0
"""The local API as it is published: of one mind with the routes, the errors, and what a real agent answers."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from agent.api import openapi
from agent.api.app import create_app
from agent.api.events import EVENTS_PATH, MAX_STREAMS, EventStreams
from agent.api.route import Route
from agent.api.server import socket_path
from agent.api.web import TERMINAL
from agent.client import calls
from agent.client.blocking import UnixConnection
from agent.errors import AgentError, NotFound
from agent.house import House
from agent.reconciliation.matching import china_day
from contract import local
from contract.document import encode
from contract.local import PaymentState, ReceiptState, Role
from contract.platform import PhonePayment
from contract.settings import DeviceSettings
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, new_id
from tests.agent.openapi import Answer, Published, ask

METHODS_OF_HTTP = {"HEAD"}
"""HTTP's own: wherever GET is."""


@pytest.fixture
def published() -> Published:
    return Published()


def test_what_is_published_is_what_the_routes_say() -> None:
    assert openapi.FILE.read_bytes() == openapi.rendered(), "run python -m agent.api.openapi"


def test_is_valid_openapi_3_1(published: Published) -> None:
    validate(published.document)
    assert published.document["openapi"].startswith("3.1")


def test_every_route_of_every_role_is_in_it_and_nothing_else(published: Published, agent: RunningAgent) -> None:
    served = {
        (role, method, openapi._open_api(rule.rule))
        for role in Role
        for rule in create_app(role, agent.house, EventStreams(agent.journal)).url_map.iter_rules()
        for method in (rule.methods or set()) - METHODS_OF_HTTP
    }
    told = {
        (Role(role), method, path)
        for (method, path), operation in published.operations().items()
        for role in operation["x-linli-roles"]
    }
    assert served == told
    assert len(told) > 40


def test_every_operation_is_named_once_and_described(published: Published) -> None:
    operations = published.operations().values()
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert all(len(operation["summary"]) > 10 for operation in operations)


def test_every_code_of_every_error_is_in_it(published: Published) -> None:
    def below(kind: type[AgentError]) -> Iterator[type[AgentError]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    told = {(code, entry["status"]) for code, entry in published.document["x-linli-errors"].items()}
    known = {(error.code, error.status) for error in below(AgentError) if "code" in vars(error)}
    assert {pair for pair in told if not pair[0].startswith("http")} == known | {("internalError", 500)}
    assert all(entry["description"] for entry in published.document["x-linli-errors"].values())
    named = {
        code
        for operation in published.operations().values()
        for status, response in operation["responses"].items()
        if status != "200"
        for code in response["content"]["application/problem+json"]["schema"]["properties"]["code"].get("enum", [])
    }
    assert named == {code for code, _ in told} - {"http404", "http405"}


def test_one_call_cannot_mean_two_things(monkeypatch: pytest.MonkeyPatch) -> None:
    def terminal(house: House) -> local.Done:
        """Something else"""
        return local.Done()

    other = {**openapi.ROUTES, Role.SYNC: (Route(TERMINAL.method, TERMINAL.path, terminal),)}
    monkeypatch.setattr(openapi, "ROUTES", other)
    with pytest.raises(ValueError, match="GET /v1/terminal of sync"):
        openapi.operations()


def test_a_refusal_that_is_not_declared_is_told_in_the_log(
    agent: RunningAgent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def raises(_session: object) -> None:
        raise NotFound("nobody declared this")

    monkeypatch.setattr(agent.house.sessions, "end", raises)
    assert ask(agent, Role.KIOSK, "DELETE", f"/v1/sessions/{new_id()}").status == 404
    assert "refuses with notFound, which is not declared" in caplog.text


# ---- a real agent's answers


class Judged:
    """Speaks with a real agent, and holds every answer against the document."""

    def __init__(self, agent: RunningAgent, published: Published) -> None:
        self._agent = agent
        self.published = published

    def ask(self, call: calls.Call[Any], role: Role = Role.KIOSK, status: int = 200) -> Any:
        answer = ask(self._agent, role, call.method, call.path, call.body)
        assert answer.status == status, answer.content
        self.published.judge(call.method, call.path, answer)
        return answer.document


def test_what_a_real_agent_answers_to_every_call_is_what_the_document_says(
    agent: RunningAgent, surroundings: Surroundings, published: Published, caplog: pytest.LogCaptureFixture
) -> None:
    judged = Judged(agent, published)
    for role in Role:
        assert judged.ask(calls.terminal(), role)["terminal_no"] == "DEMO-0001"
    _of_the_kiosk(judged, agent, surroundings)
    _of_the_site(judged, agent, surroundings)
    _of_screens_and_operator(judged)
    done = {name for name, status in published.answered if status == 200}
    assert {operation["operationId"] for operation in published.operations().values()} - done == {"events"}
    assert {status for _, status in published.answered} >= {200, 400, 404, 409}
    assert "not declared" not in caplog.text


def _of_the_kiosk(judged: Judged, agent: RunningAgent, surroundings: Surroundings) -> None:
    session, command = new_id(), new_id()
    judged.ask(calls.open_session(session, local.SessionRequest()))
    judged.ask(calls.renew_session(session))
    judged.ask(calls.bills(session), status=409)
    typed = {"id_number": ZHANG.id_number}
    judged.ask(calls.Call("PUT", f"/v1/sessions/{session}/identity", local.Session, json.dumps(typed).encode()))
    surroundings.reader.put_card(ZHANG)
    judged.ask(calls.command(session, command, local.ReadIdentity()))
    judged.ask(calls.command(session, command, local.ScanCode()), status=409)
    agent.finished(session, command)
    assert judged.ask(calls.command_status(session, command))["resident"]["name"] == "张*国"
    judged.ask(calls.cancel_command(session, command))
    found = judged.ask(calls.bills(session))
    judged.ask(calls.case(session, "3301062611000017"))
    judged.ask(calls.case(session, "1" * 20), status=409)
    judged.ask(calls.case(session, ZHANG.id_number), status=400)
    bill, payment = found["bills"][0], new_id()
    amount = bill["amount_fen"] + bill.get("penalty_fen", 0)
    judged.ask(calls.lookup_bill(session, local.BillLookup(text=bill["bill_no"])))
    judged.ask(calls.lookup_bill(session, local.BillLookup(text="W000000000000")), status=409)
    judged.ask(calls.pay(session, payment, local.PaymentRequest(bill_nos=(bill["bill_no"],), amount_fen=1)), status=409)
    judged.ask(calls.pay(session, payment, local.PaymentRequest(bill_nos=(bill["bill_no"],), amount_fen=amount)))
    agent.until(payment, PaymentState.CODE_SHOWN)
    assert judged.ask(calls.current_payments())["payments"][0]["code_url"]
    judged.ask(calls.print_receipt(payment, new_id()), status=409)
    surroundings.sandbox.desk.pay(payment, PhonePayment())
    agent.until_slip(payment, ReceiptState.PRINTED)
    judged.ask(calls.payment(payment))
    assert judged.ask(calls.session_payments(session))["payments"]
    assert judged.ask(calls.find_payments(session, local.PaymentSearch(text=payment[:12])))["payments"]
    judged.ask(calls.payment(payment), Role.OPERATOR)
    judged.ask(calls.payment(new_id()), status=404)
    judged.ask(calls.close_payment(payment))
    judged.ask(calls.print_receipt(payment, new_id()))
    judged.ask(calls.end_session(session))
    judged.ask(calls.renew_session(session), status=404)


def _of_the_site(judged: Judged, agent: RunningAgent, surroundings: Surroundings) -> None:
    test = new_id()
    judged.ask(calls.test_device("printer", test, local.DeviceTest()), Role.WEB)
    judged.ask(calls.device_test("printer", test), Role.WEB)
    judged.ask(calls.cancel_device_test("printer", test), Role.OPERATOR)
    judged.ask(calls.device_test("printer", new_id()), Role.WEB, status=404)
    with ReceiptPrinterSimulator() as other:
        there = DeviceSettings(kind="receipt_printer", host="127.0.0.1", tcp_port=other.port)
        judged.ask(calls.try_device(local.DeviceTrial(settings=there)), Role.WEB)
        judged.ask(calls.put_device("second", local.DeviceChange(settings=there)), Role.WEB)
        judged.ask(calls.put_device("third", local.DeviceChange(settings=there)), Role.WEB, status=409)
        judged.ask(calls.devices(), Role.WEB)
        judged.ask(calls.remove_device("second"), Role.WEB)
    judged.ask(calls.remove_device("second"), Role.WEB, status=404)
    settings = agent.web.send(calls.site())
    judged.ask(calls.site(), Role.WEB)
    judged.ask(calls.change_site(local.SiteChange(settings=settings)), Role.WEB)
    judged.ask(calls.test_connection(local.ConnectionTest(platform_url=surroundings.sandbox.url)), Role.WEB)
    judged.ask(calls.test_connection(local.ConnectionTest()), Role.WEB, status=400)
    judged.ask(calls.journal(), Role.WEB)
    judged.ask(calls.matches(), Role.WEB)
    yesterday = china_day(agent.house.clock.now()) - timedelta(days=1)
    judged.ask(calls.day_account(yesterday), Role.WEB, status=404)
    judged.ask(calls.match_day(yesterday), Role.WEB)
    judged.ask(calls.day_account(yesterday), Role.WEB)
    judged.ask(calls.matches(), Role.WEB)
    judged.ask(calls.match_day(yesterday + timedelta(days=1)), Role.WEB, status=404)
    until = datetime.now(UTC) + timedelta(minutes=5)
    commissioning = local.Commissioning(url="https://10.0.0.1", fingerprint="AB", secret="12", until=until)
    judged.ask(calls.announce_commissioning(commissioning), Role.WEB)
    assert judged.ask(calls.terminal())["commissioning"]["secret"] == "12"
    judged.ask(calls.end_commissioning(), Role.WEB)


def _of_screens_and_operator(judged: Judged) -> None:
    now = datetime.now(UTC)
    play = local.Play(
        play_id=new_id(), output="left", programme_id="p", item="notice:330106:1", started_at=now, seconds=3, frames=9
    )
    judged.ask(calls.tell_plays(local.Plays(plays=(play,))), Role.SIGNAGE)
    judged.ask(calls.report_content(local.ContentHealth(release_id="r1", made_at=now)), Role.SYNC)
    assert judged.ask(calls.terminal())["content"]["release_id"] == "r1"
    judged.ask(calls.ledger(), Role.OPERATOR)
    judged.ask(calls.doubtful_prints(), Role.OPERATOR)
    judged.ask(calls.journal(), Role.OPERATOR)
    judged.ask(calls.devices(), Role.OPERATOR)


def test_the_judge_finds_an_answer_that_is_not_as_published(published: Published) -> None:
    for status, kind, content in (
        (200, "application/json", b'{"command_id": "x"}'),
        (418, "application/problem+json", b"{}"),
        (404, "text/html", b"{}"),
        (404, "application/problem+json", b'{"code": "surprise", "title": "", "status": 404}'),
    ):
        with pytest.raises(Exception, match=r".+"):
            published.judge("GET", f"/v1/sessions/{new_id()}/commands/{new_id()}", Answer(status, kind, content))
    with pytest.raises(AssertionError, match="not in the document"):
        published.judge("GET", "/v1/secrets", Answer(200, "application/json", b"{}"))


# ---- bodies that do not fit

GOOD: dict[str, Any] = {
    "openSession": {"language": "zh"},
    "typeIdentity": {"id_number": "330106195001010036"},
    "command": {"command": "print_case", "case_no": "3301062611000017", "deadline_ms": 5_000},
    "pay": {"bill_nos": ["W202610000017"], "amount_fen": 100, "with_slip": True},
    "printReceipt": {},
    "lookupBill": {"text": "W202610000017"},
    "findPayments": {"text": "0123456789ab"},
    "tryDevice": {"settings": {"kind": "receipt_printer", "host": "127.0.0.1", "tcp_port": 9100}},
    "putDevice": {"settings": {"kind": "receipt_printer", "host": "127.0.0.1", "tcp_port": 9100}},
    "testDevice": {"language": "zh", "deadline_ms": 5_000},
    "changeSite": {
        "settings": {
            "tenant": "330106", "place": {"zh": "幸福社区"}, "help_phone": "12345", "platform_url": "http://x",
            "content_url": "http://x", "kiosk": {}, "signage": {},
        },
        "even_if_unreachable": False,
    },
    "testConnection": {"platform_url": "", "content_url": ""},
    "announceCommissioning": {"url": "u", "fingerprint": "f", "secret": "s", "until": "2026-11-23T00:00:00Z"},
    "tellPlays": {
        "plays": [
            {
                "play_id": "0" * 32, "output": "o", "programme_id": "", "item": "i", "seconds": 1.5, "frames": 1,
                "started_at": "2026-11-23T00:00:00Z",
            }
        ]
    },
    "reportContent": {"release_id": "r", "tries": 0, "trouble": {"code": "diskFull", "title": ""}},
}  # fmt: skip
"""A body for each operation that has one."""
WRONG: tuple[Any, ...] = (None, True, -1, 1.5, 10**12, "", "no such word", [], {}, ["x"] * 300, {"x": 1})


def spoilt(good: Any) -> Iterator[Any]:
    """Every member replaced, left out, and joined by a stranger, at every depth."""
    yield from WRONG
    if isinstance(good, dict):
        yield {**good, "stranger": 1}
        for name, value in good.items():
            yield {key: other for key, other in good.items() if key != name}
            for worse in spoilt(value):
                yield {**good, name: worse}
    if isinstance(good, list):
        for worse in spoilt(good[0]):
            yield [worse]


def test_a_body_that_the_document_refuses_the_agent_refuses(agent: RunningAgent, published: Published) -> None:
    with_body = {name: op for name, op in published.operations().items() if "requestBody" in op}
    assert {operation["operationId"] for operation in with_body.values()} == set(GOOD)
    refused = 0
    for (method, template), operation in with_body.items():
        good = GOOD[operation["operationId"]]
        validator = published.body(operation)
        validator.validate(good)
        path = template.format(**dict.fromkeys(("session_id", "command_id", "payment_id", "receipt_id"), "0" * 32),
                               test_id="0" * 32, device="printer")  # fmt: skip
        for body in spoilt(good):
            if not validator.is_valid(body):
                answer = ask(agent, Role(operation["x-linli-roles"][0]), method, path, encode(body))
                assert (answer.status, answer.document["code"]) == (400, "invalidRequest"), (method, path, body)
                published.judge(method, path, answer)
                refused += 1
    assert refused > 400


def test_too_large_a_body_and_a_foreign_id_are_refused_as_the_document_says(
    agent: RunningAgent, published: Published
) -> None:
    large = ask(agent, Role.KIOSK, "PUT", f"/v1/sessions/{new_id()}", b" " * 70_000)
    published.judge("PUT", f"/v1/sessions/{new_id()}", large)
    assert large.status == 413
    wrong = ask(agent, Role.WEB, "DELETE", "/v1/devices/NO")
    published.judge("DELETE", "/v1/devices/NO", wrong)
    assert (wrong.status, wrong.document["code"]) == (400, "invalidRequest")
    for method, path, code in (
        ("GET", "/v1/nothing", "http404"),
        ("GET", "/v1//terminal", "http404"),
        ("OPTIONS", "/v1/terminal", "http405"),
        ("PATCH", "/v1/terminal", "http405"),
    ):
        answer = ask(agent, Role.KIOSK, method, path)
        assert answer.document["code"] == code
        assert published.document["x-linli-errors"][code]["status"] == answer.status


# ---- the event stream


def test_the_event_stream_is_as_the_document_says(agent: RunningAgent, published: Published) -> None:
    operation = published.operations()["GET", EVENTS_PATH]
    [parameter] = operation["parameters"]
    event = published.validator(operation["responses"]["200"]["content"]["text/event-stream"]["x-linli-event"])
    path = socket_path(Path(agent.settings.paths.run), Role.KIOSK)
    agent.session()
    head = agent.journal.head
    agent.session()  # which ends the one before, and that is an event

    connection = UnixConnection(path, 10)
    connection.request("GET", EVENTS_PATH, headers={parameter["name"]: str(head)})
    stream = connection.getresponse()
    assert stream.getheader("Content-Type") == "text/event-stream"
    agent.session()
    text = b""
    while text.count(b"data:") < 2 or not text.endswith(b"\n\n"):
        text += stream.read1(100)
    connection.close()
    assert text.startswith(b":")
    frames = [frame for frame in text.decode().split("\n\n") if not frame.startswith(":")]
    for number, frame in enumerate(filter(None, frames), head + 1):
        lines = dict(line.split(": ", 1) for line in frame.split("\n"))
        document = json.loads(lines["data"])
        event.validate(document)
        assert (int(lines["id"]), lines["event"]) == (number, document["topic"])

    for wrong in ("-1", "x", "1" * 19):
        assert not published.validator(parameter["schema"]).is_valid(wrong)
        answer = _events(path, {parameter["name"]: wrong})
        assert answer.status == 400
        published.judge("GET", EVENTS_PATH, answer)
    streams = [UnixConnection(path, 10) for _ in range(MAX_STREAMS)]
    for one in streams:
        one.request("GET", EVENTS_PATH)
        one.getresponse()
    answer = _events(path, {})
    assert (answer.status, answer.document["code"]) == (503, "tooMany")
    published.judge("GET", EVENTS_PATH, answer)
    for one in streams:
        one.close()


def _events(path: Path, headers: dict[str, str]) -> Answer:
    connection = UnixConnection(path, 10)
    connection.request("GET", EVENTS_PATH, headers=headers)
    answer = connection.getresponse()
    told = Answer(answer.status, answer.getheader("Content-Type", ""), answer.read())
    connection.close()
    return told
