# SPDX-License-Identifier: Apache-2.0
"""The publisher's folder.

county.json        the levels and their names
root.json          the trusted root that terminals get when they are enrolled
keys/ROLE.pem      private keys, for their owner's eyes alone
drafts/TENANT/     feed.json and media/SHA256: what an editor works on, unsigned
inbox/ROLE.json    a level's signed targets, and in inbox/ROLE/SHA256 the files they name
spent.json         which files of the site nothing names any more, and since when
site/              what any static server serves: metadata/ and targets/
"""

import json
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
from central.publish.roles import editor_role
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
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = Site(folder / "site")
        self.keys = KeyFolder(folder / "keys")
        self.root_file = folder / "root.json"
        self.county_file = folder / "county.json"
        self.spent_file = folder / "spent.json"

    def tenants(self) -> dict[str, Line]:
        """Each level's name, the county first. Raises NoCounty."""
        try:
            known = decode(self.county_file.read_bytes(), CountyFile).tenants
        except (OSError, InvalidDocument):
            raise NoCounty(folder=self.folder) from None
        return {named.tenant: named.name for named in sorted(known, key=lambda named: named.tenant)}

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
