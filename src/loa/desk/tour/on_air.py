"""What the tour shows of loudspeakers: the sound that waits for its release, then what each cluster proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from loa.bulletins import queries as bulletins
from loa.bulletins.models import Bulletin
from loa.bulletins.queries.on_air import row_of
from loa.bulletins.rules.words import Mode
from loa.desk.tour import story
from loa.speakers.models import Play
from loa.speakers.rules.words import OPEN_PLAYS, PROVEN_PLAYS, why_text
from loa.speakers.status import status_of
from loa.units.queries import body_name
from loa.web.status import Status


@dataclass(frozen=True, slots=True)
class Heard:
    """One cluster's part: its play, in which state, and why it did not sound whole."""

    play: Play
    status: Status
    why: str
    seconds: int


def spoken_of(bulletin: Bulletin) -> Bulletin | None:
    """Return what the ward's officer put on loudspeakers in this walk."""
    rows = Bulletin.objects.filter(
        author__email=story.WARD_OFFICERS[0].email,
        author__is_sample=True,
        mode=Mode.EXERCISE,
        created_at__gte=bulletin.created_at,
    )
    return rows.select_related("body").order_by("pk").first()


def context_of(bulletin: Bulletin) -> dict[str, Any]:
    """Return the ward's words with their sound, and, once released, what each cluster says."""
    spoken = spoken_of(bulletin)
    if spoken is None:
        return {}
    asked, released = bulletins.open_submission(spoken), bulletins.current_release(spoken)
    heard = _heard(released.dispatch_id) if released and released.dispatch_id else []
    return {
        "spoken": spoken,
        "text": bulletins.core_text(spoken),
        "row": row_of(spoken),
        "issuer": body_name(spoken.body),
        "writer": spoken.author.full_name,
        "hash": asked.hash if asked else "",
        "released": released,
        "heard": heard,
        "proven": sum(1 for each in heard if each.play.state in PROVEN_PLAYS),
        "over": bool(heard) and not any(each.play.state in OPEN_PLAYS for each in heard),
        "real_url": reverse("speakers:reconcile"),
    }


def _heard(dispatch_id: int) -> Sequence[Heard]:
    rows = Play.objects.filter(airing__dispatch_id=dispatch_id).select_related("cluster", "airing")
    return [
        Heard(play, status_of(play), why_text(play.why), round(play.heard_ms / 1000))
        for play in rows.order_by("cluster__code")
    ]
