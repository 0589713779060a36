"""Public pages as a resident meets them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from loa.audience import actions as audience
from loa.audience import asking, links
from loa.audience.actions import Arrival, Choice
from loa.audience.models import Asked, Contact, Subscriber, Subscription
from loa.bulletins import actions
from loa.channels.contract import sample_core
from loa.kinds.website import actions as website
from loa.kinds.website.kind import WebsiteKind
from loa.lib.codes import new_code
from loa.web.visitors import MOST
from tests.desk import TITLE, proof, reach
from tests.world import make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def code():
    return new_code()


def test_the_front_page_finds_a_title_without_marks(client, publish, code):
    publish(code, title="Phòng chống sốt xuất huyết")
    assert "Phòng chống sốt xuất huyết" in client.get("/", {"q": "sot xuat huyet"}).content.decode()
    assert "Phòng chống" not in client.get("/", {"q": "cúp nước"}).content.decode()


def test_the_front_page_leads_from_an_old_address_to_the_bulletins_of_the_ward_of_today(
    client, publish, code
):
    make_area("00004", "Phường", "Ba Đình", "commune")
    publish(code)
    page = client.get("/", {"q": "số 5 Châu Long, P. Trúc Bạch, Q. Ba Đình"}).content.decode()
    assert "nay là Phường Ba Đình." in page
    assert 'href="/?area=00004"' in page
    for query in ({}, {"q": "nước"}, {"q": "Trúc Bạch", "area": "00004"}):
        assert "nay là Phường" not in client.get("/", query).content.decode()


def test_a_list_of_twenty_takes_as_many_queries_as_a_list_of_one(client, publish, django_assert_num_queries):
    publish(new_code())
    with django_assert_num_queries(8):
        client.get("/")
    for _ in range(19):
        publish(new_code())
    with django_assert_num_queries(8):
        client.get("/")


def test_a_bulletin_names_issuer_approver_and_source_under_100_kb(client, publish, code):
    publish(code)
    answer = client.get(f"/b/{code}")
    page = answer.content.decode()
    for words in ("Ủy ban nhân dân phường Mẫu", "Chủ tịch UBND phường Mẫu", "Thông báo số 12/TB-UBND", code):
        assert words in page
    assert len(answer.content) < 100_000


@pytest.fixture
def letter(desk):
    """Send a bulletin by e-mail alone; nothing is published as a web page."""
    bulletin = desk.sent(accounts=[desk.email])
    reach(desk, bulletin)
    return bulletin


def test_the_printed_address_leads_to_the_issued_text_where_no_web_page_was_chosen(client, letter):
    page = client.get(f"/b/{letter.code}").content.decode()
    for words in (
        TITLE,
        "Đường dây nóng: 024 3825 3536",
        "Kế hoạch 12/KH-UBND",
        "Trần Văn Duyệt",
        "Bản số 1",
    ):
        assert words in page, words
    assert letter.code not in client.get("/").content.decode()  # the site was not among its channels


@pytest.mark.fault("S07")
def test_a_withdrawn_bulletin_says_so_on_its_own_address_page_or_not(client, desk, letter):
    row = actions.withdraw(actor=desk.world.duty, original=letter, reason="Sai ngày phun", proof=proof())
    page = client.get(f"/b/{letter.code}").content.decode()
    assert "Đã thu hồi" in page
    assert "p-struck" in page
    assert f"/b/{row.bulletin.code}" in page
    assert "Sai ngày phun" in page
    assert letter.code in client.get(f"/b/{row.bulletin.code}").content.decode()


@pytest.mark.mission("N4")
def test_neither_a_draft_nor_what_is_held_nor_an_exercise_stands_at_its_address(client, desk):
    exercise = desk.sent(mode="exercise", accounts=[desk.exercise_site])
    held = desk.submitted()
    desk.release(held)
    for bulletin in (desk.ready(), held, exercise):
        assert client.get(f"/b/{bulletin.code}").status_code == 404, bulletin.state


def test_the_page_wins_over_the_issued_text_once_it_is_published(client, desk, publish):
    bulletin = desk.sent()
    assert "Bản trên trang" not in client.get(f"/b/{bulletin.code}").content.decode()
    publish(bulletin.code, title="Bản trên trang")
    assert "Bản trên trang" in client.get(f"/b/{bulletin.code}").content.decode()


def test_an_old_version_stays_readable_and_says_that_it_is_old(client, publish, code):
    publish(code, key="a", title="Bản đầu")
    publish(code, key="b", title="Bản sau")
    assert "Bản sau" in client.get(f"/b/{code}").content.decode()
    assert "Đây là bản cũ số 1" in client.get(f"/b/{code}", {"v": "1"}).content.decode()


def test_an_expired_bulletin_says_so(client, publish, code):
    publish(code, valid_until="2020-01-01T00:00:00+07:00")
    assert "Hết hiệu lực" in client.get(f"/b/{code}").content.decode()


@pytest.mark.mission("N4")
def test_an_exercise_has_no_public_page(client, publish, code):
    publish(code, mode="exercise")
    assert client.get(f"/b/{code}").status_code == 404
    assert code not in client.get("/").content.decode()


@pytest.mark.parametrize("wrong", ["ABCD-EFGH", "x", "7K3M-Q2W!"])
def test_an_unknown_code_leads_on_instead_of_ending_dead(client, wrong):
    answer = client.get(f"/b/{wrong}")
    assert answer.status_code == 404
    assert "Không có bản tin nào mang mã này" in answer.content.decode()


def test_the_register_names_every_live_account(client, account):
    account("email", name="Thư của thành phố", config={})
    page = client.get("/channels/").content.decode()
    assert "Thư của thành phố" in page
    assert "Thư điện tử" in page


def test_empty_logs_say_why_they_are_empty(client):
    assert "Chưa có đính chính nào" in client.get("/corrections/").content.decode()
    assert "Chưa lần nào dùng mức khẩn cấp" in client.get("/emergencies/").content.decode()


# -- subscribing ---------------------------------------------------------------------------------------


def form(world, **changes):
    return {
        "address": "tam@example.vn",
        "areas": [world.ward_a_area.pk],
        "language": "vi",
        "kind": "person",
        "agreed": "on",
    } | changes


def take_requests():
    """Do what the worker does with what was asked."""
    for asked_id in Asked.objects.order_by("at").values_list("pk", flat=True):
        asking.take_request(asked_id)


@pytest.mark.fault("A15")
def test_asking_to_subscribe_answers_the_same_for_new_and_known_addresses(client, world, account, keyring):
    account("email", config={})
    first = client.post("/subscribe/", form(world))
    second = client.post("/subscribe/", form(world))
    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, "/subscribe/asked/")
    take_requests()
    assert Subscriber.objects.count() == 1


@pytest.mark.fault("A15")
def test_asking_to_subscribe_is_the_same_work_whoever_is_known(world, account, keyring):
    account("email", config={})
    Client().post("/subscribe/", form(world))
    take_requests()
    waiting = Contact.objects.get()

    def work(address):
        before = ProcrastinateJob.objects.count()
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post("/subscribe/", form(world, address=address))
        said = [re.sub(r"'[^']*'|\d+", "", query["sql"])[:200] for query in asked]
        return answer.status_code, answer.url, said, ProcrastinateJob.objects.count() - before

    new = work("moi@example.vn")
    assert work("tam@example.vn") == new, "asked already, not confirmed"
    Contact.objects.filter(pk=waiting.pk).update(confirmed_at=timezone.now())
    assert work("tam@example.vn") == new, "a receiver"
    Subscriber.objects.filter(pk=waiting.subscriber_id).update(stopped_at=timezone.now())
    assert work("tam@example.vn") == new, "stopped"
    assert "tam@example.vn" not in str(list(Asked.objects.values())), "what waits is sealed"
    take_requests()
    assert not Asked.objects.exists()
    assert Subscriber.objects.count() == 2


def test_a_request_that_was_taken_twice_is_one(client, world, account, keyring):
    account("email", config={})
    client.post("/subscribe/", form(world))
    asked_id = Asked.objects.get().pk
    asking.take_request(asked_id)
    asking.take_request(asked_id)
    assert Subscription.objects.get(until=None).area == world.ward_a_area
    client.post("/subscribe/", form(world))
    Asked.objects.update(at=timezone.now() - asking.KEPT_FOR)
    assert asking.run_purge() == 1


def test_the_nearest_body_that_writes_mail_takes_a_subscription_in(client, world, account, keyring):
    account("email", name="Thư của phường", body=world.ward_a, config={})
    account("email", name="Thư của thành phố", config={})
    for name, areas in {
        "a": [world.ward_a_area],
        "b": [world.ward_b_area],
        "ab": [world.ward_a_area, world.ward_b_area],
    }.items():
        client.post("/subscribe/", form(world, address=f"{name}@example.vn", areas=[row.pk for row in areas]))
    take_requests()
    owners = Subscriber.objects.order_by("pk").values_list("body", flat=True)
    assert list(owners) == [world.ward_a.pk, world.city.pk, world.city.pk]


def option(area):
    return f'<option value="{area.pk}" selected>'


def test_an_old_address_is_looked_up_and_its_area_ticked_before_anything_is_sent(
    client, world, account, keyring
):
    account("email", config={})
    ward = make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    typed = form(world, place="12 phố Châu Long, P. Trúc Bạch, Q. Ba Đình", find="1")
    answer = client.post("/subscribe/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "nay là Phường Ba Đình. Đã chọn Phường Ba Đình trong danh sách." in page
    assert option(ward) in page
    assert option(world.ward_a_area) in page
    assert "tam@example.vn" in page
    assert "Châu Long" not in page
    assert Subscriber.objects.count() == 0


def test_an_address_typed_beside_the_last_button_is_looked_up_too(client, world, account, keyring):
    account("email", config={})
    make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    answer = client.post("/subscribe/", form(world, place="P. Trúc Bạch, Q. Ba Đình", agreed=""))
    assert answer.status_code == 200
    assert "Cần đánh dấu đồng ý" not in answer.content.decode()
    assert Subscriber.objects.count() == 0


def test_a_place_that_is_not_here_is_said_and_kept_for_correction(client, world, account, keyring):
    account("email", config={})
    page = client.post("/subscribe/", form(world, place="Quận 1, TPHCM")).content.decode()
    assert "Không tìm thấy địa bàn này" in page
    assert 'value="Quận 1, TPHCM"' in page


def test_the_button_without_an_address_sends_the_form(client, world, account, keyring):
    account("email", config={})
    assert client.post("/subscribe/", form(world, place="", find="1")).url == "/subscribe/asked/"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"address": "tam"}, "Địa chỉ thư chưa đúng"),
        ({"areas": []}, "Hãy chọn ít nhất một địa bàn"),
        ({"agreed": ""}, "Cần đánh dấu đồng ý"),
    ],
)
def test_a_wrong_request_keeps_what_was_typed_and_says_what_to_do(
    client, world, account, keyring, changes, says
):
    account("email", config={})
    answer = client.post("/subscribe/", form(world, **changes))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Subscriber.objects.count() == 0


def test_where_no_body_writes_mail_the_page_says_that_it_is_not_open(client, world, keyring):
    assert client.post("/subscribe/", form(world)).status_code == 503


@pytest.mark.fault("A23")
def test_a_flood_of_requests_is_refused(client, world, account, keyring):
    account("email", config={})
    answers = [
        client.post("/subscribe/", form(world, address=f"a{n}@example.vn")).status_code
        for n in range(MOST + 1)
    ]
    assert answers[-1] == 429


@pytest.fixture
def contact(world, keyring):
    arrivals = [Arrival("tam@example.vn", Choice([world.ward_a_area]))]
    return audience.import_subscribers(
        actor=world.editor, body=world.city, arrivals=arrivals, basis="Phiếu 1"
    ).ids[0]


def test_opening_a_link_does_nothing_until_the_button_is_pressed(client, contact):
    path = links.stop_path(contact)
    client.get(path)
    assert Subscriber.objects.get().stopped_at is None
    assert client.post(path).status_code == 200
    assert Subscriber.objects.get().stopped_at is not None


def test_a_mail_program_stops_in_one_post_without_a_page(contact):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(links.stop_path(contact), {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_own_page_shows_and_keeps_the_choice(client, world, contact):
    path = links.own_path(contact)
    assert "tam@example.vn" in client.get(path).content.decode()
    answer = client.post(path, {"areas": [world.ward_b_area.pk], "language": "en", "kind": "person"})
    assert answer.status_code == 200
    assert Subscriber.objects.get().language == "en"


def test_the_own_page_looks_up_an_address_and_keeps_nothing_yet(client, world, contact):
    ward = make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    path = links.own_path(contact)
    typed = {
        "areas": [world.ward_b_area.pk],
        "language": "en",
        "kind": "person",
        "place": "P. Trúc Bạch, Ba Đình",
    }
    page = client.post(path, typed).content.decode()
    assert option(ward) in page
    assert option(world.ward_b_area) in page
    assert Subscriber.objects.get().language == "vi"


def test_erasing_removes_the_owner_and_the_link_with_it(client, contact):
    token = links.own_token(contact)
    client.post(f"/erase/{token}/")
    assert Subscriber.objects.count() == 0
    assert client.get(f"/subscription/{token}/").status_code == 404


def test_a_ward_that_passes_a_bulletin_on_has_its_page_below_the_issuers_own(
    client, world, account, publish, code
):
    publish(code, title="Bản của thành phố")
    ward = account(name="Trang của phường", body=world.ward_a)
    payload = WebsiteKind().render(sample_core()) | {
        "code": code,
        "title": "Bản của phường",
        "extra": {"is_local": True},
    }
    website.publish(account_id=ward.pk, mode="live", key="ward", payload=payload)
    own = client.get(f"/b/{code}").content.decode()
    assert "Bản của thành phố" in own
    assert "Trang của phường" in own
    assert "Bản của phường" in client.get(f"/b/{code}", {"by": ward.pk}).content.decode()
    assert client.get("/").content.decode().count(f"/b/{code}") == 1
