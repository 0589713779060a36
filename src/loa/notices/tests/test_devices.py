"""Staff are told on the devices they turned on, until the session that did it ends; what no device takes is a letter."""

import json

import pytest
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from loa.channels.actions import open_account
from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.kinds.webpush.errors import BadSubscription, ForeignService
from loa.kinds.webpush.queries import offered_key
from loa.kinds.webpush.tests.service import Browser, Service
from loa.kinds.webpush.tests.stub import play_google
from loa.notices import actions, devices
from loa.notices.models import Device, Event, Path
from loa.units.actions import end_sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def push(world, keyring):
    config = {"contact": "tin@example.vn"}
    return open_account(actor=SYSTEM, body=world.city, kind="webpush", name="Thông báo", config=config)


@pytest.fixture
def service(monkeypatch):
    with Service() as there:
        play_google(monkeypatch, there)
        yield there


@pytest.fixture
def turn_on(push):
    def run(actor, browser=None):
        return devices.turn_on(actor=actor, given=(browser or Browser()).subscription(offered_key()))

    return run


def tell(actor, choice=Path.PUSH, key="bulletin:1", **more):
    actions.choose_paths(actor=actor, choices={Event.RELEASE_ASKED: choice})
    told = {
        "people": [actor.person],
        "event": Event.RELEASE_ASKED,
        "key": key,
        "path": "/desk/bulletins/1/release/",
    }
    actions.notify(**told, title="Có bản tin chờ duyệt", urgent=True, **more)
    return actions.run_due_mail()


def test_a_chosen_event_is_shown_on_every_device_and_no_letter_leaves(world, turn_on, service, mailbox):
    phone, desk = Browser("phone"), Browser("desk")
    turn_on(world.approver, phone)
    turn_on(world.approver, desk)
    assert tell(world.approver) == 0
    assert mailbox.letters == []
    assert {told.path for told in service.told} == {"/fcm/send/phone", "/fcm/send/desk"}
    says = {
        told.path: browser.open(told.body)
        for told, browser in zip(by_path(service), (desk, phone), strict=True)
    }
    assert {s["title"] for s in says.values()} == {"Có bản tin chờ duyệt"}
    assert {s["url"] for s in says.values()} == {"/desk/bulletins/1/release/"}
    assert {told.headers["Urgency"] for told in service.told} == {"high"}


def by_path(service):
    return sorted(service.told, key=lambda told: told.path)


@pytest.mark.parametrize("manner", ["down", "forbidden", "cut"])
def test_what_no_device_took_leaves_as_a_letter(world, turn_on, service, mailbox, manner):
    service.manner = lambda _path, _calls: manner
    turn_on(world.approver)
    assert tell(world.approver) == 1
    assert Device.objects.count() == 1


def test_without_a_device_or_where_mail_was_chosen_a_letter_leaves(world, turn_on, service, mailbox):
    assert tell(world.approver, key="1") == 1
    turn_on(world.approver)
    assert tell(world.approver, Path.NOW, key="2") == 1
    assert service.told == []


def test_a_device_that_is_gone_is_forgotten_and_the_letter_leaves(world, turn_on, service, mailbox):
    service.manner = lambda _path, _calls: "gone"
    turn_on(world.approver)
    assert tell(world.approver) == 1
    assert not Device.objects.exists()


def test_whatever_ends_every_session_ends_the_devices(world, turn_on, service, mailbox):
    turn_on(world.approver)
    assert devices.count_devices(world.approver) == 1
    end_sessions(person=world.approver.person)
    world.approver.person.refresh_from_db()
    assert devices.count_devices(world.approver) == 0
    assert tell(world.approver) == 1
    assert service.told == []


def on_screen(client, browser):
    given = browser.subscription(offered_key())
    fields = {name: getattr(given, name) for name in ("endpoint", "p256dh", "auth", "key")}
    return client.post("/desk/notices/device/on/", fields, headers={"accept": "application/json"})


def test_signing_out_on_a_device_ends_it_there_alone(world, push):
    client = world.client(world.approver)
    assert on_screen(client, Browser("here")).status_code == 200
    assert on_screen(world.client(world.approver), Browser("elsewhere")).status_code == 200
    assert "Thiết bị này đang bật" in client.get("/desk/notices/paths/").content.decode()
    client.post("/accounts/logout/")
    assert devices.count_devices(world.approver) == 1


def test_a_browser_belongs_to_whoever_turned_it_on_last(world, push):
    browser = Browser("shared")
    on_screen(world.client(world.approver), browser)
    on_screen(world.client(world.editor), browser)
    assert devices.count_devices(world.approver) == 0
    assert devices.count_devices(world.editor) == 1


def test_a_device_ends_when_another_person_signs_in_there(world, push):
    client = world.client(world.approver)
    on_screen(client, Browser())
    request = HttpRequest()
    request.COOKIES = {devices.COOKIE: client.cookies[devices.COOKIE].value}
    user_logged_in.send(sender=None, request=request, user=world.approver.person)
    assert devices.count_devices(world.approver) == 1
    user_logged_in.send(sender=None, request=request, user=world.editor.person)
    assert devices.count_devices(world.approver) == 0


def test_a_foreign_service_or_key_is_refused(world, push):
    with pytest.raises(ForeignService):
        devices.turn_on(actor=world.editor, given=Browser(host="evil.example").subscription(offered_key()))
    with pytest.raises(BadSubscription):
        devices.turn_on(actor=world.editor, given=Browser().subscription("key"))
    assert on_screen(world.client(world.editor), Browser(host="evil.example")).status_code == 422
    assert not Device.objects.exists()


def test_all_of_ones_own_are_turned_off_at_once_and_the_journal_holds_no_address(world, turn_on):
    turn_on(world.approver, Browser("geheim"))
    turn_on(world.editor, Browser("other"))
    world.client(world.approver).post("/desk/notices/device/off/")
    assert list(Device.objects.values_list("person", flat=True)) == [world.editor.person.pk]
    kept = json.dumps(list(Entry.objects.values_list("facts", flat=True))) + str(Device.objects.values_list())
    assert "fcm" not in kept


def test_where_no_body_has_the_channel_the_page_offers_no_device(world, keyring):
    assert (
        "Thiết bị nhận thông báo"
        not in world.client(world.editor).get("/desk/notices/paths/").content.decode()
    )
