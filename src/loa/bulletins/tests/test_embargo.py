"""A press release under embargo: newsrooms alone have it until its hour, and nothing of ours says it before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client

from loa.bulletins import actions, queries
from loa.bulletins.errors import NoLongerInForce
from loa.bulletins.models import Bulletin
from loa.bulletins.rules.stops import StopCode
from loa.bulletins.rules.words import Priority, State
from loa.bulletins.tests.test_whole import let_the_hold_pass
from loa.channels.actions import open_account
from loa.channels.models import Account
from loa.delivery import worker
from loa.delivery.models import Delivery
from loa.journal.actions import SYSTEM
from loa.kinds.press import actions as pressroom
from loa.kinds.press.links import stop_token
from loa.kinds.press.models import Newsroom
from loa.lib import clock
from tests.desk import RIGHT, Desk, proof
from tests.mailbox import Mailbox

OpenPress = Callable[..., Account]


@pytest.fixture
def press(desk: Desk) -> OpenPress:
    def run(port: int = 9) -> Account:
        config = {
            "host": "127.0.0.1",
            "port": port,
            "security": "none",
            "sender": "baochi@tp.example.vn",
            "spokesperson": "Bùi Văn Ngôn",
            "spokesperson_title": "Phó Trưởng ban",
            "spokesperson_phone": "024 3825 0000",
            "place": "Sông Hồng",
        }
        return open_account(actor=SYSTEM, body=desk.world.city, kind="press", name="Báo chí", config=config)

    return run


def list_newsroom(desk: Desk, account: Account, address: str) -> Newsroom:
    return pressroom.register(actor=desk.world.editor, account=account, name=address, address=address)


def codes(bulletin: Bulletin) -> set[str]:
    return {stop.code for stop in queries.check(bulletin).stops}


@pytest.mark.django_db
def test_an_embargo_is_for_the_press_alone_lies_ahead_and_never_holds_an_emergency(
    desk: Desk, press: OpenPress
) -> None:
    account = press()
    list_newsroom(desk, account, "a@bao.example")
    soon, past = clock.now() + timedelta(hours=5), clock.now() - timedelta(minutes=1)

    def found(**settings: object) -> set[str]:
        return {code for code in codes(desk.ready(accounts=[account], **settings)) if "embargo" in code}

    assert found(embargo_until=soon) == set()
    assert found(embargo_until=past) == {StopCode.EMBARGO_PAST}
    assert found(embargo_until=soon, send_at=soon) == {StopCode.EMBARGO_PAST}
    assert StopCode.EMBARGO_EMERGENCY in found(embargo_until=soon, priority=Priority.EMERGENCY)
    both = desk.ready(accounts=[account, desk.website], embargo_until=soon)
    broken = [stop for stop in queries.check(both).stops if stop.code == StopCode.EMBARGO_BROKEN]
    assert [stop.quote for stop in broken] == ["Trang của Ban"]
    alone = desk.ready(accounts=[desk.website], embargo_until=soon)
    assert {StopCode.EMBARGO_BROKEN, StopCode.EMBARGO_ALONE} <= codes(alone)
    with pytest.raises(IntegrityError, match="bulletin_emergency_is_never_held_back"):
        Bulletin.objects.filter(pk=alone.pk).update(
            state=State.SENT,
            priority=Priority.EMERGENCY,
            emergency_kind="fire",
            emergency_reason="Cháy lớn",
        )


@pytest.mark.django_db
def test_the_approver_sees_embargo_and_spokesperson_and_a_change_of_either_is_another_release(
    desk: Desk, press: OpenPress
) -> None:
    account = press()
    list_newsroom(desk, account, "a@bao.example")
    bulletin = desk.ready(accounts=[account], embargo_until=clock.now() + timedelta(hours=5))
    before = queries.check(bulletin)
    (form,) = before.forms
    assert "Cấm phát hành trước" in form.payload["text"]
    assert "Bùi Văn Ngôn, Phó Trưởng ban" in form.payload["text"]
    account.config = account.config | {"spokesperson": "Người Khác"}
    account.save()
    assert queries.check(bulletin).hash != before.hash
    page = desk.world.client(desk.world.editor).get(f"/desk/bulletins/{bulletin.pk}/check/").content.decode()
    assert "Cấm phát hành trước" in page
    assert "(đường dẫn riêng của mỗi tòa soạn)" in page


@pytest.mark.django_db(transaction=True)
def test_newsrooms_have_it_first_the_public_at_its_hour_and_the_correction_goes_to_the_same_newsrooms(
    desk: Desk, press: OpenPress, mailbox: Mailbox
) -> None:
    account = press(mailbox.port)
    first, second = (list_newsroom(desk, account, f"{name}@bao.example") for name in "ab")
    bulletin = desk.submitted(accounts=[account], embargo_until=clock.now() + timedelta(hours=5))
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    assert sorted(to[0] for to, _letter in mailbox.envelopes) == ["a@bao.example", "b@bao.example"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"accepted"}
    public = Client()
    assert public.get(f"/b/{bulletin.code}").status_code == 404
    assert bulletin.code not in public.get("/").content.decode()
    with pytest.raises(NoLongerInForce):
        queries.take_out(bulletin)
    assert not queries.issued().filter(bulletin=bulletin).exists()

    list_newsroom(desk, account, "late@bao.example")
    pressroom.stop_by_link(token=stop_token(second.pk))
    mended = actions.correct(
        actor=desk.world.duty, original=bulletin, text=RIGHT, reason="Ghi nhầm ngày", proof=proof()
    ).bulletin
    worker.drain(horizon=40)
    to, letter = mailbox.envelopes[2]
    said = letter.get_content()
    assert to == ["a@bao.example"], "who stopped gets nothing more, and who came later had nothing to mend"
    assert len(mailbox.envelopes) == 3
    assert f"Thay cho thông cáo mã {bulletin.code}" in said
    assert said.startswith("*** Cấm phát hành trước")
    assert bulletin.code not in public.get("/corrections/").content.decode()

    with time_machine.travel(clock.now() + timedelta(hours=5, minutes=1)):
        actions.run_due_times()
        assert public.get(f"/b/{bulletin.code}").status_code == 200
        assert mended.code in public.get("/corrections/").content.decode()
    assert first.stopped_at is None
