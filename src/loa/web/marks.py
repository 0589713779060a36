"""The small marks of the house, drawn in Python because a page holds hundreds: symbols, states, moments."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache

from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from loa.web import formats
from loa.web.status import Status


def symbol(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw a symbol of static/icons.svg; with a label it speaks, without it is decoration."""
    return _symbol(conditional_escape(name), conditional_escape(label), conditional_escape(css))


@lru_cache(maxsize=1024)
def _symbol(name: SafeString, label: SafeString, css: SafeString) -> SafeString:
    """Draw from escaped parts, so that a plain and a safe text never share a drawing."""
    speaks = f'role="img" aria-label="{label}"' if label else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308  escaped above
        f'<svg class="loa-icon {css}" width="20" height="20" focusable="false" {speaks}>'
        f'<use href="{conditional_escape(_symbols())}#{name}"></use></svg>'
    )


@cache
def _symbols() -> str:
    """Return the address of the drawing that holds every symbol."""
    return static("icons.svg")


def status_mark(state: Status) -> SafeString:
    """Draw a state: tone, symbol and word together."""
    return _status_mark(state.tone, symbol(state.icon), conditional_escape(str(state.text)))


@lru_cache(maxsize=1024)
def _status_mark(tone: str, drawn: SafeString, text: SafeString) -> SafeString:
    return format_html('<span class="loa-status loa-tone-{}">{}<span>{}</span></span>', tone, drawn, text)


def moment_mark(moment: datetime, now: datetime) -> SafeString:
    """Draw a moment in both forms: 14:03 05/01/2026 (5 phút trước)."""
    away = conditional_escape(formats.relative_text(moment, now))
    return mark_safe(  # noqa: S308  digits, and words escaped above
        f'<time datetime="{moment.isoformat()}">{formats.moment_text(moment)} '
        f'<span class="loa-soft">({away})</span></time>'
    )
