# SPDX-License-Identifier: Apache-2.0
"""ZXing reads the QR codes that our slips print, from the simulated printer's paper."""

import io
import random
from dataclasses import dataclass

import segno
import zxingcpp
from PIL import Image

from device_drivers.receipt_printer import Cut, PrinterProfile, Qr, ReceiptPrinter, Slip, Text
from device_drivers.receipt_printer.rows import QrRow, png
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from tests.rigs.peers.verdict import Verdict

LENGTHS = (1, 17, 84, 85, 213, 214, 500, 666, 667, 1200, 2331)
"""Bytes; the driver changes the size of its modules between them."""
CODES_AT_FULL_SCALE = 400
PRINT_S = 20.0
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz/?&=%#_-.:ABC邻里县缴费￥①"


@dataclass(frozen=True)
class Way:
    dots: int
    native: bool

    @property
    def profile(self) -> PrinterProfile:
        return PrinterProfile(columns=self.dots // 12, dots=self.dots, native_qr=self.native)


WAYS = tuple(Way(dots, native) for dots in (384, 576) for native in (True, False))


def check(scale: float, seed: int) -> Verdict:
    choice = random.Random(seed)
    payloads = [_payload(choice, length) for length in (LENGTHS if scale >= 0.1 else LENGTHS[1:6:4])]
    payloads += [_payload(choice, choice.randint(1, 2331)) for _ in range(int(CODES_AT_FULL_SCALE * scale / len(WAYS)))]
    wrong = [
        f"{len(payload.encode())} bytes, {way}, are not read as they were printed"
        for way in WAYS
        for payload in payloads
        if _read(_slip(way, payload)) != [payload]
    ]
    good = io.BytesIO()
    segno.make("LINLI 12345", micro=False).save(good, kind="png", scale=4, border=4)
    other = _read(_slip(WAYS[-1], payloads[1])) == [payloads[1] + "x"]
    return Verdict(
        len(payloads) * len(WAYS),
        tuple(wrong),
        good_held=_read(good.getvalue()) == ["LINLI 12345"],
        bad_noticed=not other and _read(_smeared(payloads[1])) != [payloads[1]],
    )


def _payload(choice: random.Random, length: int) -> str:
    """A link with so many bytes, some of them Hanzi."""
    text = ""
    while (left := length - len(text.encode())) > 0:
        text += choice.choice(LETTERS if left > 2 else LETTERS[:30])
    return text


def _slip(way: Way, payload: str) -> bytes:
    """What lies below the printer after one print."""
    with ReceiptPrinterSimulator(dots=way.dots) as printer:
        driver = ReceiptPrinter("127.0.0.1", printer.port, way.profile)
        slip = Slip((Text("缴费凭证"), Qr(payload, "扫码查看"), Cut()))
        driver.print(slip, deadline_s=PRINT_S, before_first_byte=lambda: None)
        driver.close()
        return printer.slips()[-1].png()


def _read(picture: bytes) -> list[str]:
    with Image.open(io.BytesIO(picture)) as shown:
        return [code.text for code in zxingcpp.read_barcodes(shown.convert("L"))]


def _smeared(payload: str) -> bytes:
    """The same code behind a stain that covers more than error correction mends."""
    row = QrRow(payload.encode(), 5, "m", 1)
    with Image.open(io.BytesIO(png([row], 576))) as shown:
        stained = shown.convert("L")
    across, down = stained.size
    stained.paste(0, (across // 3, down // 3, across, down * 2 // 3))
    out = io.BytesIO()
    stained.save(out, "PNG")
    return out.getvalue()
