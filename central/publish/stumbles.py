# SPDX-License-Identifier: Apache-2.0
"""What is right by the rules and still makes a resident stumble: said before it is signed. Pure, but for pictures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from central.publish.verify import Finding, Weight
from contract.content import Feed, Notice, Service
from contract.document import Document
from contract.text import LocalText

LEAST_CONTRAST = 3.0
"""WCAG 2.1, 1.4.11, between the lightest and the darkest fiftieth of a picture: with less nothing on it can be read."""
_OUTER = 0.02


def in_texts(feed: Feed) -> Iterator[Finding]:
    for place, document in _documents(feed):
        bare = [path for path, text in _texts(document) if not text.en]
        if bare:
            listed = ", ".join(bare[:4]) + (" …" if len(bare) > 4 else "")
            yield _warning(place, f"没有英文：{listed}", f"no English: {listed}")
        if isinstance(document, Service):
            yield from _in_service(place, document)
        if isinstance(document, Notice) and document.valid_until is None:
            yield _warning(place, "没有写显示到何时，会一直挂着", "it does not say until when, and stays for ever")


def texts_of(feed: Feed) -> Iterator[tuple[str, LocalText]]:
    """Each with its place."""
    for place, document in _documents(feed):
        yield from ((f"{place} {path}", text) for path, text in _texts(document))


def _documents(feed: Feed) -> Iterator[tuple[str, Document]]:
    yield from ((f"{feed.tenant} notices[{one.notice_id}]", one) for one in feed.notices)
    yield from ((f"{feed.tenant} services[{one.task_code}]", one) for one in feed.services)
    yield from ((f"{feed.tenant} categories[{one.category_id}]", one) for one in feed.categories)
    yield from ((f"{feed.tenant} service_places[{one.task_code}]", one) for one in feed.service_places)


def in_picture(place: str, file: Path) -> Iterator[Finding]:
    """Raises OSError."""
    with Image.open(file) as image:
        grey = image.convert("L")
        grey.thumbnail((640, 640))
        histogram = grey.histogram()
    low, high = _at(histogram, _OUTER), _at(histogram, 1 - _OUTER)
    contrast = (_luminance(high) + 0.05) / (_luminance(low) + 0.05)
    if contrast < LEAST_CONTRAST:
        yield _warning(
            place,
            f"明暗对比只有 {contrast:.1f}:1，远处看不清；至少要 {LEAST_CONTRAST:.0f}:1",
            f"its contrast is {contrast:.1f}:1, unreadable from afar; {LEAST_CONTRAST:.0f}:1 at least",
        )


def _in_service(place: str, service: Service) -> Iterator[Finding]:
    if not service.materials:
        yield _warning(
            place,
            "没有写要带什么材料；如果什么都不用带，请写一条“身份证”或“无需材料”",
            "no materials: if nothing is needed, say so in one entry",
        )
    if not (service.link_way or service.transact_addr):
        yield _warning(place, "没有地址也没有电话", "neither an address nor a phone")


def _texts(document: Any, path: str = "") -> Iterator[tuple[str, LocalText]]:
    for field in msgspec.structs.fields(document):
        value = getattr(document, field.name)
        where = f"{path}{field.encode_name}"
        if isinstance(value, LocalText):
            yield where, value
        elif isinstance(value, tuple):
            for number, one in enumerate(value, 1):
                if isinstance(one, Document):
                    yield from _texts(one, f"{where}[{number}] ")


def _at(histogram: list[int], share: float) -> int:
    wanted, seen = sum(histogram) * share, 0
    for level, times in enumerate(histogram):
        seen += times
        if seen > wanted:
            return level
    return 255


def _luminance(level: int) -> float:
    """Relative, of a grey: WCAG 2.1."""
    share = level / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _warning(place: str, zh: str, en: str) -> Finding:
    return Finding(Weight.WARNING, place, zh, en)
