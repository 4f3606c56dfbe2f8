# SPDX-License-Identifier: Apache-2.0
"""Signing keys, one file for each role, readable by its owner alone: ROLE.key, and ROLE.next.key for one that is not
trusted yet and takes its place when what names it is published.

A file holds the public key, and beside it either the private one (ed25519, PKCS #8, encrypted under what Argon2id makes
of a passphrase: OpenSSL's own stretching of passphrases is too cheap to try out), or the address of a signer elsewhere.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner, Key, Signer

from central.publish.errors import FileUnreadable, KeyMissing, PassphraseWrong
from central.publish.passphrases import Passphrases, strong
from contract import durable, signature_schemes
from contract.document import Document, decode, encode
from contract.errors import InvalidDocument

NEXT = ".next"
SUFFIX = ".key"


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one try at a passphrase."""

    memory_kib: int = 64 * 1024
    rounds: int = 3


COST = Cost()


class Sealed(Document, frozen=True, kw_only=True):
    pem: str
    salt: str
    memory_kib: int
    rounds: int


class KeyFile(Document, frozen=True, kw_only=True):
    keyid: str
    key: dict[str, Any]
    """As TUF metadata has it: keytype, scheme, keyval."""
    sealed: Sealed | None = None
    uri: str = ""
    """Of a signer elsewhere, as securesystemslib's plug-ins take it."""

    def public(self) -> Key:
        return Key.from_dict(self.keyid, dict(self.key))


class KeyFolder:
    def __init__(self, folder: Path, passphrases: Passphrases | None = None, cost: Cost | None = None) -> None:
        """Passphrases come from this machine unless given."""
        self.folder = folder
        self._passphrases = passphrases
        self._cost = cost
        self._open: dict[str, Signer] = {}

    @property
    def passphrases(self) -> Passphrases:
        if self._passphrases is None:
            self._passphrases = Passphrases.of_machine()
        return self._passphrases

    def ready(self, role: str) -> Signer:
        """The one that is here, or a fresh one."""
        return self.signer(role) if self.has(role) else self.make(role)

    def make(self, role: str) -> Signer:
        """Raises PassphraseMissing, PassphraseWeak."""
        private = Ed25519PrivateKey.generate()
        self.seal(role, private, self.passphrases.fresh(role))
        self._open[role] = CryptoSigner(private)
        return self._open[role]

    def make_next(self, role: str) -> Signer:
        """Beside the present one, until `promote`."""
        return self.make(role + NEXT)

    def promote(self, role: str) -> None:
        durable.settle(self.file(role + NEXT), self.file(role))
        self._open.pop(role + NEXT, None)
        self._open.pop(role, None)

    def waiting(self) -> dict[str, str]:
        """Roles with a next key, and its key id. Raises FileUnreadable."""
        names = sorted(file.name.removesuffix(SUFFIX) for file in self.folder.glob(f"*{NEXT}{SUFFIX}"))
        return {name.removesuffix(NEXT): self.public(name).keyid for name in names}

    def attach(self, role: str, key: Key, uri: str) -> None:
        """A signer elsewhere. Raises KeyMissing: nothing here signs with that address."""
        found = KeyFile(keyid=key.keyid, key=key.to_dict(), uri=uri)
        self._open[role] = _attached(role, found)
        self._write(role, found)

    def signer(self, role: str) -> Signer:
        """Raises KeyMissing, FileUnreadable, PassphraseMissing, PassphraseWrong."""
        if role not in self._open:
            found = self._read(role)
            self._open[role] = _attached(role, found) if found.uri else CryptoSigner(self._private(role, found))
        return self._open[role]

    def public(self, role: str) -> Key:
        """Raises KeyMissing, FileUnreadable."""
        return self._read(role).public()

    def has(self, role: str) -> bool:
        return self.file(role).exists()

    def protect(self, role: str, phrase: str) -> None:
        """Under another passphrase. Raises as `signer`, PassphraseWeak."""
        self.seal(role, self._private(role, self._read(role)), strong(phrase))

    def copy_to(self, other: "KeyFolder", role: str, phrase: str) -> None:
        """Under a passphrase of its own there. Raises as `signer`."""
        other.seal(role, self._private(role, self._read(role)), phrase)

    def file(self, role: str) -> Path:
        return self.folder / f"{role}{SUFFIX}"

    def _read(self, role: str) -> KeyFile:
        file = self.file(role)
        try:
            return decode(file.read_bytes(), KeyFile)
        except FileNotFoundError:
            raise KeyMissing(role=role, file=file) from None
        except (OSError, InvalidDocument) as error:
            raise FileUnreadable(file=file, why=type(error).__name__) from None

    def _private(self, role: str, found: KeyFile) -> Ed25519PrivateKey:
        if found.sealed is None:
            raise KeyMissing(role=role, file=found.uri or self.file(role))
        for phrase in self.passphrases.of(role):
            try:
                private = load_pem_private_key(found.sealed.pem.encode(), _stretched(phrase, found.sealed))
            except (ValueError, TypeError):
                continue
            if not isinstance(private, Ed25519PrivateKey) or CryptoSigner(private).public_key.keyid != found.keyid:
                raise FileUnreadable(file=self.file(role), why="the private key is not the public one's")
            self.passphrases.fits(phrase)
            return private
        raise PassphraseWrong(role=role)

    def seal(self, role: str, private: Ed25519PrivateKey, phrase: str) -> None:
        cost = self._cost or COST
        sealed = Sealed(pem="", salt=secrets.token_hex(16), memory_kib=cost.memory_kib, rounds=cost.rounds)
        encryption = BestAvailableEncryption(_stretched(phrase, sealed))
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()
        key = CryptoSigner(private).public_key
        self._write(role, KeyFile(keyid=key.keyid, key=key.to_dict(), sealed=msgspec.structs.replace(sealed, pem=pem)))

    def _write(self, role: str, found: KeyFile) -> None:
        durable.make_folder(self.folder, 0o700)
        durable.write(self.file(role), encode(found), 0o600)


def fingerprint(keyid: str) -> str:
    """What two people compare by telephone: the first 80 bits."""
    return "-".join(keyid[start : start + 4] for start in range(0, 20, 4))


def described(data: bytes, file: Path) -> Key:
    """A public key's file. Raises FileUnreadable."""
    try:
        return decode(data, KeyFile).public()
    except (InvalidDocument, ValueError, KeyError, TypeError) as error:
        raise FileUnreadable(file=file, why=type(error).__name__) from None


def public_file(key: Key) -> bytes:
    return encode(KeyFile(keyid=key.keyid, key=key.to_dict()))


def _stretched(phrase: str, sealed: Sealed) -> bytes:
    return hash_secret_raw(
        phrase.encode(),
        bytes.fromhex(sealed.salt),
        time_cost=sealed.rounds,
        memory_cost=sealed.memory_kib,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    ).hex().encode()  # fmt: skip


def _attached(role: str, found: KeyFile) -> Signer:
    signature_schemes.load()
    try:
        return Signer.from_priv_key_uri(found.uri, found.public())
    except Exception as error:
        raise KeyMissing(role=role, file=f"{found.uri}: {error}") from error
