"""The audience on screen: counts, masked rows, erasing on request."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.audience import actions
from loa.audience.actions import Arrival, Choice
from loa.audience.models import Subscriber
from loa.clocks.models import Clock
from loa.clocks.queries import due_clocks
from loa.lib import clock
from loa.lib.clock import HANOI
from tests.world import make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(world, keyring):
    def run(*addresses, topics=(), language="vi"):
        choice = Choice([world.ward_a_area], topics, language)
        arrivals = [Arrival(address, choice) for address in addresses]
        actions.import_subscribers(actor=world.editor, body=world.city, arrivals=arrivals, basis="Phiếu 12")
        return Subscriber.objects.order_by("-pk").first()

    return run


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def test_the_counts_name_each_receiver_once(world, bring):
    bring("ba.tam@example.vn", "ong.tu@example.vn", topics=["health"])
    bring("mr.smith@example.vn", language="en")
    shown = page(world.client(world.editor), "/desk/audience/?some=on")
    assert "Phường Láng Hạ" in shown
    assert "Xã Đông Hội" not in shown
    export = world.client(world.editor).get("/desk/audience/?export=csv&some=on").content.decode("utf-8-sig")
    assert (
        '"Phường Láng Hạ","Xã, phường, thị trấn",3,2,1'.replace('"Phường Láng Hạ"', "Phường Láng Hạ")
        in export
    )


def test_staff_see_masked_addresses_only_on_screen_and_in_files(world, bring):
    bring("ba.tam@example.vn", topics=["health"])
    client = world.client(world.editor)
    shown = page(client, "/desk/audience/list/")
    assert "ba•••@ex•••.vn" in shown
    assert "Y tế" in shown
    assert "ba.tam@" not in shown
    assert "ba.tam@" not in client.get("/desk/audience/list/?export=csv").content.decode("utf-8-sig")


def test_strangers_see_nobody_and_colleagues_without_the_right_are_told(world, bring):
    found = bring("ba.tam@example.vn")
    assert "ba•••" not in page(world.client(world.stranger), "/desk/audience/list/")
    page(world.client(world.stranger), f"/desk/audience/{found.pk}/erase/", 404)
    page(world.client(world.clerk), "/desk/audience/", 403)
    page(world.client(world.leader), f"/desk/audience/{found.pk}/erase/", 403)
    page(world.client(world.leader), "/desk/audience/find/", 403)


def test_who_asks_is_found_by_address_and_erased(world, bring):
    found = bring("ba.tam@example.vn")
    client = world.client(world.editor)
    unknown = client.post("/desk/audience/find/", {"address": "khac@example.vn"})
    assert unknown.status_code == 422
    assert "không có trong danh sách" in unknown.content.decode()
    assert client.post("/desk/audience/find/", {"address": "sai"}).status_code == 422
    led = client.post("/desk/audience/find/", {"address": "Ba.Tam@example.vn"})
    assert led["Location"] == f"/desk/audience/{found.pk}/erase/"
    refused = client.post(led["Location"], {})
    assert refused.status_code == 422
    assert "Chưa đánh dấu" in refused.content.decode()
    assert client.post(led["Location"], {"asked": "on"}).status_code == 302
    assert not Subscriber.objects.exists()


@pytest.mark.fault("E06")
def test_who_cannot_be_made_sure_of_yet_gets_two_working_days(world, bring):
    found = bring("ba.tam@example.vn")
    client, path = world.client(world.editor), f"/desk/audience/{found.pk}/erase/"
    friday = datetime(2026, 10, 2, 9, tzinfo=HANOI)
    with time_machine.travel(friday, tick=False):
        client = world.client(world.editor)
        assert client.post(path, {"received_on": "2026-10-03"}).status_code == 422, "a day that has not come"
        assert client.post(path, {"received_on": "2026-10-02"}).status_code == 302
        assert "06/10/2026" in page(client, path), "Saturday and Sunday are no working days"
        again = client.post(path, {"received_on": "2026-10-02"})
        assert "đã được ghi nhận" in again.content.decode()
        assert "xóa dữ liệu người nhận theo yêu cầu" in page(client, "/desk/duty/deadlines/")
        assert Subscriber.objects.exists(), "nobody is erased on a stranger's word"
    asked = Clock.objects.get(purpose="audience.erasure")
    assert [late.pk for late in due_clocks(friday + timedelta(days=5))] == [asked.pk]
    with time_machine.travel(friday + timedelta(days=3), tick=False):
        assert world.client(world.editor).post(path, {"asked": "on"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.outcome, asked.stopped_at < asked.due_at) == ("done", True)
    assert not Subscriber.objects.exists()


def test_the_list_is_narrowed_by_what_was_picked_and_says_when_nothing_is_left(world, bring):
    bring("ba.tam@example.vn", topics=["health"])
    bring("mr.smith@example.vn", language="en")
    client = world.client(world.editor)
    assert "mr•••" not in page(client, "/desk/audience/list/?language=vi")
    assert "mr•••" not in page(client, "/desk/audience/list/?topic=health")
    assert "ba•••" in page(client, f"/desk/audience/list/?area={world.ward_a_area.pk}&state=active")
    assert "Không có dòng nào khớp" in page(client, "/desk/audience/list/?state=stopped")
    assert "Chưa có người nhận nào" in page(world.client(world.stranger), "/desk/audience/list/")


@pytest.mark.parametrize("path", ["/desk/audience/", "/desk/audience/list/"])
def test_twenty_rows_take_as_many_queries_as_one(world, bring, path):
    client = world.client(world.editor)
    bring("so1@example.vn")
    page(client, path)
    with CaptureQueriesContext(connection) as one:
        page(client, path)
    bring(*(f"so{n}@example.vn" for n in range(2, 21)))
    with CaptureQueriesContext(connection) as many:
        page(client, path)
    assert len(many) == len(one)


def test_an_area_is_found_by_its_old_name_and_the_page_says_what_became_of_it(world):
    make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    shown = page(world.client(world.editor), "/desk/audience/?q=P.+Trúc+Bạch,+Q.+Ba+Đình")
    assert "Quận Ba Đình, Thành phố Hà Nội nay là Phường Ba Đình." in shown
    assert ">Phường Ba Đình</a>" in shown
    assert "Phường Láng Hạ" not in shown


def test_the_check_page_of_a_reform_says_how_many_subscribers_it_takes_along(world, bring):
    bring("ba.tam@example.vn", "ong.tu@example.vn")
    form = {
        "others": [world.ward_b_area.pk],
        "kind": "Phường",
        "name": "Đống Đa",
        "on": clock.today().isoformat(),
        "basis": "Nghị quyết 1656/NQ-UBTVQH15",
    }
    path = f"/desk/areas/{world.ward_a_area.pk}/merge/"
    shown = world.client(world.admin).post(path, form).content.decode()
    assert "2 người nhận tin đang đăng ký các địa bàn này" in shown
    assert "điểm phát" not in shown
    renamed = form | {"name": "Láng"}
    path = f"/desk/areas/{world.ward_a_area.pk}/rename/"
    assert "người nhận tin" not in world.client(world.admin).post(path, renamed).content.decode()
