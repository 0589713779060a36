"""One page of a feed as Atom (RFC 4287), RSS 2.0 or JSON Feed 1.1, with its pages linked (RFC 5005)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from loa.kinds.rss.items import Item, item_of
from loa.kinds.rss.queries import Feed, Wanted
from loa.lib.safe_xml import legal_text

_FEED_IDS = uuid.UUID("5c0c5a1e-6a5c-4d0f-9d0e-0f6f4d1b7a53")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the entries: addresses are full ones; `next` and `previous` are empty at the ends."""

    id: str
    title: str
    description: str
    issuer: str
    language: str
    address: str
    next: str
    previous: str
    updated_at: datetime


def write(feed: Feed, name: str) -> bytes:
    """Return the page in the form of this name ("atom.xml", "rss.xml", "feed.json")."""
    head = _head(feed, name)
    items = [item_of(entry, feed.newer.get(entry.code)) for entry in feed.entries]
    return FORMS[name].write(head, items)


def address_of(name: str, account_id: int | None = None, wanted: Wanted | None = None) -> str:
    """Return the full address of a page of a feed; what is asked as usual is left out of it."""
    path = reverse("rss:feed", args=[account_id, name]) if account_id else reverse("rss:site", args=[name])
    asked = wanted or Wanted()
    usual = Wanted()
    differing = {
        field: getattr(asked, field)
        for field in ("language", "area", "topic", "page", "limit")
        if getattr(asked, field) != getattr(usual, field)
    }
    return settings.PUBLIC_URL + path + (f"?{urlencode(differing)}" if differing else "")


def id_of(feed: Feed) -> str:
    """Return the id by which readers know the feed, on all its pages and in all its forms."""
    account, wanted = feed.account, feed.wanted
    since = account.created_at.isoformat() if account else ""
    lasting = f"{account.pk if account else 0} {since} {wanted.language} {wanted.area} {wanted.topic}"
    return uuid.uuid5(_FEED_IDS, lasting).urn


def _head(feed: Feed, name: str) -> Head:
    wanted, account = feed.wanted, feed.account
    with translation.override(wanted.language):
        own = f"{feed.issuer} – {account.name}" if account else _("Bản tin chính thức")
        description = _("Bản tin chính thức của %(body)s") % {"body": feed.issuer} if account else own

    def page(number: int) -> str:
        asked = Wanted(wanted.language, wanted.area, wanted.topic, number, wanted.limit)
        return address_of(name, account.pk if account else None, asked)

    return Head(
        id=id_of(feed),
        title=legal_text(" – ".join([own, *feed.of])),
        description=legal_text(description),
        issuer=legal_text(feed.issuer or own),
        language=wanted.language,
        address=page(wanted.page),
        next="" if feed.is_last else page(wanted.page + 1),
        previous=page(wanted.page - 1) if wanted.page > 1 else "",
        updated_at=feed.updated_at,
    )


class _Dated:
    """What both XML forms share: the feed's own moment instead of the present one, and links between pages."""

    feed: dict[str, Any]

    def latest_post_date(self) -> datetime:
        """Return when the feed changed last, also while it is empty."""
        moment: datetime = self.feed["changed_at"]
        return moment

    def link_pages(self, handler: SimplerXMLGenerator, tag: str) -> None:
        """Write the links to the pages before and after. Source: RFC 5005 §3."""
        for rel in ("previous", "next"):
            if self.feed[rel]:
                handler.addQuickElement(tag, "", {"rel": rel, "href": self.feed[rel]})


class _Atom(_Dated, Atom1Feed):
    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        self.link_pages(handler, "link")

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


class _Rss(_Dated, Rss201rev2Feed):
    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        self.link_pages(handler, "atom:link")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", item["updateddate"].isoformat())


def _write_xml(kind: type[_Atom | _Rss]) -> Callable[[Head, list[Item]], bytes]:
    is_atom = issubclass(kind, Atom1Feed)

    def write(head: Head, items: list[Item]) -> bytes:
        made = kind(
            title=head.title,
            link=f"{settings.PUBLIC_URL}/",
            description=head.description,
            subtitle=head.description,
            language=head.language,
            author_name=head.issuer,
            feed_url=head.address,
            feed_guid=head.id,
            changed_at=head.updated_at,
            next=head.next,
            previous=head.previous,
        )
        for item in items:
            papers = [Enclosure(p.url, str(p.size), p.mime) for p in item.papers]
            made.add_item(
                title=item.title,
                link=item.url,
                description=escape(item.summary) if is_atom else item.html,
                unique_id=item.uid,
                unique_id_is_permalink=False,
                author_name=item.issuer,
                pubdate=item.published_at,
                updateddate=item.updated_at,
                categories=item.categories,
                enclosures=papers if is_atom else papers[:1],
                language=item.language,
                html=item.html,
            )
        return made.writeString("utf-8").encode()

    return write


def _write_json(head: Head, items: list[Item]) -> bytes:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "description": head.description,
        "home_page_url": f"{settings.PUBLIC_URL}/",
        "feed_url": head.address,
        "language": head.language,
        "authors": [{"name": head.issuer}],
        "items": [_json_item(item) for item in items],
    }
    return json.dumps(told | ({"next_url": head.next} if head.next else {}), ensure_ascii=False).encode()


def _json_item(item: Item) -> dict[str, Any]:
    return {
        "id": item.uid,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "date_published": item.published_at.isoformat(),
        "date_modified": item.updated_at.isoformat(),
        "authors": [{"name": item.issuer}],
        "language": item.language,
        "tags": item.categories,
        "attachments": [
            {"url": p.url, "mime_type": p.mime, "title": p.title, "size_in_bytes": p.size}
            for p in item.papers
        ],
        "_loa": {"code": item.code, "status": item.status, "corrects": item.corrects},
    }


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a feed: its media type, its name for people, and how it is written."""

    media_type: str
    label: str
    write: Callable[[Head, list[Item]], bytes]


FORMS = {
    "atom.xml": Form("application/atom+xml", "Atom", _write_xml(_Atom)),
    "rss.xml": Form("application/rss+xml", "RSS", _write_xml(_Rss)),
    "feed.json": Form("application/feed+json", "JSON Feed", _write_json),
}
