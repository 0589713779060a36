"""OPML: lists of sources as other readers give and take them. Source: OPML 2.0 (dave.opml.org).

Reading runs inside the child process, writing anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from lxml import etree

from loa.feeds.charsets import readable
from loa.feeds.errors import BadFeed, NoOutlines
from loa.feeds.markup import plain, whole
from loa.feeds.model import Outline, Outlines, no_outlines
from loa.feeds.opening import unpacked, without_doctype
from loa.feeds.trees import all_text, local
from loa.lib.safe_xml import legal_text
from loa.lib.said import say

MOST_BYTES: Final = 4 * 1024 * 1024
MOST_OUTLINES: Final = 5_000
_DEEPEST: Final = 20
_LEFT_OUT: Final = "Danh sách quá dài: chỉ đọc {count} nguồn đầu."


def parse_outlines(data: bytes) -> Outlines:
    """Return the subscriptions of an OPML file, however nested or broken, or why it gives nothing."""
    try:
        raw = without_doctype(readable(unpacked(data, MOST_BYTES)[:MOST_BYTES]).lstrip())
        root = etree.fromstring(raw, _parser())
    except (BadFeed, etree.XMLSyntaxError, ValueError):
        return no_outlines(NoOutlines().text)
    if root is None or local(root).lower() not in {"opml", "body", "outline"}:
        return no_outlines(NoOutlines().text)
    title = next((plain(all_text(found)) for found in root.iter("{*}title")), None)
    found = [outline for element in root.iter("{*}outline") if (outline := _outline(element))]
    return Outlines(
        title=title,
        outlines=found[:MOST_OUTLINES],
        error=None,
        note=say(_LEFT_OUT, count=MOST_OUTLINES) if len(found) > MOST_OUTLINES else None,
    )


def write_outlines(outlines: Iterable[Outline], *, title: str) -> bytes:
    """Return an OPML 2.0 file; subscriptions with the same folders that follow each other share their headings."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = legal_text(title)
    body = etree.SubElement(root, "body")
    for folders, group in groupby(outlines, key=lambda outline: tuple(outline["folders"])):
        place = body
        for name in folders:
            place = etree.SubElement(place, "outline", text=legal_text(name))
        for outline in group:
            name = legal_text(outline["title"] or outline["feed"])
            given = {
                "type": outline["kind"],
                "text": name,
                "title": name,
                "xmlUrl": legal_text(outline["feed"]),
            }
            if outline["site"]:
                given["htmlUrl"] = legal_text(outline["site"])
            etree.SubElement(place, "outline", given)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def _outline(element: etree._Element) -> Outline | None:
    given = {str(name).lower(): str(value) for name, value in element.attrib.items()}
    feed = whole(given.get("xmlurl") or given.get("url"), "")
    if not feed or not feed.lower().startswith(("http://", "https://", "feed:")):
        return None
    folders = [_name(above) for above in element.iterancestors("{*}outline")]
    return Outline(
        title=plain(given.get("title") or given.get("text")),
        feed="https:" + feed.removeprefix("feed:")
        if feed.startswith("feed://")
        else feed.removeprefix("feed:"),
        site=_page(given.get("htmlurl")),
        kind=(given.get("type") or "rss").lower()[:20],
        folders=[name for name in reversed(folders[:_DEEPEST]) if name],
    )


def _page(written: str | None) -> str | None:
    link = whole(written, "")
    return link if link and link.lower().startswith(("http://", "https://")) else None


def _name(element: etree._Element) -> str:
    return plain(str(element.get("text") or element.get("title") or "")) or ""


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_pis=True,
    )
