"""Reading what is asked of a feed: anything odd means the usual."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from loa.kinds.rss.queries import MOST, PER_PAGE, Wanted

_PAGES = 10_000


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """Return what the query of an address asks for."""
    language = asked.get("language", "vi")
    return Wanted(
        language=language if language in dict(settings.LANGUAGES) else "vi",
        area=_word(asked.get("area", "")),
        topic=_word(asked.get("topic", "")),
        page=_number(asked.get("page", ""), 1, _PAGES),
        limit=_number(asked.get("limit", ""), PER_PAGE, MOST),
    )


def _word(typed: str) -> str:
    return typed.replace("\0", "")[:40]


def _number(typed: str, usual: int, most: int) -> int:
    return min(max(int(typed), 1), most) if typed.isascii() and typed.isdigit() and len(typed) < 10 else usual
