# SPDX-License-Identifier: Apache-2.0
"""Another key for a role: after a loss, a theft, or a change of hands.

Root, county editor and the online roles change with a new root. A level's roles change with what the level above
signs; where that key is not at hand, the level signs its content by its new key, and hands both in (`accepted`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets

from central.publish import collecting, delegating, signing
from central.publish.collecting import Accepted, Collection
from central.publish.errors import FingerprintDiffers, KeyMissing, NothingToRotate
from central.publish.keys import described, fingerprint, public_file
from central.publish.media import Inspect
from central.publish.roles import ONLINE, ROOT, ROOT_KEYS, ROOT_THRESHOLD, TARGETS, alerts_role, editor_role, parent_of
from central.publish.site import Change, expiry
from central.publish.workspace import Workspace, read_bytes
from contract import durable

IN_ROOT = (*ROOT_KEYS, TARGETS, *ONLINE)


@dataclass(frozen=True, slots=True)
class Rotation:
    role: str
    fingerprint: str
    change: Change
    waits: bool = False
    """It lies in the inbox, until the level above takes it over."""


def rotation(workspace: Workspace, role: str, now: datetime) -> Rotation:
    """Of a level's role, ready to be published; the fresh key waits beside the present one.
    Raises NothingToRotate, KeyMissing."""
    tenants = workspace.tenants()
    above = delegating.delegator_of(role, tenants)
    if above is None:
        known = [*IN_ROOT, *(one for tenant in tenants for one in (editor_role(tenant), alerts_role(tenant)))]
        raise NothingToRotate(role=role, known=", ".join(dict.fromkeys(known)))
    if not workspace.keys.has(editor_role(above)) and role != alerts_role(above):
        return _handed_in(workspace, role, now)
    workspace.keys.signer(editor_role(above))  # before anything is made
    fresh = workspace.keys.make_next(role)
    key = fresh.public_key
    named = delegating.with_key(workspace, above, role, key, tenants, now)
    signed = delegating.resigned(workspace, role, fresh, now)
    return Rotation(role, fingerprint(key.keyid), Change({**named.metadata, **signed.metadata}, {}))


def with_root_key(workspace: Workspace, role: str, now: datetime) -> Metadata[Root]:
    """A root that takes a fresh key for one of the three root keys. Raises KeyMissing."""
    _need_root_keys(workspace, role)
    others = {workspace.keys.public(name).keyid for name in ROOT_KEYS if name != role}
    fresh = workspace.keys.make_next(role)

    def change(root: Root) -> None:
        for keyid in [one for one in root.roles[ROOT].keyids if one not in others]:
            root.revoke_key(keyid, ROOT)
        root.add_key(fresh.public_key, ROOT)

    return renewed_root(workspace, now, change, {role: fresh})


def with_second_key(workspace: Workspace, role: str, now: datetime) -> Metadata[Root]:
    """A root that trusts a fresh key beside the present one, so that nothing published is ever without its signature.
    `with_one_key` ends that. Raises KeyMissing."""
    _need_root_keys(workspace)
    fresh = workspace.keys.make_next(role)
    return renewed_root(workspace, now, lambda root: root.add_key(fresh.public_key, role))


def with_one_key(workspace: Workspace, role: str, now: datetime) -> Metadata[Root]:
    """A root that trusts for this role the key alone that is here. Raises KeyMissing."""
    own = workspace.keys.public(role).keyid

    def change(root: Root) -> None:
        for keyid in [one for one in root.roles[role].keyids if one != own]:
            root.revoke_key(keyid, role)

    return renewed_root(workspace, now, change)


def unfinished(workspace: Workspace) -> tuple[str, ...]:
    """Roles for which the root trusts two keys, the newer one of which is here: a rotation was cut off."""
    roles = workspace.site.root().signed.roles
    return tuple(
        role
        for role in (TARGETS, *ONLINE)
        if len(roles[role].keyids) > 1
        and workspace.keys.has(role)
        and workspace.keys.public(role).keyid == roles[role].keyids[-1]
    )


def can_sign_root(workspace: Workspace) -> bool:
    return sum(workspace.keys.has(name) for name in ROOT_KEYS) >= ROOT_THRESHOLD


def renewed_root(
    workspace: Workspace,
    now: datetime,
    change: Callable[[Root], None] = lambda _: None,
    fresh: Mapping[str, Signer] | None = None,
) -> Metadata[Root]:
    """One version up and another life, signed by the root keys that are here and the fresh ones. Raises KeyMissing:
    there are fewer than two."""
    before = workspace.site.root().signed
    root = Metadata[Root].from_bytes(Metadata(before).to_bytes()).signed
    change(root)
    root.version += 1
    root.expires = expiry(ROOT, now)
    signers = [workspace.keys.signer(name) for name in ROOT_KEYS if workspace.keys.has(name)]
    signed = signing.signed_root(root, [*signers, *(fresh or {}).values()])
    for asked in (before, root):
        try:
            asked.verify_delegate(ROOT, signed.signed_bytes, signed.signatures)
        except RepositoryError:
            missing = next((name for name in ROOT_KEYS if not workspace.keys.has(name)), ROOT_KEYS[0])
            raise KeyMissing(role=missing, file=workspace.keys.file(missing)) from None
    return signed


def named(workspace: Workspace, role: str, keyid: str) -> bool:
    """Whether what is published trusts this key for this role."""
    if role in IN_ROOT:
        return keyid in workspace.site.root().signed.keys
    above = delegating.delegator_of(role, workspace.tenants())
    published = workspace.site.role(editor_role(above)) if above else None
    below = published.signed.delegations if published else None
    delegate = (below.roles or {}).get(role) if below else None
    return delegate is not None and keyid in delegate.keyids


def accepted(workspace: Workspace, tenant: str, said: str, inspect: Inspect, now: datetime) -> Rotation:
    """What a level has signed by its new key and handed in, with the level above signing for that key.
    Raises FingerprintDiffers, KeyMissing, HandedInError."""
    role, above = editor_role(workspace.known(tenant)), parent_of(tenant)
    file = workspace.new_key_file(tenant)
    key = described(read_bytes(file), file)
    found = fingerprint(key.keyid)
    if found != said.strip().lower():
        raise FingerprintDiffers(found=found, said=said)
    if above is None:
        raise NothingToRotate(role=role, known=", ".join(ROOT_KEYS))
    tenants = workspace.tenants()
    change = delegating.with_key(workspace, above, role, key, tenants, now)
    collection = Collection()
    upper = collecting.published_feed(above, workspace)
    data = change.metadata[editor_role(above)]
    if upper is not None:
        signed = Metadata[Targets].from_bytes(data).signed
        collection.accepted[above] = Accepted(above, signed.version, data, signed, upper, {})
    own = collecting.look_at(tenant, tenants, workspace, collection, inspect, now)
    if own is None:
        return Rotation(role, found, Change({}, {}))
    return Rotation(role, found, Change({**change.metadata, role: own.data}, own.targets))


def _need_root_keys(workspace: Workspace, replaced: str = "") -> None:
    """Two that may sign; of the three, the one that is replaced is known by the two others. Raises KeyMissing."""
    missing = [name for name in ROOT_KEYS if not workspace.keys.has(name)]
    if replaced:
        missing = [name for name in missing if name != replaced]
    if missing and (replaced or not can_sign_root(workspace)):
        raise KeyMissing(role=missing[0], file=workspace.keys.file(missing[0]))


def _handed_in(workspace: Workspace, role: str, now: datetime) -> Rotation:
    workspace.keys.signer(role)  # only who holds the present one
    tenant = next(one for one in workspace.tenants() if editor_role(one) == role)
    fresh = workspace.keys.make_next(role)
    signed = delegating.resigned(workspace, role, fresh, now)
    durable.write(workspace.new_key_file(tenant), public_file(fresh.public_key))
    durable.write(workspace.handed_in(tenant), signed.metadata[role])
    return Rotation(role, fingerprint(fresh.public_key.keyid), Change({}, {}), waits=True)
