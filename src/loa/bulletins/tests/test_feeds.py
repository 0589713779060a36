"""From the release to the feed and to its correction, by the real ledger."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from loa.bulletins import actions
from loa.bulletins.rules.words import Mode
from loa.bulletins.tests.test_whole import let_the_hold_pass
from loa.channels.actions import open_account
from loa.delivery import worker
from loa.delivery.models import Delivery
from loa.kinds.rss.models import Entry
from tests.desk import RIGHT, Desk, proof

pytestmark = pytest.mark.django_db(transaction=True)


def entries(account: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(Client().get(f"/feeds/{account}/feed.json").content)["items"]
    return found


def test_a_released_bulletin_stands_in_the_feed_and_its_correction_mends_it(desk: Desk) -> None:
    feed = open_account(actor=desk.world.admin, body=desk.world.city, kind="rss", name="Nguồn tin")
    bulletin = desk.submitted(accounts=[feed])
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    assert Delivery.objects.get().state == "delivered"
    (before,) = entries(feed.pk)
    assert desk.world.approver.person.full_name in str(before["content_html"])
    assert Entry.objects.get().area_codes == ["C1A", "C1B"]
    row = actions.correct(
        actor=desk.world.duty, original=bulletin, text=RIGHT, reason="Ghi nhầm ngày", proof=proof()
    )
    worker.drain(horizon=40)
    new, mended = entries(feed.pk)
    assert mended["id"] == before["id"] != new["id"]
    assert row.bulletin.code in str(mended["content_html"])
    assert "Ghi nhầm ngày" in str(mended["content_html"])
    assert str(mended["date_modified"]) > str(before["date_modified"])


@pytest.mark.mission("N4")
def test_an_exercise_is_delivered_and_stands_in_no_feed(desk: Desk) -> None:
    hidden = open_account(
        actor=desk.world.admin, body=desk.world.city, kind="rss", name="Diễn tập", mode=Mode.EXERCISE
    )
    bulletin = desk.submitted(mode=Mode.EXERCISE, accounts=[hidden])
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    assert Delivery.objects.get().state == "delivered"
    assert Entry.objects.get().title.startswith("[DIỄN TẬP]")
    assert Client().get(f"/feeds/{hidden.pk}/atom.xml").status_code == 404
    assert Client().get("/feeds/atom.xml").status_code == 404
