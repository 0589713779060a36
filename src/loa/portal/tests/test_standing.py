"""Residents see which channels work, in words; machines read the same; nobody sees what lies inside."""

from datetime import timedelta

import pytest
from django.test import Client

from loa.channels.actions import open_account, pause_account
from loa.channels.models import CanaryRun
from loa.lib import clock
from loa.web.formats import moment_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]


@pytest.fixture
def account(world):
    def make(kind, name, **facts):
        return open_account(actor=world.admin, body=world.city, kind=kind, name=name, **facts)

    return make


def run(account, state, minutes_ago=1, **facts):
    at = clock.now() - timedelta(minutes=minutes_ago)
    token = f"{account.pk}-{CanaryRun.objects.count()}"
    return CanaryRun.objects.create(
        account=account, token=token, state=state, started_at=at, finished_at=at, **facts
    )


def states():
    return {
        line["kind"]: (line["state"], line["last_good_at"])
        for line in Client().get("/status.json").json()["channels"]
    }


def test_each_kind_has_one_word_and_the_last_time_it_was_seen_to_work(account, world):
    assert "Chưa có kênh nào đang dùng." in Client().get("/status/").content.decode()
    first, second = account("website", "Trang A"), account("website", "Trang B")
    account("manual", "Bảng tin", config={"form": "board"})
    account("rss", "Nguồn diễn tập", mode="exercise")
    assert states() == {"manual": ("by_people", None), "website": ("unknown", None)}
    good = run(first, "arrived", 5)
    run(second, "arrived", 6)
    at = good.finished_at.isoformat(timespec="seconds")
    assert states()["website"] == ("ok", at)
    page = Client().get("/status/").content.decode()
    assert "Hoạt động bình thường" in page
    assert moment_text(good.finished_at) in page
    assert "Do người thực hiện" in page
    run(second, "failed", reason="Máy chủ noi-bo.example từ chối")
    assert states()["website"] == ("degraded", at)
    run(first, "overdue")
    assert states()["website"] == ("down", at)
    page = Client().get("/status/").content.decode()
    assert "Đang trục trặc" in page
    assert "noi-bo.example" not in page
    assert "Trang A" not in page
    for each in (first, second):
        pause_account(actor=world.admin, account=each, reason="Sửa")
    assert states()["website"] == ("paused", at)


def test_machines_find_the_health_of_this_process(account, settings):
    answer = Client().get("/status.json")
    assert answer.json()["health"] == f"{settings.PUBLIC_URL}/healthz"
    assert answer["Access-Control-Allow-Origin"] == "*"
