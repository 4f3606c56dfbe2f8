# SPDX-License-Identifier: Apache-2.0
"""What the resident presses, and what that makes of the state."""

from dataclasses import replace
from itertools import takewhile

from contract.local import PaymentState, PrintCase, Terminal
from contract.personal import IdNumber
from contract.text import Language
from kiosk.domain import covers, moneypresses, reading, validation
from kiosk.domain.happenings import (
    Action,
    AskTerminal,
    ClosePayment,
    OpenSession,
    Order,
    Press,
    PrintReceipt,
    TellIdentity,
)
from kiosk.domain.moneyplaces import FindBill, FindPayment
from kiosk.domain.pages import RULES, Page, Way, page_of
from kiosk.domain.places import (
    Bills,
    Check,
    FindCase,
    Goodbye,
    Guide,
    Help,
    Home,
    Identify,
    Notices,
    Paying,
    Place,
    Problem,
    ShowCase,
    ShowSlip,
    TypeCase,
    TypeId,
)
from kiosk.domain.state import State
from kiosk.domain.validation import Typed
from kiosk.domain.walk import Result, back, enter, finish, go, go_away, rest, start, swap


def pressed(state: State, press: Press, now: float) -> Result:
    if press.action is Action.HELP and state.alarm is not None:
        state = covers.uncovered(state, now)  # whom to ask is a way on, too
    covered = covers.under_cover(state, press, now)
    if covered is not None:
        return covered
    action, ways = press.action, RULES[state.page_beneath].ways
    match action:
        case Action.TOUCH | Action.STILL_HERE:
            return state, ()
        case Action.ELDER | Action.CONTRAST | Action.LANGUAGE:
            return _comfort(state, action)
        case Action.HELP if not isinstance(state.place, Help | Goodbye):
            return go(state, Help())
        case Action.BACK if Way.BACK in ways:
            return back(state, now)
        case Action.FINISH if isinstance(state.place, Goodbye):
            return rest(state, now)
        case Action.FINISH if Way.FINISH in ways:
            return go_away(state, now)
        case Action.LEAVE if Way.LEAVE in ways:
            return finish(state, now) if state.session else rest(state, now)
        case _ if state.page_beneath in {Page.MOMENT, Page.COMMISSIONING}:
            return state, ()
        case _:
            return _at_place(state, press)


def _comfort(state: State, action: Action) -> Result:
    comfort = state.comfort
    match action:
        case Action.ELDER:
            comfort = replace(comfort, elder=not comfort.elder)
        case Action.CONTRAST:
            comfort = replace(comfort, high_contrast=not comfort.high_contrast)
        case _:
            other = Language.EN if comfort.language is Language.ZH else Language.ZH
            comfort = replace(comfort, language=other)
    state = replace(state, comfort=comfort)
    if action is Action.LANGUAGE and state.session and state.session.open:
        return state, (OpenSession(state.session.session_id, comfort.language),)  # slips speak it too
    return state, ()


def _at_place(state: State, press: Press) -> Result:
    match state.place:
        case Home():
            return _at_home(state, press)
        case Identify():
            return _at_identify(state, press.action)
        case FindCase():
            return go(state, TypeCase()) if press.action is Action.TYPE_INSTEAD else (state, ())
        case TypeId() as place:
            return _type_id(state, place, press)
        case TypeCase() as place:
            return _type_case(state, place, press)
        case Bills() as place:
            return _at_bills(state, place, press)
        case Paying() as place:
            return _at_payment(state, place, press.action)
        case ShowCase() as place if press.action is Action.PRINT:
            return _print_case(state, place)
        case Problem(retry=Identify()) if press.action is Action.BY_CODE and state.connected:
            return start(state, FindBill())
        case Problem(retry=place) if press.action is Action.RETRY and place is not None:
            return _retry(state, place)
        case place:
            concerned = moneypresses.pressed(state, place, press)
            return reading.read(state, place, press) if concerned is None else concerned


def _at_identify(state: State, action: Action) -> Result:
    searching = any(isinstance(place, FindPayment) for place in state.trail)
    match action:
        case Action.TYPE_INSTEAD:
            return go(state, TypeId())
        case Action.BY_CODE if not searching:
            return go(state, FindBill())
        case _:
            return state, ()


def _retry(state: State, place: Place) -> Result:
    if isinstance(place, Guide):
        return swap(state, Guide(state.offer))
    if not state.connected:
        return state, ()
    return start(state, place) if state.session is None else swap(state, place)


def _at_home(state: State, press: Press) -> Result:
    """Where it is known beforehand that a journey would lead nowhere, it says so at once."""
    terminal = state.terminal
    match press.action:
        case Action.PAY:
            place: Place = Identify()
        case Action.STATUS:
            place = FindCase()
        case Action.RECORDS:
            place = FindPayment()
        case Action.GUIDE:
            return go(state, Guide(state.offer))
        case Action.NOTICES:
            return go(state, Notices(state.offer))
        case Action.OPEN:
            state, _ = go(state, Notices(state.offer))
            return reading.read(state, state.place, press)
        case _:
            return state, ()
    if not state.connected:
        return replace(state, trail=(Home(), Problem("agentUnreachable", place))), ()
    if terminal and not terminal.platform_reachable:
        return replace(state, trail=(Home(), Problem("platformDown", place))), (AskTerminal(),)
    if terminal and not terminal.paying and press.action is Action.PAY:
        return replace(state, trail=(Home(), Problem(_not_paying(terminal), place))), (AskTerminal(),)
    return start(state, place)


def _not_paying(terminal: Terminal) -> str:
    return {"resolving": "notPaying", "ledgerUnwritable": "ledgerUnwritable"}.get(
        terminal.paying_trouble, "notPayingNow"
    )


def _type_id(state: State, place: TypeId, press: Press) -> Result:
    if place.sending or state.session is None:
        return state, ()
    typed = place.typed.reveal()
    match press.action:
        case Action.KEY if len(press.value) == 1 and press.value in "0123456789X":
            typed = validation.id_after(typed, press.value)
        case Action.ERASE:
            typed = typed[:-1]
        case Action.CLEAR:
            typed = ""
        case Action.ENTER if validation.id_number(typed) is Typed.GOOD and state.session.open:
            told = replace(place, sending=True, trouble="")
            return state.at(told), (TellIdentity(state.session.session_id, place.typed),)
        case _:
            return state, ()
    return state.at(TypeId(IdNumber(typed))), ()


def _type_case(state: State, place: TypeCase, press: Press) -> Result:
    match press.action:
        case Action.KEY if len(press.value) == 1 and press.value in "0123456789":
            return state.at(TypeCase(validation.case_after(place.typed, press.value))), ()
        case Action.ERASE:
            return state.at(TypeCase(place.typed[:-1])), ()
        case Action.CLEAR:
            return state.at(TypeCase()), ()
        case Action.ENTER if validation.case_number(place.typed) is Typed.GOOD:
            return go(state.at(replace(place, trouble="")), ShowCase(place.typed))
        case _:
            return state, ()


def _at_bills(state: State, place: Bills, press: Press) -> Result:
    known = frozenset(bill.bill_no for bill in place.all)
    match press.action:
        case Action.PICK if press.value in known:
            return state.at(replace(place, chosen=place.chosen ^ {press.value})), ()
        case Action.PICK_ALL:
            chosen = frozenset[str]() if place.chosen == known else known
            return state.at(replace(place, chosen=chosen)), ()
        case Action.BY_CODE if place.found is not None:
            return go(state, FindBill())
        case Action.GO_ON if sum(bill.total_fen for bill in place.picked()) > 0:
            return go(state, Check(place.picked()))
        case _:
            return state, ()


def _at_payment(state: State, place: Paying, action: Action) -> Result:
    page = page_of(place)
    match action:
        case Action.GIVE_UP if page in {Page.CODE, Page.PHONE}:
            return state.at(replace(place, giving_up=True)), (ClosePayment(place.payment_id),)
        case Action.PRINT if _has_slip(place, page) and not place.slip_wanted:
            state, receipt_id = state.new_id()
            wanted = replace(place, slip_wanted=True, slip_trouble="")
            return state.at(wanted), (PrintReceipt(place.payment_id, receipt_id),)
        case Action.SHOW_SLIP if _has_slip(place, page) and place.payment:
            return go(state, ShowSlip(place.payment))
        case Action.CHOOSE_AGAIN if page is Page.NOT_PAID and state.session and not place.resumed:
            before = tuple(takewhile(lambda earlier: not isinstance(earlier, Bills), state.trail))
            numbers = next((earlier.numbers for earlier in state.trail if isinstance(earlier, Bills)), ())
            return enter(replace(state, trail=(*before, Bills(numbers=numbers))))
        case _:
            return state, ()


def _has_slip(place: Paying, page: Page) -> bool:
    return page is Page.PAID or (page is Page.REFUND and place.state is PaymentState.REFUND_DUE)


def _print_case(state: State, place: ShowCase) -> Result:
    session = state.session
    if place.case is None or place.printing or place.printed or session is None:
        return state, ()
    state, command_id = state.new_id()
    ordered = replace(place, command_id=command_id, printing=True, trouble="")
    command = PrintCase(case_no=place.case_no)
    return state.at(ordered), (Order(session.session_id, command_id, command),)
