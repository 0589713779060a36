from __future__ import annotations

import io
import re
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from loa.bulletins import actions
from loa.bulletins.models import Autosave, Bulletin, Fact, Release, Submission
from loa.lib import clock
from loa.units.actor import Actor
from tests.desk import RIGHT, TEXT, TITLE, WARD, WRONG, Desk, proof, reach
from tests.world import make_area

pytestmark = pytest.mark.django_db
BASE = "/desk/bulletins"


def signed_in(desk: Desk, actor: Actor, *, fresh: bool = True) -> Client:
    client = desk.world.client(actor)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time() - (0 if fresh else 3600)}
    ]
    session["account_authentication_methods_user"] = str(actor.person.pk)
    session.save()
    return client


def page(client: Client, path: str, **data: Any) -> str:
    response = client.get(f"{BASE}/{path}", data)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found.group(1)


def test_a_bulletin_is_written_checked_and_released_without_scripts(desk: Desk) -> None:
    editor = signed_in(desk, desk.world.editor)
    assert "Dịch bệnh (sốt xuất huyết)" in page(editor, "new/")
    assert "Địa bàn" in page(editor, "new/epidemic/")
    started = editor.post(f"{BASE}/new/epidemic/", {"mode": "live", "place_0": "phường Láng Hạ"})
    bulletin = Bulletin.objects.get()
    assert started["Location"] == f"{BASE}/{bulletin.pk}/text/"
    text = page(editor, f"{bulletin.pk}/text/")
    assert "Chỗ chưa điền" in text
    given = {"title": TITLE, "text": TEXT, "version": hidden(text, "version")}
    saved = editor.post(f"{BASE}/{bulletin.pk}/text/", given)
    assert saved["Location"] == f"{BASE}/{bulletin.pk}/facts/"
    facts = page(editor, f"{bulletin.pk}/facts/")
    assert "05/9/2027" in facts
    editor.post(f"{BASE}/{bulletin.pk}/facts/", {name: hidden(facts, name) for name in ("version", "shown")})
    assert not Fact.objects.filter(state="found").exists()
    audience = {
        "areas": [desk.world.ward_a_area.pk],
        "accounts": [desk.website.pk, desk.email.pk],
        "source": "Kế hoạch 12",
        "priority": "normal",
        "valid_until": "2027-09-06T08:00",
        "cap_category": "Health",
        "cap_urgency": "Future",
        "cap_severity": "Minor",
        "cap_certainty": "Likely",
    }
    assert "Phường Láng Hạ" in page(editor, f"{bulletin.pk}/audience/")
    moved = editor.post(f"{BASE}/{bulletin.pk}/audience/", audience)
    assert moved["Location"] == f"{BASE}/{bulletin.pk}/check/"
    check = page(editor, f"{bulletin.pk}/check/")
    assert "Gửi duyệt" in check
    assert TEXT[:60] in check
    editor.post(f"{BASE}/{bulletin.pk}/check/", {})
    bulletin.refresh_from_db()
    assert bulletin.state == "checking"
    approver = signed_in(desk, desk.world.approver)
    shown = page(approver, f"{bulletin.pk}/release/")
    assert "Trần Văn Duyệt" in shown
    released = approver.post(f"{BASE}/{bulletin.pk}/release/", {"hash": hidden(shown, "hash")})
    assert released["Location"] == f"{BASE}/{bulletin.pk}/"
    bulletin.refresh_from_db()
    assert bulletin.state == "released"
    assert "Hoàn tác" in page(approver, f"{bulletin.pk}/")
    approver.post(f"{BASE}/{bulletin.pk}/undo/")
    bulletin.refresh_from_db()
    assert bulletin.state == "draft"


def test_an_area_of_a_bulletin_is_found_by_its_old_name_and_nothing_is_saved_yet(desk: Desk) -> None:
    ward = make_area("00004", "Phường", "Ba Đình", "commune", desk.world.city_area, "C1")
    bulletin = desk.draft()
    before = set(bulletin.areas.values_list("pk", flat=True))
    editor = signed_in(desk, desk.world.editor)
    typed = {
        "place": "P. Trúc Bạch, Q. Ba Đình",
        "source": "Kế hoạch 12",
        "areas": [desk.world.ward_a_area.pk],
    }
    shown = editor.post(f"{BASE}/{bulletin.pk}/audience/", typed)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "nay là Phường Ba Đình." in text
    assert text.count("checked") >= 2
    assert re.search(rf'name="areas" value="{ward.pk}"[^>]* checked', text)
    assert "Kế hoạch 12" in text
    assert set(bulletin.areas.values_list("pk", flat=True)) == before


def test_bulletins_are_found_by_what_their_area_was_called(desk: Desk) -> None:
    ward = make_area("00004", "Phường", "Ba Đình", "commune", desk.world.city_area, "C1")
    desk.draft().areas.set([ward])
    desk.draft()
    client = desk.world.client(desk.world.editor)
    for typed in ("Trúc Bạch, Q. Ba Đình", "ba dinh"):
        assert client.get(f"{BASE}/", {"q": typed}).context["list"].total == 1, typed
    assert client.get(f"{BASE}/", {"q": "Phường Hoàn Kiếm"}).context["list"].total == 0


def test_an_old_sign_in_is_asked_to_prove_itself_before_the_release_page(desk: Desk) -> None:
    bulletin = desk.submitted()
    client = signed_in(desk, desk.world.approver, fresh=False)
    response = client.post(f"{BASE}/{bulletin.pk}/release/", {"hash": "x"})
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]
    assert not Release.objects.exists()


def test_a_returned_bulletin_shows_why(desk: Desk) -> None:
    bulletin = desk.submitted()
    approver = signed_in(desk, desk.world.approver)
    approver.post(f"{BASE}/{bulletin.pk}/return/", {"reason": "Thiếu địa điểm"})
    assert "Thiếu địa điểm" in page(signed_in(desk, desk.world.editor), f"{bulletin.pk}/")


@pytest.mark.fault("S02")
def test_the_release_page_says_what_changed_behind_it(desk: Desk) -> None:
    bulletin = desk.submitted()
    Bulletin.objects.update(source="khác")
    shown = page(signed_in(desk, desk.world.approver), f"{bulletin.pk}/release/")
    assert "Yêu cầu duyệt đã hết giá trị" in shown
    assert 'name="hash"' not in shown


def test_the_author_sees_no_button_to_release(desk: Desk) -> None:
    bulletin = desk.submitted()
    shown = page(signed_in(desk, desk.world.editor), f"{bulletin.pk}/release/")
    assert 'name="hash"' not in shown


def test_autosave_keeps_and_reports_a_conflict(desk: Desk) -> None:
    bulletin = desk.draft()
    editor = signed_in(desk, desk.world.editor)
    given = {"title": TITLE, "text": "đang gõ", "version": "1"}
    answer = editor.post(f"{BASE}/{bulletin.pk}/autosave/", given)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    actions.save(actor=desk.world.duty, bulletin=bulletin, title=TITLE, text=f"{TEXT} Mới.", base_version=1)
    assert editor.post(f"{BASE}/{bulletin.pk}/autosave/", given).status_code == 409
    assert Autosave.objects.get(person=desk.world.editor.person).body == "đang gõ"
    shown = editor.post(f"{BASE}/{bulletin.pk}/text/", given)
    html = shown.content.decode()
    assert shown.status_code == 422
    assert "Hai bản khác nhau" in html
    assert "đang gõ" in html
    assert "Mới." in html
    again = editor.post(f"{BASE}/{bulletin.pk}/text/", given | {"version": hidden(html, "version")})
    assert again.status_code == 302


# -- facts: only what was seen, and never out without a reason -----------------------------------------------


def facts_page(desk: Desk, bulletin: Bulletin) -> tuple[Client, dict[str, str]]:
    editor = signed_in(desk, desk.world.editor)
    html = page(editor, f"{bulletin.pk}/facts/")
    return editor, {name: hidden(html, name) for name in ("version", "shown")}


def test_facts_are_not_confirmed_unseen(desk: Desk) -> None:
    bulletin = desk.draft()
    editor, shown = facts_page(desk, bulletin)
    later = TEXT.replace("05/9/2027", "12/9/2027")
    actions.save(actor=desk.world.duty, bulletin=bulletin, title=TITLE, text=later, base_version=1)
    assert editor.post(f"{BASE}/{bulletin.pk}/facts/", shown).status_code == 409
    assert editor.post(f"{BASE}/{bulletin.pk}/facts/", shown | {"version": "2"}).status_code == 409
    assert not Fact.objects.filter(bulletin=bulletin, state="locked").exists()


def test_a_fact_is_taken_out_with_a_reason_that_the_approver_sees(desk: Desk) -> None:
    bulletin = desk.draft()
    editor, shown = facts_page(desk, bulletin)
    phone = Fact.objects.get(bulletin=bulletin, kind="phone")
    out = shown | {f"not_{phone.pk}": "on"}
    refused = editor.post(f"{BASE}/{bulletin.pk}/facts/", out)
    assert refused.status_code == 422
    assert "Chưa ghi vì sao bỏ" in refused.content.decode()
    editor.post(f"{BASE}/{bulletin.pk}/facts/", out | {f"why_{phone.pk}": "Số cũ, chỉ để tham khảo"})
    phone.refresh_from_db()
    assert phone.state == "dismissed"
    assert "Số cũ, chỉ để tham khảo" in page(editor, f"{bulletin.pk}/check/")
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    released = page(signed_in(desk, desk.world.approver), f"{bulletin.pk}/release/")
    assert "Số cũ, chỉ để tham khảo" in released
    assert "05/9/2027" in released


def test_an_approver_sees_each_channel_as_it_will_be_read(desk: Desk) -> None:
    bulletin = desk.ready()
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    actions.add_picture(
        actor=desk.world.editor,
        bulletin=bulletin,
        name="anh.png",
        data=picture.getvalue(),
        alt_text="Bản đồ khu vực phun",
        source="Trung tâm Y tế",
        licence="CC BY 4.0",
        consent="Không có người",
    )
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    html = page(signed_in(desk, desk.world.approver), f"{bulletin.pk}/release/")
    letter = html[html.index("Thư của Ban") :]
    for line in (
        "Cơ quan phát hành: Ban Tuyên giáo",
        "Người duyệt: Trần Văn Duyệt",
        "Kế hoạch 12",
        "/verify/",
    ):
        assert line in letter
    assert "@@STOP@@" not in html
    site = html[html.index("Trang của Ban") :]
    assert "Kèm theo" in site
    assert bulletin.code in site
    assert "Bản đồ khu vực phun" in html
    assert f"/files/{bulletin.pictures.get().file_id}" in html


def test_a_save_that_loses_the_race_keeps_what_was_typed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else saves between the form's look and the act, in a request that is answered once by its key."""
    bulletin = desk.draft()
    editor = signed_in(desk, desk.world.editor)
    act = actions.save

    def beaten(**given: Any) -> Any:
        monkeypatch.setattr(actions, "save", act)
        act(actor=desk.world.duty, bulletin=bulletin, title=TITLE, text=f"{TEXT} Trước.", base_version=1)
        return act(**given)

    monkeypatch.setattr(actions, "save", beaten)
    given = {"title": TITLE, "text": "của tôi", "version": "1", "idempotency_key": "khoa-1"}
    shown = editor.post(f"{BASE}/{bulletin.pk}/text/", given)
    assert shown.status_code == 422
    assert "Hai bản khác nhau" in shown.content.decode()
    assert Autosave.objects.get(person=desk.world.editor.person).body == "của tôi"
    assert "của tôi" in page(editor, f"{bulletin.pk}/text/")


def test_measures_follow_what_is_typed(desk: Desk) -> None:
    bulletin = desk.draft()
    editor = signed_in(desk, desk.world.editor)
    html = editor.post(
        f"{BASE}/{bulletin.pk}/measures/", {"title": "A", "text": "Họp lúc 19h ngày 7/9/2027."}
    ).content
    assert "19h" in html.decode()


def test_a_ward_words_it_is_refused_sees_where_and_mends_it(desk: Desk) -> None:
    bulletin = desk.ready()
    actions.open_to_wards(actor=desk.world.editor, bulletin=bulletin)
    officer = signed_in(desk, desk.world.ward_officer)
    assert "Viết bản của đơn vị" in page(officer, f"{bulletin.pk}/")
    form = {"language": "vi", "title": TITLE, "text": WRONG, "local_lines": ""}
    officer.post(f"{BASE}/{bulletin.pk}/wording/", form)
    html = page(officer, f"{bulletin.pk}/wording/")
    assert 'data-state="stop"' in html
    assert "ngày 6 tháng 9 năm 2027" in html
    officer.post(f"{BASE}/{bulletin.pk}/wording/", form | {"text": WARD})
    assert 'data-state="stop"' not in page(officer, f"{bulletin.pk}/wording/")


@pytest.mark.mission("N6")
@pytest.mark.fault("S07")
def test_a_correction_leaves_in_three_screens(desk: Desk) -> None:
    bulletin = desk.sent()
    reach(desk, bulletin)
    duty = signed_in(desk, desk.world.duty, fresh=False)
    assert f"{BASE}/{bulletin.pk}/correct/" in page(duty, f"{bulletin.pk}/")
    assert TEXT[:40] in page(duty, f"{bulletin.pk}/correct/")
    second = duty.post(f"{BASE}/{bulletin.pk}/correct/", {"reason": "Nhầm ngày", "text": RIGHT})
    third = second["Location"].removeprefix(f"{BASE}/")
    assert "Phát ngay bản đính chính" in page(duty, third)
    done = duty.post(second["Location"])
    correction = Bulletin.objects.get(relation="correction")
    assert done["Location"] == f"{BASE}/{correction.pk}/"
    assert correction.state == "sent"
    approver = signed_in(desk, desk.world.approver)
    assert correction.code in page(approver, "countersign/")
    approver.post(f"{BASE}/{correction.pk}/countersign/")
    assert Release.objects.get(bulletin=correction).countersigned_by == desk.world.approver.person


def test_a_sent_bulletin_is_passed_on_by_hand(desk: Desk) -> None:
    bulletin = desk.sent()
    officer = signed_in(desk, desk.world.ward_officer)
    html = page(officer, f"{bulletin.pk}/share/")
    assert bulletin.code in html
    assert f"/b/{bulletin.code}" in html
    officer.post(f"{BASE}/{bulletin.pk}/share/")
    assert "Ngô Thị Phường" in page(officer, f"{bulletin.pk}/share/")
    for name, start in (("sheet.pdf", b"%PDF"), ("card.png", b"\x89PNG"), ("code.pdf", b"%PDF")):
        assert officer.get(f"{BASE}/{bulletin.pk}/share/{name}").content.startswith(start)


FORMS = ["share/", "share/sheet.pdf", "share/card.png", "share/code.pdf"]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_official_is_made_of_a_draft_or_of_what_is_held(desk: Desk, form: str) -> None:
    editor = signed_in(desk, desk.world.editor)
    draft, held = desk.ready(), desk.submitted()
    desk.release(held)
    for bulletin in (draft, held):
        answer = editor.get(f"{BASE}/{bulletin.pk}/{form}")
        assert answer.status_code == 409
        assert "chưa được phát" in answer.content.decode()
    assert editor.post(f"{BASE}/{draft.pk}/share/").status_code == 409


def test_a_corrected_bulletin_is_no_longer_copied_but_leads_to_its_correction(desk: Desk) -> None:
    bulletin = desk.sent()
    reach(desk, bulletin)
    row = actions.correct(
        actor=desk.world.duty, original=bulletin, text=RIGHT, reason="Sai ngày", proof=proof()
    )
    officer = signed_in(desk, desk.world.ward_officer)
    html = page(officer, f"{bulletin.pk}/share/")
    assert f"{BASE}/{row.bulletin_id}/share/" in html
    assert TEXT[:40] not in html
    assert f"{BASE}/{bulletin.pk}/share/" not in page(officer, f"{bulletin.pk}/")
    for form in FORMS[1:]:
        assert officer.get(f"{BASE}/{bulletin.pk}/{form}").status_code == 409
    assert officer.post(f"{BASE}/{bulletin.pk}/share/").status_code == 409
    assert RIGHT[:40] in page(officer, f"{row.bulletin_id}/share/")


def test_a_bulletin_past_its_end_is_no_longer_copied(desk: Desk) -> None:
    bulletin = desk.sent()
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        html = page(signed_in(desk, desk.world.ward_officer), f"{bulletin.pk}/share/")
    assert "Không in, không gửi nhóm" in html


@pytest.mark.parametrize(
    "step", ["", "text/", "facts/", "audience/", "files/", "check/", "release/", "wording/", "share/"]
)
def test_strangers_find_nothing(desk: Desk, step: str) -> None:
    bulletin = desk.submitted()
    response = signed_in(desk, desk.world.stranger).get(f"{BASE}/{bulletin.pk}/{step}")
    assert response.status_code == 404


@pytest.mark.parametrize("step", ["text/", "facts/", "audience/", "files/"])
def test_colleagues_without_the_right_are_told_so(desk: Desk, step: str) -> None:
    bulletin = desk.draft()
    assert signed_in(desk, desk.world.leader).get(f"{BASE}/{bulletin.pk}/{step}").status_code == 403


def test_a_stopped_bulletin_is_not_put_before_an_approver(desk: Desk) -> None:
    bulletin = desk.draft()
    editor = signed_in(desk, desk.world.editor)
    assert "Phải xử lý trước khi gửi duyệt" in page(editor, f"{bulletin.pk}/check/")
    assert editor.post(f"{BASE}/{bulletin.pk}/check/").status_code == 422
    assert not Submission.objects.exists()


def test_the_list_and_the_first_screen_cost_the_same_for_twenty(desk: Desk) -> None:
    editor = signed_in(desk, desk.world.editor)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert editor.get(path).status_code == 200
        return len(seen)

    desk.submitted()
    cost("/desk/bulletins/")
    one = cost("/desk/bulletins/"), cost("/desk/")
    for _n in range(19):
        desk.draft()
    assert (cost("/desk/bulletins/"), cost("/desk/")) == one


def test_an_exercise_is_unmistakable_on_screen(desk: Desk) -> None:
    bulletin = desk.submitted(mode="exercise", accounts=[desk.exercise_site])
    html = page(signed_in(desk, desk.world.approver), f"{bulletin.pk}/release/")
    assert 'data-mode="exercise"' in html
    assert "Duyệt và phát DIỄN TẬP" in html
    assert "[DIỄN TẬP]" in html
