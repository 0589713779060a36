"""From the release to the notification and to its correction, by the real ledger and a push service on this machine."""

from __future__ import annotations

import pytest

from loa.audience.actions import Choice
from loa.bulletins import actions as bulletins
from loa.bulletins.rules.words import Mode
from loa.bulletins.tests.test_whole import let_the_hold_pass
from loa.channels.actions import open_account
from loa.delivery import worker
from loa.journal.actions import SYSTEM
from loa.kinds.webpush import actions
from loa.kinds.webpush.queries import offered_key
from loa.kinds.webpush.tests.service import Browser, Service, place_of
from loa.kinds.webpush.tests.stub import play_google
from tests.desk import RIGHT, proof


@pytest.mark.django_db(transaction=True)
def test_a_released_bulletin_and_its_correction_reach_the_same_browsers_the_one_in_place_of_the_other(
    desk, monkeypatch
):
    city = desk.world.city

    def join(browser, area=desk.world.ward_a_area):
        given = browser.subscription(offered_key())
        actions.join(body=city, given=given, choice=Choice([area]))

    def opened(mode, **config):
        told = {"contact": "tin@example.vn"} | config
        return open_account(
            actor=SYSTEM, body=city, kind="webpush", name=f"Thông báo {mode}", mode=mode, config=told
        )

    opened("live")
    near, far = Browser("near"), Browser("far")
    with Service() as service:
        play_google(monkeypatch, service)
        join(near)
        join(far, desk.world.stranger_area)
        push = opened("exercise", simulator=service.url)
        bulletin = desk.submitted(mode=Mode.EXERCISE, accounts=[push])
        desk.release(bulletin)
        let_the_hold_pass(desk, bulletin)
        join(Browser("later"))
        row = bulletins.correct(
            actor=desk.world.duty, original=bulletin, text=RIGHT, reason="Ghi nhầm ngày", proof=proof()
        )
        worker.drain(horizon=40)
    told = [
        one for one in service.told if not one.path.startswith("/fcm/")
    ]  # beside what proves a subscription
    assert [one.path for one in told] == [place_of(near)] * 2
    assert len({one.headers["Topic"] for one in told}) == 1, "who was away gets the correction alone"
    first, second = (near.open(one.body) for one in told)
    assert first["title"].startswith("[DIỄN TẬP]")
    assert (first["code"], second["code"]) == (bulletin.code, row.bulletin.code)
    assert first["first"] == second["first"] == bulletin.code
    assert desk.world.approver.person.full_name in first["lines"]
