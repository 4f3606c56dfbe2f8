# SPDX-License-Identifier: Apache-2.0
"""Who signs what in a county's TUF repository: names, paths and lifetimes. Pure.

targets (the county's editor) ── 330106-alerts            330106/alerts.json
    └── 330106-001                330106/001/*, one pattern for each depth
        ├── 330106-001-alerts     330106/001/alerts.json
        └── 330106-001-012 …
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from central.publish.errors import TenantsUnfit
from contract.document import convert
from contract.errors import InvalidDocument
from contract.tenant import Level, Tenant, alerts_path, feed_path, level_of

ROOT, TARGETS, SNAPSHOT, TIMESTAMP = "root", "targets", "snapshot", "timestamp"
ROOT_KEYS = ("root-1", "root-2", "root-3")
ROOT_THRESHOLD = 2
ONLINE = (SNAPSHOT, TIMESTAMP)

_DEEPEST = 3
_MEDIA = re.compile(r"[0-9a-f]{64}")

# Whoever holds the online keys of snapshot and timestamp decides what is current, and their short lives keep terminals
# from being held back. An editor's own expiry adds nothing to that: it only ends the area of a clerk who has no news.
# So what a person must sign lives long, is warned of early, and what a timer signs lives shortly.
ROOT_LIFE = timedelta(days=2 * 365)
EDITOR_LIFE = timedelta(days=3 * 365)
ALERTS_LIFE = timedelta(days=90)
SNAPSHOT_LIFE = timedelta(days=90)
TIMESTAMP_LIFE = timedelta(days=30)
WARNED_AHEAD = timedelta(days=180)
"""Of what a person must sign; what a timer signs is late when a quarter of its life is left."""


def editor_role(tenant: str) -> str:
    """The county's editor is TUF's own top-level `targets`."""
    return TARGETS if level_of(tenant) is Level.COUNTY else tenant.replace("/", "-")


def alerts_role(tenant: str) -> str:
    return tenant.replace("/", "-") + "-alerts"


def parent_of(tenant: str) -> str | None:
    above, slash, _ = tenant.rpartition("/")
    return above if slash else None


def children_of(tenant: str, tenants: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(other for other in tenants if parent_of(other) == tenant))


def patterns(tenant: str) -> list[str]:
    """A pattern matches paths of its own number of segments only, so there is one for each depth."""
    depth = tenant.count("/")
    return [tenant + "/*" * levels for levels in range(1, _DEEPEST - depth + 2)]


def delegated(tenant: str, tenants: Iterable[str]) -> dict[str, list[str]]:
    """What the level's editor delegates: each role with its paths, its own alerts first."""
    below = {editor_role(child): patterns(child) for child in children_of(tenant, tenants)}
    return {alerts_role(tenant): [alerts_path(tenant)], **below}


def is_own_path(tenant: str, path: str) -> bool:
    """An editor signs its feed and media by their digest; never its alerts, never a file of a level below."""
    if path == feed_path(tenant):
        return True
    folder, _, name = path.rpartition("/")
    return folder == tenant and _MEDIA.fullmatch(name) is not None


def life_of(role: str) -> timedelta:
    match role:
        case "root":
            return ROOT_LIFE
        case "snapshot":
            return SNAPSHOT_LIFE
        case "timestamp":
            return TIMESTAMP_LIFE
        case _:
            return ALERTS_LIFE if role.endswith("-alerts") else EDITOR_LIFE


def warned_within(role: str) -> timedelta:
    """How long before its end."""
    return min(life_of(role) / 4, WARNED_AHEAD)


def check_tenants(tenants: Iterable[str]) -> None:
    """One county, and no level without the one above it. Raises TenantsUnfit."""
    known = set(tenants)
    for tenant in sorted(known):
        try:
            convert(tenant, Tenant)
        except InvalidDocument:
            raise TenantsUnfit(
                zh=f"{tenant} 应为 6 位县代码，再加 /3 位街道、/3 位社区、/2 位网格",
                en=f"{tenant} must be 6 digits for the county, then /3 street, /3 community, /2 grid",
            ) from None
        above = parent_of(tenant)
        if above is not None and above not in known:
            raise TenantsUnfit(zh=f"{tenant} 的上一级 {above} 没有列出", en=f"{above}, above {tenant}, is not listed")
    counties = [tenant for tenant in known if parent_of(tenant) is None]
    if len(counties) != 1:
        raise TenantsUnfit(zh=f"要有且只有一个县，现有 {len(counties)} 个", en=f"one county, not {len(counties)}")
