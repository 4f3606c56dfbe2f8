# SPDX-License-Identifier: Apache-2.0
"""A county's publishing, as commands, tests and the demo use it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec
from tuf.api.metadata import Metadata, Root, TargetFile, Targets

from central.publish import (
    alerting,
    checks,
    collecting,
    delegating,
    drafting,
    files,
    founding,
    handing,
    media,
    passphrases,
    rotating,
    signing,
    strict,
)
from central.publish.collecting import Collection
from central.publish.errors import (
    ContentError,
    CountyExists,
    FileUnreadable,
    NotThere,
    PublishError,
    Unfit,
)
from central.publish.keys import KeyFolder, fingerprint
from central.publish.roles import (
    ALERTS_LIFE,
    ONLINE,
    ROOT,
    ROOT_KEYS,
    TARGETS,
    TIMESTAMP,
    alerts_role,
    check_tenants,
    editor_role,
)
from central.publish.rotating import Rotation
from central.publish.site import Change
from central.publish.verify import Finding, expiring, verify_folder
from central.publish.workspace import Workspace, check_tenant, read_bytes
from contract import durable
from contract.clock import Clock
from contract.content import Alert, Alerts, Feed, Line, Media
from contract.document import encode
from contract.tenant import alerts_path, feed_path, lineage, media_path


@dataclass(frozen=True, slots=True)
class Signed:
    tenant: str
    version: int


class County:
    """Each method that changes something holds the folder's lock and leaves all of it or nothing."""

    def __init__(
        self, folder: Path, clock: Clock, inspect: media.Inspect = media.inspect, keys: KeyFolder | None = None
    ) -> None:
        """An existing one. Raises NoCounty."""
        self._clock = clock
        self._inspect = inspect
        self.workspace = Workspace(folder, keys)
        self.workspace.tenants()

    @classmethod
    def create(
        cls,
        folder: Path,
        tenants: Mapping[str, Line],
        clock: Clock,
        inspect: media.Inspect = media.inspect,
        keys: KeyFolder | None = None,
    ) -> Self:
        """An empty feed and no alerts for each level, published, by fresh keys but for those that are here already.
        Begun again after a crash, it goes on. Raises CountyExists, TenantsUnfit, PassphraseMissing."""
        check_tenants(tenants)
        workspace = Workspace(folder, keys)
        durable.make_folder(folder)
        with files.lock(folder):
            if workspace.county_file.exists():
                raise CountyExists(folder=folder)
            founding.found(workspace, tenants, clock.now())
        return cls(folder, clock, inspect, workspace.keys)

    @property
    def folder(self) -> Path:
        return self.workspace.folder

    @property
    def site(self) -> Path:
        """What a static server serves: metadata/ and targets/ are in it."""
        return self.workspace.site.folder

    @property
    def root_file(self) -> Path:
        return self.workspace.root_file

    @property
    def tenants(self) -> tuple[str, ...]:
        return tuple(self.workspace.tenants())

    # ---- levels and keys

    def delegate(self, tenant: str, name: Line) -> None:
        """A level that joins: fresh keys, empty content, and the level above signs for it. What that one has signed
        and not handed in must be signed again. Raises TenantsUnfit, KeyMissing."""
        with self._at_work():
            change, tenants = delegating.joined(self.workspace, tenant, name, self.now())
            self.workspace.change_tenants(tenants, lambda: self._publish(change, self.now()))

    def revoke(self, tenant: str) -> tuple[str, ...]:
        """The level and all below it are gone from every screen; which those are. Their drafts stay.
        Raises TenantsUnfit, KeyMissing."""
        with self._at_work():
            before = self.tenants
            change, tenants = delegating.left(self.workspace, tenant, self.now())
            self.workspace.change_tenants(tenants, lambda: self._publish(change, self.now()))
            return tuple(one for one in before if one not in tenants)

    def rotate(self, role: str) -> Rotation:
        """Another key for a role. Raises NothingToRotate, KeyMissing."""
        with self._at_work():
            if role not in rotating.IN_ROOT:
                rotation = rotating.rotation(self.workspace, role, self.now())
                if not rotation.waits:
                    self._publish(rotation.change, self.now())
                    self._mend()
                return rotation
            of_root = role in ROOT_KEYS
            root = (rotating.with_root_key if of_root else rotating.with_second_key)(self.workspace, role, self.now())
            self.workspace.site.add_root(root)
            self._mend()
            return Rotation(role, fingerprint(self.workspace.keys.public(role).keyid), Change({}, {}))

    def accept_key(self, tenant: str, folder: Path, fingerprint: str) -> Rotation:
        """A level's new key, from its own folder, compared with what its editor has read out.
        Raises FingerprintDiffers, KeyMissing, HandedInError."""
        with self._at_work():
            handing.take_in(self.workspace, folder)
            rotation = rotating.accepted(self.workspace, tenant, fingerprint, self._inspect, self.now())
            self._publish(rotation.change, self.now())
            self._empty_inbox(tenant)
            handing.bring_up_to_date(self.workspace, folder)
            return rotation

    def hand_out(self, tenant: str, folder: Path) -> str:
        """A folder for a level's editor with its own key; that key's passphrase there. Raises CountyExists."""
        with self._at_work():
            phrase = passphrases.one_time()
            handing.hand_out(self.workspace, tenant, folder, phrase)
            return phrase

    def now(self) -> datetime:
        return self._clock.now()

    # ---- drafts

    def draft(self, tenant: str) -> Feed:
        return self.workspace.draft(tenant)

    def problems(self, tenant: str) -> list[ContentError]:
        """What signing would refuse."""
        return self._problems(self.draft(tenant))

    def inspect(self, file: Path, name: str) -> media.Looks:
        """Raises MediaUnfit, ProbeMissing, FileUnreadable."""
        return self._inspect(file, name)

    def save_draft(self, feed: Feed) -> None:
        """Raises TenantUnknown, Unfit: a draft that could not be signed is not kept."""
        self._edit(feed.tenant, lambda _: feed)

    def put(self, tenant: str, kind: str, document: object) -> None:
        """Adds one document to a draft, or replaces the one with its id. Raises Unfit.

        `kind` is a key of `drafting.KINDS`; the document is typed, or plain data as from TOML."""
        self._edit(tenant, lambda feed: drafting.put(feed, kind, document))

    def withdraw(self, tenant: str, kind: str, document_id: str) -> None:
        """Raises Unfit: it is not there, or still used."""
        self._edit(tenant, lambda feed: drafting.without(feed, kind, document_id))

    def import_document(self, tenant: str, document: Mapping[str, object], folder: Path) -> None:
        """A part of a feed as plain data: all of it goes into the draft or nothing. Media name a file in `folder`."""
        entries, rest = drafting.split_media(document, self.workspace.known(tenant))
        taken = [(entry.file, self._take_media(tenant, folder / entry.file, entry.name)) for entry in entries]
        for file, one in taken:
            rest = drafting.with_digest(rest, file, one.sha256)

        def change(feed: Feed) -> Feed:
            for _, one in taken:
                feed = drafting.put(feed, "media", one)
            return drafting.merged(feed, rest)

        self._edit(tenant, change)

    def add_media(self, tenant: str, file: Path, name: Line | None = None) -> Media:
        """Raises MediaUnfit, ProbeMissing, FileUnreadable."""
        one = self._take_media(self.workspace.known(tenant), file, name)
        self._edit(tenant, lambda feed: drafting.put(feed, "media", one))
        return one

    def _edit(self, tenant: str, change: Callable[[Feed], Feed]) -> None:
        self.workspace.known(tenant)
        with self._at_work():
            feed = change(self.draft(tenant))
            check_tenant(feed, tenant)
            feed = drafting.with_initials(strict.parse(strict.as_plain(feed), Feed, tenant))
            self._check(feed)
            self.workspace.write_draft(feed)

    def _take_media(self, tenant: str, file: Path, name: Line | None) -> Media:
        shown = name or Line(zh=media.display_name(file.name))
        looks = self._inspect(file, shown.zh)
        try:
            sha256, size = files.digest(file), file.stat().st_size
            kept = self.workspace.draft_media(tenant, sha256)
            if not kept.exists():
                durable.copy(file, kept)
        except OSError as error:
            raise FileUnreadable(file=file, why=error.strerror) from None
        return Media(
            sha256=sha256,
            size=size,
            media_type=looks.media_type,
            name=shown,
            width=looks.width,
            height=looks.height,
            seconds=looks.seconds,
        )

    # ---- signing and collecting

    def sign(self, tenant: str) -> Signed:
        """The editor's key signs the draft; it lies in the inbox until `collect`. Raises KeyMissing, Unfit."""
        self.workspace.known(tenant)
        with self._at_work():
            now = self.now()
            feed = drafting.with_initials(msgspec.structs.replace(self.draft(tenant), published_at=now))
            self._check(feed)
            return self._hand_in(feed, now)

    def collect(self) -> Collection:
        """Publishes what levels handed in. Look at `refused` of what it returns."""
        inspect = collecting.remembered(self._inspect)
        with suppress(PublishError):
            collecting.look(self.workspace, inspect, self.now())  # decoding films takes minutes; an alert has none
        with self._at_work():
            now = self.now()
            collection = collecting.look(self.workspace, inspect, now)
            if collection.accepted:
                self._publish(collection.change(), now)
            for tenant in (*collection.accepted, *collection.already):
                self._empty_inbox(tenant)
            return collection

    def publish(self, tenant: str) -> Signed:
        """Sign and collect, for who holds both keys. Raises what the county job refuses it for."""
        signed = self.sign(tenant)
        for refused, error in self.collect().refused:
            if refused == tenant:
                raise error
        return signed

    def refresh(self) -> None:
        """Signs snapshot and timestamp anew, and alerts of which a third of the life is left; a timer runs it.
        Raises SiteBroken or Unfit for a damaged level, when the others are signed."""
        with self._at_work():
            now = self.now()
            metadata: dict[str, bytes] = {}
            targets: dict[str, tuple[TargetFile, bytes | Path]] = {}
            damaged: list[PublishError] = []
            for tenant in self.tenants:
                try:
                    change = self._alerts_refreshed(tenant, now)
                except PublishError as error:
                    damaged.append(error)
                else:
                    metadata.update(change.metadata)
                    targets.update(change.targets)
            self._publish(Change(metadata, targets), now)
            self.workspace.write_spent(self.workspace.site.sweep(self.workspace.spent(), now))
            if damaged:
                raise damaged[0]

    def _alerts_refreshed(self, tenant: str, now: datetime) -> Change:
        listed = self.alerts(tenant)
        kept = alerting.still_listed(listed, now)
        old = self.workspace.site.role(alerts_role(tenant))
        stale = old is None or old.signed.expires - now < ALERTS_LIFE / 3
        if (stale or kept != listed) and self.workspace.keys.has(alerts_role(tenant)):
            return self._alerts_change(kept, now)
        return Change({}, {})

    def renew_root(self) -> int:
        """A new root for another year, signed with the root keys that are here; its version. Raises KeyMissing."""
        with self._at_work():
            root = rotating.renewed_root(self.workspace, self.now())
            self.workspace.site.add_root(root)
            durable.write(self.root_file, self.workspace.site.root_bytes())
            return root.signed.version

    def verify(self) -> tuple[Finding, ...]:
        """Reads the site as a terminal does."""
        root = read_bytes(self.root_file)
        return verify_folder(self.site, root, self.tenants, self.now())

    def expiring(self) -> tuple[Finding, ...]:
        """A warning for each published role that is near its end."""
        known = {ROOT, *ONLINE, *(role for one in self.tenants for role in (editor_role(one), alerts_role(one)))}
        files_now = self.workspace.site.current_files()
        return tuple(expiring({role: file for role, file in files_now.items() if role in known}, self.now()))

    # ---- alerts

    def alerts(self, tenant: str) -> Alerts:
        """As published. Raises SiteBroken, Unfit."""
        path = alerts_path(self.workspace.known(tenant))
        metadata = self.workspace.site.role(alerts_role(tenant))
        target = metadata.signed.targets.get(path) if metadata else None
        if target is None:
            return Alerts(tenant=tenant, published_at=self.now())
        data = self.workspace.site.target_bytes(target)
        return strict.parse(strict.json_of(data, path), Alerts, path)

    def run_out(self, tenant: str) -> tuple[str, ...]:
        """Roles on the way to this level's alerts whose time is over: no terminal takes a new alert until they sign
        again. Raises SiteBroken, TenantUnknown."""
        found: dict[str, Metadata[Root] | Metadata[Targets] | None] = {ROOT: self.workspace.site.root()}
        for level in lineage(self.workspace.known(tenant)):
            found[editor_role(level)] = self.workspace.site.role(editor_role(level))
        return tuple(role for role, one in found.items() if one is not None and one.signed.is_expired(self.now()))

    def raise_alert(self, tenant: str, alert: Alert) -> Alert:
        """Signs with the level's online key and publishes at once. Raises Unfit, KeyMissing."""
        self.workspace.known(tenant)
        with self._at_work():
            return self._send(tenant, alert)

    def update_alert(self, tenant: str, alert: Alert, replaced: str) -> Alert:
        """`alert` stands in place of the one called `replaced`, of this level or one below."""
        return self.raise_alert(tenant, alerting.update_of(alert, [replaced]))

    def cancel_alert(self, tenant: str, alert_id: str) -> Alert:
        """Ends an alert of this level or one below. Raises Unfit."""
        self.workspace.known(tenant)
        with self._at_work():
            boards = {tenant: self.alerts(tenant), **self._boards_of_others(tenant)}
            found = [one for board in boards.values() for one in board.messages if one.alert_id == alert_id]
            if not found:
                raise Unfit([NotThere(place=f"{tenant} alerts", kind="alert", id=alert_id)])
            return self._send(tenant, alerting.cancel_of(found, self.now()))

    def _send(self, tenant: str, alert: Alert) -> Alert:
        now = self.now()
        alert = strict.parse(strict.as_plain(alert), Alert, f"{tenant} alert")
        boards = {tenant: self.alerts(tenant), **self._boards_of_others(tenant)}
        alerts = alerting.with_message(boards[tenant], alert, now)
        problems: list[ContentError] = [*alerting.problems_of(alert, tenant, boards, now)]
        size = alerting.size_problem(alerts)
        if problems or size:
            raise Unfit([*problems, *([size] if size else [])])
        strict.parse(strict.as_plain(alerts), Alerts, alerts_path(tenant))
        self._publish(self._alerts_change(alerts, now), now)
        return alert

    def _boards_of_others(self, tenant: str) -> dict[str, Alerts]:
        """Those that can be read: damage in one level's holds up no other level's emergency."""
        boards: dict[str, Alerts] = {}
        for other in self.tenants:
            with suppress(PublishError):
                boards[other] = self.alerts(other)
        boards.pop(tenant, None)
        return boards

    def _alerts_change(self, alerts: Alerts, now: datetime) -> Change:
        role = alerts_role(alerts.tenant)
        return founding.alerts_change(self.workspace, alerts, self.workspace.site.versions().get(role, 0) + 1, now)

    # ---- within the lock

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """The folder's lock, and what a crash has left put right. Raises Busy."""
        with files.lock(self.folder):
            self._mend()
            yield

    def _mend(self) -> None:
        """What a crash has left half done while a key or the levels changed. What is published was whole meanwhile."""
        keys, site = self.workspace.keys, self.workspace.site
        self.workspace.settle_tenants()
        for role, keyid in keys.waiting().items():
            if rotating.named(self.workspace, role, keyid):
                keys.promote(role)
        if rotating.can_sign_root(self.workspace):
            for role in rotating.unfinished(self.workspace):
                now = self.now()
                fresh = delegating.resigned(self.workspace, role, keys.signer(role), now) if role == TARGETS else None
                self._publish(fresh or Change({}, {}), now)
                site.add_root(rotating.with_one_key(self.workspace, role, now))
        if keys.has(TIMESTAMP) and read_bytes(self.root_file) != site.root_bytes():
            durable.write(self.root_file, site.root_bytes())

    def _check(self, feed: Feed) -> None:
        if problems := self._problems(feed):
            raise Unfit(problems)

    def _problems(self, feed: Feed) -> list[ContentError]:
        above = [collecting.published_feed(one, self.workspace) for one in self.workspace.lineage_above(feed.tenant)]
        problems = [*checks.problems_of(feed, [one for one in above if one is not None])]
        problems.extend(
            NotThere(place=f"{feed.tenant} media", kind="file", id=one.sha256)
            for one in feed.media
            if not self.workspace.draft_media(feed.tenant, one.sha256).is_file()
        )
        return problems

    def _hand_in(self, feed: Feed, now: datetime) -> Signed:
        role = editor_role(feed.tenant)
        signer = self.workspace.keys.signer(role)
        latest = self.workspace.latest(feed.tenant)
        data = encode(feed)
        targets = {feed_path(feed.tenant): TargetFile.from_data(feed_path(feed.tenant), data, ["sha256"])}
        for one in feed.media:
            path = media_path(feed.tenant, one.sha256)
            targets[path] = TargetFile(one.size, {"sha256": one.sha256}, path)
            part = self.workspace.handed_in_part(feed.tenant, one.sha256)
            if not part.exists() and not self.workspace.site.target_file(targets[path]).exists():
                durable.copy(self.workspace.draft_media(feed.tenant, one.sha256), part)
        durable.write(
            self.workspace.handed_in_part(feed.tenant, targets[feed_path(feed.tenant)].hashes["sha256"]), data
        )
        version = latest.version + 1
        signed = signing.signed_targets(role, version, targets, latest.delegations, signer, now)
        durable.write(self.workspace.handed_in(feed.tenant), signed)
        return Signed(feed.tenant, version)

    def _publish(self, change: Change, now: datetime) -> None:
        signers = {role: self.workspace.keys.signer(role) for role in ONLINE}
        self.workspace.site.publish(change, now, signers)

    def _empty_inbox(self, tenant: str) -> None:
        self.workspace.handed_in(tenant).unlink(missing_ok=True)
        self.workspace.new_key_file(tenant).unlink(missing_ok=True)
        parts = self.workspace.handed_in_part(tenant, "-").parent
        for part in parts.glob("*"):
            part.unlink()
