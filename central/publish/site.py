# SPDX-License-Identifier: Apache-2.0
"""The folder that any static server serves: TUF metadata and targets with consistent snapshots.

`timestamp.json` decides what is published. Everything else is written before it under names that nobody asks for
yet, so a crash at any moment leaves what was there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from central.publish.errors import SiteBroken
from central.publish.roles import ROOT, SNAPSHOT, TIMESTAMP, life_of
from contract import durable

SPENT_AFTER = timedelta(days=1)
"""What nothing names any more stays this long, for terminals that are in the middle of reading."""

S = TypeVar("S", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, slots=True)
class Change:
    """New metadata of editors' and alert roles by role, and the target files they name: bytes, or where they lie."""

    metadata: Mapping[str, bytes]
    targets: Mapping[str, tuple[TargetFile, bytes | Path]]


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.metadata = folder / "metadata"
        self.targets = folder / "targets"

    def root(self) -> Metadata[Root]:
        return self._read(f"{max(self.root_versions(), default=1)}.{ROOT}.json", Root)

    def root_bytes(self) -> bytes:
        return self._bytes(f"{max(self.root_versions(), default=1)}.{ROOT}.json")

    def root_versions(self) -> list[int]:
        numbers = (file.name.partition(".")[0] for file in self.metadata.glob(f"*.{ROOT}.json"))
        return sorted(int(number) for number in numbers if number.isdigit())

    def timestamp(self) -> Metadata[Timestamp]:
        return self._read(f"{TIMESTAMP}.json", Timestamp)

    def snapshot(self) -> Metadata[Snapshot]:
        version = self.timestamp().signed.snapshot_meta.version
        return self._read(f"{version}.{SNAPSHOT}.json", Snapshot)

    def versions(self) -> dict[str, int]:
        """The published version of each editor's and alert role."""
        return {name.removesuffix(".json"): meta.version for name, meta in self.snapshot().signed.meta.items()}

    def role(self, role: str) -> Metadata[Targets] | None:
        """None before its first publication. Raises SiteBroken."""
        version = self.versions().get(role)
        return None if version is None else self._read(f"{version}.{role}.json", Targets)

    def role_bytes(self, role: str) -> bytes:
        return self._bytes(f"{self.versions()[role]}.{role}.json")

    def target_file(self, target: TargetFile) -> Path:
        folder, _, name = target.path.rpartition("/")
        return self.targets / folder / f"{target.hashes['sha256']}.{name}"

    def target_bytes(self, target: TargetFile) -> bytes:
        file = self.target_file(target)
        try:
            data = file.read_bytes()
            target.verify_length_and_hashes(data)
        except (OSError, RepositoryError) as error:
            raise SiteBroken(file=file, why=type(error).__name__) from None
        return data

    def add_root(self, root: Metadata[Root]) -> None:
        durable.write(self.metadata / f"{root.signed.version}.{ROOT}.json", root.to_bytes())

    def exists(self) -> bool:
        return (self.metadata / f"{TIMESTAMP}.json").exists()

    def publish(self, change: Change, now: datetime, signers: Mapping[str, Signer]) -> None:
        """Target files, then metadata, snapshot, and the timestamp last."""
        for target, content in change.targets.values():
            file = self.target_file(target)
            if isinstance(content, bytes):
                durable.write(file, content)
            elif not file.exists():
                durable.copy(content, file)
        meta = self._snapshot_meta()
        for role, data in change.metadata.items():
            version = Metadata[Targets].from_bytes(data).signed.version
            durable.write(self.metadata / f"{version}.{role}.json", data)
            meta[f"{role}.json"] = MetaFile(version)
        snapshot_version, timestamp_version = self._next_versions()
        snapshot = Metadata(Snapshot(version=snapshot_version, expires=expiry(SNAPSHOT, now), meta=meta))
        snapshot.sign(signers[SNAPSHOT])
        snapshot_bytes = snapshot.to_bytes()
        durable.write(self.metadata / f"{snapshot_version}.{SNAPSHOT}.json", snapshot_bytes)
        timestamp = Metadata(
            Timestamp(
                version=timestamp_version,
                expires=expiry(TIMESTAMP, now),
                snapshot_meta=MetaFile.from_data(snapshot_version, snapshot_bytes, ["sha256"]),
            )
        )
        timestamp.sign(signers[TIMESTAMP])
        durable.write(self.metadata / f"{TIMESTAMP}.json", timestamp.to_bytes())

    def current_files(self) -> dict[str, Path]:
        """The metadata in force, by role."""
        snapshot = self.timestamp().signed.snapshot_meta.version
        names = {
            ROOT: f"{self.root_versions()[-1]}.{ROOT}.json",
            TIMESTAMP: f"{TIMESTAMP}.json",
            SNAPSHOT: f"{snapshot}.{SNAPSHOT}.json",
            **{role: f"{version}.{role}.json" for role, version in self.versions().items()},
        }
        return {role: self.metadata / name for role, name in names.items()}

    def sweep(self, spent: Mapping[str, datetime], now: datetime) -> dict[str, datetime]:
        """Removes what was `spent` (no metadata names it any more) a day ago already; what is spent now, since when."""
        named = set(self.current_files().values())
        named.update(self.metadata / f"{version}.{ROOT}.json" for version in self.root_versions())
        for role, version in self.versions().items():
            signed = self._read(f"{version}.{role}.json", Targets).signed
            named.update(self.target_file(target) for target in signed.targets.values())
        left: dict[str, datetime] = {}
        for file in sorted(self.folder.rglob("*")):
            if file in named or not file.is_file():
                continue
            name = str(file.relative_to(self.folder))
            since = spent.get(name, now)
            if now - since >= SPENT_AFTER:
                file.unlink()
            else:
                left[name] = since
        return left

    def _snapshot_meta(self) -> dict[str, MetaFile]:
        if not (self.metadata / f"{TIMESTAMP}.json").exists():
            return {}
        return dict(self.snapshot().signed.meta)

    def _next_versions(self) -> tuple[int, int]:
        if not (self.metadata / f"{TIMESTAMP}.json").exists():
            return 1, 1
        timestamp = self.timestamp().signed
        return timestamp.snapshot_meta.version + 1, timestamp.version + 1

    def _read(self, name: str, kind: type[S]) -> Metadata[S]:
        try:
            metadata: Metadata[S] = Metadata.from_bytes(self._bytes(name))
        except RepositoryError as error:
            raise SiteBroken(file=self.metadata / name, why=type(error).__name__) from None
        if not isinstance(metadata.signed, kind):
            raise SiteBroken(file=self.metadata / name, why=metadata.signed.type)
        return metadata

    def _bytes(self, name: str) -> bytes:
        try:
            return (self.metadata / name).read_bytes()
        except OSError as error:
            raise SiteBroken(file=self.metadata / name, why=error.strerror) from None


def expiry(role: str, now: datetime) -> datetime:
    return (now + life_of(role)).replace(microsecond=0)
