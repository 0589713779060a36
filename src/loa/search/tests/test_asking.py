"""What is typed finds what is meant, marked as the source has it, narrowed as asked; persons are not watched."""

from dataclasses import replace
from datetime import date

import pytest
from lxml import html

from loa.documents.models import Document
from loa.journal.models import Entry
from loa.search import actions, queries, slots
from loa.search.errors import AlreadyThere, NamesAPerson, NoWording, TooManyWordings
from loa.search.models import Synonym
from loa.search.queries import Question
from loa.units.errors import RightMissing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keyring")]


def marked(pieces):
    return [part for part, is_found in pieces if is_found]


@pytest.fixture
def papers(shelf, office, world):
    """Documents with words that differ in marks alone."""
    office.received(subject="Thành phố Đà Nẵng hỗ trợ vật tư", number="1246/QĐ-UBND")
    office.received(subject="Đá nâng tầm", number="77/TB-UBND")
    office.received(subject="Má ở quê gửi thư cho con", number="78/TB-UBND")
    office.received(subject="Đường mà nước ngập mà chưa thoát", number="79/TB-UBND")
    office.received(subject="Ủy ban nhân dân họp về 1246 hộ", number="80/TB-UBND", dated=date(2025, 3, 1))
    shelf.follow()
    return shelf


@pytest.mark.mission("N11")
def test_search_finds_with_and_without_marks_and_exact_marks_first(papers, world, mission_figure):
    assert "Thành phố Đà Nẵng hỗ trợ vật tư" in papers.titles(world.editor, "da nang")
    assert papers.titles(world.editor, "đà nẵng")[0] == "Thành phố Đà Nẵng hỗ trợ vật tư"
    assert papers.titles(world.editor, "má") == [
        "Má ở quê gửi thư cho con",
        "Đường mà nước ngập mà chưa thoát",
    ]
    assert papers.titles(world.editor, "mà")[0] == "Đường mà nước ngập mà chưa thoát"
    assert papers.titles(world.editor, "1246/qd-ubnd") == ["Thành phố Đà Nẵng hỗ trợ vật tư"]
    hit = papers.ask(world.editor, "thanh pho da nang").hits[0]
    assert marked(hit.title) == ["Thành phố Đà Nẵng"]
    hits = {typed: len(papers.titles(world.editor, typed)) for typed in ("đà nẵng", "da nang", "má", "ma")}
    assert hits["da nang"] >= hits["đà nẵng"] > 0
    mission_figure("hits: " + ", ".join(f"“{typed}” {count}" for typed, count in hits.items()))


def test_phrases_exclusions_dates_and_areas_narrow(papers, world):
    ask = lambda typed, **more: set(papers.titles(world.editor, typed, **more))  # noqa: E731
    assert ask('"nước ngập"') == {"Đường mà nước ngập mà chưa thoát"}
    assert ask("ma -que") == {"Đường mà nước ngập mà chưa thoát"}
    assert ask("", until=date(2025, 12, 31)) == {"Ủy ban nhân dân họp về 1246 hộ"}
    assert len(ask("", since=date(2026, 1, 1))) == 4
    assert ask("da nang", chosen={"year": "2025"}) == set()
    assert ask("da nang", area="Không có nơi này") == set()
    assert ask("da nang", area=world.city_area.code) == {"Thành phố Đà Nẵng hỗ trợ vật tư", "Đá nâng tầm"}
    assert ask("da nang", chosen={"kind": "bulletins.bulletin"}) == set()


def test_synonyms_of_the_city_count_from_the_next_question(papers, world):
    assert papers.titles(world.editor, "thành phố đáng sống") == []
    made = actions.add_synonym(actor=world.editor, typed="Đà Nẵng\nthành phố đáng sống")
    assert papers.titles(world.editor, "thành phố đáng sống") == ["Thành phố Đà Nẵng hỗ trợ vật tư"]
    actions.change_synonym(actor=world.editor, synonym=made, typed="nước ngập")
    assert made.is_compound
    assert papers.titles(world.editor, "nuoc ngap") == ["Đường mà nước ngập mà chưa thoát"]
    actions.remove_synonym(actor=world.editor, synonym=made)
    verbs = list(
        Entry.objects.filter(verb__startswith="search.").order_by("id").values_list("verb", "person")
    )
    assert [verb for verb, _ in verbs] == [
        "search.synonym_added",
        "search.synonym_changed",
        "search.synonym_removed",
    ]
    assert {person for _, person in verbs} == {str(world.editor.person.pk)}


def test_a_group_is_refused_without_words_too_large_twice_or_with_a_person(papers, world):
    for typed, refusal in (
        (" \n;", NoWording),
        ("\n".join(f"từ {n}" for n in range(13)), TooManyWordings),
        ("chủ tịch\nông Nguyễn Văn Bình", NamesAPerson),
    ):
        with pytest.raises(refusal):
            actions.add_synonym(actor=world.editor, typed=typed)
    actions.add_synonym(actor=world.editor, typed="cấp cứu; 115")
    with pytest.raises(AlreadyThere):
        actions.add_synonym(actor=world.editor, typed="115 = Cấp cứu")
    with pytest.raises(RightMissing):
        actions.add_synonym(actor=world.ward_officer, typed="a\nb")
    assert Synonym.objects.count() == 1


@pytest.fixture
def press(monkeypatch):
    """Documents as if they were of the press."""
    kind = replace(slots.find("documents.document"), is_journalled=True)
    monkeypatch.setitem(slots._kinds, kind.kind, kind)


@pytest.mark.usefixtures("press")
def test_a_search_over_the_press_is_journalled_masked_and_counts_no_person(papers, world):
    client = world.client(world.editor)
    asked = Entry.objects.filter(verb="search.asked")
    page = client.get("/search/", {"q": "da nang"})
    assert "2 kết quả" in page.content.decode()
    assert [(row.person, row.facts["asked"]) for row in asked.all()] == [
        (str(world.editor.person.pk), "da nang")
    ]
    client.get("/search/", {"q": "da nang", "page": "2", "year": "2026"})
    assert asked.count() == 1  # turning pages and narrowing is no other question
    page = client.get("/search/", {"q": "ông Nguyễn Văn Bình"}).content.decode()
    assert "kết quả" not in page.split("loa-results")[1].split("loa-hit")[0] or "Không đếm" in page
    assert "Bình" not in str(asked.last().facts)
    named = queries.search(world.editor, Question("ông Nguyễn Văn Bình"))
    assert (named.is_withheld, named.total, named.facets) == (True, 0, {})
    assert queries.suggest(world.editor, "da na") == []
    client.get("/search/")
    client.get("/search/", {"q": "da nang", "kind": "bulletins.bulletin"})
    assert asked.count() == 2


def test_long_texts_show_the_place_that_answers(shelf, office, world):
    text = "Mở đầu. " + "Nội dung chung của văn bản này. " * 800 + "Cây đa Tân Trào ở cuối."
    office.draft(subject="Rất dài", text=text)
    shelf.follow()
    hit = shelf.ask(world.editor, "tan trao").hits[0]
    assert marked(hit.text) == ["Tân Trào"]


def test_the_page_shows_places_facets_and_an_address_to_share(papers, world):
    client = world.client(world.editor)
    page = html.fromstring(client.get("/search/", {"q": "da nang"}).content)
    assert page.xpath("//article//mark/text()")[0] in {"Đà Nẵng", "Đá nâng"}
    narrowed = page.xpath("//aside//a/@href")[0]
    assert "kind=documents.document" in narrowed
    assert client.get(narrowed).context["answer"].total == 2
    assert client.get("/search/?q=da&page=9999999&since=x&until=2020-01-01").status_code == 200
    assert client.get("/search/?q=da&source=body:x").status_code == 200
    assert client.get("/search/?q=da&since=1990-01-01&until=9999-12-31").status_code == 200
    assert client.get("/search/?q=<script>alert(1)</script>").content.count(b"<script>alert") == 0


def test_pages_follow_each_other_and_the_newest_can_stand_first(shelf, office, world):
    for n in range(14):
        office.received(subject=f"Thông báo ngập {n}", number=f"{n}/TB-UBND", dated=date(2026, 1, 1 + n))
    shelf.follow()
    first = shelf.ask(world.editor, "ngap", newest=True)
    assert (first.total, len(first.hits), first.has_next) == (14, queries.A_PAGE, True)
    assert first.hits[0].plain_title == "Thông báo ngập 13"
    second = shelf.ask(world.editor, "ngap", newest=True, page=2)
    assert (len(second.hits), second.has_next) == (2, False)
    assert Document.objects.count() == 14
