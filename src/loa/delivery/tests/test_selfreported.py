"""A person's word is never counted as proof: figures, lines, rows, files and the page of one delivery."""

import io

import openpyxl
import pytest

from loa.channels.base import Outcome, Result
from loa.channels.testing import Receiver
from loa.delivery import folder, live, queries, selfreported, worker
from loa.delivery.actions import confirm_delivery, open_dispatch, record_receipts
from loa.delivery.models import Delivery, Dispatch
from loa.delivery.plan import TargetPlan
from loa.delivery.states import State
from loa.delivery.testing import make_account, make_plan
from loa.journal.actions import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoken(world, receiver, numbers):
    return make_account(world.city, receiver.url, kind="loopback_spoken", name="Loa phường")


def sent(account, count=3):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, count))
    worker.drain()
    return Dispatch.objects.get(pk=dispatch.pk)


def confirm(world, delivery, state=State.DELIVERED):
    confirm_delivery(actor=world.duty, delivery=delivery, state=state)
    folder.catch_up()


def proof(account, delivery, state=Outcome.DELIVERED):
    record_receipts(account=account, results=[Result(delivery.pk, state)])
    folder.catch_up()


@pytest.fixture
def unknown(world, numbers):
    """Leave one delivery of an ordinary channel without an answer."""
    with Receiver(lambda n, _calls: "cut_after" if n == 2 else "ok", dedupes=False) as cutting:
        account = make_account(world.city, cutting.url, kind="loopback_blind", name="Thư")
        dispatch = sent(account)
    delivery = Delivery.objects.get(dispatch_id=dispatch.pk, state="unknown")
    return dispatch, account, delivery


def test_a_tap_on_a_channel_that_reports_itself_is_self_reported_and_not_proven(world, spoken):
    dispatch = sent(spoken)
    confirm(world, Delivery.objects.filter(dispatch_id=dispatch.pk).first())
    counts = queries.ledger(dispatch).counts
    assert (counts.reached, counts.proven, counts.self_reported) == (3, 0, 1)
    (line,) = queries.ledger(dispatch).accounts
    assert (line.counts.proven, line.counts.self_reported) == (0, 1)


def test_an_unknown_outcome_settled_by_hand_is_self_reported_on_any_channel(world, unknown):
    dispatch, account, delivery = unknown
    first, *_ = Delivery.objects.filter(dispatch_id=dispatch.pk, state="accepted")
    proof(account, first)
    confirm(world, delivery)
    counts = queries.ledger(dispatch).counts
    assert (counts.reached, counts.proven, counts.self_reported) == (3, 1, 1)


def test_a_word_becomes_proof_once_the_channel_says_the_same(world, unknown):
    dispatch, account, delivery = unknown
    confirm(world, delivery)
    before = live.version(dispatch)
    proof(account, delivery)
    counts = queries.ledger(dispatch).counts
    assert (counts.proven, counts.self_reported) == (1, 0)
    assert live.version(dispatch) != before, "the page that is open must hear of it"
    delivery.refresh_from_db()
    assert not selfreported.is_word_alone(delivery)


def test_a_word_that_says_more_than_the_channel_stays_a_word(world, unknown):
    dispatch, account, delivery = unknown
    confirm(world, delivery, State.PLAYED)
    proof(account, delivery)
    assert queries.ledger(dispatch).counts.self_reported == 1


def test_a_word_that_is_not_folded_yet_is_counted_nowhere(world, unknown):
    dispatch, _account, delivery = unknown
    confirm_delivery(actor=world.duty, delivery=delivery, state=State.DELIVERED)
    counts = queries.ledger(dispatch).counts
    assert (counts.unknown, counts.proven, counts.self_reported) == (1, 0, 0)


def test_a_reported_failure_is_a_failure_and_no_proof(world, spoken):
    dispatch = sent(spoken)
    confirm(world, Delivery.objects.filter(dispatch_id=dispatch.pk).first(), State.FAILED)
    counts = queries.ledger(dispatch).counts
    assert (counts.failed, counts.proven, counts.self_reported) == (1, 0, 0)


@pytest.fixture
def mixed(world, account, spoken):
    """Confirm one delivery of each channel: one by the channel's proof, one by a tap."""
    plan = make_plan(account, 2)
    other = make_plan(spoken, 2)
    contents = (*plan.contents, *(c.__class__("said", c.kind, c.language, c.payload) for c in other.contents))
    targets = (*plan.targets, TargetPlan(spoken.pk, "said", "numbers", {"from": 11, "to": 12}))
    both = make_plan(account, 4, contents=contents, targets=targets)
    opened = open_dispatch(actor=SYSTEM, plan=both)
    worker.drain()
    dispatch = Dispatch.objects.get(pk=opened.pk)
    proof(account, Delivery.objects.filter(dispatch_id=dispatch.pk, account_id=account.pk).first())
    confirm(world, Delivery.objects.filter(dispatch_id=dispatch.pk, account_id=spoken.pk).first())
    return dispatch


def test_the_rows_and_their_file_tell_a_word_from_proof(world, mixed):
    client = world.client(world.leader)
    base = f"/desk/dispatches/{mixed.pk}/rows/"
    everything = client.get(f"{base}?export=csv").content.decode("utf-8-sig")
    assert everything.count("đã đến nơi (tự báo),tự báo,") == 1
    assert everything.count("đã đến nơi,bằng chứng của kênh,") == 1
    words = client.get(f"{base}?proof=word").content.decode()
    assert "1 dòng" in words
    assert "Loa phường</" in words
    proven = client.get(f"{base}?proof=channel&export=csv").content.decode("utf-8-sig")
    assert "bằng chứng của kênh" in proven
    assert "(tự báo)" not in proven


def test_the_page_and_the_file_of_figures_hold_the_same_numbers(world, mixed):
    client = world.client(world.leader)
    page = client.get(f"/desk/dispatches/{mixed.pk}/").content.decode()
    assert "Trong đó tự báo" in page
    answer = client.get(f"/desk/dispatches/{mixed.pk}/figures/?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    table = {row[1]: row[2:] for row in sheet.iter_rows(values_only=True) if row[0] == "Kênh"}
    assert {name: [int(n) for n in numbers] for name, numbers in table.items()} == {
        line.name: [
            line.counts.reached,
            line.counts.proven,
            line.counts.self_reported,
            line.counts.failed,
            line.counts.unknown,
            line.counts.expired,
            line.counts.not_sent,
            line.counts.pending,
            line.counts.total,
        ]
        for line in queries.ledger(mixed).accounts
    }
    assert [int(n) for n in table["Loa phường"]] == [2, 0, 1, 0, 0, 0, 0, 0, 2]
    counts = queries.ledger(mixed).counts
    apart = (counts.reached, counts.failed, counts.unknown, counts.expired, counts.not_sent, counts.pending)
    assert sum(apart) == counts.total, "the columns beside proof and word add up"
    text = client.get(f"/desk/dispatches/{mixed.pk}/figures/?export=csv").content.decode("utf-8-sig")
    assert "Kênh,Loa phường,2,0,1," in text
    assert client.get(f"/desk/dispatches/{mixed.pk}/figures/?export=pdf").status_code == 404


def test_one_delivery_confirmed_by_a_tap_says_so(world, mixed, spoken):
    tapped = Delivery.objects.get(dispatch_id=mixed.pk, account_id=spoken.pk, state="delivered")
    shown = world.client(world.leader).get(f"/desk/deliveries/{tapped.pk}/").content.decode()
    assert "đã đến nơi (tự báo)" in shown
