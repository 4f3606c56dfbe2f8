# SPDX-License-Identifier: Apache-2.0
"""It only ever gets worse with time, and says so at the promised moments."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.freshness import Freshness, freshness

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ORDER = list(Freshness)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(0), Freshness.CURRENT),
        (timedelta(days=1, seconds=-1), Freshness.CURRENT),
        (timedelta(days=1), Freshness.OLD),
        (timedelta(days=7), Freshness.STALE),
        (timedelta(days=30), Freshness.LOST),
        (timedelta(days=-400), Freshness.CURRENT),
    ],
)
def test_from_when_on(age: timedelta, said: Freshness):
    assert freshness(NOW - age, NOW) is said


def test_never_confirmed_is_the_worst():
    assert freshness(None, NOW) is Freshness.LOST


@given(st.timedeltas(timedelta(days=-50), timedelta(days=50)), st.timedeltas(timedelta(0), timedelta(days=50)))
def test_it_only_gets_worse(age: timedelta, later: timedelta):
    assert ORDER.index(freshness(NOW - age, NOW)) <= ORDER.index(freshness(NOW - age, NOW + later))
