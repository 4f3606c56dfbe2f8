# SPDX-License-Identifier: Apache-2.0
"""Private keys, one PEM file for each role: ed25519, readable by their owner alone."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner

from central.publish.errors import FileUnreadable, KeyMissing
from contract import durable


class KeyFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, role: str) -> CryptoSigner:
        signer = CryptoSigner.generate_ed25519()
        durable.make_folder(self.folder, 0o700)
        durable.write(self.file(role), signer.private_bytes, 0o600)
        return signer

    def signer(self, role: str) -> CryptoSigner:
        """Raises KeyMissing, FileUnreadable."""
        file = self.file(role)
        try:
            return CryptoSigner(load_pem_private_key(file.read_bytes(), password=None))
        except FileNotFoundError:
            raise KeyMissing(role=role, file=file) from None
        except (OSError, ValueError, TypeError) as error:
            raise FileUnreadable(file=file, why=type(error).__name__) from None

    def has(self, role: str) -> bool:
        return self.file(role).exists()

    def file(self, role: str) -> Path:
        return self.folder / f"{role}.pem"
