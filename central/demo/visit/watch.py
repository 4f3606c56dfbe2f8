# SPDX-License-Identifier: Apache-2.0
"""Watches a screen while programs behind it are killed: does anybody ever see black, or a stranger?

Every picture must be the terminal's own (one of its grounds all round the edge, and something on it) or the standby
picture. An empty ground, half a window, or whatever lies behind all windows is foreign.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Self

from mss import ScreenShotError
from PIL import Image, ImageChops, ImageStat

from central.demo.world.eyes import Camera

PAUSE_S = 0.1
SHRINK = 12
BLACK = 24
"""No channel of a black pixel is above."""
GROUNDS = (
    *((0xF7, 0xF4, 0xEE), (0xFF, 0xFF, 0xFF), (0x17, 0x26, 0x2B), (0xA3, 0x20, 0x1B), (0x0B, 0x5E, 0x63)),
    *((0xF8, 0xE6, 0xDC), (0xFF, 0xF1, 0xCF)),
)
"""Paper, surface, ink, danger, primary, and the soft ones: what reaches the edge of a page, also while it slides."""
WHITE = GROUNDS[1]
TOLERANCE = 10
EDGE_SHARE = 0.9
"""The rest may be words and lines of a page that slides."""
ALIKE = 2.0
"""Mean difference of a channel, of 255: below noise of the scaling, far below another page."""
KEPT = 3

Pixel = tuple[int, int, int]


class Kind(StrEnum):
    OWN = "own"
    STANDBY = "standby"
    BLACK = "black"
    FOREIGN = "foreign"


GOOD = frozenset({Kind.OWN, Kind.STANDBY})


def kind_of(picture: Image.Image, standby: Image.Image) -> Kind:
    small, calm = picture.reduce(SHRINK), standby.reduce(SHRINK)
    if small.size == calm.size and _difference(small, calm) < ALIKE:
        return Kind.STANDBY
    pixels = _pixels(small)
    dark = sum(max(pixel) < BLACK for pixel in pixels)
    if dark > 0.9 * len(pixels):
        return Kind.BLACK
    edge = _edge(small)
    near = Counter(ground for pixel in edge if (ground := _ground(pixel)) is not None)
    if near.total() < EDGE_SHARE * len(edge) or near[WHITE] > near.total() / 2:
        return Kind.FOREIGN
    is_empty = all(highest - lowest <= TOLERANCE for lowest, highest in _extrema(small))
    return Kind.FOREIGN if is_empty else Kind.OWN


@dataclass
class Watch:
    """Of one screen, from entering to leaving. `foreign` holds the first pictures that must not have been."""

    camera: Camera
    standby: Image.Image
    seen: Counter[Kind] = field(default_factory=Counter)
    foreign: list[Image.Image] = field(default_factory=list)
    failure: Exception | None = None

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name=f"watch-{self.camera.screen.name}")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def bad(self) -> dict[Kind, int]:
        return {kind: count for kind, count in self.seen.items() if kind not in GOOD}

    def _look(self) -> None:
        next_look = time.monotonic()
        try:
            while not self._over.wait(max(0.0, next_look - time.monotonic())):
                next_look = max(next_look + PAUSE_S, time.monotonic())
                picture = self.camera.picture()
                kind = kind_of(picture, self.standby)
                self.seen[kind] += 1
                if kind not in GOOD and len(self.foreign) < KEPT:
                    self.foreign.append(picture)
        except (OSError, ScreenShotError) as error:
            self.failure = error


def _difference(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def _edge(picture: Image.Image) -> list[Pixel]:
    """Top, bottom, and the calmer side: a page that slides cuts its cards at one of them."""
    width, height = picture.size
    boxes = ((0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height))
    top, bottom, left, right = (_pixels(picture.crop(box)) for box in boxes)
    side = max((left, right), key=lambda strip: sum(_ground(pixel) is not None for pixel in strip))
    return [*top, *bottom, *side]


def _pixels(picture: Image.Image) -> list[Pixel]:
    flat = picture.tobytes()
    return list(zip(flat[0::3], flat[1::3], flat[2::3], strict=True))


def _extrema(picture: Image.Image) -> list[tuple[int, int]]:
    return [channel.getextrema() for channel in picture.split()]  # type: ignore[misc] # one channel has one pair


def _ground(pixel: Pixel) -> Pixel | None:
    return next((g for g in GROUNDS if all(abs(a - b) <= TOLERANCE for a, b in zip(pixel, g, strict=True))), None)
