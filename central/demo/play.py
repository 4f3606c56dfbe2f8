# SPDX-License-Identifier: Apache-2.0
"""`linli demo`: the whole terminal, with a console page to play the world around it."""

import argparse
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from central.demo import console
from central.demo.errors import DemoError, NotReady
from central.demo.screen import Screen
from central.demo.supervisor import Supervisor
from central.demo.terminal import Pace, place, programs, write_settings
from central.demo.world import world

LOOK_S = 0.2


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="linli demo", description="The whole terminal on this machine. Ctrl-C ends it and leaves nothing behind."
    )
    parser.add_argument("--port", type=int, default=0, help="of the console page on 127.0.0.1 (default: a free one)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep ledger, logs and settings in DIR")
    parser.add_argument(
        "--screen", action="store_true", help="show the kiosk on this machine's own screen, not only in the page"
    )
    options = parser.parse_args(argv)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        play(options.port, options.keep.resolve() if options.keep else None, own_screen=not options.screen)
    except KeyboardInterrupt:
        return 0
    except NotReady as error:
        print(f"linli demo: {error}\n--- end of its log ---\n{error.tail}", file=sys.stderr)
        return 1
    except (DemoError, OSError) as error:
        print(f"linli demo: {error}", file=sys.stderr)
        return 1
    return 0


def play(port: int, keep: Path | None, *, own_screen: bool) -> None:
    """Until Ctrl-C or SIGTERM, or until the supervisor itself fails."""
    with ExitStack() as closing:
        here = closing.enter_context(place(keep))
        write_settings(here, Pace())
        screen = Screen(here.logs / "xvfb.log", own=own_screen)
        supervisor = Supervisor(programs(here, screen), logs=here.logs, notes=here.notes, say=say)
        closing.enter_context(supervisor)
        address = closing.enter_context(console.serving(here, world(here, screen), port))
        say(f"ready  console page {address}")
        say(f"       devices: {Path(sys.executable).with_name('linli')} devices --config {here.config}")
        say("       Ctrl-C ends all")
        while supervisor.keeps_running():
            time.sleep(LOOK_S)


def say(line: str) -> None:
    print(line, flush=True)
