"""`{% load loa %}`: Vietnamese formats, icons and the components that wrap a block of template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.forms.utils import pretty_name
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from loa.lib import clock
from loa.web import formats
from loa.web.forms import ErrorsSummary, described, picked, widget_of
from loa.web.lists.rows import EMPTY, drawn_rows
from loa.web.lists.screen import ListView
from loa.web.marks import moment_mark, symbol
from loa.web.said import in_words

register = template.Library()

register.filter("in_words", in_words)


# -- formats ------------------------------------------------------------------------------------------


@register.filter(name="day")
def day_filter(value: date | datetime | None) -> str:
    """05/01/2026."""
    return formats.day_text(_as_day(value)) if value else EMPTY


@register.filter
def long_day(value: date | datetime | None) -> str:
    """Thứ Hai 05/01/2026."""
    return formats.long_day_text(_as_day(value)) if value else EMPTY


@register.filter
def hour(value: datetime | None) -> str:
    """14:03."""
    return formats.clock_text(value) if value else EMPTY


@register.filter
def moment(value: datetime | None) -> str:
    """14:03 05/01/2026."""
    return formats.moment_text(value) if value else EMPTY


@register.filter
def long_moment(value: datetime | None) -> str:
    """14:03, thứ Hai 05/01/2026."""
    return formats.long_moment_text(value) if value else EMPTY


@register.filter
def ago(value: datetime | None) -> str:
    """5 phút trước."""
    return formats.relative_text(value, clock.now()) if value else EMPTY


@register.filter
def when(value: datetime | None) -> SafeString:
    """Both forms in a time element: 14:03 05/01/2026 (5 phút trước)."""
    return moment_mark(value, clock.now()) if value else conditional_escape(EMPTY)


@register.filter
def span(value: timedelta | float | None) -> str:
    """2 giờ 5 phút; a number is taken as seconds."""
    return formats.span_text(value) if value is not None else EMPTY


@register.filter
def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """1.234,5."""
    return formats.number_text(value, decimals) if value is not None else EMPTY


@register.filter
def percent_of(part: float, whole: float) -> str:
    """12% of the whole."""
    return formats.percent_text(part, whole)


@register.filter
def filesize(value: int) -> str:
    """3,4 MB."""
    return formats.size_text(value)


@register.filter
def yes_no(value: object) -> str:
    """Có, Không."""
    return formats.yes_no(value)


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """Look a key up in a mapping."""
    return mapping.get(key)


def _as_day(value: date | datetime) -> date:
    return formats.local(value).date() if isinstance(value, datetime) else value


# -- icons and fields -----------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw a symbol of static/icons.svg; with a label it speaks, without it is decoration."""
    return symbol(name, label, css)


@register.filter
def field_kind(field: BoundField) -> str:
    """Return how a field is laid out: hidden, check, picks, choices, text."""
    return described(field)


register.filter("picked", picked)


@register.filter
def widget(field: BoundField) -> SafeString:
    """Render the control with its help and error tied to it for screen readers."""
    return widget_of(field)


@register.filter
def label_text(field: BoundField) -> str:
    """Return the label, never empty."""
    return str(field.label or pretty_name(field.name))


@register.filter
def summary(form: BaseForm) -> ErrorsSummary:
    """Return the errors of a form for components/error_summary.html."""
    return ErrorsSummary(form)


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """Return the present query string with some parameters changed; an empty value removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


# -- components around a block ----------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def pageheader(context: template.Context, content: str, **facts: Any) -> SafeString:
    """Title, lead and trail of a page; the block holds its actions."""
    return _component(context, "pageheader", content, facts)


@register.simple_block_tag(takes_context=True)
def card(context: template.Context, content: str, **facts: Any) -> SafeString:
    """A titled box; the block is its body."""
    return _component(context, "card", content, facts)


@register.simple_block_tag(takes_context=True)
def callout(context: template.Context, content: str, **facts: Any) -> SafeString:
    """A note that stands out: tone, title; the block is its text."""
    return _component(context, "callout", content, facts)


@register.simple_block_tag(takes_context=True)
def dialog(context: template.Context, content: str, **facts: Any) -> SafeString:
    """A window over the page: id, title; the block is its body."""
    return _component(context, "dialog", content, facts)


@register.simple_block_tag(takes_context=True)
def phoneframe(context: template.Context, content: str, **facts: Any) -> SafeString:
    """A phone-size frame around a preview: title; the block is the screen."""
    return _component(context, "phoneframe", content, facts)


@register.simple_block_tag(takes_context=True)
def printblock(context: template.Context, content: str, **facts: Any) -> SafeString:
    """A sheet for paper: body, title, signer; the block is its text."""
    return _component(context, "printblock", content, facts)


def _component(context: template.Context, name: str, content: str, facts: dict[str, Any]) -> SafeString:
    request = context.get("request")
    return render_to_string(f"components/{name}.html", {**facts, "content": content}, request)


@register.simple_tag
def list_rows(shown: ListView, csrf_token: str = "") -> SafeString:
    """Draw the rows of a list."""
    return drawn_rows(shown, csrf_token)


@register.simple_tag
def list_page(shown: ListView, number: int) -> str:
    """Return the address of another page of a list."""
    return shown.address(page=str(number))
