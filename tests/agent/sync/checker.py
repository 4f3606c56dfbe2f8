# SPDX-License-Identifier: Apache-2.0
"""Whether what a screen would read is whole: asked after every kind of harm."""

import hashlib
from pathlib import Path

from agent.sync.merge import release_id_of
from contract.content import AlertBoard, Release
from contract.document import decode
from contract.errors import InvalidDocument
from contract.release import ALERTS_FILE, CURRENT, RELEASE_FILE, ContentFolder


def faults(content: Path) -> list[str]:
    """Empty when all is well, also when there is nothing yet."""
    found = []
    folder = ContentFolder(content)
    if (content / CURRENT).is_symlink() or (content / CURRENT).exists():
        try:
            release = decode((content / CURRENT / RELEASE_FILE).read_bytes(), Release)
        except (OSError, InvalidDocument) as error:
            return [f"the current release cannot be read: {error}"]
        if release_id_of(release) != release.release_id:
            found.append("the current release is not what its id says")
        for media in release.media:
            place = folder.media(media.sha256)
            if not place.exists() or hashlib.sha256(place.read_bytes()).hexdigest() != media.sha256:
                found.append(f"{media.name.zh} is not in the store whole")
    if (content / ALERTS_FILE).exists():
        try:
            decode((content / ALERTS_FILE).read_bytes(), AlertBoard)
        except InvalidDocument as error:
            found.append(f"the alerts cannot be read: {error}")
    return found
