"""What stands in the public lists, ready to be searched, narrowed and sorted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CharField, F, Func, OuterRef, QuerySet, Subquery

from loa.bulletins import queries as bulletins
from loa.bulletins.models import Bulletin, Correction
from loa.channels.models import Account
from loa.channels.queries import public_register
from loa.lib import clock
from loa.units.models import BodyVersion
from loa.units.queries import body_names
from loa.units.versions import latest


class Folded(Func):
    """A name without marks and capitals, as `loa.lib.text.fold` writes it."""

    template = r"replace(regexp_replace(normalize(lower(%(expressions)s), NFD), '[\u0300-\u036f]', '', 'g'), 'đ', 'd')"
    output_field = CharField()


def list_corrections() -> QuerySet[Correction]:
    """Return the log of our own mistakes with the issuer of each."""
    names = latest(BodyVersion, clock.today()).filter(body=OuterRef("original__body"))
    return bulletins.corrections().annotate(issuer=Subquery(names.values("name")[:1]))


def list_emergencies() -> QuerySet[Bulletin]:
    """Return every emergency that was really sent; what was missed or still waits was no use of it (charter 9)."""
    return bulletins.emergencies()


def list_accounts() -> QuerySet[Account]:
    """Return the public register, each account with its body's name."""
    names = latest(BodyVersion, clock.today()).filter(body=OuterRef("body"))
    return public_register().annotate(
        issuer=Subquery(names.values("name")[:1]),
        body_folded=Subquery(names.values("folded")[:1]),
        body_order=Subquery(names.values("sort_key")[:1]),
        folded=Folded(F("name")),
    )


def issuing_bodies() -> list[tuple[str, str]]:
    """Return the bodies that ever issued something, by name."""
    return _named(bulletins.public().order_by().values_list("body", flat=True).distinct())


def speaking_bodies() -> list[tuple[str, str]]:
    """Return the bodies that hold an account of the register, by name."""
    return _named(public_register().order_by().values_list("body", flat=True).distinct())


def _named(ids: Iterable[int]) -> list[tuple[str, str]]:
    names = body_names(ids)
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda choice: choice[1])
