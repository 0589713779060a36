"""Whether the elements of an alert are the right ones, in order, often enough, with values of the right form.

What a schema would say, said so that a person can mend it: each fault names the element and what belongs there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from loa.lib.cap.finding import Problem, warning
from loa.lib.cap.tables import Element, Holds, alert_of
from loa.lib.cap.times import SPACE, read_loose_time, read_time
from loa.lib.cap.values import bare_text, read_number
from loa.lib.cap.versions import INSTANCES, SIGNATURES, split_name
from loa.lib.said import say

_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", re.ASCII)
_WHOLE = re.compile(r"[-+]?\d{1,30}", re.ASCII)


def structure_faults(alert: etree._Element, version: str) -> Iterator[Problem]:
    """Yield what is wrong with the elements of an alert, from the outside in."""
    space = split_name(str(alert.tag))[0]
    yield from _inside(alert, alert_of(version), space, version)


def children(node: etree._Element) -> list[etree._Element]:
    """Return the elements directly inside, without comments."""
    return [child for child in node if isinstance(child.tag, str)]


def _inside(node: etree._Element, table: Element, space: str, version: str) -> Iterator[Problem]:
    yield from _attributes(node, table)
    if any((text or "").strip(SPACE) for text in [node.text, *(child.tail for child in node)]):
        yield Problem(
            table.name,
            "stray_text",
            say("Trong “{name}” có chữ nằm ngoài mọi phần tử. Hãy bỏ đi.", name=table.name),
        )
    known = []
    for child in children(node):
        own_space, name = split_name(child.tag)
        place = table.index_of(name) if own_space == space else None
        if own_space == SIGNATURES and table.name == "alert":
            known.append((child, len(table.inside)))
        elif place is None:
            yield _stranger(name, table, is_foreign=own_space != space)
        else:
            known.append((child, place))
    yield from _counted(known, table)
    yield from _ordered(known, table)
    for child, place in known:
        if place < len(table.inside):
            yield from _one(child, table.inside[place], space, version)


def _attributes(node: etree._Element, table: Element) -> Iterator[Problem]:
    for key in node.attrib:
        space, name = split_name(str(key))
        if space != INSTANCES:
            yield Problem(
                table.name,
                "attribute",
                say(
                    "“{name}” có thuộc tính “{key}” mà CAP không cho phép. Hãy bỏ đi.",
                    name=table.name,
                    key=name,
                ),
            )


def _stranger(name: str, table: Element, *, is_foreign: bool) -> Problem:
    if is_foreign:
        message = say(
            "“{name}” không thuộc CAP nên không được đứng trong “{parent}”. Hãy đưa vào “parameter” hoặc bỏ đi.",
            name=name,
            parent=table.name,
        )
        return Problem(name, "foreign_element", message)
    message = say(
        "“{name}” không có chỗ trong “{parent}”. Hãy bỏ hoặc chuyển đi.", name=name, parent=table.name
    )
    return Problem(name, "unknown_element", message)


def _counted(known: list[tuple[etree._Element, int]], table: Element) -> Iterator[Problem]:
    counts = Counter(place for _child, place in known)
    for place, child in enumerate(table.inside):
        if counts[place] < child.least:
            message = say("Thiếu “{name}” trong “{parent}”. Hãy bổ sung.", name=child.name, parent=table.name)
            yield Problem(child.name, "missing", message)
        if counts[place] > child.most:
            message = say(
                "“{name}” chỉ được có một lần trong “{parent}”.", name=child.name, parent=table.name
            )
            yield Problem(child.name, "repeated", message)


def _ordered(known: list[tuple[etree._Element, int]], table: Element) -> Iterator[Problem]:
    for (earlier, before), (later, after) in pairwise(known):
        if after < before:
            first, second = split_name(str(later.tag))[1], split_name(str(earlier.tag))[1]
            message = say("“{first}” phải đứng trước “{second}” trong “{parent}”.", first=first, second=second, parent=table.name)  # fmt: skip
            yield Problem(first, "order", message)
            yield Problem(second, "order", message)


def _one(node: etree._Element, table: Element, space: str, version: str) -> Iterator[Problem]:
    if table.holds == Holds.ELEMENTS:
        yield from _inside(node, table, space, version)
        return
    yield from _attributes(node, table)
    if children(node):
        message = say("“{name}” chỉ chứa chữ, không chứa phần tử khác.", name=table.name)
        yield Problem(table.name, "markup_inside", message)
        return
    yield from _text(bare_text(node), table, version)


def _text(text: str, table: Element, version: str) -> Iterator[Problem]:
    bare = text.strip(SPACE)
    if table.values:
        yield from _value(text, table)
    elif table.holds == Holds.TIME:
        yield from _time(bare, table.name, version)
    elif table.holds == Holds.WORDS and not bare:
        yield Problem(table.name, "empty", say("“{name}” để trống. Hãy điền.", name=table.name))
    elif table.holds == Holds.LANGUAGE and bare and not _LANGUAGE.fullmatch(bare):
        message = say("Mã ngôn ngữ “{text}” chưa đúng; ví dụ đúng: vi-VN, en.", text=bare[:40])
        yield Problem(table.name, "language", message)
    elif table.holds == Holds.WHOLE_NUMBER and not _WHOLE.fullmatch(bare):
        message = say("“{name}” phải là số nguyên, không phải “{text}”.", name=table.name, text=bare[:40])
        yield Problem(table.name, "number", message)
    elif table.holds == Holds.NUMBER and read_number(bare) is None:
        message = say("“{name}” phải là một số, không phải “{text}”.", name=table.name, text=bare[:40])
        yield Problem(table.name, "number", message)


def _value(text: str, table: Element) -> Iterator[Problem]:
    if text in table.values:
        return
    meant = "".join(text.split()).casefold()
    near = next((value for value in table.values if value.casefold() == meant), "")
    if text.strip() == "Very Likely":
        near = "Likely"
    if near:
        message = say(
            "“{name}” ghi “{text}”; phải ghi đúng là “{near}”.", name=table.name, text=text[:40], near=near
        )
    else:
        allowed = ", ".join(table.values)
        message = say("“{name}” ghi “{text}”; chỉ được là một trong: {allowed}.", name=table.name, text=text[:40], allowed=allowed)  # fmt: skip
    yield Problem(table.name, "value", message)


def _time(text: str, name: str, version: str) -> Iterator[Problem]:
    if read_time(text):
        if text.endswith("+00:00"):
            message = say("“{name}” ghi giờ quốc tế là “+00:00”; CAP 1.2 yêu cầu ghi “-00:00”.", name=name)
            yield warning(name, "utc_offset", message)
    elif read_loose_time(text):
        message = say(
            "“{name}” ghi “{text}”: phải đến giây và ghi múi giờ bằng số, không dùng “Z” và không có phần lẻ của giây; "
            "ví dụ 2026-10-07T05:30:00+07:00.",
            name=name,
            text=text[:40],
        )
        yield Problem(name, "time_zone", message, is_fatal=version == "1.2")
    else:
        message = say(
            "“{name}” ghi “{text}”: không phải ngày giờ có múi giờ; ví dụ đúng: 2026-10-07T05:30:00+07:00.",
            name=name,
            text=text[:40],
        )
        yield Problem(name, "time", message)
