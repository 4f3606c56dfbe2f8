# SPDX-License-Identifier: Apache-2.0
"""The technician's real slip, real card and real code."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.client import calls
from agent.devices.exercises import MAX_SHOWN, shown_code
from agent.devices.testing import KEPT_S
from contract import local
from contract.local import CommandState, DeviceTestKind, DeviceTestStatus, Outcome, Role
from contract.text import Language
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, new_id, wait_for


def begun(agent: RunningAgent, device: str, test: local.DeviceTest | None = None) -> str:
    test_id = new_id()
    agent.web.send(calls.test_device(device, test_id, test or local.DeviceTest()))
    return test_id


def running(agent: RunningAgent, device: str, test_id: str) -> None:
    wait_for(lambda: agent.web.send(calls.device_test(device, test_id)).state is CommandState.RUNNING)


def finished(agent: RunningAgent, device: str, test_id: str) -> DeviceTestStatus:
    def ended() -> DeviceTestStatus | None:
        status = agent.web.send(calls.device_test(device, test_id))
        return status if status.state is CommandState.FINISHED else None

    return wait_for(ended)


def test_a_printer_is_tested_by_a_slip(agent: RunningAgent, surroundings: Surroundings) -> None:
    status = finished(agent, "printer", begun(agent, "printer"))
    assert (status.test, status.outcome) == (DeviceTestKind.SLIP, Outcome.SUCCEEDED)
    slip = surroundings.printer.slips()[-1]
    assert slip.complete
    for words in ("打印测试", "DEMO-0001", "GB18030", "邻里社区", "1234567890" * 4 + "12345678\n"):
        assert words in slip.text() + "\n"
    finished(agent, "printer", begun(agent, "printer", local.DeviceTest(language=Language.EN)))
    assert "Printer test" in surroundings.printer.slips()[-1].text()
    surroundings.printer.faults.put(paper="out")
    failed = finished(agent, "printer", begun(agent, "printer"))
    assert failed.outcome is Outcome.FAILED
    assert failed.trouble is not None
    assert failed.trouble.code == "paperOut"


def test_a_card_is_shown_masked_and_kept_nowhere(agent: RunningAgent, surroundings: Surroundings) -> None:
    test_id = begun(agent, "reader")
    running(agent, "reader", test_id)
    surroundings.reader.put_card(ZHANG)
    status = finished(agent, "reader", test_id)
    assert status.outcome is Outcome.SUCCEEDED
    assert status.shown == "张** 330***********0036"
    for file in Path(agent.settings.paths.state).iterdir():
        content = file.read_bytes()
        assert ZHANG.name.encode() not in content
        assert b"330***********0036" not in content, f"{file.name} keeps a technician's test"


def test_a_code_is_shown(agent: RunningAgent, surroundings: Surroundings) -> None:
    test_id = begun(agent, "scanner")
    running(agent, "scanner", test_id)
    surroundings.scanner.scan("3301062611000017")
    assert finished(agent, "scanner", test_id).shown == "3301062611000017"
    test_id = begun(agent, "scanner")
    running(agent, "scanner", test_id)
    surroundings.scanner.scan(ZHANG.id_number)
    assert finished(agent, "scanner", test_id).shown == "330***********0036"


@settings(deadline=None)
@given(st.text(max_size=300), st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True), st.text(max_size=40))
def test_no_number_is_shown_wherever_it_stands(before: str, number: str, after: str) -> None:
    shown = shown_code(f"{before}|{number}|{after}")
    assert number not in shown
    assert len(shown) <= MAX_SHOWN
    assert shown.isprintable()


@given(st.from_regex(r"1[0-5][0-9]{16}|(2[5-9]|30)[0-9]{14,22}|62[0-9]{16,22}", fullmatch=True))
def test_no_payment_code_is_shown(code: str) -> None:
    """It is somebody's money for a minute."""
    assert shown_code(f" {code}") == code[:2] + "*" * (len(code) - 4) + code[-2:]


def test_nothing_in_time_is_said_so_and_a_test_can_be_taken_back(agent: RunningAgent) -> None:
    test_id = begun(agent, "reader", local.DeviceTest(deadline_ms=1_000))
    assert finished(agent, "reader", test_id).outcome is Outcome.TIMED_OUT
    test_id = begun(agent, "scanner")
    running(agent, "scanner", test_id)
    agent.web.send(calls.cancel_device_test("scanner", test_id))
    assert finished(agent, "scanner", test_id).outcome is Outcome.CANCELLED


def test_a_resident_goes_first(agent: RunningAgent, surroundings: Surroundings) -> None:
    waiting = begun(agent, "reader")
    running(agent, "reader", waiting)
    session = agent.session()
    ended = finished(agent, "reader", waiting)
    assert ended.outcome is Outcome.CANCELLED
    assert ended.shown == ""
    for device in ("reader", "scanner"):
        test = calls.test_device(device, new_id(), local.DeviceTest())
        assert agent.refusal(test, Role.WEB) == "deviceInUse"
    assert finished(agent, "printer", begun(agent, "printer")).outcome is Outcome.SUCCEEDED
    surroundings.reader.put_card(ZHANG)
    assert agent.command(session, local.ReadIdentity()).outcome is Outcome.SUCCEEDED
    agent.kiosk.send(calls.end_session(session))
    surroundings.reader.take_card()
    again = begun(agent, "reader")
    running(agent, "reader", again)
    surroundings.reader.put_card(ZHANG)
    assert finished(agent, "reader", again).outcome is Outcome.SUCCEEDED


def test_a_repeated_request_is_the_same_test_and_results_are_forgotten(
    agent: RunningAgent, surroundings: Surroundings
) -> None:
    test_id = new_id()
    first = calls.test_device("printer", test_id, local.DeviceTest())
    agent.web.send(first)
    agent.web.send(first)
    finished(agent, "printer", test_id)
    other = calls.test_device("printer", test_id, local.DeviceTest(deadline_ms=5_000))
    assert agent.refusal(other, Role.WEB) == "idempotencyConflict"
    assert agent.refusal(calls.device_test("reader", test_id), Role.WEB) == "notFound"
    assert agent.refusal(calls.test_device("nothing", new_id(), local.DeviceTest()), Role.WEB) == "notFound"
    _forgotten(agent, test_id)
    for call in (calls.device_test("printer", test_id), first):
        kept = agent.web.send(call)
        assert (kept.outcome, kept.proof) == (Outcome.SUCCEEDED, local.PrintProof.QUEUED_STATUS)
    assert agent.refusal(other, Role.WEB) == "idempotencyConflict"
    assert agent.refusal(calls.device_test("scanner", test_id), Role.WEB) == "notFound"
    assert len(surroundings.printer.slips()) == 1


def test_what_a_card_said_is_forgotten_and_said_to_be_so(agent: RunningAgent, surroundings: Surroundings) -> None:
    test_id = begun(agent, "reader")
    surroundings.reader.put_card(ZHANG)
    assert finished(agent, "reader", test_id).shown
    _forgotten(agent, test_id)
    kept = agent.web.send(calls.test_device("reader", test_id, local.DeviceTest()))
    assert (kept.outcome, kept.shown) == (Outcome.SUCCEEDED, "")
    assert kept.trouble is not None
    assert kept.trouble.code == "resultGone"


def test_a_test_stands_in_the_journal_before_the_first_byte(agent: RunningAgent, surroundings: Surroundings) -> None:
    surroundings.printer.faults.put(silent_after=300)
    test_id = begun(agent, "printer", local.DeviceTest(deadline_ms=3_000))
    ended = finished(agent, "printer", test_id)
    assert ended.outcome is Outcome.UNKNOWN
    row = agent.house.command_journal.find(test_id)
    assert row is not None
    assert (row.name, row.device, row.outcome, row.proof) == ("test_slip", "printer", Outcome.UNKNOWN, None)
    (doubtful,) = agent.web.send(calls.doubtful_prints()).prints
    assert (doubtful.what, doubtful.number, doubtful.device) == ("test_slip", test_id, "printer")


def _forgotten(agent: RunningAgent, test_id: str) -> None:
    run = agent.house.device_tests._runs[test_id]
    assert run.ended is not None
    run.ended -= KEPT_S
    agent.house.device_tests.forget_old()


def test_a_test_at_a_device_that_is_removed_ends(agent: RunningAgent) -> None:
    under_way, queued = begun(agent, "reader"), begun(agent, "reader")
    running(agent, "reader", under_way)
    agent.web.send(calls.remove_device("reader"))
    assert finished(agent, "reader", under_way).outcome is Outcome.CANCELLED
    dropped = finished(agent, "reader", queued)
    assert dropped.trouble is not None
    assert dropped.trouble.code == "noDevice"
