# SPDX-License-Identifier: Apache-2.0
"""A line that the community shares, a disk that spoils, a stick, and going back: with real looks."""

import fcntl
import shutil
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sync.pulse import Pace, Pulse
from agent.sync.terms import CHINA, LARGE, Terms
from contract.content_orders import Action, Order
from contract.freshness import Freshness, freshness
from contract.settings import SHIPPED, load
from linli.content import run as content
from tests.agent.sync.conftest import Terminal, TestClock
from tests.agent.sync.county import COUNTY, County, alert, media, notice, picture
from tests.agent.sync.hosts import Answer, BadHost, nginx, wait_until
from tests.agent.sync.process import Process

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=CHINA)


# ---- hours and rate


@given(st.times(), st.times(), st.times())
def test_hours_are_half_open_and_run_over_midnight(begins: clock_time, ends: clock_time, at: clock_time):
    begins, ends = (one.replace(second=0, microsecond=0) for one in (begins, ends))
    terms = Terms.of(0, [f"{begins:%H:%M}-{ends:%H:%M}"])
    within = terms.large_media_at(datetime.combine(NOON, at, CHINA))
    inside = begins <= at < ends
    assert within == (inside if begins < ends else not ends <= at < begins)


def test_none_named_is_any_hour():
    assert Terms.of(0, []).large_media_at(datetime(2026, 1, 1, tzinfo=UTC))


def test_media_keep_to_their_rate():
    clock = TestClock()
    pace = Pace(clock, Pulse(clock), 1_000_000)
    begun = time.monotonic()
    for _ in range(10):
        pace(30_000)
    assert time.monotonic() - begun >= 0.29


def out_of_hours(terminal: Terminal) -> str:
    now = terminal.clock.now().astimezone(CHINA)
    return f"{(now.hour + 2) % 24:02}:00-{(now.hour + 3) % 24:02}:00"


def test_a_large_film_waits_for_its_hours_and_nothing_waits_for_it(
    county: County, host: BadHost, terminal: Terminal
) -> None:
    large, small = picture(1, LARGE), picture(2, 1_000)
    terminal.content_settings = f'large_media_hours = ["{out_of_hours(terminal)}"]'
    county.feed(COUNTY, notices=(notice("now", image=media(large).sha256),), pictures=[large, small])
    county.publish()
    terminal.looks_well()
    assert terminal.notices() == {"now"}
    assert [one.sha256 for one in terminal.release().media] == [media(small).sha256]
    assert terminal.release().notices[0].notice.image is None
    terminal.clock.offset = timedelta(hours=2)
    terminal.looks_well()
    assert {one.sha256 for one in terminal.release().media} == {media(small).sha256, media(large).sha256}
    assert terminal.release().notices[0].notice.image == media(large).sha256
    terminal.clock.offset = timedelta(hours=4)
    terminal.looks_well()
    assert len(terminal.release().media) == 2


# ---- a proxy


def test_through_a_proxy(county: County, terminal: Terminal, tmp_path: Path) -> None:
    way = "resolver 127.0.0.1; location / { proxy_pass http://$http_host$request_uri; }"
    county.feed(COUNTY, notices=(notice("far"),), pictures=[picture(1, 70_000)])
    county.publish()
    with nginx(county.site, tmp_path / "nginx", way) as proxy, nginx(county.site, tmp_path / "host") as host:
        terminal.url = host.url
        terminal.content_settings = f'proxy = "{proxy.url}"'
        terminal.looks_well()
        assert terminal.notices() == {"far"}
        assert len(proxy.requests()) == len(host.requests()) > 5
        terminal.url = "http://127.0.0.1:9"
        terminal.restart()
        terminal.fails("contentUnreachable")


@pytest.mark.parametrize("proxy", ["127.0.0.1:8080", "https://a:1", "http://user:word@a:1", "http://a"])
def test_a_proxy_that_is_none_is_refused(proxy: str, terminal: Terminal) -> None:
    from contract.errors import InvalidSettings

    terminal.content_settings = f'proxy = "{proxy}"'
    with pytest.raises(InvalidSettings):
        load([SHIPPED, terminal.config()])


# ---- a disk that spoils


def test_what_the_disk_spoils_is_found_and_fetched_anew(county: County, host: BadHost, terminal: Terminal) -> None:
    pictures = [picture(seed, 50_000) for seed in range(3)]
    county.feed(COUNTY, pictures=pictures)
    county.publish()
    terminal.looks_well()
    spoilt = terminal.content.media(media(pictures[1]).sha256)
    good = spoilt.read_bytes()
    spoilt.write_bytes(good[:100] + b"X" + good[101:])
    asked = len(host.requests)
    found = terminal.begun().look()
    assert not found.complete
    assert not spoilt.exists(), "no screen shows it half"
    terminal.looks_well()
    assert spoilt.read_bytes() == good
    assert sum(spoilt.name in path for path in host.requests[asked:]) == 1


def test_a_store_in_order_is_read_and_nothing_is_fetched(county: County, host: BadHost, terminal: Terminal) -> None:
    county.feed(COUNTY, pictures=[picture(seed, 50_000) for seed in range(3)])
    county.publish()
    terminal.looks_well()
    asked = len(host.requests)
    for _ in range(3):
        terminal.looks_well()
    assert len(host.requests) == asked + 2 * 3


# ---- a stick


def bring(terminal: Terminal, folder: Path) -> tuple[bool, str]:
    answer = terminal.begun().carry_out(Order(order_id="1", action=Action.BRING, folder=str(folder)))
    return answer.done, answer.code


def test_a_stick_brings_what_the_network_would(county: County, terminal: Terminal, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    terminal.url = "http://127.0.0.1:9"
    county.feed(COUNTY, notices=(notice("carried"),), pictures=[picture(1, 300_000)])
    county.alerts(COUNTY, alert("a-1"))
    county.publish()
    shutil.copytree(county.site, stick)
    assert bring(terminal, stick) == (True, "")
    assert terminal.notices() == {"carried"}
    assert terminal.alerts() == ["a-1"]
    assert len(terminal.release().media) == 1
    terminal.fails("contentUnreachable")  # the network is asked again
    assert terminal.notices() == {"carried"}


def test_a_stick_is_trusted_no_more_than_the_network(county: County, terminal: Terminal, tmp_path: Path) -> None:
    county.feed(COUNTY, notices=(notice("first"),))
    county.publish()
    old, forged, foreign = (tmp_path / name for name in ("old", "forged", "foreign"))
    shutil.copytree(county.site, old)
    county.feed(COUNTY, notices=(notice("second"),), pictures=[picture(1, 10_000)])
    county.publish()
    shutil.copytree(county.site, forged)
    terminal.looks_well()
    [feed] = [path for path in forged.rglob("*.feed.json") if "second" in path.read_text(encoding="utf-8")]
    feed.write_text(feed.read_text(encoding="utf-8").replace("second", "forged"), encoding="utf-8")
    (forged / "metadata" / "timestamp.json").write_bytes(b"{}")
    County(foreign).publish()
    assert bring(terminal, old) == (False, "contentRolledBack")
    assert bring(terminal, forged) == (False, "contentInvalid")
    assert bring(terminal, foreign) == (False, "contentUntrusted")
    assert bring(terminal, tmp_path / "nothing") == (False, "contentUnreachable")
    assert terminal.notices() == {"second"}


def test_a_stick_reads_nothing_beside_itself(county: County, terminal: Terminal, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(county.site, stick)
    (stick / "metadata" / "timestamp.json").unlink()
    (stick / "metadata" / "timestamp.json").symlink_to(county.site / "metadata" / "timestamp.json")
    assert bring(terminal, stick) == (False, "contentForeign")


# ---- going back


def test_back_to_the_release_before_until_the_county_says_something_new(
    county: County, terminal: Terminal, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        county.feed(COUNTY, notices=(notice(name),), pictures=[picture(len(name), 20_000)])
        county.alerts(COUNTY, alert(f"a-{name}"))
        county.publish()
        terminal.looks_well()
    assert terminal.carried_out(Action.ROLL_BACK).done
    assert terminal.notices() == {"first"}
    assert terminal.alerts() == ["a-second"], "an emergency is never taken back"
    assert not terminal.carried_out(Action.ROLL_BACK).done
    terminal.restart()
    terminal.looks_well()
    assert terminal.notices() == {"first"}
    assert terminal.carried_out(Action.FOLLOW).done
    terminal.looks_well()
    assert terminal.notices() == {"second"}
    assert terminal.carried_out(Action.ROLL_BACK).done
    county.feed(COUNTY, notices=(notice("third"),))
    county.publish()
    terminal.looks_well()
    assert terminal.notices() == {"third"}


def test_there_is_nothing_before_the_first(county: County, terminal: Terminal) -> None:
    county.publish()
    terminal.looks_well()
    assert not terminal.carried_out(Action.ROLL_BACK).done


# ---- a month without a network


def test_after_a_month_without_a_network_everything_is_still_there_and_says_as_of_when(
    county: County, host: BadHost, terminal: Terminal
) -> None:
    county.feed(COUNTY, notices=(notice("before"),), pictures=[picture(1, 20_000)])
    county.publish()
    terminal.looks_well()
    before, confirmed = terminal.shown(), terminal.content.checked_at()
    assert confirmed is not None
    assert freshness(confirmed, terminal.clock.now()) is Freshness.CURRENT
    host.rule("", Answer(status=503))
    for days, said in ((2, Freshness.OLD), (8, Freshness.STALE), (31, Freshness.LOST)):
        terminal.clock.offset = timedelta(days=days)
        terminal.restart()
        terminal.fails("contentUnreachable")
        assert terminal.shown() == before
        assert terminal.content.checked_at() == confirmed
        assert freshness(confirmed, terminal.clock.now()) is said
    host.rules.clear()
    county.feed(COUNTY, notices=(notice("after"),))
    county.publish()
    terminal.looks_well()
    assert terminal.notices() == {"after"}
    assert freshness(terminal.content.checked_at(), terminal.clock.now()) is Freshness.CURRENT


# ---- the command


def test_the_command_with_sync_as_a_process(
    county: County, terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    process = Process(terminal)

    def said(*arguments: str, code: int) -> str:
        assert content([*arguments, "--config", str(terminal.config())]) == code
        return capsys.readouterr().out

    assert "no release yet" in said("status", code=1)
    assert "not running" in said("rollback", code=1)
    for name in ("first", "second"):
        county.feed(COUNTY, notices=(notice(name),))
        county.publish()
        assert process.once().returncode == 0
    shutil.copytree(county.site, tmp_path / "stick")
    process.start()
    try:
        lock = terminal.sync / "lock"
        wait_until(lambda: _is_held(lock))
        assert "is on the screens" in said("rollback", code=0)
        assert terminal.notices() == {"first"}
        assert "was rolled back" in said("status", code=1)  # no agent here to say how it goes
        assert "followed" in said("follow", code=0)
        assert "is current" in said("bring", str(tmp_path / "stick"), code=0)
        assert "no county's folder" in said("bring", str(tmp_path), code=1)
        assert terminal.notices() == {"second"}
        assert [line.split()[-1] for line in said("history", code=0).splitlines()] == [
            "county",
            "back",
            "county",
            "county",
        ]
    finally:
        process.end()


def _is_held(lock: Path) -> bool:
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
