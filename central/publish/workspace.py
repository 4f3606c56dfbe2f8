# SPDX-License-Identifier: Apache-2.0
"""The publisher's folder.

county.json        the levels and their names
root.json          the trusted root that terminals get when they are enrolled
keys/              public keys, and encrypted private ones (see keys)
drafts/TENANT/     feed.json and media/SHA256: what an editor works on, unsigned
inbox/ROLE.json    a level's signed targets, in inbox/ROLE/SHA256 the files they name; ROLE.new-key: its key, if new
changing.json      the levels as they are to be, while one joins or leaves
spent.json         which files of the site nothing names any more, and since when
site/              what any static server serves: metadata/ and targets/
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Targets

from central.publish import strict
from central.publish.errors import Contradiction, FileUnreadable, NoCounty, TenantUnknown, Unfit
from central.publish.keys import KeyFolder
from central.publish.roles import editor_role, parent_of
from central.publish.site import Site
from contract import durable
from contract.content import Feed, Line
from contract.document import Document, decode, encode
from contract.errors import InvalidDocument
from contract.tenant import Tenant, lineage

MAX_INPUT_BYTES = 64_000_000
"""No document of an editor is near this; a larger file is a mistake and is not read."""


class NamedTenant(Document, frozen=True, kw_only=True):
    tenant: Tenant
    name: Line


class CountyFile(Document, frozen=True, kw_only=True):
    tenants: tuple[NamedTenant, ...]


class Workspace:
    def __init__(self, folder: Path, keys: KeyFolder | None = None) -> None:
        """`keys` stand in the folder unless somewhere else, such as on a stick."""
        self.folder = folder
        self.site = Site(folder / "site")
        self.keys = keys or KeyFolder(folder / "keys")
        self.root_file = folder / "root.json"
        self.county_file = folder / "county.json"
        self.changing_file = folder / "changing.json"
        self.spent_file = folder / "spent.json"

    def tenants(self) -> dict[str, Line]:
        """Each level's name, the county first; as published, also after a crash in between. Raises NoCounty."""
        known = _tenants_in(self.county_file)
        if known is None:
            raise NoCounty(folder=self.folder)
        coming = _tenants_in(self.changing_file)
        return coming if coming is not None and self._is_published(coming, known) else known

    def change_tenants(self, tenants: dict[str, Line], publish: Callable[[], None]) -> None:
        """What is meant to be is on the disk before it is published."""
        write = pretty(CountyFile(tenants=tuple(NamedTenant(tenant=one, name=tenants[one]) for one in sorted(tenants))))
        durable.write(self.changing_file, write)
        publish()
        durable.write(self.county_file, write)
        durable.remove(self.changing_file)

    def settle_tenants(self) -> None:
        """What a crash has left of that."""
        if self.changing_file.exists():
            self.write_tenants(self.tenants())
            durable.remove(self.changing_file)

    def _is_published(self, coming: dict[str, Line], known: dict[str, Line]) -> bool:
        """The topmost level that makes the difference tells."""
        level = min(set(coming) ^ set(known), default=None)
        above = parent_of(level) if level else None
        if level is None or above is None:
            return True
        signed = self.site.role(editor_role(above))
        below = signed.signed.delegations if signed else None
        return (level in coming) is (below is not None and editor_role(level) in (below.roles or {}))

    def write_tenants(self, tenants: dict[str, Line]) -> None:
        named = tuple(NamedTenant(tenant=tenant, name=name) for tenant, name in sorted(tenants.items()))
        durable.write(self.county_file, pretty(CountyFile(tenants=named)))

    def known(self, tenant: str) -> str:
        """Raises TenantUnknown."""
        tenants = self.tenants()
        if tenant not in tenants:
            raise TenantUnknown(tenant=tenant, known=", ".join(tenants))
        return tenant

    def spent(self) -> dict[str, datetime]:
        """Since when the site's files are named by nothing any more. Lost, it begins anew."""
        try:
            return decode(self.spent_file.read_bytes(), dict[str, datetime])
        except (OSError, InvalidDocument):
            return {}

    def write_spent(self, spent: dict[str, datetime]) -> None:
        durable.write(self.spent_file, encode(spent))

    # ---- drafts

    def draft_file(self, tenant: str) -> Path:
        return self.folder / "drafts" / tenant / "feed.json"

    def draft_media(self, tenant: str, sha256: str) -> Path:
        return self.folder / "drafts" / tenant / "media" / sha256

    def draft(self, tenant: str) -> Feed:
        """Raises TenantUnknown, FileUnreadable, Unfit."""
        feed = strict.parse(read_json(self.draft_file(self.known(tenant))), Feed, tenant)
        check_tenant(feed, tenant)
        return feed

    def write_draft(self, feed: Feed) -> None:
        durable.write(self.draft_file(feed.tenant), pretty(feed))

    # ---- what levels hand in

    def handed_in(self, tenant: str) -> Path:
        return self.folder / "inbox" / f"{editor_role(tenant)}.json"

    def handed_in_part(self, tenant: str, sha256: str) -> Path:
        return self.folder / "inbox" / editor_role(tenant) / sha256

    def new_key_file(self, tenant: str) -> Path:
        """The public key by which a level has signed what it hands in, when it is a new one."""
        return self.folder / "inbox" / f"{editor_role(tenant)}.new-key"

    def latest(self, tenant: str) -> Targets:
        """The newest that this editor signed, collected or not."""
        found = [self.site.role(editor_role(tenant))]
        waiting = self.handed_in(tenant)
        if waiting.exists():
            with suppress(RepositoryError):  # what cannot be read will be overwritten
                found.append(Metadata[Targets].from_file(str(waiting)))
        return max((one.signed for one in found if one is not None), key=lambda signed: signed.version)

    def latest_version(self, tenant: str) -> int:
        return self.latest(tenant).version

    def lineage_above(self, tenant: str) -> tuple[str, ...]:
        return lineage(tenant)[:-1]


def _tenants_in(file: Path) -> dict[str, Line] | None:
    try:
        known = decode(file.read_bytes(), CountyFile).tenants
    except (OSError, InvalidDocument):
        return None
    return {named.tenant: named.name for named in sorted(known, key=lambda named: named.tenant)}


def check_tenant(feed: Feed, tenant: str) -> None:
    """Raises Unfit: it is another level's."""
    if feed.tenant != tenant:
        raise Unfit([Contradiction(place=f"{tenant} tenant", zh=f"写的是 {feed.tenant}", en=f"it says {feed.tenant}")])


def pretty(document: Document) -> bytes:
    return msgspec.json.format(encode(document), indent=2) + b"\n"


def read_bytes(file: Path, limit: int = MAX_INPUT_BYTES) -> bytes:
    """Raises FileUnreadable."""
    try:
        if file.stat().st_size > limit:
            raise FileUnreadable(file=file, why=f"> {limit} bytes")
        return file.read_bytes()
    except OSError as error:
        raise FileUnreadable(file=file, why=error.strerror) from None


def read_json(file: Path) -> Any:
    """Raises FileUnreadable."""
    try:
        return json.loads(read_bytes(file))
    except (ValueError, RecursionError) as error:
        raise FileUnreadable(file=file, why=f"JSON: {error}") from None
