"""English is chosen by a button, whole pages speak it, and no translation loses a placeholder."""

import re
from pathlib import Path

import polib
import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[4]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?\w+>")
# letters that only Vietnamese writes, so that a name in Latin letters is not counted
VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)
PUBLIC = ("/", "/verify/", "/corrections/", "/emergencies/", "/channels/", "/subscribe/")
ENTRANCE = ("/accounts/login/", "/desk/help/")


def catalogues():
    return sorted((ROOT / "locale").rglob("*.po"))


def words(page):
    """Return what a reader sees or hears of a page, without the language button's own word."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    page = page.replace("Tiếng Việt", "")
    spoken = re.findall(r'(?:aria-label|title|placeholder|alt|content|data-[\w-]+)="([^"]*)"', page)
    return [line.strip() for line in [*re.sub(r"<[^>]*>", "\n", page).split("\n"), *spoken] if line.strip()]


@pytest.fixture
def english(db):
    reader = Client()
    reader.post("/i18n/setlang/", {"language": "en", "next": "/"})
    return reader


@pytest.mark.parametrize("address", [*PUBLIC, *ENTRANCE])
def test_a_page_chosen_in_english_holds_no_vietnamese_sentence(english, address):
    answer = english.get(address, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert '<html lang="en">' in page
    assert [line for line in words(page) if VIETNAMESE.search(line)] == []


def test_a_missing_page_says_so_in_english(english):
    page = english.get("/desk/nope/").content.decode()
    assert "This address does not exist or has moved" in page
    assert [line for line in words(page) if VIETNAMESE.search(line)] == []


def test_the_button_leads_back_to_the_page_it_stood_on(client, db):
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/verify/?q=abc"})
    assert (answer.status_code, answer["Location"]) == (302, "/verify/?q=abc")
    back = client.post("/i18n/setlang/", {"language": "vi", "next": "/verify/"}, follow=True)
    assert '<html lang="vi">' in back.content.decode()


def test_the_button_needs_no_token_and_leads_nowhere_else(db):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/i18n/setlang/", {"language": "en", "next": "https://elsewhere.example/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert strict.get("/i18n/setlang/").status_code == 405


@pytest.mark.parametrize("address", ["/", "/verify/", "/accounts/login/", "/desk/help/"])
def test_every_frame_offers_the_other_language(client, db, address):
    page = client.get(address).content.decode()
    assert re.search(r'<button[^>]* name="language" value="en" lang="en"', page)


def test_a_browser_that_asks_for_english_still_gets_vietnamese(client, db):
    answer = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert answer["Content-Language"] == "vi"


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parts[-3])
def test_every_entry_keeps_the_placeholders_of_its_source(path):
    pairs = [
        (entry.msgid, said)
        for entry in polib.pofile(str(path))
        for said in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if said
    ]
    lost = [p for p in pairs if sorted(PLACEHOLDER.findall(p[0])) != sorted(PLACEHOLDER.findall(p[1]))]
    assert lost == []


def test_every_entry_is_translated():
    empty = {path.parts[-3]: len(polib.pofile(str(path)).untranslated_entries()) for path in catalogues()}
    assert set(empty.values()) == {0}
