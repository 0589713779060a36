"""Reforms of territory: each is one transaction, one change with its successions, one journal row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib.text import squeeze
from loa.units import access
from loa.units.access import Who
from loa.units.actions import trees
from loa.units.errors import BadName, BadPlace, BadShares, CodeTaken, RightMissing
from loa.units.models import Area, AreaChange, AreaLevel, AreaVersion, ChangeKind, Succession
from loa.units.permissions import Permission
from loa.units.rules import fold_unit, sort_key
from loa.units.rules.reforms import WHOLE, check_shares

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}")
_DEPTH = {level: depth for depth, level in enumerate(AreaLevel.values)}


@dataclass(frozen=True)
class NewArea:
    """What an area is to be called from the day of the act on; `code` of an existing area lets it go on."""

    code: str
    kind: str
    name: str


@dataclass(frozen=True)
class Part:
    """One part of a divided area: where it goes, how much of the whole it is, what lies in it.

    `share` is between 0 and 1, None where it is unknown; `groups` are the codes of areas below that come along.
    """

    area: NewArea
    share: float | None = None
    is_default: bool = False
    groups: tuple[str, ...] = ()


def create_area(
    *,
    actor: Who,
    code: str,
    level: AreaLevel,
    kind: str,
    name: str,
    parent: Area | None,
    on: date,
    basis: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
) -> Area:
    """Found an area under a parent; only the software itself founds one without a parent."""
    with transaction.atomic():
        trees.lock(AreaVersion)
        above = _parent(actor, parent, on)
        area = _open(NewArea(code, kind, name), level, above, on, latitude=latitude, longitude=longitude)
        change = _change(ChangeKind.FOUND, on, basis)
        _journal(actor, "units.area_founded", change, news=[area.code])
    return area


def rename_area(*, actor: Who, area: Area, kind: str, name: str, on: date, basis: str = "") -> Area:
    """Call an area by another kind or name from a day on."""
    with transaction.atomic():
        version = _standing(actor, area, on)
        trees.revise(version, on, **_named(kind, name))
        change = _change(ChangeKind.RENAME, on, basis, [(area, area, WHOLE, True)])
        _journal(actor, "units.area_renamed", change, olds=[area.code])
    return area


def move_area(*, actor: Who, area: Area, parent: Area, on: date, basis: str = "") -> Area:
    """Set an area, with all below it, under another parent from a day on."""
    with transaction.atomic():
        version = _standing(actor, area, on)
        above = _parent(actor, parent, on)
        _fits(version.level, above)
        trees.replant(version, above, on)
        change = _change(ChangeKind.MOVE, on, basis, [(area, area, WHOLE, True)])
        _journal(actor, "units.area_moved", change, olds=[area.code], parent=_code(parent))
    return area


def merge_areas(*, actor: Who, areas: Sequence[Area], into: NewArea, on: date, basis: str = "") -> Area:
    """Make one area of several; `into.code` may be one of theirs, which then goes on with the wider territory."""
    with transaction.atomic():
        versions = [_standing(actor, area, on) for area in areas]
        if (
            len({version.area_id for version in versions}) < 2
            or len({version.level for version in versions}) != 1
        ):
            raise BadPlace
        new = _receive(versions, into, versions[0].level, on)
        _take_in(versions, new, on)
        change = _change(ChangeKind.MERGE, on, basis, [(area, new.area, WHOLE, True) for area in areas])
        _journal(actor, "units.areas_merged", change, olds=[a.code for a in areas], news=[new.area.code])
    return new.area


def split_area(*, actor: Who, area: Area, parts: Sequence[Part], on: date, basis: str = "") -> list[Area]:
    """Divide an area; one part may keep its code. Groups that no part names go with the default part."""
    if len(parts) < 2 or not check_shares([p.share for p in parts], [p.is_default for p in parts]):
        raise BadShares
    with transaction.atomic():
        version = _standing(actor, area, on)
        news = [_receive([version], part.area, version.level, on) for part in parts]
        _share_out(version, dict(zip(parts, news, strict=True)), on)
        if area.code not in {part.area.code for part in parts}:
            trees.close(version, on)
        links = [(area, new.area, part.share, part.is_default) for part, new in zip(parts, news, strict=True)]
        change = _change(ChangeKind.SPLIT, on, basis, links)
        _journal(actor, "units.area_split", change, olds=[area.code], news=[new.area.code for new in news])
    return [new.area for new in news]


def abolish_area(*, actor: Who, area: Area, on: date, heir: Area | None = None, basis: str = "") -> Area:
    """End an area; what stands below it moves up to its parent, its totals go to the heir (the parent by default).

    Raises:
        BadPlace: for the root of a tree, which has no one to leave its totals to.

    """
    with transaction.atomic():
        version = _standing(actor, area, on)
        if version.parent is None or heir == area:
            raise BadPlace
        above = trees.standing(AreaVersion, version.parent, on)
        keeper = heir or above.area
        trees.standing(AreaVersion, keeper, on)
        for child in trees.right_below(version, on):
            trees.replant(child, above, on)
        trees.close(version, on)
        change = _change(ChangeKind.ABOLISH, on, basis, [(area, keeper, WHOLE, True)])
        _journal(actor, "units.area_abolished", change, olds=[area.code], news=[keeper.code])
    return area


# -- steps ------------------------------------------------------------------------------------------------


def _standing(actor: Who, area: Area, on: date) -> AreaVersion:
    access.require(actor, Permission.UNITS_MANAGE, area=area)
    trees.lock(AreaVersion)
    return trees.standing(AreaVersion, area, on)


def _parent(actor: Who, parent: Area | None, on: date) -> AreaVersion | None:
    if parent is None:
        if actor is not SYSTEM:
            raise RightMissing(permission=Permission.UNITS_MANAGE.value)
        return None
    return _standing(actor, parent, on)


def _receive(olds: Sequence[AreaVersion], into: NewArea, level: str, on: date) -> AreaVersion:
    """Return the version that takes over: one of the old ones under its new name, or a new area beside the first."""
    for old in olds:
        if old.area.code == into.code:
            return trees.revise(old, on, **_named(into.kind, into.name))
    first = olds[0]
    above = trees.standing(AreaVersion, first.parent, on) if first.parent else None
    return _open(into, level, above, on).versions.get()


def _take_in(olds: Iterable[AreaVersion], new: AreaVersion, on: date) -> None:
    for old in olds:
        if old.area_id == new.area_id:
            continue
        for child in trees.right_below(old, on):
            trees.replant(child, new, on)
        trees.close(old, on)


def _share_out(old: AreaVersion, parts: Mapping[Part, AreaVersion], on: date) -> None:
    named = [code for part in parts for code in part.groups]
    if len(named) != len(set(named)):
        raise BadPlace(groups=sorted(named))
    home = {code: new for part, new in parts.items() for code in part.groups}
    rest = next(new for part, new in parts.items() if part.is_default)
    children = trees.right_below(old, on)
    if unknown := set(home) - {child.area.code for child in children}:
        raise BadPlace(groups=sorted(unknown))
    for child in children:
        new = home.get(child.area.code, rest)
        if new.area_id != old.area_id:
            trees.replant(child, new, on)


def _open(
    new: NewArea,
    level: str,
    above: AreaVersion | None,
    on: date,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Area:
    if not _CODE.fullmatch(new.code):
        raise BadName(code=new.code)
    if Area.objects.filter(code=new.code).exists():
        raise CodeTaken(code=new.code)
    if above is not None:
        _fits(level, above)
    named = _named(new.kind, new.name)
    area = Area.objects.create(code=new.code)
    AreaVersion.objects.create(
        area=area,
        level=level,
        parent=above.area if above else None,
        path=f"{above.path}/{new.code}" if above else new.code,
        valid_from=on,
        latitude=latitude,
        longitude=longitude,
        **named,
    )
    return area


def _fits(level: str, above: AreaVersion | None) -> None:
    if above is None or _DEPTH[level] <= _DEPTH[above.level]:
        raise BadPlace


def _named(kind: str, name: str) -> dict[str, object]:
    kind, name = squeeze(kind), squeeze(name)
    if not kind or not name or len(kind) > 40 or len(name) > 120:
        raise BadName
    return {"kind": kind, "name": name, "folded": fold_unit(kind, name), "sort_key": sort_key(name)}


def _change(
    kind: ChangeKind, on: date, basis: str, links: Iterable[tuple[Area, Area, float | None, bool]] = ()
) -> AreaChange:
    change = AreaChange.objects.create(kind=kind, on=on, basis=squeeze(basis))
    Succession.objects.bulk_create(
        Succession(change=change, old=old, new=new, share=share, is_default=default)
        for old, new, share, default in links
    )
    return change


def _journal(actor: Who, verb: str, change: AreaChange, **facts: object) -> None:
    facts = {"on": change.on.isoformat()} | facts
    journal.write(actor=access.author(actor), verb=verb, thing=f"units.areachange:{change.pk}", facts=facts)


def _code(area: Area) -> str:
    return area.code
