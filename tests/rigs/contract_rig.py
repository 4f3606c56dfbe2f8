# SPDX-License-Identifier: Apache-2.0
"""contract: sandbox and agent both keep what the platform's OpenAPI file says, each held against an independent tool.

Schemathesis sends the sandbox what fits and what does not, over every operation, and reads every answer: no server
error, no answer that is not in the file. Prism, a mock made from the file alone, checks each request of the agent's
client and answers from the file's examples: the client must be understood, and must understand.

Positive control: each operation's own example. Negative controls: a sandbox with one planted fault, found by
schemathesis; and a request that does not fit, refused by the mock.
"""

import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import Config, HookContext
from schemathesis.core.failures import FailureGroup

from agent.errors import AgentError
from agent.platform.client import PlatformClient
from central.sandbox import DEMO_TERMINALS, Sandbox
from central.sandbox.errors import CaseNotFound
from contract.personal import IdNumber, PersonName
from contract.platform import (
    BillLookup,
    BillSearch,
    IdentityMethod,
    OrderRequest,
    OrderSearch,
    Record,
    RecordBatch,
    RecordKind,
)
from contract.settings import PlatformSettings
from tests.rigs.peers.tools import PACKAGES
from tests.rigs.report import Result

FULL_EXAMPLES = 300
"""For each operation."""
SPEC = Path(__file__).resolve().parents[2] / "contract" / "platform.openapi.yaml"
TOKEN = {"Authorization": f"Bearer {next(iter(DEMO_TERMINALS))}"}
PRISM_START_S = 40.0
ORDER_NO, RECORD_ID, CASE_NO = (
    "0c1d2e3f405162738495a6b7c8d9eafb",
    "5f0c6f7f5a3e4f7c9d1b2a3c4d5e6f70",
    "3301062611000025",
)
"""As the file's examples have them."""


def run(scale: float, choice: int) -> Result:
    found, calls = _fuzzed(max(5, int(FULL_EXAMPLES * scale)), choice)
    well, _ = _fuzzed(1, choice)
    planted = CaseNotFound.status
    CaseNotFound.status = 410
    try:
        fault, _ = _fuzzed(5, choice, only="/v1/cases/{case_no}")
    finally:
        CaseNotFound.status = planted
    with _mock() as url:
        misread = _client_at(url)
        refused = requests.post(f"{url}/v1/bills/lookup", json={"bill_no": "w1"}, headers=TOKEN, timeout=10).status_code
    return Result(
        product_held=not found and not misread,
        figure=f"{calls} calls of schemathesis at the sandbox: {len(found)} answers not in the contract; "
        f"{len(CALLS)} calls of the agent's client at an independent mock: {len(misread)} misunderstood",
        positive_held=not well,
        negative_broke=bool(fault) and refused in {400, 422},
        details=(*found[:3], *misread[:3]),
        counts={"calls": calls, "undocumented": len(found), "misunderstood": len(misread)},
    )


# ---- the sandbox, by schemathesis


def _fuzzed(examples: int, choice: int, only: str = "") -> tuple[list[str], int]:
    """What it found, and how many calls it made."""
    schema = schemathesis.openapi.from_path(SPEC, config=Config.from_dict({"generation": {"database": "none"}}))
    schema.hook(map_body)
    found: list[str] = []
    calls = 0
    with tempfile.TemporaryDirectory() as folder, Sandbox(Path(folder) / "sandbox.db") as sandbox:
        for loaded in schema.get_all_operations():
            operation = loaded.ok()
            if only and operation.path != only:
                continue

            @seed(choice)
            @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
            @given(case=operation.as_strategy())
            def holds(case: Any) -> None:
                nonlocal calls
                calls += 1
                sandbox.faults.replace(())  # or a fuzzed fault would break what comes after it
                case.call_and_validate(base_url=sandbox.url, headers=TOKEN)

            try:
                holds()
            except FailureGroup as error:
                found.append(f"{operation.label}: {' '.join(str(error).split())[:300]}")
    return found, calls


def map_body(context: HookContext, body: Any) -> Any:
    """The contract writes integers without a point, which a JSON Schema cannot say."""
    return _without_points(body)


def _without_points(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_points(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_points(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


# ---- the client, at a mock

_NUMBER = IdNumber("33010619440202002X")
_RECORD = Record(record_id=RECORD_ID, sequence=1, kind=RecordKind.RECEIPT, at=datetime.now(UTC), body={"a": 1})
CALLS: tuple[Callable[[PlatformClient], object], ...] = (
    lambda client: client.health(),
    lambda client: client.search_bills(BillSearch(id_number=_NUMBER, method=IdentityMethod.TYPED)),
    lambda client: client.search_bills(
        BillSearch(id_number=_NUMBER, method=IdentityMethod.CARD, name=PersonName("王秀兰"))
    ),
    lambda client: client.lookup_bill(BillLookup(bill_no="W202610000101")),
    lambda client: client.search_orders(OrderSearch(id_number=_NUMBER)),
    lambda client: client.create_order(
        OrderRequest(order_no=ORDER_NO, bill_nos=("W202610000101", "E202610000101"), amount_fen=17881, payer=_NUMBER)
    ),
    lambda client: client.get_order(ORDER_NO),
    lambda client: client.close_order(ORDER_NO),
    lambda client: client.get_case(CASE_NO),
    lambda client: client.deliver(RecordBatch(records=(_RECORD,))),
    lambda client: client.settlement(date(2026, 11, 23)),
)


def _client_at(url: str) -> list[str]:
    with tempfile.NamedTemporaryFile("w", encoding="ascii") as token:
        token.write("rig")
        token.flush()
        settings_of_mock = PlatformSettings(url=url, token_file=token.name, connect_s=5.0, read_s=10.0, total_s=15.0)
        client = PlatformClient(settings_of_mock)
    misread = []
    for number, call in enumerate(CALLS):
        try:
            call(client)
        except AgentError as error:
            misread.append(f"call {number}: {error.code}: {error}")
    return misread


@contextmanager
def _mock() -> Iterator[str]:
    """Answers a request that does not fit with the refusal that the file names for it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = PACKAGES / "@stoplight" / "prism-cli" / "dist" / "index.js"
    if not program.exists():
        raise RuntimeError("the test peers are not installed: make setup")
    command = ["node", str(program), "mock", "--port", str(port), str(SPEC)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _until_it_answers(f"{url}/v1/health", process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _until_it_answers(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PRISM_START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            requests.get(address, timeout=2)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the mock does not start")
