# SPDX-License-Identifier: Apache-2.0
"""Alerts arrive first, whatever becomes of the rest, and no level's trouble hides another's."""

import re
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from contract import durable
from contract.alerts import active
from contract.content import MAX_ALERTS_BYTES, AlertStatus
from contract.tenant import alerts_path
from tests.agent.sync.conftest import Terminal
from tests.agent.sync.county import (
    COMMUNITY,
    COUNTY,
    STREET,
    County,
    alert,
    alerts_role,
    moment_now,
    notice,
    picture,
)
from tests.agent.sync.hosts import Answer, BadHost, wait_until


def test_alerts_of_every_level_are_boarded_with_their_source(county: County, terminal: Terminal) -> None:
    for tenant in (COUNTY, STREET, COMMUNITY):
        county.alerts(tenant, alert(f"a-{len(tenant)}"))
    county.publish()
    terminal.looks_well()
    boarded = [(b.source.tenant, b.source.name.zh, b.message.alert_id) for b in terminal.board().alerts]
    assert boarded == [(COUNTY, "示范县", "a-6"), (STREET, "振兴街道", "a-10"), (COMMUNITY, "振兴社区", "a-14")]


def test_an_unchanged_board_is_not_written_again(county: County, terminal: Terminal) -> None:
    county.alerts(COUNTY, alert("a-1"))
    county.publish()
    digest = terminal.looks_well().alerts_digest
    stamp, board = terminal.content.stamp(), terminal.board()
    terminal.looks_well()
    terminal.restart()
    terminal.looks_well()
    county.feed(COUNTY, notices=(notice("n"),))
    county.publish()
    assert terminal.looks_well().alerts_digest == digest
    assert terminal.content.stamp()[1] == stamp[1]
    assert terminal.board() == board


def test_a_withdrawn_alert_leaves_the_board(county: County, terminal: Terminal) -> None:
    county.alerts(COUNTY, alert("a-1"), alert("a-2"))
    county.publish()
    before = terminal.looks_well().alerts_digest
    county.alerts(COUNTY, alert("a-2"))
    county.publish()
    assert terminal.looks_well().alerts_digest != before
    assert terminal.alerts() == ["a-2"]
    county.files[alerts_role(COUNTY)].clear()
    county.publish()
    terminal.looks_well()
    assert terminal.alerts() == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(503, b"{}"), "contentUnreachable"),
        (Answer(404, b"no"), "contentIncomplete"),
        (Answer(200, b"<html>"), "contentForeign"),
        (Answer(200, b"{}"), "contentUntrusted"),
        (Answer(drip_s=0.05), "contentUnreachable"),
        (Answer(cut_after=3), "contentUnreachable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("bad", [COUNTY, STREET, COMMUNITY])
def test_one_level_that_fails_keeps_its_last_and_hides_no_other(
    bad: str, answer: Answer, code: str, county: County, host: BadHost, terminal: Terminal
) -> None:
    for tenant in (COUNTY, STREET, COMMUNITY):
        county.alerts(tenant, alert("old"))
    county.publish()
    terminal.looks_well()
    for tenant in (COUNTY, STREET, COMMUNITY):
        county.alerts(tenant, alert("new"))
    county.publish()
    host.rule(rf"targets/{bad}/[^/]*alerts", answer)
    if answer.drip_s:
        terminal.in_a_hurry()
        terminal.poll_s = 10.0
    terminal.fails(code)
    assert {b.source.tenant: b.message.alert_id for b in terminal.board().alerts} == {
        COUNTY: "new", STREET: "new", COMMUNITY: "new", bad: "old",
    }  # fmt: skip
    terminal.restart()
    terminal.fails(code)
    assert len(terminal.alerts()) == 3
    host.rules.clear()
    terminal.in_no_hurry()
    terminal.looks_well()
    assert terminal.alerts() == ["new"] * 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"tenant":"330106/001","published_at":"2026-11-20T08:00:00Z","messages":[]}', "contentInvalid"),
        (b'{"tenant":"330106"}', "contentInvalid"),
        (b'{"tenant":"330106","x":"' + b"x" * MAX_ALERTS_BYTES + b'"}', "contentTooLarge"),
    ],
)  # fmt: skip
def test_signed_alerts_that_are_none_are_refused(content: bytes, code: str, county: County, terminal: Terminal) -> None:
    county.alerts(COUNTY, alert("old"))
    county.publish()
    terminal.looks_well()
    county.files[alerts_role(COUNTY)][alerts_path(COUNTY)] = content
    county.alerts(STREET, alert("street"))
    county.publish()
    terminal.fails(code)
    assert terminal.alerts() == ["old", "street"]


def test_an_alert_is_boarded_and_told_while_feeds_and_media_hang(
    county: County, host: BadHost, terminal: Terminal
) -> None:
    terminal.looks_well()
    county.feed(COUNTY, notices=(notice("n"),), pictures=[picture(1, 5_000)])
    county.alerts(COMMUNITY, alert("now"))
    county.publish()
    hold = threading.Event()
    host.rule(r"feed|targets/[0-9/]*[0-9a-f]{64}\.[0-9a-f]{64}", Answer(hold=hold))
    told_before = len(terminal.told)
    looking = threading.Thread(target=terminal.look)
    looking.start()
    wait_until(lambda: any("feed" in path for path in host.requests[-3:]) and len(terminal.told) > told_before)
    assert terminal.alerts() == ["now"], "the alert waited for the feed"
    assert terminal.told[-1].alerts_digest == terminal.told[told_before].alerts_digest != ""
    hold.set()
    looking.join(20)


def test_an_alert_goes_through_while_a_large_file_is_under_way(
    county: County, host: BadHost, terminal: Terminal
) -> None:
    """The download goes on from look to look; each begins with the alerts."""
    terminal.poll_s = 1.0
    county.feed(COUNTY, pictures=[picture(1, 60_000)])
    county.publish()
    host.rule(r"[0-9a-f]{64}\.[0-9a-f]{64}$", Answer(drip_s=0.01, drip_bytes=256))
    looked = terminal.look()
    assert not looked.complete
    county.alerts(COUNTY, alert("now"))
    county.publish()
    looks = 0
    while not looked.complete:
        looked = terminal.look()
        assert looked.health.trouble is None
        assert terminal.alerts() == ["now"]
        looks += 1
        assert looks < 60
    assert looks >= 2
    assert sum(re.search(r"[0-9a-f]{64}\.[0-9a-f]{64}$", path) is not None for path in host.requests) == 1
    assert host.ranges == [], "it was under way all the time, and never asked for again"
    assert len(terminal.release().media) == 1


def test_a_clock_behind_is_read_as_the_moment_that_was_signed(county: County, terminal: Terminal) -> None:
    county.alerts(STREET, alert("a-1"), published_at=moment_now())
    county.publish()
    terminal.clock.offset = timedelta(days=-2_000)
    terminal.look()
    shown = active(terminal.board(), terminal.clock.now())
    assert [boarded.message.alert_id for boarded in shown] == ["a-1"]
    assert terminal.told[-1].trouble is not None
    assert terminal.told[-1].trouble.code == "clockWrong"
    assert terminal.told[-1].tries == 0, "nothing is missing, only the clock is wrong"


def test_a_clock_set_back_does_not_revive_expired_signatures(county: County, terminal: Terminal) -> None:
    county.expires["timestamp"] = moment_now() + timedelta(days=30)
    county.publish()
    terminal.looks_well()
    terminal.clock.offset = timedelta(days=29)
    terminal.looks_well()
    county.expires["timestamp"] = moment_now() + timedelta(days=28)
    county.feed(COUNTY, notices=(notice("frozen"),))
    county.publish()
    terminal.clock.offset = timedelta(0)
    terminal.restart()
    terminal.fails("contentExpired")


def test_one_level_s_wrong_clock_does_not_end_the_alerts_of_others(county: County, terminal: Terminal) -> None:
    county.alerts(COUNTY, alert("county"))
    county.alerts(COMMUNITY, alert("own"), published_at=moment_now() + timedelta(days=20))
    county.publish()
    terminal.looks_well()
    assert {b.message.alert_id for b in active(terminal.board(), terminal.clock.now())} == {"county", "own"}


def test_a_date_beyond_the_signatures_is_nobody_s_time(county: County, terminal: Terminal) -> None:
    county.alerts(COUNTY, alert("county"), published_at=datetime.fromisoformat("2099-01-01T00:00:00+00:00"))
    county.publish()
    terminal.looks_well()
    assert active(terminal.board(), terminal.clock.now())


def test_tests_and_exercises_are_kept_for_the_screens_to_judge(county: County, terminal: Terminal) -> None:
    county.alerts(COUNTY, alert("t", status=AlertStatus.TEST), alert("e", status=AlertStatus.EXERCISE))
    county.publish()
    terminal.looks_well()
    assert [b.message.alert_id for b in active(terminal.board(), terminal.clock.now())] == ["e"]


def test_a_spoilt_or_missing_board_is_made_again(county: County, host: BadHost, terminal: Terminal) -> None:
    county.alerts(COUNTY, alert("a-1"))
    county.publish()
    terminal.looks_well()
    host.rule(r".", Answer(503, b""))
    for spoil in (lambda path: path.unlink(), lambda path: path.write_bytes(b'{"received_at":')):
        spoil(terminal.content.root / "alerts.json")
        terminal.restart()
        looked = terminal.begun().look()
        assert looked.health.trouble is not None
        assert terminal.alerts() == ["a-1"]


def test_alerts_show_though_nothing_of_their_bookkeeping_can_be_written(
    county: County, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.looks_well()
    county.alerts(COUNTY, alert("a-1"))
    county.publish()
    write = durable.write

    def full_for_sync(path: Path, data: bytes) -> None:
        if terminal.sync in path.parents:
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(durable, "write", full_for_sync)
    terminal.fails("diskFull")
    assert terminal.alerts() == ["a-1"]
