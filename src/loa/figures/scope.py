"""Whose figures, and of which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet

from loa.lib.clock import HANOI
from loa.units.models import Body
from loa.units.queries import body_versions


def true_rows(prefix: str = "") -> Q:
    """Return the condition that leaves out what was made up (`is_sample`); the demo, which is all made up, counts it."""
    return Q() if settings.DEMO else Q(**{f"{prefix}is_sample": False})


@dataclass(frozen=True, slots=True)
class Scope:
    """A body, alone or with all below it, from a day to a day, both included."""

    body: Body
    since: date
    until: date
    is_whole: bool = False

    @property
    def days(self) -> tuple[date, date]:
        """Return the first and the last day, as a range of the database takes them."""
        return self.since, self.until

    @property
    def begins_at(self) -> datetime:
        """Return the first moment, Hanoi time."""
        return datetime.combine(self.since, time.min, HANOI)

    @property
    def ends_at(self) -> datetime:
        """Return the first moment after it, Hanoi time."""
        return datetime.combine(self.until + timedelta(days=1), time.min, HANOI)

    def bodies(self) -> QuerySet[Body]:
        """Return the bodies it is about, by the tree of its last day."""
        if not self.is_whole:
            return Body.objects.filter(pk=self.body.pk)
        own = body_versions(self.until).filter(body=self.body).values_list("path", flat=True).first()
        if own is None:
            return Body.objects.filter(pk=self.body.pk)
        below = body_versions(self.until).filter(path__startswith=f"{own}/").values("body")
        return Body.objects.filter(pk=self.body.pk) | Body.objects.filter(pk__in=below)

    def counts(self, prefix: str = "") -> Q:
        """Return the condition that a row with `body` and `holder` counts here.

        It counts for its body while that stood on the last day, afterwards for the body that took it over: totals before
        and after a reform agree.
        """
        stood = body_versions(self.until).order_by().values("body")
        own, held = Q(**{f"{prefix}body__in": self.bodies()}), Q(**{f"{prefix}holder__in": self.bodies()})
        return own | (held & ~Q(**{f"{prefix}body__in": stood}))

    @property
    def query(self) -> str:
        """Return it as the parameters of an address."""
        given = {"body": self.body.pk, "since": self.since.isoformat(), "until": self.until.isoformat()}
        return urlencode(given | ({"whole": "on"} if self.is_whole else {}))
