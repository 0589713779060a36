"""Whoever an act of another room concerns is told of it, once; the one who did it is not."""

from datetime import timedelta

import pytest

from loa.channels.actions import close_account, open_account, pause_account
from loa.delivery.actions import note_queue_paused
from loa.lib import clock
from loa.notices.models import Event, Notice
from loa.units import actions as units
from loa.units.models import Delegation, Grant, Role
from loa.units.permissions import Permission

pytestmark = pytest.mark.django_db


def told(actor, event=Event.RIGHTS):
    return list(
        Notice.objects.filter(person=actor.person, event=event).order_by("pk").values_list("title", flat=True)
    )


def test_rights_given_and_taken_are_told_to_the_person(world):
    given = units.grant(
        actor=world.admin,
        post=world.clerk.post,
        role=Role.EDITOR,
        body=world.city,
        area=world.city_area,
    )
    units.revoke(actor=world.admin, grant=Grant.objects.get(pk=given.pk))
    assert told(world.clerk) == ["Đồng chí được giao thêm quyền", "Một quyền của đồng chí bị thu hồi"]
    assert not told(world.admin)
    assert not told(world.editor)


def test_a_second_post_is_told_and_the_first_is_not(world):
    invited = units.invite_person(
        actor=world.admin,
        email="moi@tp.example.vn",
        full_name="Trịnh Văn Mới",
        body=world.city,
        role=Role.CLERK,
        title="Văn thư",
    )
    assert not Notice.objects.filter(person=invited.person).exists()
    post = units.open_post(
        actor=world.admin, person=world.clerk.person, body=world.ward_a, role=Role.CLERK, title="Văn thư"
    )
    units.close_post(actor=world.admin, post=post)
    assert told(world.clerk) == [
        "Đồng chí được giao thêm một chức vụ",
        "Một chức vụ của đồng chí kết thúc",
    ]


def test_both_sides_of_a_delegation_are_told_by_the_other(world):
    made = units.delegate(
        actor=world.approver,
        receiver=world.leader.post,
        permissions=[Permission.BULLETINS_RELEASE],
        kind=Delegation.Kind.BY_AUTHORITY,
        source_document="Giấy ủy quyền số 12/GUQ-UBND",
        valid_from=clock.now(),
        valid_until=clock.now() + timedelta(days=1),
    )
    assert told(world.leader) == ["Đồng chí nhận ủy quyền"]
    assert not told(world.approver)
    units.revoke_delegation(actor=world.leader, delegation=made)
    assert told(world.approver) == ["Một ủy quyền của đồng chí kết thúc"]
    assert len(told(world.leader)) == 1


def test_somebody_whose_second_factor_is_to_be_reset_hears_of_it_at_once(world):
    reset = units.ask_second_factor_reset(actor=world.admin, person=world.editor.person, reason="Mất máy")
    assert "nếu không phải đồng chí nhờ" in told(world.editor)[0]
    units.confirm_second_factor_reset(actor=world.second_admin, reset=reset)
    assert len(told(world.editor)) == 2


def test_a_channel_or_a_queue_that_stands_still_is_told_to_who_looks_after_it(world):
    account = open_account(
        actor=world.admin, body=world.city, kind="website", name="Trang của Ban", mode="live", config={}
    )
    pause_account(actor=world.admin, account=account, reason="Bảo trì")
    close_account(actor=world.second_admin, account=account, reason="Thôi dùng")
    note_queue_paused(actor=world.duty, reason="Kiểm tra")
    queue = "Toàn bộ hàng đợi gửi đang dừng"
    assert told(world.second_admin, Event.OPERATION) == ["Kênh tạm dừng: Trang của Ban", queue]
    assert told(world.admin, Event.OPERATION) == ["Kênh đã đóng: Trang của Ban", queue]
    assert not told(world.editor, Event.OPERATION)
