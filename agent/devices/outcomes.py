# SPDX-License-Identifier: Apache-2.0
"""What a driver's error makes of the work it ended."""

from contract.local import Outcome
from device_drivers.errors import Cancelled, DeviceError, OutcomeUnknown, TimedOut

_OUTCOMES: dict[type[DeviceError], Outcome] = {
    Cancelled: Outcome.CANCELLED,
    TimedOut: Outcome.TIMED_OUT,
    OutcomeUnknown: Outcome.UNKNOWN,
}


def outcome_of(error: DeviceError) -> Outcome:
    return next((outcome for kind, outcome in _OUTCOMES.items() if isinstance(error, kind)), Outcome.FAILED)
