# SPDX-License-Identifier: Apache-2.0
"""A level's own folder: handed out with its key alone, and its signed work taken back."""

import re
import shutil
from pathlib import Path

from central.publish import files
from central.publish.collecting import replaces
from central.publish.errors import CountyExists, FileUnreadable, NoCounty
from central.publish.roles import editor_role
from central.publish.workspace import Workspace
from contract import durable

_PART = re.compile(r"[0-9a-f]{64}")
_SITE_FILES = ("targets/**/*.feed.json", "targets/**/*.alerts.json", "metadata/*.json")


def hand_out(workspace: Workspace, tenant: str, folder: Path, phrase: str) -> None:
    """Everything an editor of that level needs: its key under this passphrase, its draft, and what is published,
    without the media. Raises CountyExists, KeyMissing."""
    role = editor_role(workspace.known(tenant))
    theirs = Workspace(folder)
    if theirs.county_file.exists():
        raise CountyExists(folder=folder)
    workspace.keys.copy_to(theirs.keys, role, phrase)
    shutil.copytree(workspace.draft_file(tenant).parent, theirs.draft_file(tenant).parent, dirs_exist_ok=True)
    bring_up_to_date(workspace, folder)
    durable.copy(workspace.root_file, theirs.root_file)
    theirs.write_tenants(workspace.tenants())


def bring_up_to_date(workspace: Workspace, folder: Path) -> None:
    """What is published goes into a level's folder; it decides its next version and knows the levels above."""
    theirs = Workspace(folder)
    for pattern in _SITE_FILES:
        for file in sorted(workspace.site.folder.glob(pattern)):  # timestamp.json, which decides, comes last
            place = theirs.site.folder / file.relative_to(workspace.site.folder)
            if not place.exists() or place.read_bytes() != file.read_bytes():
                durable.copy(file, place)


def take_in(workspace: Workspace, folder: Path) -> tuple[str, ...]:
    """Copies what a level has signed into the inbox, the parts before what names them; which levels those were.
    Raises NoCounty, FileUnreadable."""
    theirs = Workspace(folder)
    if not theirs.county_file.exists():
        raise NoCounty(folder=folder)
    taken: list[str] = []
    try:
        for tenant in workspace.tenants():
            handed_in = theirs.handed_in(tenant)
            if handed_in.is_symlink() or not handed_in.is_file() or not replaces(handed_in, tenant, workspace):
                continue
            for part in theirs.handed_in_part(tenant, "-").parent.glob("*"):
                if not _PART.fullmatch(part.name) or part.is_symlink() or not part.is_file():
                    continue
                if files.digest(part) == part.name:
                    durable.copy(part, workspace.handed_in_part(tenant, part.name))
            if theirs.new_key_file(tenant).is_file() and not theirs.new_key_file(tenant).is_symlink():
                durable.copy(theirs.new_key_file(tenant), workspace.new_key_file(tenant))
            durable.copy(handed_in, workspace.handed_in(tenant))
            taken.append(tenant)
    except OSError as error:
        raise FileUnreadable(file=folder, why=error.strerror) from None
    return tuple(taken)
