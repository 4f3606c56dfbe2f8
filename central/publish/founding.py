# SPDX-License-Identifier: Apache-2.0
"""The first publication of a county, and of each level."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Key
from tuf.api.metadata import TargetFile

from central.publish import signing
from central.publish.roles import (
    ROOT_KEYS,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP,
    alerts_role,
    delegated,
    editor_role,
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
    signers = {name: workspace.keys.ready(name) for name in (*ROOT_KEYS, TARGETS, SNAPSHOT, TIMESTAMP)}
    change = first_of(workspace, tenants, tenants, now)
    workspace.site.add_root(signing.first_root(signers, now))
    durable.write(workspace.root_file, workspace.site.root_bytes())
    workspace.site.publish(change, now, signers)
    workspace.write_tenants(dict(tenants))


def alerts_change(workspace: Workspace, alerts: Alerts, version: int, now: datetime) -> Change:
    role, path, data = alerts_role(alerts.tenant), alerts_path(alerts.tenant), encode(alerts)
    target = TargetFile.from_data(path, data, ["sha256"])
    signer = workspace.keys.signer(role)
    signed = signing.signed_targets(role, version, {path: target}, None, signer, now)
    return Change({role: signed}, {path: (target, data)})


def first_of(workspace: Workspace, new: Mapping[str, Line], all_tenants: Mapping[str, Line], now: datetime) -> Change:
    """Empty content, by fresh keys where there are none. A level that was here before goes on counting its versions."""
    versions = workspace.site.versions() if workspace.site.exists() else {}
    keys: dict[str, Key] = {}
    for tenant in new:
        for role in (editor_role(tenant), alerts_role(tenant)):
            keys[role] = workspace.keys.ready(role).public_key
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
        version = versions.get(role, 0) + 1
        metadata[role] = signing.signed_targets(role, version, {path: target}, below, signer, now)
        alerts_version = versions.get(alerts_role(tenant), 0) + 1
        change = alerts_change(workspace, Alerts(tenant=tenant, published_at=now), alerts_version, now)
        metadata.update(change.metadata)
        targets.update(change.targets)
    return Change(metadata, targets)
