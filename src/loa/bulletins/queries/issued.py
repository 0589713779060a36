"""What was issued, as it was issued: the wording of a body, and the wordings that a pasted text may come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Q, QuerySet

from loa.bulletins.models import Bulletin, Issued
from loa.bulletins.queries.public import no_embargo
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import Mode
from loa.language.copies import shingles

MOST_CANDIDATES: Final = 24
NEWEST: Final = 200
MOST_ASKED: Final = 4000

# Finds the wordings that share most with a paste. A run of words weighs the less the more wordings have it, and no
# more than the newest of them are looked at: a phrase of a prepared message cannot crowd out the one true original.
CANDIDATES: Final = """
SELECT met.issued_id AS id
  FROM unnest(%(asked)s::bigint[]) AS asked(hash)
 CROSS JOIN LATERAL (
       SELECT newest.issued_id, 1.0 / count(*) OVER () AS weight
         FROM (SELECT issued_id FROM bulletins_shingle
                WHERE bulletins_shingle.hash = asked.hash ORDER BY issued_id DESC LIMIT %(newest)s) AS newest
       ) AS met
 GROUP BY met.issued_id
 ORDER BY sum(met.weight) DESC, met.issued_id DESC
 LIMIT %(most)s
"""


def issued() -> QuerySet[Issued]:
    """Return the wordings that the public was given: of sent bulletins, under the release that stood."""
    return Issued.objects.filter(
        no_embargo("bulletin__"),
        release__undone_at__isnull=True,
        release__missed_because="",
        bulletin__mode=Mode.LIVE,
        bulletin__state__in=moves.PUBLIC,
        bulletin__sent_at__isnull=False,
    )


def issued_of(bulletin: Bulletin) -> QuerySet[Issued]:
    """Return the wordings of one bulletin that went out, whatever its mode, the core message first."""
    return Issued.objects.filter(
        bulletin=bulletin, release__undone_at__isnull=True, release__missed_because=""
    ).order_by("-is_core", "pk")


def find_wording(bulletin: Bulletin, language: str, bodies: Sequence[int] = ()) -> Issued | None:
    """Return what the first of these bodies said of a bulletin in the language, else the core message.

    A wording for work by hand comes before one for another channel; where the language is missing, the first one of
    the bulletin serves.
    """
    theirs = [body for body in bodies if body != bulletin.body_id]
    rows = list(
        issued_of(bulletin)
        .filter(Q(is_core=True) | Q(body__in=theirs))
        .select_related("bulletin", "release__approver_post__person")
    )
    rank = {body: place for place, body in enumerate(theirs)}
    rows.sort(key=lambda row: (rank.get(row.body_id, len(rank)), "manual" not in row.channels, row.pk))
    spoken = [row for wanted in (language, *bulletin.languages) for row in rows if row.language == wanted]
    return next(iter(spoken), None)


def candidates(pasted: str) -> Sequence[Issued]:
    """Return the public wordings that share the rarest runs of words with a paste, the likeliest first.

    At most one look-up for each of its first 4,000 runs and 24 wordings, however many were ever issued.
    """
    asked = list(dict.fromkeys(shingles(pasted)))[:MOST_ASKED]
    if not asked:
        return []
    params = {"asked": asked, "newest": NEWEST, "most": MOST_CANDIDATES}
    met = [row.pk for row in Issued.objects.raw(CANDIDATES, params)]
    found = issued().select_related("bulletin").prefetch_related("bulletin__areas").in_bulk(met)
    return [found[pk] for pk in met if pk in found]
