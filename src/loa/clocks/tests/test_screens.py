"""The roster, the calendar and the calculator on screen."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from loa.clocks import actions, queries
from loa.clocks.models import DutyRoster, Holiday
from loa.clocks.rules import due, elapsed
from loa.lib import clock
from tests.world import World, make_area

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def at(hours: float) -> str:
    moment = clock.now().astimezone(clock.HANOI) + timedelta(hours=hours)
    return moment.strftime("%Y-%m-%dT%H:%M")


def plan(world: World, **changes: object) -> object:
    form = {
        "body": world.city.pk,
        "post": world.duty.post.pk,
        "second": world.leader.post.pk,
        "begins_at": at(-1),
        "ends_at": at(3),
        "escalate_after": "20",
    }
    return world.client(world.admin).post("/desk/duty/new/", form | changes)


def test_it_shows_who_is_on_duty_now_and_who_is_called_next(world: World) -> None:
    assert "không có ca trực nào" in page(world.client(world.editor), "/desk/duty/")
    assert plan(world).status_code == 302
    shown = page(world.client(world.editor), "/desk/duty/")
    assert "Lê Văn Trực" in shown
    assert "Sau 20 phút chưa nhận việc: báo Phạm Thị Lãnh" in shown
    assert "Lê Văn Trực" not in page(world.client(world.stranger), "/desk/duty/")


def test_the_roster_of_a_body_is_shown_day_by_day_with_the_days_nobody_has(world: World) -> None:
    today = clock.today()
    begins = datetime.combine(today + timedelta(days=1), time(17), clock.HANOI)
    evening = begins.strftime("%Y-%m-%dT%H:%M")
    morning = (begins + timedelta(hours=15)).strftime("%Y-%m-%dT%H:%M")
    assert plan(world, begins_at=evening, ends_at=morning).status_code == 302
    week = html.fromstring(page(world.client(world.editor), "/desk/duty/")).xpath(
        "//ol[@class='loa-week']/li"
    )
    said = [" ".join(day.text_content().split()) for day in week]
    assert len(said) == 7
    assert "hôm nay" in said[0]
    assert "Chưa phân công" in said[0]
    assert "17:00–24:00Lê Văn Trựcrồi Phạm Thị Lãnh" in said[1]
    assert "00:00–08:00Lê Văn Trực" in said[2]
    assert "Chưa phân công" in said[3]
    longer = page(world.client(world.editor), "/desk/duty/?days=14")
    assert len(html.fromstring(longer).xpath("//ol[@class='loa-week']/li")) == 14
    ward = page(world.client(world.editor), f"/desk/duty/?of={world.ward_a.pk}")
    assert "17:00–24:00" not in ward
    wrong = page(world.client(world.editor), "/desk/duty/?of=x&days=²")
    assert "17:00–24:00" in wrong, "what is not understood shows the own body's week"


def test_what_makes_no_sense_is_said_in_the_form(world: World) -> None:
    assert plan(world).status_code == 302
    taken = plan(world)
    assert taken.status_code == 422
    assert "Đã có ca trực khác" in taken.content.decode()
    turned = plan(world, begins_at=at(9), ends_at=at(8))
    assert "kết thúc phải sau thời điểm bắt đầu" in turned.content.decode()
    twice = plan(world, begins_at=at(10), ends_at=at(12), second=world.duty.post.pk)
    assert "hai người khác nhau" in twice.content.decode()


def test_only_who_keeps_the_roster_changes_it(world: World) -> None:
    plan(world)
    shift = DutyRoster.objects.get()
    page(world.client(world.editor), "/desk/duty/new/", 403)
    page(world.client(world.editor), f"/desk/duty/{shift.pk}/", 403)
    page(world.client(world.stranger), f"/desk/duty/{shift.pk}/", 404)
    client = world.client(world.admin)
    form = {
        "body": world.city.pk,
        "post": world.leader.post.pk,
        "begins_at": at(-1),
        "ends_at": at(5),
        "escalate_after": "30",
    }
    assert client.post(f"/desk/duty/{shift.pk}/", form).status_code == 302
    shift.refresh_from_db()
    assert (shift.post, shift.second, shift.escalate_after) == (world.leader.post, None, 30)
    assert client.post(f"/desk/duty/{shift.pk}/remove/").status_code == 302
    assert not DutyRoster.objects.exists()


def test_deadlines_are_listed_by_state_with_their_rule_and_counted_on_the_first_screen(world: World) -> None:
    start = datetime(2026, 3, 2, 8, tzinfo=clock.HANOI)
    old = due(start, hours=8, calendar=queries.calendar_for(world.ward_a_area, start.date()))
    for number, deadline in enumerate((old, elapsed(clock.now(), 60))):
        actions.open_clock(
            actor=world.editor,
            thing=f"bulletins.bulletin:{number}",
            purpose="bulletins.countersign",
            body=world.ward_a,
            deadline=deadline,
        )
    client = world.client(world.editor)
    assert "thời hạn đã quá" in page(client, "/desk/")
    everything = page(client, "/desk/duty/deadlines/")
    assert "8 giờ làm việc →" in everything
    assert "1 giờ →" in everything
    late = page(client, "/desk/duty/deadlines/?state=late")
    assert "8 giờ làm việc →" in late
    assert "1 giờ →" not in late
    assert 'href="/desk/bulletins/0/"' in late, "the work itself is one click away"
    assert "ký xác nhận, bản tin 0" in late
    assert "bulletins.bulletin" not in late
    assert "1 giờ →" not in page(world.client(world.stranger), "/desk/duty/deadlines/")


def test_deadlines_are_searched_narrowed_sorted_and_taken_as_a_file(world: World) -> None:
    for number, body in ((17, world.ward_a), (8, world.city)):
        actions.open_clock(
            actor=world.editor,
            thing=f"bulletins.bulletin:{number}",
            purpose="bulletins.countersign",
            body=body,
            deadline=elapsed(clock.now(), number),
        )
    client, path = world.client(world.editor), "/desk/duty/deadlines/"

    def shown(**query: object) -> list[str]:
        rows = client.get(path, query).context["list"].page.object_list
        return [row.thing.partition(":")[2] for row in rows]

    assert sorted(shown(q="ký xác nhận")) == sorted(shown(q="ban tin")) == ["17", "8"]
    assert shown(q="bản tin 17") == shown(body=world.ward_a.pk) == ["17"]
    assert shown(q="lang ha") == ["17"], "the body that is waited for"
    assert shown(q="duyệt") == []
    assert shown(sort="thing") == ["17", "8"]
    assert shown(sort="last_step")
    file = client.get(path, {"q": "17", "export": "csv"}).content.decode()
    assert "bản tin 17" in file
    assert "bản tin 8" not in file
    assert "/desk/bulletins/" in page(world.client(world.stranger), path), "an empty list leads on"


def test_days_of_the_calendar_are_searched_without_marks(world: World) -> None:
    Holiday.objects.create(
        area=world.city_area, on=clock.today(), kind="local_off", name="Nghỉ do bão", source="Công điện 12"
    )
    client = world.client(world.editor)
    assert "Nghỉ do bão" in page(client, "/desk/calendar/days/?q=bao cong dien&sort=area_name")
    assert "Không có dòng nào khớp" in page(client, "/desk/calendar/days/?q=lễ hội")


def test_the_month_shows_holidays_and_lunar_dates(world: World) -> None:
    shown = page(world.client(world.editor), "/desk/calendar/?month=2026-02")
    assert "Tết Nguyên đán" in shown
    assert "Tháng 2 năm 2026" in shown
    assert "1/1" in shown
    assert "Phường Láng Hạ" in page(
        world.client(world.editor), f"/desk/calendar/?month=hỏng&area={world.ward_a_area.pk}"
    )


def test_the_calculator_prints_its_rule(world: World) -> None:
    asked = f"?amount=8&unit=hours&start=31/12/2025 10:00&area={world.city_area.pk}"
    shown = page(world.client(world.editor), f"/desk/calendar/{asked}")
    assert "8 giờ làm việc → 10:00 thứ Hai 05/01/2026" in shown
    assert "hằm ngày" in shown
    wrong = page(
        world.client(world.editor), f"/desk/calendar/?amount=0&unit=hours&area={world.city_area.pk}", 422
    )
    assert "Chưa nhập “Tính từ”" in wrong


def test_days_are_entered_and_taken_back(world: World) -> None:
    client = world.client(world.admin)
    form = {
        "area": world.ward_a_area.pk,
        "kind": "local_off",
        "on": "04/03/2026",
        "last": "05/03/2026",
        "name": "Nghỉ do bão",
        "source": "Công điện 12",
    }
    assert client.post("/desk/calendar/days/new/", form).status_code == 302
    assert Holiday.objects.count() == 2
    assert "Nghỉ do bão" in page(client, f"/desk/calendar/?month=2026-03&area={world.ward_a_area.pk}")
    day = Holiday.objects.first()
    assert day
    page(world.client(world.editor), f"/desk/calendar/days/{day.pk}/remove/", 403)
    page(world.client(world.stranger), f"/desk/calendar/days/{day.pk}/remove/", 404)
    assert client.post(f"/desk/calendar/days/{day.pk}/remove/").status_code == 302
    assert Holiday.objects.count() == 1


def test_the_area_of_a_day_is_found_by_its_old_name(world: World) -> None:
    ward = make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    form = {"kind": "local_off", "name": "Nghỉ do bão", "place": "P. Trúc Bạch, Q. Ba Đình"}
    shown = world.client(world.admin).post("/desk/calendar/days/new/", form).content.decode()
    assert f'<option value="{ward.pk}" selected>Phường Ba Đình' in shown
    assert 'value="Nghỉ do bão"' in shown
    assert not Holiday.objects.exists()


def test_a_half_day_needs_its_hours(world: World) -> None:
    client = world.client(world.admin)
    form = {
        "area": world.ward_a_area.pk,
        "kind": "local_hours",
        "on": "04/03/2026",
        "name": "Hội",
        "source": "KH 1",
    }
    missing = client.post("/desk/calendar/days/new/", form)
    assert missing.status_code == 422
    assert "Ngày này chưa đủ thông tin" in missing.content.decode()
    wrong = client.post("/desk/calendar/days/new/", form | {"spans": "8 giờ"})
    assert "Hãy ghi như: 08:00-12:00" in wrong.content.decode()
    assert client.post("/desk/calendar/days/new/", form | {"spans": "08:00-11:30"}).status_code == 302
    page(world.client(world.editor), "/desk/calendar/days/new/", 403)


def test_weekly_hours_are_set(world: World) -> None:
    week = {f"day_{n}": "07:30-11:30, 13:30-17:30" for n in range(5)}
    form = week | {"valid_from": "01/03/2026", "source": "QĐ 5"}
    client = world.client(world.admin)
    assert client.post("/desk/calendar/hours/", form).status_code == 302
    assert "07:30–11:30" in page(world.client(world.editor), "/desk/calendar/?month=2026-03")
    bad = client.post("/desk/calendar/hours/", form | {"day_0": "17:00-08:00"})
    assert bad.status_code == 422


def test_weekly_hours_begin_with_those_of_the_area_and_say_what_comes_later(world: World) -> None:
    client, path = world.client(world.admin), f"/desk/calendar/hours/?area={world.ward_a_area.pk}"
    week = {f"day_{n}": "07:30-11:30, 13:30-17:30" for n in range(5)}
    later = (clock.today() + timedelta(days=40)).strftime("%d/%m/%Y")
    assert client.post(path, week | {"valid_from": "01/03/2026", "source": "QĐ 5"}).status_code == 302
    assert client.post(path, week | {"valid_from": later, "source": "QĐ 6"}).status_code == 302
    shown = page(client, path)
    assert "Phường Láng Hạ" in shown
    assert 'value="07:30-11:30, 13:30-17:30"' in shown
    assert later in shown
    now = week | {"valid_from": clock.today().strftime("%d/%m/%Y"), "source": "QĐ 7"}
    refused = client.post(path, now)
    assert refused.status_code == 422
    assert f"Đã có giờ làm việc ghi cho từ ngày {later}" in refused.content.decode()
    assert client.post(path, now | {"replace_later": "on"}).status_code == 302
    page(world.client(world.ward_officer), path, 403)


@pytest.mark.parametrize("path", ["/desk/duty/", "/desk/calendar/days/"])
def test_twenty_rows_take_as_many_queries_as_one(world: World, path: str) -> None:
    client = world.client(world.admin)
    plan(world)
    Holiday.objects.create(area=world.city_area, on=clock.today(), kind="local_off", name="1", source="1")
    page(client, path)
    with CaptureQueriesContext(connection) as one:
        page(client, path)
    for n in range(1, 20):
        plan(world, begins_at=at(10 * n), ends_at=at(10 * n + 5))
        on = clock.today() + timedelta(days=n)
        Holiday.objects.create(area=world.city_area, on=on, kind="local_off", name="1", source="1")
    with CaptureQueriesContext(connection) as many:
        assert "20 dòng" in page(client, path)
    assert len(many) == len(one)
