# SPDX-License-Identifier: Apache-2.0
"""How long the door stays shut after wrong tries. For the site as a whole: a guesser's address is easily changed.

A try while it is shut is refused without being looked at and does not count, so a stranger cannot keep the
technician out for longer than the limit at a time.
"""

from agent.web.boottime import Moment
from contract.document import Document

FREE_TRIES = 3
FIRST_S = 5.0
LIMIT_S = 300.0


class Lockout(Document, frozen=True, kw_only=True):
    failures: int = 0
    boot_id: str = ""
    until_s: float = 0.0
    """Seconds since that boot."""


def delay_s(failures: int) -> float:
    if failures < FREE_TRIES:
        return 0.0
    return float(min(FIRST_S * 2 ** min(failures - FREE_TRIES, 30), LIMIT_S))


def wait_s(lockout: Lockout, now: Moment) -> float:
    """After a restart of the machine the delay begins anew: nobody shortens it by pulling the plug."""
    until = lockout.until_s if lockout.boot_id == now.boot_id else delay_s(lockout.failures)
    return max(0.0, min(until - now.seconds, LIMIT_S))


def after_failure(lockout: Lockout, now: Moment) -> Lockout:
    failures = lockout.failures + 1
    return Lockout(failures=failures, boot_id=now.boot_id, until_s=now.seconds + delay_s(failures))
