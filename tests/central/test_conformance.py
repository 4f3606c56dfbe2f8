# SPDX-License-Identifier: Apache-2.0
"""The conformance suite passes on the sandbox, and each planted fault makes its own check fail."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as replaced

from central.conformance import checks
from central.conformance.__main__ import NOBODY, Verdict, main
from central.sandbox import channels, orders, planting
from central.sandbox.desk import Desk
from central.sandbox.orders import KeptOrder
from central.sandbox.server import Sandbox
from contract.platform import OrderState


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(tmp_path / "sandbox.db") as running:
        yield running


def verdicts(sandbox: Sandbox, tmp_path: Path) -> tuple[int, dict[str, str]]:
    report = tmp_path / "report.json"
    status = main([sandbox.url, "--json", str(report)])
    told = json.loads(report.read_text(encoding="utf-8"))
    return status, {line["check"]: line["verdict"] for line in told["checks"]}


def test_the_sandbox_keeps_the_contract_again_and_again(sandbox: Sandbox, tmp_path: Path) -> None:
    for _ in range(2):
        status, found = verdicts(sandbox, tmp_path)
        assert status == 0
        assert set(found.values()) == {Verdict.PASSED}
        assert len(found) == len(checks.CHECKS)


def collects_again(monkeypatch: pytest.MonkeyPatch) -> None:
    careful = Desk.create_order

    def create_order(self: Desk, terminal_no: str, key: str, request: Any) -> Any:
        order, made = careful(self, terminal_no, key, request)
        if not made and order.state is OrderState.PAID:
            self.store.save(replace(order, amount_fen=order.amount_fen * 2))
        return order, made

    monkeypatch.setattr(Desk, "create_order", create_order)


def forgets_closed_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    def close(self: Desk, terminal_no: str, order_no: str) -> KeptOrder:
        if self.store.order(order_no) is None:
            return KeptOrder(order_no, terminal_no, OrderState.CLOSED, (), 0)
        return careful(self, terminal_no, order_no)

    careful = Desk.close_order
    monkeypatch.setattr(Desk, "close_order", close)


def settles_late_money(monkeypatch: pytest.MonkeyPatch) -> None:
    careful = orders.pay

    def pay(order: KeptOrder, payment: Any, **more: Any) -> KeptOrder:
        moved = careful(order, payment, **more)
        return replace(moved, state=OrderState.PAID) if moved.state is OrderState.REFUND_DUE else moved

    monkeypatch.setattr(orders, "pay", pay)


def reverses_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "REVERSED_AFTER", channels.REVERSED_AFTER * 0)


def settles_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    careful = planting.planted
    monkeypatch.setattr(planting, "planted", lambda *given: replaced(careful(*given), paid_fen=1))


@pytest.mark.parametrize(
    ("plant", "broken"),
    [
        (collects_again, {"scanned_code_is_collected_once", "scanned_code_whose_answer_is_lost"}),
        (forgets_closed_numbers, {"closing_the_unknown_bars_it"}),
        (settles_late_money, {"late_money_is_owed_back"}),
        (reverses_at_once, {"reversal_waits"}),
        (settles_wrongly, {"settlement_of_a_day"}),
    ],
)
def test_a_planted_fault_fails_its_own_check(
    sandbox: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch], None],
    broken: set[str],
) -> None:
    plant(monkeypatch)
    status, found = verdicts(sandbox, tmp_path)
    assert status == 1
    failed = {check for check, verdict in found.items() if verdict == Verdict.FAILED}
    assert failed & broken
    assert len(failed) <= 4, "and not everything beside it"


def test_without_a_test_mode_the_hard_cases_are_not_checked(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wire = sandbox._server.wsgi_app

    def without(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith("/test"):
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b""]
        return wire(environ, start_response)

    monkeypatch.setattr(sandbox._server, "wsgi_app", without)
    status, found = verdicts(sandbox, tmp_path)
    assert status == 0
    assert found["late_money_is_owed_back"] == Verdict.NOT_CHECKED
    assert found["closing_the_unknown_bars_it"] == Verdict.PASSED
    assert "What was not checked is not known to work" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["ftp://127.0.0.1"],
        ["http://127.0.0.1:9"],
        ["http://127.0.0.1:9", "--token-file", "/nowhere"],
    ],
)
def test_what_cannot_be_run_says_so(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.err.startswith("linli platform check: ")
    assert "Traceback" not in said.err


def test_the_number_of_nobody_is_a_valid_one() -> None:
    weights = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(NOBODY[:17]))
    assert "10X98765432"[weights % 11] == NOBODY[17]
