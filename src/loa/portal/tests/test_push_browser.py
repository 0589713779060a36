"""Notifications in a real Chromium: asked for on a press, shown, replaced by their correction, and ended.

No push service can be reached from here: the page's own `PushManager.subscribe` is replaced by one that answers as the
browser `Browser` would, and messages are handed to the service worker as the browser itself does (DevTools).
"""

import json
from dataclasses import asdict, replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from loa.audience.models import Consent, Contact, ContactKind, Subscriber
from loa.audience.sources import SubscriberSource
from loa.channels.actions import open_account
from loa.channels.base import Message
from loa.channels.contract import sample_core
from loa.journal.actions import SYSTEM
from loa.kinds.webpush.payloads import content_of, letter_of
from loa.kinds.webpush.queries import offered_key
from loa.kinds.webpush.tests.service import Browser as PushBrowser
from loa.kinds.webpush.tests.service import Service
from loa.kinds.webpush.tests.stub import play_google, pretend
from loa.lib import clock
from tests.browser import PHONE, WIDE, sideways

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PRESS = "Bật thông báo trên trình duyệt này"
CHOICE = "Thông báo trên trình duyệt này, không cần cho biết địa chỉ nào"
DONE = "Đã bật thông báo trên trình duyệt này."


@pytest.fixture
def google(monkeypatch):
    with Service() as there:
        play_google(monkeypatch, there)
        yield there


@pytest.fixture
def push(world, keyring, google):
    config = {"contact": "tin@example.vn"}
    return open_account(actor=SYSTEM, body=world.city, kind="webpush", name="Thông báo", config=config)


@pytest.fixture
def visit(browser, push):
    """Return a function that opens the page where people subscribe, in a browser whose owner allows or refuses."""

    def run(*, allows=True, width=PHONE, receiver=None, **options):
        page = browser.page(width=width, **options)
        if allows:
            page.context.grant_permissions(["notifications"], origin=browser.address)
        pretend(page, (receiver or PushBrowser()).subscription(offered_key()))
        page.goto("/subscribe/")
        return page

    return run


def turn_on(page, world):
    page.get_by_label(CHOICE).check()
    page.get_by_label("Địa bàn muốn nhận tin").select_option(str(world.ward_a_area.pk))
    page.get_by_role("button", name=PRESS).click()


def test_a_person_turns_notifications_on_without_giving_any_address(world, visit, browser):
    page = visit()
    expect(page.get_by_label("Địa chỉ thư điện tử")).to_be_visible()
    page.get_by_label(CHOICE).check()
    expect(page.get_by_label("Địa chỉ thư điện tử")).to_be_hidden()
    expect(page.get_by_role("button", name="Gửi đăng ký")).to_be_hidden()
    assert browser.axe(page) == []
    assert sideways(page) <= 0
    assert page.evaluate("pushAsked") == [], "nothing is asked for before the press"
    turn_on(page, world)
    expect(page.get_by_text(DONE)).to_be_visible()
    assert page.evaluate("pushAsked") == [{"visible": True, "key": 65}]
    assert Consent.objects.get().wording == "2026-11-device"
    rule = {"areas": [world.ward_a_area.code]}
    assert SubscriberSource(ContactKind.WEBPUSH).count(rule, clock.now()) == 1
    page.goto("/subscribe/")
    page.get_by_role("link", name="Xem, đổi lựa chọn hoặc ngừng").click()
    page.get_by_role("link", name="Ngừng nhận tin").click()
    page.get_by_role("button", name="Ngừng nhận tin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ngừng gửi tin")
    assert SubscriberSource(ContactKind.WEBPUSH).count(rule, clock.now()) == 0


def test_without_an_area_nobody_is_asked_and_who_refuses_is_told_the_way_back(world, visit):
    page = visit(allows=False)
    page.get_by_label(CHOICE).check()
    page.get_by_role("button", name=PRESS).click()
    expect(page.get_by_text("Hãy chọn ít nhất một địa bàn.")).to_be_visible()
    turn_on(page, world)
    expect(page.get_by_text("Trình duyệt đang chặn thông báo")).to_be_visible()
    assert page.evaluate("pushAsked") == []
    assert not Subscriber.objects.exists()


def test_a_service_that_is_not_known_is_said_on_the_page(world, visit):
    page = visit(receiver=PushBrowser(host="push.example.vn"))
    turn_on(page, world)
    expect(page.get_by_text("chưa được hỗ trợ")).to_be_visible()
    assert not Subscriber.objects.exists()


def test_without_javascript_the_page_is_the_form_for_mail_alone(visit):
    page = visit(javascript=False, width=WIDE)
    expect(page.get_by_label("Địa chỉ thư điện tử")).to_be_visible()
    expect(page.get_by_label(CHOICE)).to_be_hidden()
    expect(page.get_by_role("button", name=PRESS)).to_be_hidden()


# -- what the worker shows ---------------------------------------------------------------------------------

SHOWN = """async () => {
  const found = await navigator.serviceWorker.getRegistration("/push/");
  return (await found.getNotifications()).map((one) => ({
    title: one.title, body: one.body, lang: one.lang, tag: one.tag, key: one.data.key, silent: one.silent,
    loud: one.renotify, stays: one.requireInteraction, actions: one.actions.map((act) => act.title),
  }));
}"""


class Pusher:
    """Hands messages to the page's worker as the browser does when its push service brings one."""

    def __init__(self, page, origin):
        self.page = page
        self._page, self._origin, self._number = page, origin, ""
        self._line = page.context.new_cdp_session(page)
        self._line.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._line.send("ServiceWorker.enable")

    def _note(self, event):
        for found in event["registrations"]:
            if found["scopeURL"].endswith("/push/"):
                self._number = found["registrationId"]

    def push(self, data):
        while not self._number:
            self._page.wait_for_timeout(20)
        self._line.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self._origin, "registrationId": self._number, "data": data},
        )

    def shown(self, expected):
        """Return the notifications once a script of the page finds what is expected of them."""
        self._page.wait_for_function(f"async () => {{ const shown = await ({SHOWN})(); return {expected}; }}")
        return self._page.evaluate(SHOWN)


@pytest.fixture
def pusher(visit, world, browser):
    page = visit()
    turn_on(page, world)
    expect(page.get_by_text(DONE)).to_be_visible()
    return Pusher(page, browser.address)


def letter(core, number=1):
    message = Message(number, 1, core.mode, "", content_of(core), "vi", receiver=7)
    return letter_of(message).decode()


def test_a_notification_says_all_and_its_correction_takes_its_place_and_is_heard(pusher):
    first = sample_core("exercise")
    pusher.push(letter(first))
    (one,) = pusher.shown("shown.length === 1")
    assert one["title"] == "[DIỄN TẬP] Lịch cấp nước ngày 05/01"
    assert one["body"].startswith(first.text)
    assert first.issuer in one["body"]
    assert first.code in one["body"]
    assert (one["lang"], one["tag"], one["stays"], one["loud"]) == ("vi", first.code, False, False)
    assert one["actions"] == ["Xem bản tin", "Ngừng nhận"]
    pusher.push(letter(first))
    (again,) = pusher.shown("shown.length === 1 && shown[0].silent")
    assert again["loud"] is False, "the same delivery come twice is not heard twice"
    urgent = {"priority": "emergency", "title": "Đính chính", "corrects": first.code, "code": "AAAA-AAAA"}
    pusher.push(letter(replace(first, **urgent), number=2))
    (new,) = pusher.shown("shown.length === 1 && shown[0].key === 'loa-2'")
    assert new["title"].endswith("Đính chính")
    assert (new["loud"], new["silent"], new["stays"]) == (True, False, True)


def test_what_cannot_be_read_still_shows_something_that_leads_to_the_site(pusher):
    pusher.push("no json")
    (one,) = pusher.shown("shown.length === 1")
    assert "Có bản tin mới" in one["body"]


CLICKED = """async (action) => {
  const opened = [];
  let ended = null;
  self.clients.openWindow = async (address) => { opened.push(address); };
  const [one] = await self.registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification: one, action });
  event.waitUntil = (promise) => { ended = promise; };
  self.dispatchEvent(event);
  await ended;
  return { opened, left: (await self.registration.getNotifications()).length };
}"""


def test_a_press_on_it_leads_to_the_sites_own_pages_only(pusher, browser):
    shown = json.loads(letter(sample_core("exercise")))
    hostile = shown | {"url": "https://elsewhere.example/b/7K3M-Q2WT?x=1", "key": "loa-9"}
    here = browser.address.rstrip("/")
    for told, action, leads_to in (
        (shown, "open", shown["url"]),
        (shown, "", shown["url"]),
        (shown, "stop", shown["stop"]),
        (hostile, "", f"{here}/b/7K3M-Q2WT?x=1"),
    ):
        pusher.push(json.dumps(told))
        pusher.shown("shown.length === 1")
        (worker,) = pusher.page.context.service_workers
        found = worker.evaluate(CLICKED, action)
        path = urlsplit(leads_to)
        assert found == {"opened": [f"{here}{path.path}{'?' if path.query else ''}{path.query}"], "left": 0}


CHANGED = """async ({ before, now }) => {
  const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
  const event = new Event("pushsubscriptionchange");
  let ended = null;
  event.waitUntil = (promise) => { ended = promise; };
  event.oldSubscription = { endpoint: before };
  event.newSubscription = {
    options: { applicationServerKey: raw(now.key) },
    toJSON: () => ({ endpoint: now.endpoint, keys: { p256dh: now.p256dh, auth: now.auth } }),
  };
  self.dispatchEvent(event);
  await ended;
}"""


def test_a_browser_that_exchanges_its_subscription_by_itself_is_followed(pusher, google):
    (worker,) = pusher.page.context.service_workers
    contact = Contact.objects.get()
    now = PushBrowser("b")
    told = asdict(now.subscription(offered_key()))
    worker.evaluate(CHANGED, {"before": "https://fcm.googleapis.com/fcm/send/stranger", "now": told})
    assert Contact.objects.get().lookup == contact.lookup, "whoever does not know the address moves nobody"
    worker.evaluate(CHANGED, {"before": PushBrowser().endpoint, "now": told})
    moved = Contact.objects.get()
    assert (moved.pk, moved.subscriber_id) == (contact.pk, contact.subscriber_id)
    assert moved.lookup != contact.lookup
    source = SubscriberSource(ContactKind.WEBPUSH)
    assert now.endpoint in source.addresses([moved.pk])[moved.pk]
    assert Consent.objects.count() == 1, "the consent stands as it was given"
