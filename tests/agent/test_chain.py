# SPDX-License-Identifier: Apache-2.0
"""The chain over the ledger: every change of the past is found, and a payer who is forgotten is not one."""

import shutil
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.ledger import Ledger, chain, entries, payments, receipts
from agent.ledger.chain import ORIGIN, Entry
from contract.local import PaymentState, ReceiptKind, ReceiptState
from linli import ledger as command
from tests.agent.test_ledger import NOW, _insert, _stored


def chained(texts: list[str]) -> list[Entry]:
    made: list[Entry] = []
    for number, text in enumerate(texts, 1):
        before = made[-1].hash if made else ORIGIN
        said = chain.link(before, number, "at", "payment", f"{number}", text, "{}")
        made.append(Entry(number, "at", "payment", f"{number}", text, "{}", before, said))
    return made


CHAINS = st.lists(st.text(max_size=20), min_size=1, max_size=12).map(chained)


@given(CHAINS)
def test_a_chain_that_nobody_touched_holds(entries: list[Entry]) -> None:
    assert chain.broken_links(entries) == []
    text = list(chain.lines(entries, "DEMO-0001"))
    assert chain.read_lines(text) == (entries, [])


@given(CHAINS, st.data())
def test_a_changed_removed_moved_or_added_entry_is_found(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(["at", "kind", "subject", "content", "personal", "previous", "hash"]))
    changed = [*entries]
    changed[place] = replace(entries[place], **{field: getattr(entries[place], field) + "x"})
    assert chain.broken_links(changed)
    if place < len(entries) - 1:
        assert chain.broken_links(entries[:place] + entries[place + 1 :])
        swapped = [*entries]
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        assert chain.broken_links(swapped)
    assert chain.broken_links([*entries[: place + 1], entries[place], *entries[place + 1 :]])


@given(CHAINS)
def test_a_file_that_was_cut_short_is_found_and_so_is_a_chain_made_anew(entries: list[Entry]) -> None:
    text = list(chain.lines(entries, "DEMO-0001"))
    _, faults = chain.read_lines([*text[:-2], text[-1]])
    assert [fault.code for fault in faults] == ["cutShort"]
    anew = chained([entry.content + "!" for entry in entries])
    assert chain.broken_links(anew) == []
    assert chain.strange_head(anew, entries[-1].hash)
    assert chain.strange_head(entries, entries[0].hash) == [], "an older head stays in it"


# ---- in a ledger


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """With two payments, one paid and its slip printed; one payer forgotten."""
    ledger = Ledger(tmp_path)
    _insert(ledger, _stored(1), date(2026, 1, 1))
    _insert(ledger, _stored(2))
    with ledger.transaction() as tx:
        paid = replace(_stored(1).intent, state=PaymentState.SUCCEEDED, paid_at=NOW)
        payments.update(tx, paid, NOW)
        payments.update(tx, paid, NOW + timedelta(hours=1))
        receipts.insert(tx, "a" * 32, paid.payment_id, kind=ReceiptKind.PAYMENT, reprint=False, now=NOW)
        receipts.begin(tx, "a" * 32, NOW, "printer")
        receipts.end(tx, "a" * 32, ReceiptState.PRINTING, ReceiptState.PRINTED, None, NOW, "processId")
        payments.mark_reconciled(tx, [paid.payment_id], agreed=True)
        assert payments.delete_payers(tx, date(2026, 11, 24)) == 1
    with ledger.reading() as tx:
        assert entries.faults(tx) == []
        assert len(entries.entries(tx)) == 6, "one for each change that says something"
    ledger.close()
    return tmp_path


def configured(state: Path) -> list[str]:
    config = state / "terminal.toml"
    config.write_text(f'[terminal]\nprofile = "sandbox"\n[paths]\nstate = "{state}"\n', encoding="utf-8")
    return ["--config", str(config)]


def test_a_payer_who_is_forgotten_leaves_the_chain_whole(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(["verify", "--here", *configured(state)]) == 0
    said = capsys.readouterr().out
    assert "holds: 6 entries" in said
    assert command.run(["verify", "--here", "--head", "f" * 64, *configured(state)]) == 1
    assert "strangeHead" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE payment SET amount_fen = 1 WHERE state = 'succeeded'", "changedRow"),
        ("UPDATE payment SET state = 'closed' WHERE state = 'succeeded'", "changedRow"),
        ("DELETE FROM receipt", "missingRow"),
        ("UPDATE payer SET name = '李**'", "changedPayer"),
        ("UPDATE receipt SET receipt_no = 7", "changedRow"),
        (
            """INSERT INTO payment SELECT 'f', digest, state, amount_fen, basket, with_slip, language, created_at,
            valid_until, close_wanted, close_answered, code_url, paid_at, channel, transaction_no, trouble,
            changed_at, reconciled, way, verify_url FROM payment LIMIT 1""",
            "strangeRow",
        ),
        ("DROP TRIGGER entry_kept; DELETE FROM entry WHERE sequence = 3", "gap"),
        ("DROP TRIGGER entry_kept; DELETE FROM entry WHERE sequence = 6", "changedRow"),
        (
            "DROP TRIGGER entry_stays; UPDATE entry SET content = replace (content, '100', '200') WHERE sequence = 2",
            "changedEntry",
        ),
    ],
)
def test_whoever_rewrites_the_ledger_is_found(
    state: Path, capsys: pytest.CaptureFixture[str], change: str, code: str
) -> None:
    hand = sqlite3.connect(state / "ledger.db")
    hand.executescript(change)
    hand.close()
    assert command.run(["verify", "--here", *configured(state)]) == 1
    assert f"[{code}]" in capsys.readouterr().out


def test_entries_are_never_changed_nor_deleted(state: Path) -> None:
    hand = sqlite3.connect(state / "ledger.db")
    for change in ("UPDATE entry SET at = ''", "DELETE FROM entry"):
        with pytest.raises(sqlite3.IntegrityError):
            hand.execute(change)
    hand.close()


def test_the_exported_file_verifies_and_holds_nothing_personal(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "out" / "ledger.jsonl"
    file.parent.mkdir()
    running = Ledger(state)  # beside the agent that has it open
    assert command.run(["export", str(file), *configured(state)]) == 0
    running.close()
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text(encoding="utf-8")
    for personal in ("张", "330***"):
        assert personal not in text
    head = text.splitlines()[-1].split('"head":"')[1][:64]
    capsys.readouterr()
    assert command.run(["verify", str(file), "--head", head]) == 0
    lines = text.splitlines(keepends=True)
    file.write_text("".join(lines[:3] + lines[4:]), encoding="utf-8")
    assert command.run(["verify", str(file)]) == 1
    file.write_text(text.replace('"succeeded', '"succeedex', 1).replace("succeeded", "closed", 1), encoding="utf-8")
    assert command.run(["verify", str(file)]) == 1
    file.write_text("nothing of the kind\n", encoding="utf-8")
    assert command.run(["verify", str(file)]) == 2
    assert command.run(["verify", str(tmp_path / "nowhere")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_ledger_from_before_the_chain_is_taken_up_as_it_is(state: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for name in ("ledger.db", "ledger.key"):
        shutil.copy(state / name, old / name)
    hand = sqlite3.connect(old / "ledger.db")
    hand.executescript("DROP TRIGGER entry_kept; DELETE FROM entry")
    hand.close()
    ledger = Ledger(old)
    with ledger.reading() as tx:
        assert len(entries.entries(tx)) == 3
        assert entries.faults(tx) == []
    ledger.close()
