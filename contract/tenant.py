# SPDX-License-Identifier: Apache-2.0
"""Where a community stands in its county: digits CCCCCC/SSS/MMM/GG, county (GB/T 2260) to grid.

The same digits are the folders of the county's signed content: each level publishes under its own prefix alone.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from contract.text import whole

Tenant = Annotated[
    str,
    msgspec.Meta(
        pattern=whole(r"[0-9]{6}(/[0-9]{3}(/[0-9]{3}(/[0-9]{2})?)?)?"),
        description="National digits: county 6, street 3, community 3, grid 2.",
    ),
]


class Level(StrEnum):
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"


def level_of(tenant: str) -> Level:
    return tuple(Level)[tenant.count("/")]


def lineage(tenant: str) -> tuple[str, ...]:
    """The tenant and all above it, the county first."""
    parts = tenant.split("/")
    return tuple("/".join(parts[: depth + 1]) for depth in range(len(parts)))


def feed_path(tenant: str) -> str:
    """The level's notices, programmes, service items and its list of media, signed by its editor."""
    return f"{tenant}/feed.json"


def alerts_path(tenant: str) -> str:
    """The level's alerts: the one file that its online alert role may sign."""
    return f"{tenant}/alerts.json"


def media_path(tenant: str, sha256: str) -> str:
    """Named by content alone: whatever an editor's file was called, two never collide."""
    return f"{tenant}/{sha256}"
