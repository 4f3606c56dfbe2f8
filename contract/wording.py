# SPDX-License-Identifier: Apache-2.0
"""Names that stand on screens and slips alike, in both languages; the type holds nobody to less."""

from contract.platform import BillKind, CaseState
from contract.text import LocalText

BILL_KIND: dict[BillKind, LocalText] = {
    BillKind.WATER: LocalText(zh="水费", en="Water"),
    BillKind.ELECTRICITY: LocalText(zh="电费", en="Electricity"),
    BillKind.GAS: LocalText(zh="燃气费", en="Gas"),
    BillKind.HEATING: LocalText(zh="供暖费", en="Heating"),
    BillKind.PROPERTY: LocalText(zh="物业费", en="Property"),
    BillKind.SOCIAL_INSURANCE: LocalText(zh="社会保险", en="Social insurance"),
    BillKind.NON_TAX: LocalText(zh="非税缴款", en="Government fee"),
}

CASE_STATE: dict[CaseState, LocalText] = {
    CaseState.ACCEPTED: LocalText(zh="已受理", en="Accepted"),
    CaseState.IN_REVIEW: LocalText(zh="正在审核", en="In review"),
    CaseState.MORE_NEEDED: LocalText(zh="需要补材料", en="More papers needed"),
    CaseState.APPROVED: LocalText(zh="审核通过", en="Approved"),
    CaseState.REFUSED: LocalText(zh="没有批准", en="Refused"),
    CaseState.FINISHED: LocalText(zh="办结，可以领取", en="Finished, ready to collect"),
}
