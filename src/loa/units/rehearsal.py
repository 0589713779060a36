"""Trying a reform out: it is done for real in a transaction that is then undone, so that the check page cannot lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from loa.units.models import Area, AreaChange, AreaVersion, Body, BodyVersion, Post, Succession
from loa.units.versions import in_force


@dataclass(frozen=True)
class Change:
    """One unit as it stands the day before and on the day of the reform; None where it does not exist."""

    code: str
    before: str
    after: str


@dataclass(frozen=True)
class Rehearsal:
    """What a reform would do: the units that change, the bodies and posts it touches."""

    changes: list[Change]
    seated: int = 0
    posts_ended: int = 0
    concerned: list[str] = field(default_factory=list)


Telling = Callable[[Sequence[str]], str]
_tellings: list[Telling] = []


def register(telling: Telling) -> None:
    """Let a higher room say whom a reform of these areas (codes) concerns; an empty sentence is left out."""
    if telling not in _tellings:
        _tellings.append(telling)


def rehearse_area(act: Callable[..., Any], *, on: date, **given: Any) -> Rehearsal:
    """Return what a reform of territory would change on its day. Raises: whatever the reform itself refuses."""
    with transaction.atomic():
        before = _areas(on)
        act(on=on, **given)
        after = _areas(on)
        changes = _compare(before, after)
        gone = Area.objects.filter(code__in=[c.code for c in changes if not c.after])
        handed_on = _handed_on()
        seated = in_force(BodyVersion, on).filter(seat_area__in=gone).count()
        transaction.set_rollback(True)
    said = [telling(handed_on) for telling in _tellings] if handed_on else []
    return Rehearsal(changes, seated=seated, concerned=[text for text in said if text])


def rehearse_body(act: Callable[..., Any], *, on: date, **given: Any) -> Rehearsal:
    """Return what a reform of organisation would change on its day. Raises: whatever the reform itself refuses."""
    with transaction.atomic():
        before = _bodies(on)
        act(on=on, **given)
        changes = _compare(before, _bodies(on))
        gone = Body.objects.filter(code__in=[c.code for c in changes if not c.after])
        posts = Post.objects.filter(body__in=gone, valid_until=on).count()
        transaction.set_rollback(True)
    return Rehearsal(changes, posts_ended=posts)


def _handed_on() -> list[str]:
    """Return the codes of the areas among which the act just done handed territory on; none for a mere new name."""
    links = Succession.objects.filter(change=AreaChange.objects.latest("pk"))
    moves = links.exclude(old=F("new")).exists()
    return sorted(set(links.values_list("old__code", flat=True))) if moves else []


def _areas(on: date) -> dict[str, str]:
    rows = in_force(AreaVersion, on).select_related("area").order_by("path")
    places = {row.path: str(row) for row in rows}
    return {row.area.code: _placed(row.path, places) for row in rows}


def _bodies(on: date) -> dict[str, str]:
    rows = in_force(BodyVersion, on).select_related("body").order_by("path")
    places = {row.path: row.name for row in rows}
    return {row.body.code: _placed(row.path, places) for row in rows}


def _placed(path: str, places: dict[str, str]) -> str:
    above = path.rpartition("/")[0]
    return f"{places[path]} ({places[above]})" if above in places else places[path]


def _compare(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    codes = [*before, *(code for code in after if code not in before)]
    told = (Change(code, before.get(code, ""), after.get(code, "")) for code in codes)
    return [change for change in told if change.before != change.after]
