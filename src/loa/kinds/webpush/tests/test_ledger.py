"""Notifications by the real ledger: to whom it is sent, what becomes of browsers that are gone, accounts and their key."""

from __future__ import annotations

import pytest

from loa.audience import actions as audience
from loa.audience import links, lists, queries
from loa.audience.actions import Choice
from loa.audience.errors import NothingChosen
from loa.audience.models import Consent, Contact, ContactKind, Subscriber, Suppression
from loa.audience.sources import SubscriberSource
from loa.channels.actions import close_account
from loa.channels.models import Account
from loa.channels.queries import outlet
from loa.delivery import worker
from loa.delivery.actions import open_dispatch
from loa.delivery.plan import TargetPlan
from loa.delivery.testing import make_plan, states, tallied
from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.kinds.webpush import actions, kind, vapid
from loa.kinds.webpush.calling import address_of
from loa.kinds.webpush.config import WebpushConfig
from loa.kinds.webpush.errors import BadSubscription, ForeignService, NotProven
from loa.kinds.webpush.kind import WebpushKind
from loa.kinds.webpush.queries import offered_key
from loa.kinds.webpush.tests.service import Browser, place_of
from loa.lib import clock

POLICY_OF = kind.policy_of
SOURCE = SubscriberSource(ContactKind.WEBPUSH)


def meant(area, **rule):
    return SOURCE.count({"areas": [area.code]} | rule, clock.now())


# -- turning notifications on, choosing, stopping, being erased -----------------------------------------------


@pytest.mark.django_db
def test_a_browser_is_written_to_by_area_language_and_topic_as_soon_as_its_owner_agreed(world, join):
    join(Browser("a"), topics=["health"], language="en")
    assert meant(world.ward_a_area) == 1
    assert meant(world.ward_b_area) == 0
    assert meant(world.ward_a_area, topics=["water"]) == 0
    assert meant(world.ward_a_area, languages=["vi"]) == 0
    consent = Consent.objects.get()
    assert (consent.wording, consent.source, consent.withdrawn_at) == ("2026-11-device", "form", None)


@pytest.mark.django_db
def test_nothing_of_a_browser_stands_in_clear_in_the_database_or_on_the_screens_of_staff(world, join):
    browser = Browser("geheim")
    contact = join(browser)
    row = str(Contact.objects.filter(pk=contact.pk).values_list()) + str(Subscriber.objects.values_list())
    given = browser.subscription()
    assert not any(part in row for part in ("geheim", "fcm", given.p256dh, given.auth))
    assert "geheim" in SOURCE.addresses([contact.pk])[contact.pk]
    (listed,) = lists.list_masked(world.editor)
    assert lists.masked(listed) == "Thông báo trên trình duyệt"
    assert queries.get_own_page(links.own_token(contact.pk)).address == "Thông báo trên trình duyệt"


@pytest.mark.django_db
def test_turning_it_on_again_is_a_new_choice_of_the_same_browser(world, join):
    browser = Browser()
    assert join(browser).pk == join(browser, areas=[world.ward_b_area]).pk
    assert (meant(world.ward_a_area), meant(world.ward_b_area)) == (0, 1)
    assert Consent.objects.count() == 1


@pytest.mark.django_db
def test_who_stopped_is_not_written_to_and_comes_back_with_a_new_consent(world, join):
    browser = Browser()
    contact = join(browser)
    audience.stop(token=links.own_token(contact.pk))
    assert meant(world.ward_a_area) == 0
    assert SOURCE.suppressed([contact.pk]) == {contact.pk}
    join(browser)
    assert SOURCE.suppressed([contact.pk]) == set()
    assert [bool(c.withdrawn_at) for c in Consent.objects.order_by("pk")] == [True, False]


@pytest.mark.django_db
def test_erasing_leaves_no_trace_of_the_browser(world, join):
    contact = join(Browser())
    audience.stop(token=links.own_token(contact.pk))
    audience.erase(token=links.own_token(contact.pk))
    assert not any(model.objects.exists() for model in (Contact, Subscriber, Suppression, Consent))


@pytest.mark.django_db
def test_a_foreign_service_a_foreign_key_or_no_area_is_refused_and_nothing_is_kept(world, join, live):
    with pytest.raises(ForeignService, match="chưa được hỗ trợ"):
        join(Browser(host="push.example.vn"))
    strange = Browser().subscription(vapid.public_key(vapid.new_key()))
    with pytest.raises(BadSubscription):
        actions.join(body=world.city, given=strange, choice=Choice([world.ward_a_area]))
    good = Browser().subscription(offered_key())
    with pytest.raises(NothingChosen):
        actions.join(body=world.city, given=good, choice=Choice([]))
    assert not Subscriber.objects.exists()


@pytest.mark.django_db
def test_a_first_message_proves_that_the_browser_can_be_written_to_under_our_key(join, google):
    browser = Browser("a")
    join(browser, language="en")
    (told,) = google.told
    assert browser.open(told.body)["title"] == "Notifications are on"
    google.manner = lambda _path, _calls: "forbidden"
    with pytest.raises(NotProven, match="chưa nhận tin thử"):
        join(Browser("other-key"))
    assert Subscriber.objects.count() == 1


# -- accounts and their key -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_live_accounts_share_one_key_that_is_sealed_in_each_and_outlives_the_first(world, open_push):
    first, second = open_push(), open_push(body=world.ward_a)
    keys = {outlet(account).secret for account in (first, second)}
    assert len(keys) == 1
    assert first.secret != second.secret
    assert not keys & {first.secret, second.secret}
    offered = offered_key()
    assert offered == vapid.public_key(keys.pop())
    close_account(actor=SYSTEM, account=first, reason="thôi dùng")
    assert offered_key() == offered
    assert vapid.public_key(outlet(open_push(name="Mới")).secret) == offered


@pytest.mark.django_db
def test_an_exercise_has_a_key_of_its_own_and_is_offered_to_nobody(open_push):
    exercise = open_push("exercise", simulator="http://127.0.0.1:9")
    assert offered_key() == ""
    assert outlet(exercise).secret != outlet(open_push()).secret


# -- sending ------------------------------------------------------------------------------------------------------


@pytest.fixture
def send(world, open_push, service, browsers, monkeypatch):
    """Return a function that sends one message to every browser of ward A through an account of a mode."""
    monkeypatch.setattr(WebpushKind, "retry_waits", (0.05, 0.05))

    def run(mode="exercise"):
        account = open_push(mode, name=f"Kênh {mode}", simulator=service.url)
        rule = {"areas": [world.ward_a_area.code]}
        targets = (TargetPlan(account.pk, "main", "subscribers.webpush", rule),)
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, len(browsers), targets=targets))
        worker.drain(horizon=5)
        dispatch.refresh_from_db()
        return account, dispatch

    return run


@pytest.mark.django_db(transaction=True)
def test_every_browser_is_told_once_and_what_is_not_known_is_not_tried_again(send, service, browsers):
    paths = {place_of(browser): n for n, browser in enumerate(browsers.values())}
    manners = {1: "gone", 2: "down", 3: "cut"}

    def manner(path, calls):
        return "ok" if (paths[path], calls) == (2, 2) else manners.get(paths[path], "ok")

    service.manner = manner
    _account, dispatch = send()
    assert states(dispatch) == {"accepted": 3, "failed": 1, "unknown": 1} == tallied(dispatch)
    assert {paths[path]: n for path, n in service.calls.items()} == {0: 1, 1: 1, 2: 2, 3: 1, 4: 1}
    assert Contact.objects.count() == len(browsers), "an exercise forgets nobody"


@pytest.mark.django_db(transaction=True)
def test_a_live_browser_that_is_gone_is_forgotten_in_the_same_act(
    world, live, service, browsers, send, monkeypatch
):
    first, gone = list(browsers)[:2]
    service.manner = lambda path, _calls: "gone" if path == place_of(browsers[gone]) else "ok"
    stand_in = WebpushConfig("a@b.vn", simulator=service.url)
    monkeypatch.setattr(kind, "address_of", lambda _mode, _config, to: address_of("test", stand_in, to))
    monkeypatch.setattr(kind, "policy_of", lambda _mode, config: POLICY_OF("test", config))
    monkeypatch.setattr(kind.registry, "check_call", lambda *_given, **_more: None)
    rule = {"areas": [world.ward_a_area.code]}
    targets = (TargetPlan(live.pk, "main", "subscribers.webpush", rule),)
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(live, len(browsers), targets=targets))
    worker.drain(horizon=5)
    assert states(dispatch) == {"accepted": 4, "failed": 1} == tallied(dispatch)
    assert set(Contact.objects.values_list("pk", flat=True)) == set(browsers) - {gone}
    assert Entry.objects.filter(verb="audience.gone").count() == 1
    assert SOURCE.suppressed([first, gone]) == {gone}
    assert meant(world.ward_a_area) == 4


@pytest.mark.django_db(transaction=True)
def test_an_account_that_is_refused_pauses_and_every_message_waits(send, service):
    service.manner = lambda _path, _calls: "forbidden"
    account, dispatch = send()
    assert Account.objects.get(pk=account.pk).state == "paused"
    assert states(dispatch) == {"queued": 5}
    assert Entry.objects.get(verb="channels.halted").facts == {"why": "push_refused_403"}
