from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from loa.bulletins import actions
from loa.bulletins.errors import MayNotRelease, Moved, NeedsReason, NeedsTwoPersons, Stopped
from loa.bulletins.models import Bulletin, Correction, Release
from loa.bulletins.rules.release import Proof
from loa.bulletins.rules.words import Relation
from loa.channels import actions as channels
from loa.delivery import same_as
from loa.delivery.models import Delivery, Dispatch, Target
from loa.journal.models import Entry
from loa.lib import clock
from loa.notices.models import Notice
from loa.units.errors import RightMissing
from tests.desk import RIGHT, TEXT, Desk, proof, reach
from tests.proof import prove

pytestmark = pytest.mark.django_db

REASON = "Ghi nhầm ngày phun"


@pytest.fixture
def sent(desk: Desk) -> Bulletin:
    bulletin = desk.sent()
    reach(desk, bulletin)
    return bulletin


@pytest.mark.mission("N6")
@pytest.mark.fault("S07")
def test_one_officer_corrects_at_once_to_exactly_those_who_got_the_first(desk: Desk, sent: Bulletin) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False):
        row = actions.correct(actor=desk.world.duty, original=sent, text=RIGHT, reason=REASON, proof=proof())
    correction = row.bulletin
    assert (correction.state, sent.state, row.kind) == ("sent", "corrected", "one_officer")
    first = Delivery.objects.filter(dispatch_id=sent.releases.get().dispatch_id)
    second = Delivery.objects.filter(dispatch_id=row.dispatch_id)
    pairs = ("account_id", "receiver")
    assert set(first.values_list(*pairs)) == set(second.values_list(*pairs))
    assert second.count() == 4
    assert row.dispatch is not None
    assert row.dispatch.state == "sending", "a correction has no hold"


def test_the_correction_names_what_it_corrects_on_the_prepared_form(desk: Desk, sent: Bulletin) -> None:
    row = actions.correct(actor=desk.world.duty, original=sent, text=RIGHT, reason=REASON, proof=proof())
    text = row.bulletin.texts.get()
    assert text.title == f"Đính chính: {sent.texts.get().title}"
    assert f"đính chính bản tin số {sent.code}" in text.body
    assert RIGHT in text.body
    assert f"Lý do: {REASON}." in text.body


def test_the_public_log_keeps_old_and_new_and_how_long_it_took(desk: Desk, sent: Bulletin) -> None:
    assert sent.sent_at
    with time_machine.travel(sent.sent_at + timedelta(seconds=90), tick=False):
        actions.correct(actor=desk.world.duty, original=sent, text=RIGHT, reason=REASON, proof=proof())
    line = Correction.objects.get()
    assert (line.kind, line.reason, line.seconds_to_correct) == ("correction", REASON, 90)
    assert TEXT in line.old_text
    assert RIGHT in line.new_text


def test_an_approver_is_told_at_once_and_another_officer_countersigns(desk: Desk, sent: Bulletin) -> None:
    row = actions.correct(actor=desk.world.duty, original=sent, text=RIGHT, reason=REASON, proof=proof())
    assert Notice.objects.filter(
        person=desk.world.approver.person, event="countersign", is_urgent=True
    ).exists()
    with pytest.raises(MayNotRelease):
        actions.countersign(actor=desk.world.duty, release=row)
    with pytest.raises(RightMissing):
        actions.countersign(actor=desk.world.stranger_approver, release=row)
    signed = actions.countersign(actor=desk.world.approver, release=row)
    assert signed.countersigned_by == desk.world.approver.person
    assert (
        actions.countersign(actor=desk.world.approver, release=row).countersigned_at
        == signed.countersigned_at
    )
    assert Entry.objects.filter(verb="bulletins.countersigned").count() == 1


def test_a_withdrawal_needs_only_a_reason(desk: Desk, sent: Bulletin) -> None:
    with pytest.raises(NeedsReason):
        actions.withdraw(actor=desk.world.duty, original=sent, reason=" ", proof=proof())
    row = actions.withdraw(actor=desk.world.duty, original=sent, reason="Phát nhầm địa bàn", proof=proof())
    assert (sent.state, row.bulletin.relation) == ("withdrawn", "withdrawal")
    with pytest.raises(Moved):
        actions.withdraw(actor=desk.world.duty, original=sent, reason="Lần nữa", proof=proof())


@pytest.mark.parametrize("who", ["approver", "leader", "admin", "ward_officer", "stranger"])
def test_only_who_holds_the_right_to_correct_may(desk: Desk, sent: Bulletin, who: str) -> None:
    with pytest.raises(MayNotRelease):
        actions.correct(
            actor=getattr(desk.world, who), original=sent, text=RIGHT, reason=REASON, proof=proof()
        )
    assert sent.state == "sent"


def test_a_correction_needs_a_second_factor_but_no_fresh_sign_in(desk: Desk, sent: Bulletin) -> None:
    weak = Proof(second_factor=False, at=clock.now())
    with pytest.raises(MayNotRelease):
        actions.correct(actor=desk.world.duty, original=sent, text=RIGHT, reason=REASON, proof=weak)
    actions.correct(actor=desk.world.duty, original=sent, text=RIGHT, reason=REASON, proof=proof(60))
    assert sent.state == "corrected"


def test_an_edited_or_widened_correction_needs_the_second_person(desk: Desk, sent: Bulletin) -> None:
    draft = actions.draft_replacement(
        actor=desk.world.duty, original=sent, relation=Relation.CORRECTION, text=RIGHT, reason=REASON
    )
    actions.configure(actor=desk.world.duty, bulletin=draft, areas=[desk.world.city_area])
    with pytest.raises(NeedsTwoPersons):
        actions.release_alone(actor=desk.world.duty, bulletin=draft, proof=proof())
    assert not Release.objects.filter(bulletin=draft).exists()


def test_a_narrowed_correction_on_the_form_goes_alone(desk: Desk, sent: Bulletin) -> None:
    draft = actions.draft_replacement(
        actor=desk.world.duty, original=sent, relation=Relation.CORRECTION, text=RIGHT, reason=REASON
    )
    draft.accounts.remove(desk.website)
    row = actions.release_alone(actor=desk.world.duty, bulletin=draft, proof=proof())
    assert list(Target.objects.filter(dispatch=row.dispatch).values_list("account_id", flat=True)) == [
        desk.email.pk
    ]


# -- in every language it went out in ---------------------------------------------------------------------

ENGLISH = (
    "From 7:30 to 11:30 on 5 September 2027 the Health Centre sprays against mosquitoes at Nhà văn hóa tổ 3. "
    "Please stay at home and cover food. Hotline: 024 3825 3536."
)


@pytest.fixture
def bilingual(desk: Desk) -> Bulletin:
    bulletin = desk.ready(accounts=[desk.email])
    title = "Mosquito spraying in Láng Hạ Ward"
    given = {"actor": desk.world.editor, "bulletin": bulletin, "title": title, "text": ENGLISH}
    actions.save(**given, base_version=0, language="en")
    actions.lock_facts(actor=desk.world.editor, bulletin=bulletin)
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    desk.release(bulletin)
    desk.end_hold(bulletin)
    reach(desk, bulletin)
    return bulletin


def test_each_language_is_prefilled_corrected_and_sent_in_its_own_words(
    desk: Desk, bilingual: Bulletin
) -> None:
    duty = desk.world.client(desk.world.duty)
    prove(duty, desk.world.duty.person)
    path = f"/desk/bulletins/{bilingual.pk}/correct/"
    second = duty.get(path).content.decode()
    assert TEXT[:60] in second
    assert ENGLISH[:60] in second
    mended = ENGLISH.replace("5 September", "6 September")
    third = duty.post(path, {"reason": REASON, "text": RIGHT, "text_en": mended})["Location"]
    assert "Phát ngay bản đính chính" in duty.get(third).content.decode()
    duty.post(third)
    correction = Bulletin.objects.get(relation="correction")
    texts = {text.language: text for text in correction.texts.all()}
    assert (correction.state, set(texts)) == ("sent", {"vi", "en"})
    assert texts["en"].title == "Correction: Mosquito spraying in Láng Hạ Ward"
    assert mended in texts["en"].body
    assert "Đính chính" not in texts["en"].body


def test_a_language_left_uncorrected_is_seen_before_the_tap(desk: Desk, bilingual: Bulletin) -> None:
    draft = actions.draft_replacement(
        actor=desk.world.duty,
        original=bilingual,
        relation=Relation.CORRECTION,
        text=RIGHT,
        reason=REASON,
        translations={"en": ENGLISH},
    )
    shown = desk.world.client(desk.world.duty).get(f"/desk/bulletins/{draft.pk}/mend/").content.decode()
    assert "5 September 2027" in shown
    assert "Phát ngay bản đính chính" not in shown
    with pytest.raises(Stopped) as caught:
        actions.release_alone(actor=desk.world.duty, bulletin=draft, proof=proof())
    assert "fact_changed" in {stop.code.value for stop in caught.value.stops}
    assert bilingual.state == "sent"


# -- keeping to some of those who got the first ------------------------------------------------------------


def test_only_an_area_is_told_through_three_screens(desk: Desk, sent: Bulletin) -> None:
    duty = desk.world.client(desk.world.duty)
    prove(duty, desk.world.duty.person)
    path = f"/desk/bulletins/{sent.pk}/correct/"
    assert "Chỉ gửi cho một phần nơi đã nhận" in duty.get(path).content.decode()
    form = {"reason": REASON, "text": RIGHT, "narrows": "1", "areas": [desk.world.ward_b_area.pk]}
    assert duty.post(path, form).status_code == 422, "no channel is left"
    third = duty.post(path, form | {"accounts": [desk.email.pk]})["Location"]
    shown = duty.get(third).content.decode()
    assert "Chỉ một phần nơi đã nhận bản trước" in shown
    duty.post(third)
    correction = Bulletin.objects.get(relation="correction", state="sent")
    told = Delivery.objects.filter(dispatch_id=correction.releases.get().dispatch_id)
    assert set(told.values_list("account_id", "area_id")) == {(desk.email.pk, desk.world.ward_b_area.pk)}
    sent.refresh_from_db()
    assert sent.state == "corrected"


def test_nobody_is_added_by_asking_for_it(desk: Desk, sent: Bulletin) -> None:
    draft = actions.draft_replacement(
        actor=desk.world.duty,
        original=sent,
        relation=Relation.WITHDRAWAL,
        text="",
        reason="Phát nhầm",
        areas=[desk.world.ward_b_area, desk.world.stranger_area],
        accounts=[desk.email, desk.exercise_site],
    )
    assert set(draft.areas.all()) == {desk.world.ward_b_area}
    assert set(draft.accounts.all()) == {desk.email}


def test_taking_out_areas_or_channels_keeps_the_prepared_form(desk: Desk, sent: Bulletin) -> None:
    draft = actions.draft_replacement(
        actor=desk.world.duty, original=sent, relation=Relation.CORRECTION, text=RIGHT, reason=REASON
    )
    both = {"actor": desk.world.duty, "bulletin": draft}
    actions.configure(**both, accounts=[desk.email], source=draft.source, valid_until=draft.valid_until)
    assert draft.on_prepared_form
    actions.configure(**both, accounts=[desk.email, desk.website])
    assert not draft.on_prepared_form, "putting one back is wider than what stood there"


@pytest.mark.parametrize("act", ["pause_account", "close_account"])
@pytest.mark.fault("S08")
def test_a_channel_that_cannot_send_does_not_keep_the_rest_from_being_told(
    desk: Desk, sent: Bulletin, act: str
) -> None:
    getattr(channels, act)(actor=desk.world.admin, account=desk.website, reason="Đổi máy chủ")
    duty = desk.world.client(desk.world.duty)
    prove(duty, desk.world.duty.person)
    assert "Kênh không gửi được lúc này" in duty.get(f"/desk/bulletins/{sent.pk}/correct/").content.decode()
    third = duty.post(f"/desk/bulletins/{sent.pk}/correct/", {"reason": REASON, "text": RIGHT})["Location"]
    assert "Trang của Ban" in duty.get(third).content.decode()
    duty.post(third)
    sent.refresh_from_db()
    assert sent.state == "corrected"
    told = Delivery.objects.filter(dispatch_id=Dispatch.objects.latest("pk").pk)
    assert set(told.values_list("account_id", flat=True)) == {desk.email.pk}


def test_a_newly_named_person_keeps_one_officer_from_sending(desk: Desk, sent: Bulletin) -> None:
    text = f"{RIGHT} Liên hệ ông Nguyễn Văn Hùng."
    with pytest.raises(Stopped):
        actions.correct(actor=desk.world.duty, original=sent, text=text, reason=REASON, proof=proof())


def test_superseding_is_new_and_needs_two_persons(desk: Desk, sent: Bulletin) -> None:
    bulletin = actions.supersede(
        actor=desk.world.editor, original=sent, title="Lịch phun mới", text=RIGHT, reason="Đổi lịch"
    )
    with pytest.raises(NeedsTwoPersons):
        actions.release_alone(actor=desk.world.duty, bulletin=bulletin, proof=proof())
    actions.lock_facts(actor=desk.world.editor, bulletin=bulletin)
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    desk.release(bulletin)
    desk.end_hold(bulletin)
    sent.refresh_from_db()
    assert (bulletin.state, sent.state) == ("sent", "superseded")
    assert Correction.objects.get().kind == "supersede"


@pytest.mark.fault("S07")
def test_correcting_stops_what_was_still_to_be_sent(desk: Desk) -> None:
    bulletin = desk.sent()
    reach(desk, bulletin)
    dispatch = Dispatch.objects.get()
    assert dispatch.state == "sending"
    actions.correct(actor=desk.world.duty, original=bulletin, text=RIGHT, reason=REASON, proof=proof())
    dispatch.refresh_from_db()
    assert dispatch.state == "cancelled"


def test_a_correction_of_an_emergency_takes_its_priority(desk: Desk) -> None:
    bulletin = desk.submitted(
        priority="emergency",
        emergency_kind="epidemic",
        emergency_reason="Ổ dịch lan nhanh, cần phun ngay",
        valid_until=clock.now() + timedelta(hours=12),
    )
    desk.release(bulletin)
    reach(desk, bulletin)
    row = actions.correct(actor=desk.world.duty, original=bulletin, text=RIGHT, reason=REASON, proof=proof())
    assert row.priority == "emergency"
    assert row.dispatch is not None
    assert row.dispatch.lane == bulletin.releases.get().dispatch.lane == 0


def test_who_got_it_is_counted_by_the_ledger_not_by_the_list_of_today(desk: Desk, sent: Bulletin) -> None:
    dispatch = sent.releases.get().dispatch
    from loa.audience.actions import Arrival, Choice, import_subscribers

    later = [Arrival("muon@example.vn", Choice([desk.world.ward_a_area]))]
    import_subscribers(actor=desk.world.editor, body=desk.world.city, arrivals=later, basis="Phiếu 02")
    row = actions.correct(actor=desk.world.duty, original=sent, text=RIGHT, reason=REASON, proof=proof())
    assert row.dispatch is not None
    assert row.dispatch.approved_count == 4
    rule = {"same_as": dispatch.pk}
    assert same_as.count(rule, account_id=desk.email.pk, source="subscribers.email") == 3
