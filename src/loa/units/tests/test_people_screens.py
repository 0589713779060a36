"""People, posts and rights on screen: who sees what, what each form does, what it says when it cannot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from loa.lib import clock
from loa.units import actions
from loa.units.actor import Actor
from loa.units.models import Delegation, Grant, Person, Post, Role, SecondFactorReset
from loa.units.permissions import Permission
from tests.proof import prove
from tests.world import FOUNDED, World, delegate, make_actor, make_area, sign_in

pytestmark = pytest.mark.django_db

INVITE = {
    "full_name": "Nguyễn Thị Hoa",
    "email": "hoa@langha.example.vn",
    "title": "Công chức văn hóa – xã hội",
    "role": "ward_officer",
}


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def proved(actor: Actor) -> Client:
    """Return a client whose owner proved who he is a moment ago."""
    client = sign_in(actor)
    prove(client, actor.person)
    return client


def invite(world: World, **changes: object) -> object:
    given = INVITE | {"body": world.ward_a.pk} | changes
    return proved(world.admin).post("/desk/people/invite/", given)


# -- who sees what ----------------------------------------------------------------------------------------


def test_colleagues_see_their_branch_and_strangers_do_not(world: World) -> None:
    assert "Ngô Thị Phường" in page(proved(world.editor), "/desk/people/")
    assert "Ngô Thị Phường" not in page(proved(world.stranger), "/desk/people/")
    assert "Lý Thị Xã" not in page(proved(world.ward_officer), "/desk/people/")


@pytest.mark.parametrize("path", ["", "posts/new/", "close/", "second-factor/"])
def test_a_stranger_is_told_that_the_person_does_not_exist(world: World, path: str) -> None:
    page(proved(world.stranger), f"/desk/people/{world.ward_officer.person.pk}/{path}", 404)


@pytest.mark.parametrize("path", ["posts/new/", "close/", "second-factor/"])
def test_a_colleague_without_the_right_may_look_but_not_change(world: World, path: str) -> None:
    client = proved(world.editor)
    shown = page(client, f"/desk/people/{world.ward_officer.person.pk}/")
    assert "Mở chức vụ" not in shown
    page(client, f"/desk/people/{world.ward_officer.person.pk}/{path}", 403)
    page(client, "/desk/people/invite/", 403)
    page(client, f"/desk/posts/{world.ward_officer.post.pk}/grant/", 403)
    page(client, f"/desk/posts/{world.ward_officer.post.pk}/close/", 403)


def test_the_list_is_narrowed_by_role_account_and_second_factor(world: World) -> None:
    client = proved(world.admin)
    assert "Trần Văn Duyệt" in page(client, "/desk/people/?role=approver")
    assert "Nguyễn Thị Biên" not in page(client, "/desk/people/?role=approver")
    Authenticator.objects.filter(user=world.clerk.person).delete()
    unsafe = page(client, "/desk/people/?unsafe=on")
    assert "Đỗ Thị Thư" in unsafe
    assert "Trần Văn Duyệt" not in unsafe
    assert "Không có dòng nào khớp" in page(client, "/desk/people/?q=khongcoai")


@pytest.mark.parametrize("path", ["/desk/people/", "/desk/rights/", "/desk/journal/"])
def test_twenty_rows_take_as_many_queries_as_one(world: World, path: str) -> None:
    client = proved(world.admin)
    client.post("/desk/me/shared-device/", {"shared": "no"})
    page(client, path)
    with CaptureQueriesContext(connection) as few:
        page(client, path)
    for n in range(8):
        actor = make_actor(f"Người Thứ {n}", world.ward_a, Role.CLERK)
        actions.close_post(actor=world.admin, post=actor.post, on=clock.today() + timedelta(days=9))
    with CaptureQueriesContext(connection) as many:
        page(client, path)
    assert len(many) == len(few)


# -- inviting ---------------------------------------------------------------------------------------------


def test_an_invited_person_sets_a_password_and_is_led_to_the_second_factor(world: World) -> None:
    answer = invite(world)
    shown = answer.content.decode()
    link = shown.split('value="http://testserver')[1].split('"')[0]
    newcomer = Client()
    assert "hoa@langha.example.vn" in page(newcomer, link)
    weak = newcomer.post(link, {"password": "123"})
    assert weak.status_code == 422
    assert "Mật khẩu chưa đủ mạnh" in weak.content.decode()
    done = newcomer.post(link, {"password": "con đường nhỏ ven sông"})
    assert (done.status_code, done["Location"]) == (302, "/accounts/2fa/totp/activate/")
    assert newcomer.get("/accounts/2fa/totp/activate/").status_code == 200
    assert Client().get(link).status_code == 422


def test_an_address_that_signs_in_already_is_said_in_the_form(world: World) -> None:
    answer = invite(world, email=world.editor.person.email)
    assert answer.status_code == 422
    assert "đã có tài khoản" in answer.content.decode()
    assert 'value="Nguyễn Thị Hoa"' in answer.content.decode()


def test_a_body_out_of_reach_cannot_be_chosen(world: World) -> None:
    assert invite(world, body=world.stranger_body.pk).status_code == 422
    assert not Person.objects.filter(email=INVITE["email"]).exists()


@pytest.mark.fault("A15")
def test_a_forgotten_password_is_set_anew_by_a_link_and_the_second_factor_stays(world: World) -> None:
    person = world.editor.person
    person.set_password("mật khẩu cũ đã quên")
    person.save()
    answer = proved(world.admin).post(f"/desk/people/{person.pk}/invite-again/")
    link = answer.content.decode().split('value="http://testserver')[1].split('"')[0]
    done = Client().post(link, {"password": "con đường nhỏ ven sông"})
    assert done["Location"].startswith("/accounts/2fa/authenticate/")
    assert Authenticator.objects.filter(user=person).exists()


# -- posts and rights ----------------------------------------------------------------------------------------


def test_a_post_is_opened_and_closed_and_its_rights_end_at_once(world: World) -> None:
    client = proved(world.admin)
    person = world.clerk.person
    given = {"body": world.ward_b.pk, "title": "Phó Chủ tịch", "role": "approver"}
    assert client.post(f"/desk/people/{person.pk}/posts/new/", given).status_code == 302
    post = Post.objects.get(person=person, body=world.ward_b)
    assert "Phó Chủ tịch" in page(client, f"/desk/people/{person.pk}/")
    assert client.post(f"/desk/posts/{post.pk}/close/", {}).status_code == 302
    assert "không còn giữ" in page(client, f"/desk/people/{person.pk}/")


def test_an_acting_deputy_needs_an_end(world: World) -> None:
    given = {"body": world.ward_b.pk, "title": "Phó", "role": "approver", "is_acting_deputy": "on"}
    answer = proved(world.admin).post(f"/desk/people/{world.clerk.person.pk}/posts/new/", given)
    assert answer.status_code == 422
    assert "phải có ngày kết thúc" in answer.content.decode()


def test_a_right_is_given_and_taken_back(world: World) -> None:
    client = proved(world.admin)
    given = {"role": "duty_officer", "body": world.ward_a.pk, "area": world.ward_a_area.pk}
    assert client.post(f"/desk/posts/{world.clerk.post.pk}/grant/", given).status_code == 302
    grant = Grant.objects.get(post=world.clerk.post, role="duty_officer")
    assert proved(world.editor).post(f"/desk/grants/{grant.pk}/revoke/").status_code == 403
    assert proved(world.stranger).post(f"/desk/grants/{grant.pk}/revoke/").status_code == 404
    assert client.post(f"/desk/grants/{grant.pk}/revoke/").status_code == 302
    grant.refresh_from_db()
    assert grant.revoked_at


def test_the_area_of_a_right_is_found_by_its_old_name(world: World) -> None:
    ward = make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    given = {"role": "duty_officer", "body": world.ward_a.pk, "place": "P. Trúc Bạch, Q. Ba Đình"}
    answer = proved(world.admin).post(f"/desk/posts/{world.clerk.post.pk}/grant/", given)
    assert f'<option value="{ward.pk}" selected>Phường Ba Đình' in answer.content.decode()
    assert not Grant.objects.filter(post=world.clerk.post, role="duty_officer").exists()


def test_nobody_widens_his_own_rights(world: World) -> None:
    given = {"role": "approver", "body": world.city.pk, "area": world.city_area.pk}
    answer = proved(world.admin).post(f"/desk/posts/{world.admin.post.pk}/grant/", given)
    assert answer.status_code == 403


def test_an_administrator_opens_no_post_for_himself(world: World) -> None:
    client, path = proved(world.admin), f"/desk/people/{world.admin.person.pk}/"
    assert "Mở chức vụ" not in page(client, path)
    assert "Mở chức vụ" in page(client, f"/desk/people/{world.second_admin.person.pk}/")
    given = {"body": world.city.pk, "title": "Chánh Văn phòng", "role": "approver"}
    assert client.post(f"{path}posts/new/", given).status_code == 403
    assert Post.objects.filter(person=world.admin.person).count() == 1


def delegation_form(world: World, **changes: object) -> dict[str, object]:
    now = clock.now().astimezone(clock.HANOI)
    return {
        "receiver": world.leader.post.pk,
        "kind": "tuq",
        "permissions": ["bulletins:release"],
        "source_document": "Giấy ủy quyền số 12/GUQ",
        "valid_from": now.strftime("%Y-%m-%dT%H:%M"),
        "valid_until": (now + timedelta(days=1)).strftime("%d/%m/%Y %H:%M"),
    } | changes


def test_rights_are_lent_for_a_time_and_the_loan_is_ended(world: World) -> None:
    client = proved(world.approver)
    path = f"/desk/posts/{world.approver.post.pk}/delegate/"
    assert client.post(path, delegation_form(world)).status_code == 302
    loan = Delegation.objects.get()
    assert "thừa ủy quyền" in page(proved(world.leader), "/desk/posts/choose/").lower()
    assert "duyệt phát" in page(client, "/desk/me/")
    assert proved(world.editor).post(f"/desk/delegations/{loan.pk}/revoke/").status_code == 403
    assert client.post(f"/desk/delegations/{loan.pk}/revoke/").status_code == 302


def test_only_what_the_giver_holds_is_offered(world: World) -> None:
    client = proved(world.approver)
    path = f"/desk/posts/{world.approver.post.pk}/delegate/"
    assert "bulletins:write" not in page(client, path)
    answer = client.post(path, delegation_form(world, permissions=["bulletins:write"]))
    assert answer.status_code == 422
    answer = client.post(path, delegation_form(world, valid_until="01/01/2020 08:00"))
    assert "Ngày kết thúc phải sau ngày bắt đầu" in answer.content.decode()
    assert not Delegation.objects.exists()


# -- a lost second factor ------------------------------------------------------------------------------------


def test_a_lost_second_factor_takes_two_persons(world: World) -> None:
    person = world.editor.person
    first, second = proved(world.admin), proved(world.second_admin)
    first.post(f"/desk/people/{person.pk}/second-factor/", {"reason": "Rơi điện thoại"})
    reset = SecondFactorReset.objects.get()
    assert first.post(f"/desk/resets/{reset.pk}/confirm/").status_code == 403
    assert proved(world.stranger).post(f"/desk/resets/{reset.pk}/confirm/").status_code == 404
    assert "Xác nhận đặt lại" not in page(first, "/desk/people/")
    assert "Xác nhận đặt lại" in page(second, "/desk/people/")
    first_screen = page(second, "/desk/")
    assert "yêu cầu đặt lại xác thực" in first_screen
    assert f'<a href="/desk/people/{person.pk}/">' in first_screen, (
        "the line leads to the person, not to everybody"
    )
    assert f"<small>{person.full_name}</small>" in first_screen
    assert "Xác nhận đặt lại" in page(second, f"/desk/people/{person.pk}/")
    assert second.post(f"/desk/resets/{reset.pk}/confirm/").status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()


@pytest.mark.parametrize(
    "act",
    [
        "people/invite",
        "people/{p}/invite-again",
        "people/{p}/posts/new",
        "people/{p}/second-factor",
        "posts/{post}/grant",
    ],
)
def test_who_signed_in_long_ago_proves_it_again_before_giving_rights_or_a_way_in(
    world: World, act: str
) -> None:
    client = sign_in(world.admin)
    prove(client, world.admin.person, ago=301)
    path = f"/desk/{act.format(p=world.clerk.person.pk, post=world.clerk.post.pk)}/"
    asked = client.post(path, {"reason": "Rơi điện thoại"})
    assert asked["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not SecondFactorReset.objects.exists()
    prove(client, world.admin.person)
    assert "Rơi điện thoại" in page(client, path), "what was pressed waits and is offered again"


# -- oneself ---------------------------------------------------------------------------------------------------


def test_a_person_with_two_posts_chooses_and_goes_where_he_wanted(world: World) -> None:
    other = actions.open_post(
        actor=world.admin, person=world.editor.person, body=world.ward_a, role=Role.CLERK, title="Văn thư"
    )
    client = Client()
    client.force_login(world.editor.person)
    assert client.get("/desk/")["Location"] == "/desk/posts/choose/"
    assert "Ủy ban nhân dân phường Láng Hạ" in page(client, "/desk/posts/choose/")
    answer = client.post("/desk/posts/choose/", {"post": other.pk, "next": "/desk/notices/"})
    assert answer["Location"] == "/desk/notices/"
    assert "Văn thư" in page(client, "/desk/")
    away = client.post("/desk/posts/choose/", {"post": other.pk, "next": "https://evil.example/"})
    assert away["Location"] == "/desk/"
    assert client.post("/desk/posts/choose/", {"post": world.admin.post.pk}).status_code == 404


def test_someone_acts_under_a_loan_and_the_header_says_so(world: World) -> None:
    lent = delegate(world.approver, world.leader, Permission.BULLETINS_RELEASE)
    client = proved(world.leader)
    given = {"post": world.leader.post.pk, "delegation": lent.delegation.pk if lent.delegation else 0}
    client.post("/desk/posts/choose/", given)
    assert "thừa ủy quyền Trần Văn Duyệt" in page(client, "/desk/")


def test_a_shared_machine_is_declared_and_all_sessions_ended(world: World) -> None:
    client = proved(world.editor)
    client.post("/desk/me/shared-device/", {"shared": "yes"})
    assert "Đang bật chế độ máy dùng chung" in page(client, "/desk/me/")
    client.post("/desk/me/end-sessions/")
    assert client.get("/desk/me/").status_code == 302


# -- why ---------------------------------------------------------------------------------------------------------


def test_it_says_why_somebody_may_or_may_not(world: World) -> None:
    client = proved(world.admin)
    asked = f"?person={world.approver.person.pk}&permission=bulletins:release&body={world.ward_a.pk}"
    assert "nhờ vai trò Người duyệt" in page(client, f"/desk/rights/why/{asked}")
    asked = f"?person={world.editor.person.pk}&permission=bulletins:release"
    shown = page(client, f"/desk/rights/why/{asked}")
    assert "Chưa được làm" in shown
    assert "Người giao được quyền" in shown


def test_the_way_to_the_reasons_works_for_the_thousandth_person_too(world: World) -> None:
    person = Person.objects.create(pk=1_234_567, email="moi@example.vn", full_name="Cao Thị Nghìn")
    Post.objects.create(person=person, body=world.city, title="Chuyên viên", role="clerk", valid_from=FOUNDED)
    shown = page(proved(world.admin), f"/desk/people/{person.pk}/")
    assert "?person=1234567" in shown
    assert 'data-session-seconds="' in shown
    assert shown.split('data-session-seconds="')[1].split('"')[0].isdecimal()


def test_without_the_right_over_people_one_asks_for_oneself_alone(world: World) -> None:
    asked = f"?person={world.admin.person.pk}&permission=people:manage"
    page(proved(world.editor), f"/desk/rights/why/{asked}", 422)
    asked = f"?person={world.editor.person.pk}&permission=people:manage"
    page(proved(world.editor), f"/desk/rights/why/{asked}")


def test_the_table_of_roles_and_the_list_of_rights_agree(world: World) -> None:
    client = proved(world.editor)
    assert "Duyệt phát" in page(client, "/desk/rights/roles/")
    shown = page(client, "/desk/rights/?permission=bulletins:release")
    assert "Trần Văn Duyệt" in shown
    assert "Nguyễn Thị Biên" not in shown.split("<tbody>")[1]


# -- the journal -------------------------------------------------------------------------------------------------


def test_the_journal_says_who_did_what_and_when(world: World) -> None:
    invite(world)
    shown = page(proved(world.leader), "/desk/journal/?room=units")
    assert "mời cán bộ" in shown
    assert "Hoàng Văn Quản" in shown
    assert "Không có dòng nào khớp" in page(proved(world.leader), "/desk/journal/?until=01/01/2020")
    assert "mời cán bộ" in page(
        proved(world.leader), f"/desk/journal/?person={world.admin.person.pk}&since=01/01/2020"
    )
    export = proved(world.leader).get("/desk/journal/?export=csv").content.decode("utf-8-sig")
    assert "mời cán bộ" in export


def test_the_journal_is_for_those_who_hold_the_right(world: World) -> None:
    page(proved(world.editor), "/desk/journal/", 403)
    assert proved(world.editor).post("/desk/journal/verify/").status_code == 403
    reader = make_actor("Cao Thị Soát", world.stranger_body, Role.LEADER)
    invite(world)
    assert "mời cán bộ" not in page(proved(reader), "/desk/journal/")


def test_the_chain_is_checked_from_the_screen_and_the_check_is_remembered(world: World) -> None:
    client = proved(world.leader)
    assert "chưa kiểm tra từ màn hình" in page(client, "/desk/journal/")
    assert client.post("/desk/journal/verify/").status_code == 302
    shown = page(client, "/desk/journal/")
    assert "chuỗi nguyên vẹn" in shown
    assert "kiểm tra chuỗi niêm phong" in shown
