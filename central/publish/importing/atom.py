# SPDX-License-Identifier: Apache-2.0
"""Atom 1.0 and RSS: each entry becomes a notice. The same entry imported again takes the place of what it made."""

import calendar
import hashlib
import io
from datetime import UTC, datetime
from typing import Any

import feedparser

from central.publish.errors import FileUnreadable
from central.publish.importing import plain_text


def notices_in(data: bytes, file: str, now: datetime, issuer: str | None = None) -> list[dict[str, Any]]:
    """`issuer` stands in for a feed that names no author. Raises FileUnreadable: not a feed, or none that is whole."""
    parsed = feedparser.parse(io.BytesIO(data), sanitize_html=True, resolve_relative_uris=False)
    if not parsed.get("version") or (
        parsed.bozo and isinstance(parsed.bozo_exception, Exception) and not parsed.entries
    ):
        raise FileUnreadable(file=file, why="Atom / RSS")
    said_by = issuer or plain_text.line(parsed.feed.get("author") or parsed.feed.get("title") or "")
    return [_notice(entry, said_by, now) for entry in parsed.entries]


def _notice(entry: Any, said_by: str, now: datetime) -> dict[str, Any]:
    title = plain_text.line(plain_text.of_html(entry.get("title", "")))
    content = next((one.value for one in entry.get("content", ()) if one.get("value")), entry.get("summary", ""))
    link = entry.get("link", "")
    notice = {
        "notice_id": notice_id(entry.get("id") or link or title),
        "title": {"zh": title},
        "body": {"zh": plain_text.of_html(content) or title},
        "issuer": {"zh": plain_text.line(entry.get("author") or said_by)},
        "published_at": _moment(entry.get("published_parsed") or entry.get("updated_parsed")) or now,
    }
    if link.startswith("https://"):
        notice["link"] = link
    return notice


def notice_id(source: str) -> str:
    return "f-" + hashlib.sha256(source.encode()).hexdigest()[:16]


def _moment(parsed: Any) -> datetime | None:
    return None if parsed is None else datetime.fromtimestamp(calendar.timegm(parsed), UTC)
