# SPDX-License-Identifier: Apache-2.0
"""Documents and states that the tests share."""

from datetime import date

from contract.local import (
    Device,
    DeviceKind,
    DeviceState,
    Payment,
    PaymentLine,
    PaymentState,
    Receipt,
    ReceiptState,
    Resident,
    Terminal,
)
from contract.platform import Bill, BillKind, BillList, Case, CaseState, CaseStep, IdentityMethod
from contract.text import LocalText

SEED = "00000000000040008000000000000001"
CODE_URL = "https://pay.example.test/q/8f2c61d0a9"


def text(zh: str, en: str | None = None) -> LocalText:
    return LocalText(zh=zh, en=en)


def terminal(**changes: object) -> Terminal:
    devices = tuple(
        Device(device_id=str(kind), kind=kind, state=DeviceState.ONLINE)
        for kind in (DeviceKind.RESIDENT_ID, DeviceKind.RECEIPT_PRINTER, DeviceKind.CODE_SCANNER)
    )
    facts: dict[str, object] = {
        "terminal_no": "DEMO-0001",
        "place": text("振兴社区服务站", "Zhenxing Community Service Station"),
        "help_phone": "0571-8888 0012",
        "version": "0.1.0",
        "devices": devices,
        "platform_reachable": True,
        "paying": True,
    }
    return Terminal(**(facts | changes))  # type: ignore[arg-type]


RESIDENT = Resident(name="王*兰", number="110***********002X", method=IdentityMethod.CARD)
TYPED = Resident(name="", number="110***********002X", method=IdentityMethod.TYPED)

BILLS = BillList(
    bills=(
        Bill(
            bill_no="WATER00001", kind=BillKind.WATER, period=text("2026年9—10月", "Sep–Oct 2026"),
            payee=text("市自来水公司", "City Water"), amount_fen=8640, account="6217****31",
        ),
        Bill(
            bill_no="PROP000001", kind=BillKind.PROPERTY, period=text("2026年第四季度", "4th quarter 2026"),
            payee=text("振兴物业", "Zhenxing Property"), amount_fen=20000,
        ),
        Bill(
            bill_no="HEAT000001", kind=BillKind.HEATING, period=text("2026—2027供暖季", "Winter 2026–27"),
            payee=text("城东热力公司", "East City Heating"), amount_fen=186000, penalty_fen=1250, due_on=date(2026, 11, 15),
        ),
    )
)  # fmt: skip

CASE = Case(
    project_no="330106202611230017",
    task_name=text("老年人优待证办理", "Senior citizen card"),
    org_name=text("西湖区民政局", "Civil Affairs Bureau"),
    state=CaseState.IN_REVIEW,
    apply_date=date(2026, 11, 16),
    promise_date=date(2026, 11, 30),
    applicant="王**",
    steps=(CaseStep(process_name=text("受理", "Accepted")), CaseStep(process_name=text("审核", "Review"))),
)


def payment(payment_id: str, state: PaymentState, **changes: object) -> Payment:
    facts: dict[str, object] = {
        "payment_id": payment_id,
        "state": state,
        "amount_fen": 8640,
        "lines": (PaymentLine(kind=BillKind.WATER, period=text("2026年9—10月", "Sep–Oct 2026"), total_fen=8640),),
        "reference": "8F2C 61D0 A9E4",
    }
    if state is PaymentState.CODE_SHOWN:
        facts |= {"code_url": CODE_URL, "code_left_s": 300}
    return Payment(**(facts | changes))  # type: ignore[arg-type]


def receipt(state: ReceiptState, number: int = 1, **changes: object) -> Receipt:
    facts: dict[str, object] = {
        "receipt_id": f"{number:032x}",
        "receipt_no": f"DEMO-0001-{number:06d}",
        "state": state,
        "reprint": number > 1,
    }
    return Receipt(**(facts | changes))  # type: ignore[arg-type]
