"""Who may sign, and the words before a signer's title.

Source: Decree 30/2020/NĐ-CP, article 13; Hướng dẫn 36-HD/VPTW.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from loa.documents.rules.words import Authority
from loa.units.models import DocumentForm
from loa.units.rules.humans import Human

_STATE = {
    Authority.ON_BEHALF: "TM.",
    Authority.DEPUTY: "KT.",
    Authority.BY_ORDER: "TL.",
    Authority.BY_AUTHORITY: "TUQ.",
    Authority.ACTING: "Q.",
}
_PARTY = _STATE | {Authority.ON_BEHALF: "T/M", Authority.DEPUTY: "K/T", Authority.BY_ORDER: "T/L"}


def prefix(authority: str, form: str) -> str:
    """Return the abbreviation of an authority in a form: "KT.", "K/T"; nothing for the head himself."""
    if authority not in Authority.values:
        return ""
    return (_PARTY if form == DocumentForm.PARTY else _STATE).get(Authority(authority), "")


def wrote_it(person: Human, hands: Iterable[Human]) -> bool:
    """Say whether the person wrote any version, under whichever account: then somebody else signs."""
    return any(person.is_same_as(hand) for hand in hands)


def year_of(dated: date | None, today: date) -> int:
    """Return the year of the register in which a document gets its number."""
    return (dated or today).year
