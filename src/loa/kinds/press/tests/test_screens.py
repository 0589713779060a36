"""Newsrooms and questions on screen, from the empty list to the figure that opens its rows."""

import io
from datetime import timedelta

import openpyxl
import pytest
from lxml import html

from loa.clocks.rules import due
from loa.kinds.press.models import Newsroom, Question
from loa.kinds.press.queries.questions import calendar_of
from loa.lib import clock

pytestmark = pytest.mark.django_db
NEWSROOMS, QUESTIONS = "/desk/press/newsrooms/", "/desk/press/questions/"


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def test_a_newsroom_is_listed_changed_stopped_and_resumed(world, press):
    client = world.client(world.editor)
    assert "Chưa có tòa soạn nào" in page(client, NEWSROOMS)
    form = {"account": press.pk, "name": "Báo Mẫu", "address": "toasoan@mau.example.vn", "language": "vi"}
    assert client.post(f"{NEWSROOMS}new/", form).status_code == 302
    again = client.post(f"{NEWSROOMS}new/", form)
    assert (again.status_code, "đã có tòa soạn dùng địa chỉ này" in again.content.decode()) == (422, True)
    newsroom = Newsroom.objects.get()
    shown = page(client, f"{NEWSROOMS}{newsroom.pk}/")
    assert "to•••@ma•••" in shown
    assert "toasoan@" not in shown + page(client, NEWSROOMS)
    assert "toasoan@mau.example.vn" in page(client, f"{NEWSROOMS}{newsroom.pk}/change/")
    changed = form | {"name": "Báo Mẫu – ban Xã hội", "topics": [world.topic.pk]}
    assert client.post(f"{NEWSROOMS}{newsroom.pk}/change/", changed).status_code == 302
    assert client.post(f"{NEWSROOMS}{newsroom.pk}/stop/", {"reason": "Đổi hộp thư"}).status_code == 302
    assert "Cán bộ ngừng" in page(client, f"{NEWSROOMS}{newsroom.pk}/")
    assert "ban Xã hội" not in page(client, f"{NEWSROOMS}?state=open")
    assert client.post(f"{NEWSROOMS}{newsroom.pk}/resume/", {"reason": "Công văn 5"}).status_code == 302
    assert "ban Xã hội" in page(client, f"{NEWSROOMS}?q=xa hoi&state=open")


def test_the_file_of_newsrooms_holds_masked_addresses(world, list_newsroom):
    list_newsroom()
    book = world.client(world.editor).get(f"{NEWSROOMS}?export=xlsx").content
    cells = [c.value for row in openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows() for c in row]
    assert "to•••@ma•••.vn" in cells


def test_a_question_is_recorded_handed_on_and_answered(world):
    client = world.client(world.spokesperson)
    assert "Chưa có câu hỏi nào" in page(client, QUESTIONS)
    form = {
        "body": world.city.pk,
        "newsroom": "Báo Mẫu",
        "way": "phone",
        "received_at": f"{clock.now().astimezone(clock.HANOI):%Y-%m-%dT%H:%M}",
        "subject": "Tiến độ sửa cầu",
        "text": "Bao giờ xong? Gọi 0912 345 678.",
    }
    assert client.post(f"{QUESTIONS}new/", form | {"subject": ""}).status_code == 422
    assert client.post(f"{QUESTIONS}new/", form).status_code == 302
    question = Question.objects.get()
    base = f"{QUESTIONS}{question.pk}/"
    shown = page(client, base)
    for words in ("Tiến độ sửa cầu", "giờ làm việc", "Ghi trả lời", "Từ chối"):
        assert words in shown
    assert "0912" not in shown
    assert client.post(f"{base}assign/", {"assigned_body": world.ward_a.pk}).status_code == 302
    assert "Tiến độ sửa cầu" in page(world.client(world.ward_officer), QUESTIONS)
    page(world.client(world.ward_officer), f"{base}answer/", 403)
    page(world.client(world.stranger), base, 404)
    future = {"reply": "spoken", "reply_text": "Tháng 4.", "replied_at": "2099-01-01T08:00"}
    assert client.post(f"{base}answer/", future).status_code == 422
    said = future | {"replied_at": f"{clock.now().astimezone(clock.HANOI):%Y-%m-%dT%H:%M}"}
    Question.objects.update(received_at=clock.now() - timedelta(minutes=5))
    assert client.post(f"{base}answer/", said).status_code == 302
    assert "Đã trả lời" in page(client, base)


def test_each_figure_opens_the_rows_that_it_counts(world):
    client = world.client(world.editor)
    now = clock.now()
    for n in range(3):
        Question.objects.create(
            body=world.city,
            newsroom=f"Báo {n}",
            way="email",
            subject=f"Việc {n}",
            text="?",
            folded=f"viec {n}",
            received_at=now - timedelta(days=n),
            recorded_by=world.editor.person,
            due_at=now - timedelta(hours=1) if n else now + timedelta(hours=1),
            due_rule=due(now, hours=8, calendar=calendar_of(world.city, now)).rule.as_facts(),
            **(
                {"state": "answered", "replied_at": now - timedelta(hours=2), "worked_minutes": 60}
                if n == 1
                else {}
            ),
        )
    day = f"{(now - timedelta(days=1)).astimezone(clock.HANOI):%Y-%m-%d}"
    tree = html.fromstring(page(client, f"{QUESTIONS}?since={day}&state=open"))
    figures = {
        stat.xpath("string(.//p[1])").strip(): stat.xpath(".//a")[0]
        for stat in tree.xpath("//*[contains(concat(' ', @class, ' '), ' loa-stat ')]")
    }
    assert figures["Tỷ lệ trả lời"].text == "50%"
    assert figures["Chờ trả lời"].text == "1"
    assert figures["Trễ hạn"].text == "0"
    replied = figures["Giờ làm việc đến khi trả lời (trung vị)"]
    assert replied.text == "1 giờ"
    answered = page(client, QUESTIONS + replied.get("href"))
    assert ("Việc 1" in answered, "Việc 0" in answered) == (True, False)
    rows = page(client, QUESTIONS + figures["Tỷ lệ trả lời"].get("href"))
    assert ("Việc 1" in rows, "Việc 0" in rows, "Việc 2" in rows) == (True, False, False)
    late = page(client, f"{QUESTIONS}?state=overdue")
    assert ("Việc 2" in late, "Việc 0" in late) == (True, False)
    assert "quá hạn trả lời" in page(client, "/desk/")
