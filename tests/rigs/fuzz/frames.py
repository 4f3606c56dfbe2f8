# SPDX-License-Identifier: Apache-2.0
"""Devices that answer with spoilt frames over their real wires, and the drivers that have to bear it.

Each device is the simulator of its kind, whose answers are spoilt on the way out: so what is spoilt is a valid frame of
that very moment, and the same device is the good one afterwards. The drivers' limits of time are shortened.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

from device_drivers.code_scanner import CodeScanner
from device_drivers.code_scanner import driver as scanner_driver
from device_drivers.code_scanner.codec import Scan
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.errors import DeviceError
from device_drivers.receipt_printer import Cut, PrinterProfile, Proof, ReceiptPrinter, Slip, Text
from device_drivers.receipt_printer import driver as printer_driver
from device_drivers.receipt_printer.report import PrinterReport
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id import ResidentIdReader
from device_drivers.resident_id import driver as reader_driver
from device_drivers.resident_id.chip import CardData
from device_drivers.resident_id.codec import SamNumber, encode_frame
from device_drivers.resident_id.driver import Reading
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.serial_port import SerialPort
from device_drivers.simulation.pty_wire import PtyWire
from device_drivers.simulation.tcp_wire import TcpWire
from device_drivers.simulation.wire import Wire
from device_drivers.smart_card import chip as smart_chip
from device_drivers.smart_card import driver as card_driver
from device_drivers.smart_card import pcsc
from device_drivers.smart_card.apdu import Answer, Command, Protocol, decode_answer
from device_drivers.smart_card.card import Reading as CardReading
from device_drivers.status import DeviceState, DeviceStatus
from device_drivers.tcp_port import TcpPort

GOOD_EVERY = 5
"""After so many hostile calls the device is a good one for a while."""
GAP_S, GOOD_GAP_S, SCAN_GAP_S = 0.004, 0.25, 0.02
HOSTILE_S, GOOD_S = 0.03, 5.0
HOLDER = CardData(name="张三", id_number="11010519491231002X", appended_address="幸福社区8号")
CHIP = smart_chip.CardData(name="张三", id_number="11010519491231002X")
CODE = "https://linli.example/缴费"
SLIP = Slip((Text("第一行"), Cut()))
SHORTENED: tuple[tuple[ModuleType, dict[str, float]], ...] = (
    (reader_driver, {"_REPLY_S": 0.3, "_READ_REPLY_S": 0.3}),
    (printer_driver, {"_QUIET_S": 0.005, "_RECOVERY_POLL_S": 0.005}),
    (scanner_driver, {"_GAP_S": SCAN_GAP_S, "_SKIP_GAP_S": SCAN_GAP_S}),
)

Spoiler = Callable[[bytes], bytes]


@dataclass
class Tally:
    inputs: int = 0
    refused: int = 0
    good: int = 0
    problems: list[str] = field(default_factory=list)
    good_problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Subject:
    """`calls`: what is asked of the driver while the device is hostile, each with the types that are valid values.
    `good`: whether it works with a good device."""

    name: str
    calls: tuple[tuple[Callable[[], object], tuple[type, ...]], ...]
    good: Callable[[], bool]
    spoil: Callable[[Spoiler | None], None]


def shake(subject: Subject, count: int, choice: random.Random, tally: Tally) -> None:
    spoilt, clean = 0, 0.0

    def spoiler(frame: bytes) -> bytes:
        nonlocal spoilt
        if not frame or choice.random() < clean:
            return frame
        spoilt += 1
        return spoil(frame, choice)

    done = 0
    for turn in range(count * 20):
        before, clean = spoilt, choice.choice((0.0, 0.3, 0.7))  # what comes after a good beginning is spoilt too
        subject.spoil(spoiler)
        call, valid = choice.choice(subject.calls)
        problem = judge(call, valid, tally)
        subject.spoil(None)
        if problem:
            tally.problems.append(f"{subject.name}: {problem}")
        done += spoilt > before
        if turn % GOOD_EVERY == 0 or done >= count:
            works_again(subject, tally)
        if done >= count:
            break
    tally.inputs += done
    if done < count:
        tally.problems.append(f"{subject.name}: only {done} of {count} inputs were spoilt")


def judge(call: Callable[[], object], valid: tuple[type, ...], tally: Tally) -> str:
    """What is wrong with the outcome; empty for a typed error or a valid value."""
    try:
        value = call()
    except DeviceError as error:
        tally.refused += 1
        untyped = not error.code or DeviceStatus in valid  # a status never raises
        return f"{type(error).__name__} without a code, or from a status" if untyped else ""
    except Exception as error:  # this is what is looked for
        return f"{type(error).__name__} let through: {error}"
    return "" if isinstance(value, valid) else f"{type(value).__name__} is no value of this call"


def works_again(subject: Subject, tally: Tally) -> None:
    try:
        subject.spoil(None)
        works = subject.good()
    except Exception as error:  # a good device is no reason for any
        tally.good_problems.append(f"{subject.name}: with a good device {type(error).__name__}: {error}")
        return
    if works:
        tally.good += 1
    else:
        tally.good_problems.append(f"{subject.name}: another value with a good device")


def spoil(frame: bytes, choice: random.Random) -> bytes:
    """Never empty: silence is another rig's."""
    at, other = choice.randrange(len(frame)), choice.randrange(len(frame) + 1)
    noise = choice.randbytes(choice.choice((1, 2, 7, 30, 300)))
    match choice.randrange(10):
        case 0:
            return noise
        case 1:
            return frame[: at + 1]
        case 2:
            return frame[:at] + bytes([frame[at] ^ 1 << choice.randrange(8)]) + frame[at + 1 :]
        case 3:
            return frame[:at] + noise + frame[at:]
        case 4:
            return frame[: min(at, other)] + frame[max(at, other) :] or b"\0"
        case 5:
            return frame + frame
        case 6:
            return noise + frame
        case 7:
            return bytes(byte if choice.random() < 0.9 else choice.randrange(256) for byte in frame)
        case 8:
            return encode_frame(choice.randbytes(choice.choice((0, 1, 2, 3, 20, 74, 263, 1287))))
        case _:  # a whole frame with another content, whose checksum holds
            body = bytearray(frame[7:-1]) or bytearray(3)
            for _ in range(choice.randrange(1, 4)):
                body[choice.randrange(len(body))] = choice.randrange(256)
            return encode_frame(bytes(body))


# ---- the devices


class _Reader(ResidentIdSimulator):
    spoiler: Spoiler | None = None

    def _emit(self, data: bytes, *, goes_on: Callable[[], bool] = lambda: True) -> None:
        super()._emit(self.spoiler(data) if self.spoiler else data, goes_on=goes_on)


class _Printer(ReceiptPrinterSimulator):
    spoiler: Spoiler | None = None

    def _answer(self, answer: bytes) -> None:
        super()._answer(self.spoiler(answer) if self.spoiler else answer)


class _Scanner(CodeScannerSimulator):
    """On a line without a pace: what the driver gives up is not still on its way."""

    def __init__(self, link: Path) -> None:
        super().__init__(link)
        self._wire = PtyWire(link, None)


class _Card(pcsc.Card):
    """The driver's own conversation with a card, but for PC/SC below it."""

    spoiler: Spoiler | None = None

    def __init__(self, data: smart_chip.CardData) -> None:
        self._chip = smart_chip.Chip(data)
        self.protocol = Protocol.T0 if data.is_t0 else Protocol.T1
        self.reset = data.atr()

    def _transmit(self, command: Command) -> Answer:
        answer = self._chip.answer(command.encode(self.protocol))
        return decode_answer(self.spoiler(answer) if self.spoiler else answer)

    def read(self) -> CardReading:
        self._chip.reset()
        reset = self.spoiler(self.reset) if self.spoiler else self.reset
        return card_driver._read(self, "slot", reset)  # all of the driver that is above PC/SC


@contextmanager
def subjects(folder: Path, choice: random.Random) -> Iterator[tuple[Subject, ...]]:
    pty, tcp = PtyWire(folder / "reader", None), TcpWire(baud=None)
    with ExitStack() as open_ones:
        for module, limits in SHORTENED:
            open_ones.enter_context(patch.multiple(module, **limits))
        enter = open_ones.enter_context
        yield (
            enter(_reader("reader on a serial line", pty, lambda: SerialPort(str(pty.link), 115_200))),
            enter(_reader("reader in the network", tcp, lambda: TcpPort("127.0.0.1", tcp.port))),
            enter(_printer()),
            enter(_scanner(folder / "scanner", choice)),
            _smart_card("smart card, T=1", smart_chip.CardData(name="张三", id_number=CHIP.id_number)),
            _smart_card("smart card, T=0", smart_chip.CardData(name="张三", id_number=CHIP.id_number, protocol="T=0")),
        )


@contextmanager
def _reader(name: str, wire: Wire, port: Callable[[], SerialPort | TcpPort]) -> Iterator[Subject]:
    with _Reader(wire) as device:
        way = port()
        driver = ResidentIdReader(way, find_interval_s=0)

        def put(spoiler: Spoiler | None) -> None:
            device.spoiler = spoiler
            way.gap_s = GAP_S if spoiler else GOOD_GAP_S
            device.put_card(HOLDER)

        def read(limit_s: float) -> Reading:
            return driver.read_card(deadline_s=limit_s, cancelled=lambda: False, newest_address=True)

        def works() -> bool:
            reading = read(GOOD_S)
            well = driver.status().state is DeviceState.ONLINE
            return well and (reading.card.id_number, reading.newest_address) == (HOLDER.id_number, "幸福社区8号")

        calls = (
            (lambda: read(HOSTILE_S), (Reading,)),
            (driver.status, (DeviceStatus,)),
            (driver.sam_number, (SamNumber,)),
            (driver.is_card_there, (bool,)),
        )
        yield Subject(name, calls, works, put)
        driver.close()


@contextmanager
def _printer() -> Iterator[Subject]:
    with _Printer(presenter=True, full_status=True) as device:
        profile = PrinterProfile(presenter=True, full_status=True, proofs=tuple(Proof))
        hasty = ReceiptPrinter("127.0.0.1", device.port, profile, answer_s=0.01)
        driver = ReceiptPrinter("127.0.0.1", device.port, profile, answer_s=1.0)

        def put(spoiler: Spoiler | None) -> None:
            device.spoiler = spoiler

        def print_with(printer: ReceiptPrinter, limit_s: float) -> Proof:
            return printer.print(SLIP, deadline_s=limit_s, before_first_byte=lambda: None)

        def works() -> bool:
            recovered = driver.recover(deadline_s=GOOD_S).state is DeviceState.ONLINE
            proof = print_with(driver, GOOD_S)
            device.delete("/slips")
            return recovered and isinstance(proof, Proof) and driver.status().state is DeviceState.ONLINE

        calls = (
            (lambda: print_with(hasty, HOSTILE_S), (Proof,)),
            (lambda: hasty.recover(deadline_s=HOSTILE_S), (DeviceStatus,)),
            (hasty.status, (DeviceStatus,)),
            (hasty.report, (PrinterReport,)),
        )
        yield Subject("printer in the network", calls, works, put)


@contextmanager
def _scanner(link: Path, choice: random.Random) -> Iterator[Subject]:
    with _Scanner(link) as device:
        driver = CodeScanner(str(link))
        spoiler: Spoiler | None = None

        def put(new: Spoiler | None) -> None:
            nonlocal spoiler
            spoiler = new

        def scanned() -> Scan | None:
            line = CODE.encode(choice.choice(("utf-8", "gb18030"))) * choice.choice((1, 1, 1, 200)) + b"\r\n"
            device.send(spoiler(line) if spoiler else line)
            return driver.read(timeout_s=HOSTILE_S)

        def works() -> bool:
            time.sleep(SCAN_GAP_S)  # the line that was given up may just be coming
            driver.discard()
            device.scan(CODE)
            found = driver.read(timeout_s=GOOD_S)
            return found is not None and found.text == CODE and driver.status().state is DeviceState.ONLINE

        calls = ((scanned, (Scan, type(None))), (driver.status, (DeviceStatus,)))
        yield Subject("scanner on a serial line", calls, works, put)
        driver.close()


def _smart_card(name: str, data: smart_chip.CardData) -> Subject:
    card = _Card(data)

    def put(spoiler: Spoiler | None) -> None:
        card.spoiler = spoiler

    def works() -> bool:
        holder = card.read().social_security
        return holder is not None and holder.id_number == data.id_number

    return Subject(name, ((card.read, (CardReading,)),), works, put)
