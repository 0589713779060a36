"""The ledger on screen: what each person sees, what changes it, and what it costs."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from loa.channels.models import Account
from loa.channels.testing import Receiver
from loa.delivery import shell_items, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Delivery, Dispatch, Tally
from loa.delivery.testing import make_account, make_plan
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.units.models import Area, AreaVersion

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dispatch(account, receiver, world):
    Account.objects.filter(pk=account.pk).update(body=world.city)
    account.refresh_from_db()
    opened = open_dispatch(actor=SYSTEM, plan=make_plan(account, 30))
    worker.drain()
    return Dispatch.objects.get(pk=opened.pk)


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_stranger_is_told_that_the_dispatch_does_not_exist(world, dispatch):
    client = world.client(world.stranger)
    for path in ("", "live/", "rows/"):
        assert client.get(f"/desk/dispatches/{dispatch.pk}/{path}").status_code == 404
    assert client.get(f"/desk/deliveries/{Delivery.objects.first().pk}/").status_code == 404


def test_a_colleague_without_the_right_may_look_but_not_steer(world, dispatch):
    client = world.client(world.leader)
    assert "Tạm dừng" not in page(client, f"/desk/dispatches/{dispatch.pk}/")
    assert client.post(f"/desk/dispatches/{dispatch.pk}/pause/").status_code == 403


def test_the_page_shows_the_tally_and_the_export_holds_the_same_rows(world, dispatch):
    client = world.client(world.leader)
    assert "30 / 30" in page(client, f"/desk/dispatches/{dispatch.pk}/")
    assert "30 dòng" in page(client, f"/desk/dispatches/{dispatch.pk}/rows/")
    export = client.get(f"/desk/dispatches/{dispatch.pk}/rows/?export=csv&state=accepted").content.decode(
        "utf-8-sig"
    )
    shown = Delivery.objects.filter(dispatch_id=dispatch.pk, state="accepted").count()
    assert export.count(",kênh đã nhận,") == shown == 30


def test_the_live_part_is_not_sent_again_while_nothing_changes(world, dispatch):
    client = world.client(world.leader)
    first = client.get(f"/desk/dispatches/{dispatch.pk}/live/")
    again = client.get(f"/desk/dispatches/{dispatch.pk}/live/", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert "no-store" not in first["Cache-Control"], (
        "a browser that keeps nothing cannot ask whether it changed"
    )
    assert "private" in first["Cache-Control"]


def test_the_timeline_follows_what_others_do_without_a_new_page(world, dispatch):
    client, path = world.client(world.leader), f"/desk/dispatches/{dispatch.pk}/live/"
    first = client.get(path)
    assert "Nhật ký của đợt gửi" in first.content.decode()
    thing = f"delivery.dispatch:{dispatch.pk}"
    with transaction.atomic():
        journal.write(actor=world.duty, verb="delivery.dispatch_paused", thing=thing)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    for words in ("tạm dừng đợt gửi", world.duty.person.full_name):
        assert words in again.content.decode()
        assert words not in first.content.decode()


def test_the_first_screen_counts_what_nobody_knows_the_outcome_of(world, dispatch):
    cell = {"dispatch": dispatch, "account_id": dispatch.targets.get().account_id, "area_id": 0}
    Tally.objects.update_or_create(**cell, state="unknown", defaults={"count": 2})
    assert "?unknown=on" in page(world.client(world.leader), "/desk/")
    assert "?unknown=on" not in page(world.client(world.stranger), "/desk/")


def test_one_delivery_shows_every_attempt_and_word(world, dispatch):
    delivery = Delivery.objects.filter(dispatch_id=dispatch.pk).first()
    shown = page(world.client(world.leader), f"/desk/deliveries/{delivery.pk}/")
    assert "Lần thử 1" in shown
    assert "kênh đã nhận" in shown


def test_the_lists_take_as_many_queries_for_many_rows_as_for_one(world, account, receiver, dispatch):
    client = world.client(world.leader)
    page(client, "/desk/dispatches/")
    with CaptureQueriesContext(connection) as one:
        page(client, "/desk/dispatches/")
    for _ in range(4):
        open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    with CaptureQueriesContext(connection) as many:
        page(client, "/desk/dispatches/")
    assert len(many) == len(one)


def test_dispatches_are_found_by_words_of_the_title_without_marks(world, account, receiver, dispatch):
    client = world.client(world.leader)
    plan = make_plan(account, 1)
    named = replace(plan.contents[0], payload=plan.contents[0].payload | {"title": "Đường Láng cấm xe"})
    open_dispatch(actor=SYSTEM, plan=make_plan(account, 1, contents=(named,)))
    assert "2 dòng" in page(client, "/desk/dispatches/")
    for typed in ("duong lang", "CẤM XE Đường"):
        assert "1 dòng" in page(client, f"/desk/dispatches/?q={quote(typed)}")
    assert "0 dòng" in page(client, "/desk/dispatches/?q=duong+hoa+lac")


def test_deliveries_are_found_by_number_channel_area_and_reason_without_marks(world, numbers):
    client = world.client(world.leader)
    areas = [world.ward_a_area.pk, world.ward_b_area.pk]
    with Receiver(lambda n, _calls: "refuse" if n == 2 else "ok") as strict:
        account = make_account(world.city, strict.url, name="Thư điện tử")
        rule = {"from": 1, "to": 6, "areas": areas}
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 6, rule=rule))
        worker.drain()
    rows = f"/desk/dispatches/{dispatch.pk}/rows/?q="
    assert "1 dòng" in page(client, f"{rows}{Delivery.objects.filter(dispatch_id=dispatch.pk).first().pk}")
    assert "6 dòng" in page(client, f"{rows}thu+dien+tu")
    assert "1 dòng" in page(client, f"{rows}tu+choi")
    area = AreaVersion.objects.filter(area=world.ward_b_area).first()
    assert "3 dòng" in page(client, f"{rows}{quote(area.folded)}")
    AreaVersion.objects.filter(area=world.ward_b_area).update(name="Ba Đình", folded="phuong ba dinh")
    Area.objects.filter(pk=world.ward_b_area.pk).update(code="00004")
    assert "3 dòng" in page(client, f"{rows}{quote('P. Trúc Bạch, Q. Ba Đình')}")
    assert "0 dòng" in page(client, f"{rows}{'9' * 30}")


def test_the_first_screen_counts_the_very_dispatches_that_its_link_lists(world, account, dispatch):
    cell = {"dispatch": dispatch, "account_id": account.pk, "area_id": 0}
    Tally.objects.update_or_create(**cell, state="unknown", defaults={"count": 7})
    items = {item.url: item.count for item in shell_items.today_items(asked_by(world.leader))}
    assert items["/desk/dispatches/?unknown=on"] == 1
    for url, count in items.items():
        assert f"{count} dòng" in page(world.client(world.leader), url)


def asked_by(actor):
    request = RequestFactory().get("/desk/")
    request.actor = actor
    return request


def test_an_open_page_asks_every_second_so_that_it_lags_less_than_two(world, dispatch):
    shown = page(world.client(world.leader), f"/desk/dispatches/{dispatch.pk}/")
    assert 'hx-trigger="every 1s"' in shown
    part = page(world.client(world.leader), f"/desk/dispatches/{dispatch.pk}/live/")
    assert part.lstrip().startswith('<section id="ledger"'), "the part replaces itself and goes on asking"
