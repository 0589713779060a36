"""The journal on screen: who did what, when, to which thing; and how its chain stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.journal import checking
from loa.journal.wording import thing_in_words, thing_url, word_of
from loa.units import lists
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.forms.journal import JournalFilter
from loa.units.permissions import Permission
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen


def _who(row: Any) -> str:
    if not row.person:
        return _("Hệ thống")
    who = row.who or row.person
    return _("%(who)s, thay %(giver)s") % {"who": who, "giver": row.whose} if row.whose else who


JOURNAL = ListScreen(
    key="journal",
    title=gettext_lazy("Nhật ký"),
    nav_key="journal",
    template="units/journal.html",
    search=("thing", "verb"),
    search_label=gettext_lazy("Tìm theo mã đối tượng"),
    filters=JournalFilter,
    default_sort="-at",
    page_size=50,
    columns=(
        Column("verb", gettext_lazy("Việc đã làm"), value=lambda row: word_of(row.verb), sort="verb"),
        Column("who", gettext_lazy("Người làm"), value=_who),
        Column("body_name", gettext_lazy("Cơ quan, đơn vị")),
        Column("at", gettext_lazy("Lúc"), sort=("at", "id")),
        Column(
            "thing",
            gettext_lazy("Đối tượng"),
            value=lambda row: thing_in_words(row.thing),
            url=lambda row: thing_url(row.thing),
            sort="thing",
        ),
        Column("seal_number", gettext_lazy("Số niêm phong"), numeric=True),
    ),
    empty=Empty(
        gettext_lazy("Nhật ký chưa có dòng nào"),
        gettext_lazy("Mỗi việc làm trên hệ thống để lại một dòng ở đây, không sửa, không xóa được."),
        symbol="notebook",
    ),
)


@desk_view
def list_entries(request: DeskRequest) -> HttpResponse:
    """Show what was done in one's reach, latest first, above it the state of the chain."""
    require(request.actor, Permission.JOURNAL_READ)
    return JOURNAL.respond(
        request, lists.entries_visible_to(request.actor), {"chain": checking.chain_state()}
    )


@require_POST
@desk_view
def verify(request: DeskRequest) -> HttpResponse:
    """Walk along the whole chain now."""
    require(request.actor, Permission.JOURNAL_READ)
    found = checking.check_chain(actor=request.actor)
    if found.first_bad:
        said = _("Chuỗi niêm phong không khớp ở dòng %(n)d. Hãy báo ngay người vận hành hệ thống.")
        messages.error(request, said % {"n": found.first_bad.number})
    else:
        said = _("Đã kiểm tra %(rows)d dòng: chuỗi nguyên vẹn; %(tail)d dòng mới chưa niêm phong.")
        messages.success(request, said % {"rows": found.rows, "tail": found.unsealed_tail})
    return redirect("units:journal")
