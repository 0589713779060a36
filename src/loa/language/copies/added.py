"""What was put beside an original that could mislead: links, codes of other texts, numbers and facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from loa.language.copies.edits import digits
from loa.language.copies.words import Reading, host_of
from loa.language.facts import PLACE, Fact, find_facts
from loa.language.renditions.agree import agree, is_part_of_day
from loa.lib.said import say

_LONG_NUMBER: Final = re.compile(r"\d(?:[ .\-–]{0,2}\d){6,40}")


def is_own_link(link: str, known: Collection[str], hosts: Collection[str]) -> bool:
    """Say whether a link stands in an original or leads to one of our own sites."""
    return link in known or ("@" not in link and host_of(link) in hosts)


def foreign_links(paste: Reading, originals: Sequence[Reading], hosts: Collection[str]) -> list[str]:
    """Return a sentence for every link or mail address that is not ours."""
    known = {own.value for reading in originals for own in reading.links}
    return [
        say("Có đường dẫn hoặc địa chỉ “{found}” không phải của cơ quan phát hành.", found=link.value[:80])
        for link in paste.links
        if not is_own_link(link.value, known, hosts)
    ]


def foreign_codes(paste: Reading, originals: Sequence[Reading], codes: Collection[str]) -> list[str]:
    """Return a sentence for every code that belongs to another text."""
    known = {own.value for reading in originals for own in reading.codes} | set(codes)
    return [
        say("Mã “{found}” không phải mã của bản tin này.", found=code.value)
        for code in paste.codes
        if code.value not in known
    ]


def new_facts(passage: str, originals: Sequence[str]) -> list[str]:
    """Return a sentence for every date, hour, amount, telephone, document or long number that no original has."""
    locked = [fact for text in originals for fact in find_facts(text)]
    numbers = {digits(match[0]) for text in originals for match in _LONG_NUMBER.finditer(text)}
    facts = [fact for fact in find_facts(passage) if _is_new(fact, locked)]
    found: list[str] = [
        say("{label}: có thêm “{found}”, không có trong bản phát hành.", label=fact.label, found=fact.text)
        for fact in facts
    ]
    covered = {place for fact in facts for place in range(fact.start, fact.end)}
    return found + [
        say("Có dãy số “{found}” không có trong bản phát hành.", found=match[0])
        for match in _LONG_NUMBER.finditer(passage)
        if match.start() not in covered and digits(match[0]) not in numbers
    ]


def _is_new(fact: Fact, locked: Sequence[Fact]) -> bool:
    if fact.kind == PLACE or is_part_of_day(fact.value):
        return False
    return not any(agree(own, fact) for own in locked)
