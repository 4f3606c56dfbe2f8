# SPDX-License-Identifier: Apache-2.0
"""Scanners that type, as umockdev replays them: recorded descriptions in sysfs, device files, events with their pauses.

umockdev answers the grab but has no second reader to keep out: that one only sees the keys of a real device is not
shown here.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from device_drivers.code_scanner import CodeScanner, KeyboardMatch, KeyboardPort
from device_drivers.errors import DeviceNotReady, Unsupported
from device_drivers.status import DeviceState

KEYBOARD = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
MEDIA_KEYS = "3f000303ff 0 0 483ffff17aff32d bfd4444600000000 1 130ff38b17d000 677bfad9415fed e1680000000000 0"
DEVICE = """P: /devices/pci0000:00/0000:00:14.0/usb1/1-{port}/1-{port}:1.0/0003:{ids}.0001/input/input{number}
E: SUBSYSTEM=input
A: name=Scanner
A: id/bustype=0003
A: id/vendor={vendor}
A: id/product={product}
A: id/version=0110
A: capabilities/ev=120013
A: capabilities/key={keys}

P: /devices/pci0000:00/0000:00:14.0/usb1/1-{port}/1-{port}:1.0/0003:{ids}.0001/input/input{number}/event{number}
N: input/event{number}
S: input/by-id/usb-Scanner_{number}-event-kbd
E: SUBSYSTEM=input
E: DEVNAME=/dev/input/event{number}
E: DEVLINKS=/dev/input/by-id/usb-Scanner_{number}-event-kbd
E: MAJOR=13
E: MINOR={minor}
A: dev=13:{minor}
"""
IOCTLS = "@DEV /dev/input/event7\nEVIOCGVERSION 0 01000100\n"
"""The grab itself is answered by umockdev, once it plays any ioctl of the device."""
EVENT, KEY, SYN = "E: {at:.6f} {kind:04x} {code:04x} {value}\n", 1, 0
SHIFT, ENTER, CTRL, RIGHT_BRACE = 42, 28, 29, 27
START = """
import sys
from device_drivers.code_scanner import CodeScanner, KeyboardMatch, KeyboardPort, ScannerProfile
from device_drivers.code_scanner.keyboard import find_keyboards
from device_drivers.errors import DeviceError
BY_ID = "/dev/input/by-id/usb-Scanner_7-event-kbd"
"""
READ_BY_PATH = """
driver = CodeScanner(KeyboardPort(KeyboardMatch(path=BY_ID)))
print(driver.status().state)
scan = driver.read(timeout_s=20.0)
print(ascii(scan.text), scan.symbology)
"""
READ_BY_IDS = """
driver = CodeScanner(KeyboardPort(KeyboardMatch(vendor=0x0C2E, product=0x0B61)))
for _ in range(2):
    scan = driver.read(timeout_s=20.0)
    print(ascii(scan.text), scan.symbology)
driver.close()
"""
LOST = """
driver = CodeScanner(KeyboardPort(KeyboardMatch(path=BY_ID)))
for _ in range(2):
    try:
        print(driver.read(timeout_s=20.0).text)
    except DeviceError as error:
        print(error.code)
"""
FIND = """
print(*find_keyboards(KeyboardMatch(vendor=0x0C2E, product=0x0B61)))
print(*find_keyboards(KeyboardMatch(vendor=0x0C2E, product=0x0B62)))
print(*find_keyboards(KeyboardMatch(vendor=0x1111, product=0x2222)))
print(*find_keyboards(KeyboardMatch(path=BY_ID)))
for match in (KeyboardMatch(vendor=0x0C2E, product=0x0B62), KeyboardMatch(vendor=0x1111, product=0x2222)):
    status = CodeScanner(KeyboardPort(match)).status()
    print(status.state, status.detail)
"""
UNPLUG = """
import os
driver = CodeScanner(KeyboardPort(KeyboardMatch(path=BY_ID)))
print(driver.status().state)
os.unlink(os.environ["UMOCKDEV_DIR"] + BY_ID)  # umockdev leads no unlink to its own devices
print(driver.status().state)
"""


def described(number: int, *, product: str = "0b61", keys: str = KEYBOARD) -> str:
    return DEVICE.format(
        port=number, number=number, ids=f"0C2E:{product.upper()}", vendor="0c2e", product=product, keys=keys,
        minor=64 + number,
    )  # fmt: skip


def events(*keys: tuple[int, int], start: float = 0.3) -> str:
    """2 ms apart, each with its report."""
    lines = []
    for count, (code, value) in enumerate(keys):
        at = start + count * 0.002
        lines += [EVENT.format(at=at, kind=KEY, code=code, value=value), EVENT.format(at=at, kind=SYN, code=0, value=0)]
    return "".join(lines)


def press(*codes: int) -> list[tuple[int, int]]:
    return [(code, 1) for code in codes] + [(code, 0) for code in reversed(codes)]


DIGITS = {str(digit): 11 if digit == 0 else digit + 1 for digit in range(10)}


def digits(text: str) -> list[tuple[int, int]]:
    return [event for digit in text for event in press(DIGITS[digit])]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ioctls").write_text(IOCTLS, encoding="ascii")
    return tmp_path


def run(folder: Path, source: str, recorded: str = "", *, devices: tuple[str, ...] = (described(7),)) -> list[str]:
    (folder / "devices").write_text("\n".join(devices), encoding="ascii")
    (folder / "events").write_text(recorded, encoding="ascii")
    replay = ["--evemu-events", f"/dev/input/event7={folder / 'events'}"] if recorded else []
    done = subprocess.run(
        [
            *("umockdev-run", "--device", folder / "devices", "--ioctl", f"/dev/input/event7={folder / 'ioctls'}"),
            *(*replay, "--", sys.executable, "-c", START + source),
        ],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_payment_code_by_path(folder: Path) -> None:
    keys = [*press(RIGHT_BRACE), *press(SHIFT, 16), *press(DIGITS["3"]), *digits("281234567890123456"), *press(ENTER)]
    assert run(folder, READ_BY_PATH, events(*keys)) == ["online", "'281234567890123456' qrCode"]


def test_gs1_codes_by_ids(folder: Path) -> None:
    keys = [*digits("01"), *press(CTRL, RIGHT_BRACE), *digits("17"), *press(ENTER), *digits("6901"), *press(ENTER)]
    assert run(folder, READ_BY_IDS, events(*keys)) == ["'01\\x1d17' None", "'6901' None"]


def test_events_that_the_kernel_lost_spoil_their_code_alone(folder: Path) -> None:
    recorded = events(*digits("12"))
    recorded += EVENT.format(at=0.32, kind=SYN, code=3, value=0)
    recorded += EVENT.format(at=0.32, kind=KEY, code=DIGITS["9"], value=1)
    recorded += EVENT.format(at=0.32, kind=SYN, code=0, value=0)
    recorded += events(*digits("34"), *press(ENTER), start=0.33)
    recorded += events(*digits("56"), *press(ENTER), start=1.0)
    assert run(folder, LOST, recorded) == ["protocolError", "56"]


def test_scanners_are_found(folder: Path) -> None:
    devices = (
        described(7),
        described(8, keys=MEDIA_KEYS),
        described(9, product="0b62"),
        described(10, product="0b62"),
    )
    one, several, none, by_path, ambiguous, absent = run(folder, FIND, devices=devices)
    assert (one, several.split(), none) == ("/dev/input/event7", ["/dev/input/event10", "/dev/input/event9"], "")
    assert by_path == "/dev/input/by-id/usb-Scanner_7-event-kbd"
    assert ambiguous.startswith("offline several devices 0C2E:0B62: the path has to say which")
    assert absent == "noDevice 1111:2222 is not there"


def test_a_scanner_that_is_unplugged(folder: Path) -> None:
    assert run(folder, UNPLUG, events((ENTER, 0), start=50.0)) == ["online", "noDevice"]


def test_what_names_no_device(tmp_path: Path) -> None:
    for match in ({}, {"vendor": 1}, {"path": "/dev/x", "vendor": 1, "product": 2}):
        with pytest.raises(ValueError, match="named by"):
            KeyboardMatch(**match)
    port = KeyboardPort(KeyboardMatch(path=str(tmp_path / "absent")))
    assert CodeScanner(port).status().state is DeviceState.NO_DEVICE
    with pytest.raises(DeviceNotReady):
        port.read(0.0)
    with pytest.raises(Unsupported):
        port.write(b"trigger")


def test_what_cannot_be_grabbed_is_not_read(tmp_path: Path) -> None:
    """A file is no input device."""
    (tmp_path / "file").write_bytes(b"")
    driver = CodeScanner(KeyboardPort(KeyboardMatch(path=str(tmp_path / "file"))))
    with pytest.raises(DeviceNotReady, match="cannot be grabbed"):
        driver.read(timeout_s=0.1)
    assert driver.status().state is DeviceState.OFFLINE
