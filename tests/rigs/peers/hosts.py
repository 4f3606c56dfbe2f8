# SPDX-License-Identifier: Apache-2.0
"""receiptio, another host, prints on our simulated printer over TCP.

It always takes port 9100, so each printer gets a loopback address of its own. Its exit status is its verdict.
"""

import os
import random
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.simulation.requests import Json
from tests.rigs.peers.tools import PACKAGES, node
from tests.rigs.peers.verdict import Verdict

SUCCESS, ONLINE, COVER_OPEN, PAPER_EMPTY, ERROR, DISCONNECTED, TIMED_OUT = 0, 100, 101, 102, 103, 105, 106
CLI = PACKAGES / "receiptio" / "bin" / "cli.js"
PRINTERS = ("generic", "escpos", "")
"""Its words for the command set; empty: it asks the printer."""
JOBS_AT_FULL_SCALE = 60


@dataclass(frozen=True)
class Case:
    faults: dict[str, Json]
    verdict: int
    printer: str = "escpos"


CASES = (
    Case({}, SUCCESS, "escpos"),
    Case({"paper": "low"}, SUCCESS, ""),
    Case({"paper": "out"}, PAPER_EMPTY),
    Case({"cover_open": True}, COVER_OPEN),
    Case({"paper_out_after": 2}, PAPER_EMPTY),
    Case({}, SUCCESS, "generic"),
    Case({}, SUCCESS, ""),
    Case({"offline": True}, DISCONNECTED),
    Case({"cutter_error": True}, ERROR),
    Case({"unrecoverable_error": True}, ERROR),
)
SHORT = 5
"""So many of them at the smallest scale; those at the end take seconds."""


def check(scale: float, seed: int) -> Verdict:
    choice = random.Random(seed)
    wrong: list[str] = []
    cases = CASES if scale >= 0.1 else CASES[:SHORT]
    jobs = max(0, int(JOBS_AT_FULL_SCALE * scale) - len(cases))
    with _printer() as printer:
        good = _told(printer, "-q", text="") == ONLINE
        for case in (*cases, *(Case({}, SUCCESS, choice.choice(PRINTERS)) for _ in range(jobs))):
            wrong += _case(printer, case, choice)
        printer.faults.clear()
        printer._machine._commands[b"\x1dr"] = lambda _: None  # a printer that never says that it is done
        noticed = _told(printer, "-p", "escpos", "-t", "1", text="receipt") == TIMED_OUT
    return Verdict(len(cases) + jobs, tuple(wrong), good_held=good, bad_noticed=noticed)


def _case(printer: ReceiptPrinterSimulator, case: Case, choice: random.Random) -> Iterator[str]:
    amounts = [choice.randrange(100_000) for _ in range(choice.randint(2, 12))]
    lines = [("水费 ￥", f"{fen // 100}.{fen % 100:02}元") for fen in amounts]
    printer.faults.clear()
    printer.delete("/slips")
    if case.faults:
        printer.faults.put(**case.faults)
    text = "邻里县自来水公司\n" + "".join(f"|{left} |{right}|\n" for left, right in lines)
    verdict = _told(printer, *(["-p", case.printer] if case.printer else []), "-t", "20", text=text)
    if verdict != case.verdict:
        yield f"receiptio ended with {verdict}, not {case.verdict}, with {case.faults or case.printer or 'no fault'}"
    if case.verdict != SUCCESS:
        return
    slips = [(slip.complete, slip.text().splitlines()) for slip in printer.slips()]
    meant = ["邻里县自来水公司".center(48), *(f"{left}{_gap(left, right)}{right}" for left, right in lines)]
    if [complete for complete, _ in slips] != [True]:
        yield f"{len(slips)} slips for one job of receiptio"
    elif [line.split() for line in slips[0][1]] != [line.split() for line in meant]:
        yield f"receiptio's slip has other text, with {case.printer or 'automatic'} commands"


def _gap(left: str, right: str) -> str:
    columns = sum(2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1 for char in left + right)
    return " " * (48 - columns)


def _told(printer: ReceiptPrinterSimulator, *options: str, text: str) -> int:
    return node(CLI, "-d", printer.host, "-l", "zh-hans", *options, text=text).returncode


@contextmanager
def _printer() -> Iterator[ReceiptPrinterSimulator]:
    """On the loopback address that no other run of this rig takes."""
    process = os.getpid()
    with ReceiptPrinterSimulator(f"127.{77 + (process >> 16)}.{process >> 8 & 255}.{process & 255}", 9100) as printer:
        yield printer
