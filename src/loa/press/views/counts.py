"""Counts: a question, its number with and without reprints, its parts as chart and table, saved questions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.lib import clock, tables
from loa.press import charts
from loa.press.actions import counting as acts
from loa.press.forms.desk import CountForm, SaveForm
from loa.press.models import SavedCount
from loa.press.queries import counting
from loa.press.queries.counting import Line, Number
from loa.press.queries.visible import counts_visible_to, require_listening
from loa.press.rules.findings import Part, of_days, of_parts
from loa.press.rules.questions import Grouping, Question
from loa.press.tabs import tabs
from loa.units.access import access, can
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.web.acts import attempt
from loa.web.forms import ErrorsSummary
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

SAVED = ListScreen(
    key="press-counts",
    title=gettext_lazy("Số tin – bài đã lưu"),
    nav_key="newsroom",
    template="press/saved_counts.html",
    default_sort="name",
    columns=(
        Column("name", gettext_lazy("Tên"), sort="name", url=lambda row: f"/desk/newsroom/counts/saved/{row.pk}/"),
        Column("since", gettext_lazy("Từ ngày"), sort="since"),
        Column("until", gettext_lazy("Đến hết ngày"), value=lambda row: row.until or ""),
        Column("taken_until", gettext_lazy("Tin thu nhận đến"), sort="taken_until"),
        Column("created_by", gettext_lazy("Người lưu"), value=lambda row: row.created_by.full_name),
        Column("created_at", gettext_lazy("Lưu lúc"), sort="created_at", aside=True),
    ),
    empty=Empty(
        gettext_lazy("Chưa lưu số tin – bài nào"),
        gettext_lazy("Ở trang Số tin – bài, chọn điều kiện rồi đặt tên để lần sau mở lại đúng số đó."),
        symbol="chart-bar",
    ),
)  # fmt: skip


@desk_view
def counts(request: DeskRequest) -> HttpResponse:
    """Ask a question and show its number and parts."""
    require_listening(request.actor)
    form = CountForm(request.GET or None)
    question = form.question
    if request.GET and form.is_valid():
        acts.note_count(actor=request.actor, question=question)
    return _page(request, form, question, {"save": SaveForm()})


@desk_view
def saved(request: DeskRequest, count_id: int) -> HttpResponse:
    """Ask a saved question again."""
    kept = _kept(request, count_id)
    question = counting.question_of(kept)  # written down when it was saved
    shown = {
        "saved": kept,
        "saved_body": body_name(kept.body),
        "may_end": can(request.actor, Permission.PRESS_LISTEN, body=kept.body),
    }
    form = CountForm(_typed(question, request.GET.get("by", "")))
    return _page(request, form, question, shown)


def _kept(request: DeskRequest, count_id: int) -> SavedCount:
    kept: SavedCount = access(counts_visible_to(request.actor), request.actor, id=count_id, to=None)
    return kept


def _typed(question: Question, by: str) -> QueryDict:
    """Return a saved question as its form would send it."""
    return QueryDict(f"{question.query}&{urlencode({'by': by})}")


def _page(
    request: DeskRequest, form: CountForm, question: Question, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    seen_at = clock.now()  # what is kept under a name is the number that was seen here
    lines = counting.lines_of(request.actor, question, form.grouping)
    shown = _shown(lines, form.grouping)
    number = counting.count(request.actor, question)
    context = {
        "form": form,
        "errors": ErrorsSummary(form),
        "question": question,
        "words": counting.in_words(question),
        "number": number,
        "lines": shown,
        "more_lines": len(lines) - len(shown),
        "finding": _finding(form.grouping, lines, number, question),
        "grouping": form.grouping,
        "tabs": tabs(),
        "nav_key": "newsroom",
        "query": _query(question, form.grouping),
        "save_query": _query(question.cut_off(seen_at), form.grouping),
        "now_query": _query(question.without_cut_off(), form.grouping),
    }
    wrong = form.is_bound and bool(form.errors)
    return render(request, "press/counts.html", context | more, status=422 if wrong else status)


def _query(question: Question, grouping: Grouping) -> str:
    return f"{question.query}&by={grouping.value}"


def _shown(lines: list[Line], grouping: Grouping) -> list[Line]:
    return lines if grouping is Grouping.DAY else lines[: counting.MOST_LINES]


def _finding(grouping: Grouping, lines: list[Line], number: Number, question: Question) -> str:
    """Return the sentence over the chart; without reprints it is about the items that are none."""
    parts = [Part(line.label, _wanted(line.number, question)) for line in lines]
    if grouping is Grouping.DAY:
        return of_days(parts)
    return of_parts(parts, _wanted(number, question))


def _wanted(number: Number, question: Question) -> int:
    return number.originals if question.originals else number.items


@desk_view
def chart(request: DeskRequest, kind: str) -> HttpResponse:
    """Give the chart of a question as SVG or PNG."""
    require_listening(request.actor)
    form = CountForm(request.GET or None)
    lines = _shown(counting.lines_of(request.actor, form.question, form.grouping), form.grouping)
    number = counting.count(request.actor, form.question)
    only = form.question.originals
    spec = charts.spec_of(
        "days" if form.grouping is Grouping.DAY else "parts",
        "" if "bare" in request.GET else _finding(form.grouping, lines, number, form.question),
        [Part(line.label, _wanted(line.number, form.question)) for line in lines],
        note=counting.in_words(form.question),
        originals=[line.number.originals for line in lines],
        names=(_("bài gốc"), _("tin đăng lại")),
        with_reprints=not only,
    )
    drawn, mime = (charts.png(spec), "image/png") if kind == "png" else (charts.svg(spec), "image/svg+xml")
    answer = HttpResponse(drawn, content_type=mime)
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    if "download" in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="so-tin-bai.{kind}"'
    return answer


@desk_view
def table(request: DeskRequest) -> HttpResponse:
    """Give the table below the chart as CSV."""
    require_listening(request.actor)
    form = CountForm(request.GET or None)
    columns = [
        tables.Column("label", str(form.grouping.label).capitalize()),
        tables.Column("items", _("Tin – bài"), kind="decimal"),
        tables.Column("originals", _("Không kể đăng lại"), kind="decimal"),
        tables.Column("reprints", _("Đăng lại"), kind="decimal"),
    ]
    lines = counting.lines_of(request.actor, form.question, form.grouping)
    rows: list[dict[str, tables.Value]] = [
        {
            "label": line.label,
            "items": line.number.items,
            "originals": line.number.originals,
            "reprints": line.number.reprints,
        }
        for line in lines
    ]
    answer = HttpResponse(tables.write_csv(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="so-tin-bai.csv"'
    return answer


@require_POST
@desk_view
def save(request: DeskRequest) -> HttpResponse:
    """Keep the question of the address under a name."""
    require_listening(request.actor)
    form, name = CountForm(request.GET or None), SaveForm(request.POST)
    done = attempt(name, acts.save_count, actor=request.actor, question=form.question)
    if done is None:
        shown = {"save": name, "save_errors": ErrorsSummary(name)}
        return _page(request, form, form.question, shown, status=422)
    messages.success(request, _("Đã lưu; mở lại lúc nào cũng ra đúng điều kiện này."))
    return redirect("press:saved_count", done.value.pk)


@desk_view
def saved_list(request: DeskRequest) -> HttpResponse:
    """List the saved questions of the bodies in reach."""
    require_listening(request.actor)
    return SAVED.respond(request, counts_visible_to(request.actor), {"tabs": tabs()})


@require_POST
@desk_view
def end(request: DeskRequest, count_id: int) -> HttpResponse:
    """Put a saved question away."""
    acts.end_count(actor=request.actor, saved=_kept(request, count_id))
    messages.success(request, _("Đã bỏ lưu. Số liệu đã chốt vẫn được giữ."))
    return redirect("press:saved_counts")
