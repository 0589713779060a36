"""Signed requests to the server over HTTP; these calls wait, so they run in threads."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from loa_wire import http as signed
from loa_wire.signed import SignKey

TIMEOUT = 30.0
LONGEST_WAIT = 60.0
"""Seconds for which a device lets a busy server have it wait."""
_MOST = 16 * 1024 * 1024


class WebError(Exception):
    """The server could not be reached, or answered with something else than success; `status` is 0 without an answer.

    `wait` says after how many seconds a server that is there, and busy, wants to be asked again.
    """

    def __init__(
        self,
        status: int,
        detail: str = "",
        facts: dict[str, Any] | None = None,
        wait: float | None = None,
    ) -> None:
        super().__init__(f"{status} {detail}".strip())
        self.status = status
        self.detail = detail
        self.facts = facts or {}
        self.wait = wait


def connect(url: str, ca: Path | None = None) -> http.client.HTTPConnection:
    """Return a connection, not yet open."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=str(ca) if ca else None)
        return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=TIMEOUT, context=context)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)


class Web:
    """One server as one device sees it. Its moment may be corrected by what the server says, for signing requests alone."""

    def __init__(self, server: str, key: SignKey, moment: Callable[[], int], ca: Path | None = None) -> None:
        self._server, self._key, self._moment, self._ca = server.rstrip("/"), key, moment, ca
        self._path = urlsplit(self._server).path
        self._line: http.client.HTTPConnection | None = None
        self._shift = 0
        self._closed = False

    def post(self, path: str, raw: dict[str, Any]) -> dict[str, Any]:
        """Send JSON and return the JSON of the answer. Raises: WebError."""
        body = json.dumps(raw, separators=(",", ":")).encode()
        try:
            return self._post(path, body, "application/json")
        except WebError as error:
            if error.status != 409 or "now" not in error.facts:
                raise
            # The server's clock is believed for the next signature only; the device's own clock waits for a signed answer.
            self._shift = int(error.facts["now"]) - self._moment()
        return self._post(path, body, "application/json")

    def post_envelope(self, path: str, envelope: bytes) -> dict[str, Any]:
        """Send an envelope by itself and return the JSON of the answer. Raises: WebError."""
        return self._post(path, envelope, "application/octet-stream")

    def _post(self, path: str, body: bytes, kind: str) -> dict[str, Any]:
        path = self._path + path
        head = self.head("POST", path, body) | {"Content-Type": kind}
        line = self._line or connect(self._server, self._ca)
        self._line = None
        try:
            line.request("POST", path, body, head)
            answer = line.getresponse()
            text = answer.read(_MOST)
        except (OSError, http.client.HTTPException) as error:
            line.close()
            raise WebError(0, str(error) or type(error).__name__) from error
        self._line = line
        if self._closed:
            self.close()
        facts = _facts(text)
        if answer.status != 200:
            raise WebError(answer.status, answer.reason, facts, _wait(answer))
        return facts

    def get(self, path: str, start: int = 0) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """Ask for a file from a byte on; the caller closes the connection. Raises: WebError."""
        path = self._path + path
        line = connect(self._server, self._ca)
        head = self.head("GET", path) | ({"Range": f"bytes={start}-"} if start else {})
        try:
            line.request("GET", path, headers=head)
            answer = line.getresponse()
        except (OSError, http.client.HTTPException) as error:
            line.close()
            raise WebError(0, str(error)) from error
        if answer.status not in {200, 206}:
            line.close()
            raise WebError(answer.status, answer.reason, wait=_wait(answer))
        return line, answer

    def head(self, method: str, path: str, body: bytes = b"") -> dict[str, str]:
        """Return the signed headers of a request."""
        return signed.sign(self._key, method, path, self._moment() + self._shift, body)

    def close(self) -> None:
        """Close the kept connection; one that is in use in a thread is closed when it comes back."""
        self._closed = True
        if self._line is not None:
            self._line.close()
            self._line = None


def _wait(answer: http.client.HTTPResponse) -> float | None:
    """Return the seconds that a busy server asks for; None where it is not busy."""
    if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    told = answer.getheader("Retry-After", "")
    return float(min(int(told[:9]), LONGEST_WAIT)) if told.isdecimal() else LONGEST_WAIT


def _facts(text: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
