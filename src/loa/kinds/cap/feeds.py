"""The current alerts as Atom (RFC 4287) or RSS 2.0, each entry with the link to its CAP document and the main values."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from lxml import etree

from loa.kinds.cap.models import Alert
from loa.kinds.cap.queries import Feed
from loa.lib.cap.times import write_time
from loa.lib.clock import HANOI
from loa.lib.safe_xml import legal_text

MEDIA_TYPE = "application/cap+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_CAP = "urn:oasis:names:tc:emergency:cap:1.2"
_IDS = uuid.UUID("0b1f9a5e-8f0e-4a55-9f0b-3b8c6c1a7d21")


def address_of(name: str, account_id: int | None = None) -> str:
    """Return the full address of a feed, of an account or of the whole site."""
    path = reverse("cap:feed", args=[account_id, name]) if account_id else reverse("cap:site", args=[name])
    return settings.PUBLIC_URL + path


def alert_address(alert: Alert) -> str:
    """Return the full address of an alert's document; it never changes."""
    return settings.PUBLIC_URL + reverse("cap:alert", args=[alert.account_id, alert.name])


def write(feed: Feed, name: str) -> bytes:
    """Return the feed in the form of this name ("atom.xml", "rss.xml")."""
    with translation.override("vi"):
        return FORMS[name].write(feed)


def _title(feed: Feed) -> str:
    own = (
        f"{feed.issuer} – {feed.account.name}" if feed.account else _("Cảnh báo chính thức đang có hiệu lực")
    )
    return legal_text(own)


def _id_of(feed: Feed) -> str:
    account = feed.account
    return uuid.uuid5(_IDS, f"{account.pk} {account.created_at.isoformat()}" if account else "site").urn


def _alert_id(alert: Alert) -> str:
    return uuid.uuid5(_IDS, f"{alert.sender},{alert.identifier}").urn


def _atom(feed: Feed) -> bytes:
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "cap": _CAP})  # type: ignore[dict-item]  # the stubs know no default namespace
    _add(root, "id", _id_of(feed))
    _add(root, "title", _title(feed))
    _add(root, "updated", write_time(feed.updated_at.astimezone(HANOI)))
    account = feed.account
    _add(root, "link", rel="self", type=FORMS["atom.xml"].media_type, href=address_of("atom.xml", account.pk if account else None))  # fmt: skip
    _add(root, "link", rel="alternate", type="text/html", href=f"{settings.PUBLIC_URL}/")
    for alert in feed.alerts:
        _atom_entry(_add(root, "entry"), alert)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _atom_entry(entry: etree._Element, alert: Alert) -> None:
    said = alert.payload
    _add(entry, "id", _alert_id(alert))
    _add(entry, "title", legal_text(said["title"]))
    _add(entry, "updated", write_time(alert.sent_at.astimezone(HANOI)))
    _add(_add(entry, "author"), "name", legal_text(said["issuer"]))
    _add(entry, "link", rel="alternate", type=MEDIA_TYPE, href=alert_address(alert))
    _add(entry, "link", rel="related", type="text/html", href=said["url"])
    _add(entry, "summary", legal_text(said["text"]))
    for name, value in _main_values(alert).items():
        etree.SubElement(entry, f"{{{_CAP}}}{name}").text = value


def _main_values(alert: Alert) -> dict[str, str]:
    said = alert.payload
    return {
        "identifier": alert.identifier,
        "msgType": alert.msg_type,
        "urgency": said["cap"]["urgency"],
        "severity": said["cap"]["severity"],
        "certainty": said["cap"]["certainty"],
        "expires": write_time(alert.expires_at.astimezone(HANOI).replace(microsecond=0)),
        "areaDesc": legal_text(", ".join(said["areas"])),
    }


def _rss(feed: Feed) -> bytes:
    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM})
    channel = etree.SubElement(root, "channel")
    account = feed.account
    _plain(channel, "title", _title(feed))
    _plain(channel, "link", f"{settings.PUBLIC_URL}/")
    _plain(channel, "description", _title(feed))
    _plain(channel, "lastBuildDate", format_datetime(feed.updated_at))
    own = address_of("rss.xml", account.pk if account else None)
    etree.SubElement(channel, f"{{{_ATOM}}}link", rel="self", type=FORMS["rss.xml"].media_type, href=own)
    for alert in feed.alerts:
        item = etree.SubElement(channel, "item")
        _plain(item, "title", legal_text(alert.payload["title"]))
        _plain(item, "link", alert_address(alert))
        _plain(item, "description", legal_text(alert.payload["text"]))
        _plain(item, "guid", alert.identifier, isPermaLink="false")
        _plain(item, "pubDate", format_datetime(alert.sent_at))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    return _plain(parent, f"{{{_ATOM}}}{name}", text, **attributes)


def _plain(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, name, attributes)
    node.text = text
    return node


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a feed: its media type, its name for people, and how it is written."""

    media_type: str
    label: str
    write: Callable[[Feed], bytes]


FORMS = {
    "atom.xml": Form("application/atom+xml", "Atom", _atom),
    "rss.xml": Form("application/rss+xml", "RSS", _rss),
}
