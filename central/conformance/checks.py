# SPDX-License-Identifier: Apache-2.0
"""What a platform must do, one function each; the first line of its docstring is what the report says.

Each leaves the platform as it found it, as far as bills can be: what was paid stays paid.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from central.conformance.county import Broken, County, NotTried, expect, new_number
from contract.document import encode
from contract.platform import (
    BillList,
    Health,
    Order,
    OrderList,
    OrderSearch,
    OrderState,
    Record,
    RecordBatch,
    RecordKind,
    RecordReceipt,
    Settlement,
)

Check = Callable[[County], None]

CHINA = timezone(timedelta(hours=8))
CLOCKS_APART = timedelta(minutes=5)
UNKNOWN_BILL = "Z9" * 8
DAY_S = 86_400
SOONEST_REVERSAL_S = 15
OPERATIONS = (
    ("POST", "/v1/bills/search"),
    ("POST", "/v1/bills/lookup"),
    ("POST", "/v1/orders"),
    ("POST", "/v1/order-searches"),
    ("GET", f"/v1/orders/{'0' * 32}"),
    ("POST", f"/v1/orders/{'0' * 32}/close"),
    ("POST", "/v1/records"),
    ("GET", "/v1/settlements/2026-01-01"),
)

# ---- who asks, and how


def health(county: County) -> None:
    """health answers without a token, and tells the right time"""
    told = county.answered("GET", "/v1/health", token="").as_(Health)
    expect(abs(told.time - datetime.now(UTC)) < CLOCKS_APART, f"its clock says {told.time.isoformat()}")


def token_needed(county: County) -> None:
    """every other operation refuses whoever has no token, or another's"""
    for method, path in OPERATIONS:
        for token in ("", "x" * 32):
            body = b"{}" if method == "POST" else None
            county.answered(method, path, body, token=token or " ").refused(401, "unauthorized")


def requests_are_checked(county: County) -> None:
    """a request that does not fit its schema is refused, and no more"""
    for body in (b"", b"{", b"[]", b'{"bill_no": 7}', b'{"bill_no": "W1", "surprise": 1}', b"\xff\xfe"):
        county.answered("POST", "/v1/bills/lookup", body).refused(400, "invalid_document")


# ---- bills


def bills_by_identity(county: County) -> None:
    """bills are found by identity; of somebody unknown the list is empty, like of one who owes nothing"""
    for bill in county.unpaid():
        expect(bill.total_fen > 0, f"bill {bill.bill_no} is over nothing")
    expect(not county.bills(county.person.other).bills, "somebody unknown has bills")


def bills_by_number(county: County) -> None:
    """one bill is found by the number that stands on it"""
    (bill,) = county.unpaid()
    found = county.lookup(bill.bill_no).as_(BillList).bills
    expect([one.bill_no for one in found] == [bill.bill_no], "the lookup brings other bills")
    county.lookup(UNKNOWN_BILL).refused(409, "bill_not_found")


# ---- orders


def order_has_a_code(county: County) -> None:
    """an order is what was asked for, and has a code while it is pending"""
    bills = county.unpaid()
    made = county.ordered(bills)
    expect(made.state is OrderState.PENDING, f"it is {made.state}")
    expect(made.code_url, "it has no code")
    expect(made.amount_fen == sum(bill.total_fen for bill in bills), "it is over another amount")
    expect(set(made.bill_nos) == {bill.bill_no for bill in bills}, "it is for other bills")
    expect(county.close(made.order_no).code_url is None, "a closed order still has a code")


def order_again_is_the_same(county: County) -> None:
    """the same number with the same content is the same order; with other content it is refused"""
    bills = county.unpaid()
    made = county.ordered(bills)
    again = county.ordered(bills, made.order_no)
    expect((again.order_no, again.code_url) == (made.order_no, made.code_url), "the repeat has another code")
    other = county.order(bills, made.order_no, valid_s=777)
    expect(other is not None, "the connection broke without an answer")
    if other is not None:
        other.refused(409, "idempotency_conflict")
    county.close(made.order_no)


def amount_is_checked(county: County) -> None:
    """an amount that is not the sum of the bills is refused, and nothing is made"""
    bills, number = county.unpaid(), new_number()
    wrong = county.order(bills, number, amount_fen=bills[0].total_fen + 1)
    expect(wrong is not None, "the connection broke without an answer")
    if wrong is not None:
        wrong.refused(409, "amount_changed")
    county.answered("GET", f"/v1/orders/{number}").refused(404, "order_not_found")


def basket(county: County) -> None:
    """several bills are one order and one code"""
    bills = county.unpaid(2)
    made = county.ordered(bills)
    expect(made.amount_fen == sum(bill.total_fen for bill in bills), "its amount is not their sum")
    county.close(made.order_no)


def bill_waits_in_one_order(county: County) -> None:
    """a bill that waits in one order cannot be ordered in another, until that is closed"""
    bills = county.unpaid()
    first = county.ordered(bills)
    second = county.order(bills)
    expect(second is not None, "the connection broke without an answer")
    if second is not None:
        second.refused(409, "bill_in_other_order")
    county.close(first.order_no)
    county.close(county.ordered(bills).order_no)


def close_is_final(county: County) -> None:
    """closing closes, again and again, and the number stays closed"""
    bills = county.unpaid()
    made = county.ordered(bills)
    for _ in range(2):
        expect(county.close(made.order_no).state is OrderState.CLOSED, "it is not closed")
    again = county.order(bills, made.order_no)
    expect(again is not None, "the connection broke without an answer")
    if again is not None and again.status != 409:
        expect(again.as_(Order, 200).state is OrderState.CLOSED, "a closed order is open again")


def closing_the_unknown_bars_it(county: County) -> None:
    """a number closed before it was known stays closed when its order arrives after all"""
    bills, number = county.unpaid(), new_number()
    expect(county.close(number).state is OrderState.CLOSED, "an unknown number cannot be closed")
    late = county.order(bills, number)
    expect(late is not None, "the connection broke without an answer")
    if late is not None:
        late.refused(409, "order_closed")
    expect(county.look(number).state is OrderState.CLOSED, "the late order was made")


def unknown_order(county: County) -> None:
    """an order that nobody made is not found"""
    county.answered("GET", f"/v1/orders/{new_number()}").refused(404, "order_not_found")


# ---- money (test mode)


def paid(county: County) -> None:
    """a paid order says so with time and transaction, closing changes nothing, and its bill is gone"""
    county.needs_test_mode()
    (bill,) = county.unpaid()
    made = county.ordered((bill,))
    county.phone_pays(made.order_no)
    for order in (county.look(made.order_no), county.close(made.order_no)):
        expect(order.state is OrderState.PAID, f"it is {order.state}")
        expect(order.paid_at and order.transaction_no, "it lacks time or transaction")
    expect(bill.bill_no not in {one.bill_no for one in county.bills().bills}, "its bill is still to be paid")
    county.lookup(bill.bill_no).refused(409, "bill_already_paid")
    again = county.order((bill,))
    expect(again is not None, "the connection broke without an answer")
    if again is not None:
        again.refused(409, "bill_already_paid")


def verify_page(county: County) -> None:
    """the page behind a slip's code opens for anybody, and names nobody"""
    county.needs_test_mode()
    made = county.ordered(county.unpaid())
    county.phone_pays(made.order_no)
    address = county.look(made.order_no).verify_url
    if not address:
        raise NotTried("paid orders have no verify_url")
    page = county.page(address)
    expect(page.status == 200, f"HTTP {page.status}")
    text = page.content.decode("utf-8", "replace")
    person = county.person
    secrets = [person.number.reveal()] + ([person.name.reveal()] if person.name else [])
    expect(not any(secret in text for secret in secrets), "the page tells who paid")
    expect(re.search(r"\d+\.\d\d", text), "the page does not tell the amount")


def late_money_is_owed_back(county: County) -> None:
    """money that arrives after closing is owed back, and settles no bill"""
    county.needs_test_mode()
    (bill,) = county.unpaid()
    made = county.ordered((bill,))
    county.close(made.order_no)
    county.phone_pays(made.order_no, late=True)
    order = county.look(made.order_no)
    expect(order.state is OrderState.REFUND_DUE, f"it is {order.state}")
    expect(bill.bill_no in {one.bill_no for one in county.bills().bills}, "the bill counts as paid")


def one_payment_told_often(county: County) -> None:
    """a channel that tells the platform three times has taken the money once"""
    county.needs_test_mode()
    before = county.book().taken_fen
    made = county.ordered(county.unpaid())
    county.phone_pays(made.order_no, notices=3)
    taken = county.book().taken_fen - before
    expect(taken == made.amount_fen, f"{taken} fen were taken for {made.amount_fen}")


def channel_that_tells_nothing(county: County) -> None:
    """where the channel says nothing, the platform asks it before it closes"""
    county.needs_test_mode()
    made = county.ordered(county.unpaid())
    county.phone_pays(made.order_no, notices=0)
    expect(county.close(made.order_no).state is OrderState.PAID, "it was closed over the money")


def balanced(county: County) -> None:
    """what was taken is what was settled, owed back and paid back"""
    book = county.book()
    parts = book.settled_fen + book.refund_due_fen + book.refunded_fen
    expect(book.taken_fen == parts, f"{book.taken_fen} fen were taken, {parts} are accounted for")


# ---- answers that are lost (test mode)


def order_whose_answer_is_lost(county: County) -> None:
    """an order whose answer is lost was made, once"""
    county.needs_test_mode()
    bills, number = county.unpaid(), new_number()
    county.fault("create_order", "drop")
    expect(county.order(bills, number) is None, "the answer was not lost: the fault does nothing")
    expect(county.look(number).state is OrderState.PENDING, "the order was not made")
    expect(county.ordered(bills, number).order_no == number, "it cannot be repeated")
    expect([one.order_no for one in county.book().orders].count(number) == 1, "it was made twice")
    county.close(number)


def order_that_failed(county: County) -> None:
    """an order that failed on the way was not made, and the repeat makes it"""
    county.needs_test_mode()
    bills, number = county.unpaid(), new_number()
    county.fault("create_order", "http_500")
    failed = county.order(bills, number)
    expect(failed is not None and failed.status >= 500, "the fault does nothing")
    county.answered("GET", f"/v1/orders/{number}").refused(404, "order_not_found")
    county.close(county.ordered(bills, number).order_no)


def close_whose_answer_is_lost(county: County) -> None:
    """a close whose answer is lost has closed"""
    county.needs_test_mode()
    made = county.ordered(county.unpaid())
    county.fault("close_order", "drop")
    expect(county.ask("POST", f"/v1/orders/{made.order_no}/close") is None, "the fault does nothing")
    expect(county.look(made.order_no).state is OrderState.CLOSED, "it is open")


# ---- payment codes that were scanned (test mode: the last digit says what becomes of them)


def scanned_code_is_collected_once(county: County) -> None:
    """a scanned code is collected from once, however often its order is sent"""
    county.needs_test_mode()
    before, bills = county.book().taken_fen, county.unpaid()
    made = county.scanned(bills, "0")
    expect(made.state is OrderState.PAID, f"it is {made.state}")
    expect(county.scanned(bills, "0", made.order_no).state is OrderState.PAID, "the repeat is not the same")
    expect(county.book().taken_fen - before == made.amount_fen, "it was collected from more than once")


def scanned_code_whose_answer_is_lost(county: County) -> None:
    """a collection whose answer is lost is found, and not made again"""
    county.needs_test_mode()
    before, bills, number = county.book().taken_fen, county.unpaid(), new_number()
    county.fault("create_order", "drop")
    try:
        county.scanned(bills, "0", number)
    except Broken:
        pass
    else:
        raise Broken("the answer was not lost: the fault does nothing")
    expect(county.look(number).state is OrderState.PAID, "the collection is not found")
    expect(county.scanned(bills, "0", number).state is OrderState.PAID, "the repeat is not the same")
    taken = county.book().taken_fen - before
    expect(taken == sum(bill.total_fen for bill in bills), f"{taken} fen were taken")


def scanned_code_is_refused(county: County) -> None:
    """a code that brings no money closes its order and says why"""
    county.needs_test_mode()
    made = county.scanned(county.unpaid(), "8")
    expect(made.state is OrderState.CLOSED, f"it is {made.state}")
    expect(made.refused, "it does not say why")


def reversal_waits(county: County) -> None:
    """while a payer may be typing the password, a close reverses no sooner than after 15 s, and then it does"""
    county.needs_test_mode()
    made = county.scanned(county.unpaid(), "7")
    expect(made.state is OrderState.PENDING and not made.code_url, f"it is {made.state}")
    expect(county.close(made.order_no).state is OrderState.PENDING, "it was reversed at once")
    county.clock_ahead(SOONEST_REVERSAL_S + 5)
    expect(county.look(made.order_no).state is OrderState.CLOSED, "it is never reversed")


def code_and_way_belong_together(county: County) -> None:
    """a payment code comes with its way alone"""
    bills, number = county.unpaid(), new_number()
    body = encode(county.request(bills, number)).replace(b'"way":"shown"', b'"way":"scanned"')
    county.answered("POST", "/v1/orders", body, Idempotency_Key=number).refused(400, "invalid_document")


# ---- what was, and the daily match


def orders_of_one_person(county: County) -> None:
    """a person's orders are found by the number, and nobody else's"""
    made = county.ordered(county.unpaid())
    county.close(made.order_no)

    def found(number: object) -> set[str]:
        search = OrderSearch(id_number=number)  # type: ignore[arg-type]
        listed = county.answered("POST", "/v1/order-searches", search).as_(OrderList)
        return {order.order_no for order in listed.orders}

    expect(made.order_no in found(county.person.number), "it is not found")
    expect(made.order_no not in found(county.person.other), "it is found for somebody else")


def records_count_once(county: County) -> None:
    """a record that is delivered twice is acknowledged twice and kept once"""
    record = Record(
        record_id=new_number(), sequence=1, kind=RecordKind.DEVICE, at=datetime.now(UTC), body={"check": "conformance"}
    )
    for _ in range(2):
        receipt = county.answered("POST", "/v1/records", RecordBatch(records=(record,))).as_(RecordReceipt)
        expect(record.record_id in receipt.accepted, "it is not acknowledged")
    kept = county.test("GET", "/test/records").as_(tuple[Record, ...])
    expect([one.record_id for one in kept].count(record.record_id) == 1, "it is kept twice")


def settlement_of_a_day(county: County) -> None:
    """a day has no settlement before it is over; then each of its orders stands in it, and its sum is theirs"""
    today = datetime.now(CHINA).date()
    county.answered("GET", f"/v1/settlements/{today}").refused(404, "settlement_not_ready")
    county.needs_test_mode()
    made = county.ordered(county.unpaid())
    county.phone_pays(made.order_no)
    county.clock_ahead(DAY_S)
    told = _settlement(county, today)
    lines = {line.order_no: line for line in told.lines}
    expect(made.order_no in lines, "a paid order is missing")
    expect(lines[made.order_no].amount_fen == made.amount_fen, "its amount differs")
    expect(lines[made.order_no].state is OrderState.PAID, "its state differs")
    settled = sum(line.amount_fen for line in told.lines if line.state is OrderState.PAID and _on(line.paid_at, today))
    expect(told.paid_fen == settled, f"its sum is {told.paid_fen}, of its lines {settled}")


def _settlement(county: County, day: date) -> Settlement:
    told = county.answered("GET", f"/v1/settlements/{day}").as_(Settlement)
    expect(told.day == day, "it is of another day")
    return told


def _on(moment: datetime | None, day: date) -> bool:
    return moment is not None and moment.astimezone(CHINA).date() == day


CHECKS: tuple[Check, ...] = (
    health,
    token_needed,
    requests_are_checked,
    bills_by_identity,
    bills_by_number,
    order_has_a_code,
    order_again_is_the_same,
    amount_is_checked,
    basket,
    bill_waits_in_one_order,
    close_is_final,
    closing_the_unknown_bars_it,
    unknown_order,
    paid,
    verify_page,
    late_money_is_owed_back,
    one_payment_told_often,
    channel_that_tells_nothing,
    order_whose_answer_is_lost,
    order_that_failed,
    close_whose_answer_is_lost,
    scanned_code_is_collected_once,
    scanned_code_whose_answer_is_lost,
    scanned_code_is_refused,
    reversal_waits,
    code_and_way_belong_together,
    orders_of_one_person,
    records_count_once,
    settlement_of_a_day,
    balanced,
)
