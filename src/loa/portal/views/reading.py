"""Reading: the front page, one bulletin, the logs, the register."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from loa.portal import lists, rules
from loa.portal.errors import NoSuchBulletin
from loa.portal.forms import FrontForm
from loa.portal.queries import listing, reading
from loa.portal.queries.feeds import feed_links

PER_PAGE = 20


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show what is said now: emergencies first, then the newest bulletins."""
    form = FrontForm(request.GET)
    asked, language = form.chosen(), get_language() or "vi"
    pages = reading.search_pages(asked["q"], language=language, area=asked["area"], topic=asked["topic"])
    page = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "place": reading.place_meant("" if asked["area"] else asked["q"]),
        "page": page,
        "entries": reading.entries(page),
        "emergencies": reading.current_emergencies(language),
        "feeds": feed_links(),
        "nav": "front",
    }
    return render(request, "portal/front.html", context)


@require_safe
def bulletin(request: HttpRequest, code: str) -> HttpResponse:
    """Show one bulletin with issuer, versions and corrections."""
    language = request.GET.get("lang") or get_language() or "vi"
    found = reading.find_reading(
        rules.code_of(code),
        language,
        number=rules.number_of(request.GET.get("v", "")),
        account=rules.number_of(request.GET.get("by", "")),
    )
    if found is None:
        raise NoSuchBulletin
    context = {
        "reading": found,
        "words": reading.RELATION_WORDS,
        "feeds": feed_links(),
    }
    return render(request, "portal/bulletin.html", context)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Show the log of our own mistakes."""
    lead = _("Mọi lần chúng tôi phát sai đều ghi tại đây và không thể xóa.")
    return lists.CORRECTIONS.respond(request, listing.list_corrections(), _frame("corrections", lead))


@require_safe
def emergencies(request: HttpRequest) -> HttpResponse:
    """Show every use of the emergency priority with its reason."""
    lead = _(
        "Mức khẩn cấp chỉ dùng cho thiên tai, cháy nổ, dịch bệnh hoặc an toàn tính mạng, hết hiệu lực trong 24 giờ. Mỗi lần dùng đều công khai tại đây."
    )
    return lists.EMERGENCIES.respond(request, listing.list_emergencies(), _frame("emergencies", lead))


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Show who speaks where in whose name."""
    lead = _(
        "Chỉ những kênh trong danh sách này phát tin nhân danh các cơ quan. Thấy kênh khác nhân danh cơ quan, mời ông/bà kiểm tra nội dung tại trang Kiểm tra bản tin."
    )
    return lists.ACCOUNTS.respond(
        request, listing.list_accounts(), _frame("accounts", lead) | {"feeds": feed_links()}
    )


def _frame(nav: str, lead: str) -> dict[str, Any]:
    return {"nav": nav, "lead": lead}
