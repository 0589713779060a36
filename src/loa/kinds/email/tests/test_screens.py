"""What came back on screen: counts, a list without addresses, the mailbox; lifting on the list of subscribers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.audience.models import Contact, Suppression
from loa.channels.actions import open_account
from loa.kinds.email.intake import take_in
from loa.kinds.email.models import Bounce, Mailbox
from loa.kinds.email.tests import samples
from loa.kinds.email.tests.imap import PASSWORD, USER

pytestmark = pytest.mark.django_db


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


@pytest.fixture
def base(account):
    return f"/desk/mail/{account.pk}/"


@pytest.fixture
def bounced(account, subscribe, send):
    """Send one message to three; one address is gone, one receiver complains."""
    subscribe("an", "binh", "chi")
    _dispatch, (one, two, _three) = send(account, 3)
    take_in(samples.postfix(one.sender, one.id))
    take_in(samples.complaint(two.sender, two.id))
    return Contact.objects.order_by("pk")[0].subscriber_id


def test_the_page_counts_lists_and_exports_without_an_address(world, account, base, bounced):
    client = world.client(world.editor)
    assert base in page(client, f"/desk/channels/{account.pk}/")
    shown = page(client, base)
    for words in ("Bị trả lại", "Báo thư rác", "5.1.1", "33,33 % thư đã gửi", "Chưa đặt."):
        assert words in shown
    assert "nhacungcap" not in shown
    told = set(Bounce.objects.exclude(kind="hard").values_list("delivery_id", flat=True))
    assert all(f"#{number}" not in shown for number in told), "who complained is nobody's business"
    assert "/desk/deliveries/" in shown
    assert "Đặt hộp thư" not in shown, "an editor manages no channel"
    assert "Báo thư rác" not in page(client, base + "?kind=hard").split("<table")[1]
    file = client.get(base + "?export=csv").content.decode("utf-8-sig")
    assert "5.1.1" in file
    assert "nhacungcap" not in file


def test_strangers_and_other_kinds_find_no_such_page(world, account, base):
    page(world.client(world.stranger), base, 404)
    page(world.client(world.editor), base + "mailbox/", 403)
    site = open_account(actor=world.admin, body=world.city, kind="website", name="Trang", config={})
    page(world.client(world.admin), f"/desk/mail/{site.pk}/", 404)
    assert "Thư trả về" not in page(world.client(world.admin), f"/desk/channels/{site.pk}/")


def test_the_mailbox_is_set_read_and_removed(world, base, imap):
    client = world.client(world.admin)
    form = {
        "host": "127.0.0.1",
        "port": imap.port,
        "security": "none",
        "username": USER,
        "password": PASSWORD,
    }
    assert client.post(base + "mailbox/", form | {"host": "imap.example.vn"}).status_code == 422
    assert client.post(base + "mailbox/", form).status_code == 302
    assert PASSWORD not in page(client, base + "mailbox/")
    imap.put(b"Subject: gi do\r\n\r\nmot hai ba")
    answer = client.post(base + "read/", follow=True).content.decode()
    assert "Đã đọc hộp thư: 1 thư mới." in answer
    assert "Không nhận ra" in answer
    imap.stop()
    answer = client.post(base + "read/", follow=True).content.decode()
    assert "không kết nối được máy chủ" in answer
    assert client.post(base + "mailbox/", form | {"password": ""}).status_code == 302
    assert client.post(base + "mailbox/remove/").status_code == 302
    assert not Mailbox.objects.exists()


def test_an_address_that_bounced_is_marked_counted_apart_and_lifted_with_a_reason(world, bounced):
    client = world.client(world.editor)
    listed = page(client, "/desk/audience/list/?state=bounced")
    assert "Địa chỉ bị trả lại" in listed
    assert "an•••" in listed
    assert "bi•••" not in listed
    assert "an•••" not in page(client, "/desk/audience/list/?state=active")
    assert "?state=bounced" in page(client, "/desk/audience/")
    path = f"/desk/audience/{bounced}/lift/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Máy chủ đã sửa"}).status_code == 302
    assert "Cho gửi lại" not in page(client, "/desk/audience/list/?state=active")
    assert not Suppression.objects.filter(reason=Suppression.Reason.BOUNCED).exists()
    assert "không có gì thay đổi" in client.post(path, {"reason": "Lần nữa"}, follow=True).content.decode()


def test_twenty_bounces_take_as_many_queries_as_one(world, account, base):
    client = world.client(world.editor)
    take_in(b"Subject: mot\r\n\r\n", account=account)
    page(client, base)
    with CaptureQueriesContext(connection) as one:
        page(client, base)
    for n in range(20):
        take_in(b"Subject: %d\r\n\r\n" % n, account=account)
    with CaptureQueriesContext(connection) as many:
        page(client, base)
    assert len(many) == len(one)
