"""What the engines say reaches an English reader in English."""

import json

import pytest
from django.test import Client
from django.urls import path
from django.utils import translation

from loa.language.facts import find_facts
from loa.language.renditions import check_rendition
from loa.lib.archive import BadArchive
from loa.lib.errors import Stale
from loa.lib.said import packed, say
from loa.lib.tables import Column, read_table
from loa.web.said import in_words


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_a_refusal_of_an_engine_is_a_page_in_the_readers_language(addresses, db):
    def refuse(request):
        raise BadArchive(say("Tệp nén có hơn {limit} mục nên không được nhận.", limit=12))

    def stale(request):
        raise Stale

    addresses(path("refuse/", refuse), path("stale/", stale))
    reader = Client()
    assert "Tệp nén có hơn 12 mục" in reader.get("/refuse/").content.decode()
    reader.cookies["django_language"] = "en"
    assert "The archive has more than 12 entries" in reader.get("/refuse/").content.decode()
    assert "Someone else has updated this" in reader.get("/stale/").content.decode()


def test_a_changed_fact_is_told_with_its_label_and_both_values(english):
    core = "Phun thuốc lúc 7 giờ 30 ngày 12/9/2026."
    locked = find_facts(core)
    problems = check_rendition(locked, "Phun thuốc lúc 7 giờ 30 ngày 13/9/2026.", core=core, language="vi")
    said = [in_words(problem.message) for problem in problems]
    assert "Date: this rendition says “ngày 13/9/2026”, the locked fact is “ngày 12/9/2026”." in said


def test_a_wrong_cell_is_told_under_its_column(english):
    sheet = "Tên,Ngày\nMột,hôm qua\n,05/01/2026\n".encode()
    columns = [Column("name", "Tên", required=True), Column("day", "Ngày", kind="date")]
    said = [in_words(error.message) for error in read_table(sheet, "a.csv", columns=columns).errors]
    assert said == [
        "Ngày: “hôm qua” is not a date; write day/month/year, for example 05/01/2026.",
        "Tên: empty; this is required.",
    ]


def test_what_has_no_english_and_what_a_person_wrote_stay_as_they_are(english):
    assert in_words("Phường Bồ Đề") == "Phường Bồ Đề"
    assert in_words("") == ""
    assert in_words(say("“{text}” chưa rõ; hãy ghi “Có” hoặc “Không”.", text="Khác")).startswith("“Khác” is")


def test_a_stored_finding_is_told_by_what_it_was_made_of(english):
    core = "Phun thuốc ngày 12/9/2026."
    found = check_rendition(find_facts(core), "Phun thuốc ngày 13/9/2026.", core=core, language="vi")[
        0
    ].message
    stored = json.loads(json.dumps({"message": found, "made": packed(found)}))
    assert in_words(stored) == in_words(found)
    assert in_words({"message": "Bản tin không có tệp này. Hãy tải lại trang."}).startswith("This bulletin")
