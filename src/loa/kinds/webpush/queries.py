"""The key that browsers are asked to subscribe under."""

from __future__ import annotations

from functools import lru_cache

from loa.channels.models import Account, AccountState, Mode
from loa.channels.vault import read_secret
from loa.kinds.webpush import vapid


def live_key() -> str:
    """Return the private key that the live accounts share; empty where there is none."""
    return live_sender()[0]


def live_sender() -> tuple[str, str]:
    """Return the private key that the live accounts share and the contact of the first of them; empty without one."""
    rows = Account.objects.filter(kind="webpush", mode=Mode.LIVE).exclude(secret="")
    first = rows.order_by("pk").first()
    return (read_secret(first.pk, first.secret), str(first.config["contact"])) if first else ("", "")


def offered_key() -> str:
    """Return the public key for a browser, empty while no live account is in use."""
    rows = Account.objects.filter(kind="webpush", mode=Mode.LIVE, state=AccountState.ACTIVE)
    first = rows.exclude(secret="").order_by("pk").values_list("pk", "secret").first()
    return _public(*first) if first else ""


@lru_cache(maxsize=16)
def _public(account_id: int, token: str) -> str:
    """Return the public half of a sealed key; kept by its sealed form, so that a page opens no secret."""
    return vapid.public_key(read_secret(account_id, token))
