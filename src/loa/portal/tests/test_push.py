"""Turning notifications on without a browser: who is offered it, what the two addresses answer."""

import pytest
from django.test import Client

from loa.audience.models import Subscriber
from loa.channels.actions import open_account
from loa.journal.actions import SYSTEM
from loa.kinds.webpush.queries import offered_key
from loa.kinds.webpush.tests.service import Browser, Service
from loa.kinds.webpush.tests.stub import play_google
from loa.web.visitors import MOST

pytestmark = pytest.mark.django_db
ZALO = "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 Zalo android"
OFFER = "Nhận tin bằng"


@pytest.fixture
def google(monkeypatch):
    with Service() as there:
        play_google(monkeypatch, there)
        yield there


@pytest.fixture
def push(world, keyring, google):
    config = {"contact": "tin@example.vn"}
    return open_account(actor=SYSTEM, body=world.city, kind="webpush", name="Thông báo", config=config)


def subscribe_page(**headers):
    return Client().get("/subscribe/", headers={"host": "localhost"} | headers).content.decode()


def post(path, **data):
    return Client().post(path, data, headers={"accept": "application/json"})


def given(browser, world, **changes):
    made = browser.subscription(offered_key())
    keys = {name: getattr(made, name) for name in ("endpoint", "p256dh", "auth", "key")}
    return keys | {"areas": [world.ward_a_area.pk], "language": "vi", "kind": "person"} | changes


def test_it_is_offered_where_a_body_has_the_channel_and_the_browser_is_one_of_its_own(push):
    assert OFFER in subscribe_page()
    assert offered_key() in subscribe_page()
    assert OFFER not in subscribe_page(**{"user-agent": ZALO})
    assert OFFER not in subscribe_page(host="loa.example.vn"), "without encryption no browser can"
    assert OFFER not in subscribe_page(cookie="loa_shared_device=1")


def test_it_is_not_offered_where_no_live_account_is_in_use(push, world, keyring):
    push.state = "paused"
    push.save()
    assert OFFER not in subscribe_page()


def test_a_browser_is_taken_in_and_led_to_its_own_page(push, world):
    browser = Browser()
    own = post("/push/join/", **given(browser, world)).json()["own"]
    assert Subscriber.objects.get().body == world.city
    page = Client().get(own).content.decode()
    assert "Thông báo trên trình duyệt" in page
    assert "fcm" not in page
    assert post("/push/mine/", endpoint=browser.endpoint).json() == {"own": own}
    Client().post(own.replace("subscription", "stop"))
    assert post("/push/mine/", endpoint=browser.endpoint).json() == {"own": ""}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"areas": []}, "Hãy chọn ít nhất một địa bàn"),
        ({"endpoint": "https://push.example.vn/x"}, "chưa được hỗ trợ"),
        ({"auth": "x"}, "Trình duyệt chưa đăng ký được"),
        ({"key": "x"}, "Trình duyệt chưa đăng ký được"),
    ],
)
def test_a_wrong_request_says_what_to_do_and_keeps_nothing(push, world, changes, says):
    answer = post("/push/join/", **given(Browser(), world, **changes))
    assert answer.status_code == 422
    assert says in str(answer.json())
    assert not Subscriber.objects.exists()


def test_a_browser_that_takes_no_first_message_is_told_to_try_again_and_not_kept(push, world, google):
    google.manner = lambda _path, _calls: "forbidden"
    answer = post("/push/join/", **given(Browser(), world))
    assert answer.status_code == 503
    assert "chưa nhận tin thử" in answer.json()["detail"]
    assert not Subscriber.objects.exists()


def test_who_does_not_know_the_address_learns_nothing_and_a_flood_is_refused(push, world):
    assert post("/push/mine/", endpoint="https://fcm.googleapis.com/x").json() == {"own": ""}
    answers = [post("/push/join/", **given(Browser(), world)).status_code for _ in range(MOST + 1)]
    assert answers[-1] == 429


def test_the_worker_is_limited_to_notifications_and_is_asked_for_anew(client):
    answer = client.get("/push/sw.js")
    assert answer["content-type"].startswith("text/javascript")
    assert "no-cache" in answer["cache-control"]
    assert "Service-Worker-Allowed" not in answer.headers
