"""Charts as SVG and PNG, drawn on the server by vl-convert: a specification of Vega-Lite in, a picture out, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal

import vl_convert

from loa.papers.making.fonts import find_page_font
from loa.press.rules.findings import Part

Kind = Literal["days", "parts"]
MOST_BARS = 20
_FONT = "Liberation Sans, Arial, sans-serif"
_INK, _SOFT, _BAR, _LIGHT = "#15242c", "#4a5b66", "#0d5c75", "#9cc4d2"


@cache
def _ready() -> None:
    """Let the drawer know the fonts of printed pages; the same family has a sans with every Vietnamese letter."""
    if folder := find_page_font().folder:
        vl_convert.register_font_directory(str(folder))


def svg(spec: dict[str, Any]) -> bytes:
    """Return a chart as SVG."""
    _ready()
    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return drawn.encode()


def png(spec: dict[str, Any]) -> bytes:
    """Return a chart as PNG, twice as fine as it is wide."""
    _ready()
    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=2, allowed_base_urls=[])
    return drawn


def spec_of(
    kind: Kind,
    title: str,
    parts: Sequence[Part],
    *,
    note: str,
    originals: Sequence[int],
    names: tuple[str, str],
    with_reprints: bool = True,
) -> dict[str, Any]:
    """Return the specification: the finding as title, what is counted below it, bars of originals and of reprints.

    `names` are the words for items told first and for reprints of them.
    """
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": title, "subtitle": note, "anchor": "start"} if title else None,
        "data": {"values": list(_values(kind, parts, originals, names, with_reprints=with_reprints))},
        "mark": {"type": "bar"},
        "width": 720,
        "height": 260 if kind == "days" else {"step": 24},
        "encoding": _encoding(kind, names),
        "config": _look(),
    }


def _values(
    kind: Kind,
    parts: Sequence[Part],
    originals: Sequence[int],
    names: tuple[str, str],
    *,
    with_reprints: bool,
) -> Iterator[dict[str, Any]]:
    """Yield the pieces of the bars: what was told first, then the reprints of it."""
    shown = list(zip(parts, originals, strict=True))[: _most(kind)]
    for place, (part, first) in enumerate(shown):
        yield {"label": part.label, "n": first, "what": names[0], "order": place}
        if with_reprints:
            yield {"label": part.label, "n": part.value - first, "what": names[1], "order": place}


def _encoding(kind: Kind, names: tuple[str, str]) -> dict[str, Any]:
    """Say which way the bars go and what their colours are."""
    whole = {"tickMinStep": 1, "format": ",d"}  # nobody publishes half an item
    bars = {"aggregate": "sum", "field": "n", "type": "quantitative", "title": None, "axis": whole}
    labels = {
        "field": "label",
        "type": "nominal",
        "sort": {"field": "order"},
        "title": None,
        "axis": {"labelLimit": 260, "labelOverlap": "greedy"}
        | ({"labelAngle": -45} if kind == "days" else {}),
    }
    return {
        "x" if kind == "days" else "y": labels,
        "y" if kind == "days" else "x": bars,
        "color": {
            "field": "what",
            "type": "nominal",
            "scale": {"domain": list(names), "range": [_BAR, _LIGHT]},
            "legend": {"title": None, "orient": "bottom"},
        },
        "order": {"field": "order"},
    }


def _most(kind: Kind) -> int | None:
    return MOST_BARS if kind == "parts" else None


def _look() -> dict[str, Any]:
    return {
        "font": _FONT,
        "background": "#fff",
        "padding": 16,
        "locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đ"]}},
        "title": {
            "fontSize": 17,
            "color": _INK,
            "subtitleColor": _SOFT,
            "subtitleFontSize": 12,
            "limit": 720,
        },
        "axis": {
            "labelColor": _SOFT,
            "labelFontSize": 12,
            "gridColor": "#e3e9ec",
            "domainColor": "#748692",
            "tickColor": "#748692",
        },
        "legend": {"labelFontSize": 12, "labelColor": _INK},
        "view": {"stroke": None},
    }
