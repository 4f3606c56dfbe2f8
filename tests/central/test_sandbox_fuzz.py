# SPDX-License-Identifier: Apache-2.0
"""The sandbox against its own contract: schemathesis sends what fits and what does not, and reads every answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case, Config, HookContext
from schemathesis.core.failures import FailureGroup

from central.sandbox import DEMO_TERMINALS, Sandbox
from central.sandbox.errors import CaseNotFound
from contract.platform import Fault

SPEC = Path(__file__).resolve().parents[2] / "contract" / "platform.openapi.yaml"
TOKEN = {"Authorization": f"Bearer {next(iter(DEMO_TERMINALS))}"}
CONFIG = Config.from_dict({"generation": {"deterministic": True, "database": "none"}})
schema = schemathesis.openapi.from_path(SPEC, config=CONFIG)


@schema.hook
def map_body(context: HookContext, body: Any) -> Any:
    """The contract writes integers without a point, which a JSON Schema cannot say."""
    return without_points(body)


def without_points(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_points(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_points(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("fuzz") / "sandbox.db") as running:
        yield running


@schema.parametrize()
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_in_the_contract(case: Case, sandbox: Sandbox) -> None:
    sandbox.faults.replace(())  # or the fuzzed faults would break what comes after them
    case.call_and_validate(base_url=sandbox.url, headers=TOKEN)


def look_up_a_case(sandbox: Sandbox, case_no: str = "3301062611000025") -> None:
    case: Case = schema["/v1/cases/{case_no}"]["GET"].Case(path_parameters={"case_no": case_no})
    case.call_and_validate(base_url=sandbox.url, headers=TOKEN)


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("http_500", "Server error"),
        ("html", "Undocumented Content-Type"),
        ("garbage", "JSON deserialization error"),
    ],
)
def test_a_broken_answer_would_be_found(sandbox: Sandbox, fault: str, found: str) -> None:
    sandbox.faults.replace([Fault(operation="case", outcome=fault, times=1)])  # type: ignore[arg-type]
    with pytest.raises(FailureGroup) as failure:
        look_up_a_case(sandbox)
    assert found in str(failure.value)
    look_up_a_case(sandbox)


@pytest.mark.parametrize(
    ("change", "found"), [({"status": 410}, "Undocumented status code"), ({"code": "gone"}, "violates schema")]
)
def test_an_undocumented_answer_would_be_found(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], found: str
) -> None:
    sandbox.faults.replace(())
    look_up_a_case(sandbox, "999999999999")
    for name, value in change.items():
        monkeypatch.setattr(CaseNotFound, name, value)
    with pytest.raises(FailureGroup) as failure:
        look_up_a_case(sandbox, "999999999999")
    assert found in str(failure.value)
