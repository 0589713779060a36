"""The working views: an officer's work, one tap, bodies, the matrix, progress, the year, the first screen."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.tasks.actions import reporting
from loa.tasks.actions.assigning import set_officer
from loa.tasks.actions.handing import finish, take
from loa.tasks.models import Progress
from loa.tasks.rules.words import AssignmentState
from loa.tasks.tests.working import NOW, City, make_city

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def city(world, keyring):
    made = make_city(world)
    with time_machine.travel(NOW, tick=True):
        yield made


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[-1500:]
    return answer.content.decode()


def tap(city: City, name: str, officer=None, **fields):
    part = city.part(name)
    given = {"client_key": str(uuid4()), "seen": part.percent} | fields
    return city.world.client(officer or city.world.ward_officer).post(
        f"/desk/work/{part.pk}/tap/", given, headers=JSON if fields.get("json") else {}
    )


# -- my work ------------------------------------------------------------------------------------------------


def test_an_officer_sees_the_work_of_the_body_by_what_is_due(city):
    shown = page(city.world.client(city.world.ward_officer), "/desk/work/")
    order = [shown.index(city.tasks[name].title) for name in ("old", "late", "near", "far")]
    assert order == sorted(order)
    assert "quá hạn 35 ngày" in shown
    assert "còn 2 ngày" in shown
    assert "4 việc đang làm, 2 quá hạn" in shown
    assert city.tasks["done"].title not in shown, "what was accepted waits for nobody"


def test_work_named_for_an_officer_stands_first_and_can_be_shown_alone(city):
    world = city.world
    set_officer(actor=world.ward_officer, assignment=city.part("far"), officer=world.ward_officer.post)
    client = world.client(world.ward_officer)
    assert "giao đích danh" in page(client, "/desk/work/")
    alone = page(client, "/desk/work/?whose=me")
    assert city.tasks["far"].title in alone
    assert city.tasks["late"].title not in alone


def test_one_tap_adds_ten_percent_and_the_same_tap_sent_twice_is_one_entry(city):
    key = str(uuid4())
    for _again in range(2):
        assert tap(city, "late", percent=50, seen=40, client_key=key).status_code == 302
    assert city.part("late").percent == 50
    assert Progress.objects.filter(client_key=key).count() == 1


def test_a_new_task_is_received_in_one_tap(city):
    assert tap(city, "near", receive="on").status_code == 302
    assert city.part("near").state == AssignmentState.ACKNOWLEDGED


def test_a_milestone_is_reached_in_one_tap(city):
    assert "Đạt mốc: Dự thảo" in page(city.world.client(city.world.ward_officer), "/desk/work/")
    assert tap(city, "far", milestone=1).status_code == 302
    assert (city.part("far").milestone, city.part("far").percent) == (1, 33)


def test_a_tap_that_waited_while_a_colleague_reported_more_is_not_taken_back(city):
    reporting.report(actor=city.world.ward_officer, assignment=city.part("late"), percent=80)
    part, client = city.part("late"), city.world.client(city.world.ward_officer)
    late = {"client_key": str(uuid4()), "seen": 40, "percent": 50}
    answer = client.post(f"/desk/work/{part.pk}/tap/", late, headers=JSON)
    assert answer.status_code == 422
    assert "80 %" in answer.json()["errors"][0]
    assert city.part("late").percent == 80


def test_a_lost_answer_sent_again_after_more_was_reported_is_told_as_taken(city):
    key = str(uuid4())
    assert tap(city, "late", percent=50, seen=40, client_key=key).status_code == 302
    assert tap(city, "late", percent=60, seen=50).status_code == 302
    part, client = city.part("late"), city.world.client(city.world.ward_officer)
    again = {"client_key": key, "seen": 40, "percent": 50}
    assert client.post(f"/desk/work/{part.pk}/tap/", again, headers=JSON).status_code == 204
    assert city.part("late").percent == 60


def test_what_another_person_wrote_on_the_phone_is_not_sent_under_a_new_name(city):
    part, client = city.part("late"), city.world.client(city.world.ward_officer)
    given = {"client_key": str(uuid4()), "said_by": city.world.editor.person.pk, "percent": 50}
    answer = client.post(f"/desk/work/{part.pk}/tap/", given, headers=JSON)
    assert answer.status_code == 422
    assert "do người khác ghi" in answer.json()["errors"][0]


def test_evidence_is_handed_in_with_words_and_waits_for_acceptance(city):
    part, client = city.part("near"), city.world.client(city.world.ward_officer)
    empty = client.post(f"/desk/work/{part.pk}/", {"client_key": str(uuid4()), "act": "hand_in"})
    assert empty.status_code == 422
    assert "Chưa có minh chứng" in empty.content.decode()
    given = {"client_key": str(uuid4()), "act": "hand_in", "text": "Đã phát 8 lượt."}
    assert client.post(f"/desk/work/{part.pk}/", given).status_code == 302
    assert city.part("near").state == AssignmentState.REPORTED
    assert "Đã báo cáo, chờ nghiệm thu" in page(client, "/desk/work/")


def test_readers_without_the_right_see_no_buttons_and_strangers_nothing(city):
    world, part = city.world, city.part("late")
    assert "data-kept" not in page(world.client(world.ward_approver), "/desk/work/")
    assert tap(city, "late", officer=world.ward_approver, percent=50).status_code == 403
    assert tap(city, "late", officer=world.stranger, percent=50).status_code == 404
    page(world.client(world.stranger), f"/desk/work/{part.pk}/", 404)
    page(world.client(world.other_ward_officer), f"/desk/work/{part.pk}/")  # its co-unit


# -- bodies -------------------------------------------------------------------------------------------------


def test_a_bodys_page_shows_work_hand_overs_and_its_own_timeliness(city):
    world = city.world
    shown = page(world.client(world.editor), f"/desk/work/bodies/{world.ward_a.pk}/")
    for words in ("Đang chủ trì", "Số liệu loa của xã", "So với chính đơn vị", "giữa: 2 ngày"):
        assert words in shown, words
    for person in (world.ward_officer, world.other_ward_officer):
        assert person.person.full_name not in shown
    assert page(world.client(world.editor), f"/desk/work/bodies/{world.ward_a.pk}/?period=year")
    page(world.client(world.stranger), f"/desk/work/bodies/{world.ward_a.pk}/", 404)
    page(world.client(world.ward_officer), f"/desk/work/bodies/{world.ward_b.pk}/", 404)


def test_every_count_of_a_body_opens_as_many_rows(city):
    client = city.world.client(city.world.editor)
    shown = client.get(f"/desk/work/bodies/{city.world.ward_a.pk}/").context
    for name, count in shown["page"].counts.items():
        rows = client.get(shown["links"][name]).context["list"]
        assert rows.total == count, name
    listed = client.get("/desk/work/bodies/").context["list"]
    for body in listed.rows:
        for column in listed.columns[1:]:
            assert client.get(column.url(body)).context["list"].total == column.read(body), column.key


# -- matrix, progress, year ---------------------------------------------------------------------------------


def test_the_matrix_shows_each_body_with_each_task_in_words(city):
    client = city.world.client(city.world.editor)
    shown = page(client, "/desk/work/grid/")
    assert "đã nghiệm thu" in shown
    assert city.tasks["far"].code in shown
    assert "4/5 chưa xong" not in shown  # counts are per body: four of five
    found = client.get("/desk/work/grid/").context["grid"]
    assert [(row.open, row.all) for row in found.rows] == [(4, 5), (4, 5)]
    assert all(square for row in found.rows for square in row.squares)
    narrowed = client.get(f"/desk/work/grid/?under={city.world.ward_a.pk}&age=late").context["grid"]
    assert [row.body.pk for row in narrowed.rows] == [city.world.ward_a.pk]
    assert len(narrowed.heads) == 2


def test_the_matrix_takes_as_many_queries_for_many_tasks_as_for_few(city):
    client = city.world.client(city.world.editor)
    client.get("/desk/work/grid/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/desk/work/grid/?task={city.tasks['far'].pk}")
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/work/grid/")
    assert len(many) == len(few)


def test_a_groups_progress_is_computed_and_each_number_opens_its_rows(city):
    client = city.world.client(city.world.editor)
    shown = page(client, "/desk/work/progress/")
    assert "Nhiệm vụ hoàn thành khi kết quả của mọi đơn vị" in shown
    listed = client.get("/desk/work/progress/").context["list"]
    (group,) = listed.rows
    assert (group.done, group.counted, group.late_week, group.late_month, group.late_older) == (1, 5, 1, 0, 1)
    for column in listed.columns:
        if column.key.startswith("late_"):
            assert client.get(column.url(group)).context["list"].total == column.read(group), column.key


def test_a_years_title_says_what_is_found(city):
    world = city.world
    shown = page(world.client(world.editor), f"/desk/work/programmes/{city.programme.pk}/timeline/")
    assert "2 trên 5 nhiệm vụ quá hạn, 1 đã hoàn thành" in shown
    assert "<svg" in shown
    page(world.client(world.stranger), f"/desk/work/programmes/{city.programme.pk}/timeline/", 404)


# -- today --------------------------------------------------------------------------------------------------


def test_a_stuck_hand_over_is_the_first_line_of_today(city):
    for actor in (city.world.editor, city.world.ward_officer):
        blocks = {block.key: block for block in city.world.client(actor).get("/desk/").context["blocks"]}
        first = blocks["todo"].lines[0]
        assert "đang tắc" in str(first.label)
        assert first.count == 1
    assert "Số liệu loa của xã" in page(city.world.client(city.world.editor), first.url)


def test_a_hand_over_that_was_just_given_is_not_stuck(city):
    for act in (take, finish):
        act(actor=city.world.other_ward_officer, passed=city.passed)
    lines = city.world.client(city.world.editor).get("/desk/").context["blocks"][0].lines
    assert not [line for line in lines if "đang tắc" in str(line.label)]
