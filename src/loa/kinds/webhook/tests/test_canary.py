"""A webhook account signs and calls an address of our own; only what that one checked has arrived."""

import time

import pytest
from django.test import Client

from loa.channels.models import CanaryRun
from loa.kinds.webhook import canary
from loa.kinds.webhook.signing import signature

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("mode", ["live", "exercise"])
def test_the_call_arrives_signed(fly, mode):
    run = fly("webhook", mode=mode)
    assert (run.state, run.reason) == ("arrived", "")


def test_a_call_that_is_answered_but_not_seen_stays_open(fly, monkeypatch):
    monkeypatch.setattr(canary, "arrive", lambda **_told: None)
    assert fly("webhook").state == "accepted"


def test_nobody_else_can_make_a_test_arrive(fly, monkeypatch):
    monkeypatch.setattr(canary, "arrive", lambda **_told: None)
    run = fly("webhook")
    monkeypatch.undo()
    path, body, now = f"/canary/webhook/{run.account_id}/{run.token}", b"{}", int(time.time())
    own = canary._key(run.account_id, run.token)

    def call(key=own, moment=now, sent=body):
        headers = {
            "webhook-id": "canary-1",
            "webhook-timestamp": str(moment),
            "webhook-signature": signature([key], "canary-1", moment, body),
        }
        return Client().post(path, sent, content_type="application/json", headers=headers).status_code

    assert call(key=b"guessed") == 404
    assert call(moment=now - 3600) == 404
    assert call(sent=b'{"a":1}') == 404
    assert Client().post(path, body, content_type="application/json").status_code == 404
    assert Client().post(path, {"a": "form"}).status_code == 404
    assert CanaryRun.objects.get(pk=run.pk).state == "accepted"
    assert call() == 204
    assert call() == 404, "it arrives once"
    assert CanaryRun.objects.get(pk=run.pk).state == "arrived"
