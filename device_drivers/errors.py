# SPDX-License-Identifier: Apache-2.0
"""Everything that a driver raises; the names are XFS4IoT's completion words where it has one."""


class DeviceError(Exception):
    """`code` is stable, for the API and for translation; `message` is English, for the technician's log.

    Neither ever holds personal data. `partial`: bytes went out before the failure, so the device may
    have done part of the work (a piece of a slip hangs from the printer).
    """

    code = "deviceError"
    partial = False

    def __init__(self, message: str, *, code: str | None = None, partial: bool | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        if partial is not None:
            self.partial = partial


class DeviceNotReady(DeviceError):
    """Absent, switched off, held by another program, or silent."""

    code = "deviceNotReady"


class LineLost(DeviceNotReady):
    """The way to the device broke off, or is closed. What the device did last is not known."""


class HardwareError(DeviceError):
    code = "hardwareError"


class ProtocolError(DeviceError):
    """What came back is no valid answer: garbage, wrong checksum, cut short."""

    code = "protocolError"


class TimedOut(DeviceError):
    """The deadline passed before anything irrevocable was done."""

    code = "timeOut"


class Cancelled(DeviceError):
    code = "cancelled"


class CardRemoved(DeviceError):
    code = "cardRemoved"


class CardUnreadable(DeviceError):
    """Damaged, not authentic, or of a kind that the driver does not read."""

    code = "cardUnreadable"


class PaperOut(DeviceError):
    code = "paperOut"


class PaperJammed(DeviceError):
    code = "paperJammed"


class CoverOpen(DeviceError):
    code = "coverOpen"


class OutcomeUnknown(DeviceError):
    """Bytes went out and no proof of their effect came back. Never retried by code."""

    code = "outcomeUnknown"
    partial = True


class Unsupported(DeviceError):
    """This model does not have what was asked of it."""

    code = "unsupportedCommand"


class PhotoUndecodable(DeviceError):
    """The plug-in that decodes a card's photo is missing or failed."""

    code = "photoUndecodable"
