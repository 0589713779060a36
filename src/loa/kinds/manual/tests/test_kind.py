"""Work by hand as a channel: who is meant, what a sheet says, whose word counts."""

import asyncio
from datetime import timedelta

import pytest
from django.db import connection

from loa.channels.base import Message, Outcome, Outlet
from loa.channels.contract import sample_core, violations
from loa.channels.errors import BadConfig
from loa.kinds.manual import actions, links, queries
from loa.kinds.manual.errors import BadSheetLink, StationNameTaken
from loa.kinds.manual.kind import ManualConfig, ManualKind, StationSource
from loa.kinds.manual.models import LEGAL_KIND, Form, RunSheet
from loa.lib import clock
from loa.units.actions import NewArea, merge_areas
from loa.units.errors import RightMissing
from loa.units.models import Area

source = StationSource()


@pytest.fixture
def open_station(world):
    def run(area=None, form=Form.BOARD, name="Bảng tin số 1"):
        return actions.open_station(
            actor=world.admin, body=world.ward_a, area=area or world.ward_a_area, form=form, name=name
        )

    return run


def messages_for(*stations):
    content = ManualKind().render(sample_core())
    return [
        Message(900 + s.pk, 1, "live", s.name, content, "vi", receiver=s.pk, dispatch_id=5) for s in stations
    ]


def test_it_keeps_the_contract_of_a_kind():
    assert violations(ManualKind()) == []


def test_every_form_has_a_legal_kind():
    assert set(LEGAL_KIND) == set(Form)


def test_an_unknown_form_is_refused():
    with pytest.raises(BadConfig):
        ManualKind().check_config(ManualConfig("khinh khí cầu"))


@pytest.mark.django_db
def test_a_rule_means_the_open_stations_of_its_areas_and_forms(world, open_station):
    board = open_station()
    group = open_station(area=world.group_area, name="Bảng tin tổ 5")
    open_station(form=Form.CAR, name="Xe số 1")
    rule = {"areas": [world.ward_a_area.code], "forms": ["board"]}
    assert [(r.low, r.high, r.expected) for r in source.plan(rule, clock.now())] == [(board.pk, group.pk, 2)]
    assert source.count({"areas": [world.ward_a_area.code]}, clock.now()) == 0
    assert source.count({"forms": ["board"]}, clock.now()) == 0


@pytest.mark.django_db
def test_a_station_follows_its_ward_into_a_merger(world, open_station):
    board = open_station()
    into, on = NewArea("C1N", "Phường", "Láng Đông"), clock.today() + timedelta(days=7)
    merge_areas(actor=world.admin, areas=[world.ward_a_area, world.ward_b_area], into=into, on=on)
    rule, later = {"areas": ["C1N"], "forms": ["board"]}, clock.now() + timedelta(days=14)
    assert source.count(rule, clock.now()) == 0
    assert [(r.low, r.high, r.expected) for r in source.plan(rule, later)] == [(board.pk, board.pk, 1)]
    sql, places = source.expand_sql(rule, later, board.pk, board.pk)
    with connection.cursor() as cursor:
        cursor.execute(sql, places)
        assert cursor.fetchall() == [(board.pk, Area.objects.get(code="C1N").pk)]


@pytest.mark.django_db
def test_a_station_closed_since_the_list_was_frozen_is_suppressed(world, open_station):
    station = open_station()
    frozen = clock.now()
    actions.close_station(actor=world.admin, station=station)
    rule = {"areas": [world.ward_a_area.code], "forms": ["board"]}
    assert source.count(rule, frozen) == 1
    assert source.suppressed([station.pk]) == {station.pk}
    assert source.count(rule, clock.now() + timedelta(seconds=1)) == 0


@pytest.mark.django_db
def test_a_body_lists_a_name_once_and_only_who_keeps_its_channels_may(world, open_station):
    open_station()
    with pytest.raises(StationNameTaken):
        open_station()
    with pytest.raises(RightMissing):
        actions.open_station(
            actor=world.stranger, body=world.ward_a, area=world.ward_a_area, form=Form.CAR, name="Xe"
        )


@pytest.mark.django_db(transaction=True)
def test_accepted_says_that_the_sheet_lies_ready_and_twice_makes_one(world, open_station):
    station = open_station()
    outlet = Outlet(1, "manual", "Bảng tin", "live", world.ward_a.pk, "UBND phường", ManualConfig("board"))

    async def run():
        return [r async for r in ManualKind().send(outlet, messages_for(station))]

    results = asyncio.run(run()) + asyncio.run(run())
    assert {r.state for r in results} == {Outcome.ACCEPTED}
    assert RunSheet.objects.count() == 1
    assert queries.list_unconfirmed(world.admin).count() == 1
    assert queries.list_unconfirmed(world.stranger).count() == 0


@pytest.mark.django_db
def test_a_forged_link_opens_nothing(open_station):
    actions.hand_over(messages_for(open_station()))
    sheet = RunSheet.objects.get()
    good = links.sheet_token(sheet.delivery_id)
    assert queries.get_by_token(good) == sheet
    for forged in (good[:-1], f"{sheet.delivery_id}:x", links.sheet_token(sheet.delivery_id + 1)):
        with pytest.raises(BadSheetLink):
            queries.get_by_token(forged)
