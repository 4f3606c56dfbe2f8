# SPDX-License-Identifier: Apache-2.0
"""The site brought to another folder, such as a web server's: what is new, the timestamp last, then what is over.

A crash at any moment leaves there what was there, or what is new (unless one key was changed twice between two pushes:
then terminals take nothing new until the next push). Names say what is in a file (a digest, a version), so
only what is missing is copied.
"""

from dataclasses import dataclass
from pathlib import Path

from securesystemslib.exceptions import StorageError
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Timestamp

from central.publish.errors import PushRefused, SiteBroken
from central.publish.roles import ROOT, SNAPSHOT, TARGETS, TIMESTAMP
from central.publish.site import Site
from contract import durable

_DECIDES = f"metadata/{TIMESTAMP}.json"


@dataclass(frozen=True, slots=True)
class Pushed:
    copied: int
    bytes: int
    removed: int


def push(site: Site, folder: Path) -> Pushed:
    """Raises PushRefused, OSError."""
    _check(site, folder)
    ours = _files(site.folder)
    new = [name for name in ours if name != _DECIDES and not _same(site.folder / name, folder / name)]
    roots = sorted((name for name in new if name.endswith(f".{ROOT}.json")), key=_version)
    for name in new:
        if name not in roots:
            durable.copy(site.folder / name, folder / name)
    _bring_roots(site, folder, roots)
    durable.copy(site.folder / _DECIDES, folder / _DECIDES)
    over = sorted(set(_files(folder)) - set(ours))
    for name in over:
        (folder / name).unlink()
    for part in ("metadata", "targets"):
        for place in [folder / part, *(folder / part).rglob("*")]:
            if place.is_dir():
                durable.discard_sides(place)
    return Pushed(len(new), sum((site.folder / name).stat().st_size for name in new), len(over))


def _bring_roots(site: Site, folder: Path, roots: list[str]) -> None:
    """Each while what is there is signed by its keys: a root that trusts the keys before and the new ones comes first,
    then the new timestamp, then the root that trusts the new ones alone."""
    theirs, brought = Site(folder), not (folder / _DECIDES).exists()
    for name in roots:
        root = Metadata[Root].from_file(str(site.folder / name)).signed
        if not brought and not _accepts(root, theirs):
            durable.copy(site.folder / _DECIDES, folder / _DECIDES)
            brought = True
        durable.copy(site.folder / name, folder / name)


def _accepts(root: Root, site: Site) -> bool:
    try:
        for role, metadata in (
            (TIMESTAMP, site.timestamp()),
            (SNAPSHOT, site.snapshot()),
            (TARGETS, site.role(TARGETS)),
        ):
            if metadata is not None:
                root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except (RepositoryError, SiteBroken):
        return False
    return True


def _version(name: str) -> int:
    return int(name.rpartition("/")[2].partition(".")[0])


def _check(site: Site, folder: Path) -> None:
    """Nothing but an older state of the same county is there."""
    if folder.resolve() == site.folder.resolve():
        raise PushRefused(folder=folder, zh="这就是 site 文件夹本身", en="it is the folder `site` itself")
    if not folder.exists():
        return
    odd = sorted(place.name for place in folder.iterdir() if place.name not in {"metadata", "targets"})
    if odd:
        raise PushRefused(folder=folder, zh=f"里面有别的东西（{odd[0]}）", en=f"something else is in it ({odd[0]})")
    first = folder / "metadata" / "1.root.json"
    if first.exists() and first.read_bytes() != (site.metadata / "1.root.json").read_bytes():
        raise PushRefused(folder=folder, zh="里面是另一个县的内容", en="it holds another county's content")
    try:
        there = Metadata[Timestamp].from_file(str(folder / _DECIDES)).signed.version
    except (RepositoryError, StorageError):  # also what a push that was cut off has left
        return
    here = site.timestamp().signed.version
    if there > here:
        raise PushRefused(
            folder=folder,
            zh=f"那里是第 {there} 版，这里只有第 {here} 版；终端不接受版本下降",
            en=f"version {there} is there, and {here} here; terminals refuse versions that fall",
        )


def _files(folder: Path) -> list[str]:
    """Targets first: what names them comes after."""
    found = (
        str(file.relative_to(folder))
        for part in ("targets", "metadata")
        for file in (folder / part).rglob("*")
        if file.is_file() and not (file.name.startswith(".") and file.name.endswith(durable.SIDE_SUFFIX))
    )
    return sorted(found, key=lambda name: (not name.startswith("targets/"), name))


def _same(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_size == other.stat().st_size
    except OSError:
        return False
