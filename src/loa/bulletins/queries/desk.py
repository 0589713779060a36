"""What staff may see of bulletins, and what waits for whom."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from loa.bulletins.models import Bulletin, Release, Rendition, Submission, Text
from loa.bulletins.queries.people import areas_above, may_adapt, releasable
from loa.bulletins.rules import moves
from loa.bulletins.rules.deadlines import COUNTERSIGN
from loa.bulletins.rules.words import Priority, State, SubmissionState
from loa.clocks.models import Clock
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.errors import RightMissing
from loa.units.models import AreaVersion, BodyVersion
from loa.units.permissions import Permission
from loa.units.places import areas_meant
from loa.units.versions import in_force
from loa.web.lists.filters import folded

_URGENCY = Case(
    *(When(priority=priority, then=place) for place, priority in enumerate(reversed(Priority.values))),
    output_field=IntegerField(),
)
OPEN = [State.DRAFT, State.RETURNED, State.CHECKING, State.MISSED]


def visible_to(actor: access.Who) -> QuerySet[Bulletin]:
    """Return the bulletins a person may know of.

    Those of bodies in reach; those whose release is theirs by delegation or as standing approver, once asked for; and,
    in the own area, those that are out or open to wards.
    """
    own = Q(body__in=access.body_ids_in_reach(actor, Permission.BULLETINS_READ))
    if not isinstance(actor, Actor):
        return Bulletin.objects.filter(own)
    asked = releasable(actor) & ~Q(state__in=[State.DRAFT, State.DISCARDED])
    standing = Q(body__standing_approver=actor.person)
    near = Bulletin.areas.through.objects.filter(bulletin=OuterRef("pk"), area__in=areas_of(actor))
    shared = Q(state__in=moves.PUBLIC) | Q(open_to_wards=True, state__in=OPEN)
    return Bulletin.objects.filter(own | standing | asked | (shared & Q(Exists(near))))


def access_bulletin(actor: access.Who, bulletin_id: object, to: Permission | None = None) -> Bulletin:
    """Return a visible bulletin and check the right over its body.

    Raises:
        UnknownThing: for strangers.
        RightMissing: for colleagues without the right.

    """
    rows = visible_to(actor).select_related("body", "template", "replaces")
    return access.access(rows, actor, id=bulletin_id, to=to)


def access_wording(actor: Actor, bulletin_id: object) -> Bulletin:
    """Return a visible bulletin that the actor may word for the own body.

    Raises:
        UnknownThing: for strangers.
        RightMissing: for colleagues without the right, and bodies outside its areas.

    """
    bulletin = access_bulletin(actor, bulletin_id)
    if not may_adapt(actor, bulletin, actor.body):
        raise RightMissing(permission=Permission.BULLETINS_ADAPT.value)
    return bulletin


def list_bulletins(actor: access.Who) -> QuerySet[Bulletin]:
    """Return the visible bulletins with what a list shows: title and issuer."""
    title = Text.objects.filter(bulletin=OuterRef("pk"), language=OuterRef("languages__0"))
    issuer = in_force(BodyVersion, clock.today()).filter(body=OuterRef("body"))
    return visible_to(actor).annotate(
        title=Subquery(title.order_by("-version").values("title")[:1]),
        issuer=Subquery(issuer.values("name")[:1]),
    )


def _first_text(bulletin: OuterRef) -> QuerySet[Text]:
    """Return the texts of a bulletin in its first language, the newest first."""
    rows = Text.objects.filter(bulletin=bulletin, language=F("bulletin__languages__0"))
    return rows.order_by("-version")


def in_area(typed: str) -> Q:
    """Return the bulletins that a search means by one of their areas, whatever it is or was called."""
    through = Bulletin.areas.through.objects
    return Q(pk__in=through.filter(area__in=areas_meant(typed)).values("bulletin"))


def waiting_for_release(actor: Actor) -> QuerySet[Bulletin]:
    """Return what the actor may release, by whatever way, and did not write; the most urgent first."""
    wrote = Text.objects.filter(bulletin=OuterRef("pk"), author=actor.person)
    worded = Rendition.objects.filter(bulletin=OuterRef("pk"), author=actor.person)
    rows = list_bulletins(actor).filter(releasable(actor), state=State.CHECKING).exclude(author=actor.person)
    return rows.exclude(Exists(wrote) | Exists(worded)).order_by(_URGENCY, "changed_at")


def waiting_for_countersign(actor: Actor) -> QuerySet[Release]:
    """Return corrections and withdrawals by one officer that the actor may countersign.

    Each with its `title`, the rule of its deadline (`rule_facts`, `rule_text`: see `loa.clocks.ruling.in_words`), and whether it `is_late`; `folded` is for search.
    """
    reach = access.body_ids_in_reach(actor, Permission.BULLETINS_COUNTERSIGN)
    rows = Release.objects.filter(
        bulletin__body__in=reach, countersign_due_at__isnull=False, countersigned_by__isnull=True
    )
    waits = Clock.objects.filter(
        purpose=COUNTERSIGN,
        thing=Concat(Value("bulletins.bulletin:"), Cast(OuterRef("bulletin_id"), CharField())),
        stopped_at__isnull=True,
    )
    text = _first_text(OuterRef("bulletin"))
    return (
        rows.exclude(approver=actor.person)
        .annotate(
            title=Subquery(text.values("title")[:1]),
            folded=folded("bulletin__folded", "bulletin__reason", "approver__full_name"),
            rule_facts=Subquery(waits.values("rule")[:1]),
            rule_text=Subquery(waits.values("rule_text")[:1]),
            is_late=Q(countersign_due_at__lte=clock.now()),
        )
        .select_related("bulletin__body", "approver")
        .order_by("at")
    )


def waiting_for_wording(actor: Actor) -> QuerySet[Bulletin]:
    """Return bulletins of other bodies that are open to the actor's body and that it has not worded yet."""
    if not access.can(actor, Permission.BULLETINS_ADAPT, body=actor.body):
        return Bulletin.objects.none()
    here = Bulletin.areas.through.objects.filter(
        bulletin=OuterRef("pk"), area__code__in=areas_above(actor.body)
    )
    rows = list_bulletins(actor).filter(Exists(here), open_to_wards=True, state__in=OPEN)
    return rows.exclude(body=actor.body).exclude(renditions__body=actor.body)


def waiting_for_mending(actor: Actor) -> QuerySet[Bulletin]:
    """Return what was sent back and the actor may write on."""
    return _written(actor).filter(state=State.RETURNED)


def missed(actor: Actor) -> QuerySet[Bulletin]:
    """Return what missed its time and the actor may write on."""
    return _written(actor).filter(state=State.MISSED)


def _written(actor: Actor) -> QuerySet[Bulletin]:
    return visible_to(actor).filter(body__in=access.body_ids_in_reach(actor, Permission.BULLETINS_WRITE))


@dataclass(frozen=True, slots=True)
class Todo:
    """How many things wait for an actor, by kind."""

    to_release: int
    to_countersign: int
    to_mend: int
    to_word: int
    missed: int
    held: int


def todo(actor: Actor) -> Todo:
    """Count what waits for the actor; the same number of queries whatever is counted."""
    return Todo(
        to_release=waiting_for_release(actor).count(),
        to_countersign=waiting_for_countersign(actor).count(),
        to_mend=waiting_for_mending(actor).count(),
        to_word=waiting_for_wording(actor).count(),
        missed=missed(actor).count(),
        held=visible_to(actor).filter(state=State.RELEASED).count(),
    )


def open_submission(bulletin: Bulletin) -> Submission | None:
    """Return the open request for release, if there is one."""
    rows = bulletin.submissions.filter(state=SubmissionState.OPEN).select_related("sent_by", "post")
    return rows.first()


def last_submission(bulletin: Bulletin) -> Submission | None:
    """Return the latest request for release, open or closed."""
    return bulletin.submissions.select_related("sent_by", "closed_by").first()


def current_release(bulletin: Bulletin) -> Release | None:
    """Return the release under which the bulletin went or will go out."""
    rows = bulletin.releases.filter(undone_at__isnull=True)
    return rows.select_related("approver", "approver_post", "on_behalf_of__giver__person", "dispatch").first()


def undo_until(bulletin: Bulletin) -> datetime | None:
    """Return until when the release can be taken back, or None when it cannot."""
    row = current_release(bulletin) if bulletin.state == State.RELEASED else None
    return row.due_at if row and row.due_at > clock.now() else None


def areas_of(actor: Actor) -> QuerySet[AreaVersion, Any]:
    """Return the ids of the areas at, above and below the seat of the actor's body."""
    areas = in_force(AreaVersion, clock.today())
    body = in_force(BodyVersion, clock.today()).filter(body=actor.body)
    seat = areas.filter(area__in=body.values("seat_area")).values_list("path", flat=True).first()
    if seat is None:
        return areas.none().values("area")
    above = itertools.accumulate(seat.split("/"), "{}/{}".format)
    return areas.filter(Q(path__in=list(above)) | Q(path__startswith=f"{seat}/")).values("area")
