"""What a feed says of one entry: title, HTML and the lines that tell of a correction; no form of XML or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from loa.kinds.rss.models import Entry
from loa.lib.safe_html import clean_html
from loa.lib.safe_xml import legal_text

_WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that belongs to a bulletin; size in bytes."""

    url: str
    title: str
    size: int
    mime: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry in words that every form of a feed can hold; `status` tells what was done to it since, in one word."""

    uid: str
    url: str
    title: str
    html: str
    summary: str
    issuer: str
    language: str
    code: str
    status: str
    corrects: str
    published_at: datetime
    updated_at: datetime
    categories: list[str]
    papers: list[Paper]


def item_of(entry: Entry, newer: Entry | None) -> Item:
    """Return what the feed says of an entry, in the entry's language; of a withdrawn one only the notice stays."""
    said = entry.payload
    with translation.override(entry.language):
        notice = _notice(newer) if newer else ""
        body = "" if newer and newer.relation == _WITHDRAWAL else _body(said)
        html = f"{notice}{_what_it_mends(said)}{body}{_origin(said)}"
        title = f"[{_done_to_it(newer)}] {entry.title}" if newer else entry.title
    return Item(
        uid=entry.uid,
        url=said["url"],
        title=legal_text(title),
        html=legal_text(html),
        summary=legal_text("" if newer and newer.relation == _WITHDRAWAL else said["summary"]),
        issuer=legal_text(said["issuer"]),
        language=entry.language,
        code=entry.code,
        status=newer.relation if newer else "",
        corrects=entry.corrects,
        published_at=entry.published_at,
        updated_at=entry.updated_at,
        categories=[legal_text(name) for name in [*said["areas"], *entry.topics]],
        papers=[_paper(item) for item in said["extra"].get("attachments", ())],
    )


def with_links(html: str) -> str:
    """Return clean HTML in which bare addresses are links; HTML that has links of its own keeps just those."""
    return clean_html(html if "<a" in html else urlize(mark_safe(html)))  # noqa: S308  cleaned right after


def _body(said: dict[str, Any]) -> str:
    return with_links(said["html"] or linebreaks(said["text"], autoescape=True))


def _done_to_it(newer: Entry) -> str:
    words = {
        "correction": _("Đã đính chính"),
        _WITHDRAWAL: _("Đã thu hồi"),
        "supersede": _("Đã có bản thay"),
    }
    return words[newer.relation]


def _notice(newer: Entry) -> SafeString:
    reason = newer.payload["extra"].get("reason", "")
    return format_html(
        '<p><strong>{}</strong> {}: <a href="{}">{}</a>.{}</p>',
        _done_to_it(newer),
        f"{localtime(newer.published_at):%d/%m/%Y %H:%M}",
        newer.payload["url"],
        newer.title,
        f" {_('Lý do:')} {reason}" if reason else "",
    )


def _what_it_mends(said: dict[str, Any]) -> str:
    if not said["corrects"]:
        return ""
    words = {
        "correction": _("Đính chính bản tin"),
        _WITHDRAWAL: _("Thu hồi bản tin"),
        "supersede": _("Thay thế bản tin"),
    }
    url = f"{settings.PUBLIC_URL}/b/{said['corrects']}"
    return format_html('<p>{} <a href="{}">{}</a></p>', words[said["relation"]], url, said["corrects"])


def _origin(said: dict[str, Any]) -> SafeString:
    parts = [said["issuer"]]
    labels = {"source": _("Nguồn:"), "approver": _("Người duyệt:"), "code": _("Mã kiểm tra:")}
    parts += [f"{label} {said[name]}" for name, label in labels.items() if said[name]]
    return format_html("<p>{}</p>", " · ".join(parts))


def _paper(item: dict[str, Any]) -> Paper:
    url = settings.PUBLIC_URL + reverse("files:file", args=[item["file"]])
    return Paper(url, legal_text(item["title"]), int(item["size"]))
