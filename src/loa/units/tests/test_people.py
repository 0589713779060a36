"""People, posts and rights: coming in, leaving at once, passing rights on, losing a phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.errors import Forbidden
from loa.units import access, actions, errors, queries
from loa.units.actions.people import INVITATION_LASTS
from loa.units.models import Delegation, Grant, Invitation, Person, Role
from loa.units.permissions import Permission
from tests.world import World, delegate, make_actor

PASSWORD = "Loa phường 2026!"
pytestmark = pytest.mark.urls("loa.units.tests.desk_urls")


def invite(world: World, **changes: object) -> actions.Invited:
    fields = {
        "actor": world.admin,
        "email": "Moi@phuong.example.vn",
        "full_name": "  Đặng   Thị Mới ",
        "body": world.ward_a,
        "role": Role.WARD_OFFICER,
        "title": "Công chức văn hóa – xã hội",
    }
    return actions.invite_person(**(fields | changes))  # type: ignore[arg-type]


def whoami(client: Client) -> str:
    answer = client.get("/whoami/")
    return (
        answer.content.decode()
        if answer.status_code == 200
        else f"{answer.status_code} {answer.get('Location', '')}"
    )


# -- coming in --------------------------------------------------------------------------------------------


def test_an_invited_person_comes_in_once_by_the_link(world: World) -> None:
    invited = invite(world)
    assert invited.person.email == "moi@phuong.example.vn"
    assert invited.person.full_name == "Đặng Thị Mới"
    assert not invited.person.has_usable_password()
    person = actions.accept_invitation(token=invited.token, password=PASSWORD)
    assert person.check_password(PASSWORD)
    with pytest.raises(errors.BadInvitation):
        actions.accept_invitation(token=invited.token, password=PASSWORD)
    assert invited.post is not None
    actor = replace(world.ward_officer, person=person, post=invited.post)
    assert access.can(actor, Permission.BULLETINS_WRITE, body=world.ward_a)


def test_the_link_is_kept_only_as_a_digest(world: World) -> None:
    invited = invite(world)
    assert invited.token not in str(list(Invitation.objects.values()))
    assert invited.token not in str(list(Entry.objects.values()))
    assert "moi@" not in str(list(Entry.objects.values()))


def test_an_old_or_voided_link_no_longer_works(world: World) -> None:
    first = invite(world)
    second = actions.invite_again(actor=world.admin, person=first.person)
    with pytest.raises(errors.BadInvitation):
        actions.find_invitation(first.token)
    late = time_machine.travel(clock.now() + INVITATION_LASTS + timedelta(seconds=1), tick=False)
    with late, pytest.raises(errors.BadInvitation):
        actions.accept_invitation(token=second.token, password=PASSWORD)
    assert actions.find_invitation(second.token).person == first.person


def test_a_weak_password_is_refused_and_the_link_still_works(world: World) -> None:
    invited = invite(world)
    with pytest.raises(errors.BadPassword) as refused:
        actions.accept_invitation(token=invited.token, password="123")
    assert refused.value.facts["reasons"]
    assert actions.accept_invitation(token=invited.token, password=PASSWORD)


@pytest.mark.parametrize("email", ["", "không phải thư", "a@", "a b@c.vn"])
def test_a_bad_address_or_one_in_use_is_refused(world: World, email: str) -> None:
    with pytest.raises(errors.BadName):
        invite(world, email=email)
    invite(world)
    with pytest.raises(errors.EmailTaken):
        invite(world, email="MOI@phuong.example.vn")


def test_only_those_who_manage_people_there_invite(world: World) -> None:
    for actor in (world.editor, world.ward_officer, world.stranger):
        with pytest.raises(Forbidden):
            invite(world, actor=actor)
    with pytest.raises(Forbidden):
        invite(world, body=world.stranger_body)
    assert Person.objects.filter(email__startswith="moi@").count() == 0


def test_nobody_opens_a_post_for_himself_but_the_software_does(world: World) -> None:
    given = {"body": world.city, "role": Role.APPROVER, "title": "Chánh Văn phòng"}
    with pytest.raises(errors.NotForOneself):
        actions.open_post(actor=world.admin, person=world.admin.person, **given)  # type: ignore[arg-type]
    assert not access.can(world.admin, Permission.BULLETINS_RELEASE)
    assert actions.open_post(actor=SYSTEM, person=world.admin.person, **given)  # type: ignore[arg-type]


def test_an_acting_deputy_needs_an_end(world: World) -> None:
    with pytest.raises(errors.BadSpan):
        invite(world, is_acting_deputy=True)
    assert invite(world, is_acting_deputy=True, valid_until=clock.today() + timedelta(days=30)).post


# -- leaving ----------------------------------------------------------------------------------------------


@pytest.mark.fault("A14")
def test_leaving_a_post_ends_sessions_grants_and_delegations_at_once(world: World) -> None:
    given = delegate(world.approver, world.editor, Permission.BULLETINS_RELEASE)
    received = delegate(world.leader, world.approver, Permission.JOURNAL_READ)
    client = world.client(world.approver)
    assert whoami(client).startswith(f"{world.approver.person_key}/")
    actions.close_post(actor=world.admin, post=world.approver.post)
    assert whoami(client).startswith("302 /login/")
    assert not access.can(world.approver, Permission.BULLETINS_RELEASE)
    assert not access.can(given, Permission.BULLETINS_RELEASE)
    assert not access.can(received, Permission.JOURNAL_READ)
    assert not Delegation.objects.filter(revoked_at=None).exists()
    assert not Grant.objects.filter(post=world.approver.post, revoked_at=None).exists()
    entry = Entry.objects.get(verb="units.post_closed")
    assert entry.person == world.admin.person_key


def test_a_post_ends_once_and_one_that_ends_later_ends_by_itself(world: World) -> None:
    day = clock.today() + timedelta(days=3)
    actions.close_post(actor=world.admin, post=world.clerk.post, on=day)
    assert access.can(world.clerk, Permission.BULLETINS_READ)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert not access.can(world.clerk, Permission.BULLETINS_READ)
    actions.close_post(actor=world.admin, post=world.editor.post)
    with pytest.raises(errors.AlreadyEnded):
        actions.close_post(actor=world.admin, post=world.editor.post)


@pytest.mark.fault("A14")
def test_a_closed_account_loses_its_session(world: World) -> None:
    client = world.client(world.editor)
    assert whoami(client).startswith(world.editor.person_key)
    actions.close_account(actor=world.admin, person=world.editor.person)
    assert whoami(client).startswith("302 /login/")
    with pytest.raises(errors.NotForOneself):
        actions.close_account(actor=world.admin, person=world.admin.person)


def test_signing_out_everywhere_ends_every_session(world: World) -> None:
    one, two = world.client(world.editor), world.client(world.editor)
    actions.end_sessions(person=world.editor.person)
    assert whoami(one).startswith("302 /login/")
    assert whoami(two).startswith("302 /login/")


# -- grants -----------------------------------------------------------------------------------------------


def grant_ward(world: World, **changes: object) -> Grant:
    fields = {
        "actor": world.admin,
        "post": world.clerk.post,
        "role": Role.EDITOR,
        "body": world.ward_a,
        "area": world.ward_a_area,
    }
    return actions.grant(**(fields | changes))  # type: ignore[arg-type]


def test_a_grant_opens_a_branch_and_revoking_shuts_it(world: World) -> None:
    given = grant_ward(world)
    assert set(access.bodies_in_reach(world.clerk, Permission.BULLETINS_WRITE)) == {
        world.ward_a,
        world.station,
    }
    assert given.granted_by == world.admin.person
    actions.revoke(actor=world.admin, grant=given)
    assert not access.can(world.clerk, Permission.BULLETINS_WRITE)
    with pytest.raises(errors.AlreadyEnded):
        actions.revoke(actor=world.admin, grant=given)
    assert grant_ward(world)


def test_the_same_right_is_not_given_twice_for_the_same_days(world: World) -> None:
    day = clock.today()
    grant_ward(world, valid_until=day + timedelta(days=5))
    with pytest.raises(errors.AlreadyGranted):
        grant_ward(world, valid_from=day + timedelta(days=4))
    assert grant_ward(world, valid_from=day + timedelta(days=5))


def test_nobody_widens_his_own_rights_or_reaches_beyond_his_own(world: World) -> None:
    with pytest.raises(errors.NotForOneself):
        grant_ward(world, post=world.admin.post, role=Role.APPROVER)
    with pytest.raises(Forbidden):
        grant_ward(world, body=world.stranger_body, area=world.stranger_area)
    with pytest.raises(Forbidden):
        grant_ward(world, actor=world.approver)
    ward_admin = make_actor("Kiều Văn Sở", world.ward_a, Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        grant_ward(
            world, actor=ward_admin, post=world.ward_officer.post, body=world.city, area=world.city_area
        )


# -- delegations ------------------------------------------------------------------------------------------


def hand_over(world: World, **changes: object) -> Delegation:
    now = clock.now()
    fields = {
        "actor": world.approver,
        "receiver": world.editor.post,
        "permissions": [Permission.BULLETINS_RELEASE],
        "kind": Delegation.Kind.BY_AUTHORITY,
        "source_document": "GUQ số 5/2026",
        "valid_from": now,
        "valid_until": now + timedelta(days=2),
    }
    return actions.delegate(**(fields | changes))  # type: ignore[arg-type]


def test_a_delegation_passes_named_rights_for_its_time(world: World) -> None:
    given = hand_over(world)
    deputy = replace(world.editor, delegation=given)
    assert access.can(deputy, Permission.BULLETINS_RELEASE, body=world.ward_b)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert not access.can(deputy, Permission.BULLETINS_RELEASE)
    assert [one.pk for one in queries.delegations_to(world.editor.post)] == [given.pk]


def test_a_delegation_gives_only_what_the_giver_holds_by_himself(world: World) -> None:
    with pytest.raises(errors.BeyondOwnRights):
        hand_over(world, permissions=[Permission.CHANNELS_MANAGE])
    with pytest.raises(errors.BeyondOwnRights):
        hand_over(world, permissions=[])
    with pytest.raises(errors.BeyondOwnRights):
        hand_over(world, actor=world.admin, permissions=[Permission.PEOPLE_MANAGE])
    deputy = replace(world.editor, delegation=hand_over(world))
    with pytest.raises(errors.BeyondOwnRights):
        hand_over(world, actor=deputy, receiver=world.clerk.post)


def test_a_delegation_needs_a_document_a_future_end_and_a_colleague(world: World) -> None:
    with pytest.raises(errors.NeedsDocument):
        hand_over(world, source_document="  ")
    with pytest.raises(errors.BadSpan):
        hand_over(
            world, valid_until=clock.now() - timedelta(seconds=1), valid_from=clock.now() - timedelta(days=1)
        )
    with pytest.raises(errors.BadPlace):
        hand_over(world, receiver=world.stranger.post)
    with pytest.raises(errors.NotForOneself):
        hand_over(world, receiver=world.approver.post)


def test_an_administrator_enters_a_delegation_for_its_giver_but_not_to_himself(world: World) -> None:
    entered = hand_over(world, actor=world.admin, giver=world.approver.post)
    assert entered.giver == world.approver.post
    with pytest.raises(errors.NotForOneself):
        hand_over(world, actor=world.admin, giver=world.approver.post, receiver=world.admin.post)
    with pytest.raises(Forbidden):
        hand_over(world, actor=world.ward_officer, giver=world.approver.post)


def test_a_delegation_is_ended_by_those_it_concerns(world: World) -> None:
    with pytest.raises(Forbidden):
        actions.revoke_delegation(actor=world.clerk, delegation=hand_over(world))
    for actor in (world.approver, world.editor, world.admin):
        actions.revoke_delegation(actor=actor, delegation=hand_over(world))
    given = hand_over(world)
    actions.revoke_delegation(actor=world.approver, delegation=given)
    with pytest.raises(errors.AlreadyEnded):
        actions.revoke_delegation(actor=world.approver, delegation=given)


# -- lists ------------------------------------------------------------------------------------------------


def test_people_are_seen_within_reach_in_a_constant_number_of_queries(world: World) -> None:
    with CaptureQueriesContext(connection) as few:
        seen = list(queries.people_visible_to(world.ward_officer))
    assert {person.pk for person in seen} == {world.ward_officer.person.pk, world.ward_approver.person.pk}
    for number in range(20):
        make_actor(f"Người {number}", world.ward_a, Role.EDITOR)
    with CaptureQueriesContext(connection) as many:
        assert len(queries.people_visible_to(world.ward_officer)) == 22
    assert len(few) == len(many)


def test_holders_of_a_right_are_named_nearest_first(world: World) -> None:
    found = queries.holders_of(Permission.BULLETINS_RELEASE, body=world.ward_a)
    assert [post.pk for post in found] == [world.ward_approver.post.pk, world.approver.post.pk]
