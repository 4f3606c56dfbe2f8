# SPDX-License-Identifier: Apache-2.0
"""Signed metadata of a county: its first root, and each level's targets with what it delegates."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Role, Root, TargetFile, Targets

from central.publish.roles import ROOT, ROOT_KEYS, ROOT_THRESHOLD, SNAPSHOT, TARGETS, TIMESTAMP
from central.publish.site import expiry


def first_root(signers: Mapping[str, Signer], now: datetime) -> Metadata[Root]:
    """`signers` holds the root keys and those of targets, snapshot and timestamp."""
    roles = {ROOT: Role([signers[name].public_key.keyid for name in ROOT_KEYS], ROOT_THRESHOLD)}
    for name in (TARGETS, SNAPSHOT, TIMESTAMP):
        roles[name] = Role([signers[name].public_key.keyid], 1)
    keys = [signers[name].public_key for name in (*ROOT_KEYS, TARGETS, SNAPSHOT, TIMESTAMP)]
    root = Root(
        version=1,
        expires=expiry(ROOT, now),
        keys={key.keyid: key for key in keys},
        roles=roles,
        consistent_snapshot=True,
    )
    return signed_root(root, [signers[name] for name in ROOT_KEYS])


def signed_root(root: Root, signers: Iterable[Signer]) -> Metadata[Root]:
    metadata = Metadata(root)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata


def delegations(keys: Mapping[str, Key], paths: Mapping[str, list[str]]) -> Delegations:
    """Each role with one key, and no keys but theirs. Terminating: who owns a path is asked, and nobody after."""
    return Delegations(
        keys={keys[name].keyid: keys[name] for name in paths},
        roles={
            name: DelegatedRole(name, [keys[name].keyid], threshold=1, terminating=True, paths=matched)
            for name, matched in paths.items()
        },
    )


def signed_targets(
    role: str,
    version: int,
    targets: Mapping[str, TargetFile],
    below: Delegations | None,
    signer: Signer,
    now: datetime,
) -> bytes:
    metadata = Metadata(
        Targets(version=version, expires=expiry(role, now), targets=dict(targets), delegations=below),
    )
    metadata.sign(signer)
    return metadata.to_bytes()
