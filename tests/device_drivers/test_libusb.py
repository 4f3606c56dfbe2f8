# SPDX-License-Identifier: Apache-2.0
"""The real libusb, which umockdev makes believe that readers are plugged in; the traffic is the published frames'."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.device_drivers.test_resident_id_codec import card_frame

DESCRIPTORS = "120100020000004000045AC30001000000010902200001010080320904000002FF0000000705020240000007058102400000"
"""0400:C35A with one interface FF/00/00: bulk OUT 02 and bulk IN 81, of 64 bytes."""
DEVICE = """P: /devices/pci0000:00/0000:00:14.0/usb1/1-{port}
N: bus/usb/001/00{number}={descriptors}
E: DEVTYPE=usb_device
E: DEVNAME=/dev/bus/usb/001/00{number}
E: SUBSYSTEM=usb
E: BUSNUM=001
E: DEVNUM=00{number}
E: MAJOR=189
E: MINOR={port}
E: PRODUCT=400/c35a/100
E: TYPE=0/0/0
A: bConfigurationValue=1
A: bNumConfigurations=1
A: bNumInterfaces= 1
A: busnum=1
A: devnum={number}
A: idVendor=0400
A: idProduct=c35a
A: speed=12
A: version= 2.00
A: bDeviceClass=00
H: descriptors={descriptors}
"""
READ = """
from device_drivers.resident_id import ResidentIdReader
from device_drivers.resident_id.usb import reader_match
from device_drivers.usb_device import find
from device_drivers.usb_port import UsbPort
print(find(reader_match())[0].path)
driver = ResidentIdReader(UsbPort(reader_match(path="1-1")))
card = driver.read(deadline_s=20.0, cancelled=lambda: False)
print(card.name == "\\u5f20\\u4e09", card.id_number[:6])
driver.close()
"""
CHOOSE = """
from device_drivers.errors import DeviceNotReady
from device_drivers.resident_id.usb import reader_match
from device_drivers.usb_device import find
from device_drivers.usb_port import UsbPort
print(*[found.path for found in find(reader_match())])
try:
    UsbPort(reader_match()).open()
except DeviceNotReady as error:
    print(error.message)
port = UsbPort(reader_match(path="1-2"))
port.open()
print(port.is_open)
port.close()
print(UsbPort(reader_match(path="1-3")).is_missing())
"""
FRAMES = {
    "AAAAAA96690003200122": "AAAAAA9669000800009F0000000097",
    "AAAAAA96690003200221": "AAAAAA9669000C00009000000000000000009C",
    "AAAAAA96690003300132": card_frame().hex().upper(),
}


def conversation() -> str:
    """Each transfer indented one deeper than the one before it. Columns: result, bulk, endpoint, status, flags, room,
    length, errors, data."""
    lines = ["USBDEVFS_CONNECTINFO 0 0200000000000000"]
    for question, answer in FRAMES.items():
        lines.append(f"USBDEVFS_REAPURBNDELAY 0 3 2 0 0 10 10 0 {question}")
        for at in range(0, len(answer), 128):
            packet = answer[at : at + 128]
            lines.append(f"USBDEVFS_REAPURBNDELAY 0 3 129 0 0 64 {len(packet) // 2} 0 {packet}")
    indented = (" " * max(0, depth - 1) + line for depth, line in enumerate(lines))
    return "@DEV /dev/bus/usb/001/002\n" + "\n".join(indented) + "\n"


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    path = tmp_path / "devices.umockdev"
    path.write_text(
        "\n".join(DEVICE.format(port=port, number=port + 1, descriptors=DESCRIPTORS) for port in (1, 2)),
        encoding="ascii",
    )
    return path


def run(devices: Path, source: str, *options: str) -> list[str]:
    done = subprocess.run(
        ["umockdev-run", "--device", devices, *options, "--", sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_card_is_read(devices: Path, tmp_path: Path) -> None:
    script = tmp_path / "conversation.ioctl"
    script.write_text(conversation(), encoding="ascii")
    assert run(devices, READ, "--ioctl", f"/dev/bus/usb/001/002={script}") == ["1-1", "True 110105"]


def test_of_two_readers_the_path_says_which(devices: Path) -> None:
    assert run(devices, CHOOSE) == [
        "1-1 1-2",
        "several USB devices 0400:C35A, 0316:5020: the path has to say which (1-1, 1-2)",
        "True",
        "True",
    ]
