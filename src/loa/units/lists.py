"""What the room's screens list and offer for choice: rows with the names they show, fetched in one query.

It must not decide who may act; it starts from what the actor may see.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from loa.journal import queries as journal
from loa.journal.models import Entry
from loa.lib import clock
from loa.units import access, reach
from loa.units.access import Who
from loa.units.actions.people import require_over_person
from loa.units.actions.provided import PROVIDER
from loa.units.actor import Actor
from loa.units.errors import UnknownThing
from loa.units.history import Told, tell
from loa.units.models import (
    Area,
    AreaLevel,
    AreaVersion,
    Body,
    BodyVersion,
    Delegation,
    Grant,
    Person,
    Post,
    SecondFactorReset,
)
from loa.units.permissions import Permission
from loa.units.queries import people_visible_to
from loa.units.versions import in_force, latest

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


# -- names in lists ---------------------------------------------------------------------------------------


def body_name_of(owner: str, day: date | None = None) -> Subquery:
    """Return the expression for the name of the body that the outer query calls `owner`."""
    rows = latest(BodyVersion, day or clock.today()).filter(body=OuterRef(owner))
    return Subquery(rows.values("name")[:1])


def area_name_of(owner: str, day: date | None = None) -> Subquery:
    """Return the expression for kind and name of the area that the outer query calls `owner`."""
    rows = latest(AreaVersion, day or clock.today()).filter(area=OuterRef(owner))
    return Subquery(rows.annotate(full=Concat("kind", Value(" "), "name")).values("full")[:1])


# -- choices ----------------------------------------------------------------------------------------------


def bodies_to_choose(actor: Who, permission: Permission) -> QuerySet[Body]:
    """Return the standing bodies over which the actor holds the right, each with `label`, in Vietnamese order."""
    now = in_force(BodyVersion, clock.today()).filter(body=OuterRef("pk"))
    rows = access.bodies_in_reach(actor, permission).annotate(
        label=Subquery(now.values("name")[:1]), order=Subquery(now.values("sort_key")[:1])
    )
    return rows.filter(label__isnull=False).order_by("order", "code")


def areas_to_choose(
    actor: Who, permission: Permission, levels: Collection[AreaLevel] = tuple(AreaLevel)
) -> QuerySet[Area]:
    """Return the standing areas over which the actor holds the right, each with `label`, higher levels first."""
    now = in_force(AreaVersion, clock.today()).filter(area=OuterRef("pk"), level__in=list(levels))
    rows = access.areas_in_reach(actor, permission).annotate(
        label=Subquery(now.annotate(full=Concat("kind", Value(" "), "name")).values("full")[:1]),
        order=Subquery(now.values("sort_key")[:1]),
        depth=Subquery(now.annotate(rank=LEVEL_ORDER).values("rank")[:1]),
    )
    return rows.filter(label__isnull=False).order_by("depth", "order", "code")


LEVEL_ORDER = Case(*(When(level=level, then=Value(n)) for n, level in enumerate(AreaLevel)), default=Value(9))


def posts_to_choose(actor: Who, permission: Permission) -> QuerySet[Post]:
    """Return the posts held now in bodies over which the actor holds the right, each with `label`, by name."""
    bodies = access.bodies_in_reach(actor, permission)
    return labelled_posts(reach.active_posts().filter(body__in=bodies))


def labelled_posts(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Return posts with `label` ("Nguyễn Thị A – Phó Chủ tịch, UBND phường B"), ordered by the person's name."""
    words = [
        F("person__full_name"),
        Value(" – "),
        F("title"),
        Value(", "),
        Coalesce(body_name_of("body"), Value("")),
    ]
    return posts.annotate(label=Concat(*words, output_field=CharField())).order_by("person__sort_key", "pk")


def people_to_choose(actor: Who) -> QuerySet[Person]:
    """Return the people in bodies whose staff the actor looks after, each with `label`, by name; oneself included."""
    bodies = access.bodies_in_reach(actor, Permission.PEOPLE_MANAGE)
    mine = Q(pk=actor.person.pk) if isinstance(actor, Actor) else Q()
    people = Person.objects.filter(
        mine | Q(pk__in=reach.active_posts().filter(body__in=bodies).values("person"))
    )
    return people.annotate(label=F("full_name")).order_by("sort_key", "pk")


# -- people -----------------------------------------------------------------------------------------------


def list_people(actor: Who) -> QuerySet[Person]:
    """Return the visible people with `posts_text`, `is_invited`, `has_second_factor`, for lists and exports."""
    seen = access.bodies_in_reach(actor, Permission.UNITS_READ)
    held = reach.active_posts().filter(person=OuterRef("pk"), body__in=seen)
    held = held.annotate(words=Concat("title", Value(" – "), body_name_of("body"), output_field=CharField()))
    posts = held.order_by().values("person").annotate(all=StringAgg("words", "; ")).values("all")
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    bound = SocialAccount.objects.filter(user=OuterRef("pk"), provider=PROVIDER)
    return people_visible_to(actor).annotate(
        posts_text=Coalesce(Subquery(posts[:1]), Value(""), output_field=TextField()),
        is_invited=Case(
            When(Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) & ~Exists(bound), then=True),
            default=False,
            output_field=BooleanField(),
        ),
        has_second_factor=Exists(factors),
    )


def access_person(actor: Actor, person_id: int, *, to: Permission | None = None) -> Person:
    """Return a visible person, after checking the right over all bodies of the person where one is named.

    Raises: UnknownThing, RightMissing.
    """
    person = list_people(actor).filter(pk=person_id).first()
    if person is None:
        raise UnknownThing
    if to is not None:
        require_over_person(actor, person, to)
    return person


def may_manage_person(actor: Actor, person: Person) -> bool:
    """Say whether the actor looks after every body in which the person holds a post."""
    held = Body.objects.filter(pk__in=reach.active_posts().filter(person=person).values("body"))
    held = held or Body.objects.filter(pk__in=Post.objects.filter(person=person).values("body"))
    mine = access.bodies_in_reach(actor, Permission.PEOPLE_MANAGE)
    return bool(held) and not held.exclude(pk__in=mine).exists()


def posts_visible_to(actor: Who) -> QuerySet[Post]:
    """Return the posts in bodies that the actor may read about, and the actor's own."""
    mine = Q(person=actor.person.pk) if isinstance(actor, Actor) else Q()
    seen = access.bodies_in_reach(actor, Permission.UNITS_READ)
    return Post.objects.filter(mine | Q(body__in=seen)).select_related("person", "body")


def posts_of_person(actor: Who, person: Person) -> QuerySet[Post]:
    """Return the visible posts of a person, past ones too, with `body_name` and `is_held`, the held ones first."""
    held = reach.active_posts().filter(pk=OuterRef("pk"))
    posts = posts_visible_to(actor).filter(person=person)
    posts = posts.annotate(body_name=body_name_of("body"), is_held=Exists(held))
    return posts.order_by("-is_held", "-valid_from", "pk")


def grants_visible_to(actor: Who) -> QuerySet[Grant]:
    """Return the grants in force of posts in visible bodies, with names for lists and exports."""
    seen = access.bodies_in_reach(actor, Permission.UNITS_READ)
    grants = reach.active_grants().filter(post__body__in=seen).select_related("post__person", "body", "area")
    return grants.annotate(
        body_name=body_name_of("body"),
        area_name=area_name_of("area"),
        post_body_name=body_name_of("post__body"),
    )


def delegations_visible_to(actor: Who) -> QuerySet[Delegation]:
    """Return the transfers whose giver or receiver is visible to the actor."""
    posts = posts_visible_to(actor).values("pk")
    rows = Delegation.objects.filter(Q(giver__in=posts) | Q(receiver__in=posts))
    return rows.select_related("giver__person", "giver__body", "receiver__person", "receiver__body")


def delegations_of(actor: Who, person: Person) -> QuerySet[Delegation]:
    """Return the visible transfers that a person gave or received and that have not ended, the newest first."""
    rows = delegations_visible_to(actor).filter(revoked_at=None, valid_until__gt=clock.now())
    return rows.filter(Q(giver__person=person) | Q(receiver__person=person)).order_by("-valid_from", "pk")


def provided_account(person: Person) -> SocialAccount | None:
    """Return the account of the sign-in provider bound to a person, if there is one."""
    return SocialAccount.objects.filter(provider=PROVIDER, user=person).first()


def open_resets(actor: Who) -> QuerySet[SecondFactorReset]:
    """Return the requests to remove a second factor that wait for a second person whom the actor could be."""
    rows = SecondFactorReset.objects.filter(confirmed_at=None, expires_at__gt=clock.now())
    bodies = access.bodies_in_reach(actor, Permission.PEOPLE_CONFIRM)
    rows = rows.filter(person__in=reach.active_posts().filter(body__in=bodies).values("person"))
    if isinstance(actor, Actor):
        rows = rows.exclude(asked_by=actor.person).exclude(person=actor.person)
    return rows.select_related("person", "asked_by").order_by("asked_at")


def resets_visible_to(actor: Who) -> QuerySet[SecondFactorReset]:
    """Return the requests about people the actor may see."""
    rows = SecondFactorReset.objects.filter(person__in=people_visible_to(actor).values("pk"))
    return rows.select_related("person", "asked_by")


def history_of_person(person: Person, *, most: int = 50) -> list[Told]:
    """Return what was done to a person, the posts, rights and transfers, the latest first."""
    things = [f"units.person:{person.pk}"]
    kinds: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("post", Post.objects.filter(person=person)),
        ("grant", Grant.objects.filter(post__person=person)),
        ("delegation", Delegation.objects.filter(Q(giver__person=person) | Q(receiver__person=person))),
        ("secondfactorreset", SecondFactorReset.objects.filter(person=person)),
    )
    for kind, rows in kinds:
        things += [f"units.{kind}:{pk}" for pk in rows.values_list("pk", flat=True)]
    return tell(journal.history(*things)[:most])


# -- journal ----------------------------------------------------------------------------------------------


def entries_visible_to(actor: Who) -> QuerySet[Entry]:
    """Return the entries of bodies whose journal the actor may read, with `who`, `whose`, `body_name`.

    What the software did by itself belongs to no body: who reads the journal of a whole tree, from its root on, sees
    it too.
    """
    bodies = access.bodies_in_reach(actor, Permission.JOURNAL_READ)
    keys = bodies.annotate(key=Cast("pk", CharField())).values("key")
    mine = Q(body__in=keys)
    if bodies.filter(
        pk__in=in_force(BodyVersion, clock.today()).filter(superior=None).values("body")
    ).exists():
        mine |= Q(body="")
    entries = Entry.objects.filter(mine).annotate(
        person_id=_number("person"),
        giver_id=_number("on_behalf_of"),
        body_id=_number("body"),
        seal_number=F("seal__number"),
    )
    return entries.annotate(
        who=Subquery(Person.objects.filter(pk=OuterRef("person_id")).values("full_name")[:1]),
        whose=Subquery(Person.objects.filter(pk=OuterRef("giver_id")).values("full_name")[:1]),
        body_name=body_name_of("body_id"),
    )


def _number(field: str) -> Cast:
    return Cast(NullIf(F(field), Value("")), BigIntegerField())
