# SPDX-License-Identifier: Apache-2.0
"""The demo county: fresh keys, the content of config/demo-county. Times there count from now, so that it never ages."""

import re
import shutil
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from central.publish import media, strict
from central.publish.county import County
from central.publish.keys import Cost, KeyFolder
from central.publish.media import Looks
from central.publish.passphrases import Passphrases
from contract.clock import Clock
from contract.content import Line, MediaType

DEMO = Path(__file__).resolve().parents[2] / "config" / "demo-county"
LEVELS = ("county.toml", "street.toml", "community.toml")

CLIP = Looks(MediaType.MP4, 640, 360, 8.0)
"""What ffprobe says of the one film; the demo runs without ffprobe too."""

_MOMENTS = frozenset({"published_at", "valid_from", "valid_until"})
_AGO = re.compile(r"([+-])(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def publish_demo_county(folder: Path, clock: Clock) -> County:
    """A county in an empty folder, published and ready to be served from `county.site`."""
    now = clock.now()
    levels = [tomllib.loads((DEMO / name).read_text(encoding="utf-8")) for name in LEVELS]
    names = {level["tenant"]: strict.parse(level["name"], Line, level["tenant"]) for level in levels}
    county = County.create(folder, names, clock, _inspect, demo_keys(folder))
    for level in levels:
        tenant = level.pop("tenant")
        county.import_document(tenant, _dated(level, now), DEMO)
        county.publish(tenant)
    return county


def demo_keys(folder: Path) -> KeyFolder:
    """Thrown away with the demo: their passphrase is no secret and costs nothing."""
    return KeyFolder(folder / "keys", Passphrases(("linli-demo",)), Cost(memory_kib=8, rounds=1))


def _inspect(file: Path, name: str) -> Looks:
    if shutil.which("ffprobe") is None and file.read_bytes()[4:8] == b"ftyp":
        return CLIP
    return media.inspect(file, name)


def _dated(value: Any, now: datetime, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _dated(entry, now, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [_dated(entry, now) for entry in value]
    found = _AGO.fullmatch(value) if key in _MOMENTS and isinstance(value, str) else None
    if found is None:
        return value
    span = timedelta(**{_UNITS[found[3]]: int(found[2])})
    return (now - span if found[1] == "-" else now + span).replace(second=0, microsecond=0)
