"""The public pages from memory, on the real site, its real database and a real correction."""

import re
import time
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loa.bulletins import actions
from loa.lib import clock
from loa.lib.codes import new_code
from loa.portal.quick import QUICK
from loa.web.quick import QuickPages
from tests.desk import TEXT, TITLE, proof, reach
from tests.world import sign_in

RIGHT = TEXT.replace("11h30", "10h30")
WRITTEN_BEFORE = {  # stands when the bulletin is sent and is never changed afterwards
    "bulletins_text",
    "bulletins_release",
    "bulletins_bulletin_areas",
    "bulletins_attachment",
    "bulletins_picture",
    "bulletins_shingle",
    "files_storedfile",
}
MAY_LAG = {  # names, the register, the choices of a filter: at most the five seconds that a page lives
    "units_area",
    "units_areaversion",
    "units_body",
    "units_bodyversion",
    "units_person",
    "units_post",
    "units_topic",
    "channels_account",
}


class Running:
    """The site behind the layer that answers from memory; `made` counts the pages that Django made."""

    def __init__(self):
        self.site, self.made = WSGIHandler(), []
        self.pages = QuickPages(self._counted, life=3600)

    def _counted(self, environ, start_response):
        self.made.append(environ["PATH_INFO"])
        return self.site(environ, start_response)

    def get(self, path, body=b"", **more):
        """Return status line and page."""
        path, _, query = path.partition("?")
        said = []
        environ = {
            "REQUEST_METHOD": "POST" if body else "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SCRIPT_NAME": "",
            "REMOTE_ADDR": "192.0.2.7",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
        }
        parts = self.pages(environ | more, lambda status, headers: said.append((status, headers)))
        page = b"".join(parts).decode()
        if close := getattr(parts, "close", None):
            close()
        return said[-1][0], page


def wait_until(holds):
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def running(transactional_db):
    found = Running()
    found.pages.watch.start()
    wait_until(lambda: found.pages.watch.heard.at > 0)
    yield found
    found.pages.watch.stop()


@pytest.fixture
def emergency(desk):
    bulletin = desk.sent(
        priority="emergency",
        emergency_kind="epidemic",
        emergency_reason="Ổ dịch lan nhanh, cần phun ngay",
        valid_until=clock.now() + timedelta(hours=12),
    )
    reach(desk, bulletin)
    return bulletin


def correct(desk, bulletin):
    """Correct it through the real action, and let every process hear of it."""
    given = {"actor": desk.world.duty, "original": bulletin, "text": RIGHT, "proof": proof()}
    return actions.correct(**given, reason="Ghi nhầm giờ").bulletin


def paste(text):
    return urlencode({"text": text}).encode()


def test_a_correction_changes_every_kept_page_it_stands_on(running, desk, emergency):
    places = {
        "/emergencies/": "đã đính chính",
        f"/b/{emergency.code}": "Ghi nhầm giờ",
        "/corrections/": "Ghi nhầm giờ",
        f"/verify/?code={emergency.code}": "Xem bản mới nhất",
    }
    running.get(f"/verify/?code={emergency.code}")  # a check is kept from the second time on
    settle(running)
    before = {place: running.get(place)[1] for place in places}
    made = len(running.made)
    assert {place: running.get(place)[1] for place in places} == before
    assert len(running.made) == made  # all from memory
    heard = running.pages.watch.heard.generation
    correct(desk, emergency)
    wait_until(lambda: running.pages.watch.heard.generation > heard)
    for place, words in places.items():
        assert words not in before[place]
        assert words in running.get(place)[1], place


def settle(running):
    """Wait until what was written so far has been heard of."""
    seen = running.pages.watch.heard
    wait_until(lambda: running.pages.watch.heard.at > seen.at)


def test_an_undone_change_is_not_heard_of_and_a_draft_is_nobodys_business(running, desk, publish):
    settle(running)
    heard = running.pages.watch.heard.generation
    desk.draft()
    with transaction.atomic():
        publish(new_code())
        transaction.set_rollback(True)
    settle(running)
    settle(running)
    assert running.pages.watch.heard.generation == heard


def test_after_a_cut_line_to_the_database_it_listens_anew_and_trusts_nothing_from_before(running):
    running.get("/")
    heard = running.pages.watch.heard.generation
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE '%valid_until%' AND datname = current_database() AND pid <> pg_backend_pid()"
        )
    wait_until(lambda: running.pages.watch.heard.generation > heard and running.pages.watch.heard.is_fresh())
    made = len(running.made)
    running.get("/")
    assert len(running.made) == made + 1


def test_a_published_page_is_heard_of_whoever_wrote_it(running, publish):
    code = new_code()
    assert running.get(f"/b/{code}")[0].startswith("404")
    running.get("/")
    heard = running.pages.watch.heard.generation
    publish(code, title="Cúp nước")
    wait_until(lambda: running.pages.watch.heard.generation > heard)
    assert "Cúp nước" in running.get("/")[1]
    assert "Cúp nước" in running.get(f"/b/{code}")[1]


def test_who_is_signed_in_or_speaks_english_gets_a_page_of_their_own(running, desk):
    assert "Các lần phát khẩn cấp" in running.get("/emergencies/")[1]
    held = sign_in(desk.world.editor).cookies[settings.SESSION_COOKIE_NAME].value
    made = len(running.made)
    for _time in range(2):
        running.get("/emergencies/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={held}")
    assert len(running.made) == made + 2
    english = running.get("/emergencies/", HTTP_COOKIE=f"{settings.LANGUAGE_COOKIE_NAME}=en")[1]
    assert '<html lang="en">' in english
    assert '<html lang="vi">' in running.get("/emergencies/")[1]


def test_no_exercise_is_ever_answered_from_memory(running, desk):
    exercise = desk.sent(mode="exercise", accounts=[desk.exercise_site])
    for place in ("/", "/emergencies/", f"/verify/?code={exercise.code}", f"/b/{exercise.code}"):
        for _time in range(3):
            assert TITLE not in running.get(place)[1]
    made = len(running.made)
    assert running.get(f"/b/{exercise.code}")[0].startswith("404")
    assert len(running.made) == made + 1


def test_what_everybody_pastes_is_compared_once_and_a_single_paste_is_not_kept(running, desk):
    desk.sent()
    settle(running)
    forged = TEXT.replace("11h30", "13h30")
    pages = [running.get("/verify/", paste(forged))[1] for _time in range(5)]
    assert "Nội dung đã bị thay đổi" in pages[0]
    assert len(set(pages)) == 1
    assert running.made.count("/verify/") == 2


def test_the_limit_of_checks_holds_for_what_is_compared_and_not_for_what_is_kept(running, desk):
    bulletin = desk.sent()
    settle(running)
    for _time in range(40):
        assert running.get(f"/verify/?code={bulletin.code}")[0].startswith("200")
    said = [running.get("/verify/", paste(f"Tin {n}"))[0][:3] for n in range(40)]
    assert "429" in said
    assert running.get(f"/verify/?code={bulletin.code}")[0].startswith("200")


def test_the_addresses_are_those_of_the_site():
    code = new_code()
    named = [
        reverse(f"portal:{name}") for name in ("front", "emergencies", "corrections", "accounts", "verify")
    ]
    for path in [*named, reverse("portal:bulletin", args=[code])]:
        assert any(address.fits(path, "") for address in QUICK), path
    for private in ("subscribe", "asked"):
        assert not any(address.fits(reverse(f"portal:{private}"), "") for address in QUICK)
    for private in ("confirm", "own_page", "stop", "erase", "sheet"):
        assert not any(address.fits(reverse(f"portal:{private}", args=["x"]), "") for address in QUICK)


def test_every_table_behind_a_kept_page_tells_of_its_changes_or_is_named_here(
    client, desk, emergency, publish
):
    publish(emergency.code)
    correct(desk, emergency)
    places = ["/", "/emergencies/", "/corrections/", "/channels/", f"/b/{emergency.code}"]
    with CaptureQueriesContext(connection) as seen:
        for place in [*places, f"/verify/?code={emergency.code}"]:
            assert client.get(place).status_code == 200
        client.post("/verify/", {"text": TEXT})
    read = {table for query in seen for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'portal_public_changed'"
        )
        telling = {table for (table,) in cursor.fetchall()}
    assert telling <= read | {"bulletins_shingle"}
    assert read - telling - WRITTEN_BEFORE - MAY_LAG == set()
