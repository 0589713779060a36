"""What was sent to a body is found by that body, as the version it was asked for, and by nobody who only heard of it."""

import pytest

from loa.documents.actions import acknowledging, circulating, entering
from loa.documents.models import Circulation, Document
from loa.documents.rules.circulation import Part
from loa.journal.actions import SYSTEM
from loa.search import slots
from loa.search.models import Outbox
from loa.search.queries import name_of
from loa.search.tests.conftest import home, shelf  # noqa: F401  fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keyring")]

NUMBER = "12/KH-BTGDV"


@pytest.fixture
def sent(shelf, office, world):  # noqa: F811
    """A document that was sent to ward A alone."""
    document = office.issued(subject="Trực loa truyền thanh", typed=NUMBER, text="Phát hai lần mỗi ngày.")
    circulating.circulate(actor=world.clerk, document=document, bodies=[world.ward_a])
    shelf.follow()
    return document


def keys(shelf, actor, typed):  # noqa: F811
    """Return the kinds found; the count and the facets say the same."""
    found = shelf.ask(actor, typed)
    assert found.total == len(found.hits)
    assert sum(value.count for value in found.facets.get("kind", [])) == found.total
    return [hit.kind.kind.removeprefix("documents.") for hit in found.hits]


def test_a_body_finds_what_it_was_sent_and_others_do_not(shelf, sent, office, world):  # noqa: F811
    assert (
        keys(shelf, world.ward_officer, NUMBER)
        == keys(shelf, world.ward_officer, "phat hai lan")
        == ["received"]
    )
    hit = shelf.ask(world.ward_officer, "trực loa").hits[0]
    assert (hit.source, hit.paper.numbers) == (name_of(SYSTEM, "source", f"body:{world.city.pk}"), [NUMBER])
    led = world.client(world.ward_officer).get(hit.url)
    copy = Circulation.objects.get(document=sent)
    assert led.headers["Location"] == f"/desk/circulation/{copy.pk}/"
    for other in (world.other_ward_officer, world.stranger):
        assert keys(shelf, other, NUMBER) == keys(shelf, other, "phat hai lan") == []
        assert shelf.ask(other, "", chosen={"kind": "documents.received"}).total == 0
    # who knows the document itself does not find it twice
    assert keys(shelf, world.editor, NUMBER) == keys(shelf, SYSTEM, NUMBER) == ["document"]


def test_a_body_finds_the_version_it_was_asked_for_and_no_other(shelf, sent, office, world):  # noqa: F811
    circulating.circulate(actor=world.clerk, document=sent, bodies=[world.ward_b])
    first = Circulation.objects.get(document=sent, holder=world.ward_b)
    acknowledging.refuse(actor=world.other_ward_officer, circulation=first, reason="Gửi nhầm")
    sent.refresh_from_db()
    put = office.reissued(sent, text="Phát ba lần mỗi tuần.")
    assert put.version == 2
    shelf.follow()
    assert keys(shelf, world.ward_officer, "ba lan moi tuan") == ["received"]
    assert keys(shelf, world.ward_officer, '"hai lan"') == []
    asked = Circulation.objects.get(pk=first.pk).version
    assert keys(shelf, world.other_ward_officer, '"hai lan"') == ["received"] * (asked == 1)
    assert keys(shelf, world.other_ward_officer, '"ba lan"') == ["received"] * (asked == 2)


def test_a_copy_that_was_given_back_or_entered_is_found_no_more(shelf, sent, office, world):  # noqa: F811
    copy = Circulation.objects.get(document=sent)
    acknowledging.acknowledge(actor=world.ward_officer, circulation=copy, version=1)
    assert not Outbox.objects.filter(kind="documents.received").exclude(pk__in=_followed(shelf)).exists()
    entering.enter(actor=office.ward_clerk, circulation=copy)
    shelf.follow()
    assert keys(shelf, world.ward_officer, NUMBER) == ["document"]
    circulating.circulate(actor=world.clerk, document=sent, bodies=[world.ward_b])
    shelf.follow()
    assert keys(shelf, world.other_ward_officer, NUMBER) == ["received"]
    other = Circulation.objects.get(document=sent, holder=world.ward_b)
    circulating.ask_recall(actor=world.clerk, document=sent, reason="Sai số liệu")
    other.refresh_from_db()
    acknowledging.answer_recall(actor=world.other_ward_officer, circulation=other, agrees=True)
    assert shelf.ask(world.other_ward_officer, NUMBER).hits == []  # at once, before the index follows
    shelf.follow()
    assert keys(shelf, world.other_ward_officer, NUMBER) == []


def _followed(shelf):  # noqa: F811
    row = shelf.follower.row
    return [one.pk for one in Outbox.objects.all() if (one.xid, one.pk) <= (row.xid, row.row)]


def test_the_index_follows_the_header_of_what_was_sent(shelf, sent, world):  # noqa: F811
    Document.objects.filter(pk=sent.pk).update(subject="Trực đài phường")
    shelf.follow()
    assert shelf.titles(world.ward_officer, "dai phuong") == ["Trực đài phường"]
    assert shelf.titles(world.ward_officer, "truc loa") == []


def test_tokens_and_rows_agree_for_the_whole_city(shelf, sent, office, world):  # noqa: F811
    more = office.issued(subject="Trực loa cụm", typed="13/KH-BTGDV")
    circulating.circulate(actor=world.clerk, document=more, part=Part.BELOW)
    shelf.follow()
    kind = slots.find("documents.received")
    for name in ("editor", "ward_officer", "ward_approver", "other_ward_officer", "stranger", "admin"):
        actor = getattr(world, name)
        found = shelf.ask(actor, "truc loa", chosen={"kind": kind.kind})
        assert {hit.paper.id for hit in found.hits} == set(
            kind.visible_to(actor).values_list("pk", flat=True)
        ), name
        assert found.total == len(found.hits), name
