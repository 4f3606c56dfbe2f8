# SPDX-License-Identifier: Apache-2.0
"""The time as a payment counts it."""

from datetime import datetime, timedelta

from agent.payments.machine import Intent
from contract.clock import Clock


class Validity:
    """How long each payment's code is still valid, counted by the monotonic clock: no setting of the wall clock
    reaches a payment that this process has begun or taken up."""

    def __init__(self, clock: Clock, longest: timedelta) -> None:
        self._clock = clock
        self._longest = longest
        self._until: dict[str, float] = {}

    def begin(self, intent: Intent) -> None:
        self._until.setdefault(
            intent.payment_id, self._clock.monotonic() + (intent.valid_until - intent.created_at).total_seconds()
        )

    def resume(self, intent: Intent) -> None:
        """After a start only the wall clock can tell; however wrong it is, no code lives longer than any code."""
        left = min(intent.valid_until - self._clock.now(), self._longest)
        self._until.setdefault(intent.payment_id, self._clock.monotonic() + left.total_seconds())

    def now_for(self, intent: Intent) -> datetime:
        """The time as this payment counts it."""
        if intent.payment_id not in self._until:
            self.resume(intent)
        return intent.valid_until - timedelta(seconds=self._until[intent.payment_id] - self._clock.monotonic())

    def known(self) -> list[str]:
        """Newest last, as they were begun."""
        return list(self._until)

    def forget_old(self, afterwards: timedelta) -> None:
        gone = self._clock.monotonic() - afterwards.total_seconds()
        for payment_id in [known for known, until in list(self._until.items()) if until < gone]:
            del self._until[payment_id]
