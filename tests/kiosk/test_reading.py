# SPDX-License-Identifier: Apache-2.0
"""The machine's rules for guide, notices, emergencies, attract mode, the technician's page and a new start."""

from dataclasses import replace

import msgspec
import pytest

from contract.content import BoardedAlert, Severity
from contract.local import Outcome, PaymentState, PrintChecklist, Topic
from kiosk import published, samples
from kiosk.domain import happenings as h
from kiosk.domain.happenings import Action, Press, Tick
from kiosk.domain.offer import key_of
from kiosk.domain.pages import Page
from kiosk.domain.places import Checklist, FindService, Goodbye, Guide, Home, Identify, Problem, ShowService
from kiosk.domain.state import State
from tests.kiosk import facts
from tests.kiosk.test_machine import WITHDRAWN, Walk, finished, printing, start, to_checklist


def with_content(**changes: object) -> Walk:
    state = replace(start(), offer=facts.OFFER)
    return Walk(replace(state, **changes))  # type: ignore[arg-type]


def seen(walk: Walk, *alerts: BoardedAlert) -> Walk:
    return walk.do(h.AlertsSeen(alerts))


# ---- guide


def test_guide_to_the_checklist_and_back() -> None:
    walk = to_checklist()
    assert walk.state.place == Checklist(facts.SENIOR)
    assert walk.state.session is None, "reading needs none"
    for page in (Page.SERVICE, Page.SERVICES, Page.GUIDE, Page.HOME):
        assert walk.press(Action.BACK).state.page is page
    assert walk.asked == []


def test_letters_filter() -> None:
    walk = with_content().press(Action.GUIDE).press(Action.SEARCH)
    for key in ("S", "F", "?", "7", "f"):
        walk.press(Action.KEY, key)
    assert walk.state.place == FindService(facts.OFFER, "SF")
    walk.press(Action.OPEN, published.WATER_ACCOUNT.task_code)
    assert walk.state.place == ShowService(published.WATER_ACCOUNT)
    walk.press(Action.BACK).press(Action.ERASE)
    assert walk.state.place == FindService(facts.OFFER, "S")
    assert walk.press(Action.CLEAR).state.place == FindService(facts.OFFER)


def test_a_service_that_vanished_is_said_kindly() -> None:
    walk = with_content().press(Action.GUIDE).press(Action.OPEN, "elder").do(h.ContentSeen(WITHDRAWN))
    assert walk.state.place.offer == facts.OFFER, "the list does not change under the reader"  # type: ignore[union-attr]
    walk.press(Action.OPEN, facts.SENIOR.task_code)
    assert walk.state.place == Problem("serviceGone", Guide(WITHDRAWN))
    assert walk.press(Action.RETRY).state.place == Guide(WITHDRAWN)


def test_what_had_not_arrived_is_shown_when_it_does() -> None:
    walk = Walk().press(Action.GUIDE).do(h.ContentSeen(facts.OFFER))
    assert walk.state.place == Guide(facts.OFFER)


def test_a_checklist_is_printed_in_a_session_of_its_own() -> None:
    walk = to_checklist().press(Action.PRINT)
    [opened] = walk.asked
    assert isinstance(opened, h.OpenSession)
    walk.open_session()
    [order] = walk.asked
    assert isinstance(order, h.Order)
    assert order.command == PrintChecklist(task_code=facts.SENIOR.task_code)
    assert walk.press(Action.PRINT).asked == [], "not twice"
    walk.do(h.CommandSeen(finished(order.command_id)))
    assert walk.state.place.printed  # type: ignore[union-attr]
    assert walk.press(Action.FINISH).state.place == Goodbye(until=walk.now + 6.0, slip_printed=True)
    assert walk.asked == [h.EndSession(order.session_id)]


def test_no_slip_is_promised_that_was_never_ordered() -> None:
    """The session had not opened yet when its resident went."""
    walk = to_checklist().press(Action.PRINT).press(Action.FINISH)
    assert walk.state.place == Goodbye(until=walk.now + 6.0)


def test_paper_out_is_told_and_can_be_tried_again() -> None:
    walk = printing()
    first = walk.state.place.command_id  # type: ignore[union-attr]
    walk.do(h.CommandSeen(finished(first, Outcome.FAILED, "paperOut")))
    assert walk.state.place.trouble == "paperOut"  # type: ignore[union-attr]
    walk.press(Action.PRINT)
    assert walk.state.place.command_id not in {"", first}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "said"), [("notFound", "serviceGone"), ("agentUnreachable", "outcomeUnknown"), ("tooMany", "tooMany")]
)
def test_a_refused_slip_is_told_as_it_is(code: str, said: str) -> None:
    walk = printing()
    walk.do(h.Failed(walk.asked[0], code))
    place = walk.state.place
    assert isinstance(place, Checklist)
    assert (place.printing, place.trouble) == (False, said)


def test_a_session_that_cannot_be_opened_loses_no_page() -> None:
    walk = to_checklist().press(Action.PRINT)
    walk.do(h.Failed(walk.asked[0], "agentUnreachable"))
    assert walk.state.place == Checklist(facts.SENIOR, trouble="agentUnreachable")
    assert walk.state.session is None


def test_reading_outlives_the_session() -> None:
    walk = printing().do(h.Lost())
    for _ in range(35):
        walk.do(Tick())
    assert walk.state.page is Page.CHECKLIST
    assert walk.state.session is None
    assert walk.state.place.trouble == "outcomeUnknown"  # type: ignore[union-attr]


def test_without_a_printer_nothing_is_ordered() -> None:
    walk = to_checklist(with_content(terminal=samples.TROUBLED)).press(Action.PRINT)
    assert walk.asked == []
    assert walk.state.session is None


def test_a_reader_is_asked_before_the_page_goes() -> None:
    walk = to_checklist().wait(65)
    assert walk.state.warned_at is not None
    walk.press(Action.STILL_HERE).wait(85)
    assert walk.state.at_rest, "nothing of theirs is there, so no goodbye"


# ---- notices and the agent gone


def test_a_notice_stays_while_it_is_read() -> None:
    walk = with_content().press(Action.NOTICES).press(Action.OPEN, key_of(published.NOTICES[1]))
    assert walk.state.page is Page.NOTICE
    walk.do(h.ContentSeen(facts.EMPTY))
    assert walk.state.page is Page.NOTICE


def test_the_newest_notice_is_one_touch_away() -> None:
    walk = with_content().press(Action.OPEN, key_of(published.NOTICES[0]))
    assert walk.state.page is Page.NOTICE
    assert walk.press(Action.BACK).state.page is Page.NOTICES


def test_everything_to_read_works_with_the_agent_gone() -> None:
    walk = to_checklist(with_content(connected=False, terminal=None))
    assert walk.state.page is Page.CHECKLIST
    walk = with_content(connected=False).press(Action.NOTICES)
    assert walk.state.page is Page.NOTICES


def test_money_waits_for_the_agent() -> None:
    walk = with_content(connected=False).press(Action.PAY)
    assert walk.state.place == Problem("agentUnreachable", Identify())
    assert walk.asked == []
    walk.press(Action.RETRY)
    assert walk.asked == []
    walk.do(h.Connected()).press(Action.RETRY)
    assert walk.state.page is Page.IDENTIFY


# ---- emergencies


@pytest.mark.parametrize("name", ["home", "bills", "code", "help", "attract", "goodbye", "moment", "commissioning"])
def test_an_emergency_takes_over_from_any_place(name: str) -> None:
    before = samples.SAMPLES[name]()
    walk = seen(Walk(before), facts.RAIN)
    assert walk.state.page is Page.EMERGENCY
    assert (walk.state.trail, walk.state.session) == (before.trail, before.session)
    walk.press(Action.UNCOVER)
    assert walk.state.page is (Page.HOME if name == "attract" else before.page)
    assert seen(walk, facts.RAIN).state.page is not Page.EMERGENCY, "nothing new was said"


def test_an_update_takes_over_again() -> None:
    walk = seen(with_content(), facts.RAIN).press(Action.UNCOVER)
    updated = msgspec.structs.replace(
        facts.RAIN, message=msgspec.structs.replace(facts.RAIN.message, alert_id="rain-2")
    )
    assert seen(walk, updated).state.page is Page.EMERGENCY


def test_the_strip_opens_it_again_and_its_end_ends_both() -> None:
    walk = seen(Walk().to_bills(), facts.RAIN).press(Action.UNCOVER).press(Action.SHOW_ALERTS)
    assert walk.state.page is Page.EMERGENCY
    assert seen(walk).state.page is Page.BILLS
    assert walk.press(Action.SHOW_ALERTS).state.page is Page.BILLS


def test_only_its_own_buttons_act_on_it() -> None:
    walk = Walk().to_bills().press(Action.PICK, facts.WATER)
    before = walk.state.trail
    seen(walk, facts.RAIN)
    for action in set(Action) - {Action.UNCOVER, Action.HELP, Action.QUIT}:
        assert walk.press(action).state.trail == before
        assert walk.asked == [] or action is Action.LANGUAGE
    assert walk.press(Action.HELP).state.page is Page.HELP


def test_several_take_turns_but_not_under_a_reader() -> None:
    walk = seen(with_content(), facts.RAIN, facts.DRILL)
    assert walk.wait(11).state.alarm.turn == 1  # type: ignore[union-attr]
    walk.press(Action.TOUCH)
    assert walk.wait(15).state.alarm.turn == 1  # type: ignore[union-attr]
    assert walk.press(Action.NEXT_ALERT).state.alarm.turn == 2  # type: ignore[union-attr]


def test_a_payment_goes_on_beneath() -> None:
    walk = seen(Walk().to_payment().payment_is(PaymentState.CODE_SHOWN), facts.RAIN)
    assert walk.state.page is Page.EMERGENCY
    walk.payment_is(PaymentState.SUCCEEDED)
    assert walk.state.page is Page.EMERGENCY
    assert walk.press(Action.UNCOVER).state.page is Page.PAID


def test_who_goes_leaves_the_emergency_on_the_screen() -> None:
    walk = seen(Walk().to_bills(), facts.RAIN).press(Action.UNCOVER).press(Action.FINISH)
    assert walk.state.page is Page.GOODBYE
    assert walk.wait(7).state.page is Page.EMERGENCY
    assert walk.press(Action.UNCOVER).state.page is Page.HOME
    assert walk.wait(62).state.page is Page.EMERGENCY


def test_an_empty_room_sees_the_most_severe_first() -> None:
    walk = seen(Walk().to_bills(), facts.RAIN, facts.DRILL).press(Action.UNCOVER).press(Action.FINISH)
    while walk.state.page is not Page.EMERGENCY:
        walk.do(Tick())
    assert walk.do(Tick()).state.alarm.turn == 0  # type: ignore[union-attr]
    assert walk.wait(11).state.alarm.turn == 1  # type: ignore[union-attr]


def milder(alert: BoardedAlert, name: str) -> BoardedAlert:
    message = msgspec.structs.replace(alert.message, alert_id=name, severity=Severity.MINOR)
    return msgspec.structs.replace(alert, message=message)


def showing(walk: Walk) -> BoardedAlert:
    state = walk.state
    assert state.alarm
    return state.alerts[state.alarm.turn % len(state.alerts)]


def test_what_is_new_is_what_is_shown() -> None:
    """Whoever has read the worse one would take it for the same and go on."""
    walk = seen(Walk().to_bills(), facts.RAIN).press(Action.UNCOVER)
    assert showing(seen(walk, facts.RAIN, facts.DRILL)) == facts.DRILL
    assert showing(walk.wait(31)) == facts.RAIN
    assert showing(walk.wait(10)) == facts.DRILL


def test_the_end_of_one_does_not_turn_the_other_away_under_a_reader() -> None:
    third = milder(facts.RAIN, "fog-1")
    walk = seen(with_content(), facts.RAIN, facts.DRILL, third).press(Action.NEXT_ALERT)
    assert showing(walk) == facts.DRILL
    assert showing(seen(walk, facts.DRILL, third)) == facts.DRILL
    assert showing(seen(walk, third)) == third


def test_whoever_scrolls_the_emergency_is_still_there() -> None:
    """No button asks them: every touch says so."""
    walk = seen(Walk().to_bills(), facts.RAIN).wait(65)
    assert walk.state.warned_at is not None
    assert walk.press(Action.TOUCH).state.warned_at is None
    assert walk.wait(40).press(Action.UNCOVER).state.page is Page.BILLS


def test_a_goodbye_waits_under_an_emergency() -> None:
    """It says what to take along, or the number to ask with."""
    walk = Walk().to_bills().press(Action.FINISH)
    assert walk.state.page is Page.GOODBYE
    seen(walk, facts.RAIN).wait(20)
    assert walk.press(Action.UNCOVER).state.page is Page.GOODBYE
    assert walk.wait(5).state.page is Page.GOODBYE
    assert walk.wait(2).state.at_rest


def test_a_goodbye_under_an_emergency_waits_for_somebody_only() -> None:
    walk = seen(Walk().to_bills().press(Action.FINISH), facts.RAIN)
    assert walk.wait(62).state.at_rest
    assert walk.state.page is Page.EMERGENCY


def test_help_over_an_emergency_at_goodbye_leaves_time_to_read_it() -> None:
    walk = seen(Walk().to_bills().press(Action.FINISH), facts.RAIN).wait(20).press(Action.HELP)
    assert walk.wait(3).state.page is Page.GOODBYE


# ---- attract mode


def test_attracts_after_a_while_at_rest_and_a_touch_only_ends_it() -> None:
    walk = with_content().do(Tick())
    assert walk.wait(85).state.page is Page.HOME
    assert walk.wait(10).state.page is Page.ATTRACT
    assert walk.press(Action.TOUCH).state.page is Page.ATTRACT, "it is the release that counts"
    assert walk.press(Action.PAY).state.page is Page.HOME
    assert walk.asked == []
    assert walk.wait(85).state.page is Page.HOME


def attracting() -> State:
    return samples.SAMPLES["attract"]()


@pytest.mark.parametrize(
    "event",
    [
        h.AlertsSeen((facts.RAIN,)),
        h.ContentSeen(facts.EMPTY),
        h.TerminalSeen(facts.terminal(commissioning=samples.COMMISSIONING)),
        Press(Action.UNCOVER),
    ],
)
def test_attracting_ends_with_what_makes_it_wrong(event: h.Event) -> None:
    walk = Walk(attracting()).do(event)
    assert walk.state.page is not Page.ATTRACT


def test_never_attracts_beside_a_session_or_with_nothing_to_show() -> None:
    assert Walk().to_bills().wait(40).state.page is Page.BILLS
    assert Walk().wait(400).state.page is Page.HOME


# ---- the technician, and a new start


def commissioned() -> Walk:
    return with_content(terminal=facts.terminal(commissioning=samples.COMMISSIONING))


def test_the_technicians_page_stands_aside_and_comes_back() -> None:
    walk = commissioned()
    assert walk.state.page is Page.COMMISSIONING
    assert walk.wait(200).state.page is Page.COMMISSIONING
    walk.press(Action.PAY)
    assert walk.state.trail == (Home(),), "its page has no tiles"
    walk.press(Action.UNCOVER).to_bills()
    assert walk.state.page is Page.BILLS
    walk.press(Action.FINISH).press(Action.FINISH)
    assert walk.state.page is Page.COMMISSIONING
    assert walk.press(Action.UNCOVER).wait(62).state.page is Page.COMMISSIONING


def test_commissioning_is_never_shown_in_a_visit() -> None:
    walk = Walk().to_bills().do(h.TerminalSeen(facts.terminal(commissioning=samples.COMMISSIONING)))
    assert walk.state.page is Page.BILLS


def test_new_settings_start_it_anew_once_and_not_under_anybody() -> None:
    walk = Walk().to_bills().do(h.Heard(Topic.SETTINGS))
    assert h.StartAnew() not in walk.wait(10).asked
    walk.press(Action.FINISH)
    asked: list[h.Effect] = []
    for _ in range(40):
        asked += walk.do(Tick()).asked
    assert asked.count(h.StartAnew()) == 1


def test_the_agent_tells_where_to_look() -> None:
    assert h.LookAtContent() in Walk().do(h.Heard(Topic.CONTENT)).asked
    assert Walk().do(h.Heard(Topic.ALERT)).asked == [h.LookAtContent()]
    assert Walk().do(h.Heard(Topic.COMMISSIONING)).asked == [h.AskTerminal()]
