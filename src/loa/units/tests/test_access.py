"""Who may do what where: role × body × area, the two refusals, delegations, and the explanation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.errors import Forbidden, NotFound
from loa.units import access
from loa.units.models import Body, Grant, Post, Role
from loa.units.permissions import LABELS, Permission
from loa.units.rules import ROLE_PERMISSIONS
from tests.world import World, delegate, make_actor

ACTORS = {
    "editor": ("city", Role.EDITOR),
    "approver": ("city", Role.APPROVER),
    "duty": ("city", Role.DUTY_OFFICER),
    "leader": ("city", Role.LEADER),
    "admin": ("city", Role.ADMINISTRATOR),
    "clerk": ("city", Role.CLERK),
    "spokesperson": ("city", Role.SPOKESPERSON),
    "ward_officer": ("ward_a", Role.WARD_OFFICER),
    "ward_approver": ("ward_a", Role.APPROVER),
    "other_ward_officer": ("ward_b", Role.WARD_OFFICER),
    "stranger": ("stranger", Role.EDITOR),
    "stranger_approver": ("stranger", Role.APPROVER),
}
BELOW = {
    "city": {"city", "ward_a", "ward_b", "station"},
    "ward_a": {"ward_a", "station"},
    "ward_b": {"ward_b"},
    "stranger": {"stranger_body"},
}
AREAS_BELOW = {
    "city": {"city_area", "ward_a_area", "ward_b_area", "group_area"},
    "ward_a": {"ward_a_area", "group_area"},
    "ward_b": {"ward_b_area"},
    "stranger": {"stranger_area"},
}
BODIES = ("city", "ward_a", "ward_b", "station", "stranger_body")
AREAS = ("city_area", "ward_a_area", "ward_b_area", "group_area", "stranger_area")


@pytest.mark.parametrize("name", ACTORS)
def test_each_role_has_its_rights_over_its_own_branches_and_nowhere_else(world: World, name: str) -> None:
    place, role = ACTORS[name]
    actor = getattr(world, name)
    for permission in Permission:
        held = permission in ROLE_PERMISSIONS[role]
        bodies = set(access.bodies_in_reach(actor, permission))
        areas = set(access.areas_in_reach(actor, permission))
        assert bodies == ({getattr(world, b) for b in BELOW[place]} if held else set()), permission
        assert areas == ({getattr(world, a) for a in AREAS_BELOW[place]} if held else set()), permission


@pytest.mark.parametrize("name", ["editor", "ward_officer", "stranger"])
def test_asking_about_one_body_and_area_agrees_with_the_branches(world: World, name: str) -> None:
    place, role = ACTORS[name]
    actor = getattr(world, name)
    for body in BODIES:
        for area in AREAS:
            allowed = body in BELOW[place] and area in AREAS_BELOW[place]
            answer = access.can(
                actor, Permission.BULLETINS_WRITE, body=getattr(world, body), area=getattr(world, area)
            )
            assert answer == (allowed and Permission.BULLETINS_WRITE in ROLE_PERMISSIONS[role]), (body, area)


def test_a_grant_over_one_ward_only_does_not_reach_the_bodies_of_another(world: World) -> None:
    actor = make_actor("Cao Văn Hẹp", world.city, Role.EDITOR, area=world.ward_a_area)
    assert set(access.bodies_in_reach(actor, Permission.BULLETINS_READ)) == {world.ward_a, world.station}
    assert access.can(actor, Permission.BULLETINS_READ, body=world.city, area=world.ward_a_area)
    assert not access.can(actor, Permission.BULLETINS_READ, body=world.city)


def test_paths_that_begin_alike_are_not_confused(world: World) -> None:
    first = world.ward_a.versions.get()
    neighbour = world.ward_b.versions.get()
    neighbour.path = f"{first.path}9"
    neighbour.save()
    assert world.ward_b not in access.bodies_in_reach(world.ward_officer, Permission.BULLETINS_READ)


def test_no_role_holds_both_the_rights_and_the_release(world: World) -> None:
    for rights in ROLE_PERMISSIONS.values():
        assert not {Permission.PEOPLE_MANAGE, Permission.BULLETINS_RELEASE} <= rights
        assert not {Permission.BULLETINS_WRITE, Permission.BULLETINS_RELEASE} <= rights


def test_strangers_are_told_nothing_exists_and_colleagues_that_the_right_is_missing(world: World) -> None:
    visible = access.bodies_in_reach(world.stranger, Permission.UNITS_READ)
    with pytest.raises(NotFound) as strange:
        access.access(
            visible, world.stranger, id=world.ward_a.pk, to=Permission.BULLETINS_WRITE, body_field="pk"
        )
    with pytest.raises(NotFound) as missing:
        access.access(visible, world.stranger, id=10**9, to=Permission.BULLETINS_WRITE, body_field="pk")
    assert str(strange.value) == str(missing.value)
    seen = access.bodies_in_reach(world.clerk, Permission.UNITS_READ)
    with pytest.raises(Forbidden):
        access.access(seen, world.clerk, id=world.ward_a.pk, to=Permission.BULLETINS_WRITE, body_field="pk")


@pytest.mark.parametrize("key", ["abc", "", None, "1; drop table", 10**30])
def test_an_id_that_is_none_reads_as_missing(world: World, key: object) -> None:
    with pytest.raises(NotFound):
        access.access(Body.objects.all(), world.editor, id=key, to=None)


def test_access_returns_the_thing_to_those_with_the_right(world: World) -> None:
    seen = access.bodies_in_reach(world.editor, Permission.UNITS_READ)
    got = access.access(
        seen, world.editor, id=str(world.ward_a.pk), to=Permission.BULLETINS_WRITE, body_field="pk"
    )
    assert got == world.ward_a


@pytest.mark.fault("A14")
def test_a_post_that_ended_a_moment_ago_has_no_rights(world: World) -> None:
    Post.objects.filter(pk=world.editor.post.pk).update(ended_at=clock.now() - timedelta(seconds=1))
    assert not access.can(world.editor, Permission.BULLETINS_READ)
    assert not access.bodies_in_reach(world.editor, Permission.BULLETINS_READ).exists()


@pytest.mark.parametrize(
    ("starts", "ends", "allowed"), [(-1, None, True), (0, 1, True), (1, None, False), (-9, 0, False)]
)
def test_a_grant_counts_from_its_first_day_until_before_its_last(
    world: World, starts: int, ends: int | None, allowed: bool
) -> None:
    today = clock.today()
    Grant.objects.filter(post=world.editor.post).update(
        valid_from=today + timedelta(days=starts),
        valid_until=None if ends is None else today + timedelta(days=ends),
    )
    assert access.can(world.editor, Permission.BULLETINS_WRITE) is allowed


def test_a_closed_account_has_no_rights(world: World) -> None:
    world.editor.person.is_active = False
    world.editor.person.save()
    assert not access.can(world.editor, Permission.BULLETINS_READ)


def test_nobody_and_the_software_itself(world: World) -> None:
    assert not access.can(None, Permission.BULLETINS_READ)
    assert access.can(SYSTEM, Permission.BULLETINS_RELEASE, body=world.city)
    assert access.bodies_in_reach(SYSTEM, Permission.BULLETINS_READ).count() == len(BODIES)


def test_a_delegated_right_counts_only_while_acting_under_it(world: World) -> None:
    deputy = delegate(world.approver, world.editor, Permission.BULLETINS_RELEASE)
    assert not access.can(world.editor, Permission.BULLETINS_RELEASE, body=world.ward_a)
    assert access.can(deputy, Permission.BULLETINS_RELEASE, body=world.ward_a)
    assert not access.can(deputy, Permission.BULLETINS_RELEASE, body=world.stranger_body)
    assert not access.can(deputy, Permission.BULLETINS_COUNTERSIGN)
    assert deputy.on_behalf_key == world.approver.person_key


def test_a_delegation_never_gives_more_than_the_giver_holds_now(world: World) -> None:
    too_much = delegate(
        world.ward_approver, world.editor, Permission.BULLETINS_RELEASE, Permission.PEOPLE_MANAGE
    )
    assert access.can(too_much, Permission.BULLETINS_RELEASE, body=world.station)
    assert not access.can(too_much, Permission.BULLETINS_RELEASE, body=world.city)
    assert not access.can(too_much, Permission.PEOPLE_MANAGE)
    Post.objects.filter(pk=world.ward_approver.post.pk).update(ended_at=clock.now())
    assert not access.can(too_much, Permission.BULLETINS_RELEASE, body=world.station)


def test_a_delegation_ends_on_time_and_cannot_be_used_by_another(world: World) -> None:
    deputy = delegate(world.approver, world.editor, Permission.BULLETINS_RELEASE)
    thief = replace(world.clerk, delegation=deputy.delegation)
    assert not access.can(thief, Permission.BULLETINS_RELEASE)
    assert deputy.delegation is not None
    deputy.delegation.valid_until = clock.now() - timedelta(seconds=1)
    deputy.delegation.save()
    assert not access.can(deputy, Permission.BULLETINS_RELEASE)


def test_acting_takes_up_the_delegation_only_where_the_own_right_is_missing(world: World) -> None:
    deputy = delegate(world.approver, world.editor, Permission.BULLETINS_RELEASE)
    assert access.acting(world.editor, Permission.BULLETINS_WRITE, body=world.ward_a) == world.editor
    acting = access.acting(world.editor, Permission.BULLETINS_RELEASE, body=world.ward_a)
    assert acting.delegation == deputy.delegation
    with pytest.raises(Forbidden):
        access.acting(world.editor, Permission.BULLETINS_RELEASE, body=world.stranger_body)


def test_why_names_the_grant_its_place_and_its_end(world: World) -> None:
    verdict = access.why(world.editor, Permission.BULLETINS_WRITE, body=world.ward_a)
    assert verdict.allowed
    assert "Biên tập viên" in verdict.reasons[0]
    assert "Ban Tuyên giáo và Dân vận Thành ủy" in verdict.reasons[0]
    assert "Thành phố Sông Hồng" in verdict.reasons[0]
    assert "không thời hạn" in verdict.reasons[0]


def test_why_names_giver_and_document_of_a_delegation(world: World) -> None:
    deputy = delegate(world.approver, world.editor, Permission.BULLETINS_RELEASE)
    (reason,) = access.why(deputy, Permission.BULLETINS_RELEASE, body=world.ward_a).reasons
    assert "thừa ủy quyền Trần Văn Duyệt" in str(reason)
    assert "Giấy ủy quyền số 12/GUQ-UBND" in str(reason)


def test_why_says_what_is_missing_and_who_can_give_it(world: World) -> None:
    verdict = access.why(world.editor, Permission.BULLETINS_RELEASE, body=world.ward_a)
    assert not verdict.allowed
    text = " ".join(map(str, verdict.reasons))
    assert "duyệt phát" in text
    assert "Người duyệt" in text
    assert "Hoàng Văn Quản" in text


def test_why_says_that_the_right_does_not_reach_there_or_that_another_hat_would(world: World) -> None:
    text = " ".join(
        map(str, access.why(world.ward_officer, Permission.BULLETINS_WRITE, body=world.ward_b).reasons)
    )
    assert "chỉ trong phạm vi" in text
    assert "xã Đông Hội" in text
    delegate(world.approver, world.editor, Permission.BULLETINS_RELEASE)
    text = " ".join(
        map(str, access.why(world.editor, Permission.BULLETINS_RELEASE, body=world.ward_a).reasons)
    )
    assert "Đang được Trần Văn Duyệt" in text


def test_every_permission_has_its_words() -> None:
    assert set(LABELS) == set(Permission)


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        list(access.bodies_in_reach(world.editor, Permission.BULLETINS_READ))
    for number in range(20):
        make_actor(f"Người {number}", world.ward_a, Role.EDITOR)
        Grant.objects.create(
            post=world.editor.post,
            role=Role.CLERK,
            body=world.ward_a,
            area=world.ward_a_area,
            valid_from=clock.today() + timedelta(days=number),
            valid_until=clock.today() + timedelta(days=number + 1),
        )
    with CaptureQueriesContext(connection) as many:
        list(access.bodies_in_reach(world.editor, Permission.BULLETINS_READ))
    assert len(few) == len(many) == 2
