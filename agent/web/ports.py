# SPDX-License-Identifier: Apache-2.0
"""Serial ports that are there now, by names that stay the same when something else is plugged in."""

from pathlib import Path

STABLE = (Path("/dev/linli/by-path"), Path("/dev/serial/by-path"), Path("/dev/serial/by-id"))
BARE = ("ttyUSB*", "ttyACM*", "ttyS[0-3]")
MOST = 40


def serial_ports(dev: Path = Path("/dev")) -> tuple[str, ...]:
    """Bare names come last: which of them is which device may differ after the next start."""
    found: list[str] = []
    for folder in STABLE:
        inside = dev / folder.relative_to("/dev")
        try:
            found += sorted(str(path) for path in inside.iterdir())
        except OSError:
            continue
    for pattern in BARE:
        found += sorted(str(path) for path in dev.glob(pattern))
    return tuple(found[:MOST])
