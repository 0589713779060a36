""" "Was this issued by us?" answers for a code, a copy, a forgery and a stranger's text."""

import pytest

from loa.bulletins.models import Bulletin
from loa.bulletins.rules.words import State
from loa.portal.queries.verifying import Verdict, verify
from tests.desk import TEXT

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


def test_a_draft_is_not_issued(desk):
    desk.ready()
    assert verify(TEXT).verdict is Verdict.UNKNOWN


def test_the_page_says_it_in_words_and_keeps_nothing(client, bulletin):
    page = client.post("/verify/", {"text": TEXT}).content.decode()
    assert "Đúng, bản tin do cơ quan phát hành" in page
    assert client.post("/verify/", {"text": ""}).status_code == 422


def test_a_withdrawn_bulletin_is_genuine_and_said_to_be_over(client, bulletin):
    Bulletin.objects.filter(pk=bulletin.pk).update(state=State.WITHDRAWN)
    answer = verify(bulletin.code)
    assert (answer.verdict, answer.is_current) == (Verdict.GENUINE, False)
    assert "không còn nguyên hiệu lực" in client.get("/verify/", {"code": bulletin.code}).content.decode()
