"""Reading dated versions: the one in force on a day, the last one before it, and branches of paths."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from loa.units.models import AreaVersion, BodyVersion

V = TypeVar("V", AreaVersion, BodyVersion)
_OWNER = {AreaVersion: "area", BodyVersion: "body"}


def in_force(model: type[V], day: date) -> QuerySet[V]:
    """Return the versions that hold on the day: at most one per unit."""
    return _in_force(model, day).all()


def latest(model: type[V], day: date) -> QuerySet[V]:
    """Return each unit's version on the day, or its last one before: abolished units keep their place."""
    return _latest(model, day).all()


# A question is put together once a day and copied by whoever asks it: a page asks these a dozen times.


@lru_cache(maxsize=64)
def _in_force(model: type[V], day: date) -> QuerySet[V]:
    return model.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)


@lru_cache(maxsize=64)
def _latest(model: type[V], day: date) -> QuerySet[V]:
    newer = model.objects.filter(
        **{_OWNER[model]: OuterRef(_OWNER[model])}, valid_from__gt=OuterRef("valid_from"), valid_from__lte=day
    )
    return model.objects.filter(~Exists(newer), valid_from__lte=day)


def latest_path(model: type[V], owner: str, day: date) -> Subquery:
    """Return the expression for the path of the unit that the outer query calls `owner`."""
    rows = model.objects.filter(**{_OWNER[model]: OuterRef(owner)}, valid_from__lte=day)
    return Subquery(rows.order_by("-valid_from").values("path")[:1])


def under(paths: Iterable[str], field: str = "path") -> Q:
    """Return the condition that `field` lies on one of the paths or below; no path matches nothing."""
    condition = Q()
    for path in sorted(set(paths)):
        condition |= Q(**{field: path}) | Q(**{f"{field}__startswith": f"{path}/"})
    return condition or Q(pk__in=[])


def is_under(path: str, root: str) -> bool:
    """Say whether a path lies on the root or below it."""
    return path == root or path.startswith(f"{root}/")
