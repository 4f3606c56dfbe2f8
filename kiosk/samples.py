# SPDX-License-Identifier: Apache-2.0
"""Sample states, one or more for every page: for previews, for the docs and for the tests that look at all pages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec

from contract.content import BoardedAlert
from contract.local import (
    Commissioning,
    Device,
    DeviceKind,
    DeviceState,
    Payment,
    PaymentLine,
    Payments,
    PaymentState,
    Receipt,
    ReceiptState,
    Resident,
    Terminal,
    Trouble,
)
from contract.personal import IdNumber
from contract.platform import Bill, BillKind, BillList, Case, CaseState, CaseStep, IdentityMethod, PayWay
from contract.text import LocalText
from kiosk import published
from kiosk.domain.moneyplaces import (
    AtHome,
    FindBill,
    FindPayment,
    HoldPhone,
    NoSlip,
    Records,
    ShowRecord,
    TypeBill,
    TypeReference,
)
from kiosk.domain.offer import offered
from kiosk.domain.places import (
    Bills,
    Check,
    Checklist,
    FindCase,
    FindService,
    Goodbye,
    Guide,
    Help,
    Home,
    Identify,
    Notices,
    Paying,
    Place,
    Problem,
    ReadNotice,
    Services,
    ShowCase,
    ShowService,
    ShowSlip,
    TypeCase,
    TypeId,
)
from kiosk.domain.state import Alarm, Session, State

NOW = 1000.0
WALL = published.WALL
PAID_AT = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
SEED = "00000000000040008000000000000001"
PAYMENT_ID = "8f2c61d0a9e44b7d9c3e5a6b7c8d9e0f"
NUMBER = IdNumber("11010519491231002X")
VERIFY_URL = "https://pay.example.test/verify/8f2c61d0a9e44b7d9c3e5a6b7c8d9e0f"
MOVED = frozenset({PaymentState.SUCCEEDED, PaymentState.REFUND_DUE, PaymentState.REFUNDED})
CODE_URL = "https://pay.example.test/cashier/q?o=8f2c61d0a9e44b7d9c3e5a6b7c8d9e0f"


def text(zh: str, en: str) -> LocalText:
    return LocalText(zh=zh, en=en)


DEVICES = tuple(Device(device_id=str(kind), kind=kind, state=DeviceState.ONLINE) for kind in DeviceKind)
TERMINAL = Terminal(
    terminal_no="DEMO-0001",
    place=text("振兴社区服务站", "Zhenxing Community Service Station"),
    help_phone="0571-8888 0012",
    version="0.1.0",
    devices=DEVICES,
    platform_reachable=True,
    paying=True,
)
NO_PRINTER = tuple(
    Device(device_id="printer", kind=device.kind, state=DeviceState.USER_ERROR, faults=("paperOut",))
    if device.kind is DeviceKind.RECEIPT_PRINTER
    else device
    for device in DEVICES
)
TROUBLED = Terminal(
    terminal_no=TERMINAL.terminal_no,
    place=TERMINAL.place,
    help_phone=TERMINAL.help_phone,
    version=TERMINAL.version,
    devices=NO_PRINTER,
    platform_reachable=False,
    paying=True,
)
NOT_PAYING = msgspec.structs.replace(TERMINAL, paying=False, paying_trouble="ledgerUnwritable")
RESIDENT = Resident(name="王*兰", number=NUMBER.masked(), method=IdentityMethod.CARD)
WATER = Bill(
    bill_no="WATER202610",
    kind=BillKind.WATER,
    period=text("2026年9—10月", "Sep–Oct 2026"),
    payee=text("市自来水公司", "City Water"),
    amount_fen=8640,
    account="6217****31",
    pay_url="https://pay.example.test/b/WATER202610",
)
PROPERTY = Bill(
    bill_no="PROP2026Q4",
    kind=BillKind.PROPERTY,
    period=text("2026年第四季度", "4th quarter 2026"),
    payee=text("振兴物业", "Zhenxing Property"),
    amount_fen=20000,
)
HEATING = Bill(
    bill_no="HEAT202627",
    kind=BillKind.HEATING,
    period=text("2026—2027供暖季", "Winter 2026–27"),
    payee=text("城东热力公司", "East City Heating"),
    amount_fen=186000,
    penalty_fen=1250,
    due_on=date(2026, 11, 15),
)
INSURANCE = Bill(
    bill_no="INSU2027",
    kind=BillKind.SOCIAL_INSURANCE,
    period=text("2027年度城乡居民医保", "Medical insurance 2027"),
    payee=text("市税务局", "City Tax Service"),
    amount_fen=40000,
)
BILLS = BillList(bills=(WATER, PROPERTY, HEATING, INSURANCE))
CHOSEN = frozenset({WATER.bill_no, PROPERTY.bill_no})


def line(bill: Bill) -> PaymentLine:
    return PaymentLine(
        kind=bill.kind, period=bill.period, total_fen=bill.total_fen, payee=bill.payee, account=bill.account
    )


LINES = (
    line(WATER),
    line(PROPERTY),
)
CASE = Case(
    project_no="330106202611160017",
    task_name=text("老年人优待证办理", "Senior citizen card"),
    org_name=text("示范县民政局", "Shifan Civil Affairs Bureau"),
    state=CaseState.MORE_NEEDED,
    apply_date=date(2026, 11, 16),
    promise_date=date(2026, 11, 30),
    applicant="王**",
    steps=(
        CaseStep(process_name=text("受理", "Accepted"), end=datetime(2026, 11, 16, 3, tzinfo=UTC)),
        CaseStep(process_name=text("审核", "Review")),
        CaseStep(process_name=text("制证", "Card made")),
        CaseStep(process_name=text("领取", "Collect")),
    ),
    next_step=text("请补交一张一寸照片，交到社区窗口。", "Please bring one more photo (25 × 35 mm) to the counter."),
    link_way="0571-8888 0034",
)


def payment(state: PaymentState, receipt: ReceiptState | None = None, code: str = "") -> Payment:
    shown = state is PaymentState.CODE_SHOWN
    receipts = () if receipt is None else (_receipt(receipt, "paperOut" if receipt is ReceiptState.FAILED else ""),)
    return Payment(
        payment_id=PAYMENT_ID,
        state=state,
        amount_fen=28640,
        lines=LINES,
        code_url=CODE_URL if shown else None,
        code_left_s=272 if shown else None,
        verify_url=VERIFY_URL if state in MOVED else None,
        paid_at=PAID_AT if state is PaymentState.SUCCEEDED else None,
        reference="8F2C 61D0 A9E4",
        receipts=receipts,
        trouble=Trouble(code=code, title=code) if code else None,
    )


def _receipt(state: ReceiptState, code: str) -> Receipt:
    trouble = Trouble(code=code, title=code) if code else None
    number = "DEMO-0001-000124"
    return Receipt(receipt_id="1" * 32, receipt_no=number, state=state, reprint=False, trouble=trouble)


OFFER = offered(published.RELEASE, WALL)
BASE = State(seed=SEED, connected=True, terminal=TERMINAL, touched_at=NOW, offer=OFFER)
UNTOUCHED = replace(BASE, touched_at=0.0)
COMMISSIONING = Commissioning(
    url="https://192.168.10.23:8443/",
    fingerprint="9F86D081 884C7D65 9A2FEAA0 C55AD015 A3BF4F1B 2B0B822C D15D6C15 B0F00A08",
    secret="K7QM-2XHT",  # noqa: S106 - a sample
    until=datetime(2026, 11, 23, 4, 42, tzinfo=UTC),
)
SESSION = Session("5" * 32, open=True, renew_at=NOW + 10, lease_until=NOW + 30)
NAMED = replace(SESSION, resident=RESIDENT)
FOUND = Bills(BILLS, CHOSEN)
EVERY = frozenset(bill.bill_no for bill in BILLS.bills)


def _at(*trail: Place, session: Session | None = NAMED) -> State:
    return replace(BASE, trail=(Home(), *trail), session=session)


def _paying(state: PaymentState, receipt: ReceiptState | None = None, code: str = "") -> State:
    place = Paying(PAYMENT_ID, 28640, payment(state, receipt, code), seen_at=NOW, ask_at=NOW + 5)
    return _at(Identify(), FOUND, Check((WATER, PROPERTY)), place)


def _resumed(state: State) -> State:
    place = state.paying
    return _at(replace(place, resumed=True), session=None) if place else state


def _with(state: State, *, giving_up: bool = False, code_was_shown: bool = False) -> State:
    place = state.paying
    return state.with_paying(replace(place, giving_up=giving_up, code_was_shown=code_was_shown)) if place else state


def _guide(*trail: Place) -> State:
    return _at(Guide(OFFER), *trail, session=None)


def _list(printed: bool = False, trouble: str = "") -> State:
    senior = published.SENIOR_CARD
    return _guide(Services(OFFER, "elder"), ShowService(senior), Checklist(senior, printed=printed, trouble=trouble))


def _alarm(state: State, *alerts: BoardedAlert, turn: int = 0) -> State:
    return replace(state, alerts=alerts, alarm=Alarm(turn, NOW))


def _scanned(state: State) -> State:
    place = state.paying
    if place is None or place.payment is None:
        return state
    document = msgspec.structs.replace(place.payment, way=PayWay.SCANNED, code_url=None, code_left_s=None)
    return state.with_paying(replace(place, payment=document))


def _slipless(state: State) -> State:
    return state.with_paying(replace(state.paying, with_slip=False)) if state.paying else state


S, R = PaymentState, ReceiptState
RECORDS = Payments(
    payments=tuple(
        msgspec.structs.replace(payment(each), payment_id=digit * 32)
        for each, digit in ((S.SUCCEEDED, "1"), (S.REFUND_DUE, "2"), (S.CLOSED, "3"), (S.UNKNOWN, "4"))
    )
)
SAMPLES: dict[str, Callable[[], State]] = {
    "moment": lambda: replace(_at(Identify("c" * 32), session=SESSION), connected=False),
    "moment_paying": lambda: replace(_paying(S.CODE_SHOWN), connected=False),
    "home": lambda: BASE,
    "home_stale": lambda: replace(UNTOUCHED, terminal=None, offer=replace(OFFER, checked_at=WALL - timedelta(days=10))),
    "home_trouble": lambda: replace(BASE, terminal=TROUBLED),
    "home_alone": lambda: replace(BASE, connected=False, terminal=None),
    "home_empty": lambda: replace(BASE, offer=offered(None, WALL)),
    "home_alert": lambda: replace(BASE, alerts=(published.RAIN, published.DRILL)),
    "home_not_paying": lambda: replace(BASE, terminal=NOT_PAYING),
    "help": lambda: _at(Help(), session=None),
    "identify": lambda: _at(Identify("c" * 32), session=SESSION),
    "identify_again": lambda: _at(Identify("c" * 32, "cardRemoved"), session=SESSION),
    "identify_lift": lambda: _at(Identify("c" * 32)),
    "type_id": lambda: _at(Identify(), TypeId(IdNumber("110105194912")), session=SESSION),
    "type_id_wrong": lambda: _at(Identify(), TypeId(IdNumber("110105194912310021")), session=SESSION),
    "type_id_good": lambda: _at(Identify(), TypeId(NUMBER), session=SESSION),
    "bills_loading": lambda: _at(Identify(), Bills()),
    "bills": lambda: _at(Identify(), FOUND),
    "bills_none_chosen": lambda: _at(Identify(), Bills(BillList(bills=BILLS.bills, card_needed=True))),
    "bills_all_paid": lambda: _at(Identify(), Bills(BillList(bills=()))),
    "bills_empty": lambda: _at(Identify(), Bills(BillList(bills=(), card_needed=True))),
    "check": lambda: _at(Identify(), FOUND, Check((WATER, PROPERTY))),
    "check_no_printer": lambda: replace(_at(Identify(), FOUND, Check((WATER, PROPERTY))), terminal=TROUBLED),
    "check_many": lambda: _at(Identify(), Bills(BILLS, EVERY), Check(BILLS.bills)),
    "ordering": lambda: _at(Identify(), FOUND, Check((WATER, PROPERTY)), Paying(PAYMENT_ID, 28640)),
    "find_bill": lambda: _at(Identify(), FindBill("c" * 32), session=SESSION),
    "find_bill_paid": lambda: _at(Identify(), FindBill("c" * 32, "bill_already_paid"), session=SESSION),
    "find_bill_asked": lambda: _at(Identify(), FindBill(asked=WATER.bill_no), session=SESSION),
    "type_bill": lambda: _at(Identify(), FindBill(), TypeBill("3301062026"), session=SESSION),
    "type_bill_unknown": lambda: _at(
        Identify(), FindBill(), TypeBill("33010620261116001234", trouble="billUnknown"), session=SESSION
    ),
    "no_slip": lambda: _at(Identify(), FOUND, Check((WATER, PROPERTY)), NoSlip((WATER, PROPERTY), PayWay.SHOWN)),
    "hold_phone": lambda: _at(
        Identify(), FOUND, Check((WATER, PROPERTY)), HoldPhone((WATER, PROPERTY), command_id="c" * 32)
    ),
    "hold_phone_again": lambda: _at(
        Identify(), FOUND, Check((WATER, PROPERTY)), HoldPhone((WATER, PROPERTY), trouble="notAPaymentCode")
    ),
    "phone": lambda: _scanned(_paying(S.CODE_SHOWN)),
    "phone_resumed": lambda: _scanned(_resumed(_paying(S.CODE_SHOWN))),
    "collecting": lambda: _scanned(_paying(S.CREATED)),
    "phone_unknown": lambda: _scanned(_paying(S.UNKNOWN)),
    "phone_closing": lambda: _scanned(_with(_paying(S.CODE_SHOWN), giving_up=True)),
    "refused_expired": lambda: _scanned(_paying(S.CLOSED, code="code_expired")),
    "refused_balance": lambda: _scanned(_paying(S.CLOSED, code="balance_insufficient")),
    "at_home": lambda: _at(Identify(), FOUND, Check((WATER, PROPERTY)), AtHome((WATER, PROPERTY))),
    "at_home_number": lambda: _at(
        FindBill(), TypeBill("33010620261116"), AtHome(number="33010620261116"), session=SESSION
    ),
    "no_network": lambda: replace(_at(Problem("platformDown", Identify()), session=None), terminal=TROUBLED),
    "paid_without_slip": lambda: _slipless(_paying(S.SUCCEEDED)),
    "find_payment": lambda: _at(FindPayment("c" * 32), session=SESSION),
    "find_payment_none": lambda: _at(FindPayment("c" * 32, "paymentNotFound"), session=SESSION),
    "find_payment_card": lambda: _at(FindPayment(), Identify("c" * 32), session=SESSION),
    "type_reference": lambda: _at(FindPayment(), TypeReference("8F2C61D0"), session=SESSION),
    "records_loading": lambda: _at(FindPayment(), Identify(), Records()),
    "records_none": lambda: _at(FindPayment(), Identify(), Records(Payments(payments=()))),
    "records": lambda: _at(FindPayment(), Identify(), Records(RECORDS)),
    "record": lambda: _at(FindPayment(), ShowRecord(RECORDS.payments[0])),
    "record_printing": lambda: _at(FindPayment(), ShowRecord(RECORDS.payments[0], printing=True)),
    "record_no_paper": lambda: _at(FindPayment(), ShowRecord(RECORDS.payments[0], trouble="paperOut")),
    "record_refund": lambda: _at(FindPayment(), ShowRecord(RECORDS.payments[1])),
    "code": lambda: _paying(S.CODE_SHOWN),
    "code_offline": lambda: replace(_paying(S.CODE_SHOWN), terminal=TROUBLED),
    "code_resumed": lambda: _resumed(_paying(S.CODE_SHOWN)),
    "unknown": lambda: _with(_paying(S.UNKNOWN), code_was_shown=True),
    "unknown_order": lambda: _paying(S.UNKNOWN),
    "unknown_resumed": lambda: _resumed(_paying(S.UNKNOWN)),
    "closing": lambda: _with(_paying(S.CLOSING), giving_up=True),
    "closing_no_code": lambda: _paying(S.CLOSING),
    "closing_resumed": lambda: _resumed(_paying(S.CLOSING)),
    "paid_printing": lambda: _paying(S.SUCCEEDED, R.PRINTING),
    "paid": lambda: _paying(S.SUCCEEDED, R.PRINTED),
    "paid_no_paper": lambda: _paying(S.SUCCEEDED, R.FAILED),
    "paid_slip_unknown": lambda: _paying(S.SUCCEEDED, R.UNKNOWN),
    "paid_resumed": lambda: _resumed(_paying(S.SUCCEEDED, R.PRINTED)),
    "slip": lambda: _at(
        Identify(),
        FOUND,
        Paying(PAYMENT_ID, 28640, payment(S.SUCCEEDED, R.FAILED)),
        ShowSlip(payment(S.SUCCEEDED, R.FAILED)),
    ),
    "closed": lambda: _with(_paying(S.CLOSED), giving_up=True),
    "closed_no_code": lambda: _paying(S.CLOSED),
    "closed_seen": lambda: _with(_paying(S.CLOSED), code_was_shown=True),
    "closed_resumed": lambda: _resumed(_paying(S.CLOSED)),
    "closed_already_paid": lambda: _paying(S.CLOSED, code="bill_already_paid"),
    "disputed": lambda: _paying(S.SUCCEEDED, code="amountDiffers"),
    "refund_due": lambda: _paying(S.REFUND_DUE),
    "refunded": lambda: _paying(S.REFUNDED),
    "find_case": lambda: _at(FindCase("c" * 32), session=SESSION),
    "find_case_again": lambda: _at(FindCase("c" * 32, "codeNotOurs"), session=SESSION),
    "type_case": lambda: _at(FindCase(), TypeCase("33010620261116"), session=SESSION),
    "type_case_unknown": lambda: _at(FindCase(), TypeCase(CASE.project_no, "case_not_found"), session=SESSION),
    "case_loading": lambda: _at(FindCase(), ShowCase(CASE.project_no), session=SESSION),
    "case": lambda: _at(FindCase(), ShowCase(CASE.project_no, CASE), session=SESSION),
    "case_printed": lambda: _at(FindCase(), ShowCase(CASE.project_no, CASE, "c" * 32, printed=True), session=SESSION),
    "case_no_paper": lambda: _at(FindCase(), ShowCase(CASE.project_no, CASE, trouble="paperOut"), session=SESSION),
    "guide": _guide,
    "guide_empty": lambda: _at(Guide(offered(None, WALL)), session=None),
    "services": lambda: _guide(Services(OFFER, "elder")),
    "find_service": lambda: _guide(FindService(OFFER)),
    "find_service_found": lambda: _guide(FindService(OFFER, "SF")),
    "find_service_many": lambda: _guide(FindService(OFFER, "L")),
    "find_service_none": lambda: _guide(FindService(OFFER, "SFXYZ")),
    "service": lambda: _guide(Services(OFFER, "elder"), ShowService(published.SENIOR_CARD)),
    "service_at_once": lambda: _guide(FindService(OFFER, "SF"), ShowService(published.WATER_ACCOUNT)),
    "checklist": _list,
    "checklist_printed": lambda: _list(printed=True),
    "checklist_no_paper": lambda: _list(trouble="paperOut"),
    "checklist_no_printer": lambda: replace(_list(), terminal=TROUBLED),
    "service_gone": lambda: _at(Problem("serviceGone", Guide(OFFER)), session=None),
    "notices": lambda: _at(Notices(OFFER), session=None),
    "notices_empty": lambda: _at(Notices(offered(None, WALL)), session=None),
    "notices_none": lambda: _at(Notices(replace(OFFER, notices=())), session=None),
    "notice": lambda: _at(Notices(OFFER), ReadNotice(published.NOTICES[0]), session=None),
    "emergency": lambda: _alarm(UNTOUCHED, published.RAIN),
    "emergency_exercise": lambda: _alarm(UNTOUCHED, published.RAIN, published.DRILL, turn=1),
    "emergency_visit": lambda: _alarm(_at(Identify(), FOUND), published.RAIN, published.DRILL),
    "emergency_paying": lambda: _alarm(_paying(S.CODE_SHOWN), published.RAIN),
    "emergency_warning": lambda: replace(_alarm(_at(Identify(), FOUND), published.RAIN), warned_at=NOW - 3),
    "bills_alert": lambda: replace(_at(Identify(), FOUND), alerts=(published.RAIN,)),
    "code_alert": lambda: replace(_paying(S.CODE_SHOWN), alerts=(published.RAIN,)),
    "attract": lambda: replace(UNTOUCHED, attracting=True),
    "commissioning": lambda: replace(
        UNTOUCHED, terminal=msgspec.structs.replace(TERMINAL, commissioning=COMMISSIONING)
    ),
    "problem": lambda: _at(Identify(), Problem("platformSlow", Bills())),
    "problem_session": lambda: _at(Problem("sessionEnded"), session=None),
    "warning": lambda: replace(_at(Identify(), FOUND), warned_at=NOW - 3),
    "goodbye": lambda: _at(Goodbye(NOW + 6, card_used=True, slip_printed=True), session=None),
    "goodbye_undecided": lambda: _at(
        Goodbye(NOW + 15, card_used=True, undecided=True, reference="8F2C 61D0 A9E4"), session=None
    ),
    "goodbye_idle": lambda: _at(Goodbye(NOW + 6, by_idleness=True), session=None),
}
