"""XML from outside, read without entities, document types or the network.

Any DOCTYPE is refused: no feed or alert we accept needs one, and every known expansion attack does.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from lxml import etree

from loa.lib.errors import Invalid
from loa.lib.said import say

MAX_BYTES = 8 * 1024 * 1024
_ENCODINGS = {"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252", "windows-1258"}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*?\?>")
_DECLARED = re.compile(rb"""^\s*<\?xml\b[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DOCTYPE = re.compile(r"\A(?>\s+|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE", re.IGNORECASE | re.DOTALL)


class BadXml(Invalid):
    """The document is too large, malformed or uses what we refuse."""

    code = "bad_xml"
    message = "Tệp XML không đọc được. Hãy kiểm tra lại nguồn hoặc xuất lại tệp."


class HasDoctype(BadXml):
    """The document declares a type, the way every known expansion attack begins."""

    code = "doctype"
    message = "Tệp XML có khai báo DOCTYPE nên không được nhận. Hãy đề nghị nguồn bỏ khai báo này."


def legal_text(text: str) -> str:
    """Return the text without what no XML document may hold. Source: XML 1.0 §2.2 Char."""
    return _ILLEGAL.sub("", text)


def parse_xml(data: bytes, *, max_bytes: int = MAX_BYTES) -> etree._Element:
    """Return the root element of the document.

    Raises: BadXml when it is larger than `max_bytes`, malformed, in an unknown encoding or has a DOCTYPE.
    """
    if len(data) > max_bytes:
        raise BadXml(say("Tệp XML lớn hơn giới hạn {limit} KB nên không được nhận.", limit=max_bytes // 1024))
    try:
        return etree.fromstring(_plain_utf8(data), _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadXml(line=getattr(error, "lineno", None)) from error


def iter_xml(data: bytes, *tags: str, max_bytes: int = MAX_BYTES) -> Iterator[etree._Element]:
    """Yield each closed element with one of the tags ("{*}row"), emptied again after the caller had it.

    For documents too large to hold as a tree. Raises as `parse_xml`.
    """
    if len(data) > max_bytes:
        raise BadXml(say("Tệp XML lớn hơn giới hạn {limit} KB nên không được nhận.", limit=max_bytes // 1024))
    try:
        walk = etree.iterparse(
            io.BytesIO(_plain_utf8(data)), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
        )
        for _, element in walk:
            yield element
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise BadXml(line=error.lineno) from error


def open_at_break(data: bytes) -> list[str]:
    """Return the full names of the elements that were open, from the root inwards, where the document breaks off.

    Empty for a document that is whole. Raises: BadXml for what cannot be read as text or has a DOCTYPE.
    """
    opened: list[str] = []
    walk = etree.iterparse(
        io.BytesIO(_plain_utf8(data)),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for event, element in walk:
            if event == "start":
                opened.append(str(element.tag))
            else:
                opened.pop()
                element.clear()
    except etree.XMLSyntaxError:
        return opened
    return []


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _plain_utf8(data: bytes) -> bytes:
    text = _DECLARATION.sub("", _decode(data), count=1)
    if _DOCTYPE.match(text):
        raise HasDoctype
    return text.encode()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
    )


def _decode(data: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if encoding is None:
        declared = _DECLARED.match(data[:200])
        encoding = declared[1].decode().lower() if declared else "utf-8"
        if encoding not in _ENCODINGS:
            raise BadXml(
                say(
                    "Tệp XML dùng bảng mã “{encoding}” chưa được hỗ trợ. Hãy xuất lại ở UTF-8.",
                    encoding=encoding,
                )
            )
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadXml("Tệp XML sai bảng mã chữ. Hãy xuất lại ở UTF-8.") from error
