"""A list declared once: search, filters, sort, paging, export equal to the screen."""

import io
from dataclasses import replace

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path
from openpyxl import load_workbook

from loa.units.doors import desk_view
from loa.units.models import Person
from loa.web.lists import Column, Empty, FilterForm, ListScreen
from loa.web.status import Status


class PeopleFilter(FilterForm):
    is_active = forms.ChoiceField(
        label="Trạng thái", choices=[("", "Tất cả"), ("True", "Đang làm việc"), ("False", "Đã nghỉ")]
    )


PEOPLE = ListScreen(
    key="people",
    title="Cán bộ",
    search=("folded", "email"),
    filters=PeopleFilter,
    default_sort="name",
    page_size=20,
    columns=(
        Column("full_name", "Họ tên", url=lambda row: f"/x/{row.pk}/"),
        Column("name", "Tên xếp thứ tự", sort="folded", value=lambda row: row.folded),
        Column("joined_at", "Ngày vào", sort="joined_at"),
        Column("state", "Trạng thái", value=lambda row: Status("ok", "Đang làm việc") if row.is_active else Status("quiet", "Đã nghỉ")),
    ),
    empty=Empty("Chưa có cán bộ nào", "Nhập danh sách từ tệp Excel.", "Nhập danh sách", "/desk/"),
)  # fmt: skip


@pytest.fixture
def people(world, addresses):
    Person.objects.bulk_create(
        Person(
            email=f"can.bo.{n}@example.vn",
            full_name=f"Cán bộ Đặng {n:02}",
            folded=f"can bo dang {n:02}",
            is_active=n % 2 == 0,
        )
        for n in range(25)
    )

    @desk_view
    def show(request):
        return PEOPLE.respond(request, Person.objects.filter(email__startswith="can.bo"))

    @desk_view
    def none(request):
        return PEOPLE.respond(request, Person.objects.none())

    @desk_view
    def aside(request):
        first, *_others = PEOPLE.columns
        screen = replace(PEOPLE, columns=(first, Column("email", "Thư điện tử", aside=True)))
        return screen.respond(request, Person.objects.filter(email__startswith="can.bo"))

    addresses(path("people/", show), path("none/", none), path("aside/", aside))
    return world.client(world.editor)


def names(answer):
    return [row[0].text for row in answer.context["list"].table()]


def test_marks_and_case_do_not_matter_in_a_search(people):
    answer = people.get("/people/", {"q": "ĐẶNG 07"})
    assert names(answer) == ["Cán bộ Đặng 07"]


def test_filters_and_sort_live_in_the_address(people):
    answer = people.get("/people/", {"is_active": "False", "sort": "-name"})
    assert names(answer)[0] == "Cán bộ Đặng 23"
    assert answer.context["list"].total == 12
    page = answer.content.decode()
    assert 'aria-sort="descending"' in page
    assert "Bỏ lọc" in page


def test_a_filter_value_that_does_not_fit_is_marked_and_left_out(people):
    answer = people.get("/people/", {"is_active": "maybe"})
    assert answer.context["list"].total == 25
    assert "aria-invalid" in answer.content.decode()


def test_an_unknown_sort_or_page_harms_nothing(people):
    assert len(names(people.get("/people/", {"sort": "password", "page": "x"}))) == 20
    assert len(names(people.get("/people/", {"page": "999"}))) == 5


def test_the_number_of_queries_does_not_grow_with_the_rows(people):
    def queries(**query):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            people.get("/people/", query)
        return len(seen)

    queries()
    assert queries(q="dang 07") == queries()


def test_only_the_swapped_part_is_sent_to_htmx(people):
    answer = people.get("/people/", headers={"HX-Request": "true", "HX-Target": "list-people"})
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="list-people"')
    assert "<html" not in page


def test_the_csv_has_the_same_rows_columns_and_order_as_the_screen(people):
    query = {"q": "dang", "is_active": "True", "sort": "-name"}
    screen = names(people.get("/people/", query))
    lines = people.get("/people/", query | {"export": "csv"}).content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Họ tên,Tên xếp thứ tự,Ngày vào,Trạng thái"
    assert [line.split(",")[0] for line in lines[1:14]] == screen
    assert "Đang làm việc" in lines[1]
    assert any("xuất lúc" in line and "Trạng thái: Đang làm việc" in line for line in lines)


def test_the_workbook_says_who_took_it_when(people, world):
    answer = people.get("/people/", {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert world.editor.person.full_name in sheet["A1"].value
    assert sheet["A3"].value == "Họ tên"
    assert sheet.max_row == 3 + 25
    assert "attachment" in answer["Content-Disposition"]


def test_an_unknown_kind_of_file_is_refused(people):
    assert people.get("/people/", {"export": "exe"}).status_code == 404


def test_columns_can_be_chosen_on_screen_and_in_the_file(people):
    query = {"cols": ["state"]}
    assert [c.key for c in people.get("/people/", query).context["list"].columns] == ["full_name", "state"]
    assert (
        people.get("/people/", query | {"export": "csv"})
        .content.decode("utf-8-sig")
        .startswith("Họ tên,Trạng thái\r\n")
    )


def test_a_column_aside_is_in_the_file_and_on_screen_once_it_is_chosen(people):
    assert "email" not in [c.key for c in people.get("/aside/").context["list"].columns]
    assert "Thư điện tử" in people.get("/aside/", {"export": "csv"}).content.decode()
    chosen = people.get("/aside/", {"cols": ["email"]}).context["list"].columns
    assert [c.key for c in chosen] == ["full_name", "email"]


def test_an_empty_list_says_what_to_do_next(people):
    page = people.get("/none/").content.decode()
    assert "Chưa có cán bộ nào" in page
    assert "Nhập danh sách" in page


def test_a_search_without_a_hit_offers_to_widen_it(people):
    page = people.get("/people/", {"q": "khong co ai"}).content.decode()
    assert "Không có dòng nào khớp" in page
