# SPDX-License-Identifier: Apache-2.0
"""The platform's OpenAPI: valid, complete, and of one mind with the types and with the sandbox's errors."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import validate

from central.sandbox.errors import PlatformError, every_error
from contract.document import canonical, decode, encode
from contract.platform import (
    BillList,
    BillSearch,
    Case,
    Fault,
    Health,
    Order,
    OrderList,
    OrderRequest,
    PhonePayment,
    RecordBatch,
    RecordReceipt,
    Settlement,
)

SPEC = Path(__file__).resolve().parents[2] / "contract" / "platform.openapi.yaml"
Spec = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch")


@pytest.fixture(scope="module")
def spec() -> Spec:
    loaded: Spec = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    return loaded


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in the document."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(child)


EXAMPLES = {
    "BillList": BillList, "Order": Order, "OrderList": OrderList, "Case": Case, "RecordReceipt": RecordReceipt,
    "Settlement": Settlement, "Health": Health,
}  # fmt: skip


def test_every_answers_example_is_one(spec: Spec) -> None:
    examples = spec["components"]["examples"]
    assert set(examples) == set(EXAMPLES)
    for name, kind in EXAMPLES.items():
        decode(json.dumps(examples[name]["value"]), kind)


def operations(spec: Spec) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": item[method] for path, item in spec["paths"].items() for method in METHODS if method in item
    }


def pointed_at(reference: str, spec: Spec) -> Any:
    file, _, pointer = reference.partition("#")
    node = json.loads((SPEC.parent / file).read_text(encoding="utf-8")) if file else spec
    for step in pointer.strip("/").split("/"):
        node = node[step]
    return node


def test_is_valid_openapi_3_1(spec: Spec) -> None:
    validate(spec, base_uri=SPEC.as_uri())


def test_a_broken_document_is_found(spec: Spec) -> None:
    broken = {**spec, "paths": {"/v1/health": {"get": {"responses": {"200": {}}}}}}
    with pytest.raises(Exception, match="description"):
        validate(broken, base_uri=SPEC.as_uri())


def test_every_reference_resolves(spec: Spec) -> None:
    references = {node["$ref"] for node in nodes(spec) if isinstance(node.get("$ref"), str)}
    assert len(references) > 20
    for reference in references:
        assert pointed_at(reference, spec), reference


def test_no_document_is_defined_twice(spec: Spec) -> None:
    assert "schemas" not in spec["components"]


def test_every_operation_is_named_once_and_described(spec: Spec) -> None:
    found = operations(spec)
    names = [operation["operationId"] for operation in found.values()]
    assert len(names) == len(set(names)) == 24
    for name, operation in found.items():
        assert operation["description"].count(".") >= 2, name
        assert "500" in operation["responses"], name
        assert ("401" in operation["responses"]) == ("security" not in operation), name


def test_only_test_mode_and_health_are_open(spec: Spec) -> None:
    open_to_all = {name for name, operation in operations(spec).items() if "security" in operation}
    test_mode = {name for name, operation in operations(spec).items() if "test-mode" in operation["tags"]}
    assert open_to_all == test_mode | {"get /v1/health"}
    assert all("/test/" in name for name in test_mode)


def test_the_sandbox_and_the_contract_know_the_same_codes(spec: Spec) -> None:
    in_contract: set[tuple[str, int]] = set()
    for holder in [
        *operations(spec).values(),
        {"responses": {"405": spec["components"]["responses"]["MethodNotAllowed"]}},
    ]:
        for status, response in holder["responses"].items():
            content = (pointed_at(response["$ref"], spec) if "$ref" in response else response).get("content", {})
            if "application/problem+json" in content:
                code = content["application/problem+json"]["schema"]["properties"]["code"]
                in_contract |= {(name, int(status)) for name in code.get("enum", [code.get("const")])}
    in_sandbox = {(error.code, error.status) for error in every_error()}
    assert in_contract == in_sandbox


def test_a_code_belongs_to_one_error() -> None:
    codes = [error.code for error in every_error()]
    assert len(codes) == len(set(codes))
    assert all(issubclass(error, PlatformError) for error in every_error())


def test_the_patterns_in_paths_are_those_of_the_types(spec: Spec) -> None:
    documents = json.loads((SPEC.parent / "schemas" / "platform.json").read_text(encoding="utf-8"))["$defs"]
    order_no = documents["Order"]["properties"]["order_no"]
    case_no = documents["Case"]["properties"]["project_no"]
    [case_parameter] = operations(spec)["get /v1/cases/{case_no}"]["parameters"]
    for parameter, typed in ((spec["components"]["parameters"]["OrderNo"], order_no), (case_parameter, case_no)):
        for rule in ("pattern", "maxLength"):
            assert parameter["schema"].get(rule) == typed.get(rule)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("post /v1/bills/search", BillSearch),
        ("post /v1/orders", OrderRequest),
        ("post /v1/records", RecordBatch),
        ("put /test/faults", tuple[Fault, ...]),
        ("post /test/orders/{order_no}/pay", PhonePayment),
    ],
)
def test_the_examples_are_documents(spec: Spec, operation: str, kind: Any) -> None:
    content = operations(spec)[operation]["requestBody"]["content"]["application/json"]
    examples = [entry["value"] for entry in content.get("examples", {}).values()] or [content["example"]]
    for example in examples:
        document = decode(json.dumps(example), kind)
        assert decode(encode(document), kind) == document
        assert canonical(document)
