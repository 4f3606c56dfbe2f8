# SPDX-License-Identifier: Apache-2.0
"""From a planned item to what its pane draws."""

from pathlib import Path

from contract.content import Media, Release, ReleasedNotice
from contract.release import ContentFolder
from signage.media import trouble_of
from signage.rotation import is_film
from signage.schedule import Planned
from signage.schedule.windows import local_time
from signage.viewmodels import words
from signage.viewmodels.pane import Card


class Unshowable(Exception):
    """What is wrong with the file, in technicians' words."""

    code = "unshowable"


def card_of(item: Planned, release: Release | None, folder: ContentFolder) -> tuple[Card, str]:
    """The card, and what had to be left out of it. Raises Unshowable."""
    if isinstance(item.content, Media):
        path = _checked(item.content, folder)
        kind, aspect = "Film" if is_film(item) else "Picture", item.content.width / item.content.height
        return Card(kind, str(path), aspect, item.seconds), ""
    picture, remark = "", ""
    image = item.content.notice.image
    media = release.media_of(image) if release and image else None
    if image is not None:
        try:
            if media is None or media.media_type.is_video:
                raise Unshowable("its image is not in the release")
            picture = str(_checked(media, folder))
        except Unshowable as error:
            remark = f"shown without its image: {error}"
    return _notice(item.content, item.seconds, picture), remark


def _notice(released: ReleasedNotice, seconds: int, picture: str) -> Card:
    notice = released.notice
    return Card(
        "Notice",
        source=picture,
        seconds=seconds,
        tag=words.notice_word(released.source.level),
        issuer=notice.issuer.zh,
        date=words.short_date(local_time(notice.published_at).date()),
        title=notice.title.zh,
        body=notice.body.zh,
        facts=[{"name": fact.name.zh, "value": fact.value.zh} for fact in notice.facts],
        link=notice.link,
    )


def _checked(media: Media, folder: ContentFolder) -> Path:
    path = folder.media(media.sha256)
    if trouble := trouble_of(path, media):
        raise Unshowable(trouble)
    return path
