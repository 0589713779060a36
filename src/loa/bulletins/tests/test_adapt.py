from __future__ import annotations

import pytest

from loa.bulletins import actions, queries
from loa.bulletins.errors import NeedsReason, NotMarked, Stopped
from loa.bulletins.models import Rendition
from loa.channels.actions import open_account
from loa.channels.models import Account
from loa.journal.models import Entry
from loa.units.errors import RightMissing
from tests.desk import TITLE, WARD, WRONG, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward_site(desk: Desk) -> Account:
    return open_account(actor=desk.world.admin, body=desk.world.ward_a, kind="website", name="Trang phường")


def adapt(desk: Desk, bulletin: object, text: str, **changes: object) -> Rendition:
    given = {"actor": desk.world.ward_officer, "bulletin": bulletin, "title": TITLE, "text": text}
    return actions.adapt(**(given | changes))  # type: ignore[arg-type]


def opened(desk: Desk, **settings: object) -> object:
    bulletin = desk.ready(**settings)
    return actions.open_to_wards(actor=desk.world.editor, bulletin=bulletin)


@pytest.mark.mission("N5")
def test_a_wards_wrong_date_is_refused_shown_and_mended(desk: Desk, ward_site: Account) -> None:
    bulletin = opened(desk)
    refused = adapt(desk, bulletin, WRONG, accounts=[ward_site])
    assert refused.state == "refused"
    (problem,) = [p for p in refused.problems if p["severity"] == "stop"]
    assert problem["kind"] == "changed"
    assert (
        f"{TITLE}\n{WRONG}"[problem["start"] : problem["end"]]
        == problem["quote"]
        == "ngày 6 tháng 9 năm 2027"
    )
    with pytest.raises(Stopped) as caught:
        actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)  # type: ignore[arg-type]
    assert {stop.code.value for stop in caught.value.stops} == {"fact_changed"}
    mended = adapt(desk, bulletin, WARD)
    assert (mended.state, mended.version) == ("accepted", 2)
    assert Rendition.objects.filter(state="refused").count() == 1, "the refused attempt stays on record"
    assert Entry.objects.filter(verb="bulletins.rendition_refused").count() == 1
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)  # type: ignore[arg-type]


@pytest.mark.mission("M5", part=True)
def test_the_wards_own_account_says_it_in_the_wards_words(desk: Desk, ward_site: Account) -> None:
    bulletin = opened(desk)
    adapt(desk, bulletin, WARD, local_lines="Tổ dân phố số 1 tập trung tại sân chung.", accounts=[ward_site])
    by_account = {form.account.pk: form for form in queries.outgoing(bulletin)}  # type: ignore[arg-type]
    ward, city = by_account[ward_site.pk], by_account[desk.website.pk]
    assert "Kính mời bà con" in ward.text
    assert ward.text.endswith("Tổ dân phố số 1 tập trung tại sân chung.")
    assert ward.core.issuer == (
        "Ủy ban nhân dân phường Láng Hạ, theo bản tin của Ban Tuyên giáo và Dân vận Thành ủy"
    )
    assert "Kính mời" not in city.text


@pytest.mark.mission("M17", part=True)
@pytest.mark.parametrize(
    ("wording", "kind"),
    [
        (WARD.replace("024 3825 3536", "024 3825 3537"), "changed"),
        (WARD.replace(" Gọi 024 3825 3536.", ""), "missing"),
        (WARD.replace("7 giờ 30", "19 giờ 30"), "changed"),
    ],
)
def test_a_missing_or_changed_fact_refuses(desk: Desk, wording: str, kind: str) -> None:
    refused = adapt(desk, opened(desk), wording)
    assert refused.state == "refused"
    assert kind in {problem["kind"] for problem in refused.problems}


def test_a_changed_core_text_is_checked_against_every_rendition_again(desk: Desk) -> None:
    bulletin = opened(desk)
    adapt(desk, bulletin, WARD)
    core = queries.core_text(bulletin)  # type: ignore[arg-type]
    actions.save(
        actor=desk.world.editor,
        bulletin=bulletin,  # type: ignore[arg-type]
        title=core.title,
        text=core.body.replace("05/9/2027", "12/9/2027"),
        base_version=core.version,
    )
    actions.lock_facts(actor=desk.world.editor, bulletin=bulletin)  # type: ignore[arg-type]
    assert {stop.code.value for stop in queries.check(bulletin).stops} == {"fact_changed"}  # type: ignore[arg-type]


def test_a_false_mark_is_set_aside_by_name_and_reason(desk: Desk) -> None:
    bulletin = opened(desk)
    refused = adapt(desk, bulletin, WRONG)
    mark = next(p["mark"] for p in refused.problems if p["severity"] == "stop")
    given = {"actor": desk.world.ward_officer, "bulletin": bulletin, "kind": "false_mark"}
    with pytest.raises(NeedsReason):
        actions.set_aside(**given, mark=mark, reason=" ")  # type: ignore[arg-type]
    with pytest.raises(NotMarked):
        actions.set_aside(**given, mark="0" * 64, reason="Không có")  # type: ignore[arg-type]
    row = actions.set_aside(**given, mark=mark, reason="Phường phun sau một ngày")  # type: ignore[arg-type]
    assert row.person == desk.world.ward_officer.person
    refused.refresh_from_db()
    assert refused.state == "accepted"
    assert [r.reason for r in queries.check(bulletin).set_aside] == ["Phường phun sau một ngày"]  # type: ignore[arg-type]


def test_only_wards_of_its_areas_word_it_and_only_while_it_is_open(desk: Desk) -> None:
    closed = desk.ready()
    with pytest.raises(RightMissing):
        adapt(desk, closed, WARD)
    only_b = opened(desk, areas=[desk.world.ward_b_area])
    with pytest.raises(RightMissing):
        adapt(desk, only_b, WARD)
    with pytest.raises(RightMissing):
        adapt(desk, opened(desk), WARD, actor=desk.world.stranger)
    with pytest.raises(RightMissing):
        adapt(desk, opened(desk), WARD, body=desk.world.ward_b)


def test_who_worded_it_does_not_release_it(desk: Desk) -> None:
    bulletin = opened(desk)
    adapt(desk, bulletin, WARD)
    assert desk.world.ward_officer.person in queries.hands(bulletin)  # type: ignore[arg-type]


def test_a_translation_is_checked_too(desk: Desk) -> None:
    bulletin = desk.ready()
    english = (
        "From 7:30 to 11:30 on 6 September 2027 the Health Centre sprays against mosquitoes at Nhà văn hóa tổ 3. "
        "Hotline: 024 3825 3536."
    )
    given = {
        "actor": desk.world.editor,
        "bulletin": bulletin,
        "title": "Spraying in Láng Hạ Ward",
        "language": "en",
    }
    actions.save(**given, text=english, base_version=0)  # type: ignore[arg-type]
    assert "fact_changed" in {stop.code.value for stop in queries.check(bulletin).stops}
    actions.save(**given, text=english.replace("6 September", "5 September"), base_version=1)  # type: ignore[arg-type]
    assert [stop for stop in queries.check(bulletin).stops if stop.code.value.startswith("fact")] == []
