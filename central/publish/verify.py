# SPDX-License-Identifier: Apache-2.0
"""Reads what is published as a terminal does, with python-tuf's own client from the trusted root, and says in words
what is wrong. Nothing of the publisher's own code takes part in the signatures' verdict.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, ExpiredMetadataError, RepositoryError
from tuf.api.metadata import Metadata, Signed
from tuf.ngclient import FetcherInterface, Updater

from central.publish import checks, files, strict
from central.publish.errors import PublishError
from central.publish.roles import ONLINE, ROOT, warned_within
from contract.content import MAX_ALERTS_BYTES, MAX_FEED_BYTES, Alerts, Feed
from contract.tenant import alerts_path, feed_path, lineage, media_path
from contract.text import Language

_CHUNK = 1 << 18

T = TypeVar("T", Feed, Alerts)


class Weight(StrEnum):
    ERROR = "error"
    """A terminal refuses this, or misses it."""
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    weight: Weight
    place: str
    zh: str
    en: str

    def say(self, language: Language) -> str:
        if language is Language.EN:
            return f"{self.weight.value}: {self.place}: {self.en}"
        return f"{'错误' if self.weight is Weight.ERROR else '注意'}：{self.place}：{self.zh}"


class FolderFetcher(FetcherInterface):
    """Serves `file:` addresses from one folder, as a plain static server would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        file = self._folder / unquote(urlsplit(url).path).lstrip("/")
        try:
            reading = file.open("rb")
        except OSError as error:
            raise DownloadHTTPError(error.strerror or "unreadable", 404) from None
        with reading:
            while chunk := reading.read(_CHUNK):
                yield chunk


def verify_folder(site: Path, root: bytes, tenants: Iterable[str], now: datetime) -> tuple[Finding, ...]:
    return _verify("file:///", root, tuple(tenants), now, FolderFetcher(site))


def verify_address(url: str, root: bytes, tenants: Iterable[str], now: datetime) -> tuple[Finding, ...]:
    """The same over the network, as served."""
    return _verify(url.rstrip("/") + "/", root, tuple(tenants), now, None)


def _verify(
    url: str, root: bytes, tenants: tuple[str, ...], now: datetime, fetcher: FetcherInterface | None
) -> tuple[Finding, ...]:
    with tempfile.TemporaryDirectory(prefix="linli-verify-") as scratch:
        metadata, targets = Path(scratch) / "metadata", Path(scratch) / "targets"
        metadata.mkdir()
        targets.mkdir()
        try:
            client = Updater(
                str(metadata), f"{url}metadata/", str(targets), f"{url}targets/", fetcher=fetcher, bootstrap=root
            )
            client.refresh()
        except (RepositoryError, DownloadError, OSError) as error:
            return (_refused("metadata", error),)
        reading = _Reading(client)
        for tenant in tenants:
            reading.level(tenant)
        reading.findings.extend(expiring({unquote(file.stem): file for file in metadata.glob("*.json")}, now))
        return tuple(reading.findings)


class _Reading:
    def __init__(self, client: Updater) -> None:
        self._client = client
        self._feeds: dict[str, Feed] = {}
        self.findings: list[Finding] = []

    def level(self, tenant: str) -> None:
        feed = self._document(feed_path(tenant), MAX_FEED_BYTES, Feed)
        alerts = self._document(alerts_path(tenant), MAX_ALERTS_BYTES, Alerts)
        for document in (feed, alerts):
            if document is not None and document.tenant != tenant:
                self._error(tenant, f"里面写的是 {document.tenant}", f"it says {document.tenant} inside")
        if feed is None:
            return
        self._feeds[tenant] = feed
        above = [self._feeds[one] for one in lineage(tenant)[:-1] if one in self._feeds]
        for problem in checks.problems_of(feed, above):
            self._error(feed_path(tenant), problem.say(Language.ZH), problem.say(Language.EN))
        for media in feed.media:
            path = media_path(tenant, media.sha256)
            found = self._bytes(path)
            if found is not None and (found[0] != media.size or found[1] != media.sha256):
                self._error(path, "与清单里的摘要或大小不符", "not of the digest or size that the feed says")

    def _document(self, path: str, limit: int, kind: type[T]) -> T | None:
        data = self._whole(path, limit)
        if data is None:
            return None
        try:
            return strict.parse(strict.json_of(data, path), kind, path)
        except PublishError as error:
            self._error(path, error.say(Language.ZH), error.say(Language.EN))
            return None

    def _whole(self, path: str, limit: int) -> bytes | None:
        file = self._fetched(path, limit)
        return file.read_bytes() if file else None

    def _bytes(self, path: str) -> tuple[int, str] | None:
        """Size and digest."""
        file = self._fetched(path, None)
        return (file.stat().st_size, files.digest(file)) if file else None

    def _fetched(self, path: str, limit: int | None) -> Path | None:
        try:
            target = self._client.get_targetinfo(path)
            if target is None:
                self._error(path, "没有人签发这个文件", "nobody has signed for this file")
                return None
            if limit is not None and target.length > limit:
                self._error(path, f"{target.length} 字节，超过 {limit}", f"{target.length} bytes; the limit is {limit}")
                return None
            return Path(self._client.download_target(target))
        except (RepositoryError, DownloadError, OSError) as error:
            self.findings.append(_refused(path, error))
            return None

    def _error(self, place: str, zh: str, en: str) -> None:
        self.findings.append(Finding(Weight.ERROR, place, zh, en))


def _refused(place: str, error: Exception) -> Finding:
    detail = f"{type(error).__name__} {error}".strip()
    match error:
        case ExpiredMetadataError():
            zh, en = f"签名已过期，终端不再更新（{detail}）", f"expired: terminals stop updating ({detail})"
        case DownloadHTTPError():
            zh, en = f"文件缺失（{detail}）", f"a file is missing ({detail})"
        case DownloadError():
            zh, en = f"取不到或长度不对（{detail}）", f"cannot be fetched, or is not of the signed length ({detail})"
        case RepositoryError():
            zh, en = f"验证不通过，可能被改动（{detail}）", f"does not verify; it may have been altered ({detail})"
        case _:
            zh, en = f"读不了（{detail}）", f"cannot be read ({detail})"
    return Finding(Weight.ERROR, place, zh, en)


def expiring(roles: Mapping[str, Path], now: datetime) -> Iterator[Finding]:
    """A warning for each role that is near its end."""
    for role, file in sorted(roles.items()):
        signed: Signed = Metadata.from_file(str(file)).signed
        left = signed.expires - now
        if left >= warned_within(role):
            continue
        days = max(0, left.days)
        who_zh, who_en = renewal(role)
        yield Finding(
            Weight.WARNING,
            role,
            f"还有 {days} 天过期（{signed.expires:%Y-%m-%d}）；{who_zh}",
            f"expires in {days} days ({signed.expires:%Y-%m-%d}); {who_en}",
        )


def renewal(role: str) -> tuple[str, str]:
    """What to do before it expires."""
    if role in ONLINE or role.endswith("-alerts"):
        return "请运行 refresh（应由定时任务每天运行）", "run refresh (a timer should run it every day)"
    if role == ROOT:
        return "请用根密钥运行 renew-root", "run renew-root with the root keys"
    return "请该级编辑重新签名（sign），再 collect", "its editor signs again (sign), then collect"
