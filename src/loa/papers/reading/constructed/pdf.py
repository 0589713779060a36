"""Constructed documents as PDF, set by typst; a scan is a picture of a page."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Sequence

import pypdfium2
import typst

from loa.papers.reading.constructed import old_codes
from loa.papers.reading.constructed.paper import Paper

_PAGE = '#set page("a4", margin: (left: 3cm, right: 1.5cm, y: 2cm))\n#set text(font: ("Liberation Serif", "Libertinus Serif"), size: 13pt)\n#set par(leading: 0.65em)\n'


_PAR = "#par(justify: true, first-line-indent: (amount: 1cm, all: true))"
_OLD = "(5fr, 7fr)"


def _say(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}"'


def _stack(texts: Sequence[str], *, bold_from: int = 99) -> str:
    return " \\\n".join(
        f"#strong[{_say(text)}]" if number >= bold_from else _say(text) if text else "#h(0pt)"
        for number, text in enumerate(texts)
    )


def _source(page: Paper, columns: str) -> str:
    left = _stack([*page.left, page.rule, page.number_line, *page.letter_subject], bold_from=99)
    right = _stack(
        [*(one if columns != _OLD else old_codes.to_tcvn3(one) for one in page.right), "", page.place_date]
    )
    parts = [_PAGE, _stack(page.top), "\n\n"]
    parts.append(f"#grid(columns: {columns}, align: center, [{left}], [{right}])\n#v(8pt)\n")
    if page.heading:
        parts.append(f"#align(center)[{_stack([page.heading, *page.subject], bold_from=0)}]\n#v(14pt)\n")
    parts += [f"{_PAR}[{_say(text)}]\n\n" for text in page.middle]
    sign = _stack([*page.signature, "", "", "", page.signer], bold_from=0)
    parts.append(
        f"#v(8pt)\n#grid(columns: {columns}, [#set text(11pt)\n{_stack(page.to)}], align(center)[{sign}])\n"
    )
    if page.after:
        parts.append(f"#pagebreak()\n#align(center)[{_stack(page.after)}]\n")
    return "".join(parts)


def _set(source: str) -> bytes:
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


def plain(page: Paper) -> bytes:
    """Two equal columns."""
    return _set(_source(page, "(2fr, 3fr)"))


def narrow(page: Paper) -> bytes:
    """A narrow left column whose lines break."""
    return _set(_source(page, "(5.2cm, 1fr)"))


def old_font(page: Paper) -> bytes:
    """Signs of TCVN3, as PDF printed from .VnTime gives them."""
    return _set(_source(_recoded(page), _OLD))


def _recoded(page: Paper) -> Paper:
    def code(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(old_codes.to_tcvn3(one) for one in texts)

    return dataclasses.replace(
        page,
        left=code(page.left),
        number_line=old_codes.to_tcvn3(page.number_line),
        place_date=old_codes.to_tcvn3(page.place_date),
        heading=old_codes.to_tcvn3(page.heading),
        subject=code(page.subject),
        letter_subject=code(page.letter_subject),
        opening=old_codes.to_tcvn3(page.opening),
        grounds=code(page.grounds),
        body=code(page.body),
        signature=code(page.signature),
        signer=old_codes.to_tcvn3(page.signer),
        recipients=code(page.recipients),
        top=code(page.top),
        after=code(page.after),
    )


def scan(page: Paper) -> bytes:
    """A picture of the page and nothing else."""
    document = pypdfium2.PdfDocument(plain(page))
    picture = document[0].render(scale=0.7).to_pil().convert("L")
    document.close()
    out = io.BytesIO()
    picture.save(out, "PDF")
    return out.getvalue()
