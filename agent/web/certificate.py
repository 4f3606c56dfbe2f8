# SPDX-License-Identifier: Apache-2.0
"""The site's own certificate: made here, signed by itself, known by its fingerprint on the kiosk's screen."""

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from agent.web import durable

VALID = timedelta(days=730)
RENEWED_BEFORE = timedelta(days=30)
GROUP = 4


class Certificate:
    """Key and certificate stand in one file, so that the two can never differ. Raises StateUnusable."""

    def __init__(self, directory: Path) -> None:
        self.file = directory / "certificate.pem"

    def ensure(self, names: Iterable[str], addresses: Iterable[str], now: datetime) -> bool:
        """True when it was made anew: because there was none, it runs out soon, or the clock is before it."""
        if self._is_good(now):
            return False
        durable.write(self.file, make(names, addresses, now))
        return True

    def fingerprint(self) -> str:
        """SHA-256 in groups of four digits, as it is compared by eye."""
        digits = self._read().fingerprint(hashes.SHA256()).hex().upper()
        return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))

    def ends(self) -> datetime:
        return self._read().not_valid_after_utc

    def _is_good(self, now: datetime) -> bool:
        data = durable.read(self.file)
        try:
            certificate = x509.load_pem_x509_certificate(data or b"")
            serialization.load_pem_private_key(data or b"", None)
        except ValueError:
            return False
        return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc - RENEWED_BEFORE

    def _read(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(durable.read(self.file) or b"")


def make(names: Iterable[str], addresses: Iterable[str], now: datetime) -> bytes:
    """A P-256 key and its certificate, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Linli terminal")])
    own = [x509.DNSName(name) for name in names if name.isascii()]
    reached = [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName([*own, *reached]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
