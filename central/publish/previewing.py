# SPDX-License-Identifier: Apache-2.0
"""Drafts as the real kiosk and player show them: a release as sync would make it, drawn by both as programs."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent.sync.merge import merged
from central.publish import collecting, drafting
from central.publish.errors import PreviewFailed
from central.publish.workspace import Workspace
from contract import durable
from contract.content import Feed
from contract.document import encode
from contract.release import CURRENT, RELEASE_FILE, ContentFolder

LIMIT_S = 120.0
CONFIG = '[terminal]\ntenant = "{tenant}"\n'


@dataclass(frozen=True, slots=True)
class CutOff:
    picture: Path
    text: str


@contextmanager
def content(workspace: Workspace, tenant: str, now: datetime) -> Iterator[Path]:
    """The level's draft below what is published above it. Raises PublishError."""
    draft = drafting.with_initials(workspace.draft(tenant))
    above = [collecting.published_feed(one, workspace) for one in workspace.lineage_above(tenant)]
    feeds = [*(one for one in above if one is not None), draft]
    with tempfile.TemporaryDirectory(prefix="linli-preview-") as name:
        root = Path(name)
        release = merged(tenant, feeds, now)
        durable.write(root / CURRENT / RELEASE_FILE, encode(release))
        for feed in feeds:
            _link_media(workspace, feed, ContentFolder(root))
        (root / "terminal.toml").write_text(CONFIG.format(tenant=tenant), encoding="utf-8")
        yield root


def on_display(root: Path, pictures: Mapping[Path, str], at: datetime) -> list[CutOff]:
    """`pictures`: what each shows, as `linli signage --render` names it. Raises PreviewFailed."""
    return _drawn("signage", root, pictures, ["--at", at.isoformat()])


def on_kiosk(root: Path, pictures: Mapping[Path, str], at: datetime, *, english: bool = False) -> list[CutOff]:
    """The same, as `linli kiosk --render` names it. Raises PreviewFailed."""
    return _drawn("kiosk", root, pictures, ["--at", at.isoformat(), *(["--english"] if english else [])])


def _drawn(program: str, root: Path, pictures: Mapping[Path, str], more: Sequence[str]) -> list[CutOff]:
    if not pictures:
        return []
    asked = [part for picture, what in pictures.items() for part in ("--render", what, "--out", str(picture))]
    command = [sys.executable, "-m", "linli", program, "--config", str(root / "terminal.toml"), "--content", str(root)]
    try:
        ran = subprocess.run([*command, *more, *asked], capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PreviewFailed(program=program, why=type(error).__name__) from None
    if ran.returncode != 0:
        raise PreviewFailed(program=program, why=(ran.stderr.strip().splitlines() or ["?"])[-1][:300])
    told = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    return [CutOff(Path(one["cut_off"]), one["text"]) for one in told]


def _link_media(workspace: Workspace, feed: Feed, folder: ContentFolder) -> None:
    for one in feed.media:
        places = [workspace.draft_media(feed.tenant, one.sha256)]
        places += workspace.site.targets.glob(f"{feed.tenant}/{one.sha256}.*")
        found = next((place for place in places if place.is_file()), None)
        link = folder.media(one.sha256)
        if found is not None and not link.exists():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(found.resolve())
