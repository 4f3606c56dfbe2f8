# SPDX-License-Identifier: Apache-2.0
"""sync-kill: sync is killed, and its power cut, at any point of bringing new content.

Before each point the county publishes another step: notices and pictures of two levels, alerts. A worker brings it from
a real nginx by the real looks. After the crash everything that a screen reads is whole, each level shows one step, none
before what was claimed, none that the county has not published. The next worker goes on; undisturbed, the newest step
comes and nothing else is left.

Positive control: a worker that nobody kills. Negative control: the same looks, with files written where they are read.
"""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.sync.looks import Looks
from agent.sync.pulse import Pulse
from contract import durable
from contract.clock import SystemClock
from contract.content import Release
from contract.release import ContentFolder
from contract.settings import SHIPPED, load
from tests.agent.sync import careless
from tests.agent.sync.checker import faults
from tests.agent.sync.county import COMMUNITY, COUNTY, County, alert, notice, picture
from tests.agent.sync.hosts import nginx
from tests.rigs import loop_images, points
from tests.rigs.pay_powercut import Count
from tests.rigs.points import Tally
from tests.rigs.report import Result

FULL_POINTS = 1_000
CONTROL_KILLS = 12
LONGEST_S = 0.15
RESERVE = 1 << 20
CONFIG = """
[terminal]
tenant = "{tenant}"
[content]
url = "{url}"
root_file = "{place}/root.json"
poll_s = 1.0
quota_mb = 50
[paths]
content = "{place}/content"
sync = "{place}/sync"
state = "{place}/state"
run = "{place}/run"
settings = "{place}/settings"
"""


def run(scale: float, seed: int) -> Result:
    logging.getLogger("sync").setLevel(logging.CRITICAL)
    every = max(2 * CONTROL_KILLS, int(FULL_POINTS * scale))
    why = loop_images.why_not()
    cuts = 0 if why else every // 2
    with _county() as subject:
        killed = points.killed(subject, every - cuts, seed, LONGEST_S)
        cut = points.cut(subject, cuts, seed, LONGEST_S) if cuts else Tally()
        positive = subject.settles()
        careless_one = points.killed(Careless(subject.county, subject.url), CONTROL_KILLS, seed, LONGEST_S)
    note = f" (no power cuts: {why})" if why else ""
    return Result(
        product_held=not (killed.broken or cut.broken) and killed.claimed > 0,
        figure=f"{killed.kills} kills and {cut.cuts} power cuts of sync: "
        f"{killed.broken + cut.broken} neither the old release nor the new{note}",
        positive_held=positive,
        negative_broke=careless_one.broken > 0,
        details=(*killed.details[:5], *cut.details[:5]),
        counts={
            "kills": killed.kills,
            "cuts": cut.cuts,
            "broken": killed.broken + cut.broken,
        },
    )


class Bringing:
    def __init__(self, county: County, url: str) -> None:
        self.county = county
        self.url = url
        self._step = 0
        self._seen: dict[Path, int] = {}

    def prepare(self, place: Path) -> None:
        for name in ("content", "sync"):
            (place / name).mkdir()
        (place / "root.json").write_bytes(self.county.root_bytes)
        (place / "terminal.toml").write_text(
            CONFIG.format(tenant=COMMUNITY, url=self.url, place=place), encoding="utf-8"
        )

    def before(self, place: Path, count: Count) -> None:
        self._step += 1
        step = self._step
        notices = tuple(notice(f"c-{step}-{number}", "停水通知" * 5) for number in range(10))
        self.county.feed(COUNTY, notices=notices, pictures=[picture(step, 150_000)])
        self.county.feed(COMMUNITY, notices=(notice(f"m-{step}-0"),), pictures=[picture(10_000 + step, 30_000)])
        self.county.alerts(COUNTY, *(alert(f"a-{step}-{number}") for number in range(3)))
        self.county.publish()

    def work(self, place: Path, count: Count) -> None:
        self.bring(place)
        while count.value < self._step:
            count.one_more()  # the step is the claim
        while True:
            self.bring(place)

    def bring(self, place: Path) -> None:
        looks = _looks(place)
        while not (looked := looks.look()).complete:
            pass
        looks.close()
        if looked.health.trouble is not None:
            raise RuntimeError(looked.health.trouble.title)

    def faults(self, place: Path, known: int) -> list[str]:
        found = faults(place / "content")
        folder = ContentFolder(place / "content")
        steps = _steps(folder)
        found += [f"{what}: steps {sorted(seen)} at once" for what, seen in steps.items() if len(seen) > 1]
        for what, seen in steps.items():
            if any(not known <= step <= self._step for step in seen):
                found.append(f"{what}: step {sorted(seen)}, {known} was claimed, {self._step} is published")
        if known and not steps:
            found.append("nothing is there")
        return found

    def settles(self) -> bool:
        """Undisturbed: the newest, and nothing that a crash has left."""
        place = Path(tempfile.mkdtemp(prefix="points-"))
        try:
            self.prepare(place)
            for _ in range(3):
                self.before(place, Count())
                self.bring(place)
            self.bring(place)
            left = [path for path in place.rglob("*") if path.name.endswith((".part", durable.SIDE_SUFFIX))]
            steps = _steps(ContentFolder(place / "content"))
            return not self.faults(place, self._step) and not left and set(steps) == {"c", "m", "a"}
        finally:
            shutil.rmtree(place)


class Careless(Bringing):
    def work(self, place: Path, count: Count) -> None:
        durable.write = careless.write_in_place  # type: ignore[assignment]
        durable.link = careless.link_first
        super().work(place, count)


def _steps(folder: ContentFolder) -> dict[str, set[int]]:
    """Which steps are shown: of the county's notices, of the community's, of the alerts."""
    release, board = folder.release(), folder.alerts()
    ids = [one.notice.notice_id for one in release.notices] if isinstance(release, Release) else []
    ids += [one.message.alert_id for one in board.alerts] if board else []
    steps: dict[str, set[int]] = {}
    for one in ids:
        what, step, _ = one.split("-")
        steps.setdefault(what, set()).add(int(step))
    return steps


def _looks(place: Path) -> Looks:
    settings, clock = load([SHIPPED, place / "terminal.toml"]), SystemClock()
    return Looks(settings, clock, Pulse(clock), lambda _: None, reserve=RESERVE)


@contextmanager
def _county() -> Iterator[Bringing]:
    folder = Path(tempfile.mkdtemp(prefix="sync-kill-"))
    try:
        county = County(folder / "site")
        county.publish()
        with nginx(county.site, folder / "nginx") as host:
            yield Bringing(county, host.url)
    finally:
        shutil.rmtree(folder)
