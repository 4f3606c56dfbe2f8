# SPDX-License-Identifier: Apache-2.0
"""A county, its host, and a terminal's disk with the real looks at it."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.sync.host import Limits
from agent.sync.looks import Looked, Looks
from agent.sync.pulse import Pulse
from contract.content import AlertBoard, Release
from contract.content_orders import Action, Answer, Order
from contract.local import ContentHealth
from contract.release import ContentFolder
from contract.settings import SHIPPED, Settings, load
from tests.agent.sync.checker import faults
from tests.agent.sync.county import COMMUNITY, County
from tests.agent.sync.hosts import BadHost

PATIENT = Limits(connect_s=10, read_s=10, total_s=20)
"""On a busy machine a good host may be slow; nothing here waits that long."""
QUICK = Limits(connect_s=1, read_s=0.5, total_s=0.7)


class TestClock:
    """The system's, moved as the test says."""

    __test__ = False

    def __init__(self) -> None:
        self.offset = timedelta(0)
        self.skipped_s = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def monotonic(self) -> float:
        return time.monotonic() + self.skipped_s


@dataclass
class Terminal:
    directory: Path
    url: str
    root: bytes
    tenant: str = COMMUNITY
    poll_s: float = 10.0
    quota_mb: int = 50
    reserve: int = 1 << 20
    limits: Limits = PATIENT
    content_settings: str = ""
    clock: TestClock = field(default_factory=TestClock)
    told: list[ContentHealth] = field(default_factory=list)
    _looks: Looks | None = None

    @property
    def content(self) -> ContentFolder:
        return ContentFolder(self.directory / "content")

    @property
    def sync(self) -> Path:
        return self.directory / "sync"

    def config(self) -> Path:
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "root.json").write_bytes(self.root)
        places = "\n".join(
            f'{name} = "{self.directory / name}"' for name in ("state", "run", "settings", "content", "sync")
        )
        config = self.directory / "terminal.toml"
        config.write_text(
            f"""
[terminal]
tenant = "{self.tenant}"
[content]
url = "{self.url}"
root_file = "{self.directory / "root.json"}"
poll_s = {self.poll_s}
quota_mb = {self.quota_mb}
{self.content_settings}
[paths]
{places}
""",
            encoding="utf-8",
        )
        return config

    def settings(self) -> Settings:
        return load([SHIPPED, self.config()])

    def look(self) -> Looked:
        """Of a process that goes on; `restart` begins a new one."""
        looked = self.begun().look()
        assert faults(self.content.root) == []
        assert self.told[-1] == looked.health
        return looked

    def carried_out(self, action: Action) -> Answer:
        return self.begun().carry_out(Order(order_id="1", action=action))

    def begun(self) -> Looks:
        if self._looks is None:
            settings = self.settings()
            self.content.root.mkdir(exist_ok=True)
            self.sync.mkdir(exist_ok=True)
            self._looks = Looks(
                settings, self.clock, Pulse(self.clock), self.told.append, limits=self.limits, reserve=self.reserve
            )
        return self._looks

    def looks_well(self) -> ContentHealth:
        looked = self.look()
        assert looked.health.trouble is None, looked.health.trouble
        assert looked.complete
        return looked.health

    def fails(self, code: str) -> ContentHealth:
        health = self.look().health
        assert health.trouble is not None, "it went well"
        assert health.trouble.code == code, health.trouble
        assert health.tries >= 1
        return health

    def restart(self) -> None:
        if self._looks is not None:
            self._looks.close()
        self._looks = None

    def in_a_hurry(self) -> None:
        """From the next look on: short limits, and a second for the feeds and media of each."""
        self.restart()
        self.limits, self.poll_s = QUICK, 1.0

    def in_no_hurry(self) -> None:
        self.restart()
        self.limits, self.poll_s = PATIENT, 10.0

    def release(self) -> Release:
        release = self.content.release()
        assert release is not None
        return release

    def notices(self) -> set[str]:
        return {released.notice.notice_id for released in self.release().notices}

    def board(self) -> AlertBoard:
        board = self.content.alerts()
        assert board is not None
        return board

    def alerts(self) -> list[str]:
        return [boarded.message.alert_id for boarded in self.board().alerts]

    def shown(self) -> dict[str, str]:
        """Digest of every file that a screen could read."""
        root = self.content.root
        files = [root / "alerts.json", root / "current" / "release.json"]
        release = self.content.release()
        files += [self.content.media(media.sha256) for media in release.media] if release else []
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.exists()}


@pytest.fixture
def county(tmp_path: Path) -> County:
    county = County(tmp_path / "site")
    county.publish()
    return county


@pytest.fixture
def host(county: County) -> Iterator[BadHost]:
    host = BadHost(county.site)
    yield host
    host.close()


@pytest.fixture
def terminal(county: County, host: BadHost, tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "terminal", host.url, county.root_bytes)
    yield terminal
    terminal.restart()
