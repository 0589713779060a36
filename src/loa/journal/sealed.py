"""The slot in which rooms say where they keep values under the keyring, so that keys can be counted and exchanged.

A room registers each of its columns in `ready()`; a guard finds a sealed value in a column that nobody registered.
Rows are renewed in small transactions under their own locks: the running site goes on, and what it holds is left for
the next round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Count, F, Func, Model, Q, QuerySet, TextField, Value

from loa.lib.crypt import DATA, LOOKUP, KeyMissing, Keyring, Tampered


@dataclass(frozen=True, slots=True)
class Batch:
    """What one chunk did: the last row it looked at (None at the end), how many values it renewed, what it could not."""

    last: object | None
    renewed: int
    unreadable: tuple[str, ...] = ()


class Place(Protocol):
    """Somewhere that values under keys of one purpose lie."""

    @property
    def name(self) -> str:
        """Return its name for operators, such as "channels.account.secret"."""

    @property
    def purpose(self) -> str:
        """Return the purpose of the keys."""

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Return the tables and columns that it speaks for."""

    def count(self) -> Mapping[str, int]:
        """Return how many values lie under each key."""

    def stays(self) -> Mapping[str, int]:
        """Return how many values under each key nobody can make anew; their key must stay."""

    def renew(self, ring: Keyring, after: object | None, size: int) -> Batch:
        """Bring up to `size` rows behind `after` under the newest key, in one transaction."""


_places: list[Place] = []


def register(*places: Place) -> None:
    """Add the places of a room; call it in an app's ready()."""
    _places.extend(places)


def places() -> list[Place]:
    """Return every place, by name."""
    return sorted(_places, key=lambda place: place.name)


def not_under(field: str, key_id: str) -> Q:
    """Return the condition that a column holds a value under another key."""
    return ~Q(**{field: ""}) & ~Q(**{f"{field}__startswith": f"{key_id}:"})


def count_keys(rows: QuerySet[Any], field: str) -> Counter[str]:
    """Return how many values of a column lie under each key."""
    key_id = Func(F(field), Value(":"), Value(1), function="split_part", output_field=TextField())
    counted = rows.exclude(**{field: ""}).annotate(key_id=key_id).order_by().values("key_id")
    return Counter(dict(counted.annotate(n=Count("pk")).values_list("key_id", "n")))


def locked(rows: QuerySet[Any], after: object | None, size: int) -> QuerySet[Any]:
    """Return the next rows behind `after`, locked; what somebody else holds is passed over."""
    behind = rows if after is None else rows.filter(pk__gt=after)
    return behind.order_by("pk").select_for_update(skip_locked=True, of=("self",))[:size]


def exchange(model: type[Model], field: str, changes: Iterable[tuple[object, str, str]]) -> int:
    """Put new values (row, old, new) where the old ones still stand; return how many."""
    rows = list(zip(*changes, strict=True))
    if not rows:
        return 0
    meta, kind = model._meta, model._meta.pk.rel_db_type(connection)  # noqa: SLF001  Django's own public way
    statement = (
        f'UPDATE "{meta.db_table}" held SET "{field}" = new.value'  # noqa: S608  names of our own models
        f" FROM unnest(%s::{kind}[], %s::text[], %s::text[]) AS new (id, old, value)"
        f' WHERE held."{meta.pk.column}" = new.id AND held."{field}" = new.old'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(part) for part in rows])
        return int(cursor.rowcount)


class _TextColumn:
    """A text column in which every value lies under one key and can be renewed from its own row."""

    def __init__(self, model: type[Model], field: str) -> None:
        self._rows, self._model, self._field = model._default_manager, model, field  # noqa: SLF001
        self.name = f"{model._meta.label_lower}.{field}"  # noqa: SLF001
        self.columns = ((model._meta.db_table, field),)  # noqa: SLF001

    def count(self) -> Mapping[str, int]:
        """Return how many values lie under each key."""
        return count_keys(self._rows.all(), self._field)

    def stays(self) -> Mapping[str, int]:
        """Return no value: all can be renewed."""
        return {}

    def _renew(self, key_id: str, after: object | None, size: int, anew: Callable[[Any], str]) -> Batch:
        """Give up to `size` rows behind `after` that lie under another key their new value, inside a transaction."""
        rows = list(locked(self._rows.filter(not_under(self._field, key_id)), after, size))
        changes, unreadable = [], []
        for row in rows:
            try:
                changes.append((row.pk, getattr(row, self._field), anew(row)))
            except (KeyMissing, Tampered):
                unreadable.append(f"{self.name}:{row.pk}")
        renewed = exchange(self._model, self._field, changes)
        return Batch(rows[-1].pk if rows else None, renewed, tuple(unreadable))


class Column(_TextColumn):
    """A text column of tokens, each bound to its row; a wrapped record key where `holds_key` says so."""

    purpose = DATA

    def __init__(
        self, model: type[Model], field: str, about: Callable[[Any], str], *, holds_key: bool = False
    ) -> None:
        super().__init__(model, field)
        self._about, self._holds_key = about, holds_key

    @transaction.atomic
    def renew(self, ring: Keyring, after: object | None, size: int) -> Batch:
        """Bring up to `size` rows behind `after` under the newest key, in one transaction."""
        under_newest = ring.rewrap_key if self._holds_key else ring.reencrypt

        def anew(row: Any) -> str:
            return under_newest(getattr(row, self._field), about=self._about(row.pk))

        return self._renew(ring.writes_with(DATA), after, size, anew)


class LookupColumn(_TextColumn):
    """A column of keyed look-ups, each made anew from what its own row keeps sealed."""

    purpose = LOOKUP

    def __init__(self, model: type[Model], field: str, anew: Callable[[Any, Keyring], str]) -> None:
        super().__init__(model, field)
        self._anew = anew

    @transaction.atomic
    def renew(self, ring: Keyring, after: object | None, size: int) -> Batch:
        """Make up to `size` look-ups behind `after` anew, in one transaction."""
        return self._renew(ring.writes_with(LOOKUP), after, size, lambda row: self._anew(row, ring))


class JsonColumn:
    """A JSON column of few rows in which the named members are tokens, or lists of them, bound to one text."""

    purpose = DATA

    def __init__(self, model: type[Model], field: str, members: tuple[str, ...], about: str) -> None:
        self._model, self._field, self._members, self._about = model, field, members, about
        self.name = f"{model._meta.label_lower}.{field}"  # noqa: SLF001
        self.columns = ((model._meta.db_table, field),)  # noqa: SLF001

    def count(self) -> Mapping[str, int]:
        """Return how many values lie under each key."""
        facts = self._model._default_manager.values_list(self._field, flat=True)  # noqa: SLF001
        return Counter(token.partition(":")[0] for each in facts for token in self._tokens(each))

    def stays(self) -> Mapping[str, int]:
        """Return no value: all can be renewed."""
        return {}

    @transaction.atomic
    def renew(self, ring: Keyring, after: object | None, size: int) -> Batch:
        """Bring up to `size` rows behind `after` under the newest key, in one transaction."""
        rows = list(locked(self._model._default_manager.all(), after, size))  # noqa: SLF001
        renewed, unreadable = 0, []
        for row in rows:
            facts = getattr(row, self._field)
            old = sum(ring.needs_rotation(token) for token in self._tokens(facts) if _held(ring, token))
            try:
                fresh = {name: self._renewed(ring, name, value) for name, value in facts.items()}
            except (KeyMissing, Tampered):
                unreadable.append(f"{self.name}:{row.pk}")
                continue
            if fresh != facts:
                setattr(row, self._field, fresh)
                row.save(update_fields=[self._field])
                renewed += old
        return Batch(rows[-1].pk if rows else None, renewed, tuple(unreadable))

    def _tokens(self, facts: Mapping[str, Any]) -> list[str]:
        values = [facts[name] for name in self._members if facts.get(name)]
        return [token for value in values for token in (value if isinstance(value, list) else [value])]

    def _renewed(self, ring: Keyring, name: str, value: Any) -> Any:
        if name not in self._members or not value:
            return value
        if isinstance(value, list):
            return [ring.reencrypt(token, about=self._about) for token in value]
        return ring.reencrypt(value, about=self._about)


def _held(ring: Keyring, token: str) -> bool:
    return token.partition(":")[0] in ring.ids()


PURPOSES = (DATA, LOOKUP)  # those whose values lie in tables
