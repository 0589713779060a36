"""Floods are refused and nothing about a visitor is kept anywhere."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection

from loa.lib import clock
from loa.web.visitors import MOST_CHECKS

pytestmark = pytest.mark.django_db


def ask(client, times, **more):
    return [client.get("/verify/", {"code": "7K3M-Q2WT"}, **more).status_code for _n in range(times)]


@pytest.mark.fault("A23")
def test_checks_are_refused_after_thirty_a_minute_and_the_empty_page_never(client):
    assert ask(client, MOST_CHECKS) == [200] * MOST_CHECKS
    assert ask(client, 1) == [429]
    assert client.post("/verify/", {"text": "mưa to"}).status_code == 429
    assert client.get("/verify/").status_code == 200
    assert ask(client, 1, REMOTE_ADDR="192.0.2.7") == [200]


def test_a_new_minute_begins_anew(client):
    ask(client, MOST_CHECKS + 1)
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        assert ask(client, 1) == [200]


def test_nothing_about_a_visitor_reaches_the_database(client):
    ask(client, 3, REMOTE_ADDR="192.0.2.99")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM desk_cache")
        assert cursor.fetchone() == (0,)


def test_the_place_of_a_count_names_no_address_and_is_another_one_tomorrow(client):
    ask(client, 1, REMOTE_ADDR="192.0.2.99")
    first = set(caches["visitors"]._cache)
    assert not any("192.0.2.99" in place for place in first)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        ask(client, 1, REMOTE_ADDR="192.0.2.99")
        assert not set(caches["visitors"]._cache) <= first
