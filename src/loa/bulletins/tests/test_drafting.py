from __future__ import annotations

import pytest
from django.test import RequestFactory

from loa.bulletins import actions, queries, shell_items
from loa.bulletins.actions.drafting import Saved, unmistakable_code
from loa.bulletins.errors import Moved, UnknownTemplate
from loa.bulletins.models import Autosave, Bulletin, Fact, Template
from loa.bulletins.rules.words import State
from loa.units.errors import RightMissing, UnknownThing
from tests.desk import TEXT, TITLE, Desk

pytestmark = pytest.mark.django_db


def save(desk: Desk, bulletin: Bulletin, text: str, base: int, actor: object = None) -> Saved:
    return actions.save(
        actor=actor or desk.world.editor, bulletin=bulletin, title=TITLE, text=text, base_version=base
    )


def test_ten_messages_are_prepared_and_fill_their_places(desk: Desk) -> None:
    assert Template.objects.count() == 10
    bulletin = actions.draft_from_template(
        actor=desk.world.editor, key="epidemic", values={"địa bàn": "phường Láng Hạ"}, languages=["vi", "en"]
    )
    text = queries.core_text(bulletin)
    assert "phường Láng Hạ" in text.title
    assert "{ngày thực hiện}" in text.body
    assert bulletin.languages == ["vi", "en"]
    assert bulletin.cap_category == "Health"
    assert [topic.code for topic in bulletin.topics.all()] == ["health"]
    assert "placeholder" in {stop.code.value for stop in queries.check(bulletin).stops}
    with pytest.raises(UnknownTemplate):
        actions.draft_from_template(actor=desk.world.editor, key="no-such")


def test_only_who_may_write_drafts(desk: Desk) -> None:
    for actor in (desk.world.approver, desk.world.leader, desk.world.admin):
        with pytest.raises(RightMissing):
            actions.draft(actor=actor, title="A", text="B")
    with pytest.raises(RightMissing):
        actions.draft(actor=desk.world.ward_officer, title="A", text="B", body=desk.world.city)


def test_a_conflict_shows_the_other_text_keeps_the_own_and_overwrites_nothing(desk: Desk) -> None:
    bulletin = desk.draft()
    save(desk, bulletin, f"{TEXT} Một.", 1)
    met = save(desk, bulletin, f"{TEXT} Hai.", 1, desk.world.duty)
    assert met.is_conflict
    assert met.text.body.endswith("Một.")
    assert queries.core_text(bulletin).body.endswith("Một.")
    assert Autosave.objects.get(person=desk.world.duty.person).body.endswith("Hai.")
    save(desk, bulletin, f"{TEXT} Hai.", 2, desk.world.duty)
    assert queries.core_text(bulletin).version == 3
    assert not Autosave.objects.exists()


def test_saving_the_same_text_twice_makes_one_version(desk: Desk) -> None:
    bulletin = desk.draft()
    save(desk, bulletin, f"{TEXT} Một.", 1)
    save(desk, bulletin, f"{TEXT} Một.", 1)
    assert queries.core_text(bulletin).version == 2


def test_typing_is_kept_without_changing_the_bulletin(desk: Desk) -> None:
    bulletin = desk.submitted()
    actions.autosave(actor=desk.world.editor, bulletin=bulletin, title=TITLE, text="Đang gõ", base_version=1)
    bulletin.refresh_from_db()
    assert bulletin.state == "checking"
    assert Autosave.objects.get().body == "Đang gõ"


def test_facts_found_are_kept_confirmed_until_the_text_drops_them(desk: Desk) -> None:
    bulletin = desk.draft()
    kinds = set(Fact.objects.filter(bulletin=bulletin).values_list("kind", flat=True))
    assert {"date", "time", "phone"} <= kinds
    actions.lock_facts(actor=desk.world.editor, bulletin=bulletin)
    save(desk, bulletin, TEXT.replace("05/9/2027", "06/9/2027"), 1)
    states = dict(Fact.objects.filter(bulletin=bulletin, kind="date").values_list("value", "state"))
    assert states == {"2027-09-06": "found"}
    assert Fact.objects.get(kind="phone").state == "locked"


def test_what_is_no_fact_can_be_dismissed(desk: Desk) -> None:
    bulletin = desk.draft()
    place = Fact.objects.filter(bulletin=bulletin).first()
    assert place
    locked = actions.lock_facts(
        actor=desk.world.editor, bulletin=bulletin, dismissed={place.pk: "Tên bài hát"}
    )
    assert place not in locked
    assert not [s for s in queries.check(bulletin).stops if s.code.value == "facts_open"]


def test_a_sent_bulletin_is_never_edited(desk: Desk) -> None:
    bulletin = desk.sent()
    with pytest.raises(Moved):
        save(desk, bulletin, "khác", 1)
    with pytest.raises(Moved):
        actions.configure(actor=desk.world.editor, bulletin=bulletin, source="khác")


def test_a_code_that_looks_like_a_number_plate_or_a_patient_is_never_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes = iter(["29A1-2345", "BN12-3456", "7K3M-Q2WT"])
    monkeypatch.setattr("loa.bulletins.actions.drafting.new_code", lambda: next(codes))
    assert unmistakable_code() == "7K3M-Q2WT"


def test_a_discarded_draft_can_be_restored(desk: Desk) -> None:
    bulletin = desk.draft()
    actions.discard(actor=desk.world.editor, bulletin=bulletin)
    assert actions.restore(actor=desk.world.editor, bulletin=bulletin).state == "draft"


# -- who sees it -----------------------------------------------------------------------------------------


def test_strangers_get_the_same_answer_as_for_nothing(desk: Desk) -> None:
    bulletin = desk.sent()
    with pytest.raises(UnknownThing):
        queries.access_bulletin(desk.world.stranger, bulletin.pk)
    assert queries.access_bulletin(desk.world.leader, bulletin.pk) == bulletin


def test_a_ward_sees_what_is_out_or_open_in_its_area_and_no_foreign_draft(desk: Desk) -> None:
    draft, sent = desk.draft(), desk.sent()
    officer = desk.world.ward_officer
    assert list(queries.visible_to(officer)) == [sent]
    actions.open_to_wards(actor=desk.world.editor, bulletin=draft)
    assert set(queries.visible_to(officer)) == {sent, draft}
    only_b = desk.draft(areas=[desk.world.ward_b_area])
    actions.open_to_wards(actor=desk.world.editor, bulletin=only_b)
    assert only_b not in set(queries.visible_to(officer))


def test_what_waits_is_counted_for_each_person(desk: Desk) -> None:
    desk.submitted()
    assert queries.todo(desk.world.approver).to_release == 1
    assert queries.todo(desk.world.editor).to_release == 0
    assert queries.todo(desk.world.stranger_approver).to_release == 0


def test_the_links_of_the_first_screen_list_what_they_count(desk: Desk) -> None:
    desk.submitted()
    own = actions.draft(actor=desk.world.ward_officer, title=TITLE, text=TEXT)
    open_one = desk.ready(areas=[desk.world.ward_a_area])
    actions.open_to_wards(actor=desk.world.editor, bulletin=open_one)
    Bulletin.objects.filter(pk=desk.draft().pk).update(state=State.RETURNED)
    Bulletin.objects.filter(pk=own.pk).update(state=State.MISSED)
    seen = set()
    for actor in (desk.world.approver, desk.world.editor, desk.world.ward_officer, desk.world.leader):
        request = RequestFactory().get("/desk/")
        request.actor = actor  # type: ignore[attr-defined]
        for item in shell_items.today_items(request):
            if "waits=" in item.url:
                listed = desk.world.client(actor).get(item.url).content.decode()
                assert f"{item.count} dòng" in listed, (actor, item.url)
                seen |= {item.url} if item.count else set()
    assert seen == {f"/desk/bulletins/?waits={word}" for word in ("release", "mend", "word", "missed")}


def test_the_lists_ask_as_often_for_twenty_as_for_one(desk: Desk, django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            [(row.title, row.issuer) for row in queries.list_bulletins(desk.world.editor)]
            [(row.title, row.issuer) for row in queries.public()]
            queries.todo(desk.world.approver)
        return len(seen)

    desk.submitted()
    one = cost()
    for _n in range(19):
        desk.draft()
    assert cost() == one


# -- what the public may ask ------------------------------------------------------------------------------


@pytest.mark.mission("N13")
def test_a_code_or_a_pasted_text_tells_whether_it_was_ours(desk: Desk) -> None:
    bulletin = desk.sent()
    assert queries.find_by_code(bulletin.code.lower().replace("-", " ")) == bulletin
    pasted = "tu 7h30 den 11h30 ngay 05/9/2027, trung tam y te to chuc phun hoa chat diet muoi tai nha van hoa to 3"
    (found,) = queries.candidates(pasted)
    assert found.bulletin == bulletin
    assert queries.candidates("Chuyển tiền ngay để nhận quà của phường, bấm đường dẫn bên dưới") == []


def test_drafts_and_exercises_are_not_public(desk: Desk) -> None:
    draft = desk.draft()
    exercise = desk.sent(mode="exercise", accounts=[desk.exercise_site])
    assert exercise.state == "sent"
    assert list(queries.public()) == []
    assert queries.find_by_code(draft.code) is None
    assert queries.candidates(TEXT) == []
