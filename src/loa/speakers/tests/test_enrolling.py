"""A device joins by a one-time code and the key it holds; whatever else comes is refused in plain words."""

from __future__ import annotations

import base64
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.crypt import SIGN, Keyring
from loa.speakers import errors
from loa.speakers.actions import devices, silencing
from loa.speakers.actions.airing import wire
from loa.speakers.actions.commanding import order
from loa.speakers.actions.enrolling import BAD_CODE, FORGED, KNOWN_KEY, OLD_CODE, USED_CODE, enrol, make_code
from loa.speakers.models import Airing, Cluster, Command, CommandCopy, Device, Enrolment, Refusal
from loa.speakers.queries.groups import of_body
from loa.speakers.queries.silences import Scope
from loa.speakers.rules.broker import is_password
from loa.speakers.testing import Joined, asks_to_join, join, make_cluster
from loa.units.errors import RightMissing
from loa_wire.commands import Config
from loa_wire.signed import SignKey, split
from loa_wire.words import Ask
from tests.scene_proof import Pole, make_airing, make_play, make_sound, order_plays
from tests.world import World

ADDRESS = "/device/enrol/"


@pytest.fixture
def cluster(world: World, keyring: Keyring) -> Cluster:
    del keyring
    return make_cluster(world.admin, world.ward_a, world.ward_a_area)


def post(envelope: bytes) -> tuple[int, dict[str, object]]:
    answer = Client(enforce_csrf_checks=True).post(ADDRESS, envelope, content_type="application/octet-stream")
    return answer.status_code, answer.json()


def test_a_device_joins_over_http_and_can_read_what_it_is_told(
    world: World, cluster: Cluster, settings: object
) -> None:
    settings.MQTT_PUBLIC_URL = "mqtts://loa.example.vn:8883"  # type: ignore[attr-defined]
    made, key = make_code(actor=world.admin, cluster=cluster), SignKey.generate("new")
    status, answer = post(asks_to_join(made.code.lower(), key))
    assert status == HTTPStatus.OK
    device = Device.objects.get(name=answer["device"])
    assert bytes(device.public_key) == key.public
    assert answer["cluster"] == cluster.code
    assert is_password(answer["mqtt"]["password"], device.password)  # type: ignore[index]
    assert answer["mqtt"]["url"] == "mqtts://loa.example.vn:8883"  # type: ignore[index]
    reader = join_reader(answer, key)
    groups, config = reader.read(answer["groups"].encode()), reader.read(answer["config"].encode())  # type: ignore[attr-defined]
    assert groups.names("groups") == ("city", of_body(world.ward_a), f"c{cluster.pk}")
    assert groups.group == config.group == f"d{device.name}"
    assert Config.from_wire(config.body).volume_max == cluster.volume_max
    assert not CommandCopy.objects.filter(device=device, answered_at__isnull=True).exists()
    entry = Entry.objects.get(verb="speakers.device_enrolled")
    assert entry.facts["device"] == device.name


def join_reader(answer, key):
    return Joined(Device.objects.get(name=answer["device"]), key, answer)


@pytest.mark.fault("L01")
def test_a_code_that_is_wrong_used_or_old_lets_nobody_in(world: World, cluster: Cluster) -> None:
    made, key = make_code(actor=world.admin, cluster=cluster), SignKey.generate("new")
    wrong = make_code(
        actor=world.admin, cluster=make_cluster(world.admin, world.ward_b, world.ward_b_area, "B1")
    )
    Enrolment.objects.filter(cluster__code="B1").delete()
    for code in (wrong.code, "XXXX", ""):
        assert post(asks_to_join(code, key)) == (403, {"code": "bad_code", "text": str(BAD_CODE.text)})
    assert isinstance(enrol(envelope=asks_to_join(made.code, key)), dict)
    status, said = post(asks_to_join(made.code, SignKey.generate("new")))
    assert (status, said["code"], said["text"]) == (403, "used_code", str(USED_CODE.text))
    later = make_code(actor=world.admin, cluster=cluster)
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert enrol(envelope=asks_to_join(later.code, SignKey.generate("new"))) == OLD_CODE
    assert Device.objects.count() == 1


def test_only_a_digest_is_kept_and_a_new_code_ends_the_one_before(world: World, cluster: Cluster) -> None:
    first = make_code(actor=world.admin, cluster=cluster)
    assert first.code not in str(list(Enrolment.objects.values()))
    make_code(actor=world.admin, cluster=cluster)
    assert enrol(envelope=asks_to_join(first.code, SignKey.generate("new"))) == OLD_CODE
    with pytest.raises(RightMissing):
        make_code(actor=world.ward_officer, cluster=cluster)


@pytest.mark.fault("L02")
def test_a_key_that_is_not_held_is_not_enrolled_and_leaves_a_trace(world: World, cluster: Cluster) -> None:
    made = make_code(actor=world.admin, cluster=cluster)
    owner, thief = SignKey.generate("new"), SignKey.generate("new")
    public = base64.urlsafe_b64encode(owner.public).decode()
    assert enrol(envelope=asks_to_join(made.code, thief, public=public)) == FORGED
    good = asks_to_join(made.code, owner)
    assert enrol(envelope=good.replace(b'"SN1"', b'"SN2"')) == FORGED
    assert Refusal.objects.filter(cluster=cluster, by_server=True, why="forged").count() == 2
    assert not Device.objects.exists()
    for rubbish in (b"", b"loa1 new x\n{}", good[:40], b"\xff" * 100):
        status, _said = post(rubbish)
        assert status == HTTPStatus.FORBIDDEN
    as_form = Client(enforce_csrf_checks=True).post(ADDRESS, {"code": made.code})
    assert as_form.status_code == HTTPStatus.FORBIDDEN
    assert isinstance(enrol(envelope=good), dict)


def test_a_lost_answer_is_given_again_to_the_same_key_alone(world: World, cluster: Cluster) -> None:
    made, key = make_code(actor=world.admin, cluster=cluster), SignKey.generate("new")
    first, again = (enrol(envelope=asks_to_join(made.code, key)) for _ in range(2))
    assert isinstance(first, dict)
    assert isinstance(again, dict)
    assert first["device"] == again["device"]
    other = make_cluster(world.admin, world.ward_b, world.ward_b_area, "B1")
    elsewhere = make_code(actor=world.admin, cluster=other)
    assert enrol(envelope=asks_to_join(elsewhere.code, key)) == KNOWN_KEY


def test_a_new_device_shuts_the_old_one_out_and_learns_what_still_holds(
    world: World, cluster: Cluster
) -> None:
    old = join(world.admin, cluster)
    devices.mute(actor=world.ward_officer, cluster=cluster, on=True)
    silencing.silence(actor=world.editor, scope=Scope(), reason="Nghi bị chiếm quyền")
    pole, sound = Pole(old.device.cluster, old.device, old.key), make_sound(world.ward_a, world.editor.person)
    ours, sounded, others = (make_airing(sound, clock.now() + timedelta(hours=n)) for n in range(3))
    make_play(ours, pole)
    make_play(sounded, pole, state="played")  # the old device proved it: the new one must not sound it again
    play = order_plays(world.ward_a, ours)
    order_plays(world.ward_a, sounded)
    order_plays(world.ward_a, others)  # an exercise of the clusters that were there before
    order(**_coming(world, ours), until=clock.now() + timedelta(hours=2), only=[cluster.pk + 1])
    with time_machine.travel(clock.now() - timedelta(hours=2)):
        order(**_coming(world, ours), until=clock.now() + timedelta(hours=1))
    new = join(world.admin, cluster)
    old.device.refresh_from_db()
    assert old.device.revoked_at
    assert old.device.password == ""
    assert new.device.name != old.device.name
    waiting = CommandCopy.objects.filter(device=new.device, answered_at__isnull=True).order_by("command")
    asked = [(copy.command.ask, new.read(copy.command.envelope).body) for copy in waiting]
    assert waiting.filter(command=play).exists()
    assert [ask for ask, _body in asked].count("play") == 1
    assert ("kill", {"on": True}) in asked
    assert ("mute", {"on": True}) in asked
    after = devices.set_volume(actor=world.ward_officer, cluster=cluster, volume=50)
    assert list(after.copies.values_list("device", flat=True)) == [new.device.pk]


def _coming(world: World, airing: Airing) -> dict[str, Any]:
    plays = [wire(airing).to_wire()]
    return {"ask": Ask.PLAY, "group": of_body(world.ward_a), "body": {"plays": plays}}


@pytest.mark.fault("L03")
def test_a_revoked_device_loses_its_credentials_and_hears_nothing_more(
    world: World, cluster: Cluster
) -> None:
    joined = join(world.admin, cluster)
    with pytest.raises(errors.NoReason):
        devices.revoke(actor=world.admin, cluster=cluster, reason=" ")
    devices.revoke(actor=world.admin, cluster=cluster, reason="Bị lấy trộm")
    joined.device.refresh_from_db()
    assert not joined.device.password
    last = CommandCopy.objects.filter(device=joined.device).latest("pk").command
    assert joined.read(last.envelope).body == {"groups": []}
    silence = silencing.silence(actor=world.editor, scope=Scope(body=world.ward_a), reason="Thử")
    assert not silence.command.copies.filter(device=joined.device).exists()
    with pytest.raises(errors.NoDevice):
        devices.mute(actor=world.ward_officer, cluster=cluster, on=True)
    with pytest.raises(errors.NoDevice):
        devices.revoke(actor=world.admin, cluster=cluster, reason="Lần nữa")


def test_a_new_server_key_is_told_to_every_device_once_under_the_old_one(
    world: World, cluster: Cluster, keyring: Keyring, settings: object
) -> None:
    joined = join(world.admin, cluster)
    assert devices.run_refresh() == 0
    wider = keyring.with_new_key(SIGN, begins=clock.now() + timedelta(hours=2))
    wider.save(str(settings.KEYRING_FILE))  # type: ignore[attr-defined]
    assert devices.run_refresh() == 1
    assert devices.run_refresh() == 0
    told = joined.read(Command.objects.filter(ask=Ask.KEYS.value).latest("pk").envelope)
    assert set(told.body["keys"]) == {"s1", "s2"}
    for days, signs in ((1, "s1"), (8, "s2")):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            command = devices.mute(actor=world.ward_officer, cluster=cluster, on=True)
        assert split(bytes(command.envelope)).key_id == signs


def test_the_code_is_shown_once_with_what_is_typed_on_the_device(world: World, cluster: Cluster) -> None:
    client, address = world.client(world.admin), reverse("speakers:code", args=[cluster.pk])
    assert "loa-speaker enrol" not in client.get(address).content.decode()
    page = client.post(address).content.decode()
    assert "loa-speaker enrol " in page
    assert "data:image/svg+xml" in page
    assert "loa-speaker enrol" not in client.get(address).content.decode()
