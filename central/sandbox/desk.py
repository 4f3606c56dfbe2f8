# SPDX-License-Identifier: Apache-2.0
"""What the platform does, each call one transaction: the rules, applied to what the store holds at this moment."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import msgspec

from central.sandbox import billing, orders, planting
from central.sandbox.errors import BillAlreadyPaid, BillNotFound, CaseNotFound, IdempotencyConflict, OrderNotFound
from central.sandbox.orders import Addresses, KeptOrder
from central.sandbox.residents import Residents
from central.sandbox.store import Store
from contract.clock import Clock
from contract.document import canonical
from contract.personal import IdNumber
from contract.platform import (
    Bill,
    BillList,
    BillLookup,
    BillSearch,
    Case,
    Health,
    OrderRequest,
    OrderSearch,
    OrderState,
    PhonePayment,
    PlantedDifference,
    Record,
    RecordBatch,
    RecordReceipt,
    Settlement,
)

MOST_FOUND = 100


@dataclass(frozen=True, slots=True)
class Desk:
    store: Store
    residents: Residents
    clock: Clock
    addresses: Addresses
    planted: list[PlantedDifference] = field(default_factory=list)
    """What the next settlements shall not agree in."""

    def health(self) -> Health:
        return Health(state="ok", time=self.clock.now())

    def search_bills(self, search: BillSearch) -> BillList:
        with self.store.transaction():
            mine = self._bills_of(search.id_number)
            found = self.residents.search(search, mine.values(), self._paid(mine.keys()))
            return msgspec.structs.replace(found, bills=tuple(self._payable(bill) for bill in found.bills))

    def lookup_bill(self, wanted: BillLookup) -> BillList:
        with self.store.transaction():
            bill = self._every_bill().get(wanted.bill_no)
            if bill is None:
                raise BillNotFound
            if self._paid([bill.bill_no]):
                raise BillAlreadyPaid
            return BillList(bills=(self._payable(bill),))

    def search_orders(self, terminal_no: str, search: OrderSearch) -> list[KeptOrder]:
        since = self.clock.now() - timedelta(days=search.days)
        payer = _digest(search.id_number)
        mine = [order for order in self.every_order() if order.terminal_no == terminal_no]
        found = [order for order in mine if order.payer_digest == payer and order.made_at and order.made_at >= since]
        return found[::-1][:MOST_FOUND]

    def create_order(self, terminal_no: str, key: str, request: OrderRequest) -> tuple[KeptOrder, bool]:
        """The order, and whether this call made it."""
        without_code = msgspec.structs.replace(request, payment_code=None)
        content = hashlib.sha256(canonical(without_code)).hexdigest()
        now = self.clock.now()
        with self.store.transaction():
            if self.store.order_no_of_key(terminal_no, key) not in {None, request.order_no}:
                raise IdempotencyConflict
            known = self._look(request.order_no)
            order = (
                orders.repeated(known, terminal_no=terminal_no, digest=content)
                if known
                else orders.place(
                    request,
                    terminal_no=terminal_no,
                    digest=content,
                    bills=self._every_bill(),
                    holders=[self._now(holder) for holder in self.store.holding(request.bill_nos)],
                    code=secrets.token_urlsafe(24),
                    payer_digest=_digest(request.payer) if request.payer else "",
                    transaction_no=_transaction_no(now),
                    now=now,
                )
            )
            self.store.save(order)
            self.store.bind_key(terminal_no, key, order.order_no)
            return order, known is None

    def order(self, terminal_no: str, order_no: str) -> KeptOrder:
        with self.store.transaction():
            return _belonging(self._look(order_no), terminal_no)

    def close_order(self, terminal_no: str, order_no: str) -> KeptOrder:
        with self.store.transaction():
            known = self._look(order_no) or orders.closed_unmade(order_no, terminal_no)
            order = orders.close(_belonging(known, terminal_no), self.clock.now())
            self.store.save(order)
            return order

    def case(self, case_no: str) -> Case:
        case = self.residents.case(case_no)
        if case is None:
            raise CaseNotFound
        return case

    def accept_records(self, terminal_no: str, batch: RecordBatch) -> RecordReceipt:
        with self.store.transaction():
            self.store.add_records(terminal_no, batch.records)
        return RecordReceipt(accepted=tuple(record.record_id for record in batch.records))

    def settlement(self, terminal_no: str, day: date) -> Settlement:
        mine = [order for order in self.every_order() if order.terminal_no == terminal_no]
        true = orders.settlement(mine, day, terminal_no, self.clock.now())
        return planting.planted(true, self.planted)

    # ---- what terminals cannot do

    def every_order(self) -> list[KeptOrder]:
        with self.store.transaction():
            return [self._now(order) for order in self.store.orders()]

    def records(self) -> tuple[Record, ...]:
        with self.store.transaction():
            return self.store.records()

    def pay(self, order_no: str, payment: PhonePayment) -> KeptOrder:
        now = self.clock.now()
        return self._change(
            order_no, lambda order: orders.pay(order, payment, transaction_no=_transaction_no(now), now=now)
        )

    def refund(self, order_no: str) -> KeptOrder:
        return self._change(order_no, lambda order: orders.refund(order, self.clock.now()))

    def order_with_code(self, code: str) -> KeptOrder | None:
        with self.store.transaction():
            order = self.store.order_with_code(code)
            return self._now(order) if order else None

    def bill_again(self) -> BillList:
        """Each bill that is paid is followed by a new one, once."""
        with self.store.transaction():
            later = self.store.later_bills()
            newest = {first: later.get(first, [bill])[-1] for first, bill in self.residents.bills.items()}
            paid = self._paid([bill.bill_no for bill in newest.values()])
            added = []
            for first, bill in newest.items():
                if bill.bill_no in paid:
                    number = billing.number_after(first, len(later.get(first, ())) + 1)
                    added.append(billing.bill_after(bill, number))
                    self.store.add_later_bill(first, added[-1])
            return BillList(bills=tuple(added))

    def bills_in(self, order: KeptOrder) -> list[Bill]:
        with self.store.transaction():
            every = self._every_bill()
            return [every[bill_no] for bill_no in order.bill_nos]

    def bill(self, bill_no: str) -> tuple[Bill, bool] | None:
        """A bill, and whether it is paid."""
        with self.store.transaction():
            bill = self._every_bill().get(bill_no)
            return (bill, bool(self._paid([bill_no]))) if bill else None

    def reset(self) -> None:
        with self.store.transaction():
            self.store.clear()
        self.planted.clear()

    # ---- inside a transaction

    def _bills_of(self, number: IdNumber) -> dict[str, Bill]:
        """All that this person ever had."""
        first = self.residents.bills_of(number)
        later = self.store.later_bills()
        return first | {bill.bill_no: bill for first_no in first for bill in later.get(first_no, ())}

    def _every_bill(self) -> dict[str, Bill]:
        return self.residents.bills | {
            bill.bill_no: bill for line in self.store.later_bills().values() for bill in line
        }

    def _payable(self, bill: Bill) -> Bill:
        return msgspec.structs.replace(bill, pay_url=self.addresses.bill(bill.bill_no))

    def _paid(self, bill_nos: Collection[str]) -> set[str]:
        holders = self.store.holding(bill_nos)
        return {bill_no for order in holders if order.state is OrderState.PAID for bill_no in order.bill_nos}

    def _look(self, order_no: str) -> KeptOrder | None:
        order = self.store.order(order_no)
        return self._now(order) if order else None

    def _now(self, order: KeptOrder) -> KeptOrder:
        """The order as it stands at this moment; what a code's end changed is saved, for a clock may jump back."""
        looked = orders.looked_at(order, self.clock.now())
        if looked is not order:
            self.store.save(looked)
        return looked

    def _change(self, order_no: str, step: Callable[[KeptOrder], KeptOrder]) -> KeptOrder:
        with self.store.transaction():
            known = self._look(order_no)
            if known is None:
                raise OrderNotFound
            order = step(known)
            self.store.save(order)
            return order


def _transaction_no(now: datetime) -> str:
    return f"42{now:%Y%m%d}{secrets.randbelow(10**18):018d}"


def _digest(number: IdNumber) -> str:
    """A sandbox's people are invented: this keeps their numbers out of sight, no more."""
    return hashlib.sha256(number.reveal().encode()).hexdigest()


def _belonging(order: KeptOrder | None, terminal_no: str) -> KeptOrder:
    if order is None or order.terminal_no != terminal_no:
        raise OrderNotFound
    return order
