from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, transaction

from loa.bulletins import actions
from loa.bulletins.errors import CountNotTyped, MayNotRelease, Moved, Stopped, Voided
from loa.bulletins.models import Bulletin, Release, Submission, Text
from loa.bulletins.queries.check import check
from loa.bulletins.queries.sharing import sheet_of
from loa.bulletins.rules.release import Ground, Proof
from loa.delivery.actions import pause_dispatch
from loa.delivery.errors import HoldOver
from loa.delivery.models import Content, Dispatch, Target
from loa.journal.models import Entry
from loa.lib import clock
from loa.notices.models import Notice
from loa.units.models import Grant
from loa.units.permissions import Permission
from tests.desk import TEXT, Desk, proof
from tests.world import delegate

pytestmark = pytest.mark.django_db


def grounds(caught: pytest.ExceptionInfo[MayNotRelease]) -> list[Ground]:
    return caught.value.grounds


def test_it_goes_from_draft_to_a_frozen_dispatch_by_two_persons(desk: Desk) -> None:
    bulletin = desk.submitted()
    row = desk.release(bulletin)
    dispatch = Dispatch.objects.get()
    assert (bulletin.state, row.dispatch) == ("released", dispatch)
    assert row.approver == desk.world.approver.person
    assert dispatch.release_hash == row.hash
    assert dispatch.approved_count == 4  # three subscribers and the page
    assert {c.kind for c in Content.objects.all()} == {"email", "website"}
    assert Target.objects.count() == 2
    payload = Content.objects.get(kind="website").payload
    assert payload["issuer"] == "Ban Tuyên giáo và Dân vận Thành ủy"
    assert payload["approver"].startswith("Trần Văn Duyệt")
    assert payload["source"] == "Kế hoạch 12/KH-UBND"
    desk.end_hold(bulletin)
    assert bulletin.state == "sent"
    dispatch.refresh_from_db()
    assert bulletin.sent_at == dispatch.started_at


def test_each_act_leaves_one_journal_row(desk: Desk) -> None:
    bulletin = desk.submitted()
    desk.release(bulletin)
    desk.end_hold(bulletin)
    verbs = list(Entry.objects.filter(thing=bulletin.thing).order_by("id").values_list("verb", flat=True))
    assert verbs == [
        "bulletins.drafted",
        "bulletins.configured",
        "bulletins.facts_locked",
        "bulletins.submitted",
        "bulletins.released",
        "bulletins.sent",
    ]


@pytest.mark.fault("S01")
def test_it_refuses_the_author(desk: Desk) -> None:
    bulletin = desk.submitted()
    Grant.objects.create(
        post=desk.world.editor.post,
        role="approver",
        body=desk.world.city,
        area=desk.world.city_area,
        valid_from="2020-01-01",
    )
    with pytest.raises(MayNotRelease) as caught:
        desk.release(bulletin, desk.world.editor)
    assert grounds(caught) == [Ground.WROTE_IT]


@pytest.mark.fault("S01")
def test_it_refuses_a_second_account_of_the_author(desk: Desk) -> None:
    author, approver = desk.world.editor.person, desk.world.approver.person
    author.phone, approver.phone = "0912 345 678", "+84 912 345 678"
    author.save()
    approver.save()
    bulletin = desk.ready()
    assert "no_signer" in {stop.code.value for stop in check(bulletin).stops}


@pytest.mark.fault("S01")
def test_the_database_itself_refuses_the_author(desk: Desk) -> None:
    bulletin = desk.submitted()
    row = desk.release(bulletin)
    fields = {
        f.attname: getattr(row, f.attname)
        for f in Release._meta.concrete_fields
        if f.attname not in {"id", "submission_id"}
    }
    actions.undo(actor=desk.world.approver, bulletin=bulletin)
    second = actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        Release.objects.create(
            **fields | {"submission_id": second.pk, "approver_id": desk.world.editor.person.pk}
        )
    author, twin = desk.world.editor.person, desk.world.leader.person
    author.phone, twin.phone = "0912345678", "84912345678"
    author.save()
    twin.save()
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        Release.objects.create(**fields | {"submission_id": second.pk, "approver_id": twin.pk})
    with pytest.raises(IntegrityError, match="one officer"), transaction.atomic():
        Release.objects.create(
            **fields
            | {
                "submission_id": second.pk,
                "approver_id": author.pk,
                "kind": "one_officer",
                "countersign_due_at": clock.now(),
            }
        )


@pytest.mark.parametrize(
    "who", ["editor", "admin", "leader", "clerk", "duty", "ward_approver", "stranger_approver"]
)
@pytest.mark.fault("S01")
def test_it_refuses_everybody_without_the_right(desk: Desk, who: str) -> None:
    bulletin = desk.submitted()
    with pytest.raises(MayNotRelease) as caught:
        desk.release(bulletin, getattr(desk.world, who))
    assert Ground.NO_RIGHT in grounds(caught)


@pytest.mark.parametrize(
    ("given", "ground"),
    [(None, Ground.NO_SECOND_FACTOR), (proof(6), Ground.STALE_SIGN_IN)],
)
def test_it_refuses_a_weak_or_old_sign_in(desk: Desk, given: Proof | None, ground: Ground) -> None:
    bulletin = desk.submitted()
    if given:
        given = proof(6)
    with pytest.raises(MayNotRelease) as caught:
        desk.release(bulletin, proof=given)
    assert grounds(caught) == [ground]


def test_a_delegate_releases_on_behalf_and_both_are_named(desk: Desk) -> None:
    bulletin = desk.submitted()
    acting = delegate(desk.world.approver, desk.world.spokesperson, Permission.BULLETINS_RELEASE)
    row = desk.release(bulletin, acting)
    assert row.approver == desk.world.spokesperson.person
    assert row.on_behalf_of is not None
    entry = Entry.objects.get(verb="bulletins.released")
    assert entry.on_behalf_of == str(desk.world.approver.person.pk)
    title = desk.world.approver.post.title
    assert sheet_of(bulletin).signer == f"TUQ. {title}\nNgười phát ngôn\nBùi Văn Ngôn"


def test_a_body_without_a_second_person_uses_its_standing_approver(desk: Desk) -> None:
    desk.world.stranger_body.standing_approver = desk.world.leader.person
    desk.world.stranger_body.save()
    from loa.bulletins.queries.people import possible_approvers

    bulletin = actions.draft(actor=desk.world.stranger, title="A", text="B")
    assert desk.world.leader.person in [post.person for post in possible_approvers(bulletin)]


@pytest.mark.fault("S02")
def test_any_edit_voids_the_request(desk: Desk) -> None:
    bulletin = desk.submitted()
    submission = bulletin.submissions.get()
    actions.configure(actor=desk.world.editor, bulletin=bulletin, source="Kế hoạch khác")
    submission.refresh_from_db()
    assert (bulletin.state, submission.state, submission.changes) == ("draft", "voided", ["settings"])
    with pytest.raises(Moved):
        actions.release(
            actor=desk.world.approver, bulletin=bulletin, seen_hash=submission.hash, proof=proof()
        )


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ("UPDATE bulletins_bulletin SET source = 'khác'", "bulletin"),
        ("UPDATE bulletins_bulletin SET valid_until = valid_until + interval '1 hour'", "time"),
        (
            "DELETE FROM bulletins_bulletin_accounts WHERE account_id = (SELECT min(id) FROM channels_account)",
            "channels",
        ),
        (
            "DELETE FROM bulletins_bulletin_areas WHERE area_id = (SELECT min(area_id) FROM bulletins_bulletin_areas)",
            "audience",
        ),
    ],
)
@pytest.mark.fault("S02")
def test_a_change_behind_the_product_is_noticed_by_the_hash(desk: Desk, sql: str, part: str) -> None:
    bulletin = desk.submitted()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(Voided) as caught:
        desk.release(bulletin)
    assert part in caught.value.facts["changes"]
    assert not Dispatch.objects.exists()


@pytest.mark.fault("S02")
def test_the_application_cannot_rewrite_a_saved_text(desk: Desk) -> None:
    desk.draft()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Text.objects.update(body="khác")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Text.objects.all().delete()


@pytest.mark.parametrize(
    "change", [{"hash": "0" * 64}, {"snapshot": {}}, {"audience_count": 1}, {"counts": {}}]
)
@pytest.mark.fault("S02")
def test_the_application_cannot_rewrite_what_an_approver_was_shown(
    desk: Desk, change: dict[str, Any]
) -> None:
    desk.submitted()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Submission.objects.update(**change)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Submission.objects.all().delete()


@pytest.mark.fault("S02")
def test_it_refuses_a_hash_that_was_not_on_the_screen(desk: Desk) -> None:
    bulletin = desk.submitted()
    with pytest.raises(Voided):
        desk.release(bulletin, seen_hash="0" * 64)


@pytest.mark.fault("R10")
def test_it_releases_once(desk: Desk) -> None:
    bulletin = desk.submitted()
    seen = bulletin.submissions.get().hash
    desk.release(bulletin)
    with pytest.raises(Moved):
        desk.release(bulletin) if bulletin.submissions.filter(state="open").exists() else actions.release(
            actor=desk.world.approver, bulletin=bulletin, seen_hash=seen, proof=proof()
        )
    assert Dispatch.objects.count() == 1


def test_it_is_undone_within_the_hold_and_not_after(desk: Desk) -> None:
    bulletin = desk.submitted()
    desk.release(bulletin)
    actions.undo(actor=desk.world.approver, bulletin=bulletin)
    assert bulletin.state == "draft"
    assert Dispatch.objects.get().state == "undone"
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    desk.release(bulletin)
    with time_machine.travel(clock.now() + timedelta(seconds=16), tick=False), pytest.raises(HoldOver):
        actions.undo(actor=desk.world.approver, bulletin=bulletin)


def test_it_is_returned_with_a_reason(desk: Desk) -> None:
    bulletin = desk.submitted()
    row = actions.return_(actor=desk.world.approver, bulletin=bulletin, reason="Thiếu số điện thoại")
    assert (bulletin.state, row.reason) == ("returned", "Thiếu số điện thoại")
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    assert bulletin.state == "checking"


# -- what stops it ---------------------------------------------------------------------------------------


def codes(bulletin: Bulletin) -> set[str]:
    return {stop.code.value for stop in check(bulletin).stops}


@pytest.mark.fault("S05")
def test_an_empty_audience_is_refused(desk: Desk) -> None:
    bulletin = desk.ready(areas=[desk.world.stranger_area], accounts=[desk.email])
    assert codes(bulletin) == {"empty_audience"}
    bulletin = desk.ready(areas=[])
    assert "no_area" in codes(bulletin)
    with pytest.raises(Stopped):
        actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)


@pytest.mark.fault("S05")
def test_an_area_outside_the_writers_reach_is_refused(desk: Desk) -> None:
    bulletin = desk.ready(areas=[desk.world.ward_a_area, desk.world.stranger_area])
    with pytest.raises(Stopped) as caught:
        actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    assert [stop.code.value for stop in caught.value.stops] == ["area_out_of_reach"]


@pytest.mark.fault("S05")
def test_a_whole_city_needs_its_number_typed(desk: Desk) -> None:
    bulletin = desk.ready(areas=[desk.world.city_area])
    for wrong in (None, 3):
        with pytest.raises(CountNotTyped):
            actions.send_for_release(actor=desk.world.editor, bulletin=bulletin, typed_count=wrong)
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin, typed_count=4)
    assert bulletin.state == "checking"


@pytest.mark.fault("S05")
def test_a_whole_city_is_never_released_by_who_wrote_it(desk: Desk) -> None:
    bulletin = desk.ready(areas=[desk.world.city_area])
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin, typed_count=4)
    Grant.objects.create(
        post=desk.world.editor.post,
        role="approver",
        body=desk.world.city,
        area=desk.world.city_area,
        valid_from="2020-01-01",
    )
    with pytest.raises(MayNotRelease) as caught:
        desk.release(bulletin, desk.world.editor)
    assert grounds(caught) == [Ground.WROTE_IT]
    assert not Dispatch.objects.exists()
    desk.release(bulletin)
    assert Dispatch.objects.get().approved_count == 4


def test_facts_must_be_confirmed_by_a_person(desk: Desk) -> None:
    bulletin = desk.draft()
    assert codes(bulletin) == {"facts_open"}
    actions.lock_facts(actor=desk.world.editor, bulletin=bulletin)
    assert codes(bulletin) == set()


def test_a_private_person_stops_until_an_approver_says_why(desk: Desk) -> None:
    text = f"{TEXT} Ông Nguyễn Văn Hùng đã khỏi bệnh."
    bulletin = desk.ready(text=text)
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    with pytest.raises(Stopped) as caught:
        desk.release(bulletin)
    (stop,) = caught.value.stops
    assert stop.code.value == "private_person"
    from loa.units.errors import RightMissing

    with pytest.raises(RightMissing):
        actions.set_aside(
            actor=desk.world.editor,
            bulletin=bulletin,
            mark=stop.mark,
            kind="consented",
            reason="Có giấy đồng ý",
        )
    actions.set_aside(
        actor=desk.world.approver,
        bulletin=bulletin,
        mark=stop.mark,
        kind="consented",
        reason="Có giấy đồng ý",
    )
    desk.release(bulletin)
    assert bulletin.state == "released"


@pytest.mark.fault("S04")
def test_an_exercise_is_marked_in_every_form_and_cannot_use_a_live_account(desk: Desk) -> None:
    bulletin = desk.ready(mode="exercise", accounts=[desk.exercise_site, desk.email])
    assert codes(bulletin) == {"channel_mode"}
    actions.configure(actor=desk.world.editor, bulletin=bulletin, accounts=[desk.exercise_site])
    found = check(bulletin)
    assert not found.stops
    assert all(form.title.startswith("[DIỄN TẬP]") for form in found.forms)
    assert all(form.text.startswith("[DIỄN TẬP]") for form in found.forms)


def test_an_emergency_obeys_the_charter(desk: Desk) -> None:
    bulletin = desk.ready(priority="emergency", valid_until=clock.now() + timedelta(hours=30))
    assert codes(bulletin) == {"emergency_kind", "emergency_reason", "emergency_expiry"}
    actions.configure(
        actor=desk.world.editor,
        bulletin=bulletin,
        emergency_kind="epidemic",
        emergency_reason="Ổ dịch lan nhanh, cần phun ngay",
        valid_until=clock.now() + timedelta(hours=12),
    )
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    row = desk.release(bulletin)
    assert bulletin.state == "sent", "an emergency has no hold"
    assert row.dispatch.state == "sending"


# -- set times -------------------------------------------------------------------------------------------


@pytest.mark.fault("R17")
def test_a_set_time_is_kept(desk: Desk) -> None:
    at = clock.now() + timedelta(hours=3)
    bulletin = desk.submitted(send_at=at)
    desk.release(bulletin)
    assert not Dispatch.objects.exists()
    assert actions.run_due_times() == 0
    with time_machine.travel(at + timedelta(minutes=9), tick=False):
        assert actions.run_due_times() == 1
        assert actions.run_due_times() == 0
    bulletin.refresh_from_db()
    assert bulletin.state == "sent"
    assert Dispatch.objects.get().state == "sending"


@pytest.mark.fault("R17")
def test_a_time_missed_by_more_than_ten_minutes_waits_for_a_person(desk: Desk) -> None:
    at = clock.now() + timedelta(hours=3)
    bulletin = desk.submitted(send_at=at)
    desk.release(bulletin)
    with time_machine.travel(at + timedelta(minutes=11), tick=False):
        actions.run_due_times()
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.releases.get().missed_because) == ("missed", "late")
    assert not Dispatch.objects.exists()
    actions.configure(actor=desk.world.editor, bulletin=bulletin, send_at=None)
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    desk.release(bulletin)
    assert Dispatch.objects.count() == 1


@pytest.mark.fault("S03")
def test_an_approver_who_lost_the_right_since_no_longer_counts(desk: Desk) -> None:
    at = clock.now() + timedelta(hours=3)
    bulletin = desk.submitted(send_at=at)
    desk.release(bulletin)
    Grant.objects.filter(post=desk.world.approver.post).delete()
    with time_machine.travel(at, tick=False):
        actions.run_due_times()
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.releases.get().missed_because) == ("missed", "right_lost")


@pytest.mark.fault("S02")
def test_a_change_between_approval_and_the_set_time_is_noticed(desk: Desk) -> None:
    at = clock.now() + timedelta(hours=3)
    bulletin = desk.submitted(send_at=at)
    desk.release(bulletin)
    Bulletin.objects.update(source="khác")
    with time_machine.travel(at, tick=False):
        actions.run_due_times()
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.releases.get().missed_because) == ("missed", "changed")


def test_an_expired_bulletin_says_so(desk: Desk) -> None:
    bulletin = desk.sent()
    assert actions.run_expiry() == 0
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert actions.run_expiry() == 1
    bulletin.refresh_from_db()
    assert bulletin.state == "expired"


def test_releases_and_corrections_cannot_be_deleted_by_the_application(desk: Desk) -> None:
    desk.sent()
    for table in ("bulletins_release", "bulletins_correction"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")


def told(desk: Desk, event: str) -> set[str]:
    return set(Notice.objects.filter(event=event).values_list("person__full_name", flat=True))


def test_a_dispatch_that_stops_is_told_to_who_released_and_who_wrote_it_once(desk: Desk) -> None:
    bulletin = desk.sent()
    dispatch = bulletin.releases.get().dispatch
    assert dispatch
    pause_dispatch(actor=desk.world.duty, dispatch=dispatch, reason="Kiểm tra lại")
    assert told(desk, "dispatch_stopped") == {"Nguyễn Thị Biên", "Trần Văn Duyệt"}
    assert Notice.objects.filter(event="dispatch_stopped").count() == 2


@pytest.mark.fault("R17")
def test_a_missed_time_is_told_to_who_released_as_well(desk: Desk) -> None:
    bulletin = desk.submitted(send_at=clock.now() + timedelta(hours=1))
    desk.release(bulletin)
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        actions.run_due_times()
    assert told(desk, "missed") == {"Nguyễn Thị Biên", "Trần Văn Duyệt"}
