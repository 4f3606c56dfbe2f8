# SPDX-License-Identifier: Apache-2.0
"""`linli tour`: the residents' journeys and the guided stories without a person, from outside the kiosk only."""

import argparse
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from types import FrameType

from PIL import Image

from central.demo.errors import DemoError, NotReady, StepFailed
from central.demo.hall import Hall, open_hall
from central.demo.running.screen import KIOSK_SIZE, LOBBY_SIZE, Screen
from central.demo.running.shell import end_at_first_signal, say
from central.demo.running.terminal import LOBBY, Pace, Place, place
from central.demo.steps import content, kills, money, residents, technician
from central.demo.stories import STORIES
from central.demo.stories.scene import set_scene
from central.demo.stories.story import Story
from central.demo.visit.report import Report
from central.demo.visit.reported import ReportedVisit
from central.demo.visit.technician import browser
from central.demo.visit.visit import Visit
from central.demo.world.eyes import Camera

STEPS: tuple[Callable[[ReportedVisit], None], ...] = (
    *technician.STEPS,
    *residents.STEPS,
    *money.STEPS,
    technician.second_printer_takes_over,
    *content.GUIDE,
    content.emergency_raised,
    content.resident_goes_on,
    kills.player_killed_in_an_emergency,
    content.emergency_cancelled,
    *kills.STEPS,
)
STEPS_LIMIT_S = 420
"""Far above what it takes, like the next: only so that a tour that hangs ends."""
STORY_LIMIT_S = 90
LONGEST_S = 570
"""However many stories: the whole tour is over within ten minutes, its start included."""
PACE = Pace(idle_s=12, warning_s=20, attract_s=3600)
INTERRUPTED = 130


class OutOfTime(DemoError):
    pass


def main(argv: list[str] | None = None) -> int:
    names = [story.name for story in STORIES]
    parser = argparse.ArgumentParser(
        prog="linli tour",
        description="Pays bills, looks cases up and breaks the kiosk on purpose, without a person. "
        "Exits 0 only if every step held.",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where tour.json and the pictures go")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep ledger, logs and settings in DIR")
    parser.add_argument(
        "--stories", action="store_true", help="tell the guided stories too, without a reader's pauses, and judge them"
    )
    parser.add_argument(
        "--only-stories",
        nargs="*",
        choices=names,
        metavar="NAME",
        help=f"nothing but stories: those named, or all ({', '.join(names)})",
    )
    options = parser.parse_args(argv)
    only: list[str] | None = options.only_stories
    wanted = (only or names) if only is not None or options.stories else []
    stories = [story for name in wanted for story in STORIES if story.name == name]
    steps = STEPS if only is None else ()
    end_at_first_signal()
    try:
        return 0 if go(options.out, options.keep.resolve() if options.keep else None, steps, stories) else 1
    except KeyboardInterrupt:
        return INTERRUPTED


def go(
    out: Path, keep: Path | None, steps: Sequence[Callable[[ReportedVisit], None]], stories: Sequence[Story]
) -> bool:
    """Whether every step held. All is tidied up either way."""
    with ExitStack() as closing:
        here = closing.enter_context(place(keep))
        kiosk, lobby = Screen("kiosk", KIOSK_SIZE, here.logs), Screen(LOBBY, LOBBY_SIZE, here.logs)
        report = Report(out, Camera(kiosk).still_picture, say)
        try:
            with report.step("start"):
                visit = _begin(here, kiosk, lobby, report, closing)
            with time_limit(min(LONGEST_S, (STEPS_LIMIT_S if steps else 0) + STORY_LIMIT_S * len(stories))):
                for step in steps:
                    with report.step(step.__name__.replace("_", "-")):
                        step(visit)
                for story in stories:
                    with suppress(StepFailed):  # written down; the next one begins from any state
                        tell(story, visit.hall, report)
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


def _begin(here: Place, kiosk: Screen, lobby: Screen, report: Report, closing: ExitStack) -> ReportedVisit:
    standby: dict[str, Image.Image] = {}

    def photograph(screen: Screen) -> None:
        standby[screen.name] = Camera(screen).still_picture()
        report.keep_picture(f"standby-{screen.name}", standby[screen.name])

    hall = closing.enter_context(open_hall(here, kiosk, lobby, PACE, say, photograph))
    phone = cache(lambda: closing.enter_context(browser(here.home)))
    return ReportedVisit(hall, report=report, standby=standby, technician=phone)


def tell(story: Story, hall: Hall, report: Report) -> None:
    """As the teller does, but without a reader's pauses, and each step is written down. Raises StepFailed."""
    visit = Visit(hall)
    with report.step(f"story-{story.name}-scene"):
        set_scene(visit)
    for number, step in enumerate(story.steps, 1):
        with report.step(f"story-{story.name}-{number}"):
            step.does(visit)
            if step.on_lobby:
                report.keep_lobby(hall.world.lobby.picture())


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
        raise OutOfTime(f"the tour took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
