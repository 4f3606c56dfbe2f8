# SPDX-License-Identifier: Apache-2.0
"""What a printer reports, part by part, in XFS4IoT's words (Printer.Status; `inoperative` as for its transports)."""

from dataclasses import dataclass
from enum import StrEnum

from device_drivers.receipt_printer.answers import Fault
from device_drivers.receipt_printer.slip import PrinterProfile


class PaperState(StrEnum):
    FULL = "full"
    """Not low: near-end sensors know no more."""
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"


class MediaState(StrEnum):
    """The slip at the presenter."""

    PRESENT = "present"
    NOT_PRESENT = "notPresent"
    NOT_SUPPORTED = "notSupported"


class PartState(StrEnum):
    OK = "ok"
    INOPERATIVE = "inoperative"


class CoverState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"


class Remedy(StrEnum):
    """Who can bring the printer back."""

    NONE = "none"
    """There is nothing to remedy."""
    ITSELF = "itself"
    """It cools down or ends a feed, and goes on with the job that it has."""
    HOST = "host"
    """`ReceiptPrinter.recover` may help, perhaps after a person has cleared the knife."""
    PERSON = "person"
    SERVICE = "service"
    """It will not come back without repair."""


@dataclass(frozen=True)
class PrinterReport:
    paper: PaperState
    media: MediaState
    cover: CoverState
    cutter: PartState
    head: PartState
    remedy: Remedy
    faults: frozenset[Fault]


def report_of(faults: frozenset[Fault], profile: PrinterProfile) -> PrinterReport:
    return PrinterReport(
        paper=_paper(faults),
        media=_media(faults, profile),
        cover=CoverState.OPEN if Fault.COVER_OPEN in faults else CoverState.CLOSED,
        cutter=PartState.INOPERATIVE if Fault.CUTTER in faults else PartState.OK,
        head=_head(faults),
        remedy=_remedy(faults),
        faults=faults,
    )


def _paper(faults: frozenset[Fault]) -> PaperState:
    if Fault.PAPER_JAMMED in faults:
        return PaperState.JAMMED
    if Fault.PAPER_OUT in faults:
        return PaperState.OUT
    return PaperState.LOW if Fault.PAPER_LOW in faults else PaperState.FULL


def _media(faults: frozenset[Fault], profile: PrinterProfile) -> MediaState:
    if Fault.PAPER_NOT_TAKEN in faults:
        return MediaState.PRESENT
    return MediaState.NOT_PRESENT if profile.presenter else MediaState.NOT_SUPPORTED


def _head(faults: frozenset[Fault]) -> PartState:
    """A cover that was opened while printing raises the same bit as a hot head."""
    hot = Fault.HEAD_HOT in faults or (Fault.AUTO_RECOVERABLE in faults and Fault.COVER_OPEN not in faults)
    return PartState.INOPERATIVE if hot else PartState.OK


def _remedy(faults: frozenset[Fault]) -> Remedy:
    """The heaviest fault decides."""
    if Fault.UNRECOVERABLE in faults:
        return Remedy.SERVICE
    if faults & {Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.PAPER_JAMMED}:
        return Remedy.PERSON
    if faults & {Fault.CUTTER, Fault.RECOVERABLE, Fault.ERROR, Fault.OFFLINE}:
        return Remedy.HOST
    return Remedy.ITSELF if faults & {Fault.AUTO_RECOVERABLE, Fault.HEAD_HOT, Fault.FEEDING} else Remedy.NONE
