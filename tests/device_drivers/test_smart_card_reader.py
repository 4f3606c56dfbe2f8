# SPDX-License-Identifier: Apache-2.0
"""Reading cards through the real pcscd, whose reader is vsmartcard's and whose card is a program."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from device_drivers.errors import Cancelled, CardRemoved, CardUnreadable, DeviceError, DeviceNotReady, TimedOut
from device_drivers.simulation import ControlError
from device_drivers.smart_card import CardKind, SmartCardReader, find
from device_drivers.smart_card.simulator import CardData
from device_drivers.status import DeviceState
from tests.device_drivers.pcscd import CardProgram, Pcscd, require, until

HOLDER = {"name": "王秀兰", "id_number": "11010519491231002X"}
CARD = CardData(**HOLDER)  # type: ignore[arg-type]
READ = """
import sys
from device_drivers.smart_card import SmartCardReader
print("reading", flush=True)
card = SmartCardReader().read(deadline_s=60, cancelled=lambda: False)
print(card.name == "\\u738b\\u79c0\\u5170")
"""
STATUS = "from device_drivers.smart_card import SmartCardReader\nprint(SmartCardReader().status().state)"


@pytest.fixture(scope="module")
def daemon() -> Iterator[Pcscd]:
    require()
    daemon = Pcscd()
    before = os.environ.get("PCSCLITE_CSOCK_NAME")
    os.environ["PCSCLITE_CSOCK_NAME"] = str(daemon.path)
    try:
        yield daemon
    finally:
        daemon.close()
        del os.environ["PCSCLITE_CSOCK_NAME"]
        if before is not None:
            os.environ["PCSCLITE_CSOCK_NAME"] = before


@pytest.fixture(scope="module")
def program(daemon: Pcscd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardProgram]:
    program = CardProgram(daemon, tmp_path_factory.mktemp("card"))
    yield program
    program.close()
    assert not program.path.exists()


@pytest.fixture
def card(daemon: Pcscd, program: CardProgram) -> Iterator[CardProgram]:
    """Whatever a test did: no card was sent anything but the four harmless commands."""
    daemon.start()
    yield program
    program.clear_faults()
    state = program.control.state()
    if state["card"] != "none":
        assert state["pin_tries"] == 3
        assert set(state["instructions"]) <= {"A4", "B2", "C0", "CA"}
    program.take_card()
    watcher = SmartCardReader()
    until(lambda: not any(state.present for state in slots(watcher)), "the slot does not become empty")
    watcher.close()


@pytest.fixture
def reader(daemon: Pcscd) -> Iterator[SmartCardReader]:
    daemon.start()
    reader = SmartCardReader()
    yield reader
    reader.close()


def slots(reader: SmartCardReader):
    return reader._pcsc.states(dict.fromkeys(reader._slots()), 0).values()


def never() -> bool:
    return False


@pytest.mark.parametrize(
    "card_data",
    [
        {"protocol": "T=0"},
        {"protocol": "T=1"},
        {"lengths": "told"},
        {"lengths": "refused"},
        {"records": "tag"},
        {"contactless": True},
    ],
    ids=str,
)
def test_a_social_security_card_is_read(
    card: CardProgram, reader: SmartCardReader, card_data: dict[str, object]
) -> None:
    card.put_card(CardData(**HOLDER, **card_data))  # type: ignore[arg-type]
    reading = reader.read_card(deadline_s=20, cancelled=never)
    holder = reading.social_security
    assert holder is not None
    assert reading.kind is CardKind.SOCIAL_SECURITY
    assert (holder.name, holder.id_number, holder.card_number) == ("王秀兰", "11010519491231002X", "A12345678")
    assert (holder.region, holder.version, holder.birth, holder.nation_name) == ("110105", "3.00", "19491231", "汉")
    assert reading.contactless == ("contactless" in card_data)
    assert (reading.uid is not None) == reading.contactless
    if reading.uid is not None:
        assert reading.uid.value.hex() == "04a1b2c3d4e5f6"
    # GET RESPONSE is for 61xx, which T=0 alone has here.
    assert ("C0" in card.instructions()) == (card_data.get("protocol") == "T=0")


def test_a_card_without_the_records_that_may_lack(card: CardProgram, reader: SmartCardReader) -> None:
    card.put_card(CardData(**HOLDER, short=True))  # type: ignore[arg-type]
    holder = reader.read(deadline_s=20, cancelled=never)
    assert (holder.name, holder.version, holder.birth, holder.nation_name) == ("王秀兰", "", "", "")


@pytest.mark.parametrize("way", [{"contactless": True}, {"protocol": "T=0"}, {"protocol": "T=1"}], ids=str)
def test_a_bank_card_is_recognised_and_not_read(
    card: CardProgram, reader: SmartCardReader, way: dict[str, object]
) -> None:
    card.put_card(CardData(kind="bank", **way))  # type: ignore[arg-type]
    reading = reader.read_card(deadline_s=20, cancelled=never)
    assert (reading.kind, reading.social_security) == (CardKind.BANK, None)
    assert "B2" not in card.instructions()
    assert "C0" not in card.instructions()
    with pytest.raises(CardUnreadable) as caught:
        reader.read(deadline_s=20, cancelled=never)
    assert caught.value.code == "cardKindUnsupported"


def test_other_cards(card: CardProgram, reader: SmartCardReader) -> None:
    card.put_card(CardData(kind="storage", contactless=True, uid="0A0B0C0D"))
    reading = reader.read_card(deadline_s=20, cancelled=never)
    assert reading.kind is CardKind.STORAGE
    assert reading.uid is not None
    assert reading.uid.value == b"\x0a\x0b\x0c\x0d"
    # Nothing but the UID: to such a card there is nothing to select.
    assert card.instructions() == {"CA"}
    card.take_card()
    until(lambda: not reader.is_card_there(), "the card that was taken is still seen")
    card.put_card(CardData(kind="other"))
    assert reader.read_card(deadline_s=20, cancelled=never).kind is CardKind.OTHER


def test_a_card_that_wants_a_pin_is_left_alone(card: CardProgram, reader: SmartCardReader) -> None:
    card.put_card(CardData(**HOLDER, pin_first=True))  # type: ignore[arg-type]
    with pytest.raises(CardUnreadable) as caught:
        reader.read_card(deadline_s=20, cancelled=never)
    assert caught.value.code == "cardAccessDenied"
    assert card.control.state()["pin_tries"] == 3


def test_presence_is_seen_without_asking_the_card(card: CardProgram, reader: SmartCardReader) -> None:
    assert not reader.is_card_there()
    card.put_card(CARD)
    reader.read(deadline_s=20, cancelled=never)
    heard = card.control.state()["commands"]
    assert reader.is_card_there()
    assert card.control.state()["commands"] == heard
    card.take_card()
    until(lambda: not reader.is_card_there(), "the card that was taken is still seen")
    card.put_card(CARD)
    until(lambda: any(state.present for state in slots(reader)), "the card is not seen")
    assert not reader.is_card_there(), "laid down again it is another card"


def test_waiting_ends(card: CardProgram, reader: SmartCardReader) -> None:
    with pytest.raises(TimedOut):
        reader.read_card(deadline_s=0.3, cancelled=never)
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    with pytest.raises(Cancelled):
        reader.read_card(deadline_s=60, cancelled=cancel.is_set)


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ({"mute": True}, "cardMute"),
        ({"garbage": True}, "cardUnreadable"),
        ({"truncate_after": 1}, "protocolError"),
        ({"truncate_after": 7}, "cardUnreadable"),
        ({"card_removed_after": 60}, "cardRemoved"),
    ],
    ids=str,
)
def test_faults(card: CardProgram, reader: SmartCardReader, faults: dict[str, object], code: str) -> None:
    card.put_faults(**faults)
    card.put_card(CARD)
    with pytest.raises(DeviceError) as caught:
        reader.read(deadline_s=30, cancelled=never)
    assert caught.value.code == code
    assert "王" not in caught.value.message
    assert "110105" not in caught.value.message
    card.clear_faults()
    card.take_card()
    until(lambda: not any(state.present for state in slots(reader)), "the slot does not become empty")
    card.put_card(CARD)
    assert reader.read(deadline_s=20, cancelled=never).name == "王秀兰"


@pytest.mark.parametrize("fault", [{"disconnect_after": 60}, {"delay_ms": 30}], ids=str)
def test_what_a_resident_does_not_notice(card: CardProgram, reader: SmartCardReader, fault: dict[str, object]) -> None:
    card.put_faults(**fault)
    card.put_card(CARD)
    assert reader.read(deadline_s=30, cancelled=never).name == "王秀兰"


@pytest.mark.parametrize(
    ("statuses", "code"),
    [((0x6283,), "cardBlocked"), ((0x6F00,), None), ((0x6F00,) * 4, "cardUnreadable"), ((0x6982,), "cardAccessDenied")],
)
def test_wrong_status_words(
    card: CardProgram, reader: SmartCardReader, statuses: tuple[int, ...], code: str | None
) -> None:
    card.put_card(CARD)
    card.answer_next(*statuses)
    if code is None:
        assert reader.read(deadline_s=30, cancelled=never).name == "王秀兰"
        return
    with pytest.raises(CardUnreadable) as caught:
        reader.read(deadline_s=30, cancelled=never)
    assert caught.value.code == code


def test_a_card_without_contact_is_no_card(card: CardProgram, reader: SmartCardReader) -> None:
    card.put_faults(offline=True)
    card.put_card(CARD)
    with pytest.raises(TimedOut):
        reader.read(deadline_s=1, cancelled=never)
    card.clear_faults()
    assert reader.read(deadline_s=20, cancelled=never).name == "王秀兰"


def test_the_service_is_killed_and_started_again(daemon: Pcscd, card: CardProgram, reader: SmartCardReader) -> None:
    card.put_card(CARD)
    open_before = 0
    for round_number in range(4):
        reader.read(deadline_s=30, cancelled=never)
        if round_number == 1:
            open_before = len(list(Path("/proc/self/fd").iterdir()))
        assert reader.is_card_there()
        daemon.kill()
        assert not reader.is_card_there()
        status = reader.status()
        assert (status.state, status.faults) == (DeviceState.OFFLINE, ("cardServiceGone",))
        daemon.start()
        until(lambda: reader.status().state is DeviceState.ONLINE, "the reader does not come back")
    assert reader.read(deadline_s=30, cancelled=never).name == "王秀兰"
    assert len(list(Path("/proc/self/fd").iterdir())) <= open_before + 1


def test_the_service_is_restarted_while_a_card_is_waited_for(
    daemon: Pcscd, card: CardProgram, reader: SmartCardReader
) -> None:
    asked = threading.Event()
    names: list[str] = []

    def waiting() -> bool:
        asked.set()
        return False

    thread = threading.Thread(target=lambda: names.append(reader.read(deadline_s=60, cancelled=waiting).name))
    thread.start()
    asked.wait(20)
    daemon.kill()
    asked.clear()
    # It goes on asking while there is no service.
    assert asked.wait(20)
    daemon.start()
    card.put_card(CARD)
    thread.join(60)
    assert names == ["王秀兰"]


def test_the_service_is_killed_in_the_middle_of_a_card(
    daemon: Pcscd, card: CardProgram, reader: SmartCardReader
) -> None:
    card.put_faults(delay_ms=40)
    card.put_card(CARD)
    names: list[str] = []
    thread = threading.Thread(target=lambda: names.append(reader.read(deadline_s=60, cancelled=never).name))
    thread.start()
    until(lambda: "B2" in card.instructions(), "no record is read")
    daemon.kill()
    daemon.start()
    thread.join(60)
    assert names == ["王秀兰"]


def test_without_a_service(daemon: Pcscd, reader: SmartCardReader) -> None:
    daemon.kill()
    with pytest.raises(DeviceNotReady):
        reader.open()
    with pytest.raises(DeviceNotReady):
        find()
    with pytest.raises(DeviceNotReady):
        reader.read_card(deadline_s=60, cancelled=never)


def test_a_reader_that_is_not_plugged_in(daemon: Pcscd, reader: SmartCardReader) -> None:
    daemon.kill()
    daemon.unplug_reader()
    daemon.start()
    try:
        assert reader.status().state is DeviceState.NO_DEVICE
        assert find() == ()
        with pytest.raises(DeviceNotReady):
            reader.open()
    finally:
        daemon.plug_reader()
        daemon.kill()
        daemon.start()
    until(lambda: reader.status().state is DeviceState.ONLINE, "the reader does not come back")
    assert find() == ("Virtual PCD",)
    assert SmartCardReader("virtual pcd").status().state is DeviceState.ONLINE
    assert SmartCardReader("somebody else's").status().state is DeviceState.NO_DEVICE


def run(daemon: Pcscd, source: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", source], env=daemon.environment(), stdout=subprocess.PIPE, text=True)


def test_a_host_that_hangs_in_a_mute_card_is_killed(daemon: Pcscd, card: CardProgram) -> None:
    """PC/SC waits for the card as long as the card likes."""
    card.put_faults(delay_ms=40)
    card.put_card(CARD)
    with run(daemon, READ) as host:
        until(lambda: "B2" in card.instructions(), "no record is read")
        card.put_faults(busy=True)
        with pytest.raises(subprocess.TimeoutExpired):
            host.wait(1.5)
        host.kill()
    card.clear_faults()
    with run(daemon, READ) as host:
        assert host.communicate(timeout=60)[0] == "reading\nTrue\n"


def test_a_host_that_hangs_in_the_service_is_killed(daemon: Pcscd, card: CardProgram) -> None:
    daemon.freeze()
    try:
        with run(daemon, STATUS) as host:
            with pytest.raises(subprocess.TimeoutExpired):
                host.wait(1.5)
            host.kill()
    finally:
        daemon.thaw()
    with run(daemon, STATUS) as host:
        assert host.communicate(timeout=60)[0] == "online\n"


def test_what_the_simulator_is_asked_through_its_control(card: CardProgram, reader: SmartCardReader) -> None:
    for action, arguments, reason in (
        ("put_card", {}, "needs 'name'"),
        ("put_card", {**HOLDER, "shoe_size": "43"}, "no 'shoe_size'"),
        ("put_card", {**HOLDER, "contactless": "yes"}, "wrong type"),
        ("put_card", {**HOLDER, "kind": "library"}, "'kind' is one of"),
        ("answer_next", {"statuses": [0x6F00]}, "no card"),
        ("take_card", {"now": True}, "unknown action"),
    ):
        with pytest.raises(ControlError, match=reason) as caught:
            card.control.act(action, **arguments)
        assert "王" not in str(caught.value)
    card.control.put_card(**HOLDER, protocol="T=0")
    card.answer_next(0x6F00)
    with pytest.raises(ControlError, match="0 to 65535"):
        card.answer_next(65536)
    assert reader.read(deadline_s=20, cancelled=never).name == "王秀兰"
    state = card.control.state()
    assert (state["device"], state["card"], state["pin_tries"]) == ("smartCard", "read", 3)
    assert "王" not in str(state)


def test_a_card_pulled_in_mid_read_leaves_no_half_holder(card: CardProgram, reader: SmartCardReader) -> None:
    """Another card that is put in meanwhile is read from its beginning."""
    card.put_faults(delay_ms=40)
    card.put_card(CARD)
    outcome: list[str] = []

    def read() -> None:
        try:
            holder = reader.read(deadline_s=60, cancelled=never)
            outcome.append(f"{holder.name} {holder.card_number}")
        except CardRemoved:
            outcome.append("removed")

    thread = threading.Thread(target=read)
    thread.start()
    until(lambda: "B2" in card.instructions(), "no record is read")
    card.put_card(CardData(name="张三", id_number="110105199912310011", card_number="B87654321"))
    thread.join(60)
    assert outcome == ["张三 B87654321"]
