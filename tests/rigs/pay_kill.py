# SPDX-License-Identifier: Apache-2.0
"""pay-kill: a worker pays bills with the real ledger and cashier at the sandbox, and is killed at random moments.

The worker is forked, so that a kill and a start cost milliseconds. The sandbox is a process of its own, loses
answers on demand, and is never killed: it is the county, and its book is the truth. The payer's phone pays from the
worker while it lives and from here after its death, so money also moves while nobody looks.

Half of the payments show a code, half are collected by one that was scanned; some payers type a password first, some
have too little, some pay after the order was closed, and channels tell the platform twice, late or never.

Afterwards, for each batch: every order that took money has one payment that says so, and none other does; every
intent that was acknowledged is in the ledger; nothing is left open; each payment that money moved for has one receipt;
what was taken is what was settled and what is owed back; the chain of the ledger holds; and the match of the day with
the settlement finds nothing.

Positive control: the same without kills. Negative control: a cashier that asks the platform first and writes the
intent down afterwards.
"""

import logging
import mmap
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import requests

from agent.errors import AgentError
from agent.house import House, build
from agent.journal import Journal
from agent.ledger import Ledger, entries, payments
from agent.payments.cashier import Cashier
from agent.payments.machine import Intent, OrderSeen, step
from agent.platform.client import PlatformClient
from agent.reconciliation.desk import ReconciliationDesk
from agent.reconciliation.matching import china_day
from agent.sessions import Identity, ResidentSession
from contract.clock import SystemClock
from contract.document import encode
from contract.local import DECIDED, PaymentLine, PaymentRequest, PaymentState
from contract.payment_code import PaymentCode
from contract.personal import IdNumber, PersonName
from contract.platform import BillKind, BillSearch, Fault, IdentityMethod, OrderRequest, PayWay
from contract.reconciliation import DifferenceKind, MatchState
from contract.settings import SHIPPED, PaymentSettings, Settings, load
from contract.text import Language, LocalText
from tests.rigs.report import Result

FULL_KILLS = 10_000
SLIPS = {"succeeded": {1}, "refund_due": {0, 1}}
"""How many a payment in this state has. None where the match has found late money: nobody stood there."""
DAY_S = 86_400
BATCH = 200
CONTROL_KILLS = 60
RESIDENTS = 40
BILLS_EACH = 30
LONGEST_LIFE_S = 0.12
SETTLE_LIMIT_S = 60.0
RECORD = 32
SLOTS = 100_000


@dataclass
class Tally:
    kills: int = 0
    payments: int = 0
    lost: int = 0
    doubled: int = 0
    phantom: int = 0
    left_open: int = 0
    receipts_wrong: int = 0
    unbalanced: int = 0
    """Fen that are neither settled nor owed back, differences of the match, and faults of the chain."""
    refunds_due: int = 0
    scanned: int = 0
    details: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (
            self.lost or self.doubled or self.phantom or self.left_open or self.receipts_wrong or self.unbalanced
        )

    @property
    def counts(self) -> dict[str, int]:
        names = ("kills", "payments", "scanned", "refunds_due", "lost", "doubled", "phantom", "left_open", "unbalanced")
        return {name: getattr(self, name) for name in names}

    def figure(self) -> str:
        return (
            f"{self.kills} kills, {self.payments} payments ({self.scanned} scanned, {self.refunds_due} owed back): "
            f"{self.lost} lost, {self.doubled} doubled, {self.phantom} phantom, {self.left_open} left open, "
            f"{self.unbalanced} unbalanced"
        )


def run(scale: float, seed: int) -> Result:
    kills = max(40, int(FULL_KILLS * scale))
    control = min(kills, CONTROL_KILLS)
    product = _trial(kills, seed, careful=True)
    positive = _trial(control, seed, careful=True, killing=False)
    negative = _trial(control, seed, careful=False)
    return Result(
        product_held=product.clean and product.payments > 0,
        figure=product.figure(),
        positive_held=positive.clean and positive.payments > 0,
        negative_broke=not negative.clean,
        details=(*product.details[:5], *positive.details[:5]),
        counts=product.counts,
    )


# ---- one trial: a sandbox, and batches of lives


def _trial(kills: int, seed: int, *, careful: bool, killing: bool = True) -> Tally:
    choice = random.Random(seed)
    tally = Tally()
    directory = Path(tempfile.mkdtemp(prefix="pay-kill-"))
    sandbox, url = _start_sandbox(directory)
    try:
        left = kills
        while left > 0:
            _batch(directory, url, choice, tally, min(left, BATCH), careful=careful, killing=killing)
            left -= BATCH
    finally:
        sandbox.terminate()
        sandbox.wait(10)
        shutil.rmtree(directory)
    return tally


def _batch(
    directory: Path, url: str, choice: random.Random, tally: Tally, kills: int, *, careful: bool, killing: bool
) -> None:
    settings = _settings(directory, url)
    state = Path(settings.paths.state)
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir()
    requests.post(f"{url}/test/reset", timeout=5).raise_for_status()
    board = Board()
    for _ in range(kills):
        _set_faults(url, choice)
        life = _fork(settings, board, choice.random(), careful=careful)
        time.sleep(choice.uniform(0.005, LONGEST_LIFE_S))
        if killing:
            os.kill(life, signal.SIGKILL)
        else:
            board.ask_to_end()
        os.waitpid(life, 0)
        board.go_on()
        tally.kills += killing
        current = board.current()
        if current and choice.random() < 0.5:
            _phone(url, current, choice)
    requests.delete(f"{url}/test/faults", timeout=5).raise_for_status()
    settler = _fork(settings, board, 0.0, careful=True, only_settle=True)
    _, status = os.waitpid(settler, 0)
    if status != 0:
        tally.left_open += 1
        tally.details.append(f"settling ended with status {status}")
    judge(settings, url, board.acknowledged(), tally)


def _phone(url: str, order_no: str, choice: random.Random) -> None:
    """Refused where there is no order, or none that can be paid."""
    payment = {
        "late": choice.random() < 0.3,
        "notices": choice.choice([0, 1, 1, 2, 3]),
        "delay_ms": choice.choice([0, 0, 30]),
        "channel": choice.choice(["wechat", "alipay", "unionpay"]),
    }
    with suppress(requests.RequestException):
        requests.post(f"{url}/test/orders/{order_no}/pay", json=payment, timeout=5)


def judge(settings: Settings, url: str, acknowledged: Iterable[str], tally: Tally) -> None:
    state = Path(settings.paths.state)
    told = requests.get(f"{url}/test/orders", timeout=30).json()
    book = told["orders"]
    tally.unbalanced += abs(told["taken_fen"] - told["settled_fen"] - told["refund_due_fen"])
    paid = {order["order_no"]: order for order in book if order["state"] in {"paid", "refund_due"}}
    ledger = Ledger(state)
    differences = _differences(ledger, settings, url)
    with ledger.reading() as tx:
        rows = {row["payment_id"]: row["state"] for row in tx.execute("SELECT payment_id, state FROM payment")}
        slips = dict(tx.execute("SELECT payment_id, COUNT(*) FROM receipt GROUP BY payment_id").fetchall())
        tally.scanned += tx.execute("SELECT COUNT(*) FROM payment WHERE way = 'scanned'").fetchone()[0]
        faults = entries.faults(tx)
    tally.details += [f"the chain: {fault}" for fault in faults]
    tally.details += [f"the match: {difference}" for difference in differences]
    tally.unbalanced += len(faults) + len(differences)
    ledger.close()
    tally.payments += len(rows)
    tally.refunds_due += sum(word == "refund_due" for word in rows.values())
    for order_no, order in paid.items():
        wanted = "succeeded" if order["state"] == "paid" else "refund_due"
        if rows.get(order_no) != wanted:
            tally.lost += 1
            tally.details.append(f"order {order_no} is {order['state']}, the ledger says {rows.get(order_no)}")
    for payment_id in acknowledged:
        if payment_id not in rows:
            tally.lost += 1
            tally.details.append(f"payment {payment_id} was acknowledged and is not in the ledger")
    settled = [bill for order in paid.values() if order["state"] == "paid" for bill in order["bill_nos"]]
    tally.doubled += len(settled) - len(set(settled))
    for payment_id, word in rows.items():
        if word == "succeeded" and payment_id not in paid:
            tally.phantom += 1
        if PaymentState(word) not in DECIDED:
            tally.left_open += 1
            tally.details.append(f"payment {payment_id} is still {word}")
        if slips.get(payment_id, 0) not in SLIPS.get(word, {0}):
            tally.receipts_wrong += 1
            tally.details.append(f"payment {payment_id} is {word} with {slips.get(payment_id, 0)} receipts")


def _differences(ledger: Ledger, settings: Settings, url: str) -> list[str]:
    """What the match of the day finds, on the day after, when it has asked about money that came late. No printer takes
    part, so slips that wait are no news."""
    requests.put(f"{url}/test/clock", json={"seconds": DAY_S}, timeout=5).raise_for_status()
    platform, clock = PlatformClient(settings.platform), SystemClock()
    journal = Journal(Path(settings.paths.state) / "journal.db", clock)
    cashier = Cashier(ledger, platform, journal, clock, PaymentSettings(), lambda *_: None, lambda _: None)
    found = ReconciliationDesk(ledger, platform, Tomorrow(), cashier.ask_anew).match(china_day(clock.now()))
    journal.close()
    requests.put(f"{url}/test/clock", json={"seconds": 0}, timeout=5).raise_for_status()
    if found.state not in {MatchState.AGREED, MatchState.DIFFERS}:
        return [f"{found.state} {found.trouble}"]
    return [str(one) for one in found.differences if one.kind is not DifferenceKind.SLIP_DOUBTFUL]


class Tomorrow(SystemClock):
    def now(self) -> datetime:
        return super().now() + timedelta(seconds=DAY_S)


# ---- the worker


def _fork(settings: Settings, board: "Board", luck: float, *, careful: bool, only_settle: bool = False) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        _live(settings, board, random.Random(luck), careful=careful, only_settle=only_settle)
        code = 0
    finally:
        os._exit(code)


def _live(settings: Settings, board: "Board", choice: random.Random, *, careful: bool, only_settle: bool) -> None:
    logging.disable(logging.CRITICAL)
    clock = SystemClock()
    state = Path(settings.paths.state)
    ledger = Ledger(state)
    allowed = msgspec.structs.replace(settings, payment=PaymentSettings())
    house = build(settings, clock, ledger, Journal(state / "journal.db", clock), msgspec.to_builtins(allowed))
    house.cashier._slip_possible = lambda: True  # no device takes part
    house.cashier.recover()
    _settle(house)  # no new money before the old is resolved
    _look_again(house)
    if only_settle:
        return
    accept = house.cashier.accept if careful else _careless(house)
    while True:
        session = ResidentSession(uuid.uuid4().hex, Language.ZH, clock.monotonic() + 60)
        session.identity = _somebody(choice)
        _one_visit(house, session, board, choice, accept)
        if board.asked_to_end():
            _settle(house)
            return


def _one_visit(
    house: House,
    session: ResidentSession,
    board: "Board",
    choice: random.Random,
    accept: Callable[[ResidentSession, str, PaymentRequest], object],
) -> None:
    identity = session.known_identity()
    try:
        found = house.platform.search_bills(
            BillSearch(id_number=identity.number, method=identity.method, name=identity.name)
        )
    except AgentError:
        return
    if not found.bills:
        return
    session.show_bills(identity, found)
    chosen = choice.sample(found.bills, min(len(found.bills), choice.randint(1, 2)))
    way = choice.choice(list(PayWay))
    if way is PayWay.SCANNED:
        session.hold_payment_code(_code(choice), house.clock.monotonic() + 60)
    request = PaymentRequest(
        bill_nos=tuple(bill.bill_no for bill in chosen), amount_fen=sum(bill.total_fen for bill in chosen), way=way
    )
    payment_id = uuid.uuid4().hex
    board.begin(payment_id)
    try:
        accept(session, payment_id, request)
    except AgentError:
        return
    board.acknowledge(payment_id)
    mind = choice.random()
    for _ in range(200):
        stored = house.cashier.find(payment_id)
        if not stored.intent.open:
            if stored.intent.state is PaymentState.CLOSED and mind > 0.8:
                _phone(house.settings.platform.url, payment_id, choice)
                _look_again(house)
            return
        if stored.intent.state is PaymentState.CODE_SHOWN:
            if mind < 0.6:
                _phone(house.settings.platform.url, payment_id, choice)
            else:
                house.cashier.close(payment_id)
        _work(house)


def _code(choice: random.Random) -> PaymentCode:
    """Its last digit says what becomes of it: mostly paid at once, sometimes a password, sometimes refused."""
    return PaymentCode("13" + "".join(choice.choices("0123456789", k=16)))


def _look_again(house: House) -> None:
    """At every order that was closed, at once: money may have come since."""
    house.cashier._pace.clear()
    house.cashier.work()


def _careless(house: House) -> Callable[[ResidentSession, str, PaymentRequest], object]:
    """What nobody must do: ask for the order first, write it down afterwards."""

    def accept(session: ResidentSession, payment_id: str, request: PaymentRequest) -> object:
        identity = session.known_identity()
        order = house.platform.create_order(
            OrderRequest(
                order_no=payment_id,
                bill_nos=request.bill_nos,
                amount_fen=request.amount_fen,
                payer=identity.number,
                valid_s=300,
            )
        )
        requests.post(f"{house.settings.platform.url}/test/orders/{payment_id}/pay", json={}, timeout=5)
        now = house.clock.now()
        intent = Intent(
            payment_id=payment_id,
            amount_fen=request.amount_fen,
            bill_nos=request.bill_nos,
            created_at=now,
            valid_until=order.valid_until or now,
        )
        lines = tuple(PaymentLine(kind=BillKind.WATER, period=LocalText(zh="-"), total_fen=1) for _ in request.bill_nos)
        stored = payments.StoredPayment(step(intent, OrderSeen(order), now), "-", lines, True, Language.ZH)
        with house.ledger.transaction() as tx:
            payments.insert(tx, stored, payments.Payer("-", "-"), now.date())
        return stored

    return accept


def _settle(house: House) -> None:
    """Until nothing is open; codes still shown are given up. Fails when that takes too long."""
    end = time.monotonic() + SETTLE_LIMIT_S
    while time.monotonic() < end:
        open_payments = [stored for stored in house.cashier.current() if stored.intent.open]
        if not open_payments:
            return
        for stored in open_payments:
            if stored.intent.state is PaymentState.CODE_SHOWN:
                house.cashier.close(stored.intent.payment_id)
        _work(house)
    raise SystemExit(2)


def _work(house: House) -> None:
    time.sleep(min(0.02, house.cashier.work()))


# ---- what surrounds it


class Board:
    """Memory shared by parent and worker: what survives the worker's death without any file."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, RECORD * SLOTS)

    def begin(self, payment_id: str) -> None:
        self._memory[RECORD : 2 * RECORD] = payment_id.encode()

    def current(self) -> str:
        return self._memory[RECORD : 2 * RECORD].rstrip(b"\0").decode()

    def acknowledge(self, payment_id: str) -> None:
        count = int.from_bytes(self._memory[8:16], "little") + 1
        at = RECORD * (1 + count)
        self._memory[at : at + RECORD] = payment_id.encode()
        self._memory[8:16] = count.to_bytes(8, "little")

    def acknowledged(self) -> list[str]:
        count = int.from_bytes(self._memory[8:16], "little")
        return [self._memory[RECORD * (2 + n) : RECORD * (3 + n)].decode() for n in range(count)]

    def ask_to_end(self) -> None:
        self._memory[0] = 1

    def go_on(self) -> None:
        self._memory[0] = 0

    def asked_to_end(self) -> bool:
        return bool(self._memory[0])


def _start_sandbox(directory: Path) -> tuple[subprocess.Popen[str], str]:
    residents = directory / "residents.toml"
    residents.write_text(people(), encoding="utf-8")
    command = [sys.executable, "-m", "central.sandbox", "--port", "0", "--residents", str(residents)]
    process = subprocess.Popen(
        [*command, "--database", str(directory / "sandbox.db")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if "ready on" not in line:
        raise RuntimeError(f"the sandbox did not start: {line!r}")
    return process, line.split()[-1]


def people() -> str:
    lines = []
    for person in range(RESIDENTS):
        lines.append(f'[[resident]]\nname = "某{person}"\nnumber = "{number(person)}"\naddress = "示范县"\n')
        lines.extend(
            f'[[resident.bill]]\nbill_no = "W{person:05d}{bill:05d}"\nkind = "water"\namount_fen = {100 + bill}\n'
            'period = { zh = "2026年10月" }\npayee = { zh = "自来水公司" }\n'
            for bill in range(BILLS_EACH)
        )
    return "\n".join(lines)


def number(person: int) -> str:
    """A valid one (GB 11643)."""
    first = f"33010619500101{person:03d}"
    return first + "10X98765432"[sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first)) % 11]


def _somebody(choice: random.Random) -> Identity:
    person = choice.randrange(RESIDENTS)
    return Identity(IdNumber(number(person)), IdentityMethod.CARD, PersonName(f"某{person}"))


def _settings(directory: Path, url: str) -> Settings:
    token = directory / "token"
    token.write_text("sandbox-terminal", encoding="ascii")
    config = directory / "terminal.toml"
    config.write_text(
        f'[platform]\nurl = "{url}"\ntoken_file = "{token}"\n'
        f'[paths]\nstate = "{directory / "state"}"\nrun = "{directory / "run"}"\n',
        encoding="utf-8",
    )
    settings = load([SHIPPED, config])
    quick = msgspec.structs.replace(settings.payment, poll_s=0.01)  # below what a configuration may say
    return msgspec.structs.replace(settings, payment=quick)


def _set_faults(url: str, choice: random.Random) -> None:
    if choice.random() < 0.7:
        faults: tuple[Fault, ...] = ()
    else:
        operation = choice.choice(["create_order", "get_order", "close_order"])
        outcome = choice.choice(["drop", "refuse", "http_500", "html", "garbage"])
        faults = (msgspec.convert({"operation": operation, "outcome": outcome, "times": 1}, Fault),)
    headers = {"Content-Type": "application/json"}
    requests.put(f"{url}/test/faults", data=encode(faults), headers=headers, timeout=5).raise_for_status()
