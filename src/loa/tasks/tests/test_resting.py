"""A document shows the tasks that rest on it, and leads to a new one."""

import pytest
from lxml import html

from loa.documents.actions import Content, take_in_signed
from loa.lib import clock
from loa.tasks.models import Task
from loa.tasks.tests.making import in_days, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(world):
    header = {
        "full_number": "12/KH-BTG",
        "kind": "KẾ HOẠCH",
        "subject": "Tổng vệ sinh",
        "dated": clock.today(),
    }
    return take_in_signed(
        actor=world.clerk, body=world.city, header_fields=header, content=Content("Nội dung.")
    )


def test_a_task_is_given_from_the_page_of_its_document_and_stands_there(world, document):
    client = world.client(world.editor)
    page = html.fromstring(client.get(f"/desk/documents/{document.pk}/").content)
    (link,) = page.xpath("//a[contains(., 'Giao nhiệm vụ từ văn bản này')]/@href")
    form = html.fromstring(client.get(link).content)
    assert form.xpath("//input[@name='document']/@value") == ["12/KH-BTG"]
    sent = {
        name: value
        for field in form.xpath("//main//input[@name] | //main//textarea[@name] | //main//select[@name]")
        if field.get("type") not in {"checkbox", "file"}
        for name, value in [(field.get("name"), getattr(field, "value", "") or "")]
    }
    sent |= {"title": "Vệ sinh khu chợ", "due_on": in_days(5).isoformat()}
    assert client.post(link, sent).status_code == 302
    assert Task.objects.get().document == document
    shown = client.get(f"/desk/documents/{document.pk}/").content.decode()
    assert "Vệ sinh khu chợ" in shown


def test_whoever_may_not_see_a_task_does_not_meet_it_at_the_document(world, document):
    make_task(world, world.ward_b, title="Việc của phường B", document=document)
    path = f"/desk/documents/{document.pk}/"
    assert "Việc của phường B" in world.client(world.clerk).get(path).content.decode()
    shown = world.client(world.approver).get(path).content.decode()
    assert "Giao nhiệm vụ từ văn bản này" not in shown  # no right to assign
