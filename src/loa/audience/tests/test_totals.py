"""A real total through the reforms of Hanoi: subscriptions of 2021, restated on screen in the units of today."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.audience import actions as audience
from loa.audience.actions import Arrival, Choice
from loa.journal.actions import SYSTEM
from loa.units import actions, queries
from loa.units.models import Area, AreaLevel, Body, Role
from tests.world import make_actor, sign_in

pytestmark = pytest.mark.django_db
THEN = datetime(2021, 6, 1, 8, tzinfo=UTC)
PATH = "/desk/areas/totals/?total=subscriptions"


@pytest.fixture
def editor(db, keyring):
    actions.load_hanoi(actor=SYSTEM)
    body = Body.objects.get(versions__superior=None, versions__valid_until=None)
    return make_actor("Nguyễn Thị Tổng", body, Role.EDITOR, area=Area.objects.get(code="01"))


@pytest.fixture
def picked(editor):
    """Let every tenth commune of 2021 have one, two or three subscribers who picked it in 2021."""
    communes = queries.area_versions(THEN.date()).filter(level=AreaLevel.COMMUNE).select_related("area")[::10]
    arrivals = [
        Arrival(f"nguoi{n}-{i}@example.vn", Choice([row.area]))
        for n, row in enumerate(communes)
        for i in range(n % 3 + 1)
    ]
    with time_machine.travel(THEN, tick=False):
        audience.import_subscribers(actor=editor, body=editor.body, arrivals=arrivals, basis="Phiếu 2021")
    return len(arrivals)


def rows_of(client, units_on):
    answer = client.get(f"{PATH}&counted_by=31/12/2021&units_on={units_on}&export=csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    head = next(n for n, line in enumerate(lines) if "Tổng" in line)
    return [
        dict(zip(lines[head], line, strict=False)) for line in lines[head + 1 :] if len(line) > 2 and line[2]
    ]


@pytest.mark.mission("N8")
def test_subscriptions_of_2021_are_whole_in_the_units_of_today(editor, picked, mission_figure):
    client = sign_in(editor)
    before, now = rows_of(client, "01/06/2021"), rows_of(client, "01/07/2026")
    assert sum(int(row["Tổng"]) for row in before) == picked
    assert sum(int(row["Tổng"]) for row in now) == picked
    guessed = sum(int(row["Trong đó ước tính"]) for row in now)
    assert 0 < guessed < picked
    standing = {row.area.code for row in queries.area_versions(date(2026, 7, 1))}
    assert {row["Mã"] for row in now} <= standing
    mission_figure(
        f"{picked} subscriptions in {len(before)} communes of 2021 are {picked} in {len(now)} units of 2026 "
        f"({guessed} by the default part of a divided commune)"
    )


def test_what_was_counted_in_later_units_is_not_put_back(editor, picked):
    shown = sign_in(editor).get(f"{PATH}&units_on=01/01/2020").content.decode()
    assert f"Tổng cộng: {picked}" in shown
    assert "nên không quy đổi ngược" in shown


def test_the_screen_costs_the_same_for_any_number_of_reforms(editor, picked):
    client = sign_in(editor)
    client.get(PATH)

    def queries_for(day):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{PATH}&units_on={day}").status_code == 200
        return len(seen)

    assert queries_for("02/06/2021") == queries_for("01/07/2026")
