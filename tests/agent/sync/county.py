# SPDX-License-Identifier: Apache-2.0
"""A county's signed folder, built small on tuf.api with keys in memory: also for what an honest tool never signs."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from contract.content import Alert, Alerts, Feed, Line, Media, MediaType, Notice, Prose
from contract.document import encode
from contract.tenant import alerts_path, feed_path, lineage, media_path

COUNTY, STREET, COMMUNITY = lineage("330106/001/012")
NAMES = {COUNTY: "示范县", STREET: "振兴街道", COMMUNITY: "振兴社区"}
PNG = b"\x89PNG\r\n\x1a\n"
START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


def moment_now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def notice(notice_id: str, title: str = "停水通知", **more: object) -> Notice:
    return Notice(
        notice_id=notice_id,
        title=Line(zh=title),
        body=Prose(zh=title),
        issuer=Line(zh="县"),
        published_at=START,
        **more,
    )  # type: ignore[arg-type]


def alert(alert_id: str, sent: datetime | None = None, **more: object) -> Alert:
    at = sent or moment_now()
    texts = {"event": "暴雨红色预警", "headline": "暴雨红色预警", "issuer": "县应急局"}
    return Alert(
        alert_id=alert_id, sent=at, effective=at, expires=at + timedelta(hours=6), description=Prose(zh="雨很大"),
        instruction=Prose(zh="不要出门"), **{name: Line(zh=text) for name, text in texts.items()}, **more,
    )  # type: ignore[arg-type] # fmt: skip


def media(content: bytes, name: str = "海报.png", media_type: MediaType = MediaType.PNG) -> Media:
    return Media(
        sha256=hashlib.sha256(content).hexdigest(), size=len(content), media_type=media_type, name=Line(zh=name),
        width=100, height=100,
    )  # fmt: skip


def picture(seed: int, size: int) -> bytes:
    """A PNG by its first bytes; the rest is the seed's own noise."""
    noise = hashlib.shake_256(str(seed).encode()).digest(size - len(PNG))
    return PNG + noise


class County:
    """`publish` signs what the levels hold now, one version up."""

    def __init__(self, site: Path, tenants: Iterable[str] = (COUNTY, STREET, COMMUNITY)) -> None:
        self.site = site
        self.tenants = tuple(tenants)
        self.signers = {
            role: CryptoSigner.generate_ed25519() for role in ["root", "snapshot", "timestamp", *self.roles()]
        }
        self.files: dict[str, dict[str, bytes]] = {role: {} for role in self.roles()}
        """The targets of each role, path to content."""
        self.versions: dict[str, int] = {}
        self.expires: dict[str, datetime] = {}
        self.published_at = START
        self._horizon = moment_now() + YEAR
        self.signed_as: dict[str, TargetFile] = {}
        """What is signed in place of the truth."""
        self._digests: dict[str, str] = {}
        self.root_bytes = b""
        self.rotate()
        for tenant in self.tenants:
            self.feed(tenant)
            self.alerts(tenant)

    def roles(self) -> list[str]:
        return [role for tenant in self.tenants for role in (editor(tenant), alerts_role(tenant))]

    # ---- what the levels hold

    def feed(self, tenant: str, *, pictures: Iterable[bytes] = (), **content: object) -> Feed:
        pictures = tuple(pictures)
        content.setdefault("media", tuple(media(picture) for picture in pictures))
        feed = Feed(tenant=tenant, name=Line(zh=NAMES[tenant]), published_at=self.published_at, **content)  # type: ignore[arg-type]
        self.files[editor(tenant)] = {feed_path(tenant): encode(feed)}
        for content_bytes in pictures:
            self.files[editor(tenant)][media_path(tenant, hashlib.sha256(content_bytes).hexdigest())] = content_bytes
        return feed

    def alerts(self, tenant: str, *messages: Alert, published_at: datetime | None = None) -> None:
        document = Alerts(tenant=tenant, published_at=published_at or self.published_at, messages=messages)
        self.files[alerts_role(tenant)] = {alerts_path(tenant): encode(document)}

    # ---- signing

    def rotate(self, *fresh: str) -> None:
        """A further root, with new keys for the roles named."""
        before = self.signers["root"]
        for role in fresh:
            self.signers[role] = CryptoSigner.generate_ed25519()
        root = Root(version=self._up("root"), expires=self._expires("root"), consistent_snapshot=True)
        for role in ("root", "timestamp", "snapshot", "targets"):
            root.add_key(self.signers[role].public_key, role)
        signed = Metadata(root)
        signed.sign(before)
        if self.signers["root"] is not before:
            signed.sign(self.signers["root"], append=True)
        content = signed.to_bytes()
        self.root_bytes = self.root_bytes or content
        self._write(f"{root.version}.root.json", content)

    def publish(self) -> None:
        for tenant in reversed(self.tenants):
            self.sign_targets(alerts_role(tenant), None)
            self.sign_targets(editor(tenant), tenant)
        self.sign_snapshot()

    def sign_targets(self, role: str, tenant: str | None) -> None:
        """Only if it says something new."""
        targets = Targets(version=1, expires=self._expires(role))
        for path, content in self.files[role].items():
            targets.targets[path] = self.signed_as.get(path) or TargetFile.from_data(path, content, ["sha256"])
            self._put_target(path, content)
        if tenant is not None:
            targets.delegations = self._delegations(tenant)
        said = hashlib.sha256(Metadata(targets).to_bytes()).hexdigest()
        if self._digests.get(role) == said:
            return
        self._digests[role] = said
        targets.version = self._up(role)
        self._sign(targets, role, f"{targets.version}.{role}.json")

    def sign_snapshot(self) -> None:
        meta = {f"{role}.json": MetaFile(self.versions[role]) for role in self.roles()}
        snapshot = Snapshot(version=self._up("snapshot"), expires=self._expires("snapshot"), meta=meta)
        self._sign(snapshot, "snapshot", f"{snapshot.version}.snapshot.json")
        self.sign_timestamp()

    def sign_timestamp(self, snapshot_version: int | None = None) -> None:
        meta = MetaFile(snapshot_version or self.versions["snapshot"])
        timestamp = Timestamp(version=self._up("timestamp"), expires=self._expires("timestamp"), snapshot_meta=meta)
        self._sign(timestamp, "timestamp", "timestamp.json")

    def target_file(self, path: str, role: str) -> Path:
        """Where the site has it."""
        folder, _, name = path.rpartition("/")
        return self.site / "targets" / folder / f"{hashlib.sha256(self.files[role][path]).hexdigest()}.{name}"

    def _delegations(self, tenant: str) -> Delegations:
        children = [child for child in self.tenants if child.rpartition("/")[0] == tenant]
        named = {alerts_role(tenant): [alerts_path(tenant)]}
        for child in children:
            named[editor(child)] = [child + "/*" * depth for depth in (1, 2, 3)]
        keys = {self.signers[role].public_key.keyid: self.signers[role].public_key for role in named}
        roles = {
            role: DelegatedRole(role, [self.signers[role].public_key.keyid], 1, True, paths=paths)
            for role, paths in named.items()
        }
        return Delegations(keys, roles)

    def _sign(self, signed: Targets | Snapshot | Timestamp, role: str, name: str) -> None:
        metadata = Metadata(signed)
        metadata.sign(self.signers[role])
        self._write(name, metadata.to_bytes())

    def _put_target(self, path: str, content: bytes) -> None:
        folder, _, name = path.rpartition("/")
        place = self.site / "targets" / folder / f"{hashlib.sha256(content).hexdigest()}.{name}"
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            place.write_bytes(content)

    def _write(self, name: str, content: bytes) -> None:
        (self.site / "metadata").mkdir(parents=True, exist_ok=True)
        (self.site / "metadata" / name).write_bytes(content)

    def _up(self, role: str) -> int:
        self.versions[role] = self.versions.get(role, 0) + 1
        return self.versions[role]

    def _expires(self, role: str) -> datetime:
        return self.expires.get(role, self._horizon)


def editor(tenant: str) -> str:
    return "targets" if tenant == COUNTY else tenant.replace("/", "-")


def alerts_role(tenant: str) -> str:
    return tenant.replace("/", "-") + "-alerts"
