# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.rigs.wall_clock_agent`: an agent that counts a code's life by the wall clock, for clock-step."""

import sys
from datetime import datetime

from agent.payments.machine import Intent
from agent.payments.validity import Validity
from agent.service import main


def now_for(self: Validity, _intent: Intent) -> datetime:
    return self._clock.now()


if __name__ == "__main__":
    Validity.now_for = now_for  # type: ignore[method-assign]
    sys.exit(main(sys.argv[1:]))
