# SPDX-License-Identifier: Apache-2.0
"""What drivers and simulators print, log and raise holds nobody's data."""

import logging

import pytest

from device_drivers.code_scanner import CodeScanner, Scan, recognise
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer import Columns, Cut, Logo, Qr, ReceiptPrinter, Slip, Text
from device_drivers.receipt_printer.codec import Bitmap, Line
from device_drivers.receipt_printer.commands import Heard
from device_drivers.receipt_printer.rows import Glyph, QrRow, RasterRow, TextRow
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id import Photo, Reading, ResidentIdReader
from device_drivers.resident_id.card import decode_card
from device_drivers.resident_id.chip import CardData, Foreigner2017Data, Foreigner2023Data, PermitData
from device_drivers.resident_id.codec import Reply, Status
from device_drivers.resident_id.simulator import ResidentIdSimulator

SECRETS = ("王秀兰", "11010519491231002X", "19491231", "建国路", "张", "8100001994", "CAN110", "9111241981")
CARD = CardData(name="王秀兰", id_number="11010519491231002X", address="北京市朝阳区建国路100号")
OTHERS = (
    PermitData(name="王秀兰", id_number="810000199408230021", travel_permit="H11010519", birth="19491231"),
    Foreigner2017Data(name="王秀兰", id_number="CAN110194912310", birth="19491231", chinese_name="王秀兰"),
    Foreigner2023Data(name="王秀兰", id_number="911124198108030024", birth="19491231", chinese_name="王秀兰"),
)
VALUES = [
    CARD,
    *OTHERS,
    *(decode_card(card.text()) for card in (CARD, *OTHERS)),
    Reading(decode_card(CARD.text()), "建国路100号", Photo("王秀兰".encode())),
    Reply(Status.OK, 0, "王秀兰".encode()),
    Scan("11010519491231002X"),
    recognise("11010519491231002X"),
    Slip((Text("王秀兰"), Columns("王秀兰", "19491231"), Qr("11010519491231002X", "王秀兰"))),
    Line("王秀兰"),
    Logo("王秀兰".encode()),
    Bitmap(8, "王秀兰".encode()),
    Heard(b"", "王秀兰".encode()),
    TextRow((Glyph("王", 2),)),
    Glyph("张", 2),
    QrRow(b"11010519491231002X", 3, "m", 0),
    RasterRow(1, b"19491231", 0),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values(value: object) -> None:
    for shown in (repr(value), str(value), f"{value}"):
        assert not any(secret in shown for secret in SECRETS)
        assert "\\xe7" not in shown


def test_logs(
    reader: ResidentIdSimulator,
    printer: ReceiptPrinterSimulator,
    scanner: CodeScannerSimulator,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    card_driver = ResidentIdReader(str(reader._wire.link))
    reader.put_card(CARD)
    card = card_driver.read(deadline_s=5.0, cancelled=lambda: False)
    card_driver.close()
    ReceiptPrinter("127.0.0.1", printer.port).print(
        Slip((Text(card.name), Text(card.id_number), Cut())), deadline_s=5.0, before_first_byte=lambda: None
    )
    code_driver = CodeScanner(str(scanner._wire.link), 115_200)
    code_driver.open()
    scanner.scan(card.id_number)
    assert code_driver.read(timeout_s=5.0) == Scan(card.id_number)
    code_driver.close()
    shown = caplog.text + "".join(capfd.readouterr())
    assert not any(secret in shown for secret in SECRETS)
