"""People and bodies are maintained: details, a closed account, form of address, standing approver, committees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.errors import Forbidden
from loa.units import actions, errors, queries
from loa.units.actions import NewBody
from loa.units.models import AddressForm, Body, BodyVersion, DocumentForm, Person, Role, System
from loa.units.tests.test_people_screens import page, proved
from tests.world import World, make_actor, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "mat khau cua nguoi thu"


def set_body(world: World, **changes: object) -> Body:
    given = {
        "actor": world.admin,
        "body": world.ward_a,
        "address_form": AddressForm.COMRADE,
        "system": System.STATE,
        "form": DocumentForm.STATE,
        "standing_approver": None,
    }
    return actions.set_body(**(given | changes))  # type: ignore[arg-type]


# -- people -----------------------------------------------------------------------------------------------


def test_details_are_put_right_and_the_journal_holds_no_word_of_them(world: World) -> None:
    person = world.clerk.person
    form = {"full_name": " Đỗ  Thị Thơ ", "email": "THO@tp.example.vn", "phone": "0912345678"}
    assert proved(world.admin).post(f"/desk/people/{person.pk}/change/", form).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.email, person.phone) == ("Đỗ Thị Thơ", "tho@tp.example.vn", "0912345678")
    assert person.folded == "do thi tho"
    entry = Entry.objects.get(verb="units.person_changed")
    assert set(entry.facts) == {"full_name", "email", "phone"}
    assert not any(word in str(entry.facts) for word in ("Thơ", "tho@", "0912"))


def test_the_new_address_signs_in_and_the_old_one_no_longer_does(world: World) -> None:
    person = world.clerk.person
    old = person.email
    person.set_password(PASSWORD)
    person.save()
    Client().post("/accounts/login/", {"login": old, "password": PASSWORD})
    actions.change_person(actor=world.admin, person=person, full_name="A", email="moi@tp.example.vn")
    assert Client().post("/accounts/login/", {"login": old, "password": PASSWORD}).status_code == 200
    led_on = Client().post("/accounts/login/", {"login": "moi@tp.example.vn", "password": PASSWORD})
    assert led_on.status_code == 302


def test_an_address_in_use_and_a_person_out_of_reach_are_refused(world: World) -> None:
    form = {"full_name": "A", "email": world.editor.person.email}
    answer = proved(world.admin).post(f"/desk/people/{world.clerk.person.pk}/change/", form)
    assert answer.status_code == 422
    assert "đã có tài khoản" in answer.content.decode()
    with pytest.raises(Forbidden):
        actions.change_person(
            actor=world.editor, person=world.clerk.person, full_name="A", email="a@example.vn"
        )


def test_a_closed_account_is_opened_again_and_its_running_posts_count(world: World) -> None:
    person = world.clerk.person
    actions.close_account(actor=world.admin, person=person)
    client = proved(world.admin)
    assert "Mở lại tài khoản" in page(client, f"/desk/people/{person.pk}/")
    assert client.post(f"/desk/people/{person.pk}/reopen/").status_code == 302
    assert page(sign_in(world.clerk), "/desk/")
    assert Entry.objects.filter(verb="units.account_reopened").count() == 1
    with pytest.raises(errors.AlreadyOpen):
        actions.reopen_account(actor=world.admin, person=person)


# -- bodies -----------------------------------------------------------------------------------------------


def test_officers_are_addressed_as_their_body_says(world: World) -> None:
    client = sign_in(world.ward_officer)
    assert "đồng chí Ngô Thị Phường" in page(client, "/desk/")
    form = {"address_form": "formal", "system": "state", "form": "state"}
    path = f"/desk/bodies/{world.ward_a.pk}/settings/"
    assert proved(world.admin).post(path, form).status_code == 302
    assert "ông/bà Ngô Thị Phường" in page(client, "/desk/")
    assert "đồng chí Lý Thị Xã" in page(sign_in(world.other_ward_officer), "/desk/")
    invited = actions.invite_person(
        actor=world.admin,
        email="moi@example.vn",
        full_name="Đinh Văn Mới",
        body=world.ward_a,
        role=Role.CLERK,
        title="Văn thư",
    )
    assert "Chào mừng ông/bà Đinh Văn Mới" in page(Client(), f"/invitation/{invited.token}/")


def test_a_standing_approver_holds_a_post_above_and_is_never_oneself(world: World) -> None:
    people = queries.possible_standing_approvers(world.ward_a)
    assert world.approver.person in people
    assert world.ward_approver.person not in people
    assert set_body(world, standing_approver=world.approver.person).standing_approver == world.approver.person
    with pytest.raises(errors.NotAbove):
        set_body(world, standing_approver=world.stranger_approver.person)
    with pytest.raises(errors.NotForOneself):
        set_body(world, standing_approver=world.admin.person)
    with pytest.raises(Forbidden):
        set_body(world, actor=world.editor)


@pytest.mark.parametrize("leave", ["post", "account"])
@pytest.mark.fault("A14")
def test_a_standing_approver_who_leaves_approves_no_more(world: World, leave: str) -> None:
    set_body(world, standing_approver=world.approver.person)
    if leave == "post":
        actions.close_post(actor=world.admin, post=world.approver.post)
    else:
        actions.close_account(actor=world.admin, person=world.approver.person)
    world.ward_a.refresh_from_db()
    assert world.ward_a.standing_approver is None


def test_the_form_of_papers_changes_from_today_on(world: World) -> None:
    set_body(world, form=DocumentForm.PARTY)
    versions = BodyVersion.objects.filter(body=world.ward_a).order_by("valid_from")
    assert [(one.form, one.valid_until) for one in versions] == [("state", clock.today()), ("party", None)]
    entry = Entry.objects.get(verb="units.body_set")
    assert entry.facts["form"] == "party"
    assert "thiết lập cơ quan" in page(sign_in(world.admin), f"/desk/bodies/{world.ward_a.pk}/")


# -- committees -------------------------------------------------------------------------------------------


@pytest.fixture
def committee(world: World) -> Body:
    today = clock.today()
    return actions.create_committee(
        actor=world.admin,
        new=NewBody("BCD", "Ban Chỉ đạo phòng, chống dịch"),
        superior=world.city,
        seat_area=world.city_area,
        members=[world.ward_a, world.station],
        on=today - timedelta(days=9),
        until=today + timedelta(days=9),
    )


def test_members_come_and_go_and_the_end_moves(world: World, committee: Body) -> None:
    until = clock.today() + timedelta(days=40)
    form = {"members": [world.ward_a.pk, world.ward_b.pk], "until": until.strftime("%d/%m/%Y")}
    client = sign_in(world.admin)
    assert client.post(f"/desk/bodies/{committee.pk}/members/", form).status_code == 302
    assert set(queries.committee_members(committee)) == {world.ward_a, world.ward_b}
    before = clock.today() - timedelta(days=1)
    assert set(queries.committee_members(committee, before)) == {world.ward_a, world.station}
    assert queries.body_version(committee, until - timedelta(days=1))
    assert queries.body_version(committee, until) is None


def test_a_member_taken_off_by_mistake_is_seated_again_on_the_same_day(world: World, committee: Body) -> None:
    until = clock.today() + timedelta(days=9)
    for members in ([], [world.station], [], [world.station]):
        actions.change_committee(actor=world.admin, committee=committee, members=members, until=until)
    assert list(queries.committee_members(committee)) == [world.station]


def test_only_a_committee_has_members_and_its_end_lies_ahead(world: World, committee: Body) -> None:
    with pytest.raises(errors.NotACommittee):
        actions.change_committee(
            actor=world.admin, committee=world.ward_b, members=[], until=clock.today() + timedelta(days=1)
        )
    with pytest.raises(errors.CommitteeNeedsEnd):
        actions.change_committee(actor=world.admin, committee=committee, members=[], until=clock.today())
    reader = make_actor("Cao Thị Đọc", world.city, Role.CLERK)
    page(sign_in(reader), f"/desk/bodies/{committee.pk}/members/", 403)
    assert Person.objects.filter(pk=reader.person.pk).exists()
