# SPDX-License-Identifier: Apache-2.0
"""A running sandbox, a clock that stands still until told, and a terminal that calls over real HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from central.sandbox import DEMO_TERMINALS, Sandbox

TOKEN = next(iter(DEMO_TERMINALS))
OTHER_TOKEN = "token-of-another-terminal"


class ManualClock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def ahead(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Terminal:
    def __init__(self, url: str, token: str = TOKEN) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=5)

    def post(self, path: str, body: Any = None, **headers: str) -> requests.Response:
        return self.session.post(self.url + path, json=body, headers=headers, timeout=5)

    def order(self, number: int, bills: list[str], amount_fen: int, payer: str, **more: Any) -> requests.Response:
        """Makes an order whose number and key are made of a small number."""
        order_no = f"{number:032x}"
        key = more.pop("key", order_no)
        wanted = {"order_no": order_no, "bill_nos": bills, "amount_fen": amount_fen, "payer": payer, **more}
        return self.post("/v1/orders", wanted, **{"Idempotency-Key": key})

    def pay(self, number: int, **payment: Any) -> requests.Response:
        return self.post(f"/test/orders/{number:032x}/pay", payment)

    def state(self, number: int) -> str:
        return str(self.get(f"/v1/orders/{number:032x}").json()["state"])

    def close(self, number: int) -> requests.Response:
        return self.post(f"/v1/orders/{number:032x}/close")

    def bills(self, number: str, method: str = "typed", name: str | None = None) -> requests.Response:
        return self.post("/v1/bills/search", {"id_number": number, "method": method, "name": name})

    def faults(self, *faults: dict[str, Any]) -> None:
        assert self.session.put(f"{self.url}/test/faults", json=list(faults), timeout=5).status_code == 200

    def money(self) -> tuple[int, int, int, int]:
        """Taken, settled, owed back, given back."""
        book = self.get("/test/orders").json()
        return book["taken_fen"], book["settled_fen"], book["refund_due_fen"], book["refunded_fen"]


@pytest.fixture
def make_terminal() -> type[Terminal]:
    return Terminal


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def sandbox(tmp_path: Path, clock: ManualClock) -> Iterator[Sandbox]:
    terminals = {**DEMO_TERMINALS, OTHER_TOKEN: "DEMO-0002"}
    with Sandbox(tmp_path / "sandbox.db", clock=clock, terminals=terminals) as running:
        yield running


@pytest.fixture
def terminal(sandbox: Sandbox) -> Iterator[Terminal]:
    calling = Terminal(sandbox.url)
    with calling.session:
        yield calling


@pytest.fixture
def other_terminal(sandbox: Sandbox) -> Iterator[Terminal]:
    calling = Terminal(sandbox.url, OTHER_TOKEN)
    with calling.session:
        yield calling
