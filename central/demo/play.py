# SPDX-License-Identifier: Apache-2.0
"""`linli demo`: the whole terminal, with a console page to play the world around it."""

import argparse
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from central.demo import console
from central.demo.clerk import Clerk
from central.demo.errors import DemoError, NotReady
from central.demo.programs import programs
from central.demo.screen import KIOSK_SIZE, LOBBY_SIZE, Screen
from central.demo.supervisor import Supervisor
from central.demo.terminal import LOBBY, Pace, Place, place, write_settings
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
        clerk = Clerk.at_work(here.county, here.root_file, here.clock_offset)
        kiosk = Screen("kiosk", KIOSK_SIZE, here.logs, own=own_screen)
        lobby = Screen(LOBBY, LOBBY_SIZE, here.logs)
        supervisor = Supervisor(programs(here, clerk, kiosk, lobby), logs=here.logs, notes=here.notes, say=say)
        closing.enter_context(supervisor)
        around = world(here, clerk, kiosk, lobby)
        address = closing.enter_context(console.serving(here, around, supervisor.kill, port))
        say_where(here, clerk, address)
        while supervisor.keeps_running():
            time.sleep(LOOK_S)


def say_where(here: Place, clerk: Clerk, console_page: str) -> None:
    linli = Path(sys.executable).with_name("linli")
    say(f"ready  console page     {console_page}")
    say(f"       technician site  {here.technician_url}   (the secret shows on the kiosk)")
    say(f"       content folder   {here.content_url}   from {clerk.site}")
    for line in clerk.commands(str(linli)):
        say(f"       publish          {line}")
    say(f"       devices          {linli} devices --config {here.config}")
    say("       Ctrl-C ends all")


def say(line: str) -> None:
    print(line, flush=True)
