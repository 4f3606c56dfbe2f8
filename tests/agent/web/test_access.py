# SPDX-License-Identifier: Apache-2.0
"""The password, the one-time secret, the lock-out and the window."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.web import lockout, passwords
from agent.web.access import WINDOW_S, Access
from agent.web.boottime import Moment
from agent.web.errors import CommissioningOver, LockedOut, StateUnusable, WrongPassword, WrongSecret
from agent.web.lockout import FREE_TRIES, LIMIT_S, Lockout
from agent.web.sessions import IDLE_S, MOST, WHOLE_S, Sessions
from tests.agent.web.conftest import AS_SHIPPED, PASSWORD, SteeredTime


@pytest.fixture
def time_() -> SteeredTime:
    return SteeredTime()


@pytest.fixture
def access(tmp_path: Path, time_: SteeredTime) -> Access:
    return Access(tmp_path, time_)


def test_a_secret_claims_once(access: Access) -> None:
    secret, _ = access.start()
    access.claim(secret.lower().replace("-", " "), PASSWORD)
    access.sign_in(PASSWORD)
    with pytest.raises(CommissioningOver):
        access.claim(secret, "another password")
    access.sign_in(PASSWORD)


def test_nothing_on_the_disk_gives_secret_or_password_away(
    access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_hasher", AS_SHIPPED)
    secret, _ = access.start()
    kept = (tmp_path / "access.json").read_text()
    assert secret not in kept
    assert passwords.as_secret(secret) not in kept
    assert (tmp_path / "access.json").stat().st_mode & 0o777 == 0o600
    access.claim(secret, PASSWORD)
    assert PASSWORD not in (tmp_path / "access.json").read_text()
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in (tmp_path / "access.json").read_text()


def test_secrets_have_no_lookalikes_and_differ() -> None:
    secrets = {passwords.new_secret() for _ in range(200)}
    assert len(secrets) == 200
    assert not set("".join(secrets)) & set("0OoIl1BS25ZUV")


def test_a_new_secret_replaces_the_old(access: Access, tmp_path: Path, time_: SteeredTime) -> None:
    old, _ = access.start()
    new, _ = Access(tmp_path, time_).start()
    with pytest.raises(WrongSecret):
        access.claim(old, PASSWORD)
    access.claim(new, PASSWORD)


def test_wrong_secrets_lock_like_wrong_passwords(access: Access) -> None:
    secret, _ = access.start()
    for _ in range(FREE_TRIES):
        with pytest.raises(WrongSecret):
            access.claim("AAAA-AAAA", PASSWORD)
    with pytest.raises(LockedOut):
        access.claim(secret, PASSWORD)


def test_the_window_closes_after_two_hours_and_opens_with_the_next_boot(
    access: Access, tmp_path: Path, time_: SteeredTime
) -> None:
    secret, _ = access.start()
    time_.seconds += WINDOW_S - 1
    assert access.window_left_s() == pytest.approx(1)
    restarted = Access(tmp_path, time_)
    secret, _ = restarted.start()
    assert restarted.window_left_s() == pytest.approx(1), "the process alone was started again"
    time_.seconds += 2
    assert access.window_left_s() == 0
    with pytest.raises(CommissioningOver):
        access.claim(secret, PASSWORD)
    assert Access(tmp_path, time_).start() == ("", "")
    time_.boot_id, time_.seconds = "boot-2", 20.0
    assert access.window_left_s() == 0, "a secret of the last boot is none"
    secret, _ = Access(tmp_path, time_).start()
    assert access.window_left_s() == pytest.approx(WINDOW_S)
    access.claim(secret, PASSWORD)


def test_the_hand_over_ends_it_for_good(access: Access, tmp_path: Path, time_: SteeredTime) -> None:
    secret, _ = access.start()
    access.claim(secret, PASSWORD)
    assert access.window_left_s() > 0
    access.hand_over()
    assert access.window_left_s() == 0
    time_.boot_id = "boot-2"
    assert Access(tmp_path, time_).start() == ("", "")
    assert access.window_left_s() == 0


def test_the_administrator_lets_a_forgotten_password_be_replaced(
    access: Access, tmp_path: Path, time_: SteeredTime
) -> None:
    access.claim(access.start()[0], PASSWORD)
    access.hand_over()
    for _ in range(FREE_TRIES):
        with pytest.raises(WrongPassword):
            access.sign_in("forgotten it")
    secret = Access(tmp_path, time_).commission()
    access.sign_in(PASSWORD)
    access.claim(secret, "eine andere Welt")
    with pytest.raises(WrongPassword):
        access.sign_in(PASSWORD)
    access.sign_in("eine andere Welt")
    assert access.window_left_s() > 0


def test_a_try_counts_before_it_is_looked_at(access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    access.claim(access.start()[0], PASSWORD)

    def killed(_plain: str, _kept: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(passwords, "matches", killed)
    for _ in range(FREE_TRIES):
        with pytest.raises(KeyboardInterrupt):
            access.sign_in("a guess, then the plug is pulled")
    monkeypatch.undo()
    with pytest.raises(LockedOut):
        access.sign_in(PASSWORD)


@pytest.mark.parametrize(
    "late", [lambda a: a.sign_in(PASSWORD), lambda a: a.change_password(PASSWORD, "the guest's own")]
)
def test_the_old_password_that_comes_too_late_changes_nothing(
    access: Access, monkeypatch: pytest.MonkeyPatch, late: Callable[[Access], None]
) -> None:
    """While it is being looked at, somebody else sets another one."""
    access.claim(access.start()[0], PASSWORD)
    looked = passwords.matches

    def meanwhile(plain: str, kept: str) -> bool:
        monkeypatch.setattr(passwords, "matches", looked)
        access.claim(access.commission(), "eine andere Welt")
        return looked(plain, kept)

    monkeypatch.setattr(passwords, "matches", meanwhile)
    with pytest.raises(WrongPassword):
        late(access)
    access.sign_in("eine andere Welt")


def test_claims_at_once_make_one_owner(access: Access, time_: SteeredTime) -> None:
    secret, _ = access.start()
    found: list[str] = []

    def claim(password: str) -> None:
        try:
            access.claim(secret, password)
        except (CommissioningOver, LockedOut) as error:
            found.append(error.code)
        else:
            found.append(password)

    threads = [threading.Thread(target=claim, args=(f"technician number {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    owners = [word for word in found if word.startswith("technician")]
    assert len(owners) == 1
    time_.seconds += LIMIT_S  # those who came too late have used up tries
    access.sign_in(owners[0])


def test_guesses_at_the_same_time_count_one_by_one(access: Access) -> None:
    access.claim(access.start()[0], PASSWORD)
    found: list[str] = []

    def guess() -> None:
        try:
            access.sign_in("wrong wrong wrong")
        except (WrongPassword, LockedOut) as error:
            found.append(error.code)

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count("wrongPassword") == FREE_TRIES
    assert found.count("lockedOut") == 20 - FREE_TRIES


def test_the_right_password_forgives(access: Access, time_: SteeredTime) -> None:
    access.claim(access.start()[0], PASSWORD)
    for _ in range(FREE_TRIES - 1):
        with pytest.raises(WrongPassword):
            access.sign_in("wrong wrong")
    access.sign_in(PASSWORD)
    assert access.state().lockout.failures == 0


def test_a_damaged_file_keeps_the_door_shut(access: Access, tmp_path: Path) -> None:
    access.start()
    (tmp_path / "access.json").write_text("{}x")
    for call in (access.state, access.start, lambda: access.sign_in("")):
        with pytest.raises(StateUnusable):
            call()


@given(st.lists(st.floats(0, 400), min_size=1, max_size=40))
def test_the_delay_grows_to_its_limit_and_no_further(pauses: list[float]) -> None:
    state, now = Lockout(), 0.0
    last = 0.0
    for pause in pauses:
        now += pause
        moment = Moment("b", now)
        if lockout.wait_s(state, moment) == 0:
            state = lockout.after_failure(state, moment)
            wait = lockout.wait_s(state, moment)
            assert last - 1e-6 <= wait <= LIMIT_S
            last = wait


@given(st.integers(0, 10_000), st.floats(0, 1e9), st.floats(0, 1e9))
def test_no_restart_shortens_the_delay(failures: int, until: float, uptime: float) -> None:
    state = Lockout(failures=failures, boot_id="before", until_s=until)
    assert lockout.wait_s(state, Moment("after", 0.0)) == lockout.delay_s(failures)
    assert lockout.wait_s(state, Moment("after", uptime)) <= LIMIT_S


def test_sessions_end_when_idle_when_old_and_when_told(time_: SteeredTime) -> None:
    sessions = Sessions(time_.monotonic)
    token = sessions.open()
    time_.seconds += IDLE_S - 1
    assert sessions.holds(token, by_hand=False)
    time_.seconds += 2
    assert not sessions.holds(token, by_hand=True), "a page that refreshes itself keeps nobody signed in"
    token, started = sessions.open(), time_.seconds
    while time_.seconds - started <= WHOLE_S:
        assert sessions.holds(token, by_hand=True)
        time_.seconds += IDLE_S - 1
    assert not sessions.holds(token, by_hand=True)
    token, other = sessions.open(), sessions.open()
    sessions.end(token)
    assert (sessions.holds(token, by_hand=True), sessions.holds(other, by_hand=True)) == (False, True)
    sessions.end_all()
    assert not sessions.holds(other, by_hand=True)


def test_sessions_are_bounded(time_: SteeredTime) -> None:
    sessions = Sessions(time_.monotonic)
    tokens = []
    for _ in range(MOST + 5):
        time_.seconds += 1
        tokens.append(sessions.open())
    assert sum(sessions.holds(token, by_hand=False) for token in tokens) == MOST
    assert sessions.holds(tokens[-1], by_hand=False)
    assert not sessions.holds("\udc80 made up", by_hand=True)
