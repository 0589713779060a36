"""The ledger beside what a channel says it has: both directions are listed, and no state changes by it."""

import pytest
from django.db import connection

from loa.channels.testing import Receiver
from loa.delivery import comparing, health, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Comparison, Delivery, Difference, Dispatch
from loa.delivery.testing import make_account, make_plan, states
from loa.journal.actions import SYSTEM
from loa.kinds.rss.models import Entry
from loa.kinds.website import actions as website
from loa.kinds.website.models import Page, PageVersion
from loa.lib import clock

pytestmark = pytest.mark.django_db(transaction=True)


def settled_an_hour_ago():
    Dispatch.objects.update(started_at=clock.now() - 2 * comparing.SETTLES)


def listed():
    return {(row.side, row.key, row.state) for row in Difference.objects.all()}


@pytest.fixture
def sent(world, numbers):
    """A receiver that refuses one of twenty, and its dispatch."""
    with Receiver(lambda number, calls: "refuse" if number == 20 else "ok", dedupes=False) as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_asked")
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 20))
        worker.drain()
        settled_an_hour_ago()
        yield receiver, account, dispatch


@pytest.mark.fault("R25")
def test_five_differences_are_listed_in_both_directions_and_nothing_else_changes(sent, world):
    receiver, account, dispatch = sent
    before = states(dispatch)
    assert comparing.run_all() == 1
    assert not Difference.objects.exists()
    rows = list(Delivery.objects.filter(dispatch_id=dispatch.pk).order_by("receiver"))
    lost, failed = rows[:2], rows[-1]
    for row in lost:
        del receiver.taken[f"loa-{row.pk}"]
    receiver.taken.update({f"loa-{failed.pk}": 1, "loa-99": 1, "not of ours": 1})

    assert comparing.run_all() == 1
    assert listed() == {
        ("ours", f"loa-{lost[0].pk}", "accepted"),
        ("ours", f"loa-{lost[1].pk}", "accepted"),
        ("theirs", f"loa-{failed.pk}", "failed"),
        ("theirs", "loa-99", ""),
        ("theirs", "not of ours", ""),
    }
    assert states(dispatch) == before, "a person decides what it means"
    found = Comparison.objects.get(account=account)
    assert (found.compared, found.only_theirs, found.only_ours) == (19, 3, 2)

    page = world.client(world.duty).get("/desk/dispatches/differences/").content.decode()
    assert page.count("chỉ sổ gửi có") >= 2
    assert f"/desk/deliveries/{lost[0].pk}/" in page
    assert "not of ours" in page
    assert (
        "not of ours"
        not in world.client(world.stranger).get("/desk/dispatches/differences/").content.decode()
    )
    [told] = [finding for finding in health.compared() if finding.level != "ok"]
    assert "3 only there, 2 only in the ledger" in told.seen


@pytest.mark.fault("R25")
def test_what_differs_no_more_is_forgotten_and_what_stays_keeps_its_first_day(sent):
    receiver, _account, dispatch = sent
    first, second = Delivery.objects.filter(dispatch_id=dispatch.pk).order_by("receiver")[:2]
    for row in (first, second):
        del receiver.taken[f"loa-{row.pk}"]
    comparing.run_all()
    found_at = Difference.objects.get(key=f"loa-{first.pk}").found_at
    receiver.taken[f"loa-{second.pk}"] = 1
    comparing.run_all()
    left = Difference.objects.get()
    assert (left.key, left.found_at) == (f"loa-{first.pk}", found_at)
    assert left.last_at > found_at


@pytest.mark.fault("R25")
def test_a_channel_that_does_not_tell_is_named_and_finds_nothing_missing(world, numbers):
    with Receiver(dedupes=False) as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_asked")
        open_dispatch(actor=SYSTEM, plan=make_plan(account, 3))
        worker.drain()
        settled_an_hour_ago()
    assert comparing.run_all() == 0
    assert not Difference.objects.exists()
    assert Comparison.objects.get(account=account).problem == "unreachable"
    assert [finding.level for finding in health.compared()] == ["warn"]


@pytest.mark.fault("R25")
def test_what_is_still_on_its_way_is_no_difference(world, numbers):
    with Receiver(dedupes=False) as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_asked")
        open_dispatch(actor=SYSTEM, plan=make_plan(account, 3))
        worker.drain()
        receiver.taken.clear()
        comparing.run_all()
        assert not Difference.objects.exists()


@pytest.mark.fault("R25")
def test_a_page_that_no_delivery_put_there_is_found_and_a_page_that_is_gone_too(desk):
    bulletin = desk.submitted(accounts=[desk.website])
    desk.release(bulletin)
    desk.end_hold(bulletin)
    worker.drain()
    settled_an_hour_ago()
    assert comparing.run_all() >= 1
    assert not Difference.objects.exists()
    version = PageVersion.objects.get()
    payload = version.payload | {"code": "AAAA-AAAA", "title": "Tin không ai duyệt"}
    website.publish(account_id=desk.website.pk, mode="live", key="by-hand", payload=payload)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM website_pageversion WHERE id = %s", [version.pk])
        cursor.execute("DELETE FROM website_page WHERE id = %s", [version.page_id])
    comparing.run_all()
    assert listed() == {("theirs", "by-hand", ""), ("ours", version.key, "delivered")}
    assert Page.objects.count() == 1
    assert not Entry.objects.exists()
