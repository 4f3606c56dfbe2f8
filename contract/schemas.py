# SPDX-License-Identifier: Apache-2.0
"""Writes the JSON Schemas of all documents: `python -m contract.schemas [--check]`."""

import inspect
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from contract import content, local, platform, settings, text
from contract.document import Document
from contract.personal import Masked

HERE = Path(__file__).resolve().parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def personal(kind: type) -> dict[str, Any]:
    """msgspec's schema hook: personal values travel as plain strings."""
    if issubclass(kind, Masked):
        return {"type": "string", "description": "Personal data: masked wherever it is shown, never logged."}
    raise NotImplementedError


def _documents(module: ModuleType) -> list[type[Document]]:
    return [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Document)
        and member.__module__ in {module.__name__, text.__name__}
        and msgspec.structs.fields(member)
    ]


def of_documents(module: ModuleType) -> dict[str, Any]:
    _, components = msgspec.json.schema_components(
        _documents(module), schema_hook=personal, ref_template="#/$defs/{name}"
    )
    return {"$schema": DIALECT, "$defs": dict(sorted(components.items()))}


def of_settings() -> dict[str, Any]:
    return {"$schema": DIALECT, **msgspec.json.schema(settings.Settings, schema_hook=personal)}


def rendered() -> dict[Path, bytes]:
    schemas = {
        HERE / "schemas" / "local.json": of_documents(local),
        HERE / "schemas" / "content.json": of_documents(content),
        HERE / "schemas" / "platform.json": of_documents(platform),
        settings.SHIPPED.with_name("terminal.schema.json"): of_settings(),
    }
    return {
        path: msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n" for path, schema in schemas.items()
    }


def main() -> int:
    files = rendered()
    stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(HERE.parent)} is not what the types say: run python -m contract.schemas")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(files[path])
        print(f"wrote {path.relative_to(HERE.parent)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
