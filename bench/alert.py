# SPDX-License-Identifier: Apache-2.0
"""An emergency: from the moment at which sync has it on the disk until each screen is red, in the demo's hall."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime

from bench.figure import Figure
from central.demo.hall import Hall, open_hall
from central.demo.running.screen import KIOSK_SIZE, LOBBY_SIZE, Screen
from central.demo.running.terminal import LOBBY, Pace, place
from central.demo.world.eyes import Camera
from contract.alerts import active

ROUNDS = 8
LIMIT_MS = 1000.0
WAIT_S = 30.0
REST_S = 2.0
LOOK_S = 0.005
EDGE = 5
RED, OTHERS = 140, 70
"""Danger's ground is #A3201B."""


def measure() -> Iterator[Figure]:
    with ExitStack() as closing:
        here = closing.enter_context(place())
        kiosk = Screen("kiosk", KIOSK_SIZE, here.logs)
        lobby = Screen(LOBBY, LOBBY_SIZE, here.logs)
        hall = closing.enter_context(open_hall(here, kiosk, lobby, Pace(attract_s=3600), lambda _line: None))
        rounds = [_raised(hall) for _ in range(ROUNDS)]
    for name, times in zip(("kiosk", "lobby"), zip(*rounds, strict=True), strict=True):
        yield Figure(f"alert: received -> {name}, slowest", max(times) * 1000, "ms", "limit", LIMIT_MS)


def _raised(hall: Hall) -> tuple[float, float]:
    """Seconds until it was seen on kiosk and lobby display. The time that a picture takes counts against us."""
    around, content = hall.world, hall.here.content
    with ThreadPoolExecutor(3) as watching:
        received, kiosk, lobby = (
            watching.submit(_when, what)
            for what in (
                lambda: bool(active(content.alerts(), datetime.now(UTC))),
                lambda: _is_red(around.camera),
                lambda: _is_red(around.lobby),
            )
        )
        around.clerk.raise_alert()
        taken = kiosk.result() - received.result(), lobby.result() - received.result()
    around.clerk.cancel_alert()
    _when(lambda: not _is_red(around.camera) and not _is_red(around.lobby))
    time.sleep(REST_S)
    return taken


def _when(is_so: Callable[[], bool]) -> float:
    """The monotonic moment. Raises RuntimeError when it does not come."""
    end = time.monotonic() + WAIT_S
    while not is_so():
        if time.monotonic() > end:
            raise RuntimeError("an emergency did not come, or did not go")
        time.sleep(LOOK_S)
    return time.monotonic()


def _is_red(camera: Camera) -> bool:
    """At the upper edge, which is the ground of every emergency."""
    (width, _), pixels = camera.raw()
    at = 4 * (EDGE * width + width // 2)
    blue, green, red = pixels[at : at + 3]
    return red > RED and max(green, blue) < OTHERS
