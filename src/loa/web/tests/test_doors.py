"""The door before the weightiest acts."""

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.urls import path

from loa.units.doors import desk_view
from loa.web.doors import fresh_sign_in
from tests.proof import prove


@pytest.fixture
def door(world, addresses):
    done = []

    @desk_view
    @fresh_sign_in
    def act(request):
        if request.method == "POST":
            done.append(request.POST["note"])
        return HttpResponse("trong phòng")

    addresses(path("act/", act))
    client = world.client(world.editor)
    client.done = done
    return client


def test_a_fresh_proof_opens_it(door, world):
    prove(door, world.editor.person)
    assert door.get("/act/").content.decode() == "trong phòng"


def test_an_old_proof_asks_again(door, world):
    prove(door, world.editor.person, ago=301)
    assert door.get("/act/")["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fact%2F"


def test_what_was_posted_waits_and_is_not_done_by_itself(door, world):
    door.post("/act/", {"note": "lý do trả lại"})
    assert door.done == []
    prove(door, world.editor.person)
    page = door.get("/act/").content.decode()
    assert "lý do trả lại" in page
    assert door.done == []
    assert door.get("/act/").content.decode() == "trong phòng"


def test_without_a_second_factor_it_leads_to_setting_one_up(door, world):
    Authenticator.objects.filter(user=world.editor.person).delete()
    prove(door, world.editor.person)
    assert door.get("/act/")["Location"] == "/accounts/2fa/totp/activate/"


def test_another_persons_proof_does_not_count(door, world):
    prove(door, world.approver.person)
    assert door.get("/act/").status_code == 302
