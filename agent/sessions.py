# SPDX-License-Identifier: Apache-2.0
"""Residents' sessions: who stands at the machine and what has been shown to them, in memory only.

One session at a time. It is gone with its lease, its end, or the next session's beginning, and all that is
personal with it. What outlives it, a payment or a slip, is in the ledger.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from agent.errors import IdentityMissing, NotShown, PaymentCodeMissing, SessionEnded
from contract.clock import Clock
from contract.local import CommandStatus, Resident
from contract.payment_code import PaymentCode
from contract.personal import IdNumber, PersonName
from contract.platform import Bill, BillList, Case, IdentityMethod
from contract.text import Language

LEASE_S = 30


@dataclass(frozen=True)
class Identity:
    number: IdNumber
    method: IdentityMethod
    name: PersonName | None = None

    def as_shown(self) -> Resident:
        name = self.name.on_own_screen() if self.name else ""
        return Resident(name=name, number=self.number.masked(), method=self.method)


@dataclass
class ResidentSession:
    session_id: str
    language: Language
    lease_until: float
    identity: Identity | None = None
    bills: dict[str, Bill] = field(default_factory=dict)
    by_number: set[str] = field(default_factory=set)
    """Bills that were found by what stands on them: they can be paid without an identity."""
    payment_code: tuple[PaymentCode, float] | None = None
    """The code that was read for the next payment, and until when it may be used, by the monotonic clock."""
    cases: dict[str, Case] = field(default_factory=dict)
    commands: dict[str, CommandStatus] = field(default_factory=dict)
    """Finished commands with their personal results."""
    cancels: dict[str, threading.Event] = field(default_factory=dict)
    """How to stop the commands that are under way."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set at the end: also stops a command that is accepted at that very moment."""

    def known_identity(self) -> Identity:
        if self.identity is None:
            raise IdentityMissing("no identity in this session yet")
        return self.identity

    def identify(self, identity: Identity) -> None:
        """What was shown to somebody else is forgotten."""
        self.bills = {}
        self.by_number = set()
        self.payment_code = None
        self.identity = identity
        if self.over.is_set():  # in this order: it may end just now
            self.identity = None

    def show_bills(self, identity: Identity, bills: BillList) -> None:
        """Raises IdentityMissing when it is somebody else by now: such a list is not shown."""
        if self.identity is not identity:
            raise IdentityMissing("another identity was given while the bills were searched")
        added = {bill_no: bill for bill_no, bill in self.bills.items() if bill_no in self.by_number}
        self.bills = {bill.bill_no: bill for bill in bills.bills} | added

    def add_bill(self, bill: Bill) -> BillList:
        """A bill that was found by its number. The whole list as it is then."""
        self.by_number.add(bill.bill_no)
        self.bills = self.bills | {bill.bill_no: bill}
        if self.over.is_set():
            self.wipe()
        return BillList(bills=tuple(self.bills.values()))

    def forget_bill(self, bill_no: str) -> None:
        """It has been paid, here or elsewhere."""
        self.bills = {other: bill for other, bill in self.bills.items() if other != bill_no}
        self.by_number.discard(bill_no)

    def hold_payment_code(self, code: PaymentCode, until: float) -> None:
        self.payment_code = (code, until)
        if self.over.is_set():
            self.payment_code = None

    def take_payment_code(self, now: float) -> PaymentCode:
        """For one payment. Raises PaymentCodeMissing."""
        held, self.payment_code = self.payment_code, None
        if held is None or now >= held[1]:
            raise PaymentCodeMissing("no payment code was read for this payment")
        return held[0]

    def cancelled(self, command_id: str) -> bool:
        cancel = self.cancels.get(command_id)
        return self.over.is_set() or (cancel is not None and cancel.is_set())

    def shown_bills(self, bill_nos: tuple[str, ...]) -> tuple[Bill, ...]:
        if len(set(bill_nos)) != len(bill_nos) or not all(number in self.bills for number in bill_nos):
            raise NotShown("a bill that was not shown in this session")
        return tuple(self.bills[number] for number in bill_nos)

    def wipe(self) -> None:
        self.over.set()
        self.identity = None
        self.bills = {}
        self.by_number = set()
        self.payment_code = None
        self.cases = {}
        self.commands = {}


class Sessions:
    def __init__(self, clock: Clock, ended: Callable[[str], None]) -> None:
        """`ended` is told the id of each session that is over, outside the lock."""
        self._clock = clock
        self._ended = ended
        self._lock = threading.Lock()
        self._session: ResidentSession | None = None

    def open(self, session_id: str, language: Language) -> ResidentSession:
        with self._lock:
            before = self._session
            if before and before.session_id == session_id and not self._over(before):
                before.language = language
                before.lease_until = self._clock.monotonic() + LEASE_S
                return before
            session = ResidentSession(session_id, language, self._clock.monotonic() + LEASE_S)
            self._session = session
        self._say_over(before)
        return session

    def get(self, session_id: str) -> ResidentSession:
        """Raises SessionEnded."""
        with self._lock:
            session = self._session
            if session is None or session.session_id != session_id or self._over(session):
                raise SessionEnded("this session is over")
            return session

    def renew(self, session_id: str) -> ResidentSession:
        session = self.get(session_id)
        session.lease_until = self._clock.monotonic() + LEASE_S
        return session

    def end(self, session_id: str) -> None:
        """Ending a session that is over already is no error."""
        with self._lock:
            session = self._session
            if session is None or session.session_id != session_id:
                return
            self._session = None
        self._say_over(session)

    def end_overdue(self) -> None:
        with self._lock:
            session = self._session
            if session is None or not self._over(session):
                return
            self._session = None
        self._say_over(session)

    @property
    def active(self) -> bool:
        return self._session is not None

    def _over(self, session: ResidentSession) -> bool:
        return self._clock.monotonic() >= session.lease_until

    def _say_over(self, session: ResidentSession | None) -> None:
        if session is not None:
            session.wipe()
            self._ended(session.session_id)
