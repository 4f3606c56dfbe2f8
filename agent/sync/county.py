# SPDX-License-Identifier: Apache-2.0
"""One look at the county's signed folder through python-tuf, judged by our time and by the versions seen before.

metadata/   what TUF signs: timestamp.json, 7.snapshot.json, …
targets/    the files, named by their digest: targets/330106/001/SHA256.feed.json
"""

import contextlib
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
)
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.updater import Updater

from agent.sync.errors import (
    ContentExpired,
    ContentForeign,
    ContentIncomplete,
    ContentInvalid,
    ContentRolledBack,
    ContentTooLarge,
    ContentUnreachable,
    ContentUntrusted,
    NoRoot,
    SyncError,
    WrongBytes,
)
from agent.sync.host import HttpStatus
from agent.sync.seen import Seen, raised
from agent.sync.source import Source
from contract import durable

METADATA = "metadata/"
TARGETS = "targets/"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class County:
    def __init__(self, host: Source, cache: Path, anchor: bytes, moment: datetime) -> None:
        """`anchor`: the trusted root that enrolment brought, checked. Raises OSError."""
        self._updater = _Updater(host, cache, anchor, moment)
        self._host = host
        self._moment = moment

    def refresh(self, seen: Seen) -> Seen:
        """The newest there is, and never older than `seen`. Raises SyncError, OSError."""
        with _as_ours():
            self._updater.refresh()
        return self._judged(seen)

    def find(self, path: str, seen: Seen) -> tuple[TargetFile | None, Seen]:
        """None when the county has no such file. Raises SyncError, OSError."""
        with _as_ours():
            target = self._updater.get_targetinfo(path)
        return target, self._judged(seen)

    def read(self, target: TargetFile, max_bytes: int) -> bytes:
        """A small document, verified. Raises SyncError."""
        if target.length > max_bytes:
            raise ContentTooLarge(f"{target.path}: {target.length} bytes, the limit is {max_bytes}")
        try:
            content = self._host.get(self.place(target), max_bytes)
        except HttpStatus as error:
            raise ContentIncomplete(f"{target.path}: {error}") from None
        verify(target, content)
        return content

    def place(self, target: TargetFile) -> str:
        """Where the host has it. Raises ContentInvalid."""
        folder, slash, name = target.path.rpartition("/")
        prefix = f"{digest_of(target)}." if self._updater.root.consistent_snapshot else ""
        return f"{TARGETS}{folder}{slash}{prefix}{name}"

    @property
    def runs_out_at(self) -> datetime:
        return self._updater.timestamp.expires

    def _judged(self, seen: Seen) -> Seen:
        # python-tuf was given our time; asked here again, so that it does not hang on that alone
        for role, signed in self._updater.trusted():
            if signed.is_expired(self._moment):
                raise ContentExpired(f"{role} ran out on {signed.expires:%Y-%m-%d}")
        versions = {role: signed.version for role, signed in self._updater.trusted()}
        return raised(seen, versions, self._updater.online_keys())


def digest_of(target: TargetFile) -> str:
    """Raises ContentInvalid. python-tuf takes any text for a digest, and ours becomes a file's name."""
    sha256 = target.hashes.get("sha256", "")
    if not _SHA256.fullmatch(sha256):
        raise ContentInvalid(f"{target.path}: signed without a SHA-256")
    return sha256


def verify(target: TargetFile, content: bytes) -> None:
    """Raises WrongBytes."""
    try:
        target.verify_length_and_hashes(content)
    except LengthOrHashMismatchError as error:
        raise WrongBytes(f"{target.path}: not the file that was signed") from error


def check_anchor(anchor: bytes, path: Path) -> None:
    """Raises NoRoot."""
    try:
        root = Metadata[Root].from_bytes(anchor)
        root.signed.verify_delegate(Root.type, root.signed_bytes, root.signatures)
    except (RepositoryError, ValueError, AttributeError) as error:
        raise NoRoot(f"{path}: not a trusted root: {error}") from error


class _Updater(Updater):
    """One for each look: python-tuf refreshes each but once."""

    def __init__(self, host: Source, cache: Path, anchor: bytes, moment: datetime) -> None:
        super().__init__(str(cache), METADATA, fetcher=_Fetcher(host), config=UpdaterConfig(), bootstrap=anchor)
        self._trusted_set.reference_time = moment

    def _persist_file(self, filename: str, data: bytes) -> None:
        """Only what is new: python-tuf writes the root anew for each Updater, and we make one every ten seconds.
        It is a cache: a disk that does not take it keeps no alert back, and `seen` says that it is full."""
        path = Path(filename)
        with contextlib.suppress(OSError):
            if not path.is_file() or path.read_bytes() != data:
                durable.write(path, data)

    def _update_root_symlink(self) -> None:
        """Not needed: it is for who begins without an anchor."""

    def trusted(self) -> Iterator[tuple[str, Root | Timestamp | Snapshot | Targets]]:
        """All roles that were verified in this look."""
        yield from self._trusted_set._trusted_set.items()  # type: ignore[misc] # noqa: SLF001 - its Mapping hides names

    @property
    def root(self) -> Root:
        return self._trusted_set.root

    @property
    def timestamp(self) -> Timestamp:
        return self._trusted_set.timestamp

    def online_keys(self) -> str:
        roles = [self.root.roles[role] for role in (Timestamp.type, Snapshot.type)]
        named = "|".join(",".join(sorted(role.keyids)) for role in roles)
        return hashlib.sha256(named.encode()).hexdigest()[:16]


class _Fetcher(FetcherInterface):
    """Metadata through our own connection, in memory: no temporary files, no limits but ours."""

    def __init__(self, host: Source) -> None:
        self._host = host

    def download_bytes(self, url: str, max_length: int) -> bytes:
        try:
            return self._host.get(url, max_length)
        except HttpStatus as error:
            raise DownloadHTTPError(url, error.status) from None

    def _fetch(self, url: str) -> NoReturn:
        raise NotImplementedError(url)  # python-tuf would use it for targets, which we fetch ourselves


@contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except DownloadHTTPError as error:
        # A folder without timestamp is no county's folder.
        kind = ContentForeign if str(error).endswith("/timestamp.json") else ContentIncomplete
        raise kind(f"{error}: HTTP {error.status_code}") from None
    except DownloadError as error:
        raise ContentUnreachable(type(error).__name__) from error
    except (RepositoryError, ValueError) as error:
        raise _refusal(error) from error


def _refusal(error: Exception) -> SyncError:
    kind: type[SyncError] = ContentUntrusted
    if isinstance(error, ExpiredMetadataError):
        kind = ContentExpired
    elif isinstance(error, BadVersionNumberError):
        kind = ContentRolledBack
    elif isinstance(error, DeserializationError | ValueError):
        kind = ContentInvalid
    return kind(str(error))
