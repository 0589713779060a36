"""Files that carry another name than they should: RTF and web pages saved as .doc."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from loa.lib.errors import Invalid
from loa.papers.reading.letters import squeeze
from loa.papers.reading.model import FULL, LEFT, RIGHT, Extract, Line
from loa.papers.reading.sources.plain import MOST, extract_text

_RTF = re.compile(
    r"\\u(-?\d{1,6}) ?(?:\\'[0-9a-fA-F]{2}|[?_ ])?|\\'([0-9a-fA-F]{2})|\\([a-zA-Z]+)(-?\d+)? ?|\\(.)|([{}])|([^\\{}\r\n]+)",
    re.DOTALL,
)
_HIDDEN = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "themedata",
        "datastore",
        "listtable",
        "rsidtbl",
        "generator",
        "xmlnstbl",
    ]
)
_WORDS = {
    "par": "\n",
    "line": "\n",
    "tab": "\t",
    "cell": "\x07",
    "row": "\n",
    "page": "\n",
    "emdash": "—",
    "endash": "–",
}
_BLOCKS = frozenset(["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center"])
_DROPPED = frozenset(["script", "style", "head", "title", "nav"])


def read_rtf(data: bytes) -> Extract:
    """Return the lines of an RTF file; cells become columns."""
    text = "".join(_rtf_text(data[: MOST * 8].decode("latin-1")))
    rows = [row.rstrip("\x07").replace("\x07", " " * 8) for row in text.split("\n")]
    return extract_text("\n".join(rows))


def _rtf_text(source: str) -> Iterator[str]:
    hidden: list[bool] = [False]
    for match in _RTF.finditer(source):
        code, octet, word, _, sign, brace, text = match.groups()
        if brace:
            hidden.append(hidden[-1]) if brace == "{" else len(hidden) > 1 and hidden.pop()
        elif word in _HIDDEN or sign == "*":
            hidden[-1] = True
        elif hidden[-1]:
            continue
        elif code:
            yield chr(int(code) % 65_536)
        elif octet:
            yield bytes([int(octet, 16)]).decode("cp1258", "replace")
        elif word:
            yield _WORDS.get(word, "")
        elif sign:
            yield {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\"}.get(sign, "")
        else:
            yield text or ""


def read_html(data: bytes) -> Extract:
    """Return the lines of a web page that was saved as a document; nothing in it is fetched or run.

    Raises: Invalid when nothing of it can be read.
    """
    parser = html.HTMLParser(
        encoding=None if b"charset" in data[:4096] else "utf-8", no_network=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(data[: MOST * 8], parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Invalid(
            "Tệp trang web bị hỏng nên không đọc được. Hãy gửi tệp docx, doc, PDF hoặc txt."
        ) from error
    lines = list(_html_lines(root, FULL))
    return Extract(
        tuple(lines), "\n".join(line.text for line in lines), 0, has_text=any(line.text for line in lines)
    )


def _html_lines(element: etree._Element, column: str) -> Iterator[Line]:
    name = element.tag if isinstance(element.tag, str) else ""
    if name in _DROPPED:
        return
    if name == "tr" and column == FULL:
        cells = [cell for cell in element if cell.tag in {"td", "th"}]
        for number, cell in enumerate(cells):
            side = FULL if len(cells) == 1 else LEFT if number == 0 else RIGHT
            yield from _html_lines(cell, side)
    elif name in _BLOCKS or not any(True for _ in element.iterdescendants(*_BLOCKS, "tr")):
        for line in _inline(element).split("\n"):
            yield Line(squeeze(line), column, {LEFT: 0.25, RIGHT: 0.75}.get(column, 0.5))
    else:
        if element.text and element.text.strip():
            yield Line(squeeze(element.text), column)
        for child in element:
            yield from _html_lines(child, column)
            if child.tail and child.tail.strip():
                yield Line(squeeze(child.tail), column)


def _inline(element: etree._Element) -> str:
    """Return the text of a block; only <br> ends a line, as line ends of the source mean nothing."""
    parts = [" ".join((element.text or "").split("\n"))]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif isinstance(child.tag, str):
            parts.append(_inline(child))
        parts.append(" ".join((child.tail or "").split("\n")))
    return "".join(parts)
