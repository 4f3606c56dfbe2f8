# SPDX-License-Identifier: Apache-2.0
"""The map: which page a place shows, and each page's journey, step, idle rule and way back, as data."""

from dataclasses import dataclass
from enum import StrEnum

from contract.local import PaymentState
from contract.platform import PayWay
from kiosk.domain import moneyplaces, places
from kiosk.domain.places import Place


class Page(StrEnum):
    """Each is a file of qml/pages: `Home` is HomePage.qml."""

    MOMENT = "Moment"
    HOME = "Home"
    HELP = "Help"
    IDENTIFY = "Identify"
    TYPE_ID = "TypeId"
    BILLS = "Bills"
    CHECK = "Check"
    FIND_BILL = "FindBill"
    TYPE_BILL = "TypeBill"
    NO_SLIP = "NoSlip"
    HOLD_PHONE = "HoldPhone"
    PHONE = "Phone"
    AT_HOME = "AtHome"
    CODE = "Code"
    WAIT = "Wait"
    PAID = "Paid"
    NOT_PAID = "NotPaid"
    REFUND = "Refund"
    SLIP = "Slip"
    FIND_PAYMENT = "FindPayment"
    TYPE_REFERENCE = "TypeReference"
    RECORDS = "Records"
    RECORD = "Record"
    FIND_CASE = "FindCase"
    TYPE_CASE = "TypeCase"
    CASE = "Case"
    GUIDE = "Guide"
    SERVICES = "Services"
    FIND_SERVICE = "FindService"
    SERVICE = "Service"
    CHECKLIST = "Checklist"
    NOTICES = "Notices"
    NOTICE = "Notice"
    PROBLEM = "Problem"
    GOODBYE = "Goodbye"
    COMMISSIONING = "Commissioning"
    EMERGENCY = "Emergency"
    ATTRACT = "Attract"


class Journey(StrEnum):
    PAY = "pay"
    STATUS = "status"
    RECORDS = "records"
    GUIDE = "guide"
    NOTICES = "notices"


class Idle(StrEnum):
    QUIET = "quiet"
    """Nothing is lost: without a touch the start page comes back by itself."""
    WARN = "warn"
    """First the question whether somebody is still here."""
    NEVER = "never"
    """Money is undecided: only the payment's own outcome ends this."""


class Way(StrEnum):
    """How a resident gets away from a page."""

    NONE_NEEDED = "none_needed"
    BACK = "back"
    GIVE_UP = "give_up"
    FINISH = "finish"
    LEAVE = "leave"
    """The page goes, the payment goes on in the agent."""
    UNCOVER = "uncover"
    """It only covers the place beneath, which nobody has left."""


@dataclass(frozen=True)
class Rule:
    idle: Idle
    ways: tuple[Way, ...]
    journey: Journey | None = None
    step: int = 0
    alone: bool = False
    """Works with the agent gone."""


_READING = Rule(Idle.WARN, (Way.BACK, Way.FINISH), Journey.GUIDE, alone=True)
_BOARD = Rule(Idle.WARN, (Way.BACK, Way.FINISH), Journey.NOTICES, alone=True)

RULES: dict[Page, Rule] = {
    Page.MOMENT: Rule(Idle.QUIET, (Way.NONE_NEEDED,)),
    Page.HOME: Rule(Idle.QUIET, (Way.NONE_NEEDED,), alone=True),
    Page.HELP: Rule(Idle.QUIET, (Way.BACK,), alone=True),
    Page.IDENTIFY: Rule(Idle.WARN, (Way.BACK,), Journey.PAY, 0),
    Page.TYPE_ID: Rule(Idle.WARN, (Way.BACK,), Journey.PAY, 0),
    Page.BILLS: Rule(Idle.WARN, (Way.BACK, Way.FINISH), Journey.PAY, 1),
    Page.CHECK: Rule(Idle.WARN, (Way.BACK,), Journey.PAY, 2),
    Page.FIND_BILL: Rule(Idle.WARN, (Way.BACK,), Journey.PAY, 0),
    Page.TYPE_BILL: Rule(Idle.WARN, (Way.BACK,), Journey.PAY, 0),
    Page.NO_SLIP: Rule(Idle.WARN, (Way.BACK,), Journey.PAY, 2),
    Page.HOLD_PHONE: Rule(Idle.WARN, (Way.BACK,), Journey.PAY, 3),
    Page.PHONE: Rule(Idle.NEVER, (Way.GIVE_UP,), Journey.PAY, 3),
    Page.AT_HOME: Rule(Idle.WARN, (Way.BACK, Way.FINISH), Journey.PAY, 3),
    Page.CODE: Rule(Idle.NEVER, (Way.GIVE_UP,), Journey.PAY, 3),
    Page.WAIT: Rule(Idle.NEVER, (Way.LEAVE,), Journey.PAY, 3),
    Page.PAID: Rule(Idle.WARN, (Way.FINISH,), Journey.PAY, 4),
    Page.NOT_PAID: Rule(Idle.WARN, (Way.FINISH,), Journey.PAY, 3),
    Page.REFUND: Rule(Idle.WARN, (Way.FINISH,), Journey.PAY, 3),
    Page.SLIP: Rule(Idle.WARN, (Way.BACK, Way.FINISH), Journey.PAY, 4),
    Page.FIND_PAYMENT: Rule(Idle.WARN, (Way.BACK,), Journey.RECORDS, 0),
    Page.TYPE_REFERENCE: Rule(Idle.WARN, (Way.BACK,), Journey.RECORDS, 0),
    Page.RECORDS: Rule(Idle.WARN, (Way.BACK, Way.FINISH), Journey.RECORDS, 1),
    Page.RECORD: Rule(Idle.WARN, (Way.BACK, Way.FINISH), Journey.RECORDS, 1),
    Page.FIND_CASE: Rule(Idle.WARN, (Way.BACK,), Journey.STATUS, 0),
    Page.TYPE_CASE: Rule(Idle.WARN, (Way.BACK,), Journey.STATUS, 0),
    Page.CASE: Rule(Idle.WARN, (Way.BACK, Way.FINISH), Journey.STATUS, 1),
    Page.GUIDE: _READING,
    Page.SERVICES: _READING,
    Page.FIND_SERVICE: _READING,
    Page.SERVICE: _READING,
    Page.CHECKLIST: _READING,
    Page.NOTICES: _BOARD,
    Page.NOTICE: _BOARD,
    Page.PROBLEM: Rule(Idle.WARN, (Way.BACK, Way.FINISH), alone=True),
    Page.GOODBYE: Rule(Idle.QUIET, (Way.FINISH,), alone=True),
    Page.COMMISSIONING: Rule(Idle.QUIET, (Way.UNCOVER,)),
    Page.EMERGENCY: Rule(Idle.QUIET, (Way.UNCOVER,), alone=True),
    Page.ATTRACT: Rule(Idle.QUIET, (Way.UNCOVER,), alone=True),
}

_BY_PLACE: dict[type[Place], Page] = {
    places.Home: Page.HOME,
    places.Help: Page.HELP,
    places.Identify: Page.IDENTIFY,
    places.TypeId: Page.TYPE_ID,
    places.Bills: Page.BILLS,
    places.Check: Page.CHECK,
    places.ShowSlip: Page.SLIP,
    places.FindCase: Page.FIND_CASE,
    places.TypeCase: Page.TYPE_CASE,
    places.ShowCase: Page.CASE,
    moneyplaces.FindBill: Page.FIND_BILL,
    moneyplaces.TypeBill: Page.TYPE_BILL,
    moneyplaces.NoSlip: Page.NO_SLIP,
    moneyplaces.HoldPhone: Page.HOLD_PHONE,
    moneyplaces.AtHome: Page.AT_HOME,
    moneyplaces.FindPayment: Page.FIND_PAYMENT,
    moneyplaces.TypeReference: Page.TYPE_REFERENCE,
    moneyplaces.Records: Page.RECORDS,
    moneyplaces.ShowRecord: Page.RECORD,
    places.Guide: Page.GUIDE,
    places.Services: Page.SERVICES,
    places.FindService: Page.FIND_SERVICE,
    places.ShowService: Page.SERVICE,
    places.Checklist: Page.CHECKLIST,
    places.Notices: Page.NOTICES,
    places.ReadNotice: Page.NOTICE,
    places.Problem: Page.PROBLEM,
    places.Goodbye: Page.GOODBYE,
}

_BY_PAYMENT: dict[PaymentState, Page] = {
    PaymentState.CREATED: Page.WAIT,
    PaymentState.CODE_SHOWN: Page.CODE,
    PaymentState.UNKNOWN: Page.WAIT,
    PaymentState.CLOSING: Page.WAIT,
    PaymentState.SUCCEEDED: Page.PAID,
    PaymentState.CLOSED: Page.NOT_PAID,
    PaymentState.REFUND_DUE: Page.REFUND,
    PaymentState.REFUNDED: Page.REFUND,
}


def page_of(place: Place) -> Page:
    if not isinstance(place, places.Paying):
        return _BY_PLACE[type(place)]
    if place.disputed:
        return Page.REFUND
    page = _BY_PAYMENT[place.state]
    if page is not Page.CODE:
        return page
    if place.way is PayWay.SCANNED:
        return Page.WAIT if place.giving_up else Page.PHONE
    return Page.WAIT if place.giving_up or place.code_over else Page.CODE
