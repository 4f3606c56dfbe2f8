# SPDX-License-Identifier: Apache-2.0
"""The site's process: keeps the doors as they should be, tells the agent, and otherwise leaves it to the listeners."""

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from agent.notify import notify
from agent.web import durable
from agent.web.access import WINDOW_S
from agent.web.announcer import Announcer, url_of
from agent.web.app import create_app
from agent.web.certificate import Certificate
from agent.web.doors import Doors
from agent.web.errors import StateUnusable
from agent.web.site import Site, build
from contract.clock import clock_of
from contract.errors import InvalidSettings
from contract.settings import SHIPPED, SITE, Settings, load

log = logging.getLogger("agent.web")

TICK_S = 1.0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="linli web",
        description="The technician's site: HTTPS on this machine, and from its network while the terminal is being "
        "commissioned (until the hand-over, for two hours after each start of the machine).",
    )
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE",
        help=f"configuration laid over the shipped defaults; may be repeated (default: {SITE})",
    )  # fmt: skip
    parser.add_argument(
        "--commission", action="store_true",
        help="open the site to the network for two hours more and print a new one-time secret, with which a new "
        "password is set (also when the old one is forgotten); run it as root, the service may go on running",
    )  # fmt: skip
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        settings = load([SHIPPED, *(arguments.config or [SITE])])
        return commission(settings) if arguments.commission else run(settings)
    except InvalidSettings as error:
        print(f"linli web: {error}", file=sys.stderr)
        return 2
    except (StateUnusable, OSError) as error:
        print(f"linli web: {error}", file=sys.stderr)
        return 1


def commission(settings: Settings) -> int:
    site = _site(settings)
    secret = site.access.commission()
    print(f"一次性口令 One-time secret:  {secret}")
    print(f"地址 Address:                {url_of(site)}")
    certificate = Certificate(Path(settings.paths.web))
    if certificate.file.exists():
        print(f"证书指纹 Fingerprint:        {certificate.fingerprint()}")
    print(f"两小时内有效，只能用一次。 Valid for {WINDOW_S / 3600:.0f} hours, once.")
    return 0


def run(settings: Settings) -> int:
    """Until SIGTERM or SIGINT."""
    site = _site(settings)
    asked: list[int] = []

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)  # an Event might be locked by the very thread that runs this

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)

    with durable.only_one(Path(settings.paths.web) / "site.lock", wait=False):
        secret, secret_id = site.access.start()
        doors = Doors(site, create_app(site))
        try:
            announcer = Announcer(site, secret, secret_id, doors.certificate.fingerprint)
            log.info("ready: https://localhost:%d/", settings.web.port)
            notify("READY=1")
            while not asked:
                try:
                    doors.tick()
                    announcer.tick()
                except Exception:
                    log.exception("the watch met something unforeseen")
                if doors.alive:
                    notify("WATCHDOG=1")
                if site.changed.wait(TICK_S):
                    site.changed.clear()
                    announcer.soon()
            notify("STOPPING=1")
            log.info("stopping")
        finally:
            doors.stop()
    return 0


def _site(settings: Settings) -> Site:
    os.umask(0o077)
    Path(settings.paths.web).mkdir(mode=0o700, parents=True, exist_ok=True)
    clock = clock_of(Path(settings.paths.clock_offset) if settings.paths.clock_offset else None)
    return build(settings, clock)
