"""Make what feeds hold safe to show: titles as plain words, summaries as a short list of tags, links that open pages.

It must not trust the kind a feed names: every text is treated as if it were markup.
"""

from __future__ import annotations

import html
import re
from functools import partial
from typing import Final
from urllib.parse import urljoin, urlsplit

import nh3

from loa.lib.safe_html import TAGS
from loa.lib.text import squeeze

_DROPPED: Final = {"script", "style", "applet", "iframe", "template", "svg", "math"}
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}
_LINKS: Final = {"http", "https", "ftp", "ftps", "mailto", "magnet", "tel", "urn", "news", "feed"}
_MARKUP: Final = re.compile(r"<\s*[a-z!/?]", re.IGNORECASE)
_LOOKS: Final = re.compile(
    r"</?(?:a|b|i|u|p|s|br|em|hr|h\d|li|ol|ul|td|tr|th|div|img|sub|sup|span|font|strong|code|pre|abbr|cite|small|table|center|blockquote)\b[^<>]{0,500}>"
    r"|<\s*[/!?]?\s*(?:script|style|iframe|frame|object|embed|svg|math|link|meta|base|form|input|video|audio|body|html|applet|xml|!--)",
    re.IGNORECASE,
)
_CONTROLS: Final = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
_EDGES: Final = "\x00\t\n\r \u200b\ufeff"
_MOST_SUMMARY: Final = 100_000
_MOST_TITLE: Final = 2_000
_MOST_LINK: Final = 4_000


def plain(text: str | None) -> str | None:
    """Return the words of a title: no markup, entities resolved, white space collapsed; None where there are none."""
    if not text:
        return None
    words = text[: _MOST_TITLE * 4]
    for _ in range(3):
        if not _LOOKS.search(words):
            break
        words = html.unescape(nh3.clean(words, tags=set(), clean_content_tags=_DROPPED))
    else:
        words = _MARKUP.sub(lambda found: found[0].replace("<", "‹"), words)
    return squeeze(words)[:_MOST_TITLE] or None


def safe_summary(text: str | None, base: str) -> str | None:
    """Return safe HTML with links made whole by `base`; None where nothing is left to read."""
    if not text:
        return None
    cleaned = nh3.clean(
        text[:_MOST_SUMMARY],
        tags=set(TAGS),
        clean_content_tags=_DROPPED,
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=partial(_whole_link, base),
        url_schemes=_SCHEMES,
        strip_comments=True,
    )
    return cleaned.strip() if re.sub(r"<[^>]*>|\s|&nbsp;", "", cleaned) else None


def whole(link: str | None, base: str) -> str | None:
    """Return an address as it is, made whole by `base` where it is relative; None where following it could run something."""
    written = (link or "").strip(_EDGES)[:_MOST_LINK]
    if not written:
        return None
    try:
        joined = written if urlsplit(written).scheme or not base else urljoin(base, written)
        scheme = urlsplit(_CONTROLS.sub("", joined)).scheme.lower()
    except ValueError:
        return None
    return None if scheme and scheme not in _LINKS else joined


def _whole_link(base: str, tag: str, attribute: str, value: str) -> str | None:
    return whole(value, base) if (tag, attribute) == ("a", "href") else value
