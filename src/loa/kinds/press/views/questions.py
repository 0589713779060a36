"""The register of press questions on screen: the list with its figures, one question, and what is done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kinds.press import actions, rules
from loa.kinds.press.figures import figures_of
from loa.kinds.press.forms import AnswerForm, AssignForm, QuestionFilter, QuestionForm, RefuseForm
from loa.kinds.press.models import Question, QuestionState
from loa.kinds.press.queries import questions as queries
from loa.kinds.press.shell_items import standing_of
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

QUESTIONS = ListScreen(
    key="questions",
    title=gettext_lazy("Câu hỏi của báo chí"),
    nav_key="questions",
    template="pressroom/questions.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo vấn đề, nội dung hoặc cơ quan báo chí"),
    filters=QuestionFilter,
    default_sort="-received_at",
    columns=(
        Column("subject", gettext_lazy("Vấn đề"), url=lambda row: f"/desk/press/questions/{row.pk}/"),
        Column("newsroom", gettext_lazy("Cơ quan báo chí"), sort="newsroom"),
        Column("received_at", gettext_lazy("Tiếp nhận lúc"), sort="received_at"),
        Column(
            "age",
            gettext_lazy("Giờ làm việc đã chờ"),
            value=lambda row: rules.working_words(queries.age_of(row)),
        ),
        Column("due_at", gettext_lazy("Hạn trả lời"), sort="due_at"),
        Column("state", gettext_lazy("Trạng thái"), value=standing_of, sort="state"),
        Column("body_name", gettext_lazy("Cơ quan được hỏi"), sort="body_name"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có câu hỏi nào của báo chí"),
        gettext_lazy("Ghi câu hỏi ngay khi tiếp nhận; hạn trả lời tính từ lúc đó theo giờ làm việc."),
        gettext_lazy("Ghi câu hỏi"),
        "/desk/press/questions/new/",
        "messages",
    ),
)


@desk_view
def list_questions(request: DeskRequest) -> HttpResponse:
    """Show the register in reach, under the figures of its span."""
    require(request.actor, Permission.PRESS_READ)
    rows = queries.list_questions(request.actor)
    form = QuestionFilter(request.GET, request=request)
    context: dict[str, Any] = {"figures": figures_of(queries.tally(form.in_span(rows)), form)}
    if can(request.actor, Permission.PRESS_ANSWER):
        context |= {"action_url": reverse("pressroom:record"), "action_label": _("Ghi câu hỏi")}
    return QUESTIONS.respond(request, rows, context)


def _question(request: DeskRequest, question_id: int, to: Permission | None) -> Question:
    return access(queries.list_questions(request.actor), request.actor, id=question_id, to=to)


@desk_view
def record(request: DeskRequest) -> HttpResponse:
    """Enter a question."""
    require(request.actor, Permission.PRESS_ANSWER)
    form = QuestionForm(posted(request), actor=request.actor, initial={"body": request.actor.body})
    if done := attempt(form, actions.record, actor=request.actor):
        messages.success(request, _("Đã ghi; hạn trả lời: %(rule)s.") % {"rule": done.value.rule_in_words})
        return redirect("pressroom:question", question_id=done.value.pk)
    return form_page(
        request,
        form,
        title=_("Ghi câu hỏi của báo chí"),
        submit=_("Ghi"),
        back=reverse("pressroom:questions"),
        nav_key="questions",
    )


@desk_view
def show(request: DeskRequest, question_id: int) -> HttpResponse:
    """Show one question: what was asked, by when it is due, what was said."""
    question = _question(request, question_id, to=None)
    may = can(request.actor, Permission.PRESS_ANSWER, body=question.body)
    context = {
        "question": question,
        "status": standing_of(question),
        "age": rules.working_words(queries.age_of(question)),
        "may_answer": may and question.state in rules.states_before(QuestionState.ANSWERED),
        "may_refuse": may and question.state in rules.states_before(QuestionState.REFUSED),
        "events": history_of(question.thing),
        "nav_key": "questions",
    }
    return render(request, "pressroom/question.html", context)


@desk_view
def assign(request: DeskRequest, question_id: int) -> HttpResponse:
    """Name the body that prepares the answer."""
    question = _question(request, question_id, to=Permission.PRESS_ANSWER)
    form = AssignForm(
        posted(request), actor=request.actor, initial={"assigned_body": question.assigned_body_id}
    )
    if attempt(form, actions.assign, actor=request.actor, question=question):
        messages.success(request, _("Đã giao; cơ quan được hỏi vẫn là nơi trả lời báo chí."))
        return redirect("pressroom:question", question_id=question_id)
    return _page(request, form, question, title=_("Giao chuẩn bị trả lời"), submit=_("Giao"))


@desk_view
def answer(request: DeskRequest, question_id: int) -> HttpResponse:
    """Enter the answer that was given."""
    question = _question(request, question_id, to=Permission.PRESS_ANSWER)
    form = AnswerForm(posted(request))
    if attempt(form, actions.answer, actor=request.actor, question=question):
        messages.success(request, _("Đã ghi trả lời."))
        return redirect("pressroom:question", question_id=question_id)
    return _page(request, form, question, title=_("Ghi trả lời báo chí"), submit=_("Ghi trả lời"))


@desk_view
def refuse(request: DeskRequest, question_id: int) -> HttpResponse:
    """Enter that the information is withheld, and on which ground."""
    question = _question(request, question_id, to=Permission.PRESS_ANSWER)
    form = RefuseForm(posted(request))
    if attempt(form, actions.refuse, actor=request.actor, question=question):
        messages.success(request, _("Đã ghi từ chối cùng căn cứ."))
        return redirect("pressroom:question", question_id=question_id)
    return _page(request, form, question, title=_("Từ chối cung cấp thông tin"), submit=_("Ghi từ chối"))


def _page(request: DeskRequest, form: Any, question: Question, *, title: str, submit: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        lead=f"{question.newsroom}: {question.subject}",
        submit=submit,
        back=reverse("pressroom:question", args=[question.pk]),
        nav_key="questions",
    )
