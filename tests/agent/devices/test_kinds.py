# SPDX-License-Identifier: Apache-2.0
"""From settings to drivers: every kind, every way, and words for whatever does not go together."""

import subprocess
import sys
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import layer
from agent.devices.hosted import Hosted
from agent.devices.kinds import KINDS, open_driver, profile_of
from agent.devices.testing import TESTS
from agent.devices.trial import address, check_address
from agent.errors import InvalidRequest
from contract.device_settings import CupsSettings, DeviceSettings, PrinterModel, SaneSettings, UsbSettings, Way
from contract.document import decode, encode
from contract.errors import InvalidDocument, InvalidSettings
from contract.local import WAYS, DeviceKind, DeviceTestKind, DeviceTrial
from contract.settings import SHIPPED, laid_over, read_files
from device_drivers.code_scanner import CodeScanner, KeyboardPort
from device_drivers.document_scanner import DocumentScanner
from device_drivers.file_port import FilePort
from device_drivers.office_printer import OfficePrinter
from device_drivers.receipt_printer import ReceiptPrinter
from device_drivers.receipt_printer.profiles import PROFILES
from device_drivers.receipt_printer.usb import usb_printer
from device_drivers.serial_port import SerialPort
from device_drivers.usb_port import UsbPort

BY_ID = "/dev/input/by-id/usb-Scanner-event-kbd"
GIVEN: dict[Way, list[Any]] = {
    Way.PORT: ["/dev/ttyS0", "/dev/ttyS1"],
    Way.HOST: ["10.0.0.1", "10.0.0.2"],
    Way.USB: [UsbSettings(ids=("0416:5011",), path="1-1"), UsbSettings(ids=("0416:5011",), path="1-2")],
    Way.FILE: ["/dev/usb/lp0", "/dev/usb/lp1"],
    Way.KEYBOARD: [BY_ID, "0C2E:0B61"],
    Way.PCSC: ["ACR38", "*"],
    Way.SANE: [SaneSettings(vendor="Noname", model="frontend-tester"), SaneSettings(device="test:0")],
    Way.CUPS: [CupsSettings(queue="a4"), CupsSettings(queue="a4", server="10.0.0.1:631")],
}
KIND_AND_WAY = [(kind, way) for kind, ways in WAYS.items() for way in ways]


def of(kind: DeviceKind, way: Way, which: int = 0) -> DeviceSettings:
    return DeviceSettings(kind=kind, **{way: GIVEN[way][which]})


def test_every_kind_has_ways_a_driver_and_a_test() -> None:
    assert set(WAYS) == set(KINDS) == set(TESTS) == set(DeviceKind)
    assert set(TESTS.values()) == set(DeviceTestKind)
    assert {way for ways in WAYS.values() for way in ways} == set(Way) == set(GIVEN)


@pytest.mark.parametrize(("kind", "way"), KIND_AND_WAY)
def test_every_way_opens_its_driver(kind: DeviceKind, way: Way) -> None:
    one, other = of(kind, way), of(kind, way, 1)
    seen, driver = open_driver("it", one)
    assert seen is kind
    assert isinstance(driver, Hosted) == (way in {Way.USB, Way.PCSC})
    for settings in (one, other):
        check_address(settings)
        assert decode(encode(DeviceTrial(settings=settings)), DeviceTrial).settings == settings
    assert address(one) == address(one) != address(other)
    assert one.at
    assert one.at != other.at or way is Way.CUPS


@given(st.sampled_from(list(DeviceKind)), st.sets(st.sampled_from(list(Way))))
def test_one_way_of_its_own_and_no_other(kind: DeviceKind, ways: set[Way]) -> None:
    settings = DeviceSettings(kind=kind, **{way: GIVEN[way][0] for way in ways})
    assert set(settings.ways) == ways
    if len(ways) == 1 and ways <= set(WAYS[kind]):
        open_driver("it", settings)[1].close()
    else:
        with pytest.raises(InvalidSettings, match=r"device\.it"):
            open_driver("it", settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "receipt_printer", "usb": UsbSettings()},
        {"kind": "document_scanner", "sane": SaneSettings(vendor="Noname")},
        {"kind": "office_printer", "cups": CupsSettings()},
        {"kind": "code_scanner", "keyboard": "a scanner"},
        {"kind": "smart_card"},
        {"kind": "cash_box"},
    ],
)
def test_what_names_no_device_is_said_so(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidSettings, match=r"device\.it"):
        open_driver("it", DeviceSettings(**wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "receipt_printer", "file": "/dev/null"},
        {"kind": "receipt_printer", "file": "lp0"},
        {"kind": "code_scanner", "keyboard": "/dev/input/event7"},
        {"kind": "code_scanner", "keyboard": "/dev/null"},
        {"kind": "code_scanner", "port": "/dev/null"},
        {"kind": "smart_card", "pcsc": "a\nb"},
        {"kind": "smart_card", "pcsc": "a" * 121},
    ],
)
def test_what_a_technician_may_not_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        check_address(DeviceSettings(**wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"sane": {"device": "-x"}},
        {"sane": {"config": "relative"}},
        {"cups": {"queue": "a b"}},
        {"cups": {"queue": "a/b"}},
        {"cups": {"server": "-h evil"}},
        {"model": "abacus"},
        {"encoding": "big5"},
        {"columns": 8},
    ],
)
def test_what_the_contract_itself_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidDocument):
        decode(encode({"settings": {"kind": "receipt_printer", **wrong}}), DeviceTrial)


def test_the_driver_s_parts_are_those_that_the_settings_name() -> None:
    def port_of(settings: DeviceSettings) -> object:
        _, driver = open_driver("it", settings)
        assert isinstance(driver, ReceiptPrinter)
        return driver._connection._port

    assert isinstance(port_of(of(DeviceKind.RECEIPT_PRINTER, Way.FILE)), FilePort)
    line = port_of(DeviceSettings(kind="receipt_printer", port="/dev/ttyS0", baud=19_200))
    assert isinstance(line, SerialPort)
    assert (line.path, line._baud) == ("/dev/ttyS0", 19_200)
    _, scanner = open_driver("it", of(DeviceKind.CODE_SCANNER, Way.KEYBOARD, 1))
    assert isinstance(scanner, CodeScanner)
    assert isinstance(scanner._port, KeyboardPort)
    assert str(scanner._port._match) == "0C2E:0B61"
    _, pages = open_driver("it", of(DeviceKind.DOCUMENT_SCANNER, Way.SANE))
    assert isinstance(pages, DocumentScanner)
    assert str(pages._name) == "Noname frontend-tester"
    _, office = open_driver("it", of(DeviceKind.OFFICE_PRINTER, Way.CUPS, 1))
    assert isinstance(office, OfficePrinter)
    assert office._uri == "ipp://10.0.0.1:631/printers/a4"
    usb = usb_printer(ids=("0416:5011",), profile=PROFILES["58mm"], path="1-1.4", interface=1)
    on_bus = usb._connection._port
    assert isinstance(on_bus, UsbPort)
    assert (str(on_bus._match.ids[0]), on_bus._match.path, on_bus._match.interface) == ("0416:5011", "1-1.4", 1)


def test_models_are_those_of_the_driver_and_what_is_said_beside_counts() -> None:
    assert set(get_args(PrinterModel)) == set(PROFILES)
    for model, profile in PROFILES.items():
        assert profile_of(DeviceSettings(kind="receipt_printer", model=model)) == profile  # type: ignore[arg-type]
    as_before = profile_of(DeviceSettings(kind="receipt_printer", columns=32, encoding="gbk"))
    assert (as_before.columns, as_before.dots, as_before.encoding) == (32, 384, "gbk")
    raster = profile_of(DeviceSettings(kind="receipt_printer", model="epson-tm-t88", encoding="raster"))
    assert (raster.columns, raster.dots, raster.encoding, raster.resumes) == (42, 512, "raster", True)


@given(st.sampled_from(KIND_AND_WAY), st.sampled_from(KIND_AND_WAY), st.booleans())
def test_a_technician_s_device_hides_what_a_file_says(
    before: tuple[DeviceKind, Way], after: tuple[DeviceKind, Way], said: bool
) -> None:
    """Whatever kind and way it was; what the file says of baud, columns or encoding is answered, too."""
    under = msgspec.structs.replace(of(*before), baud=1200 if said else None, columns=32 if said else None)
    table = {key: value for key, value in msgspec.to_builtins(under).items() if value is not None}
    lower = {**read_files([SHIPPED]), "device": {"it": _without_none(table)}}
    wanted = of(*after)
    seen = laid_over(lower, layer.with_device({}, laid_over(lower, {}), "it", wanted)).device["it"]
    assert (seen.kind, seen.ways, seen.at) == (wanted.kind, wanted.ways, wanted.at)
    assert profile_of(seen) == profile_of(wanted)
    assert address(seen) == address(wanted)


def test_the_agent_loads_no_native_library() -> None:
    """One that is broken or missing must not take the ledger with it."""
    source = "import sys, agent.house; print([one for one in sys.modules if one.split('.')[0] in {'usb', 'smartcard'}])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def _without_none(table: Any) -> Any:
    if not isinstance(table, dict):
        return table
    return {key: _without_none(value) for key, value in table.items() if value is not None}
