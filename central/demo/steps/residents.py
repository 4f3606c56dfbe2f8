# SPDX-License-Identifier: Apache-2.0
"""The tour's steps in order. What the kiosk shows is told by its visible words alone."""

import re
from collections.abc import Callable

from central.demo.visit.reported import ReportedVisit
from central.demo.visit.screen_reader import Look
from central.demo.visit.visit import BACK_AGAIN_S, DEVICE_S, HOME, PAGE_S, Visit, amount_pattern, expect
from contract.local import PaymentState, ReceiptState

PAID = "缴费成功"
HAN = re.compile(r"[\u4e00-\u9fff]")


# ---- a resident pays two bills


def start_page(visit: Visit) -> None:
    visit.sees(HOME)
    visit.sees("生活缴费", "push button")


def pay_fees(visit: Visit) -> None:
    visit.touches("生活缴费")
    visit.sees("请放身份证")


def card_on_reader(visit: Visit) -> None:
    visit.puts_card()
    visit.sees_bills(visit.resident.bill)


def choose_two(visit: Visit) -> None:
    visit.chooses(visit.resident.bill[:2])


def check(visit: Visit) -> None:
    visit.touches("^去付", "push button")
    visit.sees("请核对")
    visit.sees(visit.amount)


def code_with_countdown(visit: Visit) -> None:
    visit.touches("^确认缴费", "push button")
    visit.finds_order_by_code()
    first = visit.sees("有效").name
    visit.sees_that(lambda look: counts_down(look, first), PAGE_S, "countdown that moves")


def phone_pays(visit: Visit) -> None:
    visit.pays_by_phone()


def slip_printed(visit: ReportedVisit) -> None:
    text, png = visit.takes_slip(visit.amount)
    visit.report.keep_receipt(png, text)
    for bill in visit.chosen:
        expect(
            re.search(amount_pattern(bill.total_fen), text) is not None,
            f"the slip does not say {bill.bill_no}'s amount",
        )


def confirmation(visit: ReportedVisit) -> None:
    visit.sees(PAID)
    visit.sees(visit.amount)
    visit.sees("凭条打好了")
    payment = visit.payment()
    visit.report.payment = {
        "id": payment.payment_id,
        "amount_fen": payment.amount_fen,
        "state": payment.state.value,
    }
    order = visit.order()
    chosen = {bill.bill_no for bill in visit.chosen}
    expect(payment.state is PaymentState.SUCCEEDED, f"the ledger says {payment.state.value}")
    expect(payment.amount_fen == order.amount_fen == visit.amount_fen, "ledger, platform and screen differ in amount")
    expect(set(order.bill_nos) == chosen, "the order names other bills than those chosen")
    expect([slip.state for slip in payment.receipts] == [ReceiptState.PRINTED], "the ledger's slip is not printed once")


def goodbye(visit: Visit) -> None:
    visit.touches("^完成$", "push button")
    visit.sees("^请取走身份证和凭条")
    visit.takes_card()


def nothing_personal_left(visit: Visit) -> None:
    visit.goes_home()
    visit.expects_no_trace()


# ---- another asks how an application stands


def find_case(visit: Visit) -> None:
    visit.touches("办件进度", "push button")
    visit.sees("请扫受理单上的码")


def case_scanned(visit: Visit) -> None:
    visit.scans_slip()


def case_printed(visit: Visit) -> None:
    visit.touches("打印进度单", "push button")
    visit.takes_slip(visit.case.project_no)
    visit.sees("打好了")


def case_number_typed(visit: Visit) -> None:
    visit.goes_home()
    visit.touches("办件进度", "push button")
    visit.touches("输入受理编号", "push button")
    visit.sees("请输入受理编号")
    visit.types(visit.case.project_no)


def typed_case_found(visit: Visit) -> None:
    visit.touches("^查询$", "push button")
    visit.sees_case()


def typed_case_printed(visit: Visit) -> None:
    case_printed(visit)


# ---- what stands beside the journeys


def idle_warning(visit: Visit) -> None:
    visit.goes_home()
    find_case(visit)
    visit.sees("您还在吗", limit_s=BACK_AGAIN_S)


def still_here(visit: Visit) -> None:
    visit.touches("我还在", "push button")
    visit.sees("请扫受理单上的码")


def in_english(visit: Visit) -> None:
    """Every word that shows is English, but for the way back."""
    visit.touches("上一步", "push button")
    visit.sees(HOME)
    visit.touches("^English$", "push button")
    visit.sees("^中文$")
    left = chinese_words(visit.reader.look())
    expect(not left, f"still in Chinese: {' | '.join(left)}")


def in_chinese_again(visit: Visit) -> None:
    visit.touches("^中文$", "push button")
    visit.sees(HOME)


# ---- the kiosk is killed while a code shows


def second_code(visit: Visit) -> None:
    visit.touches("生活缴费", "push button")
    visit.sees("请放身份证")
    visit.puts_card()
    visit.sees_bills(visit.resident.bill[2:])
    visit.chooses(visit.resident.bill[2:4])
    visit.touches("^去付", "push button")
    visit.touches("^确认缴费", "push button")
    visit.finds_order_by_code()


def kiosk_killed_and_back(visit: Visit) -> None:
    visit.kills("kiosk")
    visit.waits_until_back("kiosk")
    visit.takes_card()
    visit.sees("还没有完成", limit_s=DEVICE_S)
    visit.sees(visit.amount)
    expect(visit.sees_code() == visit.code_url, "another code shows than before")
    visit.expects_nobody_named()


def outcome_without_a_name(visit: Visit) -> None:
    visit.pays_by_phone()
    visit.sees(PAID)
    visit.sees(visit.amount)
    visit.expects_nobody_named()
    visit.takes_slip(visit.amount)


def start_page_again(visit: Visit) -> None:
    visit.goes_home()
    visit.expects_no_trace()


STEPS: tuple[Callable[[ReportedVisit], None], ...] = (
    start_page,
    pay_fees,
    card_on_reader,
    choose_two,
    check,
    code_with_countdown,
    phone_pays,
    slip_printed,
    confirmation,
    goodbye,
    nothing_personal_left,
    find_case,
    case_scanned,
    case_printed,
    case_number_typed,
    typed_case_found,
    typed_case_printed,
    idle_warning,
    still_here,
    in_english,
    in_chinese_again,
    second_code,
    kiosk_killed_and_back,
    outcome_without_a_name,
    start_page_again,
)


def counts_down(look: Look, first: str) -> bool:
    now = look.find("有效")
    return now is not None and now.name != first


def chinese_words(look: Look) -> list[str]:
    return [control.name for control in look.controls if HAN.search(control.name) and control.name != "中文"]
