"""The deployment that docs/operations/deployment.md describes: the server speaks TLS itself."""

from __future__ import annotations

import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config import paths
from loa.ops.tests.copies import Copy, wait_for

pytestmark = pytest.mark.slow
NAME = "localhost"


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """Make a self-signed certificate for the test's host name: the chain and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, keyfile = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    keyfile.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return chain, keyfile


@pytest.fixture
def site(copy: Copy, certificate: tuple[Path, Path]) -> Iterator[str]:
    """Run `loa web` of a prepared copy behind its own certificate."""
    chain, key = certificate
    address = f"https://{NAME}:{copy.port}"
    copy.extra = {"LOA_PUBLIC_URL": address, "LOA_TLS_CERTIFICATE": str(chain), "LOA_TLS_KEY": str(key)}
    copy.make_keys()
    with copy.database():
        command = [sys.executable, "-m", "loa.ops.cli", "web"]
        with subprocess.Popen(command, env=copy.env, cwd=paths.ROOT) as process:
            assert wait_for(lambda: copy.python(ANSWERS).strip() == "True")
            yield address
            process.terminate()


ANSWERS = "from loa.ops import supervisor; print(supervisor.web_answers())"


def headers(address: str, chain: Path) -> HTTPMessage:
    """Fetch a page as a browser that trusts the certificate."""
    with urllib.request.urlopen(address, timeout=20, context=trust(chain)) as answer:
        return answer.headers


def trust(chain: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(chain))


def test_it_serves_https_with_hsts_and_secure_cookies(site: str, certificate: tuple[Path, Path]) -> None:
    got = headers(f"{site}/accounts/login/", certificate[0])
    assert got["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookies = got.get_all("Set-Cookie") or []
    assert any(cookie.startswith("csrftoken=") for cookie in cookies)
    assert all("Secure" in cookie for cookie in cookies)
    assert "default-src 'self'" in got["Content-Security-Policy"]


def test_a_browser_that_does_not_know_the_certificate_is_refused(site: str) -> None:
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{site}/", timeout=20)


def test_old_phones_may_speak_tls_1_2_and_nothing_older(site: str, certificate: tuple[Path, Path]) -> None:
    context = trust(certificate[0])
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with urllib.request.urlopen(f"{site}/healthz", timeout=20, context=context) as answer:
        assert answer.status == 200


def test_a_missing_file_stops_the_start_with_a_sentence(copy: Copy) -> None:
    copy.make_keys()
    copy.extra = {"LOA_TLS_CERTIFICATE": "/nowhere/chain.pem"}
    done = copy.loa("web", check=False)
    assert done.returncode == 1
    assert "LOA_TLS_CERTIFICATE='/nowhere/chain.pem' is no file that can be read" in done.stderr
