"""A request that comes twice acts once, whatever goes wrong between."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import path
from django.views.decorators.cache import never_cache

from loa.journal import idempotency
from loa.journal.actions import SYSTEM, write
from loa.journal.models import Entry, IdempotencyKey
from loa.lib import clock
from loa.lib.errors import Invalid


def act(request: HttpRequest) -> None:
    with transaction.atomic():
        write(actor=SYSTEM, verb="test.acted", thing="test.thing:1")


def done(request: HttpRequest) -> HttpResponse:
    act(request)
    return HttpResponseRedirect("/after/")


def slow(request: HttpRequest) -> HttpResponse:
    act(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")
    return HttpResponse("xong", headers={"Set-Cookie": "a=b", "HX-Trigger": "saved"})


def refused(request: HttpRequest) -> HttpResponse:
    act(request)
    raise Invalid("Chưa đúng.")


def broken(request: HttpRequest) -> HttpResponse:
    act(request)
    raise RuntimeError


def form_again(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sửa lại", status=422)


def page(request: HttpRequest) -> HttpResponse:
    act(request)
    return SimpleTemplateResponse(engines["django"].from_string("xong"))


def stream(request: HttpRequest) -> StreamingHttpResponse:
    act(request)
    return StreamingHttpResponse(iter([b"a", b"b"]))


@never_cache
def secret(request: HttpRequest) -> HttpResponse:
    act(request)
    return HttpResponse("whsec_bi-mat")


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


class Urls:
    urlpatterns = [
        path(f"{view.__name__}/", view)  # type: ignore[arg-type]
        for view in (done, slow, refused, broken, form_again, page, stream, secret, missing)
    ]


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = Urls


@pytest.fixture
def client() -> Client:
    return make_client()


def make_client() -> Client:
    """Return a client that is shown refusals as problem JSON: these addresses have no page frame."""
    return Client(raise_request_exception=False, headers={"Accept": "application/json"})


def acted() -> int:
    return Entry.objects.count()


def test_without_a_key_it_acts_every_time(client: Client) -> None:
    for _ in range(2):
        assert client.post("/done/", {"a": "1"}).status_code == 302
    assert acted() == 2


@pytest.mark.parametrize("how", ["header", "field"])
@pytest.mark.fault("R10", "R12")
def test_with_a_key_it_acts_once_and_gives_the_same_answer(client: Client, how: str) -> None:
    def post() -> HttpResponse:
        if how == "header":
            return client.post("/done/", {"a": "1"}, headers={"Idempotency-Key": "k-1"})
        return client.post("/done/", {"a": "1", "idempotency_key": "k-1"})

    first, second = post(), post()
    assert (
        (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, "/after/")
    )
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert acted() == 1


def test_the_token_of_the_form_does_not_make_it_another_request(client: Client) -> None:
    for token in ("x", "y"):
        client.post("/done/", {"a": "1", "csrfmiddlewaretoken": token, "idempotency_key": "k"})
    assert acted() == 1


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("/done/", {"a": "2"}),
        ("/done/?b=1", {"a": "1"}),
        ("/page/", {"a": "1"}),
        ("/done/", {"a": ["1", "1"]}),
    ],
)
@pytest.mark.fault("R11")
def test_the_same_key_with_another_request_is_refused(
    client: Client, url: str, body: dict[str, object]
) -> None:
    client.post("/done/", {"a": "1"}, headers={"Idempotency-Key": "k"})
    answer = client.post(url, body, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 422
    assert acted() == 1


@pytest.mark.fault("R11")
def test_a_file_is_part_of_the_request(client: Client) -> None:
    def post(content: bytes) -> int:
        sent = SimpleUploadedFile("a.txt", content)
        return client.post("/done/", {"a": "1", "file": sent}, headers={"Idempotency-Key": "k"}).status_code

    assert [post(b"one"), post(b"one"), post(b"two")] == [302, 302, 422]
    assert acted() == 1


@pytest.mark.fault("R11")
def test_a_raw_body_is_part_of_the_request(client: Client) -> None:
    def post(content: str) -> int:
        kind = "application/json"
        return client.post("/done/", content, content_type=kind, headers={"Idempotency-Key": "k"}).status_code

    assert [post("{}"), post("{}"), post("[]")] == [302, 302, 422]


def test_another_person_may_use_the_same_key(client: Client, django_user_model: type) -> None:
    client.post("/done/", {}, headers={"Idempotency-Key": "k"})
    person = django_user_model.objects.create(email="a@example.vn", full_name="A")  # type: ignore[attr-defined]
    client.force_login(person)
    assert "Idempotency-Replayed" not in client.post("/done/", {}, headers={"Idempotency-Key": "k"})
    assert acted() == 2


@pytest.mark.parametrize("url", ["/refused/", "/broken/"])
@pytest.mark.fault("R12")
def test_what_failed_left_nothing_and_may_be_sent_again(client: Client, url: str) -> None:
    answers = [client.post(url, {}, headers={"Idempotency-Key": "k"}).status_code for _ in range(2)]
    assert answers in ([422, 422], [500, 500])
    assert (acted(), IdempotencyKey.objects.count()) == (0, 0)


def test_a_form_that_was_shown_again_may_be_mended_under_the_same_key(client: Client) -> None:
    for value in ("1", "2"):
        answer = client.post("/form_again/", {"a": value}, headers={"Idempotency-Key": "k"})
        assert (answer.status_code, answer.content.decode()) == (422, "sửa lại")


def test_a_page_is_replayed_with_its_type_and_without_its_cookies(client: Client) -> None:
    assert client.post("/page/", {}, headers={"Idempotency-Key": "p"}).content == b"xong"
    client.post("/slow/", {}, headers={"Idempotency-Key": "k"})
    again = client.post("/slow/", {}, headers={"Idempotency-Key": "k"})
    assert again.content == b"xong"
    assert again["HX-Trigger"] == "saved"
    assert again["Content-Type"].startswith("text/html")
    assert "a" not in again.cookies


@pytest.mark.fault("R12")
def test_a_secret_that_is_shown_once_is_not_kept_and_not_made_twice(client: Client) -> None:
    first, again = (client.post("/secret/", {}, headers={"Idempotency-Key": "k"}) for _n in range(2))
    assert first.content == b"whsec_bi-mat"
    assert (again.status_code, acted()) == (200, 1)
    assert "chỉ hiện một lần" in again.content.decode()
    assert b"whsec" not in bytes(IdempotencyKey.objects.get().answer)


def test_a_stream_passes_and_is_not_kept(client: Client) -> None:
    answer = client.post("/stream/", {}, headers={"Idempotency-Key": "k"})
    assert b"".join(answer.streaming_content) == b"ab"  # type: ignore[attr-defined]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("key", ["x" * 256, "a b", "é"])
def test_a_malformed_key_is_refused_with_a_sentence(client: Client, key: str) -> None:
    answer = client.post("/done/", {"idempotency_key": key})
    assert answer.status_code == 422
    assert "Mã chống gửi lặp" in answer.json()["detail"]
    assert acted() == 0


def test_reading_needs_no_key(client: Client) -> None:
    for _ in range(2):
        client.get("/done/", headers={"Idempotency-Key": "k"})
    assert acted() == 2


def test_an_address_that_leads_nowhere_stays_one(client: Client) -> None:
    assert client.post("/missing/", {}, headers={"Idempotency-Key": "k"}).status_code == 404


def test_a_key_is_forgotten_after_a_day(client: Client) -> None:
    client.post("/done/", {}, headers={"Idempotency-Key": "k"})
    assert idempotency.forget_expired(clock.now() + timedelta(hours=23)) == 0
    IdempotencyKey.objects.update(expires_at=clock.now())
    assert "Idempotency-Replayed" not in client.post("/done/", {}, headers={"Idempotency-Key": "k"})
    assert acted() == 2
    assert idempotency.forget_expired(clock.now() + timedelta(hours=25)) == 1


@pytest.mark.fault("R10")
def test_twenty_at_once_act_once() -> None:
    start = threading.Barrier(20)
    answers: list[tuple[int, bool]] = []

    def post() -> None:
        start.wait(30)
        answer = make_client().post("/slow/", {"a": "1"}, headers={"Idempotency-Key": "race"})
        answers.append((answer.status_code, "Retry-After" in answer))
        connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = Counter(answers)
    assert acted() == 1
    assert set(counts) <= {(200, False), (409, True)}
    assert counts[200, False] >= 1
    assert sum(counts.values()) == 20
    again = make_client().post("/slow/", {"a": "1"}, headers={"Idempotency-Key": "race"})
    assert (again.status_code, again["Idempotency-Replayed"]) == (200, "true")
