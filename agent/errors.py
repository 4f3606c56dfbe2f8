# SPDX-License-Identifier: Apache-2.0
"""Everything the agent refuses or fails with. `code` is stable; `status` is the answer's HTTP status.

AgentError
├── NotFound, InvalidRequest, Conflict, TooMany
├── SessionEnded, IdentityMissing, NotShown, AmountChanged, ResultGone
├── NotPaying, NothingPaid, LedgerUnwritable
├── DeviceMissing, QueueFull, DeviceSilent, DeviceInUse, DeviceDuplicate
├── AddressSilent, PaymentsOpen, SettingsUnwritable
└── PlatformError
    ├── PlatformDown       nothing was sent
    ├── PlatformSlow       no answer within the limits; it may have acted
    ├── PlatformBroken     an answer that means nothing (500, HTML, half a document); it may have acted
    └── PlatformRefused    the platform's own clear no, with its code
"""


class AgentError(Exception):
    code = "agent"
    status = 500


class NotFound(AgentError):
    """Nothing has this id."""

    code = "notFound"
    status = 404


class InvalidRequest(AgentError):
    """The call does not fit its description, or asks for what cannot be meant."""

    code = "invalidRequest"
    status = 400


class Conflict(AgentError):
    """The same id with other content."""

    code = "idempotencyConflict"
    status = 409


class TooMany(AgentError):
    """As many of these as there may be are under way."""

    code = "tooMany"
    status = 503


class SessionEnded(AgentError):
    """There is no such session, or it is over."""

    code = "sessionEnded"
    status = 404


class IdentityMissing(AgentError):
    """The session does not know whose it is, or it is somebody else's by now."""

    code = "identityMissing"
    status = 409


class NotShown(AgentError):
    """A bill or case that this session has not been shown."""

    code = "notShown"
    status = 409


class ResultGone(AgentError):
    """The command is over and succeeded; what it read was in memory alone, and is gone from there."""

    code = "resultGone"
    status = 410


class AmountChanged(AgentError):
    """The amount is not the sum of the bills as they were shown."""

    code = "amount_changed"
    status = 409


class NotPaying(AgentError):
    """Earlier payments are still being resolved, or the ledger cannot be written."""

    code = "notPaying"
    status = 503


class NoSlipPossible(AgentError):
    """A slip was wanted and no printer can print it: nothing was begun, and nothing was charged."""

    code = "noSlipPossible"
    status = 409


class PaymentCodeMissing(AgentError):
    """This session has read no payment code, or its minute is over."""

    code = "paymentCodeMissing"
    status = 409


class NothingPaid(AgentError):
    """A slip is refused where nothing proves a payment."""

    code = "nothingPaid"
    status = 409


class LedgerUnwritable(AgentError):
    """The disk takes no entry: nothing was begun."""

    code = "ledgerUnwritable"
    status = 503


class DeviceMissing(AgentError):
    """No device of the kind is configured, or it was removed."""

    code = "noDevice"
    status = 409


class QueueFull(AgentError):
    """The device has all the work that it takes."""

    code = "deviceBusy"
    status = 503


class DeviceSilent(AgentError):
    """It was tried and gave no answer that is one; what was there before still is."""

    code = "deviceSilent"
    status = 409


class DeviceInUse(AgentError):
    """A resident is at the machine."""

    code = "deviceInUse"
    status = 409


class DeviceDuplicate(AgentError):
    """Another device has this address already."""

    code = "deviceDuplicate"
    status = 409


class AddressSilent(AgentError):
    """The connection test of a new address did not hold; the old address stays."""

    code = "addressSilent"
    status = 409


class PaymentsOpen(AgentError):
    """The platform that took an order is the one to ask for it."""

    code = "paymentsOpen"
    status = 409


class SettingsUnwritable(AgentError):
    """The disk takes no settings: nothing has changed."""

    code = "settingsUnwritable"
    status = 503


class PlatformError(AgentError):
    code = "platformError"
    status = 502


class PlatformDown(PlatformError):
    """Nothing was sent."""

    code = "platformDown"


class PlatformSlow(PlatformError):
    """No answer within the limits; it may have acted."""

    code = "platformSlow"
    status = 504


class PlatformBroken(PlatformError):
    """An answer that means nothing; it may have acted."""

    code = "platformError"


class PlatformRefused(PlatformError):
    status = 409

    def __init__(self, code: str, title: str) -> None:
        super().__init__(title)
        self.code = code
