"""What is sent first to a device that comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from loa.lib import clock
from loa.speakers.actions.commanding import order
from loa.speakers.gateway import ledger
from loa.speakers.models import Command
from loa_wire.words import Ask
from tests.scene_proof import make_pole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]


def test_a_device_that_comes_back_learns_groups_and_keys_before_what_needs_them(world):
    pole, until = make_pole(world.ward_a, world.ward_a_area), clock.now() + timedelta(hours=1)
    own = f"d{pole.device.name}"
    asks = [
        (Ask.CONFIG, own, False),
        (Ask.TONE, "city", True),
        (Ask.KEYS, own, False),
        (Ask.GROUPS, own, False),
    ]
    for ask, group, urgent in asks:
        order(ask=ask, group=group, until=until, urgent=urgent)
    Command.objects.update(published_at=clock.now())
    with time_machine.travel(clock.now() + timedelta(seconds=30), tick=False):
        letters = ledger.list_for([pole.device.name])
    given = [Command.objects.get(copies=each.row).ask for each in letters]
    assert given == ["keys", "groups", "tone", "config"]
