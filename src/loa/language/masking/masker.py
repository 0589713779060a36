"""Masking of private data before storage, and the check that nothing issued names a private person.

It finds most and not all: a person looks at a note before it leaves the body that took it in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from typing import Final

from loa.language.facts.phones import digits_of
from loa.language.masking import codes
from loa.language.masking.model import ADDRESS, EMAIL, NAME, PHONE, STAND_INS, Masked, Span, first_wins
from loa.language.masking.names import find_names
from loa.lib.codes import hide_codes
from loa.lib.text import fold, squeeze

_STAND_IN: Final = re.compile("|".join(re.escape(stand_in) for stand_in in STAND_INS.values()))
_ROUNDS: Final = 6
_PUBLIC_OFFICE: Final = re.compile(
    r"\b(?:duong day nong|hotline|tong dai|truc ban|truc|tram y te|ubnd|uy ban|cong an|trung tam|ban chi huy|ban chi dao|phuong"
    r"|xa|van phong|bo phan|cong ty|dien luc|nha van hoa|benh vien|truong|so y te|doi canh sat|chi cuc)\b"
)
_PUBLIC_MAIL: Final = re.compile(r"@(?:[\w-]+\.){0,4}(?:gov|edu|org)\.vn$", re.IGNORECASE)
_NEAR: Final = 60


def _find(text: str) -> list[Span]:
    """Return all spans of a text, the surest kinds first; stand-ins of an earlier masking are walls."""
    work = _STAND_IN.sub(lambda match: "\n" * len(match[0]), text)
    names = find_names(work)
    return first_wins(
        codes.find_emails(work),
        codes.find_accounts(work),
        codes.find_phones(work),
        codes.find_ids(work),
        codes.find_patient_codes(work),
        codes.find_plates(work),
        codes.find_addresses(work, names),
        names,
    )


def _cover(text: str, spans: list[Span]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text with stand-ins and, for each kept stretch, its place in the new and in the old text."""
    pieces: list[str] = []
    origin: list[tuple[int, int]] = []
    length = at = 0
    for span in [*spans, Span(len(text), len(text), "")]:
        origin.append((length, at))
        kept, stand_in = text[at : span.start], STAND_INS.get(span.kind, "")
        pieces += [kept, stand_in]
        length += len(kept) + len(stand_in)
        at = span.end
    return "".join(pieces), origin


def _back(spans: list[Span], origin: list[tuple[int, int]]) -> list[Span]:
    starts = [new for new, _ in origin]

    def old(position: int) -> int:
        new_start, old_start = origin[bisect_right(starts, position) - 1]
        return old_start + position - new_start

    return [Span(old(span.start), old(span.end - 1) + 1, span.kind) for span in spans]


def mask(text: str) -> Masked:
    """Replace private data by stand-ins such as "[họ tên]"; spans are in characters of the given text, in order.

    What becomes visible only after a first masking is masked too, so that masking twice changes nothing.
    """
    spans = _find(text)
    covered, origin = _cover(text, spans)
    for _ in range(_ROUNDS):
        more = _find(covered)
        if not more:
            break
        spans = first_wins(spans, _back(more, origin))
        covered, origin = _cover(text, spans)
    return Masked(covered, tuple(spans))


def names_a_person(text: str) -> bool:
    """Say whether a wording holds a person's name, as far as the mask can tell; a street or a school called after one is none."""
    return any(span.kind == NAME for span in mask(squeeze(text)).spans)


def _is_public_phone(text: str, span: Span, names: list[Span], hotlines: Collection[str]) -> bool:
    digits = digits_of(text[span.start : span.end])
    if digits in hotlines or digits.startswith("02"):
        return True
    if any(0 <= span.start - name.end <= _NEAR for name in names):
        return False
    return bool(_PUBLIC_OFFICE.search(fold(text[max(0, span.start - _NEAR) : span.start])))


def private_hits(text: str, *, public_hotlines: Collection[str] = ()) -> list[Span]:
    """Return what in a text to be issued looks like data of a private person.

    No hit: listed hotlines, fixed lines, a mobile number announced as an office's, e-mail of public bodies, addresses of
    events. Names always are hits; an approver may mark them as public office or consented.
    """
    hotlines = {digits_of(number) for number in public_hotlines}
    spans = _find(hide_codes(text))
    names = [span for span in spans if span.kind == NAME]
    return [
        span
        for span in spans
        if not (span.kind == PHONE and _is_public_phone(text, span, names, hotlines))
        and not (span.kind == EMAIL and _PUBLIC_MAIL.search(text[span.start : span.end]))
        and not (span.kind == ADDRESS and not any(0 <= span.start - name.end <= _NEAR for name in names))
    ]
