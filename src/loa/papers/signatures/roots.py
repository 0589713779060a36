"""The certificates a caller trusts, read from files; nothing of the system's own store is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import pem, x509

_ENDINGS = frozenset({".pem", ".crt", ".cer", ".der"})
_LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Roots:
    """Trusted roots and, beside them, certificates that only help to build a chain."""

    trusted: tuple[x509.Certificate, ...] = ()
    helping: tuple[x509.Certificate, ...] = ()

    @staticmethod
    def of(files: Iterable[bytes]) -> Roots:
        """Return the certificates of PEM or DER files; a certificate that names another issuer only helps."""
        found = [certificate for data in files for certificate in _certificates(data)]
        own = [one for one in found if one.subject == one.issuer]
        return Roots(tuple(own), tuple(one for one in found if one.subject != one.issuer))


def load_roots(folder: Path | None) -> Roots:
    """Return the roots in a folder; files that hold no certificate are passed over."""
    if folder is None or not folder.is_dir():
        return Roots()
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in _ENDINGS and path.is_file()]
    return Roots.of(path.read_bytes() for path in files if path.stat().st_size <= _LARGEST)


def _certificates(data: bytes) -> list[x509.Certificate]:
    try:
        if pem.detect(data):
            parts = [body for kind, _, body in pem.unarmor(data, multiple=True) if kind == "CERTIFICATE"]
        else:
            parts = [data]
        return [x509.Certificate.load(part, strict=True) for part in parts]
    except (ValueError, TypeError):
        return []
