""" "Was this issued by us?" answers for a code, a copy, a forgery and a stranger's text."""

import pytest

from loa.bulletins import actions
from loa.bulletins.models import Bulletin, Issued, Shingle
from loa.bulletins.queries import candidates
from loa.bulletins.queries.clashes import clashing
from loa.bulletins.rules.words import State
from loa.channels.actions import open_account
from loa.portal.queries.verifying import Verdict, verify
from tests.desk import RIGHT, TEXT, TITLE, WARD, proof, reach

pytestmark = [pytest.mark.django_db, pytest.mark.mission("N13")]


@pytest.fixture
def bulletin(desk):
    return desk.sent()


@pytest.mark.parametrize("shape", ["{}", " {} ", "{}".lower(), "{}\n"])
def test_a_code_alone_answers_for_its_bulletin(bulletin, shape):
    answer = verify(shape.format(bulletin.code).replace("-", " "))
    assert (answer.verdict, answer.bulletin) == (Verdict.GENUINE, bulletin)


def test_a_copy_is_genuine_with_or_without_marks_and_line_breaks(bulletin):
    for pasted in (TEXT, TEXT.replace(". ", ".\n\n"), f"Bà con lưu ý: {TEXT} (Mã {bulletin.code})"):
        assert verify(pasted).verdict is Verdict.GENUINE, pasted


def test_a_copy_with_another_hour_or_number_is_called_changed_and_says_what(bulletin):
    forged = TEXT.replace("11h30", "13h30").replace("024 3825 3536", "0912 345 678")
    answer = verify(forged)
    assert answer.verdict is Verdict.CHANGED
    assert any("13h30" in change for change in answer.changes)


@pytest.mark.parametrize(
    "forged",
    [
        f"{TEXT} Nhận quà tại http://qua-y-te.xyz/dk",
        f"{TEXT} Chuyển khoản vào tài khoản 1903 4567 8901 để đóng phí.",
        f"{TEXT} Hotline hỗ trợ: 0987 654 321",
        TEXT.replace("tổ chức phun", "không tổ chức phun"),
    ],
    ids=["link", "account", "hotline", "negation"],
)
def test_true_words_around_a_lie_are_called_changed(client, bulletin, forged):
    assert verify(forged).verdict is Verdict.CHANGED
    page = client.post("/verify/", {"text": forged}).content.decode()
    assert "Nội dung đã bị thay đổi" in page
    assert 'class="p-altered"' in page or "không phải của cơ quan phát hành" in page


def test_foreign_sentences_beside_ours_are_shown_and_nothing_is_called_genuine(client, bulletin):
    pasted = f"{TEXT} Nghe nói thuốc này rất độc."
    assert verify(pasted).verdict is Verdict.PARTLY
    page = client.post("/verify/", {"text": pasted}).content.decode()
    assert '<mark class="p-foreign">Nghe nói thuốc này rất độc.</mark>' in page


@pytest.mark.fault("A09")
def test_what_is_pasted_cannot_become_markup(client, bulletin):
    page = client.post("/verify/", {"text": f"{TEXT} <script>alert(1)</script> nhà bên."}).content.decode()
    assert "<script>alert" not in page


def test_a_link_to_the_bulletins_own_page_is_no_forgery(bulletin, settings):
    settings.PUBLIC_URL = "https://loa.example.vn"
    assert verify(f"{TEXT} https://loa.example.vn/b/{bulletin.code}").verdict is Verdict.GENUINE
    assert verify(f"{TEXT} https://loa.example.vn.xyz.top/b/{bulletin.code}").verdict is Verdict.CHANGED


def test_a_true_code_under_other_words_is_called_borrowed(bulletin):
    answer = verify(
        f"Chuyển khoản ngay để giữ chỗ tiêm chủng cho cả gia đình trong tuần này. Mã {bulletin.code}"
    )
    assert (answer.verdict, answer.bulletin) == (Verdict.BORROWED, bulletin)


def test_a_part_that_somebody_forwards_is_no_forgery(bulletin):
    part = TEXT.split(". ", maxsplit=1)[0]
    assert verify(part).verdict is Verdict.GENUINE


@pytest.mark.parametrize(
    "text", ["Mai trời mưa to, mọi người nhớ mang áo mưa khi đi làm.", "ZZZZ-ZZZZ", "?", "🙂🙂🙂"]
)
def test_what_we_did_not_issue_is_called_unknown_not_false(bulletin, text):
    assert verify(text).verdict is Verdict.UNKNOWN


@pytest.mark.mission("N4")
def test_an_exercise_is_never_called_genuine(desk):
    exercise = desk.submitted(mode="exercise", accounts=[desk.exercise_site])
    assert verify(exercise.code).verdict is Verdict.UNKNOWN
    assert verify(TEXT).verdict is Verdict.UNKNOWN


def test_a_draft_is_not_issued_nor_is_what_was_undone_within_the_hold(desk):
    desk.ready()
    bulletin = desk.submitted()
    desk.release(bulletin)
    assert verify(TEXT).verdict is Verdict.UNKNOWN
    actions.undo(actor=desk.world.approver, bulletin=bulletin)
    assert verify(TEXT).verdict is Verdict.UNKNOWN


def test_a_draft_of_a_sent_bulletins_replacement_is_not_issued(desk, bulletin):
    other = "Chiều mai trạm y tế phường phát thuốc tẩy giun cho học sinh lớp một tại sân trường tiểu học."
    actions.supersede(
        actor=desk.world.editor, original=bulletin, title="Phát thuốc", text=other, reason="Đổi việc"
    )
    assert verify(other).verdict is Verdict.UNKNOWN


def test_a_wards_wording_is_known_as_its_own(desk):
    world = desk.world
    site = open_account(actor=world.admin, body=world.ward_a, kind="website", name="Trang phường")
    bulletin = actions.open_to_wards(actor=world.editor, bulletin=desk.ready())
    actions.adapt(actor=world.ward_officer, bulletin=bulletin, title=TITLE, text=WARD, accounts=[site])
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    desk.release(bulletin)
    desk.end_hold(bulletin)
    assert verify(WARD).verdict is Verdict.GENUINE
    assert verify(WARD.replace("11 giờ 30", "10 giờ 30")).verdict is Verdict.CHANGED
    assert Issued.objects.get(is_core=False).body == desk.world.ward_a


def test_an_old_original_is_not_crowded_out_by_newer_ones_of_the_same_form(desk):
    old = desk.sent(text=TEXT.replace("tổ 3", "tổ 11"))
    for n in range(30):
        row = Issued.objects.create(
            **{**_frozen(old), "hash": f"{n}", "text": TEXT.replace("tổ 3", f"tổ {n + 20}")}
        )
        kept = Shingle.objects.filter(issued__text__contains="tổ 11").values_list("hash", flat=True)
        Shingle.objects.bulk_create([Shingle(hash=found, issued=row) for found in kept[5:]])
    assert candidates(TEXT.replace("tổ 3", "tổ 11"))[0].text == TEXT.replace("tổ 3", "tổ 11")


def _frozen(bulletin):
    row = Issued.objects.get(bulletin=bulletin, is_core=True)
    names = ("release_id", "bulletin_id", "body_id", "language", "title", "issuer", "approver")
    return {name: getattr(row, name) for name in names}


def test_a_paste_takes_as_many_queries_whatever_was_issued(desk, bulletin, django_assert_max_num_queries):
    for n in range(5):
        other = desk.submitted(text=TEXT.replace("tổ 3", f"tổ {n + 30}"))
        desk.release(other, clashes_seen=[found.other.pk for found in clashing(other)])
        desk.end_hold(other)
    with django_assert_max_num_queries(12):
        verify(TEXT)


def test_a_corrected_bulletin_leads_on_to_its_correction(client, desk, bulletin):
    reach(desk, bulletin)
    row = actions.correct(
        actor=desk.world.duty, original=bulletin, text=RIGHT, reason="Sai ngày", proof=proof()
    )
    answer = verify(f"{TITLE}\n{TEXT}")
    assert (answer.verdict, answer.is_current) == (Verdict.GENUINE, False)
    assert answer.named[0].newer == row.bulletin.code
    page = client.post("/verify/", {"text": TEXT}).content.decode()
    assert "không còn nguyên hiệu lực" in page
    assert f"/b/{row.bulletin.code}" in page


def test_the_page_says_it_in_words_and_keeps_nothing(client, bulletin):
    page = client.post("/verify/", {"text": TEXT}).content.decode()
    assert "Đúng, bản tin do cơ quan phát hành" in page
    assert client.post("/verify/", {"text": ""}).status_code == 422


def test_a_withdrawn_bulletin_is_genuine_and_said_to_be_over(client, bulletin):
    Bulletin.objects.filter(pk=bulletin.pk).update(state=State.WITHDRAWN)
    answer = verify(bulletin.code)
    assert (answer.verdict, answer.is_current) == (Verdict.GENUINE, False)
    assert "không còn nguyên hiệu lực" in client.get("/verify/", {"code": bulletin.code}).content.decode()
