"""The public lists: searched, narrowed, paged, taken as a file, and true."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.bulletins import actions
from loa.bulletins.rules.words import EmergencyKind, Priority
from loa.lib import clock
from loa.lib.codes import new_code
from loa.units.models import Topic
from tests.desk import RIGHT, proof, reach

pytestmark = pytest.mark.django_db


def get(client, path, **asked):
    answer = client.get(path, asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def corrected(desk):
    bulletin = desk.sent()
    reach(desk, bulletin)
    given = {"actor": desk.world.duty, "original": bulletin, "text": RIGHT, "proof": proof()}
    return actions.correct(**given, reason="Ghi nhầm ngày phun").bulletin


def urgent(**more):
    return {
        "priority": Priority.EMERGENCY,
        "emergency_kind": EmergencyKind.EPIDEMIC,
        "emergency_reason": "Ổ dịch lan nhanh",
        "valid_until": clock.now() + timedelta(hours=20),
    } | more


# -- corrections -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ({"q": "dinh chinh"}, True),
        ({"q": "cup nuoc"}, False),
        ({"kind": "correction"}, True),
        ({"kind": "withdrawal"}, False),
        ({"since": "2020-01-01"}, True),
        ({"until": "2020-01-01"}, False),
    ],
)
def test_corrections_are_searched_and_narrowed(client, corrected, asked, is_there):
    page = get(client, "/corrections/", **asked)
    assert (f'<a href="/b/{corrected.code}">' in page) is is_there
    assert "Bỏ lọc" in page


def test_corrections_are_narrowed_by_body_and_found_by_the_old_code(client, desk, corrected):
    city = desk.world.city.pk
    assert corrected.code in get(client, "/corrections/", body=city)
    assert corrected.code in get(client, "/corrections/", q=corrected.replaces.code)


def test_corrections_are_taken_as_a_file_with_both_texts(client, corrected):
    answer = client.get("/corrections/", {"export": "csv"})
    text = answer.content.decode("utf-8-sig")
    assert "attachment" in answer["Content-Disposition"]
    for words in ("Ghi nhầm ngày phun", corrected.code, corrected.replaces.code, "05/9/2027", "06/9/2027"):
        assert words in text
    assert client.get("/corrections/", {"export": "xlsx"}).content.startswith(b"PK")


# -- emergencies -------------------------------------------------------------------------------------------


def test_only_what_was_really_sent_is_listed_as_an_emergency(client, desk):
    sent = desk.sent(**urgent())
    scheduled = desk.submitted(**urgent(send_at=clock.now() + timedelta(hours=3)))
    desk.release(scheduled)
    missed = desk.submitted(**urgent(send_at=clock.now() + timedelta(minutes=5)))
    desk.release(missed)
    with time_machine.travel(clock.now() + timedelta(minutes=30), tick=False):
        actions.run_due_times()
    missed.refresh_from_db()
    assert missed.state == "missed"
    page = get(client, "/emergencies/")
    assert sent.code in page
    assert scheduled.code not in page
    assert missed.code not in page
    assert "Ổ dịch lan nhanh" in page


def test_emergencies_are_narrowed_by_kind_and_exported(client, desk):
    sent = desk.sent(**urgent())
    assert sent.code in get(client, "/emergencies/", emergency_kind="epidemic")
    assert sent.code not in get(client, "/emergencies/", emergency_kind="fire")
    assert "Ổ dịch lan nhanh" in client.get("/emergencies/", {"export": "csv"}).content.decode("utf-8-sig")


def test_an_emergency_stands_on_top_of_the_front_page_whatever_its_channels(client, desk):
    sent = desk.sent(**urgent(accounts=[desk.email]))
    assert f"/b/{sent.code}" in get(client, "/")
    with time_machine.travel(clock.now() + timedelta(hours=21), tick=False):
        assert f"/b/{sent.code}" not in get(client, "/")


# -- channels ----------------------------------------------------------------------------------------------


def test_the_register_is_searched_without_marks_narrowed_sorted_and_paged(client, account):
    account("email", name="Thư của Ban")
    for n in range(60):
        account("website", name=f"Trang {n:02}", state="closed" if n % 2 else "active")
    assert "Thư của Ban" in get(client, "/channels/", q="thu cua")
    assert "Trang 00" not in get(client, "/channels/", q="thu cua")
    assert "Trang 01" not in get(client, "/channels/", state="active")
    assert "Trang 59" in get(client, "/channels/", sort="-name")
    assert "Trang 59" not in get(client, "/channels/", sort="name")
    assert "Trang 59" in get(client, "/channels/", sort="name", page=2)
    text = client.get("/channels/", {"export": "csv", "q": "thu"}).content.decode("utf-8-sig")
    assert "Thư của Ban" in text
    assert "Trang 00" not in text


# -- the front ---------------------------------------------------------------------------------------------


def test_the_front_page_is_narrowed_by_area_and_topic(client, desk, publish):
    world = desk.world
    ward = desk.sent(areas=[world.ward_a_area], topics=[world.topic])
    city = desk.sent(topics=[Topic.objects.get(code="traffic")])
    city.areas.set([world.city_area])
    for bulletin in (ward, city):
        publish(bulletin.code)

    def shown(**asked):
        page = get(client, "/", **asked)
        return [bulletin for bulletin in (ward, city) if f"/b/{bulletin.code}" in page]

    assert shown(area=world.ward_a_area.code) == [ward, city]  # what is said to the city is said to its ward
    assert shown(area=world.ward_b_area.code) == [city]
    assert shown(area=world.city_area.code) == [ward, city]
    assert shown(topic="health") == [ward]
    assert shown(topic="health", area=world.ward_b_area.code) == []
    assert shown(topic="nothing") == [ward, city]  # what does not fit is left out


def test_a_bulletin_stands_once_in_the_readers_language_where_it_has_one(client, publish):
    both, english, vietnamese = new_code(), new_code(), new_code()
    publish(both, title="Bản tiếng Việt")
    publish(both, key="en", title="The English page", language="en")
    publish(english, title="Only in English", language="en")
    publish(vietnamese, title="Chỉ có tiếng Việt")
    page = get(client, "/")
    assert "Bản tiếng Việt" in page
    assert "The English page" not in page
    assert "Only in English" in page
    client.cookies["django_language"] = "en"
    page = get(client, "/")
    assert "The English page" in page
    assert "Bản tiếng Việt" not in page
    assert "Chỉ có tiếng Việt" in page


@pytest.mark.parametrize("path", ["/corrections/", "/emergencies/", "/channels/"])
def test_the_lists_cost_as_much_for_many_rows_as_for_one(client, desk, account, path):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            get(client, path)
        return len(seen)

    def one():
        bulletin = desk.sent(**urgent())
        reach(desk, bulletin)
        actions.withdraw(actor=desk.world.duty, original=bulletin, reason="Sai", proof=proof())
        account("website", name=new_code())

    one()
    cost()
    before = cost()
    for _n in range(3):
        one()
    assert cost() == before
