# SPDX-License-Identifier: Apache-2.0
"""publish-kill: the county's publisher is killed, and its power cut, at any point of its work.

A worker publishes notices by the real County, one after the other, and between them raises and cancels alerts, changes
keys, lets levels join and leave, prolongs signatures and pushes to another folder. After each crash the site is read by
python-tuf's own client: what it finds verifies, is what was published last or what was about to be, and every level is
whole. So is the folder that was pushed to. The next worker goes on without any repair.

Positive control: one worker that nobody kills. Negative control: files written where they are read.
"""

import shutil
import tempfile
import time
from pathlib import Path

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.ngclient.updater import Updater

from central.publish import alerting, pushing
from central.publish.county import County
from central.publish.errors import PublishError
from central.publish.keys import Cost, KeyFolder
from central.publish.passphrases import Passphrases
from central.publish.verify import FolderFetcher, Weight
from contract import durable
from contract.clock import SystemClock
from contract.content import Feed, Line, Notice, Prose
from contract.document import decode
from contract.tenant import feed_path
from tests.rigs import loop_images, points
from tests.rigs.pay_powercut import Count
from tests.rigs.points import Tally
from tests.rigs.report import Result

FULL_POINTS = 1_000
CONTROL_KILLS = 12
LONGEST_S = 0.25
_well = durable.write
COUNTY, STREET, COMMUNITY = "330106", "330106/001", "330106/001/012"
NAMES = {COUNTY: Line(zh="示范县"), STREET: Line(zh="振兴街道"), COMMUNITY: Line(zh="振兴社区")}
JOINING = "330106/002"
ROTATED = ("330106-001-012", "timestamp", "targets", "330106-001", "root-2", "snapshot", "330106-001-012-alerts")


def run(scale: float, seed: int) -> Result:
    every = max(2 * CONTROL_KILLS, int(FULL_POINTS * scale))
    why = loop_images.why_not()
    cuts = 0 if why else every // 2
    killed = points.killed(Publishing(), every - cuts, seed, LONGEST_S)
    cut = points.cut(Publishing(), cuts, seed, LONGEST_S) if cuts else Tally()
    careless = points.killed(Careless(), CONTROL_KILLS, seed, LONGEST_S)
    note = f" (no power cuts: {why})" if why else ""
    return Result(
        product_held=not (killed.broken or cut.broken) and killed.claimed > 0,
        figure=f"{killed.kills} kills and {cut.cuts} power cuts of the publisher, {killed.claimed + cut.claimed} "
        f"publications: {killed.broken + cut.broken} neither the old nor the new{note}",
        positive_held=_undisturbed(),
        negative_broke=careless.broken > 0,
        details=(*killed.details[:5], *cut.details[:5]),
        counts={
            "kills": killed.kills,
            "cuts": cut.cuts,
            "published": killed.claimed + cut.claimed,
            "broken": killed.broken + cut.broken,
        },
    )


class Publishing:
    """The feed's one notice is called by the number of its publication."""

    def prepare(self, place: Path) -> None:
        County.create(place / "county", NAMES, SystemClock(), keys=_keys(place))

    def before(self, place: Path, count: Count) -> None:
        pass

    def work(self, place: Path, count: Count) -> None:
        while True:
            self.publish(place, count.value + 1)
            count.one_more()

    def publish(self, place: Path, number: int) -> None:
        county = County(place / "county", SystemClock(), keys=_keys(place))
        notice = Notice(
            notice_id="n",
            title=Line(zh=str(number)),
            body=Prose(zh="x"),
            issuer=Line(zh="x"),
            published_at=county.now(),
        )
        county.put(COMMUNITY, "notice", notice)
        county.publish(COMMUNITY)
        self.more(county, place, number)

    def more(self, county: County, place: Path, number: int) -> None:
        """Another of the publisher's works after each notice."""
        match number % 6:
            case 1:
                raised = county.raise_alert(STREET, _alert(county))
                county.cancel_alert(STREET, raised.alert_id)
            case 2:
                county.rotate(ROTATED[number // 6 % len(ROTATED)])
            case 3:
                pushing.push(county.workspace.site, place / "pushed")
            case 4:
                if JOINING in county.tenants:
                    county.revoke(JOINING)
                else:
                    county.delegate(JOINING, Line(zh="新街道"))
            case 5:
                county.refresh()

    def faults(self, place: Path, known: int) -> list[str]:
        county = County(place / "county", SystemClock(), keys=_keys(place))
        found = [finding.en for finding in county.verify() if finding.weight is Weight.ERROR]
        for name, site in (("site", county.site), ("pushed", place / "pushed")):
            if not (site / "metadata" / "timestamp.json").exists():
                continue
            try:
                number = _number(site, county, place)
            except (RepositoryError, DownloadError, OSError) as error:
                found.append(f"{name}: {type(error).__name__}: {error}")
                continue
            if name == "site" and number < known:
                found.append(f"publication {known} was acknowledged, and {number} is read")
        return found


class Careless(Publishing):
    """Writes where it is read, in pieces."""

    def work(self, place: Path, count: Count) -> None:
        durable.write = _in_place  # type: ignore[assignment]
        super().work(place, count)

    def faults(self, place: Path, known: int) -> list[str]:
        try:
            found = super().faults(place, known)
        except (PublishError, OSError) as error:
            found = [str(error)]
        if found:  # it cannot go on by itself
            shutil.rmtree(place / "county")
            County.create(place / "county", NAMES, SystemClock(), keys=_keys(place))
        return found


def _undisturbed() -> bool:
    place = Path(tempfile.mkdtemp(prefix="points-"))
    try:
        subject = Publishing()
        subject.prepare(place)
        for number in range(1, 13):
            subject.publish(place, number)
            if subject.faults(place, number):
                return False
        return True
    finally:
        shutil.rmtree(place)


def _in_place(path: Path, data: bytes, mode: int = 0o644, **_: object) -> None:
    """What decides what is published; the rest as ever, so that it comes so far."""
    if path.name != "timestamp.json":
        _well(path, data, mode)
        return
    durable.make_folder(path.parent)
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(data), 20):
            file.write(data[start : start + 20])
            time.sleep(0.002)


def _keys(place: Path) -> KeyFolder:
    return KeyFolder(place / "county" / "keys", Passphrases(("rigs' own one",)), Cost(memory_kib=8, rounds=1))


def _alert(county: County) -> alerting.Alert:
    words = {name: Line(zh="暴雨") for name in ("event", "headline", "issuer")}
    return alerting.new_alert(county.now(), **words, description=Prose(zh="雨"), instruction=Prose(zh="别出门"))


def _number(site: Path, county: County, place: Path) -> int:
    """As a terminal reads it that has the first root and nothing else."""
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "targets").mkdir()
        updater = Updater(
            scratch, "file:///metadata/", f"{scratch}/targets", "file:///targets/",
            fetcher=FolderFetcher(site), bootstrap=(site / "metadata" / "1.root.json").read_bytes(),
        )  # fmt: skip
        target = updater.get_targetinfo(feed_path(COMMUNITY))
        if target is None:
            raise OSError("nobody signs the community's feed")
        notices = decode(Path(updater.download_target(target)).read_bytes(), Feed).notices
        return int(notices[0].title.zh) if notices else 0
