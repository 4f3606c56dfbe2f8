# SPDX-License-Identifier: Apache-2.0
"""IPP as ipptool speaks it: requests as its test language, answers as its property lists (RFC 8011)."""

import plistlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias
from xml.parsers.expat import ExpatError

from device_drivers.errors import CoverOpen, DeviceError, DeviceNotReady, HardwareError, PaperOut, ProtocolError
from device_drivers.status import DeviceState, DeviceStatus

Values: TypeAlias = "str | int | bool | list[Values]"

_HEAD = """{{
 OPERATION {operation}
 GROUP operation-attributes-tag
 ATTR charset attributes-charset utf-8
 ATTR naturalLanguage attributes-natural-language en
 ATTR uri printer-uri $uri
 ATTR name requesting-user-name linli
"""
_WANTED_OF_PRINTER = "printer-state,printer-state-reasons,printer-is-accepting-jobs,document-format-supported"
GET_PRINTER = _HEAD.format(operation="Get-Printer-Attributes") + (
    f" ATTR keyword requested-attributes {_WANTED_OF_PRINTER}\n}}\n"
)
PRINT = _HEAD.format(operation="Print-Job") + (
    # A name that says nothing of the resident: queues show it to anybody.
    " ATTR name job-name Linli\n"
    " ATTR mimeMediaType document-format application/pdf\n"
    " GROUP job-attributes-tag\n"
    " ATTR keyword media iso_a4_210x297mm\n"
    " ATTR keyword sides one-sided\n"
    " ATTR keyword job-sheets none\n"
    " FILE $filename\n}\n"
)


def get_job(job: int) -> str:
    wanted = "job-state,job-state-reasons,time-at-processing"
    return _HEAD.format(operation="Get-Job-Attributes") + (
        f" ATTR integer job-id {job}\n ATTR keyword requested-attributes {wanted}\n}}\n"
    )


def cancel_job(job: int) -> str:
    return _HEAD.format(operation="Cancel-Job") + f" ATTR integer job-id {job}\n}}\n"


class JobState(IntEnum):
    """RFC 8011, 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True)
class Answer:
    """`status`: IPP's word, such as successful-ok; None when no answer came, for the reason in `message`."""

    status: str | None
    message: str
    attributes: Mapping[str, Values]

    @property
    def succeeded(self) -> bool:
        return self.status is not None and self.status.startswith("successful")

    def number(self, name: str) -> int | None:
        value = self.attributes.get(name)
        return value if isinstance(value, int) else _STATES.get(str(value))

    def words(self, name: str) -> tuple[str, ...]:
        value = self.attributes.get(name, [])
        return tuple(str(each) for each in (value if isinstance(value, list) else [value]))


# ipptool writes enumerations as words.
_STATES = {
    "idle": 3,
    "pending": 3,
    "pending-held": 4,
    "processing": 5,
    "processing-stopped": 6,
    "canceled": 7,
    "aborted": 8,
    "completed": 9,
}


def answer_of(output: bytes) -> Answer:
    """Read what ipptool -X wrote. ProtocolError when it is no property list."""
    try:
        told: dict[str, Any] = plistlib.loads(output)
        tests = told["Tests"]
        if not tests:
            return Answer(None, str(told.get("ErrorMessage", "no answer")), {})
        test = tests[0]
        groups = test.get("ResponseAttributes", [])
        attributes = {name: value for group in groups for name, value in group.items()}
        errors = "; ".join(map(str, test.get("Errors", [])))
        return Answer(test.get("StatusCode") if groups else None, errors, attributes)
    except (ValueError, KeyError, TypeError, AttributeError, ExpatError, plistlib.InvalidFileException) as error:
        raise ProtocolError(f"ipptool wrote something else: {type(error).__name__}") from error


# Reasons of RFC 8011 and PWG 5100.9 without their suffix, as XFS4IoT's words.
WORDS = {
    "media-empty": "paperOut",
    "media-needed": "paperOut",
    "media-low": "paperLow",
    "media-jam": "paperJammed",
    "cover-open": "coverOpen",
    "door-open": "coverOpen",
    "input-tray-missing": "paperOut",
    "output-area-full": "paperNotTaken",
    "toner-empty": "tonerOut",
    "toner-low": "tonerLow",
    "marker-supply-empty": "tonerOut",
    "marker-supply-low": "tonerLow",
    "offline": "offline",
    "shutdown": "offline",
    "connecting-to-device": "offline",
    "timed-out": "offline",
    "paused": "offline",
    "other": "hardwareError",
}
_HARMLESS = frozenset({"paperLow", "tonerLow", "paperNotTaken"})


def faults_of(printer: Answer) -> frozenset[str]:
    """What keeps the printer from printing, or soon will, as CUPS saw it last: for an idle queue that is the last job.

    A queue that is closed without a reason is off-line.
    """
    faults = frozenset(_words_of(printer.words("printer-state-reasons")))
    return faults | {"offline"} if is_closed(printer) and not faults - _HARMLESS else faults


def is_closed(printer: Answer) -> bool:
    """Whether a job would not be taken, or not begun.

    Reasons alone do not say so: CUPS corrects them only when a job runs, so who waited for that would wait for ever.
    """
    return printer.attributes.get("printer-state") in {"stopped", 5} or (
        printer.attributes.get("printer-is-accepting-jobs") is False
    )


def _words_of(reasons: tuple[str, ...]) -> Iterator[str]:
    for reason in reasons:
        stem = reason
        for suffix in ("-error", "-warning", "-report"):
            stem = stem.removesuffix(suffix)
        # A warning never stops a printer, whatever of.
        if stem in WORDS and not (reason.endswith(("-warning", "-report")) and WORDS[stem] not in _HARMLESS):
            yield WORDS[stem]


def status_of(faults: frozenset[str]) -> DeviceStatus:
    stopping = faults - _HARMLESS
    if not stopping:
        state = DeviceState.ONLINE
    elif "offline" in stopping:
        state = DeviceState.OFFLINE
    elif stopping <= {"paperOut", "coverOpen", "tonerOut"}:
        state = DeviceState.USER_ERROR
    else:
        state = DeviceState.HARDWARE_ERROR
    words = tuple(sorted(faults))
    return DeviceStatus(state, words, f"the printer reports {', '.join(words)}" if words else "")


def failure(faults: frozenset[str], *, partial: bool) -> DeviceError | None:
    stopping = sorted(faults - _HARMLESS)
    if not stopping:
        return None
    message = f"the printer reports {', '.join(stopping)}"
    if "coverOpen" in stopping:
        return CoverOpen(message, partial=partial)
    if "paperOut" in stopping:
        return PaperOut(message, partial=partial)
    if "offline" in stopping:
        return DeviceNotReady(message, partial=partial)
    return HardwareError(message, code=stopping[0], partial=partial)
