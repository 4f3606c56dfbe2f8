# SPDX-License-Identifier: Apache-2.0
"""The search for what a resident left behind must find it: a search that cannot fail proves nothing."""

import json
import sqlite3
from pathlib import Path

import pytest

from central.demo.visit import traces

NAME, NUMBER = "王秀兰", "33010619440202002X"
SECRETS = (NAME, NUMBER)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("secret", SECRETS)
def test_every_encoding_is_found(encoding: str, secret: str, tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "agent.log").write_bytes(b"\x00\x01" + f"read {secret}.".encode(encoding))
    assert traces.in_files(tmp_path, SECRETS)


def test_json_escapes_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"name": NAME}))
    assert traces.in_files(tmp_path, SECRETS) == ["a.json: in JSON escapes"]


def test_file_names_count(tmp_path: Path) -> None:
    (tmp_path / f"card-{NUMBER}.bin").write_bytes(b"")
    assert len(traces.in_files(tmp_path, SECRETS)) == 1


def test_masked_forms_and_folders_set_apart_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("王** 330***********002X")
    (tmp_path / "platform").mkdir()
    (tmp_path / "platform" / "sandbox.db").write_text(NAME)
    assert traces.in_files(tmp_path, SECRETS, apart=(tmp_path / "platform",)) == []


def test_the_ledger_may_hold_a_payer_only_masked(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    writer = sqlite3.connect(ledger)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE payer (name TEXT, id_number TEXT)")
    writer.execute("CREATE TABLE record (body TEXT)")
    writer.execute("INSERT INTO payer VALUES (?, ?)", ("王**", "330***********002X"))
    writer.commit()
    assert traces.in_ledger(ledger, SECRETS) == []
    writer.execute("INSERT INTO record VALUES (?)", (json.dumps({"payer": NAME}, ensure_ascii=False),))
    writer.commit()
    assert traces.in_ledger(ledger, SECRETS) == ["ledger.db: record.body"]
    writer.execute("INSERT INTO payer VALUES (?, ?)", SECRETS)
    writer.commit()
    assert traces.in_ledger(ledger, SECRETS) == [
        "ledger.db: payer.id_number",
        "ledger.db: payer.name",
        "ledger.db: record.body",
    ]
    writer.close()
