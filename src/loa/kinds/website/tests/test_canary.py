"""A website account finds its own test through the public address, or says that it did not."""

import pytest
from django.test import Client

from loa.channels.contract import sample_core
from loa.channels.models import CanaryRun
from loa.kinds.website import actions
from loa.kinds.website.kind import WebsiteKind

pytestmark = pytest.mark.django_db(transaction=True)


def test_its_word_and_its_newest_page_are_read_through_the_public_address(fly, settings):
    run = fly("website")
    assert (run.state, run.reason) == ("arrived", "")
    path = f"/canary/website/{run.account_id}/{run.token}"
    assert Client().get(path).status_code == 404, "a test that is over has no page"
    assert Client().get(f"/canary/website/{run.account_id}/khac").status_code == 404

    payload = WebsiteKind().render(sample_core())
    actions.publish(account_id=run.account_id, mode="live", key="loa-1", payload=payload)
    assert fly("website", account=run.account).code == "status", (
        "its newest page answers 404: no bulletin bears the code"
    )

    settings.PUBLIC_URL = "http://localhost:9"
    down = fly("website", account=run.account)
    assert (down.state, down.code) == ("failed", "connect_failed")


def test_the_page_of_a_test_is_shown_to_no_search_engine_and_only_while_it_lasts(fly):
    run = fly("website", mode="exercise")
    assert run.state == "arrived"
    CanaryRun.objects.filter(pk=run.pk).update(state="begun", finished_at=None)
    answer = Client().get(f"/canary/website/{run.account_id}/{run.token}")
    assert answer.content.decode() == f"loa canary {run.account_id} {run.token}\n"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
