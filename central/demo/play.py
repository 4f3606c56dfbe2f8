# SPDX-License-Identifier: Apache-2.0
"""`linli demo`: the whole terminal, with a console page to play the world around it."""

import argparse
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from central.demo.console import app as console
from central.demo.errors import DemoError, NotReady
from central.demo.hall import Hall, open_hall
from central.demo.running.handover import hand_over
from central.demo.running.screen import KIOSK_SIZE, LOBBY_SIZE, Screen
from central.demo.running.shell import end_at_first_signal, say
from central.demo.running.terminal import LOBBY, Pace, place
from central.demo.running.windows import Windows, window_sizes
from central.demo.stories import STORIES
from central.demo.stories.teller import Teller

LOOK_S = 0.2


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="linli demo", description="The whole terminal on this machine. Ctrl-C ends it and leaves nothing behind."
    )
    parser.add_argument("--port", type=int, default=0, help="of the console page on 127.0.0.1 (default: a free one)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep ledger, logs and settings in DIR")
    parser.add_argument(
        "--screen", action="store_true", help="both screens as windows on this machine's own screen, not in the page"
    )
    parser.add_argument(
        "--unpacked", action="store_true", help="begin before a technician was here: the kiosk asks for one"
    )
    options = parser.parse_args(argv)
    end_at_first_signal()
    try:
        keep = options.keep.resolve() if options.keep else None
        play(options.port, keep, own_screens=not options.screen, unpacked=options.unpacked)
    except KeyboardInterrupt:
        return 0
    except NotReady as error:
        print(f"linli demo: {error}\n--- end of its log ---\n{error.tail}", file=sys.stderr)
        return 1
    except (DemoError, OSError) as error:
        print(f"linli demo: {error}", file=sys.stderr)
        return 1
    return 0


def play(port: int, keep: Path | None, *, own_screens: bool, unpacked: bool) -> None:
    """Until Ctrl-C or SIGTERM, or until the supervisor itself fails."""
    with ExitStack() as closing:
        sizes = (KIOSK_SIZE, LOBBY_SIZE) if own_screens else window_sizes()
        here = closing.enter_context(place(keep))
        kiosk, lobby = (
            Screen(name, size, here.logs, own=own_screens) for name, size in zip(("kiosk", LOBBY), sizes, strict=True)
        )
        hall = closing.enter_context(open_hall(here, kiosk, lobby, Pace(), say))
        password = "" if unpacked else hand_over(here)
        # A story's phone reads the code off a picture of the screen, and none is taken of a person's own.
        teller = Teller(hall, STORIES if own_screens else ())
        closing.callback(teller.close)
        address = closing.enter_context(console.serving(hall, teller, port, password))
        say_where(hall, address, password)
        windows = None if own_screens else closing.enter_context(Windows(kiosk, lobby))
        while hall.supervisor.keeps_running():
            if windows is not None:
                windows.look_after()
            time.sleep(LOOK_S)


def say_where(hall: Hall, console_page: str, password: str) -> None:
    linli = Path(sys.executable).with_name("linli")
    say(f"\n  Open this in a browser:  {console_page}\n")
    entry = f"password {password}" if password else "the secret shows on the kiosk"
    say(f"  the technician's site    {hall.here.technician_url}  ({entry})")
    say(f"  what an operator sees    {linli} device list --config {hall.here.config}   (or: doctor, ledger)")
    say(f"  what a clerk publishes   {hall.world.clerk.command(str(linli))}")
    say("  Ctrl-C ends all")
