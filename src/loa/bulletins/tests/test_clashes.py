"""Two bulletins that clash, from the check page to the first screen of both bodies."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.bulletins import actions, queries
from loa.bulletins.errors import ClashesNotSeen
from loa.bulletins.models import Bulletin, Clash
from loa.bulletins.queries.clashes import clashing
from loa.bulletins.tests.test_screens import page, signed_in
from loa.channels.actions import open_account
from loa.journal.models import Entry
from loa.lib import clock
from loa.notices.models import Event, Notice
from loa.units.actor import Actor
from loa.units.models import Role
from tests.desk import TEXT, TITLE, Desk, proof
from tests.world import make_actor

pytestmark = pytest.mark.django_db
LATER = TEXT.replace("7h30", "13h30").replace("11h30", "16h30")


def ward_bulletin(desk: Desk, text: str = LATER, **settings: object) -> Bulletin:
    """Return what the ward itself wrote about the same matter, its facts locked."""
    officer = desk.world.ward_officer
    bulletin = actions.draft(actor=officer, title=f"Thông báo: {TITLE}", text=text)
    given = {
        "areas": [desk.world.ward_a_area],
        "accounts": [desk.ward_site],  # type: ignore[attr-defined]
        "source": "Thông báo 3/TB-UBND",
        "valid_until": clock.now() + timedelta(days=1),
    }
    actions.configure(actor=officer, bulletin=bulletin, **(given | settings))  # type: ignore[arg-type]
    actions.lock_facts(actor=officer, bulletin=bulletin)
    return bulletin


@pytest.fixture
def desk(desk: Desk) -> Desk:
    site = open_account(
        actor=desk.world.admin, body=desk.world.ward_a, kind="website", name="Trang phường", config={}
    )
    desk.ward_site = site  # type: ignore[attr-defined]
    return desk


def told(actor: Actor) -> list[str]:
    rows = Notice.objects.filter(person=actor.person, event=Event.CLASH)
    return list(rows.values_list("path", flat=True))


def submit(desk: Desk, bulletin: Bulletin) -> None:
    actions.send_for_release(actor=desk.world.ward_officer, bulletin=bulletin)


def release(desk: Desk, bulletin: Bulletin, *seen: Bulletin) -> None:
    desk.release(bulletin, desk.world.ward_approver, clashes_seen={row.pk for row in seen})


@pytest.mark.fault("S10")
def test_the_check_page_shows_both_texts_with_the_places_marked(desk: Desk) -> None:
    first = desk.sent()
    html = page(signed_in(desk, desk.world.ward_officer), f"{ward_bulletin(desk).pk}/check/")
    assert "Bản tin khác nêu thông tin không thống nhất: Ban Tuyên giáo và Dân vận Thành ủy" in html
    assert "bản này “13h30, 16h30”, bản kia “7h30, 11h30”" in html
    marked = re.findall(r'<mark data-state="stop"[^>]*>([^<]+)</mark>', html)
    assert marked == ["13h30", "16h30", "7h30", "11h30"]
    assert f'href="/desk/bulletins/{first.pk}/"' in html
    assert desk.world.editor.person.full_name in html


@pytest.mark.fault("S10")
def test_it_does_not_block_but_the_approver_ticks_each_pair_under_the_own_name(desk: Desk) -> None:
    first, second = desk.sent(), ward_bulletin(desk)
    submit(desk, second)
    with pytest.raises(ClashesNotSeen) as caught:
        release(desk, second)
    assert caught.value.facts["codes"] == [first.code]
    release(desk, second, first)
    entry = Entry.objects.get(verb="bulletins.released", thing=second.thing)
    assert entry.person == str(desk.world.ward_approver.person.pk)
    assert entry.facts["clashes"] == [first.code]


def test_the_release_screen_asks_for_the_tick_and_takes_it(desk: Desk) -> None:
    first, second = desk.sent(), ward_bulletin(desk)
    submit(desk, second)
    approver = signed_in(desk, desk.world.ward_approver)
    html = page(approver, f"{second.pk}/release/")
    assert f"Đã xem hai bản: bản này và bản {first.code}" in html
    given = {"hash": second.submissions.get().hash}
    refused = approver.post(f"/desk/bulletins/{second.pk}/release/", given)
    assert refused.status_code == 422
    approver.post(f"/desk/bulletins/{second.pk}/release/", given | {"clash_seen": first.pk})
    second.refresh_from_db()
    assert second.state == "released"


def test_a_clash_that_came_up_after_the_page_was_opened_is_not_ticked_unseen(desk: Desk) -> None:
    first, second = desk.sent(), ward_bulletin(desk)
    submit(desk, second)
    third = desk.submitted(text=TEXT.replace("7h30", "9h30"))
    with pytest.raises(ClashesNotSeen) as caught:
        release(desk, second, first)
    assert caught.value.facts["codes"] == [third.code]


def test_the_other_desk_is_told_once(desk: Desk) -> None:
    first, second = desk.sent(), ward_bulletin(desk)
    assert told(desk.world.editor) == []
    submit(desk, second)
    assert told(desk.world.editor) == [f"/desk/bulletins/{first.pk}/"]
    actions.recall(actor=desk.world.ward_officer, bulletin=second)
    submit(desk, second)
    release(desk, second, first)
    assert len(told(desk.world.editor)) == 1


def test_both_bodies_and_who_stands_above_both_see_the_pair_on_the_first_screen(desk: Desk) -> None:
    world = desk.world
    first, second = desk.sent(), ward_bulletin(desk)
    submit(desk, second)
    leader = make_actor("Ngô Văn Trên", world.city, Role.LEADER)
    other = [world.other_ward_officer, world.stranger]
    for actor in (world.editor, world.ward_officer, leader):
        assert "cặp bản tin không thống nhất" in signed_in(desk, actor).get("/desk/").content.decode(), actor
        listed = queries.bulletins_in_clash(actor)
        assert first in listed
    assert all(not queries.clashes_between_bodies(actor).exists() for actor in other)
    html = page(signed_in(desk, world.editor), f"{first.pk}/")
    assert "bản này “7h30, 11h30”, bản kia “13h30, 16h30”" in html


def test_a_pair_is_over_once_one_of_them_is_mended(desk: Desk) -> None:
    first, second = desk.sent(), ward_bulletin(desk)
    submit(desk, second)
    release(desk, second, first)
    assert queries.clashes_between_bodies(desk.world.editor).count() == 1
    done = actions.correct(
        actor=desk.world.duty, original=first, text=LATER, reason="Ghi nhầm giờ", proof=proof()
    )
    assert queries.clashes_between_bodies(desk.world.editor).count() == 0
    assert clashing(done.bulletin) == []


def test_a_correction_by_one_officer_leaves_at_once_and_its_clash_is_written_down(desk: Desk) -> None:
    first, second = desk.sent(), ward_bulletin(desk)
    submit(desk, second)
    release(desk, second, first)
    wrong = TEXT.replace("7h30", "8h30")
    done = actions.correct(actor=desk.world.duty, original=first, text=wrong, reason="Nhầm", proof=proof())
    first.refresh_from_db()
    assert first.state == "corrected"
    assert Clash.objects.filter(second=done.bulletin).get().first == second


def test_words_made_equal_end_the_pair_at_the_next_request(desk: Desk) -> None:
    desk.sent()
    second = ward_bulletin(desk)
    submit(desk, second)
    assert Clash.objects.count() == 1
    officer = desk.world.ward_officer
    actions.save(actor=officer, bulletin=second, language="vi", title=TITLE, text=TEXT, base_version=1)
    actions.lock_facts(actor=officer, bulletin=second)
    submit(desk, second)
    assert Clash.objects.count() == 0


def test_what_ended_is_elsewhere_or_only_an_exercise_is_no_clash(desk: Desk) -> None:
    first = desk.sent()
    second = ward_bulletin(desk)
    assert [item.other for item in clashing(second)] == [first]
    Bulletin.objects.filter(pk=first.pk).update(mode="exercise")
    assert clashing(second) == []
    Bulletin.objects.filter(pk=first.pk).update(mode="live", state="withdrawn")
    assert clashing(second) == []
    Bulletin.objects.filter(pk=first.pk).update(state="sent")
    first.areas.set([desk.world.ward_b_area])
    assert clashing(second) == []


def test_the_number_of_queries_does_not_grow_with_the_bulletins(desk: Desk) -> None:
    first, second = desk.sent(), ward_bulletin(desk)
    with CaptureQueriesContext(connection) as few:
        assert len(clashing(second)) == 1
    for n in range(8):
        desk.submitted(text=TEXT.replace("7h30", f"{n + 8}h15"), title=f"{TITLE} {'ab' * n}")
    with CaptureQueriesContext(connection) as many:
        assert len(clashing(second)) == 9
    assert len(many) == len(few), first
