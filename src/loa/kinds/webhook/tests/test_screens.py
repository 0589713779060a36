"""Endpoints on screen: a secret is seen once, strangers see nothing, the log leads to one more call."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.delivery import worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Delivery
from loa.delivery.plan import TargetPlan
from loa.delivery.testing import make_plan
from loa.journal.actions import SYSTEM
from loa.kinds.webhook.kind import WebhookKind
from loa.kinds.webhook.models import Call, Endpoint
from tests.world import make_area

pytestmark = pytest.mark.django_db


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def form(account, listener, **changes):
    given = {
        "account": account.pk,
        "organisation": "Trung tâm giao thông",
        "url": listener.url(),
        "language": "vi",
    }
    return given | changes


@pytest.fixture
def made(world, hooks, listener):
    """Register one endpoint by the form and return the page that answers."""

    def run(**changes):
        return world.client(world.admin).post("/desk/webhooks/new/", form(hooks, listener, **changes))

    return run


def test_an_endpoint_is_registered_and_its_secret_is_shown_this_once(world, made):
    answer = made(areas=[world.ward_a_area.pk], topics=[world.topic.pk])
    shown = answer.content.decode()
    secret = re.search(r"whsec_[A-Za-z0-9+/=]{40,}", shown)
    assert secret
    assert "no-store" in answer["Cache-Control"]
    endpoint = Endpoint.objects.get()
    later = page(world.client(world.admin), f"/desk/webhooks/{endpoint.pk}/")
    assert "whsec_" not in later
    for words in ("Trung tâm giao thông", "Phường Láng Hạ", "Y tế", "Chưa có lượt gửi nào"):
        assert words in later
    for typed in ("", "trung tam GIAO thông"):
        assert "1 dòng" in page(world.client(world.editor), f"/desk/webhooks/?q={typed}")


def test_an_old_name_ticks_the_area_of_today_and_nothing_is_registered_yet(world, made):
    ward = make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    shown = made(areas=[world.ward_a_area.pk], place="P. Trúc Bạch, Q. Ba Đình").content.decode()
    assert "Đã chọn Phường Ba Đình trong danh sách." in shown
    for area in (ward, world.ward_a_area):
        assert re.search(rf'name="areas" value="{area.pk}"[^>]* checked', shown)
    assert not Endpoint.objects.exists()


def test_what_cannot_work_is_said_beside_what_was_typed(made):
    made()
    twice = made()
    assert (twice.status_code, "đã có địa chỉ nhận đó" in twice.content.decode()) == (422, True)
    inner = made(url="ftp://may-chu/in")
    assert (inner.status_code, "Hãy nhập dạng https" in inner.content.decode()) == (422, True)


def test_colleagues_read_strangers_see_nothing_and_who_manages_acts(world, made):
    made()
    endpoint = Endpoint.objects.get()
    for path in ("change", "rotate", "pause", "close"):
        page(world.client(world.editor), f"/desk/webhooks/{endpoint.pk}/{path}/", 403)
        page(world.client(world.stranger), f"/desk/webhooks/{endpoint.pk}/{path}/", 404)
        page(world.client(world.admin), f"/desk/webhooks/{endpoint.pk}/{path}/")
    assert "Gọi thử" not in page(world.client(world.editor), f"/desk/webhooks/{endpoint.pk}/")
    assert "Trung tâm" not in page(world.client(world.stranger), "/desk/webhooks/")


def test_it_is_changed_paused_resumed_and_closed(world, made, listener, hooks):
    made()
    endpoint = Endpoint.objects.get()
    client, base = world.client(world.admin), f"/desk/webhooks/{endpoint.pk}/"
    assert "Trung tâm giao thông" in page(client, base + "change/")
    changed = form(hooks, listener, organisation="Tổng đài", language="en", areas=[world.ward_b_area.pk])
    assert client.post(base + "change/", changed).status_code == 302
    assert client.post(base + "pause/", {"reason": "Bảo trì"}).status_code == 302
    shown = page(client, base)
    for words in ("Tổng đài", "Xã Đông Hội", "cán bộ tạm dừng", "Gửi tiếp"):
        assert words in shown.replace("Cán bộ", "cán bộ")
    assert client.post(base + "resume/").status_code == 302
    assert client.post(base + "close/").status_code == 302
    assert "Tổng đài" not in page(client, "/desk/webhooks/")
    assert "Tổng đài" in page(client, "/desk/webhooks/?state=all")


def test_a_new_secret_is_shown_with_how_long_the_old_one_lasts(world, made):
    first = re.search(r"whsec_\S+?(?=[\"<])", made().content.decode())
    endpoint = Endpoint.objects.get()
    shown = world.client(world.admin).post(f"/desk/webhooks/{endpoint.pk}/rotate/").content.decode()
    second = re.search(r"whsec_\S+?(?=[\"<])", shown)
    assert first
    assert second
    assert first[0] != second[0]
    assert "Khóa cũ vẫn ký kèm đến" in shown


@pytest.mark.django_db(transaction=True)
def test_the_log_tells_what_failed_and_sends_it_once_more(world, made, hooks, listener, monkeypatch):
    monkeypatch.setattr(WebhookKind, "retry_waits", (0.05,))
    made()
    endpoint = Endpoint.objects.get()
    listener.manner = lambda _path, _calls: "error"
    targets = (TargetPlan(hooks.pk, "main", "endpoints.webhook", {"account": hooks.pk, "areas": ["C1A"]}),)
    open_dispatch(actor=SYSTEM, plan=make_plan(hooks, 1, targets=targets))
    worker.drain(horizon=5)
    client, base = world.client(world.admin), f"/desk/webhooks/{endpoint.pk}/"
    shown = page(client, base)
    for words in (
        "2 lần thử",
        "Máy chủ bên kia gặp lỗi (mã 500).",
        "[DIỄN TẬP] Lịch cấp nước",
        "Gửi lại",
        "Đang lỗi",
    ):
        assert words in shown
    listener.manner = lambda _path, _calls: "ok"
    path = f"{base}deliveries/{Delivery.objects.get().pk}/replay/"
    assert world.client(world.editor).post(path).status_code == 403
    assert client.post(f"{base}deliveries/999/replay/").status_code == 404
    answer = client.post(path, follow=True)
    assert "Bên nhận đã nhận." in answer.content.decode()
    assert Call.objects.get().is_good
    assert "gửi lại" in page(client, base)
    listener.manner = lambda _path, _calls: "missing"
    answer = client.post(base + "ping/", follow=True)
    assert "Bên nhận chưa nhận: Máy chủ bên kia từ chối (mã 404)." in answer.content.decode()


def test_twenty_endpoints_take_as_many_queries_as_one(world, made, listener):
    client = world.client(world.admin)
    made()
    page(client, "/desk/webhooks/")
    with CaptureQueriesContext(connection) as one:
        page(client, "/desk/webhooks/")
    for n in range(19):
        made(url=listener.url(f"/{n}"))
    with CaptureQueriesContext(connection) as many:
        page(client, "/desk/webhooks/")
    assert len(many) == len(one)


def test_an_account_of_this_kind_asks_for_no_secret(world, hooks):
    client = world.client(world.admin)
    assert 'name="secret"' not in page(client, "/desk/channels/new/webhook/")
    assert "Khóa bí mật" not in page(client, f"/desk/channels/{hooks.pk}/")
