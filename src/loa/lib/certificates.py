"""Reads the certificate that a TLS server shows, whoever signed it, to know when it ends; nothing is sent to it.

It must not judge a certificate: calls that matter verify it on their own.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from loa.lib.addresses import AddressRule
from loa.lib.border import Permanent, Temporary


@dataclass(frozen=True, slots=True)
class Shown:
    """What a server showed: its names, and when the certificate ends (UTC)."""

    subject: str
    ends_at: datetime


def read_certificate(
    host: str, port: int, *, rule: AddressRule, starttls: bool = False, seconds: float = 10.0
) -> Shown:
    """Return the certificate of a server; with `starttls` a mail server is asked to begin TLS first.

    The name is looked up once and every address must be one that the rule admits.

    Raises: Permanent, Temporary.
    """
    try:
        with closing(socket.create_connection((_address(host, port, rule), port), seconds)) as line:
            if starttls:
                _begin_tls(line)
            with _blind().wrap_socket(line, server_hostname=host) as secure:
                der = secure.getpeercert(binary_form=True)
    except (ssl.SSLError, ssl.CertificateError) as error:
        raise Permanent("no_tls", "Máy chủ không nói được TLS ở cổng này.") from error
    except (OSError, ValueError) as error:
        raise Temporary("connect_failed", "Không kết nối được máy chủ để xem chứng thư.") from error
    assert der is not None, "a TLS server shows a certificate"
    found = x509.load_der_x509_certificate(der)
    return Shown(found.subject.rfc4514_string(), found.not_valid_after_utc)


def _address(host: str, port: int, rule: AddressRule) -> str:
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(map(rule.admits, found)):
        raise Permanent("private_address", "Địa chỉ của máy chủ này không được phép gọi tới.", host=host)
    return found[0]


def _blind() -> ssl.SSLContext:
    """Return a context that takes any certificate: an ended or self-signed one is just what we are looking for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _begin_tls(line: socket.socket) -> None:
    """Ask a mail server to begin TLS. Source: RFC 3207."""
    with line.makefile("rb") as answers:

        def heard(code: bytes) -> None:
            while True:
                said = answers.readline(2048)
                if not said.startswith(code):
                    raise Permanent("no_starttls", "Máy chủ thư không mở được STARTTLS.")
                if said[3:4] != b"-":
                    return

        heard(b"220")
        line.sendall(b"EHLO loa.invalid\r\n")
        heard(b"250")
        line.sendall(b"STARTTLS\r\n")
        heard(b"220")
