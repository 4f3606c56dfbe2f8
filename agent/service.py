# SPDX-License-Identifier: Apache-2.0
"""The agent's process: starts its parts in order, keeps watch, stops them in reverse."""

import argparse
import logging
import signal
import sys
import threading
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import FrameType

from agent.api.server import LocalApi
from agent.errors import AgentError, LedgerUnwritable
from agent.house import House, build
from agent.journal import Journal
from agent.ledger import Ledger, payments
from agent.notify import notify
from agent.timer import Timer
from contract.clock import clock_of
from contract.errors import InvalidSettings
from contract.settings import SHIPPED, SITE, Settings, load

log = logging.getLogger("agent")

TICK_S = 1.0
CASHIER_SILENT_S = 60.0
"""Several times the total limit of a platform call, the longest the cashier may be busy without a beat."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="linli agent", description="The local device agent.")
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE",
        help=f"configuration laid over the shipped defaults; may be repeated (default: {SITE})",
    )  # fmt: skip
    parser.add_argument("--check", action="store_true", help="read the configuration, say whether it is right, and end")
    arguments = parser.parse_args(argv)
    # force: python-escpos has set up logging in its own way when it was imported
    form = "%(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, stream=sys.stderr, force=True)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    try:
        settings = load([SHIPPED, *(arguments.config or [SITE])])
        if arguments.check:
            build_only_devices(settings)
            print("The configuration is right.")
            return 0
        return run(settings)
    except InvalidSettings as error:
        print(f"linli agent: {error}", file=sys.stderr)
        return 2
    except LedgerUnwritable as error:
        print(f"linli agent: the ledger in {settings.paths.state} cannot be used: {error}", file=sys.stderr)
        return 1


def build_only_devices(settings: Settings) -> None:
    from agent.devices.kinds import open_driver  # noqa: PLC0415 -- only when asked to check

    for name, entry in settings.device.items():
        open_driver(name, entry)


def run(settings: Settings) -> int:
    """Until SIGTERM or SIGINT."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)

    clock = clock_of(Path(settings.paths.clock_offset) if settings.paths.clock_offset else None)
    state = Path(settings.paths.state)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as closing:
        ledger = Ledger(state)
        closing.callback(ledger.close)
        journal = Journal(state / "journal.db", clock)
        closing.callback(journal.close)
        house = build(settings, clock, ledger, journal)

        # What was left open is settled in the books before anything moves again.
        house.commands.recover()
        house.cashier.recover()

        for part in (house.bench, house.link, house.cashier):
            part.start()
            closing.callback(part.stop)
        house.receipts.recover()

        timer = Timer(clock)
        timer.every(timedelta(hours=6), lambda: forget_payers(house), "retention")
        timer.start()
        closing.callback(timer.stop)

        api = LocalApi(house)
        api.start()
        closing.callback(api.stop)
        closing.callback(journal.end_streams)

        log.info("ready: terminal %s, %d devices", settings.terminal.number, len(settings.device))
        notify("READY=1")
        while not stop.wait(TICK_S):
            house.sessions.end_overdue()
            timer.watch()
            if clock.monotonic() - house.cashier.beat < CASHIER_SILENT_S:
                notify("WATCHDOG=1")
        notify("STOPPING=1")
        log.info("stopping")
    return 0


def forget_payers(house: House) -> None:
    try:
        with house.ledger.transaction() as tx:
            forgotten = payments.delete_payers(tx, house.clock.now().date())
    except AgentError as error:
        log.error("payers whose time is over could not be deleted: %s", error)
    else:
        if forgotten:
            log.info("deleted %d payers whose time was over", forgotten)
