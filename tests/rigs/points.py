# SPDX-License-Identifier: Apache-2.0
"""A worker that is killed, or whose power is cut, at random moments; and a judge of what it leaves.

The worker works in a folder for ever, and counts in memory that nobody loses what it may claim. A power cut is a copy
of the live file system, made in a moment (see loop_images); what was claimed before the copy must be in it. A worker
that gives up by itself has met something that it should not have.
"""

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from tests.rigs import loop_images
from tests.rigs.pay_powercut import Count

XFS_MB, EXT4_MB = 2048, 256
LIFE_CUTS = 25


class Subject(Protocol):
    def prepare(self, place: Path) -> None:
        """Once, before the first worker."""

    def before(self, place: Path, count: Count) -> None:
        """Before each worker."""

    def work(self, place: Path, count: Count) -> None:
        """Until it is killed."""

    def faults(self, place: Path, known: int) -> list[str]:
        """What is wrong after a crash, `known` having been claimed."""


@dataclass
class Tally:
    kills: int = 0
    cuts: int = 0
    broken: int = 0
    claimed: int = 0
    details: list[str] = field(default_factory=list)

    def note(self, what: str, found: list[str]) -> None:
        self.broken += bool(found)
        self.details += [f"{what}: {fault}" for fault in found]


def killed(subject: Subject, kills: int, seed: int, longest_s: float) -> Tally:
    """kill -9."""
    choice, tally, count = random.Random(seed), Tally(), Count()
    folder = Path(tempfile.mkdtemp(prefix="points-"))
    try:
        subject.prepare(folder)
        while tally.kills < kills:
            subject.before(folder, count)
            with Worker(subject.work, folder, count) as worker:
                time.sleep(choice.uniform(0.0, longest_s))
            tally.kills += 1
            tally.note(f"kill {tally.kills}", [*worker.gave_up, *subject.faults(folder, count.value)])
        tally.claimed = count.value
    finally:
        shutil.rmtree(folder)
    return tally


def cut(subject: Subject, cuts: int, seed: int, longest_s: float) -> Tally:
    """The power; the same worker goes on meanwhile."""
    choice, tally = random.Random(seed), Tally()
    folder = Path(tempfile.mkdtemp(prefix="points-"))
    try:
        loop_images.make(folder / "outer.img", XFS_MB, *loop_images.XFS)
        with loop_images.mounted(folder / "outer.img", folder / "outer") as outer:
            while tally.cuts < cuts:
                _cut_life(subject, outer, choice, tally, min(LIFE_CUTS, cuts - tally.cuts), longest_s)
    finally:
        shutil.rmtree(folder)
    return tally


def _cut_life(subject: Subject, outer: Path, choice: random.Random, tally: Tally, cuts: int, longest_s: float) -> None:
    image = outer / f"device-{tally.cuts}.img"
    loop_images.make(image, EXT4_MB, *loop_images.EXT4)
    count = Count()
    with loop_images.mounted(image, outer / "live") as live:
        subject.prepare(live)
        for _ in range(cuts):
            subject.before(live, count)
            with Worker(subject.work, live, count) as worker:
                time.sleep(choice.uniform(0.0, longest_s))
                known = count.value  # before the copy: what is claimed while it is made need not be in it
                copy = outer / f"cut-{tally.cuts}.img"
                loop_images.copy_at_once(image, copy)
            tally.cuts += 1
            with loop_images.mounted(copy, outer / copy.stem) as place:
                tally.note(f"cut {tally.cuts}", [*worker.gave_up, *subject.faults(place, known)])
            copy.unlink()
    tally.claimed += count.value
    image.unlink()


class Worker:
    """Killed when the block is left."""

    def __init__(self, work: Callable[[Path, Count], None], place: Path, count: Count) -> None:
        self.gave_up: list[str] = []
        self._heard, said = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            try:
                work(place, count)
            except BaseException as error:
                os.write(said, f"the worker gave up: {type(error).__name__}: {error}".encode()[:4000])
            finally:
                os._exit(1)
        os.close(said)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        with os.fdopen(self._heard, "rb") as heard:
            last = heard.read().decode(errors="replace")
        if last:
            self.gave_up.append(last)
