"""One story: its page, what is decided about it, why two of its items are together; and one item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from loa.lib.errors import NotFound
from loa.press.actions import counting, grouping
from loa.press.forms.desk import EditForm
from loa.press.models import Item, Story
from loa.press.queries import story as queries
from loa.press.queries.visible import items_visible_to, may_group, stories_visible_to
from loa.press.queries.why import pieces_of, why_of
from loa.press.said import common_facts, item_facts, reason_facts
from loa.press.tabs import tabs
from loa.units.access import access, can
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt
from loa.web.forms import ErrorsSummary

Act = Callable[..., Story]
ACTS: dict[str, tuple[Act, Any]] = {
    "split": (grouping.split, _("Đã tách các tin – bài được chọn thành chùm tin riêng.")),
    "pin": (grouping.pin, _("Đã ghim: các tin – bài này luôn ở chùm tin này.")),
    "join": (grouping.join_reprints, _("Đã ghi nhận các tin – bài này là tin đăng lại của nhau.")),
    "part": (grouping.part_reprints, _("Đã ghi nhận các tin – bài này không phải tin đăng lại.")),
}
MERGED = _("Đã gộp chùm tin.")
KEYS = [
    ("t", _("Tách thành chùm tin riêng")),
    ("p", _("Ghim ở chùm tin này")),
    ("l", _("Là tin đăng lại của nhau")),
    ("k", _("Không phải tin đăng lại")),
    ("g", _("Đến phần gộp chùm tin")),
]
"""What the letters do among the items of a story."""


def _story(request: DeskRequest, story_id: int) -> Story:
    rows = stories_visible_to(request.actor).select_related("founder__source__body", "former__source__body")
    story: Story = access(rows, request.actor, id=story_id, to=None)
    return story


@desk_view
def show(request: DeskRequest, story_id: int) -> HttpResponse:
    """Show a story; one that a merge emptied leads to where its founder is now."""
    story = _story(request, story_id)
    if not story.items and (home := queries.home_of(story)):
        return redirect("press:story", home.pk)
    return _page(request, story, EditForm())


def _page(request: DeskRequest, story: Story, form: EditForm) -> HttpResponse:
    may = may_group(request.actor, story)
    words = request.GET.get("near", "").strip()[:200]
    if may and words:
        counting.note_search(actor=request.actor, words=words, where="near")
    context = {
        "story": story,
        "page": queries.page_of(story),
        "near": queries.near_to(request.actor, story, words) if may else [],
        "near_words": words,
        "may_group": may,
        "page_keys": KEYS if may else [],
        "may_write": can(request.actor, Permission.BULLETINS_WRITE, body=request.actor.body),
        "form": form,
        "errors": ErrorsSummary(form),
        "tabs": tabs(),
        "nav_key": "newsroom",
    }
    return render(request, "press/story.html", context, status=422 if form.errors else 200)


@require_POST
@desk_view
def edit(request: DeskRequest, story_id: int, act: str) -> HttpResponse:
    """Split, pin, or say of items that they are or are no reprints of each other; the button pressed names the act."""
    story = _story(request, story_id)
    if act not in ACTS:
        raise NotFound
    what, said = ACTS[act]
    form = EditForm(request.POST)
    form.fields.pop("others")
    done = attempt(form, what, actor=request.actor, story=story)
    if done is None:
        return _page(request, story, form)
    messages.success(request, str(said))
    return redirect("press:story", done.value.pk)


@require_POST
@desk_view
def merge(request: DeskRequest, story_id: int) -> HttpResponse:
    """Put other stories into this one."""
    story = _story(request, story_id)
    form = EditForm(request.POST)
    form.fields.pop("items")
    done = attempt(form, grouping.merge, actor=request.actor, story=story)
    if done is None:
        return _page(request, story, form)
    messages.success(request, str(MERGED))
    return redirect("press:story", done.value.pk)


@desk_view
def why(request: DeskRequest, story_id: int, item_id: int) -> HttpResponse:
    """Say why an item is in its story: what the engine found when it came, and what it shares with the item beside it."""
    story = _story(request, story_id)
    found = why_of(story, _item(request, item_id))
    context = {
        "story": story,
        "found": found,
        "reason": found.reason,
        "pair": [found.item, found.other],
        "reason_facts": reason_facts(found.reason) if found.reason else [],
        "facts": common_facts(found.common) if found.common else [],
        "tabs": tabs(),
        "nav_key": "newsroom",
    }
    return render(request, "press/why.html", context)


def _item(request: DeskRequest, item_id: int) -> Item:
    rows = items_visible_to(request.actor).select_related("publisher", "source", "story", "reprints")
    item: Item = access(rows, request.actor, id=item_id, to=None)
    return item


@desk_view
def item(request: DeskRequest, item_id: int) -> HttpResponse:
    """Show one item as it was published, and where it is."""
    found = _item(request, item_id)
    context = {
        "item": found,
        "pieces": pieces_of(found),
        "facts": item_facts(found),
        "tabs": tabs(),
        "nav_key": "newsroom",
    }
    return render(request, "press/item.html", context)


@desk_view
def of_item(request: DeskRequest, item_id: int) -> HttpResponse:
    """Lead to where an item stands in its story; to the item itself until something has grouped it."""
    found = _item(request, item_id)
    if found.story_id is None:
        return redirect("press:item", found.pk)
    return redirect(f"{reverse('press:story', args=[found.story_id])}#row-{found.pk}")
