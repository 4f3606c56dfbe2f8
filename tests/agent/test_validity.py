# SPDX-License-Identifier: Apache-2.0
"""No setting of the wall clock reaches a payment that is under way."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.payments.machine import Intent
from agent.payments.validity import Validity

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LONGEST = timedelta(seconds=300)


class SetClock:
    def __init__(self) -> None:
        self.wall, self.steady = NOON, 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady


def _intent(number: int = 1) -> Intent:
    return Intent(f"{number:032x}", 100, ("W202610000101",), created_at=NOON, valid_until=NOON + LONGEST)


def _left(validity: Validity, intent: Intent) -> float:
    return (intent.valid_until - validity.now_for(intent)).total_seconds()


@pytest.mark.parametrize(
    "step", [timedelta(seconds=-8), timedelta(hours=1), timedelta(days=1100), timedelta(days=-1100)]
)
def test_a_step_of_the_clock_changes_nothing(step: timedelta) -> None:
    clock, intent = SetClock(), _intent()
    validity = Validity(clock, LONGEST)
    validity.begin(intent)
    clock.steady += 60
    clock.wall += step
    assert _left(validity, intent) == pytest.approx(240)


@pytest.mark.parametrize(
    ("wrong", "left"), [(timedelta(0), 300), (timedelta(seconds=100), 200), (timedelta(days=-900), 300)]
)
def test_after_a_start_no_code_lives_longer_than_any_code(wrong: timedelta, left: float) -> None:
    clock, intent = SetClock(), _intent()
    clock.wall += wrong
    validity = Validity(clock, LONGEST)
    validity.resume(intent)
    clock.wall += timedelta(days=7)
    assert _left(validity, intent) == pytest.approx(left)


def test_old_ones_are_forgotten() -> None:
    clock = SetClock()
    validity = Validity(clock, LONGEST)
    validity.begin(_intent(1))
    clock.steady += 500
    validity.begin(_intent(2))
    clock.steady += 401
    validity.forget_old(timedelta(minutes=10))
    assert validity.known() == [_intent(2).payment_id]
