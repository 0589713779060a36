"""The history of a thing in words: who, what, when, on whose behalf; read from the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from loa.journal import queries as journal
from loa.journal.models import Entry
from loa.journal.wording import word_of
from loa.units.models import Person
from loa.units.queries import body_names


@dataclass(frozen=True)
class Told:
    """One line of history; the fields are those of the timeline component."""

    title: str
    who: str
    at: datetime
    text: str = ""
    tone: str = "quiet"
    icon: str = ""


def history_of(thing: str, *, most: int = 100) -> list[Told]:
    """Return what was done to a thing, the latest first, in two queries more than the rows."""
    return tell(journal.history(thing)[:most])


def tell(entries: Iterable[Entry]) -> list[Told]:
    """Return journal entries in words; a person who left is still named, the software is "Hệ thống"."""
    rows = list(entries)
    keys = {key for row in rows for key in (row.person, row.on_behalf_of) if key}
    people = dict(Person.objects.filter(pk__in=keys).values_list("pk", "full_name"))
    names = {str(pk): name for pk, name in people.items()}
    bodies = body_names({int(row.body) for row in rows if row.body})
    return [Told(word_of(row.verb), _who(row, names, bodies), row.at) for row in rows]


def _who(row: Entry, names: dict[str, str], bodies: dict[int, str]) -> str:
    if not row.person:
        return _("Hệ thống")
    who = names.get(row.person, row.person)
    if row.on_behalf_of:
        who = _("%(who)s, thay %(giver)s") % {
            "who": who,
            "giver": names.get(row.on_behalf_of, row.on_behalf_of),
        }
    body = bodies.get(int(row.body), "") if row.body else ""
    return f"{who} – {body}" if body else who
