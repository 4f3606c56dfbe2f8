# SPDX-License-Identifier: Apache-2.0
"""Code scanners: what their bytes mean, and the driver on a real pseudo-terminal."""

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.code_scanner import (
    HONEYWELL_TRIGGER,
    AimIdentifiers,
    CodeScanner,
    ScannerProfile,
    Symbology,
)
from device_drivers.code_scanner.codec import MAX_LENGTH, Scan, decode_scan, split_scan
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.errors import DeviceNotReady, ProtocolError
from device_drivers.status import DeviceState


@pytest.mark.parametrize(
    ("code", "scan"),
    [
        (b"6901234567892", Scan("6901234567892")),
        (b"]E06901234567892", Scan("6901234567892", Symbology.EAN13)),
        (b"]E440123455", Scan("40123455", Symbology.EAN8)),
        (b"]Q1https://linli.example", Scan("https://linli.example", Symbology.QR)),
        (b"]C10109501101530003\x1d17", Scan("0109501101530003\x1d17", Symbology.GS1_128)),
        (b"]C0ABC", Scan("ABC", Symbology.CODE128)),
        (b"]h0ABC", Scan("ABC", Symbology.HAN_XIN)),
        (b"]e00109501101530003", Scan("0109501101530003", Symbology.GS1_DATABAR)),
        (b"]X0ABC", Scan("ABC", Symbology.UNKNOWN)),
        ("]Q1缴费".encode(), Scan("缴费", Symbology.QR)),
        ("缴费单".encode("gb18030"), Scan("缴费单")),
    ],
)
def test_codes(code: bytes, scan: Scan) -> None:
    assert decode_scan(code) == scan


@pytest.mark.parametrize("code", [b"\x00\x01\x02", b"abc\x7f", b"\xff\xff\xff", b"]Q1", b"\x90"])
def test_noise_is_no_code(code: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_scan(code)


def test_ends() -> None:
    assert split_scan(b"a\r\nb\rc\n") == (b"a", b"b\rc\n")
    assert split_scan(b"\r\n\na") == (None, b"a")
    assert split_scan(b"a\r") == (b"a", b"")
    assert split_scan(b"\na\r") == (b"a", b"")
    assert split_scan(b"x" * MAX_LENGTH + b"\r") == (b"x" * MAX_LENGTH, b"")
    for oversize in (b"x" * (MAX_LENGTH + 1), b"x" * (MAX_LENGTH + 1) + b"\r"):
        with pytest.raises(ProtocolError):
            split_scan(oversize)


def test_a_profile_says_whether_identifiers_are_sent() -> None:
    always, never = ScannerProfile(aim=AimIdentifiers.ALWAYS), ScannerProfile(aim=AimIdentifiers.NEVER)
    assert decode_scan(b"]Q1abc", always) == Scan("abc", Symbology.QR)
    with pytest.raises(ProtocolError):
        decode_scan(b"1abc", always)
    assert decode_scan(b"]Q1abc", never) == Scan("]Q1abc")


def test_a_profile_says_the_encoding() -> None:
    """C3 A6 is UTF-8 and GB18030 alike."""
    assert decode_scan(b"\xc3\xa6") == Scan("æ")
    assert decode_scan(b"\xc3\xa6", ScannerProfile(encoding="gb18030")) == Scan("忙")
    with pytest.raises(ProtocolError):
        decode_scan("缴".encode("gb18030"), ScannerProfile(encoding="utf-8"))


def test_a_profile_says_the_end(tmp_path: Path) -> None:
    assert split_scan(b"a\rb\tc", b"\t") == (b"a\rb", b"c")
    with pytest.raises(ValueError, match="an end"):
        ScannerProfile(end=b"")
    link = tmp_path / "tabbed"
    with CodeScannerSimulator(link, 115_200, end=b"\t") as scanner:
        driver = CodeScanner(str(link), 115_200, ScannerProfile(end=b"\t"))
        driver.open()
        scanner.scan("one")
        assert driver.read(timeout_s=5.0) == Scan("one")
        driver.close()


@given(st.binary(max_size=200))
def test_any_stream_is_codes_or_typed_errors(stream: bytes) -> None:
    code: bytes | None = b""
    while code is not None:
        code, rest = split_scan(stream)
        assert len(rest) < len(stream) or code is None
        stream = rest
        try:
            decode_scan(code or b"")
        except ProtocolError:
            continue


@pytest.fixture
def driver(scanner: CodeScannerSimulator):
    with_driver = CodeScanner(str(scanner._wire.link), 115_200)
    with_driver.open()
    yield with_driver
    with_driver.close()


def test_a_scan(scanner: CodeScannerSimulator, driver: CodeScanner) -> None:
    assert driver.status().state is DeviceState.ONLINE
    scanner.scan("https://linli.example/缴费", "Q1")
    assert driver.read(timeout_s=5.0) == Scan("https://linli.example/缴费", Symbology.QR)


def test_scans_in_a_row(scanner: CodeScannerSimulator, driver: CodeScanner) -> None:
    for number in range(5):
        scanner.scan(f"code {number}")
    assert [driver.read(timeout_s=5.0) for _ in range(5)] == [Scan(f"code {number}") for number in range(5)]


def test_what_was_scanned_before_a_session_is_dropped(scanner: CodeScannerSimulator, driver: CodeScanner) -> None:
    scanner.scan("somebody else's")
    scanner.scan("and another")
    assert driver.read(timeout_s=5.0) == Scan("somebody else's")
    time.sleep(0.1)
    driver.discard()
    scanner.scan("mine")
    assert driver.read(timeout_s=5.0) == Scan("mine")


def test_no_scan(driver: CodeScanner) -> None:
    assert driver.read(timeout_s=0.05) is None


def test_a_late_scan(scanner: CodeScannerSimulator, driver: CodeScanner) -> None:
    timer = threading.Timer(0.1, scanner.scan, ["late"])
    timer.start()
    assert driver.read(timeout_s=5.0) == Scan("late")
    timer.join()


@pytest.mark.parametrize("fault", [{"garbage": True}, {"truncate_after": 3}])
def test_broken_scans(scanner: CodeScannerSimulator, driver: CodeScanner, fault: dict[str, object]) -> None:
    scanner.faults.put(**fault)
    scanner.scan("6901234567892")
    with pytest.raises(ProtocolError):
        driver.read(timeout_s=5.0)
    scanner.faults.clear()
    scanner.scan("good")
    assert driver.read(timeout_s=5.0) == Scan("good")


def test_oversize(scanner: CodeScannerSimulator, driver: CodeScanner) -> None:
    scanner.scan("x" * 9000)
    with pytest.raises(ProtocolError):
        driver.read(timeout_s=5.0)
    assert driver.read(timeout_s=0.3) is None
    scanner.scan("good")
    assert driver.read(timeout_s=5.0) == Scan("good")


def test_a_busy_scanner_sends_later(scanner: CodeScannerSimulator, driver: CodeScanner) -> None:
    scanner.faults.put(busy=True)
    scanner.scan("held")
    assert driver.read(timeout_s=0.1) is None
    scanner.faults.clear()
    assert driver.read(timeout_s=5.0) == Scan("held")


def test_a_port_that_goes_and_comes_back(scanner: CodeScannerSimulator, driver: CodeScanner) -> None:
    scanner.faults.put(offline=True)
    with pytest.raises(DeviceNotReady):
        driver.read(timeout_s=5.0)
    assert driver.status().state is DeviceState.NO_DEVICE
    with pytest.raises(DeviceNotReady):
        driver.read(timeout_s=5.0)
    scanner.faults.clear()
    end = time.monotonic() + 5.0
    while driver.status().state is not DeviceState.ONLINE:
        assert time.monotonic() < end
    scanner.scan("back")
    assert driver.read(timeout_s=5.0) == Scan("back")


def test_a_line_cut_in_a_scan(scanner: CodeScannerSimulator, driver: CodeScanner) -> None:
    scanner.faults.put(disconnect_after=4)
    scanner.scan("6901234567892")
    with pytest.raises((DeviceNotReady, ProtocolError)):
        driver.read(timeout_s=5.0)
    driver.open()  # what a scanner sent before is lost
    scanner.scan("whole")
    assert driver.read(timeout_s=5.0) == Scan("whole")


def test_a_triggered_scanner(tmp_path: Path) -> None:
    on, off = bytes.fromhex("16540D"), bytes.fromhex("16550D")
    link = tmp_path / "triggered"
    with CodeScannerSimulator(link, 115_200, trigger_on=on, trigger_off=off) as scanner:
        scanner.scan("held back")
        plain = CodeScanner(str(link), 115_200)
        assert plain.read(timeout_s=0.1) is None
        plain.close()
        driver = CodeScanner(str(link), 115_200, HONEYWELL_TRIGGER)
        assert driver.read(timeout_s=5.0) == Scan("held back")
        end = time.monotonic() + 5.0
        while scanner.state()["triggered"]:
            assert time.monotonic() < end
        driver.close()
