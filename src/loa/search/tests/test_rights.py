"""Who finds what: exactly what its room lets the reader see, whatever the index says."""

import pytest

from loa.bulletins.models import Bulletin
from loa.documents import actions as documents
from loa.documents.actions.circulating import circulate
from loa.documents.models import Document
from loa.documents.rules.circulation import Part
from loa.journal.actions import SYSTEM
from loa.search import slots
from loa.search.asking import answer, reader
from loa.search.errors import UnknownReader
from loa.search.queries import name_of
from loa.units.models import Body
from loa.units.permissions import Permission
from tests.world import delegate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keyring")]


@pytest.fixture
def city(shelf, desk, office, world):
    """Bulletins and documents of several bodies and states, all with one word in common."""
    word = "giãn cách"
    desk.draft(title=f"Nháp {word}")
    desk.submitted(title=f"Trình {word}")
    opened = desk.draft(title=f"Mở cho phường {word}")
    Bulletin.objects.filter(pk=opened.pk).update(open_to_wards=True)
    desk.sent(title=f"Đã phát {word}")
    desk.draft(actor=world.ward_officer, title=f"Của phường {word}", areas=[world.ward_a_area], accounts=[])
    office.draft(subject=f"Dự thảo {word}")
    office.issued(subject=f"Ban hành {word}", typed="12/KH-BTG")
    office.directed(subject=f"Giao xử lý {word}")
    office.draft(actor=world.ward_officer, subject=f"Phường soạn {word}", drafted_for=world.city)
    asked = office.draft(subject=f"Lấy ý kiến {word}")
    documents.ask_comments(actor=world.editor, document=asked, bodies=[world.ward_b])
    sent = office.issued(subject=f"Gửi các đơn vị {word}", typed="13/KH-BTG")
    circulate(actor=world.clerk, document=sent, part=Part.DIRECT)
    Body.objects.filter(pk=world.city.pk).update(standing_approver=world.ward_approver.person)
    shelf.follow()
    return shelf


CAST = (
    "editor",
    "approver",
    "leader",
    "ward_officer",
    "ward_approver",
    "other_ward_officer",
    "stranger",
    "admin",
)


def test_everybody_finds_exactly_what_the_rooms_show(city, world):
    for name in CAST:
        actor = getattr(world, name)
        expected = {f"bulletins.bulletin:{b.pk}" for b in slots.find("bulletins.bulletin").visible_to(actor)}
        for kind in ("documents.document", "documents.received"):
            expected |= {f"{kind}:{row.pk}" for row in slots.find(kind).visible_to(actor)}
        found = city.ask(actor, "gian cach")
        assert {hit.key for hit in found.hits} == expected, name
        assert found.total == len(expected), name
    assert Bulletin.objects.count() + Document.objects.count() == city.ask(SYSTEM, "gian cach").total


def test_a_right_by_delegation_counts_while_it_lasts(city, world):
    # one who releases by a transfer finds what was put before him
    given = delegate(world.approver, world.other_ward_officer, Permission.BULLETINS_RELEASE)
    titles = city.titles(given, "gian cach trình")
    assert "Trình giãn cách" in titles
    given.delegation.delete()
    assert "Trình giãn cách" not in city.titles(world.other_ward_officer, "gian cach trình")


def test_what_was_closed_since_the_index_saw_it_is_not_shown(city, world):
    before = city.ask(world.ward_officer, "gian cach")
    assert any(hit.plain_title == "Mở cho phường giãn cách" for hit in before.hits)
    Bulletin.objects.update(open_to_wards=False)
    after = city.ask(world.ward_officer, "gian cach")  # the index has not followed yet
    assert all(hit.plain_title != "Mở cho phường giãn cách" for hit in after.hits)
    city.follow()
    assert city.ask(world.ward_officer, "gian cach").total == len(after.hits)


def test_facets_count_only_what_the_reader_may_see(city, world):
    kinds = {value.key: value.count for value in city.ask(world.stranger, "gian cach").facets.get("kind", [])}
    assert kinds == {}
    of_ward = city.ask(world.ward_officer, "gian cach")
    assert sum(value.count for value in of_ward.facets["kind"]) == of_ward.total


def test_a_code_in_the_address_is_named_to_those_alone_who_see_something_of_it(city, world):
    key = f"body:{world.city.pk}"
    for kind, shown in ((world.editor, True), (world.ward_officer, True), (world.stranger, False)):
        assert (name_of(kind, "source", key) != key) is shown
    other = f"body:{world.stranger_body.pk}"
    assert name_of(world.editor, "source", other) == other
    assert name_of(world.stranger, "kind", "bulletins.bulletin") == "Bản tin"
    page = world.client(world.stranger).get("/search/", {"q": "x", "source": key}).content.decode()
    assert key in page.split("loa-chips")[1].split("</ul>")[0]


def test_suggestions_are_titles_the_reader_may_see_and_never_persons(city, desk, world):
    from loa.search.queries import suggest

    desk.draft(title="Giãn cách và ông Nguyễn Văn Bình")
    city.follow()
    given = suggest(world.editor, "trinh gian ca")
    assert given == ["Trình giãn cách"]
    given = suggest(world.editor, "gian ca")
    assert len(given) == 6
    assert not any("Bình" in title for title in given)
    assert suggest(world.stranger, "gian ca") == []


def test_the_command_asks_under_a_persons_rights_or_the_operators(city, world):
    mine = answer("gian cach", login=world.ward_officer.person.email)
    assert mine["total"] == city.ask(world.ward_officer, "gian cach").total
    everything = answer("gian cach")
    assert everything["total"] > mine["total"]
    assert everything["hits"][0]["marked"]
    assert reader(None) is SYSTEM
    with pytest.raises(UnknownReader):
        answer("gian cach", login="khong.co@ai.vn")
