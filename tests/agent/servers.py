# SPDX-License-Identifier: Apache-2.0
"""Servers that answer as they are told, on real sockets, with certificates made here."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root, Timestamp

Page = tuple[int, dict[str, str], bytes]
NOT_FOUND: Page = (404, {}, b"<html>not found</html>")


class Pages(ThreadingHTTPServer):
    """What each path answers, and what was asked, with its Authorization."""

    daemon_threads = True

    def __init__(self, pages: dict[str, Page]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Pages

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))
        known = [page for path, page in self.server.pages.items() if self.path.startswith(path)]
        status, headers, content = known[0] if known else NOT_FOUND
        self.send_response_only(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(pages: dict[str, Page], certificate: Path | None = None) -> Iterator[Pages]:
    server = Pages(pages)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Authority:
    """A certificate authority of its own, and leaves for `localhost`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "county")])
        certificate = self._sign(self._name, self._key, timedelta(days=30), ca=True)
        self.bundle = folder / "authority.pem"
        self.bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def leaf(self, left: timedelta) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        certificate = self._sign(name, key, left, ca=False)
        path = self._folder / f"leaf{left.days}.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def _sign(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, left: timedelta, *, ca: bool) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + left)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        )
        return builder.sign(self._key, hashes.SHA256())


class SignedFolder:
    """The county's metadata as its host serves it: roots and a timestamp."""

    def __init__(self) -> None:
        self._root_key = CryptoSigner.generate_ed25519()
        self._timestamp_key = CryptoSigner.generate_ed25519()
        root = Root(consistent_snapshot=True)
        root.add_key(self._root_key.public_key, Root.type)
        root.add_key(self._timestamp_key.public_key, Timestamp.type)
        self._root = root
        self.roots = {1: self._signed_root()}

    def change_timestamp_key(self) -> None:
        self._root.revoke_key(self._timestamp_key.public_key.keyid, Timestamp.type)
        self._timestamp_key = CryptoSigner.generate_ed25519()
        self._root.add_key(self._timestamp_key.public_key, Timestamp.type)
        self._root.version += 1
        self.roots[self._root.version] = self._signed_root()

    def timestamp(self) -> bytes:
        signed = Metadata(Timestamp())
        signed.sign(self._timestamp_key)
        return signed.to_bytes()

    def pages(self) -> dict[str, Page]:
        roots = {f"/metadata/{version}.root.json": (200, {}, root) for version, root in self.roots.items()}
        return {**roots, "/metadata/timestamp.json": (200, {}, self.timestamp())}

    def _signed_root(self) -> bytes:
        signed = Metadata(self._root)
        signed.sign(self._root_key)
        return signed.to_bytes()
