"""What a kind says of the world outside: where it may call, whose certificates it depends on, what its provider gives and has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

OWN_SERVER = "@config"
"""The host of an endpoint that each account names in its own config (a mail relay, a body's own server)."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server of others whose certificate we depend on; `starttls` where mail servers begin in clear."""

    host: str
    port: int
    starttls: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a kind may call and how: a host pattern ("*.example.vn" or OWN_SERVER), verbs, what for (charter 8)."""

    host: str
    verbs: tuple[str, ...]
    purpose: str
    schemes: tuple[str, ...] = ("https",)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A secret that the provider gave in place of the old one, and until when it holds."""

    secret: str = field(repr=False)
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reported:
    """One message that the provider says it has: the key it was given, its own id for it, and since when, where it tells."""

    key: str
    provider_id: str = ""
    at: datetime | None = None
