"""What a channel never reported is asked about once its time is over: once, and nothing is sent."""

from datetime import timedelta

import pytest

from loa.channels.base import Result
from loa.channels.testing import AskedLoopback, Receiver
from loa.delivery import asking, folder, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Attempt, Delivery, Dispatch, Event
from loa.delivery.testing import make_account, make_plan, states
from loa.journal.actions import SYSTEM
from loa.lib import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault("R15")]


def cut_one_before_and_one_after(number, calls):
    return {1: "cut", 2: "cut_after"}.get(number, "ok")


@pytest.fixture
def silent(world, numbers, monkeypatch):
    """A channel that answers no question while it sends; one message was lost, one kept, and nobody knows which."""
    with Receiver(cut_one_before_and_one_after, dedupes=False) as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_asked")
        with monkeypatch.context() as deaf:
            deaf.setattr(AskedLoopback, "ask", _no_answer)
            dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 4))
            worker.drain()
        assert states(dispatch) == {"unknown": 2, "accepted": 2}
        yield receiver, account, dispatch


async def _no_answer(self, outlet, message):
    return Result.unknown(message, "no_answer", "Bộ nhận không trả lời.")


def its_time_is_over(dispatch):
    now = clock.now()
    Dispatch.objects.filter(pk=dispatch.pk).update(
        starts_at=now - timedelta(days=3), expires_at=now, confirm_by=now
    )


def ask():
    answers = asking.run_due()
    folder.catch_up()
    return answers


def test_what_was_never_reported_is_asked_about_once_its_time_is_over(silent):
    receiver, _account, dispatch = silent
    calls = sum(receiver.calls.values())
    assert ask() == 0, "its time is not over"
    its_time_is_over(dispatch)
    assert ask() == 4
    assert states(dispatch) == {"accepted": 3, "expired": 1}, (
        "one had arrived, one had not and is sent no more"
    )
    assert ask() == 0, "each is asked about once"
    assert sum(receiver.calls.values()) == calls == Attempt.objects.count(), "nothing was sent"


def test_what_the_channel_took_in_and_has_no_more_is_failed(silent):
    receiver, _account, dispatch = silent
    its_time_is_over(dispatch)
    gone = Delivery.objects.get(dispatch_id=dispatch.pk, receiver=4)
    del receiver.taken[f"loa-{gone.pk}"]
    ask()
    gone.refresh_from_db()
    assert (gone.state, gone.reason) == ("failed", "Bộ nhận chưa có tin này.")


def test_a_channel_that_does_not_know_leaves_it_unknown_and_is_not_asked_again(silent, monkeypatch):
    _receiver, _account, dispatch = silent
    its_time_is_over(dispatch)
    monkeypatch.setattr(AskedLoopback, "ask", _no_answer)
    assert ask() == 4
    assert states(dispatch) == {"unknown": 2, "accepted": 2}
    dispatch.refresh_from_db()
    assert Event.objects.filter(origin="ask", at__gte=dispatch.expires_at).count() == 4
    assert ask() == 0


def test_a_channel_that_is_away_is_asked_at_the_next_turn(silent):
    receiver, account, dispatch = silent
    its_time_is_over(dispatch)
    url = account.config["url"]
    account.config = {"url": "http://127.0.0.1:9/in"}
    account.save(update_fields=["config"])
    assert ask() == 0
    account.config = {"url": url}
    account.save(update_fields=["config"])
    assert ask() == 4
    assert receiver.doubled == 0
