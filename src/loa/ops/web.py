"""Runs the web server in this process."""

from __future__ import annotations

import os
import socket
import sys

from config import settings
from loa.ops.errors import OpsError

THREADS = 4  # per web worker; each may hold one database connection


def command() -> list[str]:
    """Return the command line of the web server."""
    options = {
        "interface": "wsgi",
        "host": settings.HTTP_HOST,
        "port": settings.HTTP_PORT,
        "workers": settings.WEB_WORKERS,
        "blocking-threads": THREADS,
        "workers-kill-timeout": "4",
        "respawn-interval": "1.0",
        "log-level": "warning",
    }
    pairs = [f"--{name}={value}" for name, value in (options | tls_options()).items()]
    return [sys.executable, "-m", "granian", *pairs, "--respawn-failed-workers", "config.wsgi:application"]


def tls_options() -> dict[str, str]:
    """Return what the server needs to speak TLS itself; nothing where a proxy does, or nobody.

    TLS 1.2 stays allowed: phones that no longer get updates know nothing newer.

    Raises: OpsError when one of the two files is missing.
    """
    files = {"LOA_TLS_CERTIFICATE": settings.TLS_CERTIFICATE, "LOA_TLS_KEY": settings.TLS_KEY}
    if not any(files.values()):
        return {}
    for name, file in files.items():
        if not os.access(file, os.R_OK):
            raise OpsError(f"{name}={file!r} is no file that can be read. Name both files, or neither.")
    return {
        "ssl-certificate": settings.TLS_CERTIFICATE,
        "ssl-keyfile": settings.TLS_KEY,
        "ssl-protocol-min": "tls1.2",
    }


def run() -> None:
    """Become the web server.

    Raises: OpsError when there is no signing key, or a file of the TLS settings cannot be read.
    """
    if settings.SECRET_KEY == settings.NO_SECRET_KEY:
        raise OpsError(
            f"There is no signing key. Start `loa up` once on {settings.HOME}, or set LOA_SECRET_KEY."
        )
    arguments = command()
    os.execv(arguments[0], arguments)  # noqa: S606  no shell is wanted


def run_from_source() -> None:
    """Become Django's own server, which starts anew when a file changes; for work on the product only."""
    place = f"{settings.HTTP_HOST}:{settings.HTTP_PORT}"
    arguments = [sys.executable, "-m", "django", "runserver", "--skip-checks", place]
    os.execve(arguments[0], arguments, {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"})  # noqa: S606


def check_port() -> None:
    """Make sure that nobody else serves our port.

    Raises: OpsError when the port is taken.
    """
    with socket.socket(socket.AF_INET6 if ":" in settings.HTTP_HOST else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HTTP_HOST, settings.HTTP_PORT))
        except OSError as error:
            place = f"{settings.HTTP_HOST}:{settings.HTTP_PORT}"
            raise OpsError(
                f"The address {place} cannot be used ({error.strerror}). Set LOA_PORT to a free port."
            ) from error
