# SPDX-License-Identifier: Apache-2.0
"""`linli tour`: the residents' journeys without a person, from outside the kiosk only."""

import argparse
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

from PIL import Image

from central.demo import accessibility, content_steps, journey, kills, technician_steps
from central.demo.clerk import Clerk
from central.demo.errors import DemoError, NotReady, StepFailed
from central.demo.programs import programs
from central.demo.report import Report
from central.demo.screen import KIOSK_SIZE, LOBBY_SIZE, Camera, Screen
from central.demo.screen_reader import ScreenReader
from central.demo.supervisor import Supervisor
from central.demo.technician import browser
from central.demo.terminal import LOBBY, Pace, Place, place, write_settings
from central.demo.visit import Visit
from central.demo.world import world

STEPS = (
    *technician_steps.STEPS,
    *journey.STEPS,
    technician_steps.second_printer_takes_over,
    *content_steps.GUIDE,
    content_steps.emergency_raised,
    content_steps.resident_goes_on,
    kills.player_killed_in_an_emergency,
    content_steps.emergency_cancelled,
    *kills.STEPS,
)
STEPS_LIMIT_S = 420
"""Far above what it takes: only so that a tour that hangs ends."""
PACE = Pace(idle_s=12, warning_s=20, attract_s=3600)
INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="linli tour",
        description="Pays bills, looks cases up and breaks the kiosk on purpose, without a person. "
        "Exits 0 only if every step held.",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where tour.json and the pictures go")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep ledger, logs and settings in DIR")
    options = parser.parse_args(argv)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        return 0 if go(options.out, options.keep.resolve() if options.keep else None) else 1
    except KeyboardInterrupt:
        return INTERRUPTED


def go(out: Path, keep: Path | None) -> bool:
    """Whether every step held. All is tidied up either way."""
    with ExitStack() as closing:
        here = closing.enter_context(place(keep))
        kiosk, lobby = Screen("kiosk", KIOSK_SIZE, here.logs), Screen(LOBBY, LOBBY_SIZE, here.logs)
        report = Report(out, Camera(kiosk).still_picture, say)
        try:
            with report.step("start"):
                visit = _begin(here, kiosk, lobby, report, closing)
            with time_limit(STEPS_LIMIT_S):
                for step in STEPS:
                    with report.step(step.__name__.replace("_", "-")):
                        step(visit)
            report.finish()
        except NotReady as error:
            print(f"--- end of its log ---\n{error.tail}", file=sys.stderr)
        except Exception as error:  # reported with its step
            if not isinstance(error, DemoError):
                traceback.print_exc()
        finally:
            keep_logs(here.logs, out, report.ok)
        say(f"{'ok' if report.ok else 'FAILED'}: {out / 'tour.json'}")
        return report.ok


def _begin(here: Place, kiosk: Screen, lobby: Screen, report: Report, closing: ExitStack) -> Visit:
    standby: dict[str, Image.Image] = {}

    def photograph(screen: Screen) -> None:
        standby[screen.name] = Camera(screen).still_picture()
        report.keep_picture(f"standby-{screen.name}", standby[screen.name])

    write_settings(here, PACE)
    clerk = Clerk.at_work(here.county, here.root_file, here.clock_offset)
    started = programs(here, clerk, kiosk, lobby, with_accessibility=True, standing_by=photograph)
    supervisor = closing.enter_context(Supervisor(started, logs=here.logs, notes=here.notes, say=say))
    readers = (ScreenReader(accessibility.bus_address(here.run, screen.name)) for screen in (kiosk, lobby))
    before_kiosk, before_lobby = (closing.enter_context(reader) for reader in readers)
    around = world(here, clerk, kiosk, lobby)
    phone = cache(lambda: closing.enter_context(browser(here.home)))
    return Visit(here, around, before_kiosk, before_lobby, supervisor, report, standby, phone)


def keep_logs(logs: Path, out: Path, ok: bool) -> None:
    """After a failure the ends of the logs stand beside the pictures; after success nothing does."""
    kept = out / "logs.txt"
    if ok:
        kept.unlink(missing_ok=True)
        return
    ends = [f"--- {log.name}\n{log.read_text(errors='replace')[-20_000:]}" for log in sorted(logs.glob("*.log"))]
    kept.write_text("\n".join(ends), encoding="utf-8")


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    def over(_number: int, _frame: FrameType | None) -> None:
        raise StepFailed(f"the tour took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def say(line: str) -> None:
    print(line, flush=True)
