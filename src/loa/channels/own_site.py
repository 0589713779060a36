"""Reads our own site through its public address, as everybody outside would; kinds prove their pages with it.

The address is the operator's own setting, so it may lie in the office's network; a test or exercise reaches this machine
and the listed own addresses only.
"""

from __future__ import annotations

from django.conf import settings

from loa.channels import reach
from loa.channels.models import Mode
from loa.lib.safe_http import Policy, Response, SafeClient

LOOPBACK = ("127.0.0.0/8", "::1/128")
NEAR = (*LOOPBACK, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
_MAX_BYTES = 8 * 1024 * 1024
_SECONDS = 20.0


def policy(mode: str) -> Policy:
    """Return where a call to our own address may go under this mode."""
    is_live = mode == Mode.LIVE
    listed = NEAR if is_live else (*LOOPBACK, *map(str, reach.own_networks()))
    return Policy(
        listed=listed, only_listed=not is_live, ports=frozenset(), max_bytes=_MAX_BYTES, seconds=_SECONDS
    )


async def read(mode: str, path: str) -> Response:
    """Return what the site answers at a path of its public address, past every cache.

    Raises: loa.lib.border.Permanent, Temporary.
    """
    headers = {"Cache-Control": "no-cache", "User-Agent": "Loa-Canary/1"}
    async with SafeClient(policy(mode), connections=1) as client:
        return await client.get(settings.PUBLIC_URL + path, headers)
