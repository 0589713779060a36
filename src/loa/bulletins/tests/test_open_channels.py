"""From the release to the feed or the endpoint and to the correction, by the real ledger."""

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
from loa.kinds.webhook import actions as webhook
from loa.kinds.webhook.kind import WebhookKind
from loa.kinds.webhook.tests.listener import Listener
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
@pytest.mark.fault("S04")
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


@pytest.mark.fault("S07")
def test_whose_endpoint_took_a_bulletin_takes_its_correction_and_nobody_else_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WebhookKind, "retry_waits", (0.05,))
    world = desk.world
    hooks = open_account(
        actor=world.admin, body=world.city, kind="webhook", name="Webhook", mode=Mode.EXERCISE
    )
    with Listener(lambda path, _calls: "missing" if path == "/dead" else "ok") as there:
        chosen = {"/ward": [world.ward_a_area], "/all": [], "/dead": [], "/far": [world.stranger_area]}
        opened = {
            path: webhook.register(
                actor=world.admin, account=hooks, organisation=path, url=there.url(path), areas=areas
            )
            for path, areas in chosen.items()
        }
        bulletin = desk.submitted(mode=Mode.EXERCISE, accounts=[hooks])
        desk.release(bulletin)
        let_the_hold_pass(desk, bulletin)
        row = actions.correct(
            actor=world.duty, original=bulletin, text=RIGHT, reason="Ghi nhầm ngày", proof=proof()
        )
        worker.drain(horizon=40)
    for path in ("/ward", "/all"):
        first, second = (told for told in there.told if told.path == path)
        assert first.is_signed_with(opened[path].secret)
        assert second.is_signed_with(opened[path].secret)
        assert (first.event["type"], second.event["type"]) == ("bulletin.issued", "bulletin.corrected")
        assert second.event["data"]["corrects"] == first.event["data"]["code"] == bulletin.code
        assert second.event["data"]["code"] == row.bulletin.code
        assert first.event["data"]["approver"].startswith(world.approver.person.full_name)
        assert first.event["data"]["extra"]["area_codes"] == ["C1A", "C1B"]
    assert {told.path for told in there.told} == {"/ward", "/all", "/dead"}
    assert [told.event["type"] for told in there.told if told.path == "/dead"] == ["bulletin.issued"] * 2
