# SPDX-License-Identifier: Apache-2.0
"""Simulated devices on their real wires."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.simulator import ResidentIdSimulator


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[ResidentIdSimulator]:
    with ResidentIdSimulator(tmp_path / "reader") as simulator:
        yield simulator


@pytest.fixture
def printer() -> Iterator[ReceiptPrinterSimulator]:
    with ReceiptPrinterSimulator() as simulator:
        yield simulator


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[CodeScannerSimulator]:
    with CodeScannerSimulator(tmp_path / "scanner", 115_200) as simulator:
        yield simulator
