"""Which requests are the same for everybody: an address that a room named, and nothing of a person.

It must not let a part of a request through to the page that is not in its key.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from io import BytesIO
from typing import Final
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import parse_cookie

from loa.web.session import DEVICE_COOKIE

FOLLOWING: Final = frozenset(
    {"fbclid", "gclid", "zarsrc", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"}
)
"""What other sites hang onto an address to follow its reader: it is cut off."""

PERSONAL_HEADERS: Final = ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST", "HTTP_IDEMPOTENCY_KEY")
LONGEST_POST: Final = 256 * 1024
_FORM: Final = "application/x-www-form-urlencoded"
_BLANKS: Final = (b"+", b"%20", b"%0D", b"%0A")  # around a field: the form strips them too
_SECRET: Final = secrets.token_bytes(32)  # of this process: what was pasted cannot be told from its key


@dataclass(frozen=True, slots=True)
class Address:
    """A page that looks the same to everybody; `path` and `query` are patterns for the whole of each.

    `is_check` marks the answer to what somebody typed: it is kept apart, and from the second asking on. `takes` is the
    only field that a form posts to it.
    """

    path: str
    query: str = ""
    is_check: bool = False
    takes: str = ""

    def fits(self, path: str, query: str) -> bool:
        """Say whether this is the address."""
        return bool(re.fullmatch(self.path, path) and re.fullmatch(self.query, query))


_addresses: list[Address] = []


def register(*addresses: Address) -> None:
    """Let these be answered from memory."""
    _addresses.extend(address for address in addresses if address not in _addresses)


def registered() -> list[Address]:
    """Return every address that is answered from memory."""
    return list(_addresses)


@dataclass
class Asked:
    """One request, reduced to what its answer may depend on."""

    address: Address
    environ: WSGIEnvironment
    query: str
    language: str
    body: bytes = field(default=b"", repr=False)

    @cached_property
    def key(self) -> bytes:
        """Return what requests with the same answer share."""
        environ = self.environ
        parts = (
            environ["wsgi.url_scheme"],
            environ.get(_PROXY, "") if settings.SECURE_PROXY_SSL_HEADER else "",
            environ["HTTP_HOST"],
            environ["PATH_INFO"],
            self.query,
            self.language,
            "",
        )
        return blake2b("\0".join(parts).encode() + _stripped(self.body), key=_SECRET, digest_size=20).digest()

    @property
    def is_read(self) -> bool:
        """Say whether it only reads, as a browser does on opening an address."""
        return not self.body

    def neutral(self) -> WSGIEnvironment:
        """Return the request without its sender: nothing but the key goes on to the page.

        A check keeps the address it came from, because the door counts there (web/visitors.py).
        """
        kept = _SERVER + (_SENDER if self.address.is_check else ())
        environ = {name: self.environ[name] for name in kept if name in self.environ}
        environ |= {name: value for name, value in self.environ.items() if name.startswith("wsgi.")}
        environ |= {"REQUEST_METHOD": "GET", "QUERY_STRING": self.query, "wsgi.input": BytesIO(self.body)}
        if self.body:
            environ |= {
                "REQUEST_METHOD": "POST",
                "CONTENT_TYPE": _FORM,
                "CONTENT_LENGTH": str(len(self.body)),
            }
        if self.language != settings.LANGUAGE_CODE:
            environ["HTTP_COOKIE"] = f"{settings.LANGUAGE_COOKIE_NAME}={self.language}"
        return environ


_PROXY: Final = "HTTP_X_FORWARDED_PROTO"
_SERVER: Final = (
    "SCRIPT_NAME",
    "PATH_INFO",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "HTTP_HOST",
    _PROXY,
)
_SENDER: Final = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR")


def ask(environ: WSGIEnvironment) -> Asked | None:
    """Return the request where its answer is the same for everybody; None where Django must see the whole of it."""
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    if method not in {"GET", "HEAD", "POST"} or not environ.get("HTTP_HOST") or environ.get("SCRIPT_NAME"):
        return None
    query = _without_followers(environ.get("QUERY_STRING", ""))
    address = _of_method(method, path, query)
    language = _language(environ) if address else None
    if address is None or language is None:
        return None
    asked = Asked(address, environ, query, language)
    return asked if method != "POST" or _read_post(asked) else None


def _of_method(method: str, path: str, query: str) -> Address | None:
    """Return the address that takes this; a posted one carries its question in the body alone."""
    if method == "POST":
        return next((each for each in _addresses if each.takes and not query and each.fits(path, "")), None)
    return next((each for each in _addresses if not each.takes and each.fits(path, query)), None)


def _stripped(body: bytes) -> bytes:
    """Return what was typed into the one field, without the blanks around it; still as a form sends it."""
    typed = body.partition(b"=")[2]
    while typed.startswith(_BLANKS):
        typed = typed[1 if typed.startswith(b"+") else 3 :]
    while typed.endswith(_BLANKS):
        typed = typed[: -1 if typed.endswith(b"+") else -3]
    return typed


def _without_followers(query: str) -> str:
    if not query:
        return ""
    return "&".join(part for part in query.split("&") if part.partition("=")[0] not in FOLLOWING)


def _language(environ: WSGIEnvironment) -> str | None:
    """Return the language that the reader chose; None where the request carries anything of a person."""
    if any(name in environ for name in PERSONAL_HEADERS) or "json" in environ.get("HTTP_ACCEPT", ""):
        return None
    held = environ.get("HTTP_COOKIE")
    if not held:
        return settings.LANGUAGE_CODE
    cookies = parse_cookie(held)
    if not cookies.keys().isdisjoint(
        {settings.SESSION_COOKIE_NAME, DEVICE_COOKIE, CookieStorage.cookie_name}
    ):
        return None
    wish = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wish if wish in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _read_post(asked: Asked) -> bool:
    """Read the one field that the form posts; say False, and leave the body to be read again, where there is more."""
    environ = asked.environ
    length = environ.get("CONTENT_LENGTH") or ""
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip()
    if kind != _FORM or not length.isdigit() or not 0 < int(length) <= LONGEST_POST:
        return False
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    name, _equals, value = body.partition(b"=")
    if name != asked.address.takes.encode() or b"&" in value or len(body) != int(length):
        return False
    asked.body = body
    return True
