"""Everything one screen says about one bulletin, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from loa.bulletins.models import (
    Bulletin,
    Correction,
    GroupShare,
    OnAir,
    Release,
    Rendition,
    Submission,
    Text,
)
from loa.bulletins.queries.clashes import ClashShown, clashes_shown, known_clashes
from loa.bulletins.queries.desk import current_release, last_submission, open_submission, undo_until
from loa.bulletins.queries.on_air import row_of, wants_sound
from loa.bulletins.queries.people import may_adapt
from loa.bulletins.queries.screens import may_release
from loa.bulletins.queries.texts import current_renditions, current_texts
from loa.bulletins.queries.waiting import Waiting, waiting_on
from loa.bulletins.rules import moves
from loa.bulletins.rules.sharing import is_in_force
from loa.bulletins.rules.words import Missed, State
from loa.journal.queries import history
from loa.journal.wording import word_of
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Person
from loa.units.permissions import Permission
from loa.units.queries import area_names, body_name, body_names

EVENTS_SHOWN = 40
_TONES = {
    "bulletins.released": ("ok", "send"),
    "bulletins.sent": ("ok", "broadcast"),
    "bulletins.returned": ("warn", "arrow-back-up"),
    "bulletins.missed": ("bad", "alarm"),
    "bulletins.rendition_refused": ("bad", "alert-triangle"),
    "bulletins.corrected": ("warn", "edit"),
    "bulletins.withdrawn": ("bad", "ban"),
    "bulletins.submitted": ("info", "send"),
}


@dataclass(frozen=True, slots=True)
class Doors:
    """What the reader may do with the bulletin now."""

    edit: bool = False
    word: bool = False
    release: bool = False
    undo: bool = False
    mend: bool = False
    supersede: bool = False
    countersign: bool = False
    share: bool = False
    discard: bool = False
    restore: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One bulletin on the desk."""

    bulletin: Bulletin
    texts: dict[str, Text]
    issuer: str
    areas: Sequence[str]
    doors: Doors
    release: Release | None
    submission: Submission | None
    corrections: Sequence[Correction]
    renditions: Sequence[tuple[str, Rendition]]
    shares: Sequence[tuple[str, GroupShare]]
    undo_until: datetime | None
    waiting: Sequence[Waiting]
    missed_why: str
    events: Sequence[dict[str, Any]]
    is_issuer: bool
    clashes: Sequence[ClashShown]
    air: OnAir | None

    @property
    def title(self) -> str:
        """Return the title of the core message."""
        return next(iter(self.texts.values())).title


def page_of(bulletin: Bulletin, actor: Actor) -> Page:
    """Return the page of a bulletin as this actor sees it."""
    renditions = current_renditions(bulletin)
    shares = list(GroupShare.objects.filter(bulletin=bulletin).select_related("person"))
    names = body_names({row.body_id for row in renditions} | {row.body_id for row in shares})
    release = current_release(bulletin)
    return Page(
        bulletin=bulletin,
        texts=current_texts(bulletin),
        issuer=body_name(bulletin.body),
        areas=sorted(area_names(bulletin.areas.values_list("pk", flat=True)).values()),
        doors=_doors(bulletin, actor, release),
        release=release,
        submission=last_submission(bulletin),
        corrections=list(bulletin.corrections.select_related("bulletin")),
        renditions=[(names.get(row.body_id, ""), row) for row in renditions],
        shares=[(names.get(row.body_id, ""), row) for row in shares],
        undo_until=undo_until(bulletin),
        waiting=waiting_on(bulletin),
        missed_why=_missed_why(release),
        events=events_of(bulletin),
        is_issuer=actor.body.pk == bulletin.body_id,
        clashes=clashes_shown(bulletin, known_clashes(bulletin), actor),
        air=row_of(bulletin) if wants_sound(bulletin) else None,
    )


def events_of(bulletin: Bulletin) -> list[dict[str, Any]]:
    """Return who did what and when, the latest first, from the journal."""
    rows = list(history(bulletin.thing)[:EVENTS_SHOWN])
    people = _people(row.person for row in rows)
    return [
        {
            "title": word_of(row.verb),
            "who": people.get(row.person, ""),
            "at": row.at,
            "tone": _TONES.get(row.verb, ("quiet", ""))[0],
            "icon": _TONES.get(row.verb, ("", "circle-dot"))[1],
        }
        for row in rows
    ]


def _missed_why(release: Release | None) -> str:
    return str(Missed(release.missed_because).label) if release and release.missed_because else ""


def _people(keys: Any) -> dict[str, str]:
    ids = {int(key) for key in keys if key.isdecimal()}
    rows: QuerySet[Person] = Person.objects.filter(pk__in=ids)
    return {str(pk): name for pk, name in rows.values_list("pk", "full_name")}


def _doors(bulletin: Bulletin, actor: Actor, release: Release | None) -> Doors:
    state = State(bulletin.state)
    writes = access.can(actor, Permission.BULLETINS_WRITE, body=bulletin.body)
    mends = access.can(actor, Permission.BULLETINS_CORRECT, body=bulletin.body)
    editable = state in moves.EDITABLE
    asked = open_submission(bulletin)
    return Doors(
        edit=writes and editable,
        word=editable and may_adapt(actor, bulletin, actor.body),
        release=bool(asked)
        and asked is not None
        and asked.sent_by_id != actor.person.pk
        and may_release(bulletin, actor),
        undo=state == State.RELEASED and (writes or bool(release and release.approver_id == actor.person.pk)),
        mend=mends and state in moves.REPLACEABLE,
        supersede=writes and state in moves.REPLACEABLE,
        countersign=_countersigns(bulletin, actor, release),
        share=is_in_force(state, bulletin.valid_until, clock.now(), bulletin.embargo_until),
        discard=writes and state in {State.DRAFT, State.RETURNED, State.MISSED},
        restore=writes and state == State.DISCARDED,
    )


def _countersigns(bulletin: Bulletin, actor: Actor, release: Release | None) -> bool:
    waits = (
        release is not None and release.countersign_due_at is not None and release.countersigned_by_id is None
    )
    return (
        waits
        and release is not None
        and release.approver_id != actor.person.pk
        and access.can(actor, Permission.BULLETINS_COUNTERSIGN, body=bulletin.body)
    )
