"""After a restored backup devices obey again, nothing of the past goes out, and what holds is said again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from loa.lib import clock
from loa.speakers.actions.airing import end_airings
from loa.speakers.actions.commanding import order
from loa.speakers.actions.silencing import silence
from loa.speakers.models import Airing, Command, CommandCopy
from loa.speakers.queries.silences import Scope
from loa.speakers.recovery import after_restore
from loa.speakers.testing import join, make_cluster
from loa_wire.judging import Seen, judge
from loa_wire.words import Ask
from tests.scene_proof import make_airing, make_sound, order_plays

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.usefixtures("keyring"),
]


def test_a_device_that_saw_more_than_the_backup_knows_obeys_and_plays_again(world):
    cluster = make_cluster(world.admin, world.ward_a, world.ward_a_area)
    device = join(world.admin, cluster)
    seen = Seen()
    for seq in range(1, 400):  # more than the window: given out after the backup
        seen = seen.with_(seq)
    stale = device.read(order(ask=Ask.TONE, group="city", until=clock.now() + timedelta(hours=1)).envelope)
    assert judge(stale, seen, {"city"}, stale.made) == "old"
    last = Command.objects.latest("pk").pk
    after_restore()
    fresh = device.read(order(ask=Ask.TONE, group="city", until=clock.now() + timedelta(hours=1)).envelope)
    assert judge(fresh, seen, {"city"}, fresh.made) is None
    assert seen.with_(fresh.seq) == Seen(fresh.seq, 1)
    sound = make_sound(world.ward_a, world.ward_officer.person)
    assert make_airing(sound, clock.now()).pk > 10**9  # no number of a play that some device has ended
    assert (
        Command.objects.latest("pk").pk > last + 10**9
    )  # devices over HTTPS ask for what came after their last


def test_what_waited_is_not_sent_and_what_holds_is_said_again(world):
    cluster = make_cluster(world.admin, world.ward_a, world.ward_a_area)
    device = join(world.admin, cluster).device
    sound = make_sound(world.ward_a, world.ward_officer.person)
    gone = make_airing(sound, clock.now() + timedelta(hours=2))
    order_plays(world.ward_a, gone, make_airing(sound, clock.now() + timedelta(hours=3)))
    end_airings([gone], "đã hủy")
    silence(actor=world.editor, scope=Scope(cluster=cluster), reason="bị chiếm")
    before = set(Command.objects.values_list("pk", flat=True))
    said = after_restore()
    assert not Command.objects.filter(pk__in=before, until_at__gt=clock.now()).exists()
    new = CommandCopy.objects.filter(device=device, answered_at=None).exclude(command__in=before)
    asks = list(new.order_by("command").values_list("command__ask", flat=True))
    assert asks == ["kill", "cancel", "keys", "groups", "config", "volume", "mute"]
    assert "1 devices are told anew, 1 silences hold" in said


def test_a_copy_without_loudspeakers_is_left_as_it_is(world):
    assert after_restore() == "no loudspeakers"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM speakers_group")
        assert cursor.fetchone() == (0,)
    assert not Airing.objects.exists()
