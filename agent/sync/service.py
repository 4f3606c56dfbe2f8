# SPDX-License-Identifier: Apache-2.0
"""Sync's process: looks, tells the agent, waits; reads the settings anew when the technician has changed them."""

import argparse
import fcntl
import logging
import os
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from agent.client import ClientError, calls
from agent.client.blocking import Client
from agent.notify import notify
from agent.sync.errors import ContentUnreachable, Interrupted, Stopping, SyncError
from agent.sync.lineage import read_anchor
from agent.sync.looks import Looks
from agent.sync.ordering import OrderTray
from agent.sync.pulse import Pulse
from contract import durable
from contract.clock import clock_of
from contract.content_orders import Answer
from contract.errors import InvalidSettings
from contract.local import ContentHealth
from contract.settings import SHIPPED, SITE, Settings, load, technician_file

log = logging.getLogger("sync")

TELL_S = 3.0
JITTER = 0.1
"""Of the pause: terminals that start together do not ask together for ever."""
AT_ONCE_S = 0.05
SOONEST_S = 1.0
RETELL_S = 60.0
"""The agent takes a longer silence for the end of sync; the pause between two looks may be an hour."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="linli sync", description="Brings the county's signed content: alerts, notices, programmes, guide, media."
    )
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE",
        help=f"configuration laid over the shipped defaults; may be repeated (default: {SITE})",
    )  # fmt: skip
    parser.add_argument("--once", action="store_true", help="bring what there is now, say how it went, and end")
    parser.add_argument("--check", action="store_true", help="read the configuration, say whether it is right, and end")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("tuf").setLevel(logging.CRITICAL)  # it warns of what is handled here
    files = [SHIPPED, *(arguments.config or [SITE])]
    try:
        settings = _load(files)
        if arguments.check:
            read_anchor(Path(settings.content.root_file))
            print("The configuration is right.")
            return 0
        with _alone(Path(settings.paths.sync)):
            return Service(files, settings).run(once=arguments.once)
    except InvalidSettings as error:
        print(f"linli sync: {error}", file=sys.stderr)
        return 2
    except SyncError as error:
        print(f"linli sync: content.root_file: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"linli sync: {error}", file=sys.stderr)
        return 1


class Service:
    def __init__(self, files: list[Path], settings: Settings) -> None:
        self._files = files
        self._settings = settings
        self._clock = clock_of(Path(settings.paths.clock_offset) if settings.paths.clock_offset else None)
        self._pulse = Pulse(self._clock, lambda: notify("WATCHDOG=1"))
        self._mark = _mark(settings)
        self._agent_there = True
        self._health: ContentHealth | None = None
        self._tray = OrderTray(Path(settings.paths.sync))
        self._looks = self._begin()

    def run(self, *, once: bool) -> int:
        """Until SIGTERM or SIGINT. Raises OSError when the folders cannot be used."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        if not once:
            notify("READY=1")
        try:
            return self._once() if once else self._on_and_on()
        except Stopping:
            return 1 if once else 0
        finally:
            self._looks.close()
            notify("STOPPING=1")
            log.info("stopping")

    def _on_and_on(self) -> int:
        while True:
            self._follow_settings()
            self._follow_order()
            complete = self._looked()
            if not self._rest(self._pause() if complete else AT_ONCE_S):
                return 0

    def _pause(self) -> float:
        """A line that was cut is tried again soon, and then ever more rarely, up to the usual pause."""
        usual, health = self._settings.content.poll_s, self._health
        if health is not None and health.trouble is not None and health.trouble.code == ContentUnreachable.code:
            usual = min(usual, SOONEST_S * 2 ** min(health.tries - 1, 10))
        return usual * random.uniform(1, 1 + JITTER)

    def _rest(self, seconds: float) -> bool:
        """False when asked to stop. Ends early for new settings; an agent that has started meanwhile is told again."""
        while seconds > 0:
            if not self._pulse.wait(min(seconds, RETELL_S), self._tray.waits):
                return False
            seconds -= RETELL_S
            if _mark(self._settings) != self._mark or self._tray.waits():
                return True
            if seconds > 0 and self._health is not None:
                self._tell(self._health)
        return True

    def _follow_order(self) -> None:
        order = self._tray.take()
        if order is None:
            return
        try:
            answer = self._looks.carry_out(order)
        except Interrupted:
            raise
        except Exception as error:
            log.exception("an order met something unforeseen")
            answer = Answer(order_id=order.order_id, done=False, text=f"{type(error).__name__}: {error}")
        try:
            self._tray.answer(answer)
        except OSError as error:
            log.error("an order cannot be answered: %s", error)

    def _looked(self) -> bool:
        try:
            return self._looks.look().complete
        except Interrupted:
            raise
        except Exception:
            log.exception("a look met something unforeseen")
            return True

    def _once(self) -> int:
        looked = self._looks.look()
        while not looked.complete and looked.health.trouble is None:
            looked = self._looks.look()
        health = looked.health
        if health.trouble is not None:
            print(f"Not everything is current: {health.trouble.title} ({health.trouble.code})", file=sys.stderr)
            return 1
        print(f"The content is current: release {health.release_id or 'none yet'}.")
        return 0

    def _begin(self) -> Looks:
        durable.make_folder(Path(self._settings.paths.content))
        return Looks(self._settings, self._clock, self._pulse, self._tell)

    def _follow_settings(self) -> None:
        mark = _mark(self._settings)
        if mark == self._mark:
            return
        self._mark = mark
        try:
            settings = _load(self._files)
        except InvalidSettings as error:
            log.error("the settings stay as they were: %s", error)
            return
        if settings != self._settings:
            log.info("the settings have changed")
            self._settings = settings
            self._looks.close()
            self._looks = self._begin()

    def _tell(self, health: ContentHealth) -> None:
        """Without an agent the screens read the disk by themselves."""
        self._health = health
        socket = Path(self._settings.paths.run) / "sync" / "agent.sock"
        try:
            Client(socket, TELL_S).send(calls.report_content(health))
        except ClientError as error:
            if self._agent_there:
                log.warning("the agent was not told: %s", error)
            self._agent_there = False
        else:
            self._agent_there = True

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._pulse.ask_to_stop()


def _load(files: list[Path]) -> Settings:
    """Raises InvalidSettings."""
    settings = load(files)
    try:
        parts = urlsplit(settings.content.url)
        fits = bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise InvalidSettings("configuration: content.url must be an address such as https://host/folder")
    return settings


def _mark(settings: Settings) -> tuple[int, int, int] | None:
    try:
        found = technician_file(settings).stat()
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two syncs on one state would undo each other's work. Raises OSError."""
    durable.make_folder(folder)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OSError(f"another sync is at work in {folder}") from None
        yield
    finally:
        os.close(descriptor)
