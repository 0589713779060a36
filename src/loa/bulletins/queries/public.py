"""What everybody may read: bulletins that are out, the log of corrections, emergencies, "was this issued by us?".

Exercises and tests are never among them, nor what newsrooms were asked to hold back, until its hour.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from loa.bulletins.errors import UnknownBulletin
from loa.bulletins.models import Bulletin, Correction, Release, Text
from loa.bulletins.queries.texts import current_texts
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import Mode, Priority
from loa.language.copies.words import read
from loa.lib import clock
from loa.lib.codes import BadCode, normalise_code
from loa.units.queries import body_versions

_CODE_LENGTH = 8


def public() -> QuerySet[Bulletin]:
    """Return every bulletin that was sent to the public, newest first, with title, issuer and approver.

    `title`, `body_text`, `issuer` and `approver` are annotated; expired and withdrawn ones stay and say so.
    """
    text = Text.objects.filter(bulletin=OuterRef("pk"), language=F("bulletin__languages__0")).order_by(
        "-version"
    )
    given = Release.objects.filter(bulletin=OuterRef("pk"), undone_at__isnull=True).order_by("-at")
    return (
        Bulletin.objects.filter(no_embargo(), mode=Mode.LIVE, state__in=moves.PUBLIC, sent_at__isnull=False)
        .annotate(
            title=Subquery(text.values("title")[:1]),
            body_text=Subquery(text.values("body")[:1]),
            issuer=Subquery(body_versions().filter(body=OuterRef("body")).values("name")[:1]),
            approver=Subquery(given.values("approver__full_name")[:1]),
            approver_title=Subquery(given.values("approver_post__title")[:1]),
        )
        .order_by("-sent_at", "-pk")
    )


def no_embargo(bulletin: str = "") -> Q:
    """Return the condition that nobody is asked any longer to hold a bulletin back; `bulletin` is the path to it."""
    field = f"{bulletin}embargo_until"
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": clock.now()})


def get_public(code: str) -> Bulletin:
    """Return a public bulletin by its code as typed.

    Raises:
        UnknownBulletin: when no such bulletin was sent, or the code is malformed.

    """
    found = find_by_code(code)
    if found is None:
        raise UnknownBulletin
    return found


def find_by_code(typed: str) -> Bulletin | None:
    """Return the public bulletin with this code, however it was typed."""
    try:
        code = normalise_code(typed, _CODE_LENGTH)
    except BadCode:
        return None
    return public().filter(code=code).first()


def texts_of(bulletin: Bulletin) -> dict[str, Text]:
    """Return the texts of a public bulletin by language."""
    return current_texts(bulletin)


def corrections() -> QuerySet[Correction]:
    """Return the public log of our own mistakes, newest first; that of what newsrooms still hold back waits with it."""
    rows = Correction.objects.filter(no_embargo("original__"), mode=Mode.LIVE).select_related(
        "original__body", "bulletin"
    )
    return rows.order_by("-at", "-pk")


def corrections_of(bulletin: Bulletin) -> QuerySet[Correction]:
    """Return what corrected, withdrew or superseded a bulletin, newest first."""
    return corrections().filter(original=bulletin)


def mendings() -> QuerySet[Correction]:
    """Return which bulletin mends which, of every mode: `first` and `newer` are codes; for sheets that say the first."""
    return Correction.objects.annotate(
        first=F("original__code"), newer=F("bulletin__code"), relation=F("kind")
    )


def emergencies() -> QuerySet[Bulletin]:
    """Return every emergency ever sent, with its ground and reason (charter 9)."""
    return public().filter(priority=Priority.EMERGENCY)


def codes_in(pasted: str) -> Sequence[Bulletin]:
    """Return the public bulletins whose codes stand in a pasted text."""
    codes = {found.value for found in read(pasted).codes}
    return list(public().filter(code__in=codes)) if codes else []
