# SPDX-License-Identifier: Apache-2.0
"""What each test does with its device, and what of it a technician is shown: never what is personal, unless masked."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from agent.devices.kinds import profile_of
from agent.errors import DeviceInUse
from agent.receipts.trial_slip import trial_slip
from contract.clock import Clock
from contract.local import DeviceTestKind
from contract.personal import IdNumber, PersonName
from contract.settings import DeviceSettings, TerminalSettings
from contract.text import Language, LocalText
from device_drivers.code_scanner import CodeScanner, payment_code
from device_drivers.document_scanner import DocumentScanner, ScanOptions
from device_drivers.errors import Cancelled, ProtocolError, TimedOut
from device_drivers.office_printer import OfficePrinter
from device_drivers.receipt_printer import PrinterProfile, Proof, ReceiptPrinter
from device_drivers.resident_id import ResidentIdReader
from device_drivers.smart_card import CardKind, SmartCardReader

SCAN_SLICE_S = 0.2
MAX_SHOWN = 120
_NUMBER = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15}|[A-Za-z]{3}\d{12})(?!\d)")

CARD_WORDS: Mapping[CardKind, LocalText] = {
    CardKind.SOCIAL_SECURITY: LocalText(zh="社会保障卡", en="social-security card"),
    CardKind.BANK: LocalText(zh="银行卡，只认出，没有读", en="bank card, recognised and not read"),
    CardKind.STORAGE: LocalText(zh="储值卡或门禁卡，没有读", en="memory card, such as a door key, not read"),
    CardKind.OTHER: LocalText(zh="别的卡，没有读", en="another card, not read"),
}
CONTACTLESS = LocalText(zh="（感应）", en=" (contactless)")


@dataclass(frozen=True)
class Seen:
    shown: str = ""
    proof: Proof | None = None


@dataclass(frozen=True)
class Conditions:
    """`begin`: to be called before the first byte that prints. `seen`: the device has shown that it works. `over`: the
    test is to end. `taken`: a resident has come."""

    terminal: TerminalSettings
    device: DeviceSettings
    language: Language
    deadline_s: float
    clock: Clock
    begin: Callable[[], None]
    seen: Callable[[], None]
    over: Callable[[], bool]
    taken: Callable[[], bool]

    def cancelled(self) -> bool:
        """For drivers that ask while they wait."""
        self.seen()
        return self.over()

    def check_not_a_residents(self) -> None:
        """What was read after a session began is nothing for a technician."""
        if self.taken():
            raise Cancelled("a resident has come to the machine", code=DeviceInUse.code)


def print_slip(printer: ReceiptPrinter, now: Conditions) -> Seen:
    slip = trial_slip(now.terminal, profile_of(now.device), now.clock.now(), now.language)
    return Seen(proof=printer.print(slip, deadline_s=now.deadline_s, before_first_byte=now.begin))


def print_sheet(printer: OfficePrinter, now: Conditions) -> Seen:
    slip = trial_slip(now.terminal, PrinterProfile(), now.clock.now(), now.language)
    printer.print(slip, deadline_s=now.deadline_s, before_first_byte=now.begin)
    return Seen()


def read_card(reader: ResidentIdReader, now: Conditions) -> Seen:
    card = reader.read_card(deadline_s=now.deadline_s, cancelled=now.cancelled).card
    now.check_not_a_residents()
    return Seen(f"{PersonName(card.name).masked()} {IdNumber(card.id_number).masked()}")


def read_chip(reader: SmartCardReader, now: Conditions) -> Seen:
    card = reader.read_card(deadline_s=now.deadline_s, cancelled=now.cancelled)
    now.check_not_a_residents()
    shown = CARD_WORDS[card.kind].in_(now.language) + (CONTACTLESS.in_(now.language) if card.contactless else "")
    if (holder := card.social_security) is None:
        return Seen(shown)
    return Seen(f"{shown} {PersonName(holder.name).masked()} {IdNumber(holder.id_number).masked()}")


def scan_code(scanner: CodeScanner, now: Conditions) -> Seen:
    end = now.clock.monotonic() + now.deadline_s
    scanner.discard()
    while now.clock.monotonic() < end:
        if now.over():
            now.check_not_a_residents()
            raise Cancelled("the test was cancelled")
        found = scanner.read(timeout_s=SCAN_SLICE_S)
        now.seen()
        if found is not None:
            now.check_not_a_residents()
            return Seen(shown_code(found.text))
    raise TimedOut("nothing was scanned in time")


def scan_page(scanner: DocumentScanner, now: Conditions) -> Seen:
    """The page is measured and forgotten."""
    options = ScanOptions(size=None)
    page = scanner.scan(options, deadline_s=now.deadline_s, cancelled=now.cancelled)
    now.check_not_a_residents()
    try:
        with Image.open(io.BytesIO(page.image)) as picture:
            width, height = picture.size
    except (OSError, ValueError):
        raise ProtocolError("the scanner sent no picture") from None
    return Seen(f"{width} × {height} px, {options.resolution} dpi, {-(-len(page.image) // 1024)} KB")


EXERCISES: Mapping[DeviceTestKind, Callable[[Any, Conditions], Seen]] = {
    DeviceTestKind.SLIP: print_slip,
    DeviceTestKind.CARD: read_card,
    DeviceTestKind.SCAN: scan_code,
    DeviceTestKind.CHIP: read_chip,
    DeviceTestKind.PAGE: scan_page,
    DeviceTestKind.SHEET: print_sheet,
}


def shown_code(text: str) -> str:
    """What looks like an id number is masked, wherever it stands in the code; a payment code, which is money for a
    minute, as a whole."""
    if (paying := payment_code(text.strip())) is not None:
        return str(paying)
    masked = _NUMBER.sub(lambda found: IdNumber(found[0]).masked(), text)
    plain = "".join(char if char.isprintable() else " " for char in masked)
    return plain if len(plain) <= MAX_SHOWN else plain[: MAX_SHOWN - 1] + "…"
