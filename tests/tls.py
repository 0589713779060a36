"""TLS servers on loopback with certificates made for the test: fixture `tls_server`."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from loa.lib import clock

Opener = Callable[..., int]


def make_certificate(folder: Path, ends_at: datetime) -> ssl.SSLContext:
    """Return the context of a server with a self-signed certificate that ends then."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "thu.hanoi.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=90))
        .not_valid_after(ends_at)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / f"{made.serial_number}.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[Opener]:
    """Return a function that opens a server, with `starttls` a mail server, and gives its port."""
    with ExitStack() as stack:

        def run(ends_at: datetime, *, starttls: bool = False) -> int:
            context = make_certificate(tmp_path, ends_at)
            return stack.enter_context(_serving(context, starttls=starttls))

        yield run


@contextmanager
def _serving(context: ssl.SSLContext, *, starttls: bool) -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        thread = threading.Thread(target=_serve, args=(door, context, starttls), daemon=True)
        thread.start()
        yield door.getsockname()[1]
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _serve(door: socket.socket, context: ssl.SSLContext, starttls: bool) -> None:
    while True:
        try:
            line, _address = door.accept()
        except OSError:
            return
        with closing(line), suppress(OSError):
            if starttls:
                _greet(line)
            with context.wrap_socket(line, server_side=True) as secure:
                secure.recv(1)


def _greet(line: socket.socket) -> None:
    line.sendall(b"220 thu.hanoi.example ESMTP\r\n")
    with line.makefile("rb") as asked:
        asked.readline()
        line.sendall(b"250-thu.hanoi.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n")
        asked.readline()
        line.sendall(b"220 go ahead\r\n")
