"""Pages from memory: who may get a kept one, for how long, and what is never kept."""

import gzip
import threading
import time
from io import BytesIO
from urllib.parse import urlencode

import pytest

from loa.web.quick import Address, QuickPages, addresses
from loa.web.quick.answers import Kept
from loa.web.quick.store import Store
from loa.web.quick.watch import Heard

PAGE = b"<p>" + "Tin chính thức ".encode() * 100 + b"</p>"
POLICY = "script-src 'self' 'nonce-abc123'; style-src 'self'"


class Watch:
    """A watch that has heard what a test says."""

    def __init__(self):
        self.hear()
        self.generation = 0

    def hear(self, generation=0, ago=0.0, ends=float("inf")):
        self.heard = Heard(generation, time.monotonic() - ago, ends)

    def start(self):
        pass

    def also(self, chore):
        del chore


class Site:
    """A site that counts what it was asked and answers as a test says."""

    def __init__(self):
        self.asked, self.status, self.headers, self.body = [], "200 OK", [], PAGE
        self.gate = None

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        if self.gate:
            self.gate.wait(10)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY)]
        start_response(self.status, [*headers, *self.headers])
        return [self.body]


@pytest.fixture
def site(monkeypatch):
    named = [
        Address("/news/", r"(page=\d)?"),
        Address("/check/", "code=[A-Z]{4}", is_check=True),
        Address("/check/", is_check=True, takes="text"),
    ]
    monkeypatch.setattr(addresses, "_addresses", named)
    return Site()


@pytest.fixture
def pages(site):
    return QuickPages(site, watch=Watch())


def ask(pages, path="/news/", query="", method="GET", body=b"", **more):
    """Return status, headers and body."""
    said = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SCRIPT_NAME": "",
        "REMOTE_ADDR": "192.0.2.7",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
    }
    found = b"".join(pages(environ | more, lambda status, headers: said.append((status, dict(headers)))))
    return said[-1][0], said[-1][1], found


def paste(pages, text, **more):
    body = urlencode({"text": text}).encode()
    kind = "application/x-www-form-urlencoded"
    return ask(pages, "/check/", "", "POST", body, CONTENT_TYPE=kind, CONTENT_LENGTH=str(len(body)), **more)


def test_a_page_is_made_once_and_then_answered_from_memory_with_the_same_bytes(pages, site):
    first, second = ask(pages), ask(pages)
    assert len(site.asked) == 1
    assert first == second
    assert second[0] == "200 OK"
    assert second[2] == PAGE


def test_it_is_made_anew_after_a_change(pages, site):
    ask(pages)
    pages.watch.hear(generation=1)
    site.body = b"<p>" + "Đính chính".encode() + b"</p>"
    assert ask(pages)[2] == site.body
    assert ask(pages)[2] == site.body
    assert len(site.asked) == 2


def test_it_is_made_anew_once_something_on_it_has_ended(pages, site):
    pages.watch.hear(ends=time.time() - 1)
    ask(pages)
    ask(pages)
    assert len(site.asked) == 2


def test_it_is_made_anew_when_its_life_is_over_though_nothing_changed(site):
    pages = QuickPages(site, watch=Watch(), life=0)
    ask(pages)
    ask(pages)
    assert len(site.asked) == 2


def test_nothing_is_answered_from_memory_while_the_watch_hears_nothing_and_the_site_works(pages, site):
    ask(pages)
    pages.watch.hear(ago=5)
    ask(pages)
    assert len(site.asked) == 2


def test_the_last_known_page_outlives_the_database_for_ten_minutes_and_says_so(pages, site):
    ask(pages)
    site.status, site.body = "503 Service Unavailable", b"away"
    pages.watch.hear(ago=500)
    status, headers, body = ask(pages)
    assert (status, body) == ("200 OK", PAGE)
    assert headers["Warning"].startswith("110 ")
    pages.watch.hear(ago=601)
    pages._retry_at = 0
    assert ask(pages)[0].startswith("503")


def test_what_has_ended_does_not_outlive_the_database(pages, site):
    pages.watch.hear(ends=time.time() - 1)
    ask(pages)
    site.status = "503 Service Unavailable"
    pages.watch.hear(ago=10, ends=time.time() - 1)
    assert ask(pages)[0].startswith("503")


@pytest.mark.parametrize(
    "carried",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "django_language=en; loa_shared_device=1"},
        {"HTTP_COOKIE": "messages=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_HX_REQUEST": "true"},
        {"HTTP_ACCEPT": "application/json"},
        {"query": "q=abc"},
        {"query": "page=1&export=csv"},
        {"method": "PUT"},
        {"path": "/other/"},
    ],
    ids=str,
)
def test_a_request_that_carries_something_of_its_own_meets_the_site_itself_each_time(pages, site, carried):
    ask(pages)
    site.body = b"for one"
    assert ask(pages, **carried)[2] == b"for one"
    assert ask(pages, **carried)[2] == b"for one"
    assert ask(pages)[2] == PAGE
    assert {name: site.asked[-1][name] for name in carried if name.isupper()} == {
        name: value for name, value in carried.items() if name.isupper()
    }


def test_a_page_is_made_without_anything_of_its_first_reader(pages, site):
    ask(
        pages,
        query="fbclid=follows&page=2",
        HTTP_COOKIE="_ga=1; django_language=en; csrftoken=x",
        HTTP_USER_AGENT="Zalo",
        HTTP_REFERER="http://elsewhere/",
        HTTP_ACCEPT_LANGUAGE="fr",
        HTTP_X_FORWARDED_FOR="192.0.2.9",
    )
    made = site.asked[0]
    assert made["HTTP_COOKIE"] == "django_language=en"
    assert made["QUERY_STRING"] == "page=2"
    assert {"HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_ACCEPT_LANGUAGE", "REMOTE_ADDR"}.isdisjoint(made)
    ask(pages, query="page=2&utm_source=z", HTTP_COOKIE="django_language=en")
    assert len(site.asked) == 1


def test_language_host_and_scheme_have_pages_of_their_own(pages, site):
    ask(pages)
    ask(pages, HTTP_COOKIE="django_language=en")
    ask(pages, HTTP_HOST="other.example")
    ask(pages, **{"wsgi.url_scheme": "https"})
    ask(pages, HTTP_COOKIE="django_language=xx")  # no language of ours: the site's own
    assert len(site.asked) == 4


@pytest.mark.parametrize(
    "said",
    [
        {"headers": [("Set-Cookie", "csrftoken=x")]},
        {"headers": [("Cache-Control", "private")]},
        {"headers": [("Cache-Control", "no-store")]},
        {"headers": [("Vary", "User-Agent")]},
        {"status": "404 Not Found"},
        {"status": "429 Too Many Requests"},
        {"status": "307 Temporary Redirect"},
        {"status": "500 Internal Server Error"},
        {"body": b"<script nonce=abc123></script>"},
    ],
    ids=str,
)
def test_what_is_not_for_everybody_is_given_as_it_is_and_not_kept(pages, site, said):
    for name, value in said.items():
        setattr(site, name, value)
    for _time in range(2):
        status, headers, body = ask(pages)
        assert (status, body) == (site.status, site.body)
        assert headers.items() >= dict(site.headers).items()
    assert len(site.asked) == 2


def test_a_kept_page_keeps_the_policy_but_no_nonce(pages):
    assert ask(pages)[1]["Content-Security-Policy"] == "script-src 'self'; style-src 'self'"


def test_it_is_packed_for_who_takes_it_packed_and_a_head_has_no_body(pages):
    headers, body = ask(pages, HTTP_ACCEPT_ENCODING="br, gzip")[1:]
    assert headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"]
    assert gzip.decompress(body) == PAGE
    assert "Content-Encoding" not in ask(pages, HTTP_ACCEPT_ENCODING="gzip;q=0")[1]
    headers, body = ask(pages, method="HEAD")[1:]
    assert (headers["Content-Length"], body) == (str(len(PAGE)), b"")


def test_who_has_the_page_hears_only_that_nothing_is_new_until_it_changes(pages, site):
    etag = ask(pages)[1]["ETag"]
    status, headers, body = ask(pages, HTTP_IF_NONE_MATCH=etag)
    assert (status, headers["ETag"], body) == ("304 Not Modified", etag, b"")
    assert headers["Cache-Control"] == "no-cache"
    site.body = PAGE + b"!"
    pages.watch.hear(generation=1)
    assert ask(pages, HTTP_IF_NONE_MATCH=etag)[0] == "200 OK"


def test_many_who_ask_at_once_have_it_made_once(pages, site):
    site.gate = threading.Event()
    found = []
    threads = [threading.Thread(target=lambda: found.append(ask(pages)[2])) for _ in range(8)]
    for thread in threads:
        thread.start()
    while not site.asked:
        time.sleep(0.001)
    site.gate.set()
    for thread in threads:
        thread.join()
    assert found == [PAGE] * 8
    assert len(site.asked) == 1


def test_a_paste_is_kept_from_the_second_time_on_and_the_form_around_it_does_not_matter(pages, site):
    for text in ("Tin đồn", " Tin đồn\r\n", "Tin đồn", "Tin đồn"):
        assert paste(pages, text)[2] == PAGE
    assert len(site.asked) == 2
    assert "ETag" not in paste(pages, "Tin đồn")[1]
    paste(pages, "Tin khác")
    assert len(site.asked) == 3


def test_what_was_pasted_is_forgotten_soon_whether_somebody_asks_or_not(pages, monkeypatch):
    for _time in range(2):
        paste(pages, "Tin đồn")
    pages.forget_old_checks()
    assert len(pages._stores[True]) == 1
    later = time.monotonic() + 121
    monkeypatch.setattr(time, "monotonic", lambda: later)
    pages.forget_old_checks()
    assert len(pages._stores[True]) == 0


def test_codes_nobody_asks_for_twice_are_not_kept(pages):
    for code in ("AAAA", "BBBB", "CCCC"):
        ask(pages, "/check/", f"code={code}")
    assert len(pages._stores[True]) == 0
    ask(pages, "/check/", "code=AAAA")
    assert len(pages._stores[True]) == 1


def test_a_check_takes_its_senders_address_to_the_door_and_nothing_else(pages, site):
    paste(pages, "Tin đồn", HTTP_COOKIE="_ga=1", HTTP_USER_AGENT="x")
    made = site.asked[0]
    assert made["REMOTE_ADDR"] == "192.0.2.7"
    assert "HTTP_USER_AGENT" not in made
    assert made["wsgi.input"].read() == urlencode({"text": "Tin đồn"}).encode()


@pytest.mark.parametrize(
    "body",
    [b"text=a&more=b", b"other=a", b'{"text": 1}', b"text=" + b"a" * 300_000],
    ids=["two", "other", "json", "long"],
)
def test_any_other_post_reaches_the_site_whole(pages, site, body):
    kind = "application/x-www-form-urlencoded"
    for _time in range(3):
        ask(pages, "/check/", "", "POST", body, CONTENT_TYPE=kind, CONTENT_LENGTH=str(len(body)))
        assert site.asked[-1]["wsgi.input"].read() == body
    assert len(site.asked) == 3


def test_the_memory_is_bounded_and_the_least_asked_for_leaves_first():
    def kept(body):
        return Kept(Heard(), 0.0, body, b"", "", [], [], [])

    store = Store(3 * kept(b"x" * 1000).size)
    for key in (b"a", b"b", b"c"):
        store.put(key, kept(b"x" * 1000))
    store.get(b"a")
    store.put(b"d", kept(b"x" * 1000))
    assert [bool(store.get(key)) for key in (b"a", b"b", b"c", b"d")] == [True, False, True, True]
    store.put(b"a", kept(b"x" * 20_000))
    assert len(store) == 0
