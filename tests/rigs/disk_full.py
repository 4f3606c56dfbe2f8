# SPDX-License-Identifier: Apache-2.0
"""disk-full: the disk of a whole agent fills, or turns read-only, at each step of a payment.

The agent's state lies on a small file system of its own. It fills before a payment, while the order is asked for, while
its code is shown, and while its slip waits. No money is taken while nothing can be written down; the terminal says why;
and once there is room, all goes on by itself: what was paid is known, its slip comes once, new money is taken. A device
that fails altogether takes no money either; after a repair and a start all of it is there.

Positive control: the same steps with room enough. Negative control: an agent that asks for the order before it writes.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import requests

from agent.client import AgentUnreachable, Refused, calls
from agent.ledger import Ledger, entries
from contract.local import PaymentRequest, PaymentState, ReceiptState
from contract.platform import BillList
from tests.agent.conftest import new_id, wait_for
from tests.rigs import loop_images
from tests.rigs.paying_terminal import CARELESS, PRODUCT, PayingTerminal, terminal
from tests.rigs.report import Result

FULL_ROUNDS = 20
STATE_MB = 16
WHY = "ledgerUnwritable"


@dataclass
class Tally:
    steps: int = 0
    wrong: list[str] = field(default_factory=list)

    def expect(self, held: object, what: str) -> None:
        self.steps += 1
        if not held:
            self.wrong.append(what)


def run(scale: float, seed: int) -> Result:
    if why := loop_images.why_not():
        return Result.not_run(why)
    rounds = max(1, int(FULL_ROUNDS * scale))
    product = _trial(rounds, PRODUCT)
    positive = _trial(1, PRODUCT, filling=False)
    negative = _trial(1, CARELESS)
    return Result(
        product_held=not product.wrong,
        figure=f"{rounds} rounds of a disk that fills at each step and fails at last: {product.steps} looks, "
        f"{len(product.wrong)} wrong",
        positive_held=not positive.wrong,
        negative_broke=bool(negative.wrong),
        details=(*product.wrong[:5], *positive.wrong[:5]),
        counts={"rounds": rounds, "looks": product.steps, "wrong": len(product.wrong)},
    )


class Disk:
    def __init__(self, place: Path, *, filling: bool) -> None:
        self._ballast = place / "ballast"
        self._filling = filling

    def fill(self) -> None:
        """To the last byte."""
        if not self._filling:
            return
        with self._ballast.open("ab", buffering=0) as file:
            for piece in (1 << 20, 4096, 512, 1):
                with suppress(OSError):
                    while file.write(b"\0" * piece):
                        pass

    def make_room(self) -> None:
        self._ballast.unlink(missing_ok=True)


def _trial(rounds: int, program: str, *, filling: bool = True) -> Tally:
    tally = Tally()
    folder = Path(tempfile.mkdtemp(prefix="disk-full-"))
    image = folder / "state.img"
    try:
        for _ in range(rounds):
            here_folder = folder / "here"
            here_folder.mkdir()
            loop_images.make(image, STATE_MB, *loop_images.EXT4)
            with (
                loop_images.mounted(image, here_folder / "state", options="errors=remount-ro") as place,
                terminal(here_folder, program) as here,
            ):
                disk = Disk(place, filling=filling)
                for step in STEPS:
                    _tried(step, here, disk, tally)
                    disk.make_room()
                    _tried(takes_money_again, here, disk, tally)
                if filling:
                    loop_images.fail(image)
                    _tried(on_a_device_that_fails, here, disk, tally)
                taken_fen = here.book()["taken_fen"]
            loop_images.repair(image)
            with loop_images.mounted(image, here_folder / "state") as place:
                _all_there(place, taken_fen, tally)
            shutil.rmtree(here_folder)
    finally:
        shutil.rmtree(folder)
    return tally


Step = Callable[[PayingTerminal, Disk, Tally], None]


def _tried(step: Step, here: PayingTerminal, disk: Disk, tally: Tally) -> None:
    try:
        step(here, disk, tally)
    except (AssertionError, AgentUnreachable, Refused, requests.RequestException) as error:
        tally.expect(False, f"{step.__name__}: {type(error).__name__} {error}")


# ---- the steps: where in a payment the disk fills


def before_it(here: PayingTerminal, disk: Disk, tally: Tally) -> None:
    disk.fill()
    if disk._filling:
        _no_money(here, tally, "on a full disk")


def while_the_order_is_asked_for(here: PayingTerminal, disk: Disk, tally: Tally) -> None:
    requests.put(
        f"{here.url}/test/faults", json=[{"operation": "create_order", "delay_ms": 500, "times": 1}], timeout=5
    )
    payment_id = _begun(here)
    disk.fill()
    time.sleep(1.0)
    shown = here.kiosk.send(calls.payment(payment_id))
    tally.expect(shown.state is not PaymentState.CODE_SHOWN or not disk._filling, "a code that is not written down")
    disk.make_room()
    here.until(payment_id, PaymentState.CODE_SHOWN)
    here.phone(payment_id)
    _one_slip(here, payment_id, tally)


def while_its_code_is_shown(here: PayingTerminal, disk: Disk, tally: Tally) -> None:
    payment_id = _begun(here)
    here.until(payment_id, PaymentState.CODE_SHOWN)
    disk.fill()
    here.phone(payment_id)
    time.sleep(0.7)
    disk.make_room()
    here.until(payment_id, PaymentState.SUCCEEDED)
    _one_slip(here, payment_id, tally)


def while_its_slip_waits(here: PayingTerminal, disk: Disk, tally: Tally) -> None:
    payment_id = _begun(here)
    here.until(payment_id, PaymentState.CODE_SHOWN)
    here.printer.faults.put(delay_ms=700)
    here.phone(payment_id)
    here.until(payment_id, PaymentState.SUCCEEDED)
    disk.fill()
    time.sleep(1.5)
    here.printer.faults.clear()
    disk.make_room()
    _one_slip(here, payment_id, tally)


STEPS: tuple[Step, ...] = (before_it, while_the_order_is_asked_for, while_its_code_is_shown, while_its_slip_waits)


def takes_money_again(here: PayingTerminal, _disk: Disk, _tally: Tally) -> None:
    here.ready()


def on_a_device_that_fails(here: PayingTerminal, _disk: Disk, tally: Tally) -> None:
    _no_money(here, tally, "on a device that fails")


def _begun(here: PayingTerminal) -> str:
    session, bills = here.somebody(0)
    return here.pay(session, bills, 1)


def _no_money(here: PayingTerminal, tally: Tally, when: str) -> None:
    """Asked again and again: a write-ahead log may have room for one more."""
    before = here.book()["taken_fen"]
    session, bills = here.somebody(1)
    refused = ""
    for _ in range(5):
        try:
            here.kiosk.send(calls.pay(session, new_id(), _request(bills)))
        except Refused as error:
            refused = error.code
            break
        here.kiosk.send(calls.close_payment(here.kiosk.send(calls.current_payments()).payments[0].payment_id))
    tally.expect(refused in {WHY, "notPaying"}, f"money is taken {when} ({refused or 'accepted'})")
    tally.expect(here.book()["taken_fen"] == before, f"money has moved {when}")
    said = wait_for(lambda: (seen := here.terminal()) and seen.paying_trouble)
    tally.expect(said == WHY, f"the terminal says {said!r} {when}")


def _request(bills: BillList) -> PaymentRequest:
    bill = bills.bills[-1]
    return PaymentRequest(bill_nos=(bill.bill_no,), amount_fen=bill.total_fen)


def _one_slip(here: PayingTerminal, payment_id: str, tally: Tally) -> None:
    """By itself, or, where nothing had gone out, when it is asked for."""
    receipt = here.until_slip(payment_id, ReceiptState.PRINTED, ReceiptState.FAILED)
    if receipt.state is ReceiptState.FAILED:
        here.kiosk.send(calls.print_receipt(payment_id, new_id()))
        receipt = here.until_slip(payment_id, ReceiptState.PRINTED, count=2)
    slips = [slip.text() for slip in here.printer.slips() if slip.complete]
    tally.expect(sum(receipt.receipt_no in text for text in slips) == 1, f"slip {receipt.receipt_no} came not once")
    tally.expect(not receipt.reprint, "a first slip is marked as a reprint")


def _all_there(place: Path, taken_fen: int, tally: Tally) -> None:
    ledger = Ledger(place)
    with ledger.reading() as tx:
        tally.expect(not entries.faults(tx), "the chain of the ledger is broken")
        paid = tx.execute("SELECT COALESCE(SUM(amount_fen), 0) FROM payment WHERE state = 'succeeded'").fetchone()[0]
    ledger.close()
    tally.expect(paid == taken_fen, f"{taken_fen} fen were taken, {paid} are in the ledger")
