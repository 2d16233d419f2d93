"""Over TLS a bucket's service is trusted if this PC trusts it, and only then."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
import truststore
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hosted_meetings_desktop.archive.bucket import BucketVault
from hosted_meetings_desktop.domain.vault import Bucket, VaultProblem, VaultTrouble
from tests.unit.archive.vault_kit import KEY


class Refusing(BaseHTTPRequestHandler):
    """Says no to everything: enough to know that it was asked."""

    def do_GET(self) -> None:
        self.send_response(403)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Quiet(HTTPServer):
    def handle_error(self, *_arguments: object) -> None:
        """Who does not trust us hangs up."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this PC that nobody signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, SHA256())
    )  # fmt: skip
    path = tmp_path / "service.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


@pytest.fixture
def address(certificate: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Quiet(("127.0.0.1", 0), Refusing)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def problem(address: str, tmp_path: Path) -> VaultProblem:
    vault = BucketVault(Bucket("bucket", "k", "s3cret", address), lambda: KEY, tmp_path / "staging")
    with pytest.raises(VaultProblem) as caught:
        vault.open("")
    vault.close()
    return caught.value


def test_whom_this_pc_does_not_trust_is_not_talked_to(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    told = problem(address, tmp_path)
    assert told.trouble is VaultTrouble.AWAY
    assert "cannot be trusted" in told.title
    assert "certificate" in told.advice


def test_an_authority_of_the_clinic_is_trusted_where_this_pc_trusts_it(
    address: str, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Trusting(truststore.SSLContext):
        def __init__(self, protocol: int) -> None:
            super().__init__(protocol)
            self.load_verify_locations(certificate)

    monkeypatch.setattr(truststore, "SSLContext", Trusting)
    assert problem(address, tmp_path).trouble is VaultTrouble.REFUSED
