"""What every answer carries: the policy, one host, one language."""

import re

import pytest
from django.test import Client


@pytest.mark.fault("A09")
def test_the_policy_allows_nothing_inline(client, db):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "style-src 'self';" in policy
    assert re.search(r"script-src 'self' 'nonce-[\w-]{20,}';", policy)
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_each_answer_has_its_own_nonce(client, db):
    first, second = (client.get("/accounts/login/")["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_the_loopback_address_leads_to_localhost_with_its_port(settings):
    settings.PUBLIC_URL = "http://localhost:8000"
    answer = Client().get("/desk/?a=1", headers={"Host": "127.0.0.1:8123"})
    assert answer.status_code == 307
    assert answer["Location"] == "http://localhost:8123/desk/?a=1"


def test_health_checks_stay_on_the_loopback_address(settings, db):
    settings.PUBLIC_URL = "http://localhost:8000"
    assert Client().get("/healthz", headers={"Host": "127.0.0.1:8123"}).status_code != 307


def test_a_public_site_moves_nobody(settings, db):
    settings.PUBLIC_URL = "https://loa.example.vn"
    assert Client().get("/accounts/login/", headers={"Host": "127.0.0.1"}).status_code == 200


def test_the_language_button_is_obeyed(client, db):
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in client.get("/accounts/login/").content.decode()


def test_a_public_page_does_not_depend_on_the_visitors_cookies(client, db):
    assert "Cookie" not in client.get("/desk/nope/").get("Vary", "")
