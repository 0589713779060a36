"""Groups of wordings go out as a table and come back; a bad line is named and keeps the others out; the city's words come first."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from loa.finding.asking import ask
from loa.journal.models import Entry
from loa.search import actions, reading
from loa.search.models import Synonym

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]


def groups():
    return sorted(Synonym.objects.values_list("wordings", flat=True))


def upload(client, data, name="nhom-tu.csv"):
    led = client.post("/desk/import/synonyms/", {"table": SimpleUploadedFile(name, data)})
    assert led.status_code == 302, led.content.decode().split("loa-errors")[-1][:600]
    return led["Location"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_table_taken_out_is_the_one_that_comes_back(world, kind, language):
    for typed in ("cấp cứu = 115", "chung cư", "Đà Nẵng\nthành phố đáng sống\nQNĐN"):
        actions.add_synonym(actor=world.editor, typed=typed)
    before, client = groups(), world.client(world.editor)
    client.cookies["django_language"] = language
    file = client.get("/search/synonyms/", {"export": kind}).content
    removed = Synonym.objects.get(folded="chung cu")
    actions.remove_synonym(actor=world.editor, synonym=removed)
    preview = upload(client, file, f"nhom-tu.{kind}")
    assert groups() != before
    done = client.post(preview, {"step": "commit"}, follow=True).content.decode()
    assert groups() == before
    if language == "vi":
        assert "Đã thêm 1 nhóm từ; 2 nhóm đã có" in done
    (row,) = Entry.objects.filter(verb="search.synonyms_imported")
    assert (row.facts["new"], row.facts["same"]) == (1, 2)
    client.post(upload(client, file, f"nhom-tu.{kind}"), {"step": "commit"})
    assert groups() == before
    assert Entry.objects.filter(verb="search.synonyms_imported").count() == 1  # nothing new, nothing to tell


def test_every_bad_line_is_named_and_nothing_comes_in(world):
    long, many = "dài " * 30, " = ".join(f"từ {n}" for n in range(13))
    lines = [
        "Các cách viết",
        "cấp cứu = 115",
        "chủ tịch = ông Nguyễn Văn Bình",
        f'"{long}"',
        many,
        "115 = Cấp cứu",
        "đơn",
    ]
    client = world.client(world.editor)
    preview = upload(client, "\n".join(lines).encode())
    page = client.get(preview).content.decode()
    for line, said in (
        (3, "Có tên người"),
        (4, "Nhiều nhất 12"),
        (5, "Nhiều nhất 12"),
        (6, "đã có ở dòng 2"),
        (7, "Một chữ đứng riêng"),
    ):
        assert f"Dòng {line}" in page, line
        assert said in page, said
    assert client.post(preview, {"step": "commit"}).status_code == 422
    assert groups() == []
    assert (
        client.post("/desk/import/synonyms/", {"table": SimpleUploadedFile("x.csv", b"a;b\n1;2")}).status_code
        == 422
    )
    assert world.client(world.ward_officer).get("/desk/import/synonyms/").status_code == 403


def test_a_group_of_the_city_takes_the_place_of_one_that_comes_with_the_product(world):
    def others(typed):
        return [variant for _, _, variants in ask(typed, reading.synonyms()).spans for variant in variants]

    assert others("UBND") == [("ủy", "ban", "nhân", "dân")]
    made = actions.add_synonym(actor=world.editor, typed="ubnd = ủy ban")
    assert others("UBND") == [("ủy", "ban")]
    page = world.client(world.editor).get("/search/synonyms/").content.decode()
    assert "<s>UBND = ủy ban nhân dân</s>" in page
    actions.change_synonym(
        actor=world.editor, synonym=made, typed="UBND"
    )  # a group of one: the given one is off
    assert others("UBND") == []
    actions.remove_synonym(actor=world.editor, synonym=made)
    assert others("UBND") == [("ủy", "ban", "nhân", "dân")]
