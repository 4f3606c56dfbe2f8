# SPDX-License-Identifier: Apache-2.0
"""Document scanners: the real scanimage with SANE's own test backend, and the words it says."""

import io
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from device_drivers.document_scanner import (
    Colour,
    DocumentScanner,
    Format,
    Page,
    PageSize,
    ScannerName,
    ScanOptions,
    Source,
    find_scanners,
)
from device_drivers.document_scanner.codec import (
    Abilities,
    Found,
    ScannerMissing,
    checked_image,
    decode_abilities,
    decode_list,
    failure,
    scan_arguments,
)
from device_drivers.document_scanner.options import A4, ID_CARD
from device_drivers.document_scanner.process import run
from device_drivers.document_scanner.simulator import DocumentScannerSimulator
from device_drivers.errors import (
    Cancelled,
    CoverOpen,
    DeviceError,
    DeviceNotReady,
    HardwareError,
    PaperJammed,
    PaperOut,
    ProtocolError,
    TimedOut,
    Unsupported,
)
from device_drivers.status import DeviceState

SMALL = ScanOptions(resolution=75, size=PageSize(40, 60), format=Format.PNG)
NAME = ScannerName(vendor="Noname", model="frontend-tester")
OTHER_SCANNER = """
All options specific to device `genesys:libusb:001:004':
  Scan Mode:
    --mode Color|Gray [Gray]
        Selects the scan mode (e.g., lineart, monochrome, or color).
    --resolution 300|150|75dpi [75]
        Sets the resolution of the scanned image.
  Geometry:
    -x 0..216.7mm [216.7]
        Width of scan-area.
    -y 0..297.5mm (in steps of 0.5) [297.5]
        Height of scan-area.
"""


def never() -> bool:
    return False


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[DocumentScannerSimulator]:
    with DocumentScannerSimulator(tmp_path / "sane") as simulator:
        yield simulator


@pytest.fixture
def driver(scanner: DocumentScannerSimulator) -> DocumentScanner:
    return DocumentScanner(NAME, str(scanner.folder))


def picture(page: Page) -> Image.Image:
    opened = Image.open(io.BytesIO(page.image))
    opened.load()
    return opened


def spoiled(driver: DocumentScanner) -> None:
    """SANE's test backend, told to fail, now and then ends without a word and without a page, or hangs: then again."""
    for _ in range(8):
        try:
            driver.scan(SMALL, deadline_s=2.0, cancelled=never)
        except (ProtocolError, TimedOut):
            continue


@pytest.mark.parametrize(("colour", "mode"), [(Colour.COLOUR, "RGB"), (Colour.GREY, "L")])
@pytest.mark.parametrize("kind", list(Format))
def test_a_page(driver: DocumentScanner, colour: Colour, mode: str, kind: Format) -> None:
    options = ScanOptions(resolution=100, colour=colour, size=ID_CARD, format=kind)
    page = driver.scan(options, deadline_s=60.0, cancelled=never)
    shown = picture(page)
    assert (shown.format, shown.mode) == (kind.name, mode)
    assert abs(shown.width - 86 / 25.4 * 100) < 2
    assert abs(shown.height - 54 / 25.4 * 100) < 2
    assert "\\x" not in repr(page)


def test_a4_and_all_that_the_scanner_sees(driver: DocumentScanner) -> None:
    a4 = picture(driver.scan(ScanOptions(resolution=50, size=A4), deadline_s=60.0, cancelled=never))
    assert round(a4.height / a4.width, 2) == 1.41
    whole = picture(driver.scan(ScanOptions(resolution=50, size=None), deadline_s=60.0, cancelled=never))
    assert abs(whole.width - 300 / 25.4 * 50) < 2


def test_a_page_leaves_no_file(driver: DocumentScanner, scanner: DocumentScannerSimulator) -> None:
    before = sorted(Path.cwd().iterdir())
    driver.scan(SMALL, deadline_s=60.0, cancelled=never)
    assert sorted(Path.cwd().iterdir()) == before
    assert sorted(path.name for path in scanner.folder.iterdir()) == ["dll.conf", "test.conf"]


def test_the_feeder(driver: DocumentScanner) -> None:
    options = ScanOptions(resolution=75, size=PageSize(40, 60), source=Source.FEEDER, format=Format.PNG)
    assert picture(driver.scan(options, deadline_s=60.0, cancelled=never)).width == 118


@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        ({"paper": "out"}, PaperOut, "paperOut"),
        ({"cover_open": True}, CoverOpen, "coverOpen"),
        ({"busy": True}, DeviceNotReady, "deviceNotReady"),
        ({"disconnect_after": 0}, HardwareError, "hardwareError"),
        ({"offline": True}, DeviceNotReady, "deviceNotReady"),
    ],
)
def test_faults(
    scanner: DocumentScannerSimulator,
    driver: DocumentScanner,
    fault: dict[str, object],
    error: type[DeviceError],
    code: str,
) -> None:
    scanner.faults.put(**fault)
    with pytest.raises(error) as raised:
        spoiled(driver)
    assert raised.value.code == code
    scanner.faults.clear()
    assert driver.scan(SMALL, deadline_s=60.0, cancelled=never).image


def test_a_scanner_that_crashes_takes_nothing_with_it(
    scanner: DocumentScannerSimulator, driver: DocumentScanner
) -> None:
    """With no device configured, SANE's test backend ends in a segmentation fault."""
    (scanner.folder / "test.conf").write_text("number_of_devices 0\n", encoding="ascii")
    assert driver.status().state is DeviceState.HARDWARE_ERROR
    scanner.faults.clear()
    assert driver.status().state is DeviceState.ONLINE


def test_a_jam(scanner: DocumentScannerSimulator, driver: DocumentScanner) -> None:
    scanner.act("jam", {})
    with pytest.raises(PaperJammed):
        spoiled(driver)
    scanner.act("unjam", {})
    assert driver.scan(SMALL, deadline_s=60.0, cancelled=never).image


def test_a_page_that_never_came_is_none(scanner: DocumentScannerSimulator, driver: DocumentScanner) -> None:
    scanner.faults.put(truncate_after=0)
    with pytest.raises(DeviceError):
        driver.scan(SMALL, deadline_s=3.0, cancelled=never)


def test_status(scanner: DocumentScannerSimulator, driver: DocumentScanner) -> None:
    assert driver.status().state is DeviceState.ONLINE
    scanner.faults.put(offline=True)
    driver.close()
    assert driver.status().state is DeviceState.NO_DEVICE
    scanner.faults.clear()
    assert driver.status().state is DeviceState.ONLINE


def test_scanners_are_found(scanner: DocumentScannerSimulator) -> None:
    assert find_scanners(str(scanner.folder)) == [Found("test:0", "Noname", "frontend-tester")]
    (scanner.folder / "test.conf").write_text("number_of_devices 2\n", encoding="ascii")
    with pytest.raises(DeviceNotReady, match=r"several scanners .*test:0, test:1"):
        DocumentScanner(NAME, str(scanner.folder)).open()
    by_device = DocumentScanner(ScannerName("test:1"), str(scanner.folder))
    assert by_device.status().state is DeviceState.ONLINE
    with pytest.raises(DeviceNotReady, match="is not there"):
        DocumentScanner(ScannerName(model="another"), str(scanner.folder)).open()
    absent = DocumentScanner(ScannerName("test:7"), str(scanner.folder))
    assert absent.status().state is DeviceState.NO_DEVICE


def test_what_a_scanner_does_not_have_is_refused(driver: DocumentScanner) -> None:
    for options in (ScanOptions(colour=Colour.BLACK_WHITE), ScanOptions(size=PageSize(310, 297))):
        with pytest.raises(Unsupported):
            driver.scan(options, deadline_s=60.0, cancelled=never)


def children() -> set[str]:
    """Programs of ours that have not ended: scanimage's, in this process's own family."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[1] == str(os.getpid()) and fields[0] != "Z":
            found.add(path.parent.name)
    return found


def test_a_deadline_ends_the_process(scanner: DocumentScannerSimulator, driver: DocumentScanner) -> None:
    driver.open()
    scanner.faults.put(delay_ms=200)
    before = children()
    with pytest.raises(TimedOut):
        driver.scan(SMALL, deadline_s=0.5, cancelled=never)
    assert children() <= before
    scanner.faults.clear()
    assert driver.scan(SMALL, deadline_s=60.0, cancelled=never).image


def test_cancelling_ends_the_process(scanner: DocumentScannerSimulator, driver: DocumentScanner) -> None:
    driver.open()
    scanner.faults.put(delay_ms=200)
    cancel = threading.Event()
    timer = threading.Timer(0.5, cancel.set)
    before = children()
    timer.start()
    with pytest.raises(Cancelled):
        driver.scan(SMALL, deadline_s=60.0, cancelled=cancel.is_set)
    timer.join()
    assert children() <= before


def program(path: Path, source: str) -> str:
    path.write_text("#!/bin/sh\n" + source, encoding="ascii")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_what_is_asked_first_counts_towards_the_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a scanner that sleeps: once it has woken it is too late to begin."""
    slow = '[ "$2" = --all-options ] || { touch "$0.scans"; exit 1; }\nexec sleep 3\n'
    program(tmp_path / "scanimage", slow)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(TimedOut):
        DocumentScanner(ScannerName("test:0")).scan(SMALL, deadline_s=0.5, cancelled=never)
    assert not (tmp_path / "scanimage.scans").exists()


def test_a_program_that_will_not_end_is_killed_with_its_children(tmp_path: Path) -> None:
    """As a backend that hangs in the kernel's USB and has forked a reader."""
    stubborn = program(tmp_path / "stubborn", 'trap "" TERM\nsleep 300 &\necho $! > "$0.child"\nwait\nsleep 300\n')
    with pytest.raises(TimedOut):
        run([stubborn], {"PATH": os.defpath}, deadline_s=0.5, cancelled=never)
    child = Path(f"/proc/{(tmp_path / 'stubborn.child').read_text(encoding='ascii').strip()}/stat")
    end = time.monotonic() + 10.0
    while child.exists() and ") Z " not in child.read_text(encoding="ascii"):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_a_program_said_counts_though_it_hangs_when_it_closes(tmp_path: Path) -> None:
    said = "scanimage: sane_read: Document feeder out of documents"
    program = tmp_path / "scanimage"
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\nexec sleep 60\n")
    program.chmod(0o755)
    begun = time.monotonic()
    status, image, words = run([str(program)], dict(os.environ), deadline_s=50, cancelled=lambda: False)
    assert (status != 0, image, words) == (True, b"", said + "\n")
    assert time.monotonic() - begun < 25


def test_no_sane(tmp_path: Path) -> None:
    with pytest.raises(DeviceNotReady, match="cannot be started"):
        run([str(tmp_path / "scanimage")], {}, deadline_s=5.0, cancelled=never)


def test_another_scanners_abilities() -> None:
    able = decode_abilities(OTHER_SCANNER)
    assert able == Abilities(frozenset({"Color", "Gray"}), None, frozenset({75, 150, 300}), 216.7, 297.5)
    arguments = scan_arguments(ScanOptions(resolution=300, source=Source.GLASS), able)
    assert arguments == ["--format=jpeg", "--resolution=300", "--mode=Color", "-x", "210", "-y", "297"]
    with pytest.raises(Unsupported):
        scan_arguments(ScanOptions(resolution=200), able)


def test_a_scanner_that_says_nothing_is_asked_all_the_same() -> None:
    assert scan_arguments(ScanOptions(size=None), decode_abilities("")) == ["--format=jpeg", "--resolution=200"]


@pytest.mark.parametrize(
    ("status", "words", "error"),
    [
        (6, "scanimage: sane_read: Document feeder jammed", PaperJammed),
        (7, "scanimage: sane_start: Document feeder out of documents", PaperOut),
        (7, "", PaperOut),
        (8, "", CoverOpen),
        (1, "scanimage: open of device x failed: Invalid argument", ScannerMissing),
        (1, "scanimage: open of device x failed: Access to resource has been denied", DeviceNotReady),
        (1, "scanimage: no SANE devices found", ScannerMissing),
        (1, "scanimage: attempted to set inactive option resolution", Unsupported),
        (1, "scanimage: unrecognized option '--resolution=200'", Unsupported),
        (134, "libpng error: No IDATs written into file", HardwareError),
        (-11, "", HardwareError),
    ],
)
def test_words(status: int, words: str, error: type[DeviceError]) -> None:
    assert type(failure(status, words)) is error


def test_half_a_picture_is_none() -> None:
    whole = io.BytesIO()
    Image.new("L", (8, 8)).save(whole, "JPEG")
    assert checked_image(whole.getvalue(), Format.JPEG)
    for image in (whole.getvalue()[:-1], b"", b"\x89PNG"):
        with pytest.raises(ProtocolError):
            checked_image(image, Format.JPEG)
    with pytest.raises(ProtocolError):
        checked_image(whole.getvalue(), Format.PNG)


@given(st.text(max_size=300))
def test_any_words_are_read(text: str) -> None:
    decode_abilities(text)
    decode_abilities(f"    --resolution {text}\n    -x {text}\n")
    decode_list(text)
    assert isinstance(failure(1, text), DeviceError)


def test_values_that_cannot_be() -> None:
    for make in (
        lambda: ScanOptions(resolution=49),
        lambda: ScanOptions(resolution=1201),
        lambda: PageSize(0, 10),
        ScannerName,
        lambda: ScannerName("test:0", model="x"),
        lambda: ScannerName("--help"),
    ):
        with pytest.raises(ValueError, match="is"):
            make()
