# SPDX-License-Identifier: Apache-2.0
"""The county job's look at what a level hands in: the signature, the version, the paths, and all that it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, TargetFile, Targets

from central.publish import checks, files, roles, strict
from central.publish.errors import (
    ContentError,
    Contradiction,
    DelegationUnfit,
    FileUnreadable,
    HandedInBroken,
    HandedInExpired,
    MediaUnfit,
    NotNewer,
    NotSigned,
    OutsidePrefix,
    PublishError,
    SiteBroken,
    Unfit,
)
from central.publish.media import Inspect, Looks
from central.publish.roles import alerts_role, children_of, delegated, editor_role, parent_of
from central.publish.site import Change
from central.publish.workspace import Workspace, check_tenant, read_bytes
from contract.content import MAX_FEED_BYTES, Feed, Line
from contract.tenant import feed_path

MAX_METADATA_BYTES = 4_000_000
"""python-tuf's clients stop reading at 5 MB."""


@dataclass(frozen=True, slots=True)
class Accepted:
    tenant: str
    version: int
    data: bytes
    signed: Targets
    feed: Feed
    targets: Mapping[str, tuple[TargetFile, bytes | Path]]


@dataclass(slots=True)
class Collection:
    """What one look at the inbox made of it, the county first."""

    accepted: dict[str, Accepted] = field(default_factory=dict)
    already: list[str] = field(default_factory=list)
    refused: list[tuple[str, PublishError]] = field(default_factory=list)

    def change(self) -> Change:
        return Change(
            metadata={editor_role(tenant): one.data for tenant, one in self.accepted.items()},
            targets={path: target for one in self.accepted.values() for path, target in one.targets.items()},
        )


def remembered(inspect: Inspect) -> Inspect:
    """Decodes each file once. What waits in the inbox is named by its digest, and looked at when that is proved."""
    seen: dict[tuple[str, str], Looks | MediaUnfit] = {}

    def look_once(file: Path, name: str) -> Looks:
        key = (file.name, name)
        if key not in seen:
            try:
                seen[key] = inspect(file, name)
            except MediaUnfit as error:
                seen[key] = error
        found = seen[key]
        if isinstance(found, MediaUnfit):
            raise found.with_traceback(None)
        return found

    return look_once


def replaces(newer: Path, tenant: str, workspace: Workspace) -> bool:
    """Whether signed targets from elsewhere may take the place of what this level's editor has handed in already."""
    waiting = workspace.handed_in(tenant)
    if not waiting.exists():
        return True
    role = editor_role(tenant)
    try:
        metadata = _targets_in(read_bytes(newer, MAX_METADATA_BYTES), role)
        _check_signature(tenant, metadata, workspace, Collection())
    except PublishError:
        return False
    try:
        before = _targets_in(read_bytes(waiting, MAX_METADATA_BYTES), role)
        _check_signature(tenant, before, workspace, Collection())
    except PublishError:
        return True
    return metadata.signed.version >= before.signed.version


def look(workspace: Workspace, inspect: Inspect, now: datetime) -> Collection:
    """Refuses one level without holding up the others."""
    tenants = workspace.tenants()
    collection = Collection()
    for tenant in tenants:
        if not workspace.handed_in(tenant).exists():
            continue
        try:
            accepted = look_at(tenant, tenants, workspace, collection, inspect, now)
        except PublishError as error:
            collection.refused.append((tenant, error))
            continue
        if accepted is None:
            collection.already.append(tenant)
        else:
            collection.accepted[tenant] = accepted
    return collection


def published_feed(tenant: str, workspace: Workspace) -> Feed | None:
    """None before the level's first publication. Raises SiteBroken, Unfit."""
    metadata = workspace.site.role(editor_role(tenant))
    target = metadata.signed.targets.get(feed_path(tenant)) if metadata else None
    return feed_in(workspace.site.target_bytes(target), tenant) if target else None


def feed_in(data: bytes, tenant: str) -> Feed:
    """Raises Unfit."""
    raw = strict.json_of(data, tenant)
    feed = strict.parse(raw, Feed, tenant)
    check_tenant(feed, tenant)
    return feed


def look_at(
    tenant: str,
    tenants: Mapping[str, Line],
    workspace: Workspace,
    collection: Collection,
    inspect: Inspect,
    now: datetime,
) -> Accepted | None:
    """None: it is published already. `collection`: what was accepted of the levels above. Raises PublishError."""
    role = editor_role(tenant)
    data = read_bytes(workspace.handed_in(tenant), MAX_METADATA_BYTES)
    metadata = _targets_in(data, role)
    _check_signature(tenant, metadata, workspace, collection)
    signed = metadata.signed
    published = workspace.site.versions().get(role, 0)
    if signed.version == published and data == workspace.site.role_bytes(role):
        return None
    if signed.version <= published:
        raise NotNewer(role=role, version=signed.version, published=published)
    if signed.is_expired(now):
        raise HandedInExpired(role=role)
    for path, target in signed.targets.items():
        if not roles.is_own_path(tenant, path):
            raise OutsidePrefix(role=role, path=path)
        if set(target.hashes) != {"sha256"}:
            raise HandedInBroken(role=role, what=f"{path}: sha256")
    _check_delegations(tenant, tenants, signed, workspace)
    found = _found_parts(tenant, signed, workspace)
    feed = _check_feed(tenant, found, workspace, collection)
    _check_media(feed, signed, found, workspace, inspect)
    return Accepted(tenant, signed.version, data, signed, feed, found)


def _targets_in(data: bytes, role: str) -> Metadata[Targets]:
    try:
        metadata: Metadata[Targets] = Metadata.from_bytes(data)
    except (RepositoryError, ValueError, RecursionError) as error:
        raise HandedInBroken(role=role, what=type(error).__name__) from None
    if not isinstance(metadata.signed, Targets):
        raise HandedInBroken(role=role, what=metadata.signed.type)
    return metadata


def _check_signature(tenant: str, metadata: Metadata[Targets], workspace: Workspace, collection: Collection) -> None:
    role = editor_role(tenant)
    above = parent_of(tenant)
    try:
        if above is None:
            root = workspace.site.root().signed
            root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
        else:
            _signed_of(above, workspace, collection).verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except (RepositoryError, ValueError):
        raise NotSigned(role=role) from None


def _signed_of(tenant: str, workspace: Workspace, collection: Collection) -> Targets:
    if tenant in collection.accepted:
        return collection.accepted[tenant].signed
    metadata = workspace.site.role(editor_role(tenant))
    if metadata is None:
        raise SiteBroken(file=editor_role(tenant), why="-")
    return metadata.signed


def _check_delegations(tenant: str, tenants: Mapping[str, Line], signed: Targets, workspace: Workspace) -> None:
    """Each role below with its own paths and no others, and with a key that still opens what is published there:
    whatever of it waits in the inbox may yet be refused."""
    role = editor_role(tenant)
    wanted = delegated(tenant, tenants)
    below = signed.delegations.roles if signed.delegations and signed.delegations.roles else {}
    for name, one in below.items():
        if one.paths != wanted.get(name) or not one.terminating or one.threshold != 1:
            raise DelegationUnfit(role=role, delegation=name)
    for name in wanted:
        if name not in below:
            raise DelegationUnfit(role=role, delegation=name)
    for name in (alerts_role(tenant), *(editor_role(child) for child in children_of(tenant, tenants))):
        published = workspace.site.role(name)
        if published is None:
            continue
        try:
            signed.verify_delegate(name, published.signed_bytes, published.signatures)
        except (RepositoryError, ValueError):
            raise DelegationUnfit(role=role, delegation=name) from None


def _found_parts(tenant: str, signed: Targets, workspace: Workspace) -> dict[str, tuple[TargetFile, bytes | Path]]:
    """Every file that the metadata names, in the inbox or published already."""
    role = editor_role(tenant)
    found: dict[str, tuple[TargetFile, bytes | Path]] = {}
    for path, target in signed.targets.items():
        sha256 = target.hashes["sha256"]
        places = (workspace.handed_in_part(tenant, sha256), workspace.site.target_file(target))
        file = next((place for place in places if place.is_file()), None)
        if file is None or file.stat().st_size != target.length or files.digest(file) != sha256:
            raise HandedInBroken(role=role, what=path)
        found[path] = (target, file)
    if feed_path(tenant) not in found:
        raise HandedInBroken(role=role, what=feed_path(tenant))
    return found


def _check_feed(
    tenant: str,
    found: Mapping[str, tuple[TargetFile, bytes | Path]],
    workspace: Workspace,
    collection: Collection,
) -> Feed:
    _, place = found[feed_path(tenant)]
    feed = feed_in(place if isinstance(place, bytes) else read_bytes(place, MAX_FEED_BYTES), tenant)
    above = [
        collection.accepted[one].feed if one in collection.accepted else published_feed(one, workspace)
        for one in workspace.lineage_above(tenant)
    ]
    problems = checks.problems_of(feed, [one for one in above if one is not None])
    if problems:
        raise Unfit(problems)
    return feed


def _check_media(
    feed: Feed,
    signed: Targets,
    found: Mapping[str, tuple[TargetFile, bytes | Path]],
    workspace: Workspace,
    inspect: Inspect,
) -> None:
    """Listed in the feed means signed, and the other way round; what is new is decoded."""
    listed = {f"{feed.tenant}/{media.sha256}": media for media in feed.media}
    signed_media = {path for path in signed.targets if path != feed_path(feed.tenant)}
    if signed_media != set(listed):
        odd = min(signed_media ^ set(listed))
        raise HandedInBroken(role=editor_role(feed.tenant), what=odd)
    problems: list[ContentError] = []
    for path, media in listed.items():
        target, place = found[path]
        if target.hashes["sha256"] != media.sha256 or target.length != media.size:
            raise HandedInBroken(role=editor_role(feed.tenant), what=path)
        if workspace.site.target_file(target).exists() or isinstance(place, bytes):
            continue
        try:
            looks = inspect(place, media.name.zh)
        except FileUnreadable:
            raise HandedInBroken(role=editor_role(feed.tenant), what=path) from None
        except ContentError as error:
            problems.append(error)
            continue
        if (looks.media_type, looks.width, looks.height) != (media.media_type, media.width, media.height):
            problems.append(
                Contradiction(
                    place=f"{feed.tenant} media[{media.sha256[:12]}]",
                    zh=f"实际是 {looks.media_type.value} {looks.width}×{looks.height}",
                    en=f"it is {looks.media_type.value} {looks.width}×{looks.height}",
                )
            )
    if problems:
        raise Unfit(problems)
