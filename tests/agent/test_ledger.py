# SPDX-License-Identifier: Apache-2.0
"""The ledger's own promises, and the journal's beside it."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agent.errors import LedgerUnwritable
from agent.journal import KEPT, TRIM_EVERY, Journal
from agent.ledger import LATER_COLUMNS, PROVEN_S, Ledger, commands, outbox, payments, receipts
from agent.ledger.migrations import FIRST
from agent.ledger.payments import Payer, StoredPayment
from agent.payments.machine import Intent
from contract.clock import SystemClock
from contract.local import Outcome, PaymentLine, PaymentState, ReceiptKind, ReceiptState, Topic
from contract.platform import BillKind, RecordKind
from contract.text import Language, LocalText

NEW_COLUMNS = (
    ("payment", "way"), ("payment", "verify_url"), ("payment", "reconciled"), ("receipt", "kind"), ("payer", "salt"),
)  # fmt: skip
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def _stored(number: int, state: PaymentState = PaymentState.CREATED) -> StoredPayment:
    intent = Intent(
        payment_id=f"{number:032x}",
        amount_fen=100,
        bill_nos=("W202610000101",),
        created_at=NOW,
        valid_until=NOW + timedelta(minutes=5),
        state=state,
    )
    lines = (PaymentLine(kind=BillKind.WATER, period=LocalText(zh="2026年10月"), total_fen=100),)
    return StoredPayment(intent, "digest", lines, True, Language.ZH)


def _insert(ledger: Ledger, stored: StoredPayment, delete_on: date = date(2027, 12, 31)) -> None:
    with ledger.transaction() as tx:
        payments.insert(tx, stored, Payer("张**", "330***********0036"), delete_on)
        payments.update(tx, stored.intent, NOW)


@pytest.fixture
def ledger(tmp_path: Path):
    ledger = Ledger(tmp_path)
    yield ledger
    ledger.close()


def test_it_is_as_durable_as_sqlite_can_be(ledger: Ledger) -> None:
    with ledger.reading() as tx:
        assert tx.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert tx.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_what_is_written_is_read_back_by_the_next_process(tmp_path: Path) -> None:
    first = Ledger(tmp_path)
    _insert(first, _stored(1, PaymentState.CODE_SHOWN))
    first.close()
    second = Ledger(tmp_path)
    with second.reading() as tx:
        assert payments.find(tx, f"{1:032x}") == _stored(1, PaymentState.CODE_SHOWN)
    second.close()


def test_a_transaction_that_fails_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.transaction() as tx:
        payments.insert(tx, _stored(1), Payer("a", "b"), date(2027, 1, 1))
        raise RuntimeError
    with ledger.reading() as tx:
        assert payments.find(tx, f"{1:032x}") is None


def test_receipt_numbers_have_no_gaps(ledger: Ledger) -> None:
    _insert(ledger, _stored(1))
    numbers = []
    for number in range(5):
        with ledger.transaction() as tx:
            numbers.append(
                receipts.insert(
                    tx, f"{number:032x}", f"{1:032x}", kind=ReceiptKind.PAYMENT, reprint=False, now=NOW
                ).receipt_no
            )
    assert numbers == [1, 2, 3, 4, 5]


def test_a_receipt_that_was_begun_stays_marked_as_sent(ledger: Ledger) -> None:
    _insert(ledger, _stored(1))
    with ledger.transaction() as tx:
        receipts.insert(tx, "r" * 32, f"{1:032x}", kind=ReceiptKind.PAYMENT, reprint=False, now=NOW)
        assert receipts.begin(tx, "r" * 32, NOW)
        assert not receipts.begin(tx, "r" * 32, NOW), "begun twice"
        assert receipts.end(tx, "r" * 32, ReceiptState.PRINTING, ReceiptState.FAILED, "paperOut", NOW)
        stored = receipts.find(tx, "r" * 32)
    assert stored is not None
    assert stored.sent


def test_payers_are_forgotten_in_time_but_not_while_their_payment_is_open(ledger: Ledger) -> None:
    _insert(ledger, _stored(1, PaymentState.SUCCEEDED), date(2026, 1, 1))
    _insert(ledger, _stored(2, PaymentState.UNKNOWN), date(2026, 1, 1))
    _insert(ledger, _stored(3, PaymentState.SUCCEEDED), date(2028, 1, 1))
    _insert(ledger, _stored(4, PaymentState.SUCCEEDED), date(2026, 1, 1))
    with ledger.transaction() as tx:
        payments.mark_reconciled(tx, [f"{number:032x}" for number in (1, 2, 3)], agreed=True)
        assert payments.delete_payers(tx, date(2026, 11, 23)) == 1
        assert payments.payer_of(tx, f"{4:032x}") is not None, "no settlement has confirmed it yet"
        payments.mark_reconciled(tx, [f"{4:032x}"], agreed=True)
        assert payments.delete_payers(tx, date(2026, 11, 23)) == 1
        payments.mark_reconciled(tx, [f"{3:032x}"], agreed=False)
        assert payments.delete_payers(tx, date(2028, 12, 30)) == 0
        assert payments.payer_of(tx, f"{1:032x}") is None
        assert payments.payer_of(tx, f"{2:032x}") is not None
        assert payments.payer_of(tx, f"{3:032x}") is not None


def test_the_digest_of_a_request_is_keyed_and_outlives_the_process(tmp_path: Path) -> None:
    one, document = Ledger(tmp_path), ("session", 1)
    digest = one.digest_of(document)
    one.close()
    again = Ledger(tmp_path)
    assert again.digest_of(document) == digest
    again.close()
    (tmp_path / "other").mkdir()
    other = Ledger(tmp_path / "other")
    assert other.digest_of(document) != digest
    other.close()


def test_interrupted_commands_are_settled_by_what_they_may_have_done(ledger: Ledger) -> None:
    with ledger.transaction() as tx:
        for number, (name, running) in enumerate(
            [("print_case", True), ("print_checklist", True), ("print_case", False), ("read_identity", True)]
        ):
            commands.insert(tx, f"{number}", "d", name, NOW)
            if running:
                assert commands.begin(tx, f"{number}", "printer", NOW)
                assert not commands.begin(tx, f"{number}", "printer", NOW), "begun twice"
        assert commands.settle_interrupted(tx, NOW) == 2
        outcomes = [commands.find(tx, f"{number}").outcome for number in range(4)]  # type: ignore[union-attr]
    assert outcomes == [Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.FAILED, Outcome.FAILED]


def test_what_is_not_known_to_be_harmless_is_in_doubt_after_a_crash(ledger: Ledger) -> None:
    with ledger.transaction() as tx:
        for name in ("test_slip", "print_on_the_moon", "test_card", "scan_code"):
            commands.insert(tx, name, "d", name, NOW)
            commands.begin(tx, name, "d", NOW)
        assert commands.settle_interrupted(tx, NOW) == 2
        commands.finish(tx, "test_slip", Outcome.SUCCEEDED, None, "processId", NOW)
        settled = commands.find(tx, "test_slip")
        assert settled is not None
        assert (settled.outcome, settled.proof) == (Outcome.UNKNOWN, None), "an outcome was overwritten"
        assert [one.name for one in commands.doubtful(tx, NOW, 9)] == ["print_on_the_moon", "test_slip"]
        assert not commands.doubtful(tx, NOW + timedelta(seconds=1), 9)


def test_a_ledger_of_an_earlier_version_gets_its_columns(tmp_path: Path) -> None:
    first = Ledger(tmp_path)
    _insert(first, _stored(1))
    with first.transaction() as tx:
        receipts.insert(tx, "r" * 32, f"{1:032x}", kind=ReceiptKind.PAYMENT, reprint=False, now=NOW)
        for table, column in (*LATER_COLUMNS, *NEW_COLUMNS):
            tx.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        for table in ("entry", "reconciliation"):
            tx.execute(f"DROP TABLE {table}")
        tx.execute("DROP INDEX payment_by_creation")
        tx.execute(f"PRAGMA user_version = {FIRST}")
    first.close()
    for _ in range(2):
        again = Ledger(tmp_path)
        with again.transaction() as tx:
            receipts.end(tx, "r" * 32, ReceiptState.PENDING, ReceiptState.PRINTED, None, NOW, "processId")
            found = receipts.find(tx, "r" * 32)
        assert found is not None
        assert found.proof == "processId"
        again.close()


def test_a_doubtful_receipt_is_none_once_its_reprint_is_proved(ledger: Ledger) -> None:
    _insert(ledger, _stored(1, PaymentState.SUCCEEDED))
    with ledger.transaction() as tx:
        receipts.insert(tx, "a" * 32, f"{1:032x}", kind=ReceiptKind.PAYMENT, reprint=False, now=NOW)
        receipts.begin(tx, "a" * 32, NOW, "printer")
        receipts.end(tx, "a" * 32, ReceiptState.PRINTING, ReceiptState.UNKNOWN, "agentRestarted", NOW)
        receipts.insert(tx, "b" * 32, f"{1:032x}", kind=ReceiptKind.PAYMENT, reprint=True, now=NOW)
        assert [one.device for one in receipts.doubtful(tx, NOW, 9)] == ["printer"]
        receipts.end(tx, "b" * 32, ReceiptState.PENDING, ReceiptState.PRINTED, None, NOW, "queuedStatus")
        assert not receipts.doubtful(tx, NOW, 9)


def test_the_outbox_gives_in_order_until_acknowledged(ledger: Ledger) -> None:
    with ledger.transaction() as tx:
        for number in range(3):
            outbox.add(tx, RecordKind.PAYMENT, {"number": number}, NOW)
        waiting = outbox.waiting(tx, 10)
        assert [record.body["number"] for record in waiting] == [0, 1, 2]
        outbox.acknowledge(tx, [waiting[0].record_id, "unknown"], NOW)
        assert [record.body["number"] for record in outbox.waiting(tx, 10)] == [1, 2]


def test_a_second_agent_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(LedgerUnwritable, match="another agent"):
        Ledger(tmp_path)


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.key").write_bytes(b"")
    with pytest.raises(LedgerUnwritable, match="damaged"):
        Ledger(tmp_path)


def test_a_newer_ledger_is_not_touched(tmp_path: Path) -> None:
    Ledger(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "ledger.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerUnwritable, match="version 99"):
        Ledger(tmp_path)


def test_a_full_disk_is_a_clear_error_and_passes(ledger: Ledger) -> None:
    with ledger.reading() as tx:
        (pages,) = tx.execute("PRAGMA page_count").fetchone()
        tx.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerUnwritable, match="full"):
        for number in range(1, 2000):
            _insert(ledger, _stored(number))
    with ledger.reading() as tx:
        tx.execute("PRAGMA max_page_count = 100000")
    _insert(ledger, _stored(9999))


def test_a_look_whether_it_can_be_written_is_not_a_write_each_time(tmp_path: Path) -> None:
    now = 100.0
    ledger = Ledger(tmp_path, lambda: now)
    log = tmp_path / "ledger.db-wal"
    assert ledger.writable()
    written = log.stat().st_size
    for _ in range(50):
        assert ledger.writable()
    assert log.stat().st_size == written
    now += PROVEN_S
    assert ledger.writable()
    assert log.stat().st_size > written
    ledger.close()


def test_a_ledger_that_fails_is_not_called_writable_any_more(tmp_path: Path) -> None:
    now = 100.0
    ledger = Ledger(tmp_path, lambda: now)
    assert ledger.writable()
    with ledger.reading() as tx:
        tx.execute("PRAGMA query_only = ON")
    assert ledger.writable(), "nobody has asked the disk"
    with pytest.raises(LedgerUnwritable):
        _insert(ledger, _stored(1))
    assert not ledger.writable(), "a write has failed"
    with ledger.reading() as tx:
        tx.execute("PRAGMA query_only = OFF")
    assert ledger.writable(), "asked anew as long as it fails"
    with ledger.reading() as tx:
        tx.execute("PRAGMA query_only = ON")
    now += PROVEN_S
    assert not ledger.writable()
    ledger.close()


# ---- the event journal


def test_the_journal_resumes_and_owns_up_to_gaps(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", SystemClock())
    for number in range(KEPT + TRIM_EVERY):
        journal.append(Topic.DEVICE, "printer", str(number))
    assert [event.state for event in journal.after(journal.head - 2, 0)] == [str(KEPT + 498), str(KEPT + 499)]
    assert [event.topic for event in journal.after(0, 0)] == [Topic.GAP]
    assert [event.topic for event in journal.after(journal.head + 7, 0)] == [Topic.GAP]
    head = journal.head
    journal.close()
    again = Journal(tmp_path / "journal.db", SystemClock())
    again.append(Topic.DEVICE, "printer", "x")
    assert [event.sequence for event in again.after(head, 0)] == [head + 1]
    again.close()


def test_events_that_cannot_be_written_are_a_gap_and_nobodys_failure(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", SystemClock())
    journal.append(Topic.DEVICE, "printer", "online")
    seen = journal.head
    journal._connection.execute("PRAGMA query_only = ON")
    journal.append(Topic.PAYMENT, "p", "succeeded")
    assert [event.topic for event in journal.after(seen, 0)] == [Topic.GAP]
    journal._connection.execute("PRAGMA query_only = OFF")
    journal.append(Topic.PAYMENT, "p", "refunded")
    assert [event.topic for event in journal.after(seen, 0)] == [Topic.GAP], "the hole was passed over"
    assert [event.state for event in journal.after(journal.head - 1, 0)] == ["refunded"]
    journal.close()


def test_a_damaged_journal_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"no database at all, not a bit of one" * 40)
    journal = Journal(tmp_path / "journal.db", SystemClock())
    journal.append(Topic.DEVICE, "printer", "online")
    assert journal.head == 1
    journal.close()
