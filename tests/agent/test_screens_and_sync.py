# SPDX-License-Identifier: Apache-2.0
"""What sync, the players and the technician's site tell the agent, and who hears of it."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from agent.client import calls
from agent.commissioning import CommissioningBoard
from agent.content import SILENT_S, ContentBoard
from agent.errors import InvalidRequest
from agent.journal import Journal
from agent.ledger import Ledger, outbox
from agent.plays import PlayDesk
from contract import local
from contract.local import Role, Topic, Trouble
from contract.platform import RecordKind
from tests.agent.conftest import RunningAgent, Surroundings, new_id, wait_for

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class HandClock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.wall = NOW

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def journal(tmp_path: Path, clock: HandClock) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.db", clock)
    yield journal
    journal.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path)
    yield ledger
    ledger.close()


def play(**changes: object) -> local.Play:
    fields: dict[str, object] = {
        "play_id": new_id(),
        "output": "lobby",
        "programme_id": "morning",
        "item": "media:" + "a" * 64,
        "started_at": NOW,
        "seconds": 10.04,
        "frames": 300,
    }
    return local.Play(**(fields | changes))  # type: ignore[arg-type]


def told(journal: Journal, after: int) -> list[tuple[Topic, str, str]]:
    return [(event.topic, event.subject, event.state) for event in journal.after(after, 0)]


# ---- content


def test_a_release_its_trouble_and_its_alerts_are_told_once_each(journal: Journal, clock: HandClock) -> None:
    board = ContentBoard(journal, clock)
    health = local.ContentHealth(release_id="r1", alerts_digest="a1")
    board.report(health)
    board.report(health)
    assert told(journal, 0) == [(Topic.ALERT, "a1", "changed"), (Topic.CONTENT, "r1", "current")]
    head = journal.head
    board.report(local.ContentHealth(release_id="r1", alerts_digest="a2", tries=3))
    assert told(journal, head) == [(Topic.ALERT, "a2", "changed")]
    head = journal.head
    trouble = Trouble(code="contentUnreachable", title="no way")
    board.report(local.ContentHealth(release_id="r1", alerts_digest="a2", trouble=trouble))
    board.report(local.ContentHealth(release_id="r2", alerts_digest="a2"))
    assert told(journal, head) == [(Topic.CONTENT, "r1", "contentUnreachable"), (Topic.CONTENT, "r2", "current")]


def test_a_sync_that_falls_silent_is_no_news_and_is_news_again_when_it_speaks(
    journal: Journal, clock: HandClock
) -> None:
    board = ContentBoard(journal, clock)
    assert board.current() is None
    health = local.ContentHealth(release_id="r1", alerts_digest="a1")
    board.report(health)
    clock.seconds += SILENT_S - 1
    assert board.current() == health
    head = journal.head
    clock.seconds += 2
    assert board.current() is None
    board.watch()
    board.report(health)
    assert told(journal, head) == [(Topic.CONTENT, "", "silent"), (Topic.CONTENT, "r1", "current")]
    assert board.current() == health


def test_a_report_that_cannot_be_a_subject_is_refused(journal: Journal, clock: HandClock) -> None:
    board = ContentBoard(journal, clock)
    with pytest.raises(InvalidRequest):
        board.report(local.ContentHealth(alerts_digest="x" * 10_000))
    assert told(journal, 0) == []


BEYOND = (
    datetime(2026, 1, 1),  # noqa: DTZ001 -- meant
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(9999, 12, 31, tzinfo=timezone(timedelta(hours=-12))),
)
"""No date in China's time, or nobody knows in whose."""


@pytest.mark.parametrize("moment", BEYOND)
@pytest.mark.parametrize("name", ["made_at", "checked_at"])
def test_a_report_whose_time_cannot_be_shown_is_refused(
    journal: Journal, clock: HandClock, name: str, moment: datetime
) -> None:
    board = ContentBoard(journal, clock)
    with pytest.raises(InvalidRequest, match=name):
        board.report(local.ContentHealth(**{name: moment}))
    assert board.current() is None


@pytest.mark.parametrize("moment", BEYOND)
def test_a_play_whose_time_cannot_be_converted_is_refused(ledger: Ledger, clock: HandClock, moment: datetime) -> None:
    with pytest.raises(InvalidRequest, match="started_at"):
        PlayDesk(ledger, clock).keep(local.Plays(plays=(play(started_at=moment),)))


def test_the_terminal_shows_the_content_and_a_player_hears_of_an_alert(agent: RunningAgent) -> None:
    sync, signage = agent.client(Role.SYNC), agent.client(Role.SIGNAGE)
    assert signage.send(calls.terminal()).content is None
    stream = signage.events(agent.journal.head)
    health = local.ContentHealth(release_id="r1", alerts_digest="a1", checked_at=NOW)
    sync.send(calls.report_content(health))
    assert (next(stream).topic, next(stream).topic) == (Topic.ALERT, Topic.CONTENT)
    assert agent.kiosk.send(calls.terminal()).content == health
    assert agent.kiosk.send(calls.terminal()).tenant == "330106/001/012"


# ---- commissioning


def test_commissioning_ends_by_the_monotonic_clock_whatever_the_wall_says(journal: Journal, clock: HandClock) -> None:
    board = CommissioningBoard(journal, clock)
    shown = local.Commissioning(url="https://x", fingerprint="AB", secret="s", until=NOW + timedelta(hours=2))
    board.announce(shown)
    clock.wall += timedelta(days=400)
    assert board.current() == shown
    clock.seconds += 7_199
    assert board.current() == shown
    clock.seconds += 2
    assert board.current() is None
    assert told(journal, 0) == [(Topic.COMMISSIONING, "", "open"), (Topic.COMMISSIONING, "", "ended")]


@pytest.mark.parametrize(
    "changes",
    [
        {"until": NOW},
        {"until": datetime(9999, 12, 31, 23, tzinfo=UTC)},
        {"until": datetime(2030, 1, 1)},  # noqa: DTZ001 -- meant
        {"secret": "s" * 400},
    ],
)
def test_commissioning_that_makes_no_sense_is_refused(
    journal: Journal, clock: HandClock, changes: dict[str, object]
) -> None:
    fields: dict[str, object] = {"url": "u", "fingerprint": "f", "secret": "s", "until": NOW + timedelta(hours=1)}
    with pytest.raises(InvalidRequest):
        CommissioningBoard(journal, clock).announce(local.Commissioning(**(fields | changes)))  # type: ignore[arg-type]


def test_only_the_kiosk_is_told_the_secret_of_commissioning(
    agent: RunningAgent, surroundings: Surroundings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "1357-2468-9753"
    shown = local.Commissioning(
        url="https://10.0.0.7:8443", fingerprint="AB:CD", secret=secret, until=datetime.now(UTC) + timedelta(hours=1)
    )
    agent.web.send(calls.announce_commissioning(shown))
    assert agent.kiosk.send(calls.terminal()).commissioning == shown
    for role in set(Role) - {Role.KIOSK}:
        assert agent.client(role).send(calls.terminal()).commissioning is None
    for role in Role:
        if role in {Role.WEB, Role.OPERATOR}:
            assert secret not in str(agent.client(role).send(calls.journal()))
    agent.web.send(calls.end_commissioning())
    assert agent.kiosk.send(calls.terminal()).commissioning is None
    assert secret not in caplog.text
    for file in Path(agent.settings.paths.state).iterdir():
        assert secret.encode() not in file.read_bytes(), file.name


# ---- plays


def test_plays_reach_the_platform_once_however_often_they_are_told(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    signage = agent.client(Role.SIGNAGE)
    batch = local.Plays(plays=tuple(play() for _ in range(200)))
    for _ in range(3):
        signage.send(calls.tell_plays(batch))
    agent.house.link.look()
    signage.send(calls.tell_plays(batch))
    agent.house.link.look()

    def waiting() -> int:
        with agent.ledger.reading() as tx:
            return len(outbox.waiting(tx, 1))

    wait_for(lambda: waiting() == 0)
    records = [record for record in surroundings.sandbox.desk.records() if record.kind is RecordKind.PLAY]
    assert sorted(record.record_id for record in records) == sorted(one.play_id for one in batch.plays)
    assert records[0].at == NOW
    assert records[0].body == {
        "output": "lobby",
        "programme_id": "morning",
        "item": "media:" + "a" * 64,
        "played_ms": 10_040,
        "frames": 300,
        "interrupted": False,
    }


def test_money_does_not_wait_behind_plays(ledger: Ledger, clock: HandClock) -> None:
    desk = PlayDesk(ledger, clock)
    desk.keep(local.Plays(plays=tuple(play() for _ in range(150))))
    with ledger.transaction() as tx:
        outbox.add(tx, RecordKind.PAYMENT, {"order_no": "1"}, NOW)
    with ledger.reading() as tx:
        assert [record.kind for record in outbox.waiting(tx, 100)] == [RecordKind.PAYMENT]


def test_plays_that_nobody_takes_do_not_fill_the_ledger(
    ledger: Ledger, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    desk = PlayDesk(ledger, clock, most_waiting=250)
    batches = [local.Plays(plays=tuple(play() for _ in range(100))) for _ in range(5)]
    with ledger.transaction() as tx:
        outbox.add(tx, RecordKind.PAYMENT, {"order_no": "1"}, NOW)
    for batch in batches[:4]:
        desk.keep(batch)
    with ledger.transaction() as tx:
        for record in outbox.waiting(tx, 1) + outbox.waiting(tx, 10):
            outbox.park(tx, record.record_id, "unknown_kind")  # what is refused counts as well
    desk.keep(batches[4])
    with ledger.reading() as tx:
        rows = tx.execute("SELECT record_id FROM record WHERE kind = 'play' ORDER BY sequence").fetchall()
        (others,) = tx.execute("SELECT COUNT(*) FROM record WHERE kind != 'play'").fetchone()
    kept = [one.play_id for batch in batches for one in batch.plays][-250:]
    assert [row["record_id"] for row in rows] == kept
    assert others == 1
    assert "50 of the oldest play records are dropped, 50 since" in caplog.text
    assert caplog.text.count("dropped") == 1, "said once in ten minutes"
    clock.seconds += 601
    desk.keep(local.Plays(plays=(play(),)))
    assert "251 since the start" in caplog.text


def test_a_batch_with_one_play_that_is_none_is_refused_whole(ledger: Ledger, clock: HandClock) -> None:
    desk = PlayDesk(ledger, clock)
    for bad in (play(started_at=datetime(2026, 1, 1)), play(output="x" * 200)):  # noqa: DTZ001 -- meant
        with pytest.raises(InvalidRequest):
            desk.keep(local.Plays(plays=(play(), bad)))
    with ledger.reading() as tx:
        assert outbox.waiting(tx, 10) == []


def test_delivered_plays_are_deleted_before_other_records(ledger: Ledger, clock: HandClock) -> None:
    PlayDesk(ledger, clock).keep(local.Plays(plays=(play(),)))
    with ledger.transaction() as tx:
        outbox.add(tx, RecordKind.PAYMENT, {"order_no": "1"}, NOW)
        for _ in range(2):
            outbox.acknowledge(tx, [record.record_id for record in outbox.waiting(tx, 10)], NOW)
        assert outbox.delete_delivered(tx, NOW + timedelta(seconds=1), RecordKind.PLAY) == 1
        assert outbox.delete_delivered(tx, NOW + timedelta(seconds=1)) == 1
