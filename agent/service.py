# SPDX-License-Identifier: Apache-2.0
"""The agent's process: starts its parts in order, keeps watch, stops them in reverse."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from agent.api.server import LocalApi
from agent.devices.kinds import open_driver
from agent.errors import AgentError, LedgerUnwritable
from agent.house import House, build
from agent.journal import Journal
from agent.ledger import Ledger, commands, outbox, payments
from agent.notify import notify
from agent.platform.client import PlatformClient
from agent.timer import Timer
from contract.clock import clock_of
from contract.errors import InvalidSettings
from contract.platform import RecordKind
from contract.settings import SHIPPED, SITE, Settings, load, read_files

log = logging.getLogger("agent")

TICK_S = 1.0
MATCH_EVERY = timedelta(minutes=30)
"""A day that is over is matched soon after midnight, or when the platform has its settlement; then nothing is due."""
KEPT = timedelta(days=90)
"""Finished commands and delivered records: long enough for any question about them."""
PLAYS_KEPT = timedelta(days=7)
"""Delivered play records, thousands a day: longer than any player tells them again."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="linli agent", description="The local device agent.")
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE",
        help=f"configuration laid over the shipped defaults; may be repeated (default: {SITE})",
    )  # fmt: skip
    parser.add_argument("--check", action="store_true", help="read the configuration, say whether it is right, and end")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # it quotes addresses and headers of what it dislikes
    try:
        files = [SHIPPED, *(arguments.config or [SITE])]
        settings = load(files)
        if arguments.check:
            check(settings)
            print("The configuration is right.")
            return 0
        return run(settings, read_files(files))
    except InvalidSettings as error:
        print(f"linli agent: {error}", file=sys.stderr)
        return 2
    except LedgerUnwritable as error:
        print(f"linli agent: the ledger in {settings.paths.state} cannot be used: {error}", file=sys.stderr)
        return 1


def check(settings: Settings) -> None:
    """All that a start would refuse, without starting. Raises InvalidSettings."""
    for name, entry in settings.device.items():
        if entry.enabled:
            open_driver(name, entry)
    PlatformClient(settings.platform)


def run(settings: Settings, lower: Mapping[str, Any]) -> int:
    """Until SIGTERM or SIGINT. `lower`: the files without the technician's settings."""
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
        house = build(settings, clock, ledger, journal, lower)

        # What was left open is settled in the books before anything moves again.
        house.command_journal.recover()
        house.cashier.recover()
        house.receipts.recover()

        for part in (house.bench, house.link, house.cashier):
            part.start()
            closing.callback(part.stop)

        timer = Timer(clock)
        timer.every(timedelta(hours=6), lambda: forget_what_is_old(house), "retention")
        timer.every(MATCH_EVERY, house.reconciliation.match_what_is_due, "reconciliation")
        timer.start()
        closing.callback(timer.stop)

        api = LocalApi(house)
        api.start()
        closing.callback(api.stop)
        closing.callback(journal.end_streams)

        log.info("ready: terminal %s, %d devices", settings.terminal.number, len(settings.device))
        notify("READY=1")
        while not stop.wait(TICK_S):
            try:
                house.sessions.end_overdue()
                house.receipts.write_what_is_left()
                house.command_journal.write_what_is_left()
                house.content.watch()
                house.commissioning.watch()
                house.device_tests.forget_old()
                timer.watch()
            except Exception:
                log.exception("the watch met something unforeseen")
            if all(part.alive for part in (house.bench, house.link, house.cashier, api)):
                notify("WATCHDOG=1")
        notify("STOPPING=1")
        log.info("stopping")
    return 0


def forget_what_is_old(house: House) -> None:
    now = house.clock.now()
    try:
        with house.ledger.transaction() as tx:
            payers = payments.delete_payers(tx, now.date())
            finished = commands.delete_finished(tx, now - KEPT)
            delivered = outbox.delete_delivered(tx, now - KEPT)
            delivered += outbox.delete_delivered(tx, now - PLAYS_KEPT, RecordKind.PLAY)
    except AgentError as error:
        log.error("what is old could not be deleted: %s", error)
    else:
        log.info("deleted as old: %d payers, %d commands, %d records", payers, finished, delivered)
