# SPDX-License-Identifier: Apache-2.0
"""Every kind of identity card goes the resident's whole way, and a technician's test."""

from pathlib import Path

import pytest

from agent.client import calls
from contract import local
from contract.local import Outcome, PaymentState, ReceiptState, Role
from contract.personal import IdNumber
from contract.platform import PhonePayment
from device_drivers.resident_id.chip import CardData, Chip, Foreigner2017Data, Foreigner2023Data, PermitData
from tests.agent.conftest import RunningAgent, Surroundings, new_id, wait_for

LIN = PermitData(name="林嘉欣", id_number="810000198803150027", travel_permit="H19880315")
SMITH = Foreigner2023Data(name="SMITH, JANE", id_number="933124197909260031")
CHINESE_NAME = Foreigner2023Data(name="SAMPLE, ALEX", id_number="911124198108030024", chinese_name="艾理")
OLD_FORM = Foreigner2017Data(name="SAMPLE, ALEX", id_number="CAN110081080381")


@pytest.mark.parametrize(
    ("chip", "own_screen", "slip", "number"),
    [
        (LIN, "林*欣", "林**", "810***********0027"),
        (SMITH, "SM***, J***", "SM***", "933***********0031"),
    ],
    ids=["permit", "foreigner"],
)
def test_read_billed_paid_and_printed(
    agent: RunningAgent, surroundings: Surroundings, chip: Chip, own_screen: str, slip: str, number: str
) -> None:
    surroundings.reader.put_card(chip)
    session = agent.session()
    read = agent.command(session, local.ReadIdentity())
    assert read.outcome is Outcome.SUCCEEDED, read
    assert read.resident is not None
    assert (read.resident.name, read.resident.number) == (own_screen, number)
    bills = agent.kiosk.send(calls.bills(session))
    assert len(bills.bills) == 2
    payment_id = agent.pay(session, bills)
    agent.until(payment_id, PaymentState.CODE_SHOWN)
    surroundings.sandbox.desk.pay(payment_id, PhonePayment())
    agent.until(payment_id, PaymentState.SUCCEEDED)
    agent.until_slip(payment_id, ReceiptState.PRINTED)
    printed = surroundings.printer.slips()[-1].text()
    assert slip in printed
    assert number in printed
    agent.kiosk.send(calls.end_session(session))
    for file in Path(agent.settings.paths.state).rglob("*.db*"):
        content = file.read_bytes()
        for plain in (chip.name, chip.id_number):
            assert plain.encode() not in content, file.name


@pytest.mark.parametrize(
    ("chip", "own_screen", "number"),
    [(CHINESE_NAME, "艾*", "911***********0024"), (OLD_FORM, "SA***, A***", "CAN********0381")],
    ids=["chinese name", "2017"],
)
def test_somebody_whom_the_platform_does_not_know_owes_nothing(
    agent: RunningAgent, surroundings: Surroundings, chip: Chip, own_screen: str, number: str
) -> None:
    surroundings.reader.put_card(chip)
    session = agent.session()
    read = agent.command(session, local.ReadIdentity())
    assert read.resident is not None, read
    assert (read.resident.name, read.resident.number) == (own_screen, number)
    assert agent.kiosk.send(calls.bills(session)).bills == ()


@pytest.mark.parametrize(
    ("chip", "shown"),
    [
        (LIN, "林** 810***********0027"),
        (SMITH, "SM*** 933***********0031"),
        (OLD_FORM, "SA*** CAN********0381"),
    ],
    ids=["permit", "foreigner", "2017"],
)
def test_a_technician_may_try_any_card(agent: RunningAgent, surroundings: Surroundings, chip: Chip, shown: str) -> None:
    surroundings.reader.put_card(chip)
    test_id = new_id()
    web = agent.client(Role.WEB)
    web.send(calls.test_device("reader", test_id, local.DeviceTest()))
    wait_for(lambda: web.send(calls.device_test("reader", test_id)).state is local.CommandState.FINISHED)
    assert web.send(calls.device_test("reader", test_id)).shown == shown


@pytest.mark.parametrize(
    "number",
    ["810000198803150027", "933124197909260031", "33010619440202002X", "CAN110081080381"],
)
def test_the_number_of_every_card_may_be_told(agent: RunningAgent, number: str) -> None:
    session = agent.session()
    told = agent.kiosk.send(calls.type_identity(session, local.TypedIdentity(id_number=IdNumber(number))))
    assert told.resident is not None
    assert told.resident.number == str(IdNumber(number))


@pytest.mark.parametrize("number", ["810000198803150026", "330106195001010", "can110081080381", "", "1" * 18])
def test_a_number_that_no_card_bears_is_refused(agent: RunningAgent, number: str) -> None:
    told = local.TypedIdentity(id_number=IdNumber(number))
    assert agent.refusal(calls.type_identity(agent.session(), told)) == "invalidRequest"


def test_the_name_on_the_card_must_be_the_numbers_own(agent: RunningAgent, surroundings: Surroundings) -> None:
    surroundings.reader.put_card(CardData(name="林嘉", id_number=LIN.id_number))
    session = agent.session()
    assert agent.command(session, local.ReadIdentity()).outcome is Outcome.SUCCEEDED
    assert agent.refusal(calls.bills(session)) == "identity_mismatch"
