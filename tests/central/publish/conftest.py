# SPDX-License-Identifier: Apache-2.0
"""A county in a folder, a clock that a test moves, and python-tuf's own client as the terminal."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tuf.ngclient.updater import Updater

from central.publish.county import County
from central.publish.verify import FolderFetcher
from contract.content import Alerts, Feed, Line
from contract.document import decode
from contract.tenant import alerts_path, feed_path

COUNTY, STREET, COMMUNITY = "330106", "330106/001", "330106/001/012"
NAMES = {COUNTY: Line(zh="示范县"), STREET: Line(zh="振兴街道"), COMMUNITY: Line(zh="振兴社区")}


@dataclass
class MovedClock:
    """The client judges expiry by the system's time, so this one starts there."""

    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded") / "county"
    County.create(folder, NAMES, MovedClock())
    return folder


@pytest.fixture
def county(founded: Path, tmp_path: Path, clock: MovedClock) -> County:
    """A fresh one, copied: keys and some fifty flushed files are not made anew for each test."""
    return County(Path(shutil.copytree(founded, tmp_path / "county")), clock)


@dataclass
class Terminal:
    """Reads as a terminal does; what it has seen stays, so that a version that falls is refused."""

    county: County
    state: Path

    def updater(self) -> Updater:
        (self.state / "metadata").mkdir(parents=True, exist_ok=True)
        (self.state / "targets").mkdir(parents=True, exist_ok=True)
        return Updater(
            str(self.state / "metadata"), "file:///metadata/", str(self.state / "targets"), "file:///targets/",
            fetcher=FolderFetcher(self.county.site), bootstrap=self.county.root_file.read_bytes(),
        )  # fmt: skip

    def read(self, path: str) -> bytes | None:
        updater = self.updater()
        target = updater.get_targetinfo(path)
        return None if target is None else Path(updater.download_target(target)).read_bytes()

    def feed(self, tenant: str) -> Feed:
        data = self.read(feed_path(tenant))
        assert data is not None
        return decode(data, Feed)

    def alerts(self, tenant: str) -> Alerts:
        data = self.read(alerts_path(tenant))
        assert data is not None
        return decode(data, Alerts)


@pytest.fixture
def terminal(county: County, tmp_path: Path) -> Terminal:
    return Terminal(county, tmp_path / "terminal")


def notice(notice_id: str = "tingshui", **more: Any) -> dict[str, Any]:
    return {
        "notice_id": notice_id,
        "title": {"zh": "明天停水"},
        "body": {"zh": "请提前储水。"},
        "issuer": {"zh": "振兴社区居委会"},
        "published_at": "2026-11-20T08:00:00+08:00",
    } | more


def picture(file: Path, colour: str = "#0B5E63", size: tuple[int, int] = (40, 30)) -> Path:
    Image.new("RGB", size, colour).save(file)
    return file
