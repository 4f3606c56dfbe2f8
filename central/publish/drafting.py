# SPDX-License-Identifier: Apache-2.0
"""Changes to a draft: one document in, one out, or many at once from a file. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from central.publish import strict
from central.publish.due import CHINA
from central.publish.errors import FormUnfit, Missing, NotThere, StillUsed, Unfit, UnknownKey
from central.publish.initials import initials_of, pinyin_of
from contract.content import (
    Category,
    Feed,
    Line,
    Media,
    MediaItem,
    Notice,
    NoticeItem,
    Programme,
    Service,
    ServicePlace,
)
from contract.document import Document


@dataclass(frozen=True, slots=True)
class Kind:
    part: str
    id_key: str
    type: type[Document]


KINDS: Mapping[str, Kind] = {
    "notice": Kind("notices", "notice_id", Notice),
    "service": Kind("services", "task_code", Service),
    "programme": Kind("programmes", "programme_id", Programme),
    "category": Kind("categories", "category_id", Category),
    "service-place": Kind("service_places", "task_code", ServicePlace),
    "media": Kind("media", "sha256", Media),
}


@dataclass(frozen=True, slots=True)
class MediaEntry:
    file: str
    name: Line | None


def put(feed: Feed, kind: str, document: object) -> Feed:
    """Raises Unfit."""
    plain = strict.as_plain(document) if isinstance(document, Document) else document
    return merged(feed, {KINDS[kind].part: [plain]})


def merged(feed: Feed, document: Mapping[str, Any]) -> Feed:
    """A document takes the place of the one with its id, or comes last. Raises Unfit."""
    plain: dict[str, Any] = strict.as_plain(feed)
    for key, entries in document.items():
        kind = next((kind for kind in KINDS.values() if kind.part == key), None)
        if kind is None or not isinstance(entries, list | tuple):
            plain[key] = entries
            continue
        plain[key] = list(plain[key])
        for entry in entries:
            _lay_in(plain[key], kind.id_key, _with_zone(entry))
    return strict.parse(plain, Feed, feed.tenant)


def _lay_in(entries: list[Any], id_key: str, entry: Any) -> None:
    own = entry.get(id_key) if isinstance(entry, Mapping) else None
    place = next((number for number, other in enumerate(entries) if own is not None and other.get(id_key) == own), None)
    if place is None:
        entries.append(entry)
    else:
        entries[place] = entry


def find(feed: Feed, kind: str, document_id: str) -> Any:
    """Raises Unfit."""
    entries = getattr(feed, KINDS[kind].part)
    found = next((entry for entry in entries if getattr(entry, KINDS[kind].id_key) == document_id), None)
    if found is None:
        raise Unfit([NotThere(place=feed.tenant, kind=kind, id=document_id)])
    return found


def without(feed: Feed, kind: str, document_id: str) -> Feed:
    """Raises Unfit: not there, or still used by others of this level."""
    gone = find(feed, kind, document_id)
    users = _users(feed, kind, document_id)
    if users:
        raise Unfit([StillUsed(kind=kind, id=document_id, users=", ".join(users))])
    part = KINDS[kind].part
    kept = tuple(entry for entry in getattr(feed, part) if entry is not gone)
    changes: dict[str, Any] = {part: kept}
    return msgspec.structs.replace(feed, **changes)


def _users(feed: Feed, kind: str, document_id: str) -> list[str]:
    match kind:
        case "notice":
            return [
                programme.programme_id
                for programme in feed.programmes
                if any(isinstance(item, NoticeItem) and item.notice_id == document_id for item in programme.items)
            ]
        case "media":
            notices = [notice.notice_id for notice in feed.notices if notice.image == document_id]
            programmes = [
                programme.programme_id
                for programme in feed.programmes
                if any(isinstance(item, MediaItem) and item.sha256 == document_id for item in programme.items)
            ]
            return notices + programmes
        case "category":
            return [service.task_code for service in feed.services if service.category_id == document_id]
        case "service":
            return [place.task_code for place in feed.service_places if place.task_code == document_id]
        case _:
            return []


MAX_INITIALS = 64


def _initials(service: Service) -> tuple[str, ...]:
    """The name's first: a search that finds by name stands before one by alias."""
    names = (service.task_name.zh, *service.aliases)
    return tuple(dict.fromkeys(spelling for name in names for spelling in initials_of(name)))[:MAX_INITIALS]


def _pinyin(service: Service) -> tuple[str, ...]:
    spellings = (pinyin_of(name) for name in (service.task_name.zh, *service.aliases))
    return tuple(dict.fromkeys(one for one in spellings if one))


def with_initials(feed: Feed) -> Feed:
    """Made here alone, whatever a file says."""
    services = tuple(
        msgspec.structs.replace(service, initials=_initials(service), pinyin=_pinyin(service))
        for service in feed.services
    )
    return msgspec.structs.replace(feed, services=services)


# ---- files with many documents: media are named by their file


def split_media(document: Mapping[str, Any], place: str) -> tuple[list[MediaEntry], dict[str, Any]]:
    """Raises Unfit."""
    rest = {key: value for key, value in document.items() if key != "media"}
    entries: list[MediaEntry] = []
    listed = document.get("media", ())
    if not isinstance(listed, list | tuple):
        raise Unfit([FormUnfit(place=f"{place} media", zh="一个列表", en="a list")])
    for number, entry in enumerate(listed):
        where = f"{place} media[{number + 1}]"
        if not isinstance(entry, Mapping) or not isinstance(entry.get("file"), str):
            raise Unfit([Missing(place=where, key="file")])
        odd = sorted(set(entry) - {"file", "name"})
        if odd:
            raise Unfit(
                [UnknownKey(place=where, key=odd[0], hint_zh="可用的有：file, name。", hint_en="Known: file, name.")]
            )
        name = entry.get("name")
        typed = None if name is None else strict.parse({"zh": name} if isinstance(name, str) else name, Line, where)
        entries.append(MediaEntry(entry["file"], typed))
    return entries, rest


def with_digest(document: Any, file: str, sha256: str) -> Any:
    """The file's name replaced by its digest wherever media are named."""
    if isinstance(document, Mapping):
        return {
            key: sha256 if key in {"image", "sha256"} and value == file else with_digest(value, file, sha256)
            for key, value in document.items()
        }
    if isinstance(document, list | tuple):
        return [with_digest(entry, file, sha256) for entry in document]
    return document


def _with_zone(value: Any) -> Any:
    """A time without a zone, as TOML allows it, is the community's own."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=CHINA)
    if isinstance(value, Mapping):
        return {key: _with_zone(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_with_zone(entry) for entry in value]
    return value
