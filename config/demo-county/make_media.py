# SPDX-License-Identifier: Apache-2.0
"""Draws the demo county's posters and clip: `python config/demo-county/make_media.py` writes them into media/.

Needs Noto Sans CJK SC and ffmpeg. What it made is kept in the repository, so that the demo needs neither.
"""

import math
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

MEDIA = Path(__file__).resolve().parent / "media"
FONTS = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED = 2
"""Which face of the font collection."""

PAPER, SURFACE, INK, SOFT, LINE = "#F7F4EE", "#FFFFFF", "#17262B", "#4A5A60", "#DAD5CA"
PRIMARY, PRIMARY_SOFT, ACCENT, ACCENT_SOFT, SUN = "#0B5E63", "#DDEDEC", "#A8401C", "#F8E6DC", "#F0C66B"

Point = tuple[float, float]
OVER = 2
"""Drawn this much larger, then reduced: smooth edges."""


class Sheet:
    """A drawing in final pixels."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.size = (width, height)
        self._image = Image.new("RGB", (width * OVER, height * OVER), ground)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, at: Point, size: Point, fill: str, radius: float = 0, line: str | None = None) -> None:
        x, y, width, height = (value * OVER for value in (*at, *size))
        corners = (x, y, x + width, y + height)
        self._draw.rounded_rectangle(corners, radius * OVER, fill=fill, outline=line, width=OVER * 2 if line else 0)

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        x, y, r = (value * OVER for value in (*centre, radius))
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def shape(self, points: Sequence[Point], fill: str) -> None:
        self._draw.polygon([(x * OVER, y * OVER) for x, y in points], fill=fill)

    def stroke(self, points: Sequence[Point], fill: str, width: float) -> None:
        scaled = [(x * OVER, y * OVER) for x, y in points]
        self._draw.line(scaled, fill=fill, width=round(width * OVER), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            r = width * OVER / 2
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def text(self, at: Point, words: str, size: float, fill: str = INK, bold: bool = False, anchor: str = "ls") -> None:
        place = (at[0] * OVER, at[1] * OVER)
        self._draw.text(place, words, fill=fill, font=_font(round(size * OVER), bold), anchor=anchor)

    def finished(self) -> Image.Image:
        return self._image.resize(self.size, Image.Resampling.LANCZOS)


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    file = FONTS / ("NotoSansCJK-Bold.ttc" if bold else "NotoSansCJK-Regular.ttc")
    return ImageFont.truetype(str(file), size, index=SIMPLIFIED)


def _curve(steps: int, place: Callable[[float], Point]) -> list[Point]:
    return [place(number / steps) for number in range(steps + 1)]


# ---- small pictures, each in a square of `size` around `centre`


def flame(sheet: Sheet, centre: Point, size: float, fill: str, inner: str) -> None:
    for scale, colour, drop in ((1.0, fill, 0.0), (0.5, inner, 0.2)):
        x, y, r = centre[0], centre[1] + size * drop, size / 2 * scale

        def edge(turn: float, x: float = x, y: float = y, r: float = r) -> Point:
            angle = turn * 2 * math.pi
            lift = max(0.0, math.cos(angle)) ** 3
            return (
                x + math.sin(angle) * r * (0.78 - 0.3 * lift),
                y + r * 0.25 - math.cos(angle) * r * (0.75 + 0.55 * lift),
            )

        sheet.shape(_curve(90, edge), colour)


def drop(sheet: Sheet, centre: Point, size: float, fill: str) -> None:
    x, y, r = centre[0], centre[1] + size * 0.12, size * 0.36
    sheet.disc((x, y), r, fill)
    touch = math.radians(28)
    sheet.shape(
        [
            (x, y - size * 0.66),
            (x + r * math.cos(touch), y - r * math.sin(touch)),
            (x - r * math.cos(touch), y - r * math.sin(touch)),
        ],
        fill,
    )


def bolt(sheet: Sheet, centre: Point, size: float, fill: str) -> None:
    outline = [(0.08, -0.52), (-0.34, 0.1), (-0.04, 0.1), (-0.1, 0.52), (0.34, -0.14), (0.03, -0.14)]
    sheet.shape([(centre[0] + x * size, centre[1] + y * size) for x, y in outline], fill)


def house(sheet: Sheet, at: Point, size: Point, wall: str, roof: str, lit: str, floors: int) -> None:
    """`at` is its foot, left."""
    (x, y), (width, height) = at, size
    sheet.box((x, y - height), (width, height), wall)
    sheet.shape([(x - 8, y - height), (x + width + 8, y - height), (x + width / 2, y - height - width * 0.34)], roof)
    pane = width / 7
    for floor in range(floors):
        for column in (1, 3, 5):
            sheet.box(
                (x + column * pane, y - height + pane * 0.9 + floor * (height - pane) / floors),
                (pane, pane * 1.25), lit, 3,
            )  # fmt: skip


def street(
    sheet: Sheet, ground: float, wide: float, tones: Sequence[str], lit: str, scale: float, roof: str = PRIMARY
) -> None:
    """A row of houses along the bottom."""
    heights, widths, floors = (150, 210, 120, 250, 170, 140), (130, 110, 150, 120, 130, 160), (2, 3, 2, 4, 2, 2)
    x, number = -20.0, 0
    while x < wide:
        at = number % len(heights)
        width = widths[at] * scale
        tone = tones[number % len(tones)]
        house(sheet, (x, ground), (width, heights[at] * scale), tone, roof, lit, floors[at])
        x += width + 26 * scale
        number += 1


def mark(sheet: Sheet, words: str, who: str, at: Point) -> None:
    width = 26 * len(words) + 32
    sheet.box(at, (width, 50), ACCENT, 8)
    sheet.text((at[0] + width / 2, at[1] + 26), words, 26, "#FFFFFF", bold=True, anchor="mm")
    sheet.text((at[0] + width + 20, at[1] + 26), who, 27, SOFT, anchor="lm")


# ---- posters, 3:2, as wide as the lobby's stage

WIDTH, HEIGHT = 1344, 896


def before_leaving() -> Image.Image:
    sheet = Sheet(WIDTH, HEIGHT, PAPER)
    sheet.disc((1130, 190), 96, SUN)
    mark(sheet, "社区提醒", "振兴社区", (72, 64))
    sheet.text((72, 240), "出门前，看三样", 100, INK, bold=True)
    sheet.text((72, 316), "回头多看一眼，一家人都安心", 42, SOFT)
    street(sheet, HEIGHT, WIDTH, (PRIMARY_SOFT, "#CFE3E1", ACCENT_SOFT), PAPER, 0.5)
    cards = (("关火", "灶具、燃气阀门"), ("关水", "龙头、洗衣机进水"), ("断电", "电热毯、取暖器"))
    for number, (what, which) in enumerate(cards):
        x = 72 + number * 408
        sheet.box((x, 376), (384, 372), SURFACE, 24, LINE)
        centre = (x + 192, 490)
        sheet.disc(centre, 84, (ACCENT_SOFT, PRIMARY_SOFT, "#FFF1CF")[number])
        if number == 0:
            flame(sheet, (centre[0], centre[1] - 4), 112, ACCENT, SUN)
        elif number == 1:
            drop(sheet, (centre[0], centre[1] + 6), 112, PRIMARY)
        else:
            bolt(sheet, centre, 116, INK)
        sheet.text((x + 192, 640), what, 66, INK, bold=True, anchor="ms")
        sheet.text((x + 192, 706), which, 36, SOFT, anchor="ms")
    return sheet.finished()


def code_is_yours() -> Image.Image:
    sheet = Sheet(WIDTH, HEIGHT, PRIMARY)
    mark_width = 26 * 4 + 32
    sheet.box((72, 64), (mark_width, 50), ACCENT, 8)
    sheet.text((72 + mark_width / 2, 90), "街道提醒", 26, "#FFFFFF", bold=True, anchor="mm")
    sheet.text((72 + mark_width + 20, 90), "振兴街道", 27, PRIMARY_SOFT, anchor="lm")
    sheet.text((72, 262), "验证码", 116, "#FFFFFF", bold=True)
    sheet.text((72, 402), "谁要都不给", 116, "#FFFFFF", bold=True)
    lines = ("说是银行、公安、社保的，也不给", "说给您退钱、送礼的，更不给", "拿不准，先挂电话，再问家里人")
    for number, words in enumerate(lines):
        y = 512 + number * 74
        sheet.disc((88, y - 15), 9, SUN)
        sheet.text((118, y), words, 44, "#FFFFFF")
    sheet.box((72, 716), (640, 108), "#FFFFFF", 20)
    sheet.text((100, 770), "反诈专线", 44, INK, anchor="lm")
    sheet.text((684, 770), "96110", 76, ACCENT, bold=True, anchor="rm")
    # a phone that shows a code, and keeps it
    sheet.box((880, 108), (380, 716), INK, 56)
    sheet.box((902, 130), (336, 672), PAPER, 38)
    sheet.box((1020, 150), (100, 14), INK, 7)
    sheet.text((1070, 262), "短信", 36, SOFT, anchor="ms")
    sheet.box((930, 300), (280, 190), SURFACE, 24, LINE)
    sheet.text((956, 354), "您的验证码", 32, SOFT)
    for number in range(6):
        sheet.disc((974 + number * 38, 428), 13, INK)
    sheet.disc((1070, 640), 96, PRIMARY_SOFT)
    sheet.stroke(
        _curve(40, lambda turn: (1070 - 38 * math.cos(turn * math.pi), 622 - 50 * math.sin(turn * math.pi))),
        PRIMARY,
        15,
    )
    sheet.box((1012, 616), (116, 88), PRIMARY, 16)
    sheet.disc((1070, 652), 12, "#FFFFFF")
    sheet.box((1065, 656), (10, 26), "#FFFFFF", 5)
    return sheet.finished()


def window_open() -> Image.Image:
    sheet = Sheet(WIDTH, HEIGHT, PAPER)
    sheet.box((0, 0), (500, HEIGHT), ACCENT_SOFT)
    # a window at night, one sash a hand wide open
    sheet.box((80, 150), (340, 470), SURFACE, 12)
    sheet.box((100, 170), (300, 430), PRIMARY)
    sheet.disc((322, 262), 40, SUN)
    sheet.disc((340, 250), 36, PRIMARY)
    for x, y in ((150, 230), (196, 330), (270, 380), (352, 420), (138, 440), (236, 250)):
        sheet.disc((x, y), 4, PAPER)
    sheet.box((244, 160), (12, 450), SURFACE)
    sheet.shape([(256, 170), (356, 196), (356, 574), (256, 600)], PRIMARY_SOFT)
    sheet.stroke([(256, 170), (356, 196), (356, 574), (256, 600), (256, 170)], SURFACE, 10)
    sheet.box((56, 620), (388, 26), SURFACE, 6)
    for number in range(3):
        y = 690 + number * 44
        sheet.stroke(
            _curve(40, lambda turn, y=y: (120 + 250 * turn, y + 11 * math.sin(turn * 4 * math.pi))), PRIMARY, 9
        )
    mark(sheet, "县级提醒", "示范县应急管理局", (572, 64))
    sheet.text((568, 232), "生火取暖", 92, INK, bold=True)
    sheet.text((568, 348), "窗留一条缝", 92, INK, bold=True)
    lines = ("卧室里不放煤炉、炭盆", "燃气热水器要装好排烟管", "每天开窗两次，每次一刻钟")
    for number, words in enumerate(lines):
        y = 446 + number * 72
        sheet.disc((584, y - 15), 22, PRIMARY)
        sheet.text((584, y - 15), str(number + 1), 28, "#FFFFFF", bold=True, anchor="mm")
        sheet.text((624, y), words, 44, INK)
    sheet.box((560, 660), (720, 164), SURFACE, 20, LINE)
    sheet.text((592, 728), "头晕、恶心、没力气？", 42, ACCENT, bold=True)
    sheet.text((592, 794), "马上开窗，到屋外，打 120", 44, INK, bold=True)
    return sheet.finished()


def at_the_machine() -> Image.Image:
    sheet = Sheet(WIDTH, HEIGHT, PAPER)
    sheet.disc((1216, 112), 58, SUN)
    street(sheet, HEIGHT, WIDTH, (PRIMARY_SOFT, ACCENT_SOFT, "#CFE3E1", PRIMARY_SOFT), PAPER, 0.6)
    mark(sheet, "便民服务", "振兴社区服务站", (72, 64))
    sheet.text((72, 236), "站在自助机前，能办这些", 92, INK, bold=True)
    sheet.text((72, 308), "点一下就行；不会用，请喊一声服务台", 40, SOFT)
    cards = (("生活缴费", "水、电、燃气、供暖、物业"), ("办件进度", "扫受理单，看办到哪一步"),
             ("办事指南", "要什么材料、去哪里办"), ("社区公告", "县、街道、社区的通知"))  # fmt: skip
    for number, (what, which) in enumerate(cards):
        x, y = 72 + number % 2 * 612, 362 + number // 2 * 186
        first = number == 0
        sheet.box((x, y), (588, 164), PRIMARY if first else SURFACE, 22, None if first else LINE)
        sheet.text((x + 36, y + 78), what, 54, "#FFFFFF" if first else INK, bold=True)
        sheet.text((x + 36, y + 132), which, 36, PRIMARY_SOFT if first else SOFT)
    return sheet.finished()


# ---- the clip: a day goes over the houses

CLIP_WIDTH, CLIP_HEIGHT, CLIP_RATE, CLIP_S = 640, 360, 25, 8
SAYINGS = ((0.0, "早晨好，邻居"), (0.34, "出门关火、关水、断电"), (0.66, "晚上好，早点休息"))


def clip_frame(turn: float) -> Image.Image:
    """`turn` runs from 0 to 1 over the clip."""
    dusk = min(1.0, max(0.0, (turn - 0.56) / 0.2))
    sheet = Sheet(CLIP_WIDTH, CLIP_HEIGHT, _mixed(PAPER, PRIMARY, dusk))
    angle = math.pi * (0.12 + 0.8 * turn)
    sheet.disc((320 - 250 * math.cos(angle), 300 - 150 * math.sin(angle)), 34, _mixed(SUN, "#FFF1CF", dusk))
    tones = tuple(_mixed(tone, INK, 0.45 * dusk) for tone in ("#CFE3E1", ACCENT_SOFT, PRIMARY_SOFT))
    street(sheet, CLIP_HEIGHT, CLIP_WIDTH, tones, _mixed(PAPER, SUN, dusk), 0.5, _mixed(PRIMARY, INK, dusk))
    start, words = next((start, words) for start, words in reversed(SAYINGS) if turn >= start)
    seen = min(1.0, (turn - start) / 0.05)
    ground = _mixed(PAPER, PRIMARY, dusk)
    colour = _mixed(INK, "#FFFFFF", 1.0 if dusk > 0.45 else 0.0)
    sheet.text((320, 66), words, 44, _mixed(ground, colour, seen), bold=True, anchor="mm")
    return sheet.finished()


def _mixed(first: str, second: str, share: float) -> str:
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02X}" for one, other in pairs)


def clip(file: Path) -> None:
    command = [
        "ffmpeg", "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{CLIP_WIDTH}x{CLIP_HEIGHT}",
        "-r", str(CLIP_RATE), "-i", "-", "-c:v", "libx264", "-preset", "slow", "-crf", "23", "-pix_fmt", "yuv420p",
        "-g", str(CLIP_RATE), "-movflags", "+faststart", "-fflags", "+bitexact", "-map_metadata", "-1", str(file),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        if encoder.stdin is None:
            raise OSError("ffmpeg takes no input")
        frames = CLIP_RATE * CLIP_S
        for number in range(frames):
            encoder.stdin.write(clip_frame(number / frames).tobytes())
        encoder.stdin.close()
        if encoder.wait() != 0:
            raise OSError(f"ffmpeg ended with {encoder.returncode}")


def main() -> None:
    MEDIA.mkdir(exist_ok=True)
    posters = {
        "chumen-san-yang": before_leaving,
        "yanzhengma": code_is_yours,
        "chuang-liu-feng": window_open,
        "zizhuji": at_the_machine,
    }
    for name, drawn in posters.items():
        drawn().quantize(192, dither=Image.Dither.NONE).save(MEDIA / f"{name}.png", optimize=True)
    clip(MEDIA / "yi-tian.mp4")


if __name__ == "__main__":
    main()
