"""The person's own notices on screen."""

import pytest

from loa.notices import actions, queries
from loa.notices.models import Event, Path

pytestmark = pytest.mark.django_db


def tell(actor, key="k"):
    actions.notify(
        people=[actor.person], event=Event.RETURNED, key=key, title="Bản tin bị trả lại", path="/desk/"
    )


def test_the_list_shows_ones_own_and_can_be_put_away(world):
    tell(world.editor)
    client = world.client(world.editor)
    assert "Bản tin bị trả lại" in client.get("/desk/notices/").content.decode()
    client.post("/desk/notices/clear/")
    assert "Không còn thông báo nào" in client.get("/desk/notices/").content.decode()


def test_notices_are_searched_narrowed_sorted_and_taken_as_a_file(world):
    tell(world.editor)
    tell_late = {"event": Event.CLOCK, "key": "late", "title": "Quá hạn: ký xác nhận", "urgent": True}
    actions.notify(people=[world.editor.person], **tell_late)
    client = world.client(world.editor)

    def shown(**query):
        rows = client.get("/desk/notices/", query).context["list"].page.object_list
        return [row.title for row in rows]

    late, returned = "Quá hạn: ký xác nhận", "Bản tin bị trả lại"
    assert shown(q="qua han") == shown(event="clock") == shown(is_urgent="True") == [late]
    assert shown(is_urgent="False") == [returned]
    assert shown(sort="title") == [returned, late]
    assert shown(since="2099-01-01") == []
    file = client.get("/desk/notices/", {"q": "tra lai", "export": "csv"}).content.decode()
    assert returned in file
    assert late not in file


def test_where_nothing_is_left_the_page_leads_to_the_choice_of_paths(world):
    page = world.client(world.editor).get("/desk/notices/").content.decode()
    assert page.count('href="/desk/notices/paths/"') == 2


def test_nobody_puts_away_the_notices_of_another(world):
    tell(world.editor)
    world.client(world.ward_officer).post("/desk/notices/clear/")
    assert queries.count_open(world.editor) == 1


def test_a_list_of_twenty_takes_as_many_queries_as_a_list_of_one(world, django_assert_max_num_queries):
    client = world.client(world.editor)
    tell(world.editor, "0")
    client.get("/desk/notices/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get("/desk/notices/")
    for n in range(1, 20):
        tell(world.editor, str(n))
    with django_assert_max_num_queries(len(one)):
        client.get("/desk/notices/")


def test_the_choice_is_kept(world):
    client = world.client(world.editor)
    form = {e.value: "never" for e in Event} | {"quiet_from": "20:00", "quiet_until": "05:30"}
    assert client.post("/desk/notices/paths/", form).status_code == 302
    assert {line.choice for line in queries.list_paths(world.editor)} == {Path.NEVER}


def test_a_wrong_hour_is_said_beside_its_field(world):
    form = {e.value: "never" for e in Event} | {"quiet_from": "25:00", "quiet_until": "05:30"}
    answer = world.client(world.editor).post("/desk/notices/paths/", form)
    assert answer.status_code == 422
    assert 'id="id_quiet_from_error"' in answer.content.decode()
