"""Many devices that were made ready in one place join their clusters at once."""

from __future__ import annotations

import pytest

from loa.journal.models import Entry
from loa.speakers.actions.clusters import Said, add_clusters
from loa.speakers.actions.devices import mute, refresh
from loa.speakers.actions.enrolling import enrol
from loa.speakers.actions.joining import enrol_many
from loa.speakers.actions.silencing import silence
from loa.speakers.errors import CodeTaken, ForgedDevice
from loa.speakers.models import Cluster, CommandCopy, Device
from loa.speakers.queries.silences import Scope
from loa.speakers.testing import asks_to_join, join, make_cluster
from loa.units.errors import RightMissing
from loa_speaker.enrol import request
from loa_speaker.members import member_of
from loa_wire.signed import SignKey
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def clusters(world: World, keyring: object) -> list[Cluster]:
    return [make_cluster(world.admin, world.ward_a, world.ward_a_area, f"M-{n}") for n in range(3)]


def keys_of(clusters: list[Cluster]) -> dict[int, SignKey]:
    return {cluster.pk: SignKey.generate("new") for cluster in clusters}


def envelopes(keys: dict[int, SignKey]) -> dict[int, bytes]:
    return {pk: request("", key) for pk, key in keys.items()}


def test_each_joins_with_the_key_it_made_and_is_told_what_one_alone_is_told(
    world: World, clusters: list[Cluster]
) -> None:
    keys = keys_of(clusters[:2])
    answers = enrol_many(actor=world.admin, envelopes=envelopes(keys))
    alone = join(world.admin, clusters[2]).answer
    for pk, answer in answers.items():
        member = member_of("http://localhost", keys[pk], answer)
        device = Device.objects.get(cluster=pk)
        assert bytes(device.public_key) == keys[pk].public
        assert set(member.groups) == {"city", f"b{world.ward_a.pk}", f"c{pk}"}
        assert set(answer) == set(alone)
        assert member.keys == alone["keys"]
    assert refresh(clusters) == {"configs": 0, "groups": 0, "keys": 0}, "nothing is said again"
    assert Entry.objects.get(verb="speakers.devices_enrolled").facts["devices"] == 2


def test_a_device_without_its_key_keeps_all_of_them_out(world: World, clusters: list[Cluster]) -> None:
    asked = envelopes(keys_of(clusters))
    stolen = SignKey("new", SignKey.generate("new").private)
    asked[clusters[1].pk] = asks_to_join("", stolen, public="A" * 43)
    with pytest.raises(ForgedDevice):
        enrol_many(actor=world.admin, envelopes=asked)
    assert not Device.objects.exists()


def test_nobody_lets_devices_join_clusters_out_of_reach(world: World, clusters: list[Cluster]) -> None:
    with pytest.raises(RightMissing):
        enrol_many(actor=world.stranger, envelopes=envelopes(keys_of(clusters)))


def test_the_device_that_stood_there_is_shut_out_and_silences_and_mutes_hold(
    world: World, clusters: list[Cluster]
) -> None:
    old = join(world.admin, clusters[0]).device
    mute(actor=world.duty, cluster=clusters[0], on=True)
    silence(actor=world.duty, scope=Scope(body=world.ward_a), reason="Phát nhầm")
    clusters[0].refresh_from_db()
    enrol_many(actor=world.admin, envelopes=envelopes(keys_of(clusters)))
    old.refresh_from_db()
    assert old.revoked_at
    assert old.password == ""
    waiting = CommandCopy.objects.filter(device__revoked_at=None, answered_at=None)
    told = sorted(waiting.values_list("device__cluster__code", "command__ask"))
    assert told == [("M-0", "kill"), ("M-0", "mute"), ("M-1", "kill"), ("M-2", "kill")]


def test_many_clusters_are_listed_in_one_act_or_none_of_them(world: World, clusters: list[Cluster]) -> None:
    many = [Said(f"B-{n}", world.ward_a, world.ward_a_area, f"Cột {n}") for n in range(4)]
    assert [each.code for each in add_clusters(actor=world.admin, many=many)] == ["B-0", "B-1", "B-2", "B-3"]
    assert Entry.objects.get(verb="speakers.clusters_imported").facts["new"] == 4
    taken = [
        Said("C-1", world.ward_a, world.ward_a_area, "Cột"),
        Said("M-1", world.ward_a, world.ward_a_area, "Cột"),
    ]
    with pytest.raises(CodeTaken):
        add_clusters(actor=world.admin, many=taken)
    assert not Cluster.objects.filter(code="C-1").exists()
    with pytest.raises(RightMissing):
        add_clusters(actor=world.stranger, many=taken)


def test_an_envelope_for_many_opens_no_door_without_a_code(clusters: list[Cluster]) -> None:
    refused = enrol(envelope=request("", SignKey.generate("new")))
    assert not isinstance(refused, dict)
    assert not Device.objects.exists()
