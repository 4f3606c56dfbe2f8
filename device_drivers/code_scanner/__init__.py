# SPDX-License-Identifier: Apache-2.0
"""Bar code and QR scanners: on a serial port, or typing as a keyboard."""

from device_drivers.code_scanner.codec import Scan
from device_drivers.code_scanner.driver import CodeScanner
from device_drivers.code_scanner.keyboard import KeyboardMatch, KeyboardPort
from device_drivers.code_scanner.profile import HONEYWELL_TRIGGER, AimIdentifiers, ScannerProfile
from device_drivers.code_scanner.recognition import (
    BillNumber,
    CaseNumber,
    OtherText,
    PaymentCode,
    PaymentScheme,
    WebAddress,
    bill_number,
    case_number,
    payment_code,
    recognise,
    web_address,
)
from device_drivers.code_scanner.symbology import Symbology

__all__ = [
    "HONEYWELL_TRIGGER",
    "AimIdentifiers",
    "BillNumber",
    "CaseNumber",
    "CodeScanner",
    "KeyboardMatch",
    "KeyboardPort",
    "OtherText",
    "PaymentCode",
    "PaymentScheme",
    "Scan",
    "ScannerProfile",
    "Symbology",
    "WebAddress",
    "bill_number",
    "case_number",
    "payment_code",
    "recognise",
    "web_address",
]
