# SPDX-License-Identifier: Apache-2.0
"""The invented people of a demo county, their bills and cases, read from one TOML file."""

import tomllib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

import msgspec

from central.sandbox.errors import IdentityMismatch
from contract.document import convert
from contract.personal import IdNumber, PersonName
from contract.platform import Bill, BillKind, BillList, BillSearch, Case, IdentityMethod

DEMO = Path(__file__).resolve().parents[2] / "config" / "demo-county" / "residents.toml"
CARD_ONLY = frozenset({BillKind.SOCIAL_INSURANCE, BillKind.NON_TAX})
"""Shown only when the card itself was read: a number is easily overheard."""


class DemoResident(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: PersonName
    number: IdNumber
    address: str
    bill: tuple[Bill, ...] = ()
    case: tuple[Case, ...] = ()


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    resident: tuple[DemoResident, ...]


class Residents:
    def __init__(self, residents: tuple[DemoResident, ...]) -> None:
        self.everyone = residents
        self._by_number = {resident.number: resident for resident in residents}
        self._cases = {
            case.project_no: msgspec.structs.replace(case, applicant=resident.name.masked())
            for resident in residents
            for case in resident.case
        }
        self.bills = {bill.bill_no: bill for resident in residents for bill in resident.bill}

    def search(self, search: BillSearch, bills: Iterable[Bill], paid: AbstractSet[str]) -> BillList:
        """`bills` are all that this number ever had. An unknown one has none: the answer does not tell who exists.
        Raises IdentityMismatch."""
        resident = self._by_number.get(search.id_number)
        if resident is None:
            return BillList(bills=())
        with_card = search.method is IdentityMethod.CARD
        if with_card and search.name != resident.name:
            raise IdentityMismatch
        unpaid = [bill for bill in bills if bill.bill_no not in paid]
        shown = tuple(bill for bill in unpaid if with_card or bill.kind not in CARD_ONLY)
        return BillList(bills=shown, card_needed=len(shown) < len(unpaid))

    def bills_of(self, number: IdNumber) -> dict[str, Bill]:
        resident = self._by_number.get(number)
        return {bill.bill_no: bill for bill in resident.bill} if resident else {}

    def case(self, case_no: str) -> Case | None:
        return self._cases.get(case_no)


def load(path: Path = DEMO) -> Residents:
    """Raises InvalidDocument when the file does not fit its types."""
    return Residents(convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).resident)
