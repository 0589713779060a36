"""Search on screen: the page of results, what completes the typing, the synonyms of the city."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from loa.search import actions, queries, reading
from loa.search.facets import chips_of, facets_of
from loa.search.forms import CHOSEN, QuestionForm, SynonymForm, address_of
from loa.search.models import Synonym
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

SYNONYMS = ListScreen(
    key="synonyms",
    title=gettext_lazy("Từ đồng nghĩa"),
    nav_key="synonyms",
    template="search/synonyms.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm trong các nhóm từ"),
    default_sort="wordings",
    columns=(
        Column(
            "wordings",
            gettext_lazy("Các cách viết"),
            value=str,
            sort="folded",
            url=lambda row: f"/search/synonyms/{row.pk}/",
        ),
        Column(
            "kind",
            gettext_lazy("Dùng làm"),
            value=lambda row: _("từ ghép") if row.is_compound else _("từ đồng nghĩa"),
        ),
        Column("set_by", gettext_lazy("Người đặt"), value=lambda row: row.set_by.full_name),
        Column("set_at", gettext_lazy("Lúc"), sort="set_at"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có nhóm từ nào của thành phố"),
        gettext_lazy("Các từ thông dụng đã có sẵn; thêm cách gọi riêng của địa phương."),
        gettext_lazy("Thêm nhóm từ"),
        "/search/synonyms/new/",
        "language",
    ),
)


@require_safe
@desk_view
def search(request: DeskRequest) -> HttpResponse:
    """Show what answers the question in the address; a question over the press leaves its row in the journal."""
    form = QuestionForm(request.GET)
    question = form.question(request.GET)
    reach = queries.reach_of(request.actor)
    if kinds := queries.journalled(reach, question):
        actions.note_question(actor=request.actor, typed=question.typed, kinds=kinds)
    answer = queries.search(request.actor, question, reach)
    context = {
        "nav_key": "search",
        "form": form,
        "answer": answer,
        "kept": {name: question.chosen[name] for name in CHOSEN if name in question.chosen},
        "facets": list(facets_of(answer)),
        "chips": list(chips_of(request.actor, answer)),
        "before": address_of(question, page=str(question.page - 1)) if question.page > 1 else "",
        "after": address_of(question, page=str(question.page + 1)) if answer.has_next else "",
    }
    return render(request, "search/search.html", context)


@require_safe
@desk_view
def suggest(request: DeskRequest) -> HttpResponse:
    """Give what completes the typing, as a part of the page."""
    given = queries.suggest(request.actor, request.GET.get("q", "")[:80])
    return render(request, "search/_suggestions.html", {"suggestions": given})


@desk_view
def show_synonyms(request: DeskRequest) -> HttpResponse:
    """List the groups of the city."""
    rows = queries.synonyms(request.actor)
    return SYNONYMS.respond(request, rows, {"given": reading.given_groups()})


@desk_view
def new_synonym(request: DeskRequest) -> HttpResponse:
    """Add a group."""
    require(request.actor, Permission.SEARCH_MANAGE)
    form = SynonymForm(posted(request))
    if attempt(form, actions.add_synonym, actor=request.actor):
        messages.success(request, _("Đã thêm nhóm từ; câu tìm tiếp theo đã dùng nhóm này."))
        return redirect("search:synonyms")
    return form_page(
        request,
        form,
        title=_("Thêm nhóm từ đồng nghĩa"),
        submit=_("Thêm"),
        back="/search/synonyms/",
        nav_key="synonyms",
    )


@desk_view
def change_synonym(request: DeskRequest, synonym_id: int) -> HttpResponse:
    """Give a group other wordings, or see who set it."""
    synonym = _synonym(request, synonym_id)
    form = SynonymForm(posted(request), synonym=synonym)
    if attempt(form, actions.change_synonym, actor=request.actor, synonym=synonym):
        messages.success(request, _("Đã sửa nhóm từ; câu tìm tiếp theo đã dùng nhóm này."))
        return redirect("search:synonyms")
    return form_page(
        request,
        form,
        title=_("Sửa nhóm từ đồng nghĩa"),
        submit=_("Lưu"),
        back="/search/synonyms/",
        template="search/synonym.html",
        nav_key="synonyms",
        synonym=synonym,
    )


@desk_view
def remove_synonym(request: DeskRequest, synonym_id: int) -> HttpResponse:
    """Ask once, then take a group away."""
    synonym = _synonym(request, synonym_id)
    if request.method == "POST":
        actions.remove_synonym(actor=request.actor, synonym=synonym)
        messages.success(request, _("Đã bỏ nhóm từ."))
        return redirect("search:synonyms")
    return render(request, "search/remove_synonym.html", {"synonym": synonym, "nav_key": "synonyms"})


def _synonym(request: DeskRequest, synonym_id: int) -> Synonym:
    return access(queries.synonyms(request.actor), request.actor, id=synonym_id, to=None)
