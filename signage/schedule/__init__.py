# SPDX-License-Identifier: Apache-2.0
"""What plays now, and when that changes: pure functions of (release, alerts, time). No Qt, no I/O, no clock.

`showing_at` says what every zone shows; asking again at its `until` sees every change. `next_item` goes round.
"""

from signage.schedule.plan import showing_at
from signage.schedule.sequence import next_item
from signage.schedule.showing import Planned, Reason, ServicePlaceLine, Showing, TickerText, Why

__all__ = ["Planned", "Reason", "ServicePlaceLine", "Showing", "TickerText", "Why", "next_item", "showing_at"]
