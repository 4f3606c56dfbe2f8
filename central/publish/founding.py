# SPDX-License-Identifier: Apache-2.0
"""A county's first publication, and levels that join it later."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Key
from tuf.api.metadata import TargetFile

from central.publish import signing
from central.publish.errors import TenantsUnfit
from central.publish.roles import (
    ONLINE,
    ROOT_KEYS,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP,
    alerts_role,
    check_tenants,
    delegated,
    editor_role,
    parent_of,
)
from central.publish.site import Change
from central.publish.workspace import Workspace
from contract import durable
from contract.content import Alerts, Feed, Line
from contract.document import encode
from contract.tenant import alerts_path, feed_path

Targets = dict[str, tuple[TargetFile, bytes | Path]]


def found(workspace: Workspace, tenants: Mapping[str, Line], now: datetime) -> None:
    """Fresh keys, an empty feed and no alerts for each level."""
    signers = {name: workspace.keys.make(name) for name in (*ROOT_KEYS, TARGETS, SNAPSHOT, TIMESTAMP)}
    change = _first_of(workspace, tenants, tenants, now)
    durable.write(workspace.root_file, workspace.site.add_root(signing.first_root(signers, now)))
    workspace.site.publish(change, now, signers)
    workspace.write_tenants(dict(tenants))


def add(workspace: Workspace, tenant: str, name: Line, now: datetime) -> None:
    """The level above delegates to it, so its editor's key is needed. What that one has signed and not handed in
    must be signed again. Raises TenantsUnfit, KeyMissing."""
    tenants = workspace.tenants()
    if tenant in tenants:
        raise TenantsUnfit(zh=f"{tenant} 已经有了", en=f"{tenant} is there already")
    tenants[tenant] = name
    check_tenants(tenants)
    above = parent_of(tenant) or ""
    role = editor_role(above)
    signer = workspace.keys.signer(role)
    published = workspace.site.role(role)
    held = published.signed.delegations if published else None
    if published is None or held is None:
        raise TenantsUnfit(zh=f"{above} 还没有发布", en=f"{above} is not published")
    first = _first_of(workspace, {tenant: name}, tenants, now)
    keys = {one: held.keys[delegate.keyids[0]] for one, delegate in (held.roles or {}).items()}
    keys[editor_role(tenant)] = workspace.keys.signer(editor_role(tenant)).public_key
    below = signing.delegations(keys, delegated(above, tenants))
    signed = signing.signed_targets(
        role, workspace.latest_version(above) + 1, published.signed.targets, below, signer, now
    )
    change = Change({role: signed, **first.metadata}, first.targets)
    workspace.site.publish(change, now, {one: workspace.keys.signer(one) for one in ONLINE})
    workspace.write_tenants(tenants)


def alerts_change(workspace: Workspace, alerts: Alerts, version: int, now: datetime) -> Change:
    role, path, data = alerts_role(alerts.tenant), alerts_path(alerts.tenant), encode(alerts)
    target = TargetFile.from_data(path, data, ["sha256"])
    signer = workspace.keys.signer(role)
    signed = signing.signed_targets(role, version, {path: target}, None, signer, now)
    return Change({role: signed}, {path: (target, data)})


def _first_of(workspace: Workspace, new: Mapping[str, Line], all_tenants: Mapping[str, Line], now: datetime) -> Change:
    keys: dict[str, Key] = {}
    for tenant in new:
        for role in (editor_role(tenant), alerts_role(tenant)):
            signer = workspace.keys.signer(role) if workspace.keys.has(role) else workspace.keys.make(role)
            keys[role] = signer.public_key
    metadata: dict[str, bytes] = {}
    targets: Targets = {}
    for tenant, name in new.items():
        feed = Feed(tenant=tenant, name=name, published_at=now)
        workspace.write_draft(feed)
        path, data = feed_path(tenant), encode(feed)
        target = TargetFile.from_data(path, data, ["sha256"])
        targets[path] = (target, data)
        role = editor_role(tenant)
        below = signing.delegations(keys, delegated(tenant, all_tenants))
        signer = workspace.keys.signer(role)
        metadata[role] = signing.signed_targets(role, 1, {path: target}, below, signer, now)
        change = alerts_change(workspace, Alerts(tenant=tenant, published_at=now), 1, now)
        metadata.update(change.metadata)
        targets.update(change.targets)
    return Change(metadata, targets)
