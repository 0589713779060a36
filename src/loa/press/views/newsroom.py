"""The newsroom page: the stories of a day, signals on top; and the items behind every number."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.press.actions import counting as noting
from loa.press.forms.desk import ItemFilter, StoryFilter
from loa.press.queries import newsroom, signals
from loa.press.queries.items import listed_items
from loa.press.queries.visible import require_listening
from loa.press.rules.days import day_of, first_moment
from loa.press.tabs import tabs
from loa.units.access import can
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web import formats
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

MOST_SIGNALS = 3
ONLY_SINCE = _("Chỉ tìm trong tin – bài từ %(day)s. Muốn tìm xa hơn, chọn “Từ ngày”.")

STORIES = ListScreen(
    key="press-stories",
    title=_("Tin báo chí trong ngày"),
    nav_key="newsroom",
    search=("folded",),
    search_label=_("Tìm trong tiêu đề"),
    filters=StoryFilter,
    default_sort="-growth",
    template="press/newsroom.html",
    columns=(
        Column("title", _("Chùm tin"), sort="folded", url=lambda row: f"/desk/newsroom/stories/{row.pk}/"),
        Column("growth", _("6 giờ qua"), sort=("growth", "today"), template="press/_growth.html", export=lambda row: row.fresh, numeric=True),
        Column("curve", _("24 giờ"), value=newsroom.curve_of, template="press/_curve_cell.html", export=lambda row: len(row.moments)),
        Column("items", _("Tin – bài"), sort="items", numeric=True, url=lambda row: f"/desk/newsroom/items/?story={row.pk}"),
        Column("reprinted", _("Đăng lại"), sort="reprinted", numeric=True, url=lambda row: f"/desk/newsroom/items/?story={row.pk}&reprints=on" if row.reprinted else ""),
        Column("publishers", _("Báo, đài"), sort="publishers", numeric=True),
        Column("last_at", _("Mới nhất"), value=lambda row: formats.relative_text(row.last_at, clock.now()), export=lambda row: row.last_at, sort="last_at"),
    ),
    empty=Empty(
        _("Chưa có chùm tin nào trong ngày này"),
        _("Tin được lấy từ các nguồn đang theo dõi. Chọn ngày khác, hoặc xem các nguồn có còn chạy không."),
        symbol="rss",
    ),
)  # fmt: skip

ITEMS = ListScreen(
    key="press-items",
    title=_("Tin – bài"),
    nav_key="newsroom",
    template="press/items.html",
    search=("folded",),
    search_label=_("Tìm trong tiêu đề"),
    filters=ItemFilter,
    default_sort="-published_at",
    page_size=50,
    columns=(
        Column("title", _("Tiêu đề"), sort="folded", url=lambda row: f"/desk/newsroom/items/{row.pk}/"),
        Column("publisher", _("Cơ quan báo chí"), value=lambda row: row.publisher.name, sort="publisher__folded"),
        Column("published_at", _("Đăng lúc"), sort="published_at"),
        Column("is_reprint", _("Đăng lại"), value=lambda row: _("đăng lại") if row.is_reprint else ""),
        Column("story", _("Chùm tin"), value=lambda row: row.story.title if row.story else "", url=lambda row: f"/desk/newsroom/stories/{row.story_id}/" if row.story_id else ""),
        Column("url", _("Địa chỉ"), value=lambda row: row.url, template="press/_address.html"),
    ),
    empty=Empty(
        _("Không có tin – bài nào"),
        _("Chọn khoảng ngày hoặc chủ đề khác."),
        symbol="rss",
    ),
)  # fmt: skip


@desk_view
def stories(request: DeskRequest) -> HttpResponse:
    """Show the stories of a day: what grows fastest first, signals above."""
    require_listening(request.actor)
    _note(request, "stories")
    form = StoryFilter(request.GET, request=request)
    form.is_valid()
    day = day_of(form.cleaned_data.get("day") or clock.today(), clock.now())
    found = signals.open_signals(request.actor)
    context = {
        "day": day,
        "is_today": day.day == clock.today(),
        "cards": signals.cards(list(found[:MOST_SIGNALS])),
        "may_write": can(request.actor, Permission.BULLETINS_WRITE, body=request.actor.body),
        "more_signals": max(0, found.count() - MOST_SIGNALS),
        "tabs": tabs(),
    }
    screen = replace(STORIES, also=lambda _request, typed: newsroom.told_in(request.actor, day, typed))
    return screen.respond(request, newsroom.stories_of(request.actor, day), context)


@desk_view
def items(request: DeskRequest) -> HttpResponse:
    """Show the items behind a number; words alone are looked for in the newest days."""
    require_listening(request.actor)
    _note(request, "items")
    rows, note = listed_items(request.actor), ""
    form = ItemFilter(request.GET, request=request)
    if request.GET.get("q", "").strip() and (since := form.searched_since()):
        rows = rows.filter(published_at__gte=first_moment(since))
        note = ONLY_SINCE % {"day": formats.day_text(since)}
    context = {"tabs": tabs(), "taken_until": form.cut_off, "now_query": _without_cut_off(request)}
    return ITEMS.respond(request, rows, context, note=note)


def _without_cut_off(request: DeskRequest) -> str:
    kept = request.GET.copy()
    for name in ("taken_until", "page"):
        kept.pop(name, None)
    return kept.urlencode()


def _note(request: DeskRequest, where: str) -> None:
    """Write a search down; one that names a person is refused."""
    if typed := request.GET.get("q", "").strip()[:200]:
        noting.note_search(actor=request.actor, words=typed, where=where)
