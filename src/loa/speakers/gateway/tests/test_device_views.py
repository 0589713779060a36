"""Devices over HTTPS: each request signed, words taken in, commands given, sound files in parts."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from loa.files.actions import store_file
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.speakers.actions import devices
from loa.speakers.actions.commanding import ms, order, signing_key
from loa.speakers.gateway import doors
from loa.speakers.models import Airing, Beat, CommandCopy, Sound
from loa_wire import http
from loa_wire.commands import Command
from loa_wire.signed import Keys, Purpose, SignKey, open_envelope
from loa_wire.words import Ask
from tests.scene_proof import make_pole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]
EXCHANGE = "/device/exchange/"
DATA = b"ID3" + bytes(range(256)) * 8


@pytest.fixture
def pole(world):
    caches["visitors"].clear()
    return make_pole(world.ward_a, world.ward_a_area)


def ask(pole, path=EXCHANGE, body=None, *, key=None, moment=None, method="POST", **headers):
    """Send a request as a device signs it, through every middleware, without a session or a form token."""
    raw = b"" if body is None else json.dumps(body).encode()
    moment = ms(clock.now()) if moment is None else moment
    signed = http.sign(key or pole.key, method, path, moment, raw)
    client = Client(enforce_csrf_checks=True)
    return client.generic(method, path, raw, content_type="application/json", headers=signed | headers)


def told(pole, *arrived, after=0):
    return {"told": [each.envelope.decode() for each in arrived], "after": after}


def opened(answer):
    server = signing_key()
    keys = Keys({server.id: server.public})
    return [
        Command.from_wire(open_envelope(Purpose.COMMAND, each.encode(), keys))
        for each in answer.json()["down"]
    ]


def command(group, **facts):
    return order(ask=Ask.TONE, group=group, until=clock.now() + timedelta(hours=1), **facts)


def test_a_device_gets_what_waits_for_it_until_it_has_answered(pole):
    first, second = command("city"), command(f"c{pole.cluster.pk}")
    command("city", only=[pole.cluster.pk + 1])
    answer = ask(pole, body=told(pole))
    assert [(each.group, each.seq) for each in opened(answer)] == [("city", 1), (f"c{pole.cluster.pk}", 1)]
    assert answer.json()["after"] == second.pk
    assert CommandCopy.objects.get(command=first).sent == 1
    again = ask(pole, body=told(pole, pole.ack(first)))
    assert [each.group for each in opened(again)] == [f"c{pole.cluster.pk}"]
    assert opened(ask(pole, body=told(pole, after=second.pk))) == []


def test_what_was_numbered_before_and_committed_after_is_given_too(pole):
    late, first = command("city"), command(f"c{pole.cluster.pk}")
    assert [each.group for each in opened(ask(pole, body=told(pole, after=first.pk)))] == [
        late.group_id,
        first.group_id,
    ]


def test_what_it_refused_without_knowing_the_time_comes_again(pole):
    asked = command("city")
    after = ask(pole, body=told(pole)).json()["after"]
    assert opened(ask(pole, body=told(pole, pole.ack(asked, why="clock"), after=after))) == []
    with time_machine.travel(clock.now() + timedelta(seconds=20), tick=False):
        assert [each.seq for each in opened(ask(pole, body=told(pole, after=after)))] == [asked.seq]


def test_what_it_tells_is_taken_in_and_a_wrong_clock_is_told_the_time(pole):
    answer = ask(pole, body=told(pole, pole.beat(1, ahead=60_000, offset=0)))
    assert Beat.objects.get().cluster == pole.cluster
    assert [each.ask for each in opened(answer)] == [Ask.TIME]


def test_unsigned_foreign_and_changed_requests_are_refused(pole, world):
    other = make_pole(world.ward_b, world.ward_b_area)
    stranger = SignKey.generate(pole.key.id)
    body = told(pole)
    assert Client().post(EXCHANGE, body, content_type="application/json").status_code == 403
    assert ask(pole, body=body, key=stranger).status_code == 403
    signed = http.sign(pole.key, "POST", EXCHANGE, ms(clock.now()), json.dumps(body).encode())
    changed = Client().generic("POST", EXCHANGE, json.dumps(told(pole, after=1)), headers=signed)
    assert changed.status_code == 403
    assert ask(other, body=told(pole, pole.beat(1))).json()["down"] == []
    assert not Beat.objects.exists()  # another device's word, brought under the own name, is not believed


def test_a_revoked_device_is_refused(pole):
    pole.device.revoked_at, pole.device.revoke_reason = clock.now(), "mất thiết bị"
    pole.device.save()
    assert ask(pole, body=told(pole)).status_code == 403


def test_a_device_that_was_shut_out_is_told_so_and_nothing_else(pole, world):
    devices.shut_out(pole.device, by=world.editor.person, reason="mất thiết bị")
    command("city")
    answer = ask(pole, body=told(pole))
    assert answer.status_code == 403
    assert [(each.ask, each.names("groups")) for each in opened(answer)] == [(Ask.GROUPS, ())]
    assert ask(pole, body=told(pole), key=SignKey.generate(pole.key.id)).json()["down"] == []


def test_a_wrong_clock_is_answered_with_the_time(pole):
    answer = ask(pole, body=told(pole), moment=ms(clock.now() - timedelta(hours=2)))
    assert answer.status_code == 409
    assert abs(answer.json()["now"] - ms(clock.now())) < 60_000


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"told": []},
        {"told": "x", "after": 0},
        {"told": [1], "after": 0},
        {"told": [], "after": True},
        {"told": ["x"] * 501, "after": 0},
    ],
)
def test_what_is_no_exchange_is_refused(pole, body):
    assert ask(pole, body=body).status_code == 400


def test_too_much_and_too_often_are_refused(pole, monkeypatch):
    monkeypatch.setattr(doors, "MOST_BODY", 1_000)
    assert ask(pole, body={"told": ["x" * 2_000], "after": 0}).status_code == 413
    monkeypatch.setattr(doors, "MOST_A_MINUTE", 2)
    with time_machine.travel(clock.now().replace(second=50), tick=False):
        answers = [ask(pole, body=told(pole)) for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429]
        assert answers[-1]["Retry-After"] == "10"
        assert ask(pole, "/device/audio/nothing/", method="GET").status_code == 404  # files are counted apart
    with time_machine.travel(clock.now().replace(second=50) + timedelta(seconds=10), tick=False):
        assert ask(pole, body=told(pole)).status_code == 200


def test_a_device_with_twenty_new_files_and_a_burst_of_orders_is_not_sent_away(pole):
    with time_machine.travel(clock.now(), tick=False):
        files = [ask(pole, "/device/audio/nothing/", method="GET").status_code for _ in range(2 * 20)]
        words = [ask(pole, body=told(pole)).status_code for _ in range(30 + 50)]
    assert (set(files), set(words)) == ({404}, {200})


@pytest.fixture
def sound(world, settings):
    stored = store_file(actor=SYSTEM, name="tin.mp3", data=DATA, purpose="speakers.sound", body=world.ward_a)
    now = clock.now()
    return Sound.objects.create(
        body=world.ward_a,
        title="Tin",
        file=stored,
        sha256=stored.sha256,
        size=stored.size,
        length_ms=1_000,
        loudness=-16,
        origin="upload",
        made_by=world.ward_officer.person,
        made_at=now,
        heard_by=world.ward_officer.person,
        heard_at=now,
    )


def content(answer):
    return b"".join(answer.streaming_content)


def test_a_sound_comes_whole_or_in_parts(pole, sound):
    path = f"/device/audio/{sound.sha256}/"
    whole = ask(pole, path, method="GET")
    data = content(whole)
    assert (whole.status_code, sha256(data).hexdigest()) == (200, sound.sha256)
    for wanted, part in (
        ("bytes=100-199", data[100:200]),
        ("bytes=2000-", data[2000:]),
        ("bytes=-5", data[-5:]),
    ):
        answer = ask(pole, path, method="GET", Range=wanted)
        assert (answer.status_code, content(answer)) == (206, part)
        assert answer["Content-Range"].endswith(f"/{len(data)}")
    assert ask(pole, path, method="GET", Range=f"bytes={len(data)}-").status_code == 416
    assert content(ask(pole, path, method="HEAD")) == b""


def test_a_sound_nobody_has_heard_and_nothing_uses_stays_here(pole, sound):
    Sound.objects.update(heard_by=None, heard_at=None)
    assert not Airing.objects.exists()
    assert ask(pole, f"/device/audio/{sound.sha256}/", method="GET").status_code == 404
    assert ask(pole, "/device/audio/nothing/", method="GET").status_code == 404
