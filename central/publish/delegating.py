# SPDX-License-Identifier: Apache-2.0
"""Levels that join, leave, or get another key: each is one change of what the level above has signed."""

from collections.abc import Mapping
from datetime import datetime

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Targets

from central.publish import founding, signing
from central.publish.errors import SiteBroken, TenantsUnfit
from central.publish.roles import alerts_role, check_tenants, children_of, delegated, editor_role, parent_of
from central.publish.site import Change
from central.publish.workspace import Workspace
from contract.content import Line
from contract.tenant import lineage


def joined(workspace: Workspace, tenant: str, name: Line, now: datetime) -> tuple[Change, dict[str, Line]]:
    """A new level, its keys made here, its content empty. Raises TenantsUnfit, KeyMissing."""
    tenants = workspace.tenants()
    if tenant in tenants:
        raise TenantsUnfit(zh=f"{tenant} 已经有了", en=f"{tenant} is there already")
    tenants[tenant] = name
    check_tenants(tenants)
    above = parent_of(tenant) or ""
    workspace.keys.signer(editor_role(above))  # before anything is made
    first = founding.first_of(workspace, {tenant: name}, tenants, now)
    key = workspace.keys.public(editor_role(tenant))
    change = with_key(workspace, above, editor_role(tenant), key, tenants, now)
    return Change({**change.metadata, **first.metadata}, first.targets), tenants


def left(workspace: Workspace, tenant: str, now: datetime) -> tuple[Change, dict[str, Line]]:
    """The level and all below it are no longer signed for: terminals drop what they said at their next look.
    Raises TenantsUnfit, KeyMissing."""
    above = parent_of(workspace.known(tenant))
    if above is None:
        raise TenantsUnfit(zh=f"{tenant} 是县本身，不能撤销", en=f"{tenant} is the county itself")
    tenants = {one: name for one, name in workspace.tenants().items() if tenant not in lineage(one)}
    published = _published(workspace, above)
    keys = {role: key for role, key in _keys(published).items() if role in delegated(above, tenants)}
    return _signed(workspace, above, published, keys, tenants, now), tenants


def with_key(
    workspace: Workspace, above: str, role: str, key: Key, tenants: Mapping[str, Line], now: datetime
) -> Change:
    """The editor of `above` names `key` for a role below it. Raises KeyMissing."""
    published = _published(workspace, above)
    return _signed(workspace, above, published, {**_keys(published), role: key}, tenants, now)


def resigned(workspace: Workspace, role: str, signer: Signer, now: datetime) -> Change:
    """What the role has published already, once more, by another key."""
    held = workspace.site.role(role)
    if held is None:
        raise SiteBroken(file=role, why="-")
    signed = held.signed
    data = signing.signed_targets(role, signed.version + 1, signed.targets, signed.delegations, signer, now)
    return Change({role: data}, {})


def delegator_of(role: str, tenants: Mapping[str, Line]) -> str | None:
    """The level whose editor names this role's key; None: the root does, or there is no such role."""
    for tenant in tenants:
        if role == alerts_role(tenant) or any(role == editor_role(child) for child in children_of(tenant, tenants)):
            return tenant
    return None


def _published(workspace: Workspace, tenant: str) -> Targets:
    found = workspace.site.role(editor_role(tenant))
    if found is None:
        raise TenantsUnfit(zh=f"{tenant} 还没有发布", en=f"{tenant} is not published")
    return found.signed


def _keys(signed: Targets) -> dict[str, Key]:
    held = signed.delegations
    if held is None:
        return {}
    return {name: held.keys[role.keyids[0]] for name, role in (held.roles or {}).items()}


def _signed(
    workspace: Workspace,
    tenant: str,
    published: Targets,
    keys: Mapping[str, Key],
    tenants: Mapping[str, Line],
    now: datetime,
) -> Change:
    role = editor_role(tenant)
    below = signing.delegations(keys, delegated(tenant, tenants))
    version = workspace.latest_version(tenant) + 1
    signer = workspace.keys.signer(role)
    return Change({role: signing.signed_targets(role, version, published.targets, below, signer, now)}, {})
