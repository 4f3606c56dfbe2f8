# SPDX-License-Identifier: Apache-2.0
"""What the technician sets beside devices, and the layer in which all of it is kept."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import layer as layers
from agent.client import calls
from agent.errors import InvalidRequest
from agent.live import Live
from agent.site import check
from agent.technician import Technician
from central.sandbox.server import Sandbox
from contract import local
from contract.document import decode, encode
from contract.errors import InvalidDocument
from contract.local import PaymentState, Role, Topic
from contract.platform import PhonePayment
from contract.settings import SHIPPED, DeviceSettings, PanelSettings, Settings, laid_over, load, parse, read_files
from contract.text import LocalText
from tests.agent.conftest import RunningAgent, Surroundings
from tests.agent.servers import SignedFolder, serving


def changed(site: local.SiteSettings, **fields: object) -> local.SiteSettings:
    return msgspec.structs.replace(site, **fields)


def change(agent: RunningAgent, even_if_unreachable: bool = False, **fields: object) -> local.SiteSettings:
    site = changed(agent.web.send(calls.site()), **fields)
    return agent.web.send(calls.change_site(local.SiteChange(settings=site, even_if_unreachable=even_if_unreachable)))


def refused(agent: RunningAgent, even_if_unreachable: bool = False, **fields: object) -> str:
    site = changed(agent.web.send(calls.site()), **fields)
    wanted = local.SiteChange(settings=site, even_if_unreachable=even_if_unreachable)
    return agent.refusal(calls.change_site(wanted), Role.WEB)


# ---- through a running agent


def test_place_tenant_and_phone_take_effect_at_once_on_screens_and_slips(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    head = agent.journal.head
    place = LocalText(zh="新芽社区服务站", en="Xinya Community Service Station")
    change(agent, place=place, help_phone="0571-1234 5678", tenant="330106/001/013")
    assert [event.topic for event in agent.journal.after(head, 0)] == [Topic.SETTINGS]
    terminal = agent.kiosk.send(calls.terminal())
    assert (terminal.place, terminal.help_phone, terminal.tenant) == (place, "0571-1234 5678", "330106/001/013")
    session = agent.session()
    agent.kiosk.send(calls.case(session, "3301062611000017"))
    agent.command(session, local.PrintCase(case_no="3301062611000017"))
    slip = surroundings.printer.slips()[-1].text()
    assert "新芽社区服务站" in slip
    kept = load(surroundings.files())
    assert kept.terminal.place == place
    assert kept.device == agent.settings.device


def test_another_platform_is_used_from_the_next_call_on(
    agent: RunningAgent, surroundings: Surroundings, tmp_path: Path
) -> None:
    with Sandbox(tmp_path / "other.db") as other:
        change(agent, platform_url=other.url)
        session, bills = agent.identified(surroundings)
        payment_id = agent.pay(session, bills)
        agent.until(payment_id, PaymentState.CODE_SHOWN)
        assert [order.order_no for order in other.desk.every_order()] == [payment_id]
        assert surroundings.sandbox.desk.every_order() == []

        # While it is open, and while a late payer may still pay, the platform that took it is the one to ask.
        assert refused(agent, platform_url=surroundings.sandbox.url, even_if_unreachable=True) == "paymentsOpen"
        agent.kiosk.send(calls.close_payment(payment_id))
        agent.until(payment_id, PaymentState.CLOSED)
        assert refused(agent, platform_url=surroundings.sandbox.url) == "paymentsOpen"
        change(agent, help_phone="0571-1111 1111")  # what does not touch the platform may change
        second = agent.pay(session, bills)
        agent.until(second, PaymentState.CODE_SHOWN)
        other.desk.pay(second, PhonePayment())
        agent.until(second, PaymentState.SUCCEEDED)
        assert agent.house.settings.platform.url == other.url


def test_an_address_that_does_not_answer_is_kept_only_if_that_is_wanted(agent: RunningAgent) -> None:
    before = agent.web.send(calls.site())
    assert refused(agent, platform_url="http://127.0.0.1:1") == "addressSilent"
    assert refused(agent, content_url="http://127.0.0.1:1") == "addressSilent"
    assert agent.web.send(calls.site()) == before
    after = change(agent, even_if_unreachable=True, content_url="http://127.0.0.1:1")
    assert after.content_url == "http://127.0.0.1:1"
    with serving(SignedFolder().pages()) as folder:
        url = f"http://127.0.0.1:{folder.server_port}"
        assert change(agent, content_url=url).content_url == url
        report = agent.web.send(calls.test_connection(local.ConnectionTest(content_url=url)))
        assert report.held


@pytest.mark.parametrize(
    "fields",
    [
        {"place": {"zh": "x" * 500}},
        {"place": {"zh": "a\nb"}},
        {"place": {"zh": "a\u202eb"}},
        {"place": {"zh": ""}},
        {"help_phone": "12"},
        {"help_phone": "0571\x1b@"},
        {"tenant": "zhejiang"},
        {"platform_url": "ftp://x"},
        {"platform_url": "http://user:secret@x"},
        {"content_url": "http://x?y"},
        {"signage": {}},
        {"signage": {"Lobby Two": {}}},
        {"kiosk": {"width_mm": 1}},
    ],
)
def test_hostile_values_are_refused(fields: dict[str, Any]) -> None:
    below = laid_over(read_files([SHIPPED]), {})
    document = msgspec.to_builtins(layers.site_of(below)) | fields
    with pytest.raises((InvalidDocument, InvalidRequest)):
        site = decode(encode({"settings": document}), local.SiteChange).settings
        check(site)
        layers.with_site({}, below, site)


def test_connection_tests_name_one_address(agent: RunningAgent, surroundings: Surroundings) -> None:
    assert agent.refusal(calls.test_connection(local.ConnectionTest()), Role.WEB) == "invalidRequest"
    both = local.ConnectionTest(platform_url="http://x", content_url="http://y")
    assert agent.refusal(calls.test_connection(both), Role.WEB) == "invalidRequest"
    report = agent.web.send(calls.test_connection(local.ConnectionTest(platform_url=surroundings.sandbox.url)))
    assert report.held


# ---- the layer: pure

LOWER = {
    "terminal": {"number": "T-0001", "tenant": "330106", "place": {"zh": "旧", "en": "old"}, "help_phone": "110"},
    "platform": {"url": "http://p", "connect_s": 1.0},
    "content": {"url": "http://c"},
    "signage": {"lobby": {"renderer": "software"}},
    "device": {
        "reader": {"kind": "resident_id", "port": "/dev/ttyUSB0", "baud": 9_600},
        "printer": {"kind": "receipt_printer", "host": "10.0.0.9"},
    },
}
BELOW = laid_over(LOWER, {})

lines = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)
panels = st.builds(
    PanelSettings,
    width_mm=st.floats(51, 2999),
    width_px=st.integers(320, 8192),
    rotation=st.sampled_from([0, 90, 180, 270]),
    output=st.sampled_from(["", "HDMI-A-1"]),
)
names = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
sites = st.builds(
    local.SiteSettings,
    tenant=st.sampled_from(["330106", "330106/001", "330106/001/012/01"]),
    place=st.builds(LocalText, zh=lines, en=lines | st.none()),
    help_phone=st.sampled_from(["110", "0571-8888 0012"]),
    platform_url=st.sampled_from(["http://p", "https://q"]),
    content_url=st.sampled_from(["http://c", "https://d/x"]),
    kiosk=panels,
    signage=st.dictionaries(names, panels, max_size=3).map(lambda more: {"lobby": PanelSettings(), **more}),
)
devices = st.builds(
    DeviceSettings,
    kind=st.sampled_from(["resident_id", "receipt_printer", "code_scanner"]),
    port=st.sampled_from([None, "/dev/ttyUSB1"]),
    baud=st.sampled_from([None, 115_200]),
    host=st.sampled_from([None, "10.0.0.7"]),
    columns=st.sampled_from([32, 48]),
    encoding=st.sampled_from(["gb18030", "gbk"]),
)


def read_back(layer: layers.Layer) -> Settings:
    return laid_over(LOWER, parse(tomli_w.dumps(layer), "layer"))


@settings(deadline=None)
@given(sites, sites, names, devices)
def test_what_is_set_is_what_is_read_whatever_was_set_before(
    first: local.SiteSettings, second: local.SiteSettings, name: str, device: DeviceSettings
) -> None:
    layer = layers.with_device(layers.with_site({}, BELOW, first), BELOW, name, device)
    layer = layers.with_site(layer, BELOW, second)
    settings = read_back(layer)
    assert layers.site_of(settings) == second
    read = settings.device[name]
    assert (read.kind, read.columns, read.encoding) == (device.kind, device.columns, device.encoding)
    assert settings.signage["lobby"].renderer == "software", "what the technician does not set stays"
    assert settings.platform.connect_s == 1.0
    assert layers.with_site(layer, BELOW, layers.site_of(BELOW)).keys() <= {"device"}, "as the files have it is unsaid"


@settings(deadline=None)
@given(names | st.sampled_from(["reader", "printer"]), devices)
def test_a_removed_device_is_off_if_a_file_names_it_and_gone_if_not(name: str, device: DeviceSettings) -> None:
    layer = layers.without_device(layers.with_device({}, BELOW, name, device), BELOW, name)
    settings = read_back(layer)
    if name in BELOW.device:
        assert not settings.device[name].enabled
        assert read_back(layers.with_device(layer, BELOW, name, device)).device[name].enabled
    else:
        assert layer == {}


def test_a_speed_left_open_is_the_kinds_own_and_not_the_one_of_a_file_below() -> None:
    layer = layers.with_device({}, BELOW, "reader", DeviceSettings(kind="resident_id", port="/dev/ttyUSB1"))
    assert read_back(layer).device["reader"].baud == 115_200


# ---- the file


def technician(settings_folder: Path) -> Technician:
    lower = read_files([SHIPPED])
    lower["paths"] = {"settings": str(settings_folder)}
    path = settings_folder / "technician.toml"
    upper = parse(path.read_text(encoding="utf-8"), str(path)) if path.exists() else {}
    return Technician(Live(laid_over(lower, upper)), lower)


DYING = """
import os, signal, sys
from pathlib import Path
from tests.agent.test_site import technician, PRINTER
point = sys.argv[2]
if point == "rename":
    Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if point == "fsync":
    os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
desk = technician(Path(sys.argv[1]))
change = desk.with_device("second", PRINTER)
if point == "before":
    os.kill(os.getpid(), signal.SIGKILL)
desk.save(change)
os.kill(os.getpid(), signal.SIGKILL)
"""
PRINTER = DeviceSettings(kind="receipt_printer", host="10.0.0.7")
FIRST = DeviceSettings(kind="receipt_printer", host="10.0.0.1")


@pytest.mark.parametrize(("point", "kept"), [("before", False), ("fsync", False), ("rename", False), ("after", True)])
def test_killed_at_any_point_of_saving_the_old_file_or_the_new_is_there(tmp_path: Path, point: str, kept: bool) -> None:
    before = technician(tmp_path)
    before.save(before.with_device("first", FIRST))
    died = subprocess.run([sys.executable, "-c", DYING, str(tmp_path), point], check=False)
    assert died.returncode == -signal.SIGKILL
    after = technician(tmp_path)
    assert set(after.settings.device) == ({"first", "second"} if kept else {"first"})
    after.save(after.with_device("second", PRINTER))  # what the killed one left is in nobody's way
    assert set(technician(tmp_path).settings.device) == {"first", "second"}
    assert (tmp_path / "technician.toml").stat().st_mode & 0o777 == 0o644


def test_its_mode_does_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        desk = technician(tmp_path / "settings")
        desk.save(desk.with_device("first", FIRST))
    finally:
        os.umask(before)
    assert (tmp_path / "settings" / "technician.toml").stat().st_mode & 0o777 == 0o644


def test_a_damaged_file_is_named_when_the_agent_starts_and_is_not_overwritten(surroundings: Surroundings) -> None:
    settings = surroundings.settings()
    folder = Path(settings.paths.settings)
    folder.mkdir()
    damaged = "[device.second\nkind = "
    (folder / "technician.toml").write_text(damaged)
    config = surroundings.directory / "terminal.toml"
    told = subprocess.run(
        [sys.executable, "-m", "agent", "--config", str(config)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert "technician.toml" in told.stderr
    assert "Traceback" not in told.stderr
    assert (folder / "technician.toml").read_text() == damaged
