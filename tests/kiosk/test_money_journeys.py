# SPDX-License-Identifier: Apache-2.0
"""Bills by their number, payment codes shown, slips asked about, payments found again: through the real window."""

from contract.local import Outcome, PaymentState, ReadIdentity, ReadPaymentCode, ScanCode
from contract.payment_code import Channel
from contract.platform import PayWay
from kiosk import samples
from kiosk.domain.pages import Page
from tests.kiosk.conftest import Start
from tests.kiosk.fake_agent import FakeAgent, Refusal
from tests.kiosk.hand import Hand
from tests.kiosk.test_journeys import WATER, to_bills

NUMBER = samples.WATER.bill_no


def scan_bill(agent: FakeAgent, hand: Hand) -> None:
    hand.sees(Page.HOME)
    hand.touch("生活缴费")
    hand.touch("按缴款码缴费")
    hand.sees(Page.FIND_BILL)
    hand.until(lambda: agent.waiting(ScanCode), "the scanner is armed")


def to_check(agent: FakeAgent, hand: Hand) -> None:
    to_bills(agent, hand)
    hand.touch(WATER)
    hand.touch("去付 ¥86.40")
    hand.sees(Page.CHECK)


def test_a_notice_is_scanned_and_paid_without_an_identity(agent: FakeAgent, start: Start) -> None:
    hand = start()
    scan_bill(agent, hand)
    agent.finish(agent.waiting(ScanCode) or "", scanned="https://x.test/NOSUCH00")
    hand.reads("没有查到这个缴款码")
    hand.until(lambda: agent.waiting(ScanCode), "the scanner is armed again")
    agent.finish(agent.waiting(ScanCode) or "", scanned=f"https://x.test/{NUMBER}")
    hand.sees(Page.BILLS)
    hand.touch("去付 ¥86.40")
    hand.touch("确认缴费 ¥86.40")
    hand.sees(Page.CODE)
    assert agent.resident is None


def test_without_network_the_bill_goes_home(agent: FakeAgent, start: Start) -> None:
    agent.refusals["/bills/lookup"] = [Refusal(502, "platformDown")]
    hand = start()
    scan_bill(agent, hand)
    agent.finish(agent.waiting(ScanCode) or "", scanned=NUMBER)
    hand.sees(Page.AT_HOME)
    hand.reads(NUMBER)
    hand.touch("上一步")
    hand.sees(Page.FIND_BILL)


def test_a_payment_code_is_shown_and_refused(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_check(agent, hand)
    hand.touch("出示付款码")
    hand.sees(Page.HOLD_PHONE)
    hand.until(lambda: agent.waiting(ReadPaymentCode))
    agent.finish(agent.waiting(ReadPaymentCode) or "", Outcome.FAILED, "notAPaymentCode")
    hand.reads("这不是付款码")
    hand.until(lambda: agent.waiting(ReadPaymentCode))
    agent.finish(agent.waiting(ReadPaymentCode) or "", channel=Channel.ALIPAY)
    hand.sees(Page.PHONE)
    [payment] = agent.payments.values()
    assert payment.way is PayWay.SCANNED
    agent.payment_is(PaymentState.CLOSED, trouble=samples.Trouble(code="balance_insufficient", title=""))
    hand.sees(Page.NOT_PAID)
    hand.reads("余额不够")
    hand.reads("没有扣款，您的钱没有动。")


def test_nobody_pays_without_a_slip_unasked(agent: FakeAgent, start: Start) -> None:
    agent.prints = False
    hand = start()
    to_check(agent, hand)
    hand.touch("确认缴费 ¥86.40")
    hand.sees(Page.NO_SLIP)
    assert agent.payments == {}
    hand.touch("不打凭条，照样缴")
    hand.sees(Page.CODE)
    agent.payment_is(PaymentState.SUCCEEDED)
    hand.reads("没有打纸质凭条")


def test_a_payment_is_found_by_card_and_printed_again(agent: FakeAgent, start: Start) -> None:
    agent.payments["1" * 32] = samples.RECORDS.payments[0]
    hand = start()
    hand.sees(Page.HOME)
    hand.touch("缴费记录")
    hand.sees(Page.FIND_PAYMENT)
    hand.touch("用身份证查")
    hand.until(lambda: agent.waiting(ReadIdentity))
    agent.finish(agent.waiting(ReadIdentity) or "", resident=samples.RESIDENT)
    hand.sees(Page.RECORDS)
    hand.touch("¥286.40 缴费成功  水费、物业费  2026年11月23日 10:41")
    hand.sees(Page.RECORD)
    hand.touch("补打凭条")
    hand.until(lambda: agent.count("PUT", "/receipts/") == 1)
