"""Signing in and acting: one post at a time, shared machines, a lost second factor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.errors import Forbidden, NotFound
from loa.units import access, actions, errors
from loa.units.models import Person, Post, Role
from loa.units.permissions import Permission
from loa.units.tests.test_people import whoami
from tests.world import World, delegate, make_actor, sign_in

pytestmark = pytest.mark.urls("loa.units.tests.desk_urls")


# -- one hat at a time ------------------------------------------------------------------------------------


def second_post(world: World) -> Post:
    return actions.open_post(
        actor=world.admin,
        person=world.editor.person,
        body=world.ward_a,
        role=Role.APPROVER,
        title="Phó Chủ tịch",
    )


def test_a_person_with_two_posts_chooses_and_acts_as_one(world: World) -> None:
    other = second_post(world)
    client = Client()
    client.force_login(world.editor.person)
    assert whoami(client) == "302 /post/"
    session = client.session
    actor = actions.switch_post(person=world.editor.person, session=session, post_id=str(other.pk))
    session.save()
    assert actor.post == other
    assert whoami(client) == f"{world.editor.person_key}/{other.pk}/"
    assert access.can(actor, Permission.BULLETINS_RELEASE, body=world.ward_a)
    assert not access.can(actor, Permission.BULLETINS_WRITE, body=world.city)
    assert Entry.objects.filter(verb="units.post_switched", post=str(other.pk)).count() == 1


def test_a_chosen_post_that_ended_drops_out_of_the_session(world: World) -> None:
    other = second_post(world)
    client = sign_in(replace(world.editor, post=other))
    Post.objects.filter(pk=other.pk).update(ended_at=clock.now())
    assert whoami(client) == f"{world.editor.person_key}/{world.editor.post_key}/"


@pytest.mark.parametrize("key", ["abc", "", None, "-1", "99999999", "9" * 30])
def test_nobody_acts_as_a_post_that_is_not_his(world: World, key: object) -> None:
    client = world.client(world.editor)
    for wrong in (key, world.approver.post.pk):
        with pytest.raises(NotFound):
            actions.switch_post(person=world.editor.person, session=client.session, post_id=wrong)
    assert whoami(client).startswith(f"{world.editor.person_key}/{world.editor.post_key}/")


def test_acting_under_a_delegation_names_both_and_ends_with_it(world: World) -> None:
    deputy = delegate(world.approver, world.editor, Permission.BULLETINS_RELEASE)
    client = sign_in(deputy)
    assert whoami(client) == f"{world.editor.person_key}/{world.editor.post_key}/{world.approver.person_key}"
    assert deputy.delegation is not None
    actions.revoke_delegation(actor=world.approver, delegation=deputy.delegation)
    assert whoami(client) == f"{world.editor.person_key}/{world.editor.post_key}/"


def test_someone_without_any_post_is_told_so(world: World) -> None:
    person = Person.objects.create_user("khong@example.vn", None, full_name="Không Chức")
    client = Client()
    client.force_login(person)
    assert whoami(client).startswith("403")


def test_nobody_passes_the_door_unsigned_and_fragments_lead_the_whole_page(world: World) -> None:
    assert whoami(Client()) == "302 /login/?next=/whoami/"
    answer = Client().get("/whoami/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/login/")


def test_those_who_release_pass_only_with_a_second_factor(world: World) -> None:
    Authenticator.objects.filter(user__in=[world.approver.person, world.ward_officer.person]).delete()
    assert whoami(world.client(world.approver)) == "302 /totp/"
    assert whoami(world.client(world.ward_officer)).startswith(world.ward_officer.person_key)
    Authenticator.objects.filter(user=world.editor.person).delete()
    assert (
        whoami(sign_in(delegate(world.approver, world.editor, Permission.BULLETINS_RELEASE))) == "302 /totp/"
    )


def test_a_page_without_a_session_asks_the_database_nothing(world: World) -> None:
    with CaptureQueriesContext(connection) as run:
        Client().get("/login/")
    assert len(run) == 0


# -- shared machines --------------------------------------------------------------------------------------


def test_a_shared_machine_signs_out_after_fifteen_idle_minutes(world: World) -> None:
    client = world.client(world.editor)
    client.cookies["loa_shared_device"] = "1"
    whoami(client)
    start = clock.now()
    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        assert whoami(client).startswith(world.editor.person_key)
    with time_machine.travel(start + timedelta(minutes=28), tick=False):
        assert whoami(client).startswith(world.editor.person_key)
    with time_machine.travel(start + timedelta(minutes=44), tick=False):
        assert whoami(client).startswith("302 /login/")


def test_ones_own_machine_stays_signed_in(world: World) -> None:
    client = world.client(world.editor)
    with time_machine.travel(clock.now() + timedelta(hours=3), tick=False):
        assert whoami(client).startswith(world.editor.person_key)


# -- a lost phone -----------------------------------------------------------------------------------------


def test_a_second_factor_is_reset_only_by_two_others_and_then_set_up_anew(world: World) -> None:
    client = world.client(world.approver)
    reset = actions.ask_second_factor_reset(
        actor=world.admin, person=world.approver.person, reason="Mất điện thoại"
    )
    assert Authenticator.objects.filter(user=world.approver.person).exists()
    for actor in (world.admin, replace(world.approver)):
        with pytest.raises(Forbidden):
            actions.confirm_second_factor_reset(actor=actor, reset=reset)
    actions.confirm_second_factor_reset(actor=world.second_admin, reset=reset)
    assert not Authenticator.objects.filter(user=world.approver.person).exists()
    assert whoami(client).startswith("302 /login/")
    with pytest.raises(errors.AlreadyEnded):
        actions.confirm_second_factor_reset(actor=world.leader, reset=reset)


def test_after_a_reset_the_door_stays_shut_until_a_new_factor_is_set_up(world: World) -> None:
    reset = actions.ask_second_factor_reset(
        actor=world.admin, person=world.approver.person, reason="Mất điện thoại"
    )
    person = actions.confirm_second_factor_reset(actor=world.leader, reset=reset)
    assert whoami(sign_in(replace(world.approver, person=person))) == "302 /totp/"


def test_nobody_asks_for_himself_without_reason_or_from_outside(world: World) -> None:
    ask = actions.ask_second_factor_reset
    with pytest.raises(errors.NotForOneself):
        ask(actor=world.admin, person=world.admin.person, reason="Mất")
    with pytest.raises(errors.BadName):
        ask(actor=world.admin, person=world.approver.person, reason=" ")
    with pytest.raises(Forbidden):
        ask(actor=world.editor, person=world.approver.person, reason="Mất")
    with pytest.raises(NotFound):
        ask(actor=world.stranger, person=world.approver.person, reason="Mất")


def test_a_ward_administrator_cannot_reach_the_city_through_a_shared_person(world: World) -> None:
    second_post(world)
    ward_admin = make_actor("Kiều Văn Sở", world.ward_a, Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        actions.ask_second_factor_reset(actor=ward_admin, person=world.editor.person, reason="Mất")


def test_an_old_request_cannot_be_confirmed(world: World) -> None:
    reset = actions.ask_second_factor_reset(
        actor=world.admin, person=world.approver.person, reason="Mất điện thoại"
    )
    with (
        time_machine.travel(clock.now() + timedelta(hours=25), tick=False),
        pytest.raises(errors.AlreadyEnded),
    ):
        actions.confirm_second_factor_reset(actor=world.leader, reset=reset)


# -- what stays on the machine ----------------------------------------------------------------------------


def test_what_the_desk_shows_stays_in_no_cache(world: World) -> None:
    assert sign_in(world.editor).get("/whoami/")["Cache-Control"] == "no-store, private"
