"""The schedule's screens: what a ward officer, a second person and a manager of limits see and do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from loa.lib import clock
from loa.speakers.models import Airing, Command, NoiseRule, Slot
from loa.speakers.queries import dry_run
from loa.speakers.queries.board import board_of
from loa.speakers.rules.words import SlotState
from loa.speakers.tests.scene_schedule import approved, at, make_airing, make_clusters, tomorrow
from tests.proof import prove

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Bản tin sáng",
    "kind": "programme",
    "at": "06:30",
    "minutes": "15",
    "weekdays": ["1", "2", "3", "4", "5"],
    "priority": "normal",
}


@pytest.fixture(autouse=True)
def clusters(world, keyring):
    return make_clusters(world)


def text(answer):
    return " ".join(strip_tags(answer.content.decode()).split())


def typed(world, **given):
    return TYPED | {"body": world.ward_a.pk, "from_date": clock.today().isoformat()} | given


def test_a_slot_is_looked_at_saved_submitted_and_approved(world):
    officer = world.client(world.ward_officer)
    shown = officer.post("/desk/speakers/slots/new/", typed(world, preview="1"))
    assert not Slot.objects.exists()
    assert "thêm mới" in text(shown)
    assert "Không vi phạm giới hạn nào" in text(shown)
    officer.post("/desk/speakers/slots/new/", typed(world))
    slot = Slot.objects.get()
    officer.post(f"/desk/speakers/slots/{slot.pk}/submit/")
    second = world.client(world.ward_approver)
    assert "khung giờ phát chờ duyệt" in text(second.get("/desk/"))
    prove(second, world.ward_approver.person)
    page = second.get(f"/desk/speakers/slots/{slot.pk}/approve/")
    second.post(f"/desk/speakers/slots/{slot.pk}/approve/", {"hash": page.context["hash"]})
    slot.refresh_from_db()
    assert slot.state == SlotState.APPROVED
    assert "đang áp dụng" in text(officer.get(f"/desk/speakers/slots/{slot.pk}/"))
    assert "Bản tin sáng" in text(officer.get("/desk/speakers/slots/?q=ban tin sang"))


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(world):
    officer = world.client(world.ward_officer)
    answer = officer.post("/desk/speakers/slots/new/", typed(world, at="23:50", minutes="20"))
    assert answer.status_code == 422
    assert "Hãy tách thành hai lần" in text(answer)
    assert 'value="23:50"' in answer.content.decode()
    shown = officer.post("/desk/speakers/slots/new/", typed(world, at="21:00", preview="1"))
    assert "giờ khóa ban đêm" in text(shown)


def test_a_block_put_elsewhere_opens_the_form_with_what_it_would_break(world):
    slot = approved(world)
    day = tomorrow()
    asked = f"?on={day}&to={day + timedelta(days=1)}&at=20:50&minutes=15"
    page = world.client(world.ward_officer).get(f"/desk/speakers/slots/{slot.pk}/change/{asked}")
    assert "giờ khóa ban đêm" in text(page)
    assert 'value="20:50"' in page.content.decode()
    assert "ngừng phát cho đến khi người thứ hai duyệt lại" in text(page)
    plain = world.client(world.ward_officer).get(f"/desk/speakers/slots/{slot.pk}/change/?at=hỏng")
    assert plain.status_code == 200


def test_a_change_is_saved_over_the_version_that_was_seen(world):
    slot = approved(world)
    officer = world.client(world.ward_officer)
    address = f"/desk/speakers/slots/{slot.pk}/change/"
    given = typed(world, version=str(slot.version), minutes="10", at="17:00")
    assert officer.post(address, given | {"version": "7"}).status_code == 409
    assert officer.post(address, given).status_code == 302
    slot.refresh_from_db()
    assert (slot.minutes, slot.state) == (10, SlotState.DRAFT)


def test_the_week_shows_slots_and_what_fills_them_and_the_sheet_prints_the_day(world):
    approved(world)
    day = tomorrow()
    make_airing(world, at(day, "17:05"), 5, title="Tiêm chủng")
    make_airing(world, at(day, "03:15"), 5, title="Vỡ đê", priority="emergency")
    officer = world.client(world.ward_officer)
    week = officer.get(f"/desk/speakers/week/?day={day}")
    html = week.content.decode()
    assert html.count("data-block") == 5
    assert "17:05 Tiêm chủng" in text(week)
    assert "03:15 Vỡ đê" in text(week)
    sheet = text(officer.get(f"/desk/speakers/sheet/?day={day}"))
    assert sheet.index("Vỡ đê") < sheet.index("Bản tin chiều") < sheet.index("Tiêm chủng")
    file = officer.get(f"/desk/speakers/sheet/?day={day}&export=csv")
    assert "Tiêm chủng" in file.content.decode("utf-8-sig")
    assert officer.get("/desk/speakers/week/?day=hỏng").status_code == 200
    assert officer.get("/desk/speakers/week/?body=x").status_code == 404


def test_who_only_reads_has_no_blocks_to_move(world):
    approved(world)
    assert b"data-block" not in world.client(world.ward_approver).get("/desk/speakers/week/").content


def test_the_next_day_is_told_minute_by_minute_for_all_or_one_cluster(world, clusters):
    begin = clock.now() + timedelta(hours=1)
    make_airing(world, begin, 5, clusters=clusters[:1], title="Tiêm chủng")
    officer = world.client(world.ward_officer)
    assert "1/2 cụm loa" in text(officer.get("/desk/speakers/next/"))
    other = officer.get(f"/desk/speakers/next/?cluster={clusters[1].pk}")
    assert "Tiêm chủng" not in text(other)
    assert world.client(world.stranger).get(f"/desk/speakers/next/?body={world.ward_a.pk}").status_code == 404


def test_what_sounds_next_is_moved_or_called_off_from_where_it_is_read(world, clusters):
    airing = make_airing(world, clock.now() + timedelta(hours=1), 5, title="Tiêm chủng")
    link = f"/desk/speakers/airings/{airing.pk}/move/"
    for page in ("/desk/speakers/next/", f"/desk/speakers/{clusters[0].pk}/"):
        assert link in world.client(world.ward_officer).get(page).content.decode(), page
        assert link not in world.client(world.ward_approver).get(page).content.decode(), page


def test_what_fills_a_slot_is_counted_in_it_and_what_stands_alone_has_the_whole_day(world, clusters):
    approved(world, weekdays=[])
    day = tomorrow()
    for title in ("Cắt điện", "Cắt nước"):
        make_airing(world, at(day, "17:00"), 3, title=title)
    make_airing(world, at(day, "09:00"), 5, title="Tiêm chủng")
    officer = world.client(world.ward_officer)
    week = officer.get(f"/desk/speakers/week/?body={world.ward_a.pk}&day={day}").content.decode()
    shown = week.split(f'data-day="{day}"')[1].split("</section>")[0]
    assert '<span class="spk-holds">2 bản tin · </span>' in shown
    assert shown.count("spk-alone") == 2
    run = dry_run.run_on(board_of(world.ward_a, day, 1), at(day, "06:00"))
    inside = {line.item.title: line.inside for line in run.lines}
    assert inside["Cắt điện"]
    assert not inside["Tiêm chủng"]


def test_the_commune_says_which_priority_item_comes_first(world):
    approved(world, weekdays=[])
    day = tomorrow()
    first = make_airing(world, at(day, "17:00"), 5, title="Tiêm chủng", priority="priority")
    second = make_airing(world, at(day, "17:02"), 5, title="Cắt nước", priority="priority")
    officer = world.client(world.ward_officer)
    assert "bản tin ưu tiên trùng giờ" in text(officer.get("/desk/"))
    page = officer.get("/desk/speakers/clashes/")
    assert "2 bản tin ưu tiên trùng giờ: chọn bản phát trước" in text(page)
    officer.post("/desk/speakers/clashes/", {"first": second.pk, "airings": f"{first.pk}-{second.pk}"})
    first.refresh_from_db()
    assert first.starts_at == at(day, "17:05")
    normal = make_airing(world, at(day, "17:01"), 3, title="Lịch tuần")
    page = officer.get("/desk/speakers/clashes/")
    assert "Chuyển sang 17:10" in text(page)
    officer.post(f"/desk/speakers/airings/{normal.pk}/move/", {"begin": f"{day}T17:10:00"})
    assert Airing.objects.get(pk=normal.pk).starts_at == at(day, "17:10")


def test_an_airing_is_moved_by_a_form_that_says_what_it_would_break(world):
    day = tomorrow()
    airing = make_airing(world, at(day, "17:00"), 5, title="Tiêm chủng")
    officer = world.client(world.ward_officer)
    assert f"airings/{airing.pk}/move/" in officer.get(f"/desk/speakers/week/?day={day}").content.decode()
    address = f"/desk/speakers/airings/{airing.pk}/move/"
    page = officer.get(f"{address}?on={day}&to={day}&at=20:58&minutes=5")
    assert "giờ khóa ban đêm" in text(page)
    refused = officer.post(address, {"begin": f"{day}T20:58"})
    assert refused.status_code == 422
    assert "giờ khóa ban đêm" in text(refused)
    assert officer.post(address, {"begin": f"{day}T18:00"}).status_code == 302
    airing.refresh_from_db()
    assert airing.starts_at == at(day, "18:00")


def test_an_airing_is_cancelled_for_a_reason_and_its_devices_are_told(world):
    airing = make_airing(world, at(tomorrow(), "17:00"), 5, title="Tiêm chủng")
    officer = world.client(world.ward_officer)
    address = f"/desk/speakers/airings/{airing.pk}/cancel/"
    assert address in officer.get(f"/desk/speakers/airings/{airing.pk}/move/").content.decode()
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "Trời mưa, lùi lịch tiêm"}).status_code == 302
    airing.refresh_from_db()
    assert (airing.state, airing.reason) == ("cancelled", "Trời mưa, lùi lịch tiêm")
    assert set(airing.plays.values_list("state", flat=True)) == {"cancelled"}
    assert Command.objects.filter(ask="cancel", group=f"b{world.ward_a.pk}").count() == 1
    assert "đã hủy" in text(officer.post(address, {"reason": "Lần nữa"}))


def test_limits_are_listed_looked_at_laid_down_and_ended(world):
    approved(world, minutes=30)
    admin = world.client(world.admin)
    given = {
        "area": world.city_area.pk,
        "kind": "limits",
        "source": "Quyết định 5/QĐ-UBND",
        "valid_from": clock.today().isoformat(),
        "minutes_a_session": "15",
        "quiet_from": "12:00",
        "quiet_until": "13:30",
    }
    shown = admin.post("/desk/speakers/limits/new/", given | {"preview": "1"})
    assert "1 khung giờ không còn phù hợp" in text(shown)
    assert not NoiseRule.objects.exists()
    admin.post("/desk/speakers/limits/new/", given)
    rule = NoiseRule.objects.get()
    page = text(world.client(world.ward_officer).get("/desk/speakers/limits/?when=now"))
    assert "12:00–13:30" in page
    assert "Quyết định 5/QĐ-UBND" in page
    ended = {"last_day": clock.today().isoformat(), "reason": "Thay thế"}
    admin.post(f"/desk/speakers/limits/{rule.pk}/end/", ended)
    rule.refresh_from_db()
    assert rule.valid_until == clock.today() + timedelta(days=1)
    assert world.client(world.ward_officer).get("/desk/speakers/limits/new/").status_code == 403
