# SPDX-License-Identifier: Apache-2.0
"""The same Chinese text by receiptline (whose tables are iconv-lite's) and by our encoder: the same characters must
come to stand on the simulated printer's paper."""

import json
import random
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from device_drivers.receipt_printer import PrinterProfile, Slip, Text
from device_drivers.receipt_printer.codec import START, encode_slip
from device_drivers.receipt_printer.machine import Machine, Model
from device_drivers.receipt_printer.paper import Paper
from device_drivers.receipt_printer.raster import draw
from device_drivers.receipt_printer.text import encode_char
from tests.rigs.peers.tools import PACKAGES, node
from tests.rigs.peers.verdict import Verdict

GENERATOR = Path(__file__).with_name("generate.cjs")
PROFILE = PrinterProfile()
RECEIPT = (
    "邻里县自来水公司 缴费凭证",
    "户名：王*兰  水费 ￥12.34",
    "“补打”①②③㈱《》〈〉…—～·、。",
    "尾号002X，余额0.00元",
)
IN_A_LINE = 20
FEWEST_CHARACTERS = 400
COMMANDS = ("generic", "escpos")


def check(scale: float, seed: int) -> Verdict:
    printable = [char for char in map(chr, range(0xA0, 0x10000)) if _settable(char)]
    count = min(len(printable), max(FEWEST_CHARACTERS, int(len(printable) * scale)))
    chosen = random.Random(seed).sample(printable, count)
    lines = [*RECEIPT, *("".join(chosen[at : at + IN_A_LINE]) for at in range(0, count, IN_A_LINE))]
    jobs = {"ours": encode_slip(Slip(tuple(map(Text, lines))), PROFILE, draw)}
    jobs |= {f"receiptline, {command}": generated(command, lines) for command in COMMANDS}
    meant = _characters(lines)
    seen = {name: _printed(data) for name, data in jobs.items()}
    wrong = [f"{name}: {_first_other(text, meant)}" for name, text in seen.items() if text != meant]
    return Verdict(
        sum(map(len, lines)),
        tuple(wrong),
        good_held=_printed(generated("escpos", ["receipt 12.34"])) == "receipt12.34",
        bad_noticed=_printed(generated("escpos", [RECEIPT[0].replace("水", "永")])) != _characters(RECEIPT[:1]),
    )


def _settable(char: str) -> bool:
    """Our printer has it, and receiptline, which composes its text, leaves it as it is."""
    return encode_char(char, PROFILE.encoding) is not None and unicodedata.is_normalized("NFC", char)


def generated(command: str, lines: Sequence[str]) -> bytes:
    told = node(GENERATOR, str(PACKAGES), text=json.dumps({"command": command, "markdown": _markdown(lines)}))
    if told.returncode:
        raise RuntimeError(f"receiptline failed: {told.stderr}")
    return bytes.fromhex(told.stdout)


def _markdown(lines: Sequence[str]) -> str:
    """With what has a meaning to receiptline taken for itself."""
    return "\n".join(re.sub(r"([\\|{}~_\"`^-])", r"\\\1", line) for line in lines) + "\n"


def _printed(data: bytes) -> str:
    paper = Paper(PROFILE.dots)
    machine = Machine(paper, Model(), answer=lambda _: None, printed=lambda: None)
    machine.receive(START + data)
    while machine.has_work:
        machine.work()
    return _characters(slip.text() for slip in paper.slips())


def _characters(lines: Iterable[str]) -> str:
    """Without the spaces, where the two set their lines differently."""
    return "".join("".join(lines).split())


def _first_other(seen: str, meant: str) -> str:
    at = next((at for at, (one, other) in enumerate(zip(seen, meant, strict=False)) if one != other), -1)
    got, wanted = (ascii(text[at : at + 1]) for text in (seen, meant))
    return f"{len(seen)} characters for {len(meant)}, the first other one {got} for {wanted}"
