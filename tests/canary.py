"""Accounts that test themselves over the live server; fixture `fly` gives the run that came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from loa.channels import canaries
from loa.channels.actions import open_account
from loa.channels.models import Account, CanaryRun
from tests.world import World


@pytest.fixture
def fly(world: World, keyring: object, live_server: Any, settings: Any) -> Callable[..., CanaryRun]:
    """Return a function that lets an account (a new one of the kind) test itself through the public address."""
    settings.PUBLIC_URL = live_server.url

    def run(kind: str, *, account: Account | None = None, mode: str = "live", **config: Any) -> CanaryRun:
        account = account or open_account(
            actor=world.admin, body=world.city, kind=kind, name=f"Kênh {kind}", mode=mode, config=config
        )
        asked = canaries.ask(actor=world.admin, account=account)
        canaries.run_one(asked.pk)
        return CanaryRun.objects.select_related("account").get(pk=asked.pk)

    return run
