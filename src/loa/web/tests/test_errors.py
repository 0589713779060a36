"""Refusals and failures as page, fragment and problem JSON."""

import json

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from loa.lib.errors import Busy, Stale


@pytest.fixture
def site(addresses, db):
    def refuse(request):
        raise Stale(version=7)

    def away(request):
        raise OperationalError("connection refused")

    def broken(request):
        raise ZeroDivisionError

    def busy(request):
        raise Busy

    addresses(
        path("refuse/", refuse),
        path("away/", away),
        path("broken/", broken),
        path("busy/", busy),
        path("fine/", lambda request: HttpResponse("ok")),
    )
    return Client(raise_request_exception=False)


def test_a_refusal_is_a_page_that_says_what_to_do(site):
    answer = site.get("/refuse/")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nội dung đã được người khác cập nhật" in page
    assert "<code>stale</code>" in page
    assert "/desk/help/" in page


def test_a_refusal_is_a_fragment_for_htmx_aimed_at_the_place_for_errors(site):
    answer = site.post("/refuse/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#errors"
    assert "<html" not in answer.content.decode()


def test_a_refusal_is_problem_json_for_clients(site):
    answer = site.get("/refuse/", headers={"Accept": "application/json"})
    assert answer["Content-Type"] == "application/problem+json"
    said = json.loads(answer.content)
    assert said | {"title": "", "detail": ""} == {
        "type": "about:blank", "title": "", "detail": "", "status": 409, "code": "stale", "version": 7, "instance": "/refuse/",
    }  # fmt: skip


@pytest.mark.fault("R04")
def test_text_typed_is_kept_when_the_database_is_away(site):
    text = "Phun hóa chất diệt muỗi lúc 7 giờ 30 tại tổ dân phố số 4. " * 3
    answer = site.post("/away/", {"body": text, "title": "Tin", "password": "bi mat"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert text.strip() in page
    assert 'value="Tin"' in page
    assert "bi mat" not in page


def test_an_own_mistake_gives_a_code_and_no_details(site):
    answer = site.get("/broken/")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()
    assert "Mã lỗi" in answer.content.decode()


def test_a_busy_system_says_when_to_come_back(site):
    assert site.get("/busy/")["Retry-After"] == "60"


def test_an_address_that_leads_nowhere_shows_ways_on(site):
    answer = site.get("/khong-co/")
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


def test_a_stale_form_token_keeps_the_text(addresses, db):
    addresses(path("fine/", lambda request: HttpResponse("ok")))
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/fine/", {"body": "Nội dung đang soạn dở"})
    assert answer.status_code == 403
    assert "Nội dung đang soạn dở" in answer.content.decode()
    assert "Gửi lại" in answer.content.decode()
