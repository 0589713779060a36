"""A document shows the tasks that rest on it, and leads to a new one."""

import pytest
from lxml import html

from loa.documents.actions import Content, take_in_signed
from loa.documents.actions.circulating import circulate
from loa.documents.actions.entering import enter
from loa.documents.actions.receiving import receive
from loa.lib import clock
from loa.tasks.models import Task
from loa.tasks.queries.documents import by_number
from loa.tasks.tests.making import in_days, make_task
from loa.units.models import Role
from tests.world import make_actor

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
    assert form.xpath("//input[@name='document_id']/@value") == [str(document.pk)]
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


def entered_at(world, body, by, subject="Tổng vệ sinh"):
    """Return the city's document as a ward's clerk enters it: the same printed number, as văn bản đến."""
    header = {"full_number": "12/KH-BTG", "subject": subject, "agency": "Thành phố", "dated": clock.today()}
    content = Content("Nội dung.")
    return receive(actor=by, body=body, header_fields=header, content=content, again=True)


def typed(world, actor, **more):
    sent = {"title": "Vệ sinh khu chợ", "due_on": in_days(5).isoformat(), "document": "12/kh-btg"} | more
    sent |= {"origin": "ad_hoc", "measure": "percent"}
    return world.client(actor).post("/desk/tasks/new/", sent)


def test_a_typed_number_means_the_own_document_though_wards_entered_it_too(world, document):
    ward_clerk = make_actor("Vũ Thị Đến", world.ward_a, Role.CLERK)
    entered_at(world, world.ward_a, ward_clerk)
    assert typed(world, world.editor).status_code == 302
    assert Task.objects.get().document == document


def test_a_recipient_gives_tasks_from_a_circulated_document_once_it_is_in_its_own_register(world, document):
    circulate(actor=world.clerk, document=document, bodies=[world.ward_a])
    ward_leader = make_actor("Vũ Văn Phường", world.ward_a, Role.LEADER)
    client = world.client(ward_leader)
    assert client.get(f"/desk/documents/{document.pk}/").status_code == 302  # to its copy
    clerk = make_actor("Kiều Thị Sổ", world.ward_a, Role.CLERK)
    entered = enter(actor=clerk, circulation=document.circulations.get())
    page = html.fromstring(client.get(f"/desk/documents/{entered.pk}/").content)
    (link,) = page.xpath("//a[contains(., 'Giao nhiệm vụ từ văn bản này')]/@href")
    form = html.fromstring(client.get(link).content)
    assert form.xpath("//input[@name='document_id']/@value") == [str(entered.pk)]
    assert typed(world, ward_leader, document_id=entered.pk).status_code == 302
    assert Task.objects.get(body=world.ward_a).document == entered


def test_a_number_that_could_mean_two_documents_names_them(world):
    ward_clerk = make_actor("Vũ Thị Đến", world.ward_a, Role.CLERK)
    ward_leader = make_actor("Vũ Văn Phường", world.ward_a, Role.LEADER)
    entered_at(world, world.ward_a, ward_clerk)
    meant = entered_at(world, world.ward_a, ward_clerk, "Phòng cháy")
    refused = typed(world, ward_leader)
    assert refused.status_code == 422
    page = html.fromstring(refused.content).text_content()
    assert "“Tổng vệ sinh” (văn bản đến" in page
    assert "“Phòng cháy” (văn bản đến" in page
    assert typed(world, ward_leader, document_id=meant.pk).status_code == 302
    assert Task.objects.get().document == meant
    unknown = typed(world, ward_leader, document="99/KH-TU", document_id=meant.pk)
    assert "Không tìm thấy văn bản có số này" in unknown.content.decode()


def test_a_table_means_the_own_document_too(world, document):
    entered_at(world, world.ward_a, make_actor("Vũ Thị Đến", world.ward_a, Role.CLERK))
    assert by_number(world.editor, ["12/KH-BTG", "99/KH-TU"], world.city) == {"12/KH-BTG": [document]}


def test_whoever_may_not_see_a_task_does_not_meet_it_at_the_document(world, document):
    make_task(world, world.ward_b, title="Việc của phường B", document=document)
    path = f"/desk/documents/{document.pk}/"
    assert "Việc của phường B" in world.client(world.clerk).get(path).content.decode()
    shown = world.client(world.approver).get(path).content.decode()
    assert "Giao nhiệm vụ từ văn bản này" not in shown  # no right to assign
