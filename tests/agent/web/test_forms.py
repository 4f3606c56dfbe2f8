# SPDX-License-Identifier: Apache-2.0
"""Forms: whatever comes in becomes a document that the contract accepts, or words at the field."""

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from agent.web.forms.device import device_name, device_settings, shown_of
from agent.web.forms.fields import SHOWN, Fields
from agent.web.forms.password import new_password
from agent.web.forms.site import address, site_settings
from agent.web.forms.site import shown_of as site_shown
from agent.web.language import speak
from contract.device_settings import CupsSettings, SaneSettings, UsbSettings
from contract.document import decode, encode
from contract.local import DEFAULT_BAUD, DeviceKind, DeviceTrial, SiteChange, SiteSettings
from contract.settings import LOBBY_PANEL, DeviceSettings, PanelSettings
from contract.text import LocalText

NOW = SiteSettings(
    tenant="330106/001/012",
    place=LocalText(zh="振兴"),
    help_phone="0571-1",
    platform_url="https://p",
    content_url="https://c",
    kiosk=PanelSettings(),
    signage={"lobby": LOBBY_PANEL},
)
NASTY = st.text(max_size=60) | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zs", "Nd"]), max_size=20)
DEVICE = {
    "name": "p",
    "host": "10.0.0.1",
    "tcp_port": "9100",
    "encoding": "gbk",
    "columns": "48",
    "way": "usb",
    "usb_path": "1-1.4",
    "usb_serial": "",
    "usb_ids": "0400:C35A 1234:abcd",
    "file": "/dev/usb/lp0",
    "keyboard": "0C2E:0B61",
    "pcsc": "ACR38",
    "sane_device": "",
    "sane_vendor": "Noname",
    "sane_model": "frontend-tester",
    "cups_queue": "a4",
    "cups_server": "",
    "model": "58mm",
    "framing": "sdt",
    "port": "other",
    "port_other": "/dev/ttyS0",
    "baud": "9600",
}


@pytest.fixture(autouse=True, scope="module")
def _language() -> Iterator[None]:
    app = Flask("forms")
    speak(app)
    with app.test_request_context():
        yield


@given(st.sampled_from(list(DeviceKind)), st.dictionaries(st.sampled_from(list(DEVICE)), NASTY, max_size=4))
def test_a_device_form_gives_a_document_or_words(kind: DeviceKind, typed: dict[str, str]) -> None:
    fields = Fields({**DEVICE, **typed})
    device_name(fields, {"taken"})
    settings = device_settings(fields, kind, anywhere=False)
    if not fields.errors:
        assert decode(encode(DeviceTrial(settings=settings)), DeviceTrial).settings == settings
        assert settings.port is None or settings.port.startswith("/dev/")
    assert all(isinstance(words, str) and words for words in fields.errors.values())


@given(st.dictionaries(st.sampled_from([*site_shown(NOW)]), NASTY, max_size=5))
def test_a_site_form_gives_a_document_or_words(typed: dict[str, str]) -> None:
    fields = Fields({**site_shown(NOW), **typed})
    settings = site_settings(fields, NOW)
    if not fields.errors:
        assert decode(encode(SiteChange(settings=settings)), SiteChange).settings == settings
    assert set(fields.errors) <= set(typed)


def test_a_form_sent_back_as_it_is_changes_nothing() -> None:
    fields = Fields(site_shown(NOW))
    assert site_settings(fields, NOW) == NOW
    assert fields.errors == {}
    for kind, settings in {
        DeviceKind.RECEIPT_PRINTER: DeviceSettings(
            kind="receipt_printer", host="h", tcp_port=1, columns=32, encoding="gbk"
        ),
        DeviceKind.CODE_SCANNER: DeviceSettings(kind="code_scanner", port="/dev/ttyS1", baud=19200),
    }.items():
        fields = Fields(shown_of("x", settings, kind, ()))
        assert device_settings(fields, kind, anywhere=False) == settings
        assert fields.errors == {}


@pytest.mark.parametrize(
    "settings",
    [
        DeviceSettings(kind="receipt_printer", file="/dev/usb/lp0", model="58mm-raster"),
        DeviceSettings(kind="receipt_printer", usb=UsbSettings(ids=("0416:5011",), interface=1)),
        DeviceSettings(kind="receipt_printer", port="/dev/ttyS1", baud=19200),
        DeviceSettings(kind="code_scanner", keyboard="/dev/input/by-id/usb-Scanner-event-kbd"),
        DeviceSettings(kind="smart_card", pcsc="*"),
        DeviceSettings(kind="smart_card", pcsc="ACR38"),
        DeviceSettings(kind="document_scanner", sane=SaneSettings(vendor="V", model="M", config="/etc/sane.d")),
        DeviceSettings(kind="document_scanner", sane=SaneSettings(device="airscan:e0:Office")),
        DeviceSettings(kind="office_printer", cups=CupsSettings(queue="a4", server="10.0.0.1:631")),
    ],
)
def test_every_way_sent_back_as_it_is_changes_nothing(settings: DeviceSettings) -> None:
    """Nor does what the form does not show."""
    kind = DeviceKind(settings.kind)
    fields = Fields(shown_of("x", settings, kind, ()))
    assert device_settings(fields, kind, anywhere=False, now=settings) == settings
    assert fields.errors == {}


@pytest.mark.parametrize("port", ["ttyS0", "/etc/passwd", "/dev/../etc/passwd", "/dev/", "", "/dev/a b", "/dev/x\x00"])
def test_a_port_lies_in_dev(port: str) -> None:
    fields = Fields({**DEVICE, "way": "port", "port_other": port})
    device_settings(fields, DeviceKind.RESIDENT_ID, anywhere=False)
    assert set(fields.errors) == {"port_other"}
    assert DEFAULT_BAUD[DeviceKind.RESIDENT_ID] == 115_200


@pytest.mark.parametrize(
    "value", ["", "x", "ftp://a", "https://", "https://a b", "javascript:1", "http://" + "a" * 300]
)
def test_an_address_is_an_address(value: str) -> None:
    fields = Fields({"u": value})
    address(fields, "u")
    assert "u" in fields.errors


@pytest.mark.parametrize(
    ("password", "again", "wrong"),
    [
        ("long enough 1", "long enough 1", set()),
        ("short", "short", {"password"}),
        ("", "", {"password", "again"}),
        ("long enough 1", "long enough 2", {"again"}),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", {"password"}),
        ("ABCD-EFGH 3", "ABCD-EFGH 3", set()),
        ("ABCDEFGHKM", "ABCDEFGHKM", {"password"}),
        ("abcd-efgh-km", "abcd-efgh-km", {"password"}),
        ("x" * 201, "x" * 201, {"password", "again"}),
        ("with a \x00 in it", "with a \x00 in it", {"password", "again"}),
        ("\ud800 half a letter", "\ud800 half a letter", {"password", "again"}),
    ],
)
def test_a_new_password(password: str, again: str, wrong: set[str]) -> None:
    fields = Fields({"password": password, "again": again})
    new_password(fields, not_like="ABCD-EFGH-KM")
    assert set(fields.errors) == wrong


def test_what_was_typed_is_shown_again_but_not_without_end() -> None:
    assert Fields({"a": "x" * 10_000}).shown() == {"a": "x" * SHOWN}
