"""The constructed documents as files: each written in several of the layouts that offices send."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loa.papers.reading.constructed import old_codes, old_word, paper, pdf, word
from loa.papers.reading.constructed.paper import Paper

_FOLDER: Final = Path(__file__).parent
_EACH: Final = 3  # layouts of one document


@dataclass(frozen=True, slots=True)
class Sample:
    """One file with what stands in it; `scan` says that it is a picture, of which nothing can be read."""

    name: str
    part: str
    layout: str
    data: bytes
    gold: Mapping[str, Any]
    scan: bool = False


def _spaces(page: Paper) -> bytes:
    return paper.in_columns(page).encode()


def _merged(page: Paper) -> bytes:
    return re.sub(r" {2,}", " ", paper.in_columns(page, narrow=True)).encode()


def _stacked(page: Paper) -> bytes:
    return "\n".join(paper.stacked(page)).encode()


def _ocr(page: Paper) -> bytes:
    """Misread as scanners do: marks lost in set words, letters for digits, a stray space."""
    text = paper.in_columns(page)
    text = (
        text.replace("CỘNG HÒA XÃ HỘI", "CỌNG HOÀ XÃ HÔI")
        .replace("Độc lập", "Đôc lâp")
        .replace("Hạnh phúc", "Hanh phúc")
    )
    text = re.sub(r"\bSố(?=:)", "Sô", text, count=1).replace(" tháng ", " thảng ", 1)
    draw = random.Random(len(text))  # noqa: S311 - the same misreadings every time; nothing is secret
    return re.sub(r"(?<=[a-z])ệ(?=[a-z])", lambda _: draw.choice(["ệ", "ê"]), text).encode()


def _decomposed(page: Paper) -> bytes:
    return unicodedata.normalize("NFD", paper.in_columns(page)).encode()


def _wide(page: Paper) -> bytes:
    return b"\xff\xfe" + paper.in_columns(page).encode("utf-16-le")


def _tcvn3(page: Paper) -> bytes:
    return old_codes.to_tcvn3(paper.in_columns(page)).encode("latin-1", "replace")


def _vni(page: Paper) -> bytes:
    return old_codes.to_vni(paper.in_columns(page)).encode("latin-1", "replace")


LAYOUTS: Final[Mapping[str, Callable[[Paper], bytes]]] = {
    "docx-table": word.table,
    "docx-tabs": word.tabs,
    "docx-boxes": word.boxes,
    "docx-stacked": word.stacked,
    "docx-old-font": word.old_font,
    "pdf": pdf.plain,
    "pdf-narrow": pdf.narrow,
    "pdf-old-font": pdf.old_font,
    "doc": old_word.table,
    "doc-old-font": old_word.old_font,
    "txt-columns": _spaces,
    "txt-merged": _merged,
    "txt-stacked": _stacked,
    "txt-bars": lambda page: paper.barred(page).encode(),
    "txt-ocr": _ocr,
    "txt-nfd": _decomposed,
    "txt-utf16": _wide,
    "txt-tcvn3": _tcvn3,
    "txt-vni": _vni,
}


def papers(part: str) -> list[tuple[Paper, Mapping[str, Any]]]:
    """Return the documents of a part ("open", "held") with what stands in them."""
    rows = (_FOLDER / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [(Paper.of(record), record["gold"]) for record in map(json.loads, rows)]


def samples(part: str, *, each: int = _EACH, first: int | None = None) -> Iterator[Sample]:
    """Yield the files of a part, every document in several layouts, every layout in turn; at the end scans of two."""
    names = list(LAYOUTS)
    turn = 0
    for number, (page, gold) in enumerate(papers(part)[:first]):
        for _ in range(each):
            layout = names[turn % len(names)]
            turn += 1
            yield Sample(f"{page.name}-{layout}", part, layout, LAYOUTS[layout](page), gold)
        if number % 9 == 4:
            nothing = dict.fromkeys(gold)
            yield Sample(f"{page.name}-scan", part, "pdf-scan", pdf.scan(page), nothing, scan=True)
