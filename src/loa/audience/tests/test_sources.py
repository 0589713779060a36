"""Subscribers as receivers: who is meant, in what ranges, and who is left out."""

import itertools
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.audience import actions, links
from loa.audience.actions import Arrival, Choice
from loa.audience.lists import areas_with_counts
from loa.audience.models import Contact, ContactKind, Language
from loa.audience.queries import get_own_page
from loa.audience.sources import SubscriberSource
from loa.lib import clock
from loa.units.actions import NewArea, Part, merge_areas, split_area
from loa.units.models import Area

pytestmark = pytest.mark.django_db
source = SubscriberSource(ContactKind.EMAIL)


@pytest.fixture
def bring(world, keyring):
    def run(*choices, prefix="nguoi"):
        arrivals = [Arrival(f"{prefix}{n}@example.vn", choice) for n, choice in enumerate(choices)]
        return actions.import_subscribers(
            actor=world.editor, body=world.city, arrivals=arrivals, basis="Phiếu 01"
        ).ids

    return run


def expanded(rule, as_of, low, high):
    sql, places = source.expand_sql(rule, as_of, low, high)
    with connection.cursor() as cursor:
        cursor.execute(sql, places)
        return cursor.fetchall()


def test_a_ward_reaches_those_who_picked_it_and_the_city_reaches_every_ward(world, bring):
    a, b = bring(Choice([world.ward_a_area]), Choice([world.ward_b_area]))
    now = clock.now()
    assert source.count({"areas": [world.ward_a_area.code]}, now) == 1
    assert source.count({"areas": [world.city_area.code]}, now) == 2
    rows = expanded({"areas": [world.city_area.code]}, now, min(a, b), max(a, b))
    assert rows == [(a, world.ward_a_area.pk), (b, world.ward_b_area.pk)]


@pytest.mark.fault("S05")
def test_no_area_means_nobody_never_everyone(world, bring):
    bring(Choice([world.ward_a_area]))
    assert source.count({"areas": []}, clock.now()) == 0
    assert source.count({}, clock.now()) == 0
    assert source.count({"areas": ["no-such-area"]}, clock.now()) == 0


def test_language_and_topics_narrow_and_no_topic_means_all(world, bring):
    bring(
        Choice([world.ward_a_area], topics=["health"]),
        Choice([world.ward_a_area], topics=["traffic"]),
        Choice([world.ward_a_area], language=Language.EN),
    )
    rule = {"areas": [world.ward_a_area.code]}
    assert source.count(rule | {"topics": ["health"]}, clock.now()) == 2
    assert source.count(rule | {"languages": ["vi"]}, clock.now()) == 2
    assert source.count(rule | {"languages": ["en"], "topics": ["traffic"]}, clock.now()) == 1


def test_who_picked_two_areas_is_reached_once(world, bring):
    bring(Choice([world.ward_a_area, world.ward_b_area]))
    assert source.count({"areas": [world.city_area.code]}, clock.now()) == 1


def test_whom_another_account_reaches_is_left_out_of_counts_ranges_and_rows_alike(world, bring):
    _a, b, _both, other_topic = bring(
        Choice([world.ward_a_area], topics=["health"]),
        Choice([world.ward_b_area], topics=["health"]),
        Choice([world.ward_a_area, world.ward_b_area]),
        Choice([world.city_area], topics=["health"]),
    )
    now = clock.now()
    near = {"areas": [world.ward_a_area.code], "topics": ["health"]}
    far = {"areas": [world.city_area.code], "topics": ["health"], "elsewhere": [world.ward_a_area.code]}
    assert source.count(near, now) + source.count(far, now) == 4
    assert [receiver for receiver, _area in expanded(far, now, 0, other_topic)] == [b, other_topic]
    assert sum(part.expected for part in source.plan(far, now)) == source.count(far, now) == 2


def test_leaving_people_to_another_account_asks_no_more_for_more_areas(world, bring):
    bring(Choice([world.ward_a_area]))
    numbers = set()
    for codes in ([world.ward_a_area.code], [world.ward_a_area.code, world.ward_b_area.code, "x", "y"]):
        with CaptureQueriesContext(connection) as queries:
            source.count({"areas": [world.city_area.code], "elsewhere": codes}, clock.now())
        numbers.add(len(queries))
    assert len(numbers) == 1


def test_ranges_are_disjoint_in_order_and_hold_all(world, bring):
    ids = bring(*[Choice([world.ward_a_area])] * 25)
    plan = source.plan({"areas": [world.ward_a_area.code]}, clock.now(), size=10)
    assert [p.expected for p in plan] == [10, 10, 5]
    assert [p.low for p in plan] == [ids[0], ids[10], ids[20]]
    assert all(earlier.high < later.low for earlier, later in itertools.pairwise(plan))


def test_who_joins_after_the_list_was_frozen_is_not_meant(world, bring):
    frozen = clock.now()
    bring(Choice([world.ward_a_area]))
    assert source.count({"areas": [world.ward_a_area.code]}, frozen) == 0


@pytest.mark.fault("E06")
def test_who_stops_after_the_list_was_frozen_stays_counted_and_is_suppressed(world, bring):
    (contact,) = bring(Choice([world.ward_a_area]))
    frozen = clock.now() + timedelta(microseconds=1)
    actions.stop(token=links.own_token(contact))
    assert source.count({"areas": [world.ward_a_area.code]}, frozen) == 1
    assert source.suppressed([contact]) == {contact}


@pytest.mark.fault("E06")
def test_an_erased_receiver_has_no_address_and_is_suppressed(world, bring):
    (contact,) = bring(Choice([world.ward_a_area]))
    actions.erase(token=links.own_token(contact))
    assert source.addresses([contact]) == {}
    assert source.suppressed([contact]) == {contact}


def test_addresses_come_back_in_clear_only_here(world, bring):
    (contact,) = bring(Choice([world.ward_a_area]))
    assert source.addresses([contact]) == {contact: "nguoi0@example.vn"}
    assert "nguoi0" not in Contact.objects.get().value


# -- reforms of territory --------------------------------------------------------------------------------------


@pytest.fixture
def reformed(world, bring):
    """Bring in two subscribers of ward A, merge the wards into a new one a week later, look a week after that."""

    def run(reform):
        ids = bring(Choice([world.ward_a_area]), Choice([world.ward_b_area]))
        on = clock.today() + timedelta(days=7)
        reform(on)
        return ids, clock.now() + timedelta(days=14)

    return run


def merge(world):
    areas = [world.ward_a_area, world.ward_b_area]
    into = NewArea("C1N", "Phường", "Láng Đông")
    return lambda on: merge_areas(actor=world.admin, areas=areas, into=into, on=on)


def split(world):
    parts = [
        Part(NewArea("C1A", "Phường", "Láng Hạ"), is_default=True),
        Part(NewArea("C1S", "Phường", "Láng Trung")),
    ]
    return lambda on: split_area(actor=world.admin, area=world.ward_a_area, parts=parts, on=on)


def test_after_a_merger_the_subscribers_of_both_wards_get_the_bulletins_of_the_new_one(world, reformed):
    (a, b), later = reformed(merge(world))
    rule = {"areas": ["C1N"]}
    new = Area.objects.get(code="C1N").pk
    assert source.count(rule, clock.now()) == 0
    assert source.count(rule, later) == 2
    assert [part.expected for part in source.plan(rule, later)] == [2]
    assert expanded(rule, later, min(a, b), max(a, b)) == [(a, new), (b, new)]
    assert source.count({"areas": [world.city_area.code]}, later) == 2


def test_a_bulletin_that_still_names_the_merged_ward_reaches_those_who_picked_it(world, reformed):
    _ids, later = reformed(merge(world))
    assert source.count({"areas": [world.ward_a_area.code]}, later) == 1


def test_of_a_divided_ward_both_parts_reach_its_subscribers_of_before(world, reformed, bring):
    (a, _b), later = reformed(split(world))
    new = Area.objects.get(code="C1S")
    assert source.count({"areas": ["C1A"]}, later) == 1
    assert expanded({"areas": ["C1S"]}, later, a, a) == [(a, new.pk)]
    assert expanded({"areas": [world.city_area.code]}, later, a, a) == [(a, world.ward_a_area.pk)]
    with time_machine.travel(clock.now() + timedelta(days=8)):
        bring(Choice([world.ward_a_area]), prefix="sau")
    assert source.count({"areas": ["C1A"]}, later) == 2
    assert source.count({"areas": ["C1S"]}, later) == 1


def test_reforms_cost_no_more_queries(world, reformed):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            source.count({"areas": [world.city_area.code]}, clock.now() + timedelta(days=30))
        return len(seen)

    before = queries()
    reformed(merge(world))
    assert queries() == before


def test_a_subscriber_sees_and_staff_count_the_area_of_today(world, reformed):
    (contact, _b), later = reformed(merge(world))
    new = Area.objects.get(code="C1N")
    with time_machine.travel(later):
        assert get_own_page(links.own_token(contact)).areas == [new]
        counts = {row.area_id: row.receivers for row in areas_with_counts(world.editor)}
    assert counts[new.pk] == 2
