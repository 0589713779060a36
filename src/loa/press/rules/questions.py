"""A question "how many items", as it stands in an address and in a saved count. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _


class Grouping(models.TextChoices):
    """By what a number is told in parts."""

    DAY = "day", _("ngày")
    TOPIC = "topic", _("chủ đề")
    PUBLISHER = "publisher", _("cơ quan báo chí")
    SOURCE = "source", _("nguồn")
    AREA = "area", _("địa bàn")


@dataclass(frozen=True, slots=True)
class Question:
    """Which items count. `until` is the last day, none until now; areas count with all below them, unless `exact_area`.

    `taken_until` is the cut-off: what was taken in later does not count, whenever it was published.
    """

    since: date
    until: date | None = None
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    publishers: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    originals: bool = False
    reprints: bool = False
    no_topic: bool = False
    exact_area: bool = False
    taken_until: datetime | None = None

    @property
    def query(self) -> str:
        """Return it as the parameters of an address."""
        given: list[tuple[str, str]] = [("since", self.since.isoformat())]
        given += [("until", self.until.isoformat())] if self.until else []
        given += [("topic", code) for code in self.topics]
        given += [("area", code) for code in self.areas]
        given += [("publisher", str(pk)) for pk in self.publishers]
        given += [("source", str(pk)) for pk in self.sources]
        given += [("taken_until", self.taken_until.isoformat())] if self.taken_until else []
        flags = {
            "originals": self.originals, "reprints": self.reprints,
            "no_topic": self.no_topic, "exact_area": self.exact_area,
        }  # fmt: skip
        given += [(name, "on") for name, is_set in flags.items() if is_set]
        return urlencode(given)

    def without_cut_off(self) -> Question:
        """Return the same question of all that has been taken in until now."""
        return replace(self, taken_until=None)

    def cut_off(self, moment: datetime) -> Question:
        """Return the same question of what was taken in until a moment; an earlier cut-off stays."""
        return replace(self, taken_until=min(self.taken_until or moment, moment))

    def with_reprints(self) -> Question:
        """Return the same question with reprints."""
        return replace(self, originals=False, reprints=False)

    def without_reprints(self) -> Question:
        """Return the same question without reprints."""
        return replace(self, originals=True, reprints=False)

    def only_reprints(self) -> Question:
        """Return the same question of reprints alone."""
        return replace(self, originals=False, reprints=True)
