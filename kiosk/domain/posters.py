# SPDX-License-Identifier: Apache-2.0
"""What the start page shows to a room with nobody in front of it: notices and pictures, in the order in which the
lobby display plays them."""

from dataclasses import dataclass
from datetime import datetime

from contract.content import Media, Release, ReleasedNotice

OUTPUT = "kiosk"
NOTICE_S = 12


@dataclass(frozen=True)
class Poster:
    """A notice as a card, or a picture alone."""

    seconds: int
    notice: ReleasedNotice | None = None
    picture: Media | None = None


def posters(release: Release, notices: tuple[ReleasedNotice, ...], wall: datetime) -> tuple[Poster, ...]:
    """Each once. No videos: where there is nothing else, `notices`, those that are valid. An emergency never stands
    among these: it fills the screen of itself."""
    from signage.schedule import showing_at  # noqa: PLC0415 - not before the first frame

    shown: dict[str, Poster] = {}
    for planned in showing_at(release, None, wall, OUTPUT).main:
        match planned.content:
            case ReleasedNotice() as notice:
                shown.setdefault(planned.key, Poster(planned.seconds, notice=notice))
            case Media() as media if not media.media_type.is_video:
                shown.setdefault(planned.key, Poster(planned.seconds, picture=media))
            case _:
                pass
    return tuple(shown.values()) or tuple(Poster(NOTICE_S, notice=notice) for notice in notices)
