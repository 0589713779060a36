"""Loudspeakers as a channel: through the real ledger to plays and one signed command for each body."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.channels.actions import open_account
from loa.channels.contract import sample_core, violations
from loa.channels.registry import get
from loa.delivery import folder, worker
from loa.delivery import same_as as delivery_same_as
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Delivery
from loa.delivery.plan import ContentPlan, TargetPlan
from loa.delivery.testing import make_plan, states
from loa.files.actions import store_file
from loa.journal.actions import SYSTEM
from loa.kinds.speaker import handing
from loa.kinds.speaker.kind import ClusterSource, SpeakerKind
from loa.lib import clock
from loa.speakers.actions import proofs
from loa.speakers.actions.airing import end_airings
from loa.speakers.models import Airing, Cluster, Command, CommandCopy, Device, Play, Sound
from loa.speakers.rules.words import PlayState, SoundOrigin
from loa_wire import commands
from loa_wire.signed import Keys, Purpose, SignKey, open_envelope
from loa_wire.words import Priority

source = ClusterSource()


@pytest.fixture
def station(world, keyring):
    account = open_account(
        actor=SYSTEM, body=world.ward_a, kind="speaker", name="Cụm loa phường A", mode="live", config={}
    )
    clusters = [_cluster(world.ward_a, world.ward_a_area, f"A{n}") for n in range(3)]
    elsewhere = _cluster(world.ward_b, world.ward_b_area, "B0")
    return account, clusters, elsewhere


def _cluster(body, area, code, mode="live"):
    cluster = Cluster.objects.create(
        code=code, body=body, area=area, place=f"Nhà văn hóa {code}", mode=mode, opened_at=clock.now()
    )
    key = SignKey.generate(f"dev{code.lower()}")
    Device.objects.create(cluster=cluster, name=key.id, public_key=key.public, enrolled_at=clock.now())
    return cluster


@pytest.fixture
def sound(world, db):
    file = store_file(
        actor=SYSTEM, name="a.mp3", data=b"ID3" + bytes(200), purpose="speakers.sound", body=world.ward_a
    )
    person = world.editor.person
    return Sound.objects.create(
        body=world.ward_a,
        title="Lịch cấp nước",
        file=file,
        sha256="a" * 64,
        size=203,
        length_ms=42_000,
        loudness=-16,
        origin=SoundOrigin.UPLOAD,
        made_by=person,
        made_at=clock.now(),
        heard_by=person,
        heard_at=clock.now(),
    )


def _send(
    account,
    sound,
    *,
    count,
    moments=(),
    priority="normal",
    areas=("C1A",),
    thing="bulletins.bulletin:1",
    **extra,
):
    core = sample_core()
    payload = SpeakerKind().render(core) | {
        "priority": priority,
        "sound": {"id": sound.pk, "sha256": sound.sha256, "length_ms": sound.length_ms},
        "moments": [each.isoformat() for each in moments],
        **extra,
    }
    plan = make_plan(
        account,
        count,
        contents=(ContentPlan("main", "speaker", "vi", payload),),
        targets=(TargetPlan(account.pk, "main", source.key, {"account": account.pk, "areas": list(areas)}),),
        thing=thing,
    )
    dispatch = open_dispatch(actor=SYSTEM, plan=plan)
    worker.drain()
    return dispatch


def test_it_keeps_the_contract_of_a_kind():
    assert violations(get("speaker")) == []


def test_what_is_approved_shows_length_and_moments():
    payload = SpeakerKind().render(sample_core()) | {
        "sound": {"length_ms": 75_000},
        "moments": ["2026-12-01T06:00:00+07:00"],
    }
    said = " ".join(shown.text for shown in SpeakerKind().preview(payload))
    assert "1 phút 15 giây" in said
    assert "06:00 01/12/2026" in said


@pytest.mark.django_db(transaction=True)
def test_a_bulletin_becomes_a_play_at_each_cluster_and_one_signed_command(world, station, sound, keyring):
    account, clusters, _elsewhere = station
    moment = _next(9)
    dispatch = _send(account, sound, count=3, moments=[moment], areas=[world.ward_a_area.code])
    assert states(dispatch) == {"accepted": 3}
    assert set(Play.objects.values_list("cluster", "state")) == {(c.pk, PlayState.ORDERED) for c in clusters}
    assert Airing.objects.get().starts_at == moment
    command = Command.objects.get()
    assert CommandCopy.objects.filter(command=command).count() == 3
    keys = Keys({key: value.raw for key, value in keyring.verify_keys().items()})
    read = commands.Command.from_wire(open_envelope(Purpose.COMMAND, bytes(command.envelope), keys))
    (play,) = read.plays()
    assert (read.group, read.seq, read.only) == (f"b{world.ward_a.pk}", 1, ())
    assert (play.at, play.length, play.sha256) == (int(moment.timestamp() * 1000), 42_000, sound.sha256)


@pytest.mark.django_db
def test_a_sound_nobody_has_listened_to_does_not_go_on_air(world, station, sound):
    account, _clusters, _elsewhere = station
    Sound.objects.update(heard_by=None, heard_at=None)
    dispatch = _send(account, sound, count=3, moments=[_next(9)], areas=[world.ward_a_area.code])
    assert states(dispatch) == {"failed": 3}
    assert not Play.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_at_night_only_an_emergency_sounds(world, station, sound):
    account, _clusters, _elsewhere = station
    night, area = _next(23), [world.ward_a_area.code]
    assert states(_send(account, sound, count=3, moments=[night], areas=area)) == {"failed": 3}
    urgent = _send(
        account,
        sound,
        count=3,
        moments=[night],
        areas=area,
        priority="emergency",
        thing="bulletins.bulletin:2",
    )
    assert states(urgent) == {"accepted": 3}
    assert Command.objects.get().urgent


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_takes_out_what_is_still_planned(world, station, sound):
    account, _clusters, _elsewhere = station
    area = [world.ward_a_area.code]
    _send(account, sound, count=3, moments=[_next(9)], areas=area, code="7K3M-Q2WT")
    _send(
        account,
        sound,
        count=3,
        moments=[_next(10)],
        areas=area,
        corrects="7K3M-Q2WT",
        thing="bulletins.bulletin:2",
    )
    first, second = Airing.objects.order_by("starts_at")
    assert set(first.plays.values_list("state", flat=True)) == {PlayState.CANCELLED}
    assert set(second.plays.values_list("state", flat=True)) == {PlayState.ORDERED}
    assert list(Command.objects.order_by("seq").values_list("ask", flat=True)) == ["play", "cancel", "play"]


@pytest.mark.django_db(transaction=True)
def test_a_correction_for_some_leaves_the_others_what_was_ordered(world, station, sound):
    account, clusters, _elsewhere = station
    area = [world.ward_a_area.code]
    first = _send(account, sound, count=3, moments=[_next(9)], areas=area, code="7K3M-Q2WT")
    said = {"corrects": "7K3M-Q2WT", "relation": "correction", "thing": "bulletins.bulletin:2"}
    Cluster.objects.filter(pk=clusters[0].pk).update(area=world.group_area)
    _send(account, sound, count=1, moments=[_next(10)], areas=[world.group_area.code], **said)
    airing = Airing.objects.order_by("starts_at").first()
    found = dict(airing.plays.values_list("cluster", "state"))
    assert found == {clusters[0].pk: "cancelled", clusters[1].pk: "ordered", clusters[2].pk: "ordered"}
    assert airing.state == "ordered"
    told = Command.objects.get(ask="cancel")
    assert told.only == [clusters[0].pk]
    assert [each.device.cluster_id for each in told.copies.all()] == [clusters[0].pk]
    folder.catch_up()
    assert states(first) == {"accepted": 2, "withdrawn": 1}


@pytest.mark.django_db(transaction=True)
def test_what_was_called_off_before_it_sounded_is_no_success_and_still_hears_a_correction(
    world, station, sound
):
    account, clusters, _elsewhere = station
    dispatch = _send(account, sound, count=3, moments=[_next(9)], areas=[world.ward_a_area.code])
    sounded = Play.objects.get(cluster=clusters[0])
    Play.objects.filter(pk=sounded.pk).update(state=PlayState.PLAYED)
    proofs.settle([sounded.delivery_id])
    end_airings([Airing.objects.get()], "đổi giờ")
    folder.catch_up()
    assert states(dispatch) == {"played": 1, "withdrawn": 2}
    row = Delivery.objects.filter(dispatch_id=dispatch.pk, state="withdrawn").first()
    assert row.reason == "Đã hủy trước giờ phát."
    same_as = {"same_as": dispatch.pk}
    assert delivery_same_as.count(same_as, account_id=account.pk, source=source.key) == 3


@pytest.mark.django_db(transaction=True)
def test_a_city_of_bodies_costs_hardly_more_questions_than_one(world, station, sound):
    _account, clusters, elsewhere = station

    def cost(number, meant):
        said = handing.Said(
            f"bulletins.bulletin:{number}",
            number,
            "Cắt điện",
            "K",
            1,
            "live",
            Priority.NORMAL,
            sound,
            (_next(9),),
        )
        with CaptureQueriesContext(connection) as asked:
            assert set(handing.air(said, {each.pk: 0 for each in meant}).values()) == {None}
        return len(asked)

    assert cost(1, [*clusters, elsewhere]) == cost(2, clusters)
    assert set(Command.objects.values_list("group", "seq")) == {
        (f"b{world.ward_a.pk}", 1), (f"b{world.ward_a.pk}", 2), (f"b{world.ward_b.pk}", 1),
    }  # fmt: skip
    handing.air(
        handing.Said(
            "bulletins.bulletin:2", 2, "Cắt điện", "K", 1, "live", Priority.NORMAL, sound, (_next(9),)
        ),
        {each.pk: 0 for each in clusters},
    )
    assert (Airing.objects.count(), Play.objects.count(), Command.objects.count()) == (3, 7, 3)


@pytest.mark.django_db
def test_clusters_of_another_mode_are_never_meant(world, station):
    account, _clusters, _elsewhere = station
    _cluster(world.ward_a, world.ward_a_area, "AX", mode="exercise")
    rule = {"account": account.pk, "areas": [world.ward_a_area.code]}
    assert source.count(rule, clock.now()) == 3


@pytest.mark.django_db
def test_where_a_ward_speaks_itself_the_city_does_not(world, station):
    account, _clusters, _elsewhere = station
    rule = {"account": account.pk, "areas": [world.ward_a_area.code], "elsewhere": [world.ward_a_area.code]}
    assert source.count(rule, clock.now()) == 0


def _next(hour):
    return (clock.now().astimezone(clock.HANOI) + timedelta(days=1)).replace(
        hour=hour, minute=0, second=0, microsecond=0
    )
