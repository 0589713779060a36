"""Accounts on screen: who sees them, how one is opened, paused, closed, and what is said when it cannot be."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.channels import actions
from loa.channels.models import Account
from loa.channels.vault import read_secret

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]

EMAIL = {
    "name": "Thư của Thành phố",
    "mode": "live",
    "legal_kind": "none",
    "config_host": "127.0.0.1",
    "config_sender": "tin@hanoi.example.vn",
    "config_port": "2525",
    "config_security": "none",
    "config_connections": "4",
    "config_timeout": "30",
    "secret": "rất bí mật",
}


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def open_email(world, **changes):
    form = EMAIL | {"body": world.city.pk} | changes
    return world.client(world.admin).post("/desk/channels/new/email/", form)


@pytest.fixture
def account(world):
    assert open_email(world).status_code == 302
    return Account.objects.get()


def test_an_account_is_opened_from_the_fields_of_its_kind(world, account):
    assert account.config["sender"] == "tin@hanoi.example.vn"
    assert account.config["port"] == 2525
    assert read_secret(account.pk, account.secret) == "rất bí mật"
    shown = page(world.client(world.admin), f"/desk/channels/{account.pk}/")
    assert "tin@hanoi.example.vn" in shown
    assert "rất bí mật" not in shown
    assert "mở tài khoản kênh" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"config_sender": "không phải thư"}, "Địa chỉ gửi chưa đúng"),
        ({"config_host": ""}, "Chưa nhập “Máy chủ gửi thư”"),
        ({"config_host": "mail.example.vn"}, "phải dùng “starttls” hoặc “tls”"),
        ({"name": ""}, "Chưa nhập “Tên tài khoản”"),
    ],
)
def test_what_cannot_work_is_said_in_the_form(world, changes, said):
    answer = open_email(world, **changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Account.objects.exists()


def test_a_name_is_used_once(world, account):
    answer = open_email(world)
    assert answer.status_code == 422
    assert "cùng tên" in answer.content.decode()


def test_a_manual_account_chooses_its_form(world):
    form = {"name": "Bảng tin", "body": world.ward_a.pk, "mode": "live", "legal_kind": "notice_board"}
    answer = world.client(world.admin).post("/desk/channels/new/manual/", form | {"config_form": "board"})
    assert answer.status_code == 302
    assert "Bảng tin công cộng" in page(world.client(world.admin), "/desk/channels/new/manual/")
    assert Account.objects.get().config == {"form": "board"}


def test_an_account_is_found_whatever_the_marks(world):
    open_email(world, name="Thư của thành phố Hà Nội")
    client = world.client(world.admin)
    assert "1 dòng" in page(client, "/desk/channels/?q=THANH PHO ha noi")
    assert "Không có dòng nào khớp" in page(client, "/desk/channels/?q=đài")


def test_strangers_find_nothing_and_colleagues_may_only_look(world, account):
    for path in ("", "change/", "pause/", "close/", "secret/"):
        page(world.client(world.stranger), f"/desk/channels/{account.pk}/{path}", 404)
    colleague = world.client(world.editor)
    assert "Tạm dừng" not in page(colleague, f"/desk/channels/{account.pk}/")
    for path in ("change/", "pause/", "close/", "secret/"):
        page(colleague, f"/desk/channels/{account.pk}/{path}", 403)
    page(colleague, "/desk/channels/new/", 403)
    page(colleague, "/desk/channels/new/email/", 403)
    page(world.client(world.admin), "/desk/channels/new/telepathy/", 422)


def test_it_is_paused_with_a_reason_resumed_and_closed_by_its_name(world, account):
    client, base = world.client(world.admin), f"/desk/channels/{account.pk}/"
    assert client.post(f"{base}pause/", {"reason": ""}).status_code == 422
    assert client.post(f"{base}pause/", {"reason": "Máy chủ bảo trì"}).status_code == 302
    assert "kênh đang tạm dừng" in page(client, "/desk/")
    assert client.post(f"{base}resume/").status_code == 302
    wrong = client.post(f"{base}close/", {"reason": "Thôi dùng", "phrase": "thư"})
    assert "Tên chưa khớp" in wrong.content.decode()
    assert client.post(f"{base}close/", {"reason": "Thôi dùng", "phrase": EMAIL["name"]}).status_code == 302
    account.refresh_from_db()
    assert (account.state, account.secret) == ("closed", "")


def test_settings_and_secret_are_changed(world, account):
    client, base = world.client(world.admin), f"/desk/channels/{account.pk}/"
    kept = {k: v for k, v in EMAIL.items() if k.startswith("config_")}
    changed = kept | {"name": "Thư mới", "config_port": "2526"}
    assert client.post(f"{base}change/", changed).status_code == 302
    assert client.post(f"{base}secret/", {"secret": "khóa mới"}).status_code == 302
    account.refresh_from_db()
    assert (account.name, account.config["port"]) == ("Thư mới", 2526)
    assert read_secret(account.pk, account.secret) == "khóa mới"


def test_twenty_accounts_take_as_many_queries_as_one(world, account):
    client = world.client(world.admin)
    page(client, "/desk/channels/")
    with CaptureQueriesContext(connection) as one:
        page(client, "/desk/channels/")
    for n in range(19):
        actions.open_account(
            actor=world.admin, body=world.ward_a, kind="manual", name=f"{n}", config={"form": "car"}
        )
    with CaptureQueriesContext(connection) as many:
        assert "20 dòng" in page(client, "/desk/channels/")
    assert len(many) == len(one)
