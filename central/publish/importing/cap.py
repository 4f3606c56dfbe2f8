# SPDX-License-Identifier: Apache-2.0
"""OASIS CAP 1.2: a message becomes an alert of this level. Its id comes from sender and identifier, so that a later
Update or Cancel finds what it refers to."""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from central.publish import strict
from central.publish.errors import Contradiction, FileUnreadable, Missing, Unfit
from central.publish.importing import plain_text
from contract.alerts import MAX_LIFE
from contract.content import Alert

_SPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
_STATUS = {"Actual": "actual", "Exercise": "exercise", "Test": "test"}
_TYPE = {"Alert": "alert", "Update": "update", "Cancel": "cancel"}
_SEVERITY = {"Extreme": "extreme", "Severe": "severe", "Moderate": "moderate", "Minor": "minor", "Unknown": "moderate"}
LIFE = timedelta(hours=6)
"""Of a message that does not say when it expires."""


def alert_in(data: bytes, file: str, now: datetime, instruction: str | None = None) -> Alert:
    """Sent now, in force no longer than an alert may be; `instruction` for a message that has none.
    Raises FileUnreadable, Unfit."""
    root = _parsed(data, file)
    infos = root.findall(f"{_SPACE}info")
    status = _known(root, "status", _STATUS, file)
    kind = _known(root, "msgType", _TYPE, file)
    if not infos:
        raise Unfit([Missing(place=file, key="info")])
    chinese = next((one for one in infos if _text(one, "language").lower().startswith("zh")), infos[0])
    english = next((one for one in infos if _text(one, "language").lower().startswith("en")), None)
    english = None if english is chinese else english
    plain: dict[str, Any] = {
        "alert_id": alert_id(_text(root, "sender"), _text(root, "identifier")),
        "sent": now,
        "msg_type": kind,
        "status": status,
        "references": _references(_text(root, "references")),
        "severity": _known(chinese, "severity", _SEVERITY, file),
        "effective": max(now, _moment(chinese, "effective", file) or now),
        "expires": min(_moment(chinese, "expires", file) or now + LIFE, now + MAX_LIFE),
    }
    texts = {
        "event": (plain_text.line, ("event",)),
        "headline": (plain_text.line, ("headline", "event")),
        "description": (plain_text.paragraphs, ("description", "headline", "event")),
        "instruction": (plain_text.paragraphs, ("instruction",)),
        "issuer": (plain_text.line, ("senderName",)),
    }
    for name, (clean, keys) in texts.items():
        zh = clean(_first(chinese, keys))
        en = clean(_first(english, keys)) if english is not None else ""
        plain[name] = {"zh": zh, **({"en": en} if en else {})}
    plain["instruction"]["zh"] = plain["instruction"]["zh"] or instruction or ""
    plain["issuer"]["zh"] = plain["issuer"]["zh"] or plain_text.line(_text(root, "sender"))
    return strict.parse(plain, Alert, file)


def alert_id(sender: str, identifier: str) -> str:
    return "cap-" + hashlib.sha256(f"{sender},{identifier}".encode()).hexdigest()[:20]


def is_cap(data: bytes) -> bool:
    return b"urn:oasis:names:tc:emergency:cap:1." in data[:4096]


def _parsed(data: bytes, file: str) -> Element:
    try:
        root: Element = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise FileUnreadable(file=file, why=f"XML: {str(error)[:120]}") from None
    if root.tag != f"{_SPACE}alert":
        raise FileUnreadable(file=file, why="CAP 1.2")
    return root


def _text(element: Element, key: str) -> str:
    return (element.findtext(f"{_SPACE}{key}") or "").strip()


def _first(element: Element, keys: tuple[str, ...]) -> str:
    return next((found for key in keys if (found := _text(element, key))), "")


def _known(element: Element, key: str, words: dict[str, str], file: str) -> str:
    said = _text(element, key)
    if said not in words:
        listed = ", ".join(words)
        raise Unfit(
            [
                Contradiction(
                    place=f"{file} {key}", zh=f"是“{said}”；能发布的有 {listed}", en=f"{said!r}; known: {listed}"
                )
            ]
        )
    return words[said]


def _moment(element: Element, key: str, file: str) -> datetime | None:
    said = _text(element, key)
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said)
        if found.tzinfo is None:
            raise ValueError(said)
    except ValueError:
        raise Unfit(
            [Contradiction(place=f"{file} {key}", zh=f"“{said}”不是带时区的时间", en=f"{said!r}: no time with a zone")]
        ) from None
    return found


def _references(said: str) -> list[str]:
    """`sender,identifier,sent` triples, blank between."""
    return [alert_id(parts[0], parts[1]) for one in said.split() if len(parts := one.split(",")) >= 2]
