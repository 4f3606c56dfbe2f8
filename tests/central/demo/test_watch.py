# SPDX-License-Identifier: Apache-2.0
"""The watch before a screen must find what nobody may see: a watch that cannot fail proves nothing."""

import random
import time
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from central.demo.running.screen import Screen
from central.demo.visit.watch import KEPT, Kind, Watch, kind_of
from central.demo.world.eyes import Camera

SIZE = (1920, 1080)
PAPER, INK, PRIMARY, DANGER = "#F7F4EE", "#17262B", "#0B5E63", "#A3201B"


def page(ground: str = PAPER) -> Image.Image:
    """As the lobby display shows it: a card, a clock, a ticker at the foot."""
    picture = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, 1300, 900), "#FFFFFF")
    draw.rectangle((1400, 60, 1860, 500), PRIMARY)
    draw.rectangle((0, 960, 1920, 1080), INK)
    draw.text((200, 200), "冬季供暖", INK)
    return picture


def sliding() -> Image.Image:
    """A page that comes in from the side: its card is cut by the edge."""
    return ImageChops.offset(page(), -900, 0)


def calm() -> Image.Image:
    picture = Image.new("RGB", SIZE, PAPER)
    ImageDraw.Draw(picture).rectangle((700, 450, 1220, 620), PRIMARY)
    return picture


def half_black() -> Image.Image:
    picture = page()
    ImageDraw.Draw(picture).rectangle((0, 0, 960, 1080), "#000000")
    return picture


def stranger() -> Image.Image:
    """A browser's page: white, with a grey bar."""
    picture = Image.new("RGB", SIZE, "#FFFFFF")
    ImageDraw.Draw(picture).rectangle((0, 0, 1920, 90), "#DEE1E6")
    return picture


def noise() -> Image.Image:
    return Image.frombytes("RGB", SIZE, random.Random(7).randbytes(SIZE[0] * SIZE[1] * 3))


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (page(), Kind.OWN),
        (page(DANGER), Kind.OWN),
        (sliding(), Kind.OWN),
        (calm(), Kind.STANDBY),
        (Image.new("RGB", SIZE, "#000000"), Kind.BLACK),
        (Image.new("RGB", SIZE, PAPER), Kind.FOREIGN),
        (Image.new("RGB", SIZE, "#FFFFFF"), Kind.FOREIGN),
        (half_black(), Kind.FOREIGN),
        (stranger(), Kind.FOREIGN),
        (noise(), Kind.FOREIGN),
        (calm().transpose(Image.Transpose.ROTATE_90), Kind.OWN),
    ],
    ids=[
        "page",
        "emergency",
        "sliding",
        "standby",
        "black",
        "empty",
        "white",
        "half black",
        "stranger",
        "noise",
        "turned",
    ],
)
def test_a_picture_is_told_apart(picture: Image.Image, kind: Kind) -> None:
    assert kind_of(picture, calm()) is kind


class Showing(Camera):
    """A screen that shows one thing after the other, and says when the last was seen."""

    def __init__(self, *pictures: Image.Image) -> None:
        super().__init__(Screen("lobby", SIZE, Path()))
        self.left = list(pictures)

    def picture(self) -> Image.Image:
        if not self.left:
            raise OSError("unplugged")
        return self.left.pop(0)


def watched(camera: Showing) -> Watch:
    with Watch(camera, calm()) as watch:
        end = time.monotonic() + 20
        while watch.failure is None and time.monotonic() < end:
            time.sleep(0.02)
    return watch


def test_one_black_picture_among_good_ones_is_found_and_kept() -> None:
    watch = watched(Showing(page(), Image.new("RGB", SIZE, "#000000"), calm(), page()))
    assert watch.bad() == {Kind.BLACK: 1}
    assert watch.seen == {Kind.OWN: 2, Kind.BLACK: 1, Kind.STANDBY: 1}
    assert len(watch.foreign) == 1


def test_good_pictures_are_good_and_few_bad_ones_are_kept() -> None:
    assert watched(Showing(page(), calm())).bad() == {}
    assert len(watched(Showing(*[stranger()] * (KEPT + 2))).foreign) == KEPT


def test_a_camera_that_fails_is_told() -> None:
    assert isinstance(watched(Showing(page())).failure, OSError)
