"""The tour exists in the demo alone, and signs in as sample accounts alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from loa.desk.tour import acts, story
from loa.desk.tour.story import Sample
from loa.journal.models import Entry
from loa.lib import errors
from loa.units.models import Person, Role
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.mark.parametrize("path", ["/tour/", "/tour/1/", "/tour/6/", "/tour/4/live/"])
def test_its_pages_do_not_exist_outside_the_demo(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_no_role_is_taken_outside_the_demo(client: Client, world: World) -> None:
    Person.objects.filter(pk=world.editor.person.pk).update(email=story.EDITOR.email, is_sample=True)
    assert client.post("/tour/role/", {"step": "1"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_real_person_with_the_samples_address_is_never_signed_in(
    client: Client, world: World, demo: None
) -> None:
    Person.objects.filter(pk=world.editor.person.pk).update(email=story.EDITOR.email)
    assert client.post("/tour/role/", {"step": "1"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_sample_without_a_sample_second_factor_is_refused(client: Client, world: World, demo: None) -> None:
    Person.objects.filter(pk=world.stranger.person.pk).update(email=story.EDITOR.email, is_sample=True)
    world.stranger.person.authenticator_set.all().delete()
    assert client.post("/tour/role/", {"step": "1"}).status_code == 403
    assert not Entry.objects.filter(verb="desk.sample_entered").exists()


def test_a_click_without_its_role_is_refused(client: Client, demo: None) -> None:
    assert client.post("/tour/1/").status_code == 403


@pytest.mark.parametrize("step", ["0", "10", "x", "", "-1", "²"])
def test_an_unknown_step_does_not_exist(client: Client, demo: None, step: str) -> None:
    assert client.post("/tour/role/", {"step": step}).status_code == 404


def test_the_cast_is_found_by_its_sample_accounts_alone(world: World) -> None:
    with pytest.raises(errors.NotFound):
        acts.actor_of(Sample("khong-co", Role.EDITOR, "Không có"))


def test_the_day_of_the_story_is_a_saturday_within_the_bulletins_ten_days() -> None:
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(60)]
    assert all(story.spraying_day(day).weekday() == 5 for day in days)
    assert {(story.spraying_day(day) - day).days for day in days} <= set(range(4, 11))


def test_every_body_of_the_story_has_its_officer() -> None:
    assert len({sample.email for sample in story.CAST}) == len(story.CAST)
    assert [officer.ward for officer in story.WARD_OFFICERS] == list(range(len(story.WARDS)))
