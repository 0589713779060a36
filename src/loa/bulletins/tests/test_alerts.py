"""From the release to the alert, its update and its cancellation, by the real ledger."""

from __future__ import annotations

import pytest
from django.test import Client

from loa.bulletins import actions
from loa.bulletins.models import Bulletin
from loa.bulletins.queries.check import check
from loa.bulletins.rules.words import Mode
from loa.bulletins.tests.test_whole import let_the_hold_pass
from loa.channels.actions import open_account
from loa.channels.models import Account
from loa.delivery import worker
from loa.delivery.models import Delivery, Dispatch
from loa.kinds.cap.models import Alert
from loa.lib import cap
from loa.units.queries import area_names
from tests.desk import RIGHT, TEXT, Desk, proof

pytestmark = pytest.mark.django_db(transaction=True)


def open_alerts(desk: Desk, mode: str = "live") -> Account:
    return open_account(
        actor=desk.world.admin,
        body=desk.world.city,
        kind="cap",
        name=f"Cảnh báo {mode}",
        mode=mode,
        config={"sender": "canhbao@example.vn"},
    )


def issue(desk: Desk, account: Account, **settings: object) -> Bulletin:
    bulletin = desk.draft(accounts=[account], **settings)
    english = {"title": "Mosquito spraying in Láng Hạ", "text": TEXT}
    actions.save(actor=desk.world.editor, bulletin=bulletin, language="en", base_version=0, **english)
    actions.lock_facts(actor=desk.world.editor, bulletin=bulletin)
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    return bulletin


def public(account: Account, code: str) -> cap.Alert:
    return cap.read_alert(Client().get(f"/cap/{account.pk}/alerts/{code}.xml").content)


def current(account: Account) -> str:
    return Client().get(f"/cap/{account.pk}/atom.xml").content.decode()


def test_one_alert_carries_both_languages_and_names_who_answers_for_it(desk: Desk) -> None:
    account = open_alerts(desk)
    settings = {
        "cap_category": "Health",
        "cap_event": "Phòng, chống sốt xuất huyết",
        "cap_urgency": "Expected",
    }
    bulletin = issue(desk, account, **settings)
    assert Delivery.objects.get().state == "delivered"
    alert = public(account, bulletin.code)
    assert [(info.language, info.event) for info in alert.infos] == [
        ("vi-VN", "Phòng, chống sốt xuất huyết"),
        ("en", "Dengue prevention"),
    ]
    vi, en = alert.infos
    assert (vi.categories, vi.urgency) == ((cap.Category.HEALTH,), cap.Urgency.EXPECTED)
    assert (vi.description, en.headline) == (TEXT, "Mosquito spraying in Láng Hạ")
    assert vi.expires == bulletin.valid_until.replace(microsecond=0)
    assert desk.world.approver.person.full_name in vi.parameters[0].value
    names = area_names(bulletin.areas.values_list("pk", flat=True))
    assert all(name in vi.areas[0].desc for name in names.values())


@pytest.mark.fault("S07")
def test_a_correction_updates_and_a_withdrawal_cancels_what_was_issued(desk: Desk) -> None:
    account = open_alerts(desk)
    bulletin = issue(desk, account)
    row = actions.correct(
        actor=desk.world.duty, original=bulletin, text=RIGHT, reason="Ghi nhầm ngày", proof=proof()
    )
    worker.drain(horizon=40)
    first, update = public(account, bulletin.code), public(account, row.bulletin.code)
    assert (update.msg_type, update.references) == (cap.MsgType.UPDATE, (first.reference,))
    assert update.note == "Ghi nhầm ngày"
    assert f"alerts/{bulletin.code}.xml" not in current(account)
    assert f"alerts/{row.bulletin.code}.xml" in current(account)
    last = actions.withdraw(actor=desk.world.duty, original=row.bulletin, reason="Hoãn phun", proof=proof())
    worker.drain(horizon=40)
    cancel = public(account, last.bulletin.code)
    assert (cancel.msg_type, cancel.references) == (cap.MsgType.CANCEL, (first.reference, update.reference))
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"done"}
    assert Alert.objects.count() == Delivery.objects.count() == 3


def test_who_approves_sees_every_language_and_a_changed_one_voids_the_request(desk: Desk) -> None:
    account = open_alerts(desk)
    bulletin = desk.draft(accounts=[account])
    english = {"title": "Mosquito spraying in Láng Hạ", "text": TEXT}
    actions.save(actor=desk.world.editor, bulletin=bulletin, language="en", base_version=0, **english)
    before = check(bulletin)
    assert [form.language for form in before.forms] == ["vi", "en"]
    assert before.audience.total == 1, "one alert, whatever the languages"
    english |= {"title": "Spraying in Láng Hạ"}
    actions.save(actor=desk.world.editor, bulletin=bulletin, language="en", base_version=1, **english)
    assert check(bulletin).hash != before.hash


@pytest.mark.mission("N4")
@pytest.mark.fault("S04")
def test_an_exercise_is_delivered_and_stands_on_no_public_address(desk: Desk) -> None:
    hidden = open_alerts(desk, Mode.EXERCISE)
    bulletin = desk.submitted(mode=Mode.EXERCISE, accounts=[hidden])
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    assert Delivery.objects.get().state == "delivered"
    alert = cap.read_alert(Alert.objects.get().xml.encode())
    assert alert.status == cap.Status.EXERCISE
    assert alert.infos[0].headline.startswith("[DIỄN TẬP]")
    for path in (
        "/cap/atom.xml",
        f"/cap/{hidden.pk}/atom.xml",
        f"/cap/{hidden.pk}/alerts/{bulletin.code}.xml",
    ):
        assert Client().get(path).status_code == 404
