"""Slots from draft to end, what judges them, relays laid out ahead."""

from __future__ import annotations

from datetime import time, timedelta
from functools import partial

import pytest
import time_machine

from loa.journal.models import Entry
from loa.lib import clock, names
from loa.speakers import errors, streams
from loa.speakers.actions.airing import air_relay
from loa.speakers.actions.limits import add_rule, end_rule
from loa.speakers.actions.relays import relay_due
from loa.speakers.actions.slots import (
    approve_slot,
    change_slot,
    draft_slot,
    end_slot,
    return_slot,
    submit_slot,
)
from loa.speakers.drafts import unsaved_rule
from loa.speakers.models import Airing, Command, Slot
from loa.speakers.queries.judging import Proposal, free_places, judge, misfits
from loa.speakers.queries.limits import config_parts, limits_on, path_of, rule_for
from loa.speakers.queries.locks import Locks
from loa.speakers.queries.slots import content_hash
from loa.speakers.rules.findings import Ground
from loa.speakers.rules.slots import Proof
from loa.speakers.rules.words import SlotState
from loa.speakers.tests.scene_schedule import (
    MINUTE,
    approved,
    at,
    content,
    fresh,
    make_airing,
    make_clusters,
    tomorrow,
)
from loa.units.errors import RightMissing
from loa_wire.commands import Play
from loa_wire.words import Priority, Why

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clusters(world, keyring):
    return make_clusters(world)


@pytest.fixture
def ward_limits(world):
    return add_rule(
        actor=world.admin,
        area=world.ward_a_area,
        kind="limits",
        source="QĐ 1246/QĐ-UBND",
        valid_from=clock.today() - timedelta(days=30),
        sessions_a_day=2,
        minutes_a_session=15,
        weekdays=[1, 2, 3, 4, 5],
    )


def waiting(world, **given):
    slot = draft_slot(actor=world.ward_officer, body=world.ward_a, **content(**given))
    return submit_slot(actor=world.ward_officer, slot=slot)


# -- from draft to end --------------------------------------------------------------------------------------------


def test_a_slot_holds_once_a_second_person_approved_what_it_says(world):
    slot = approved(world)
    assert (slot.state, slot.approved_by) == (SlotState.APPROVED, world.ward_approver.person)
    assert slot.settled_hash == content_hash(slot)
    verbs = Entry.objects.filter(thing=slot.thing).order_by("pk").values_list("verb", flat=True)
    assert [verb.partition("_")[2] for verb in verbs] == ["drafted", "submitted", "approved"]


def test_who_wrote_it_old_proof_and_another_content_are_refused(world):
    slot = waiting(world)
    seen = content_hash(slot)
    facts = {"actor": world.ward_approver, "slot": slot, "seen_hash": seen, "proof": fresh()}
    with pytest.raises(RightMissing):
        approve_slot(**facts | {"actor": world.ward_officer})
    old = Proof(second_factor=True, at=clock.now() - timedelta(minutes=6))
    for proof in (None, old, Proof(second_factor=False, at=clock.now())):
        with pytest.raises(errors.NotProved):
            approve_slot(**facts | {"proof": proof})
    with pytest.raises(errors.SlotHashChanged):
        approve_slot(**facts | {"seen_hash": "0" * 64})
    person = world.ward_approver.person
    Slot.objects.filter(pk=slot.pk).update(hands=[slot.made_by_id, person.pk])
    with pytest.raises(errors.NotSecondPerson):
        approve_slot(**facts)
    Slot.objects.filter(pk=slot.pk).update(hands=[slot.made_by_id])
    world.ward_officer.person.phone = person.phone = "0912345678"
    world.ward_officer.person.save()
    person.save()
    with pytest.raises(errors.NotSecondPerson):
        approve_slot(**facts)


def test_a_changed_slot_is_approved_anew_and_its_relays_are_taken_out(world):
    slot = approved(world, kind="relay", relay_url="https://vov.example.vn/live")
    assert relay_due() == 5
    with pytest.raises(errors.SlotMoved):
        change_slot(actor=world.ward_officer, slot=slot, version=9, **content())
    change_slot(actor=world.ward_officer, slot=slot, version=slot.version, **content(at=time(18)))
    slot.refresh_from_db()
    assert (slot.state, slot.version, slot.settled_hash) == (SlotState.DRAFT, 2, "")
    assert set(Airing.objects.filter(slot=slot).values_list("state", flat=True)) == {"cancelled"}
    assert Command.objects.filter(ask="cancel").exists()


def test_what_waits_is_returned_with_a_reason_and_what_ended_stays_ended(world):
    slot = waiting(world)
    with pytest.raises(errors.NoReason):
        return_slot(actor=world.ward_approver, slot=slot, reason=" ")
    back = return_slot(actor=world.ward_approver, slot=slot, reason="Trùng giờ tan học")
    assert (back.state, back.reason) == (SlotState.DRAFT, "Trùng giờ tan học")
    end_slot(actor=world.ward_officer, slot=slot, reason="Không dùng nữa")
    with pytest.raises(errors.SlotMoved):
        submit_slot(actor=world.ward_officer, slot=slot)
    with pytest.raises(RightMissing):
        draft_slot(actor=world.other_ward_officer, body=world.ward_a, **content())


@pytest.mark.fault("S09")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"at": time(20, 50)}, "giờ khóa ban đêm"),
        ({"at": time(4, 50)}, "giờ khóa ban đêm"),
        (
            {"at": time(3, 15), "kind": "relay", "relay_url": "https://vov.example.vn/live"},
            "giờ khóa ban đêm",
        ),
        ({"at": time(23, 50), "minutes": 20}, "tách thành hai lần"),
    ],
)
def test_a_slot_in_the_night_or_over_midnight_is_not_even_saved(world, given, said):
    with pytest.raises(errors.SlotRefused) as refused:
        draft_slot(actor=world.ward_officer, body=world.ward_a, **content(**given))
    assert said in " ".join(refused.value.facts["reasons"])
    assert not Slot.objects.exists()


@pytest.mark.mission("N2")
@pytest.mark.fault("S09")
def test_the_order_itself_refuses_the_night_and_lets_an_emergency_pass(
    world, clusters, django_assert_num_queries
):
    night = int(at(tomorrow(), "03:15").timestamp() * 1000)
    play = Play("1", night, 60_000, night, Priority.PRIORITY, relay="https://vov.example.vn/live")
    assert Locks().blocked_in(clusters[0].area, play) == Why.NIGHT
    urgent = Play("1", night, 60_000, night, Priority.EMERGENCY, sha256="0" * 64)
    assert Locks().blocked_in(clusters[0].area, urgent) is None
    with django_assert_num_queries(0):  # no rule is looked up for what passes them all
        assert Locks().blocked(clusters[0], urgent) is None
    slot = Slot(body=world.ward_a, title="Tiếp sóng", priority="normal", minutes=15, mode="live")
    slot.relay_url, slot.pk = "https://vov.example.vn/live", approved(world).pk
    airing = air_relay(slot, at(tomorrow(), "03:15"), clusters)
    assert not airing.plays.exists()
    assert not Command.objects.exists()


def test_bad_days_and_bad_streams_are_refused(world):
    for given, error in (
        ({"until_date": clock.today() - timedelta(days=1)}, errors.BadDays),
        ({"kind": "relay", "relay_url": "http://192.168.1.4/live"}, errors.NoStream),
        ({"kind": "relay"}, errors.NoStream),
    ):
        with pytest.raises(error):
            draft_slot(actor=world.ward_officer, body=world.ward_a, **content(**given))


@pytest.mark.parametrize("step", ["submit", "approve"])
def test_a_stream_whose_name_leads_into_a_private_network_goes_no_further(world, monkeypatch, step):
    relay = {"kind": "relay", "relay_url": "https://vov.example.vn/live"}
    slot = waiting(world, **relay) if step == "approve" else None
    draft = slot or draft_slot(actor=world.ward_officer, body=world.ward_a, **content(**relay))
    inside = partial(names.leads_inside, lookup=lambda host: ["8.8.8.8", "10.0.0.1"] if "vov" in host else [])
    monkeypatch.setattr(streams, "leads_inside", inside)
    further = {
        "submit": partial(submit_slot, actor=world.ward_officer, slot=draft),
        "approve": partial(
            approve_slot, actor=world.ward_approver, slot=draft, seen_hash=content_hash(draft), proof=fresh()
        ),
    }
    with pytest.raises(errors.StreamInside, match="mạng nội bộ"):
        further[step]()
    draft.refresh_from_db()
    assert draft.state == (SlotState.DRAFT if step == "submit" else SlotState.WAITING)


# -- limits ------------------------------------------------------------------------------------------------------


def test_beyond_a_limit_needs_a_named_reason_and_the_night_never_passes(world, ward_limits):
    with pytest.raises(errors.NoSpecialReason) as refused:
        approved(world, minutes=20)
    assert "quá 15 phút" in " ".join(refused.value.facts["reasons"])
    slot = Slot.objects.get()
    done = approve_slot(
        actor=world.ward_approver,
        slot=slot,
        seen_hash=content_hash(slot),
        proof=fresh(),
        exceeds="Kỷ niệm Quốc khánh, Công văn 12/CV-BTG",
    )
    assert done.exceeds.startswith("Kỷ niệm")
    assert Entry.objects.get(verb="speakers.slot_approved").facts["beyond"] == ["minutes"]
    with pytest.raises(errors.SlotRefused):
        waiting(world, title="Đêm", at=time(21))


def test_a_second_slot_at_one_cluster_and_time_is_refused_but_not_in_another_part(world):
    approved(world, areas=[world.group_area])
    with pytest.raises(errors.SlotRefused):
        waiting(world, title="Hai", at=time(17, 10))
    with pytest.raises(errors.SlotRefused):
        waiting(world, title="Hai", at=time(17, 10), areas=[world.group_area])
    assert waiting(world, title="Sau", at=time(17, 15)).state == SlotState.WAITING


def test_a_mourning_day_closes_the_area_below_and_devices_hear_of_it(world):
    day = tomorrow()
    slot = approved(world)
    assert blocked_at(world, day, "17:00") is None
    rule = {
        "area": world.city_area,
        "kind": "mourning",
        "source": "Thông báo quốc tang",
        "valid_from": day,
        "valid_until": day + timedelta(days=2),
    }
    (misfit,) = misfits(unsaved_rule(**rule))
    assert (misfit.slot, misfit.findings[0].skipped) == (slot, True)
    add_rule(actor=world.admin, **rule)
    assert config_parts(world.group_area, day - timedelta(days=1), 7)[1] == (
        day.isoformat(),
        (day + timedelta(days=1)).isoformat(),
    )
    assert blocked_at(world, day, "17:00") == Why.NIGHT
    found = judge(Proposal(body=world.ward_a, begin=at(day, "17:00"), length_ms=MINUTE))
    assert [each.ground for each in found] == [Ground.CLOSED]


def blocked_at(world, day, text):
    moment = int(at(day, text).timestamp() * 1000)
    play = Play("1", moment, 60_000, moment, Priority.NORMAL, sha256="0" * 64)
    return Locks().blocked_in(world.ward_a_area, play)


def test_a_stricter_rule_names_the_slots_that_no_longer_fit(world):
    approved(world, title="Ngắn", minutes=10, at=time(7))
    long = approved(world, title="Dài", minutes=30)
    rule = {
        "area": world.city_area,
        "kind": "limits",
        "source": "Quyết định mới",
        "valid_from": clock.today(),
        "minutes_a_session": 15,
    }
    (misfit,) = misfits(unsaved_rule(**rule))
    assert (misfit.slot, [each.ground for each in misfit.findings]) == (long, [Ground.MINUTES])
    made = add_rule(actor=world.admin, **rule)
    assert rule_for(world.group_area, clock.today()).source == "Quyết định mới"
    assert misfits(made, ends=made) == []
    end_rule(actor=world.admin, rule=made, last_day=clock.today(), reason="Thay bằng quyết định khác")
    assert rule_for(world.group_area, clock.today() + timedelta(days=1)) is None
    with pytest.raises(errors.RuleEnded):
        end_rule(actor=world.admin, rule=made, last_day=clock.today() - timedelta(days=1), reason="Lùi ngày")


def test_rules_are_laid_down_by_who_manages_the_area_and_say_why(world):
    facts = {"area": world.city_area, "kind": "limits", "source": "QĐ", "valid_from": clock.today()}
    with pytest.raises(RightMissing):
        add_rule(actor=world.ward_officer, **facts, minutes_a_session=10)
    with pytest.raises(errors.EmptyRule):
        add_rule(actor=world.admin, **facts, quiet_from=time(12))
    with pytest.raises(errors.EmptyRule):
        add_rule(actor=world.admin, **facts)
    with pytest.raises(errors.BadDays):
        add_rule(actor=world.admin, **facts | {"kind": "mourning"})
    assert limits_on([path_of(world.ward_a_area)]) == []


# -- where there is room ---------------------------------------------------------------------------------------------


def test_free_places_lie_in_approved_slots_behind_what_stands_there(world):
    approved(world)
    waiting(world, title="Chưa duyệt", at=time(7))
    day = tomorrow()
    make_airing(world, at(day, "17:00"), 5.2)
    places = free_places(world.ward_a, 5 * MINUTE, day, 2)
    assert places == [at(day, "17:06"), at(day + timedelta(days=1), "17:00")]
    assert free_places(world.ward_a, 16 * MINUTE, day, 3) == []
    assert free_places(world.ward_a, 10 * MINUTE, day, 1) == [at(day + timedelta(days=1), "17:00")]


def test_a_free_place_is_never_in_the_past(world):
    approved(world, weekdays=[])
    with time_machine.travel(at(tomorrow(), "17:03"), tick=False):
        assert free_places(world.ward_a, 5 * MINUTE, tomorrow(), 1)[0] >= clock.now()


# -- relays -----------------------------------------------------------------------------------------------------------


def test_relays_are_laid_out_a_week_ahead_once(world, clusters):
    with time_machine.travel(at(tomorrow(), "06:00"), tick=False):
        slot = approved(world, kind="relay", relay_url="https://vov.example.vn/live", weekdays=[])
        add_rule(
            actor=world.admin,
            area=world.city_area,
            kind="mourning",
            source="Quốc tang",
            valid_from=clock.today() + timedelta(days=2),
            valid_until=clock.today() + timedelta(days=3),
        )
        assert relay_due() == 6
        assert relay_due() == 0
        airings = Airing.objects.filter(slot=slot)
        assert {each.plays.count() for each in airings} == {2}
        end_slot(actor=world.ward_approver, slot=slot, reason="Đổi nguồn")
    assert set(airings.values_list("state", flat=True)) == {"cancelled"}
