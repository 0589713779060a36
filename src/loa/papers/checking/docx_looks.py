"""What a docx's styles make of a run or paragraph: the nearest word that says something counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from loa.lib.safe_xml import BadXml, parse_xml
from loa.papers.checking.seen import Letters, Spacing

_THEME = "/theme"
_OFF = {"0", "false", "off", "none"}
_BLACK = {None, "auto", "000000"}
_DEFAULT_SIZE = 10.0
_TWIPS_A_MM = 1440 / 25.4
_MOST_STYLES = 20  # a chain of styles that runs in a ring ends here


class Looks:
    """Resolves properties through run, character style, paragraph styles and the document's defaults."""

    def __init__(self, document: Any) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))
        }
        self._default = next(
            (
                s.get(qn("w:styleId"))
                for s in document.styles.element.iter(qn("w:style"))
                if s.get(qn("w:type")) == "paragraph" and s.get(qn("w:default")) in {"1", "true"}
            ),
            None,
        )
        defaults = document.styles.element.find(qn("w:docDefaults"))
        self._run_default = defaults.find(f".//{qn('w:rPr')}") if defaults is not None else None
        self._paragraph_default = defaults.find(f".//{qn('w:pPr')}") if defaults is not None else None
        self._theme = _theme_fonts(document)

    def of_run(self, run: Any, paragraph: Paragraph) -> Letters:
        """Return the look of a run."""
        return self.of_element(run._element, paragraph)  # noqa: SLF001

    def of_element(self, run: Any, paragraph: Paragraph) -> Letters:
        """Return the look of a run given as an element."""
        chain = list(self._run_chain(run, paragraph))
        size = _first(chain, "w:sz")
        underline = _first(chain, "w:u")
        return Letters(
            font=self._font(chain),
            size=int(size) / 2 if size and size.isdecimal() else _DEFAULT_SIZE,
            bold=_flag(chain, "w:b"),
            italic=_flag(chain, "w:i"),
            underline=underline is not None and underline not in _OFF,
            coloured=_first(chain, "w:color") not in _BLACK,
        )

    def aligned(self, paragraph: Paragraph) -> str:
        """Return "left", "center", "right" or "both"."""
        return _first(list(self._paragraph_chain(paragraph)), "w:jc") or "left"

    def indent(self, paragraph: Paragraph) -> float:
        """Return the first line's indent in twips, negative where it hangs."""
        chain = list(self._paragraph_chain(paragraph))
        hanging = _first(chain, "w:ind", "w:hanging")
        first = _first(chain, "w:ind", "w:firstLine")
        return -_number(hanging) if hanging and _number(hanging) else _number(first)

    def before(self, paragraph: Paragraph) -> float:
        """Return the space before in points."""
        return _number(_first(list(self._paragraph_chain(paragraph)), "w:spacing", "w:before")) / 20

    def spacing(self, paragraph: Paragraph) -> Spacing:
        """Return the line spacing: so many times, or exactly so many points."""
        chain = list(self._paragraph_chain(paragraph))
        line = _number(_first(chain, "w:spacing", "w:line")) or 240
        rule = _first(chain, "w:spacing", "w:lineRule") or "auto"
        return ("times", line / 240) if rule == "auto" else ("exact", line / 20)

    def _font(self, chain: list[Any]) -> str | None:
        for properties in chain:
            fonts = properties.find(qn("w:rFonts"))
            if fonts is None:
                continue
            named = fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi"))
            theme = fonts.get(qn("w:asciiTheme")) or fonts.get(qn("w:hAnsiTheme"))
            if theme:
                return self._theme.get("major" if "major" in theme else "minor") or named
            if named:
                return str(named)
        return None

    def _run_chain(self, run: Any, paragraph: Paragraph) -> Iterator[Any]:
        properties = run.find(qn("w:rPr")) if run is not None else None
        if properties is not None:
            yield properties
            style = properties.find(qn("w:rStyle"))
            if style is not None:
                yield from self._of_style(style.get(qn("w:val")), "w:rPr")
        yield from self._of_style(self._style_of(paragraph), "w:rPr")
        if self._run_default is not None:
            yield self._run_default

    def _paragraph_chain(self, paragraph: Paragraph) -> Iterator[Any]:
        own = paragraph._p.pPr  # noqa: SLF001
        if own is not None:
            yield own
        yield from self._of_style(self._style_of(paragraph), "w:pPr")
        if self._paragraph_default is not None:
            yield self._paragraph_default

    def _style_of(self, paragraph: Paragraph) -> str | None:
        own = paragraph._p.pPr  # noqa: SLF001
        style = own.find(qn("w:pStyle")) if own is not None else None
        return style.get(qn("w:val")) if style is not None else self._default

    def _of_style(self, name: str | None, kind: str) -> Iterator[Any]:
        for _ in range(_MOST_STYLES):
            style = self._styles.get(name) if name else None
            if style is None:
                return
            properties = style.find(qn(kind))
            if properties is not None:
                yield properties
            based = style.find(qn("w:basedOn"))
            name = based.get(qn("w:val")) if based is not None else None


def length(twips: float) -> float:
    """Return a length in millimetres."""
    return twips / _TWIPS_A_MM


def border_of(paragraph: Paragraph) -> str:
    """Return "rule" for a paragraph with a line above or below it."""
    own = paragraph._p.pPr  # noqa: SLF001
    border = own.find(qn("w:pBdr")) if own is not None else None
    if border is None:
        return ""
    drawn = (border.find(qn(side)) for side in ("w:top", "w:bottom"))
    return "rule" if any(d is not None and d.get(qn("w:val")) not in _OFF for d in drawn) else ""


def _first(chain: list[Any], name: str, attribute: str = "w:val") -> str | None:
    for properties in chain:
        found = properties.find(qn(name))
        if found is not None and found.get(qn(attribute)) is not None:
            return str(found.get(qn(attribute)))
    return None


def _flag(chain: list[Any], name: str) -> bool:
    for properties in chain:
        found = properties.find(qn(name))
        if found is not None:
            return found.get(qn("w:val"), "1") not in _OFF
    return False


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _theme_fonts(document: Any) -> dict[str, str]:
    """Return the fonts that "major" and "minor" stand for."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(_THEME) and not relation.is_external:
            try:
                root = parse_xml(relation.target_part.blob)
            except BadXml:
                return {}
            found = {kind: root.find(f".//{{*}}{kind}Font/{{*}}latin") for kind in ("major", "minor")}
            return {kind: str(e.get("typeface")) for kind, e in found.items() if e is not None}
    return {}
