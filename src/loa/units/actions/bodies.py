"""Reforms of organisation: each is one transaction, one change, one journal row; posts of a closed body end with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.lib import clock
from loa.lib.text import squeeze
from loa.units import access, slots
from loa.units.access import Who
from loa.units.actions import trees
from loa.units.errors import (
    BadName,
    BadPlace,
    CodeTaken,
    CommitteeNeedsEnd,
    NotInForce,
    RightMissing,
    SeatWithoutAccounts,
)
from loa.units.models import (
    Area,
    AreaLevel,
    AreaVersion,
    Body,
    BodyChange,
    BodyMember,
    BodyVersion,
    ChangeKind,
    DocumentForm,
    Post,
    System,
)
from loa.units.permissions import Permission
from loa.units.queries import heirs_of
from loa.units.rules import fold_unit, sort_key
from loa.units.versions import in_force

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
_TOLD_FOR = timedelta(
    days=60
)  # a reform of the last weeks is told again every day: the machine may have stood still


@dataclass(frozen=True)
class NewBody:
    """What a body is to be from the day of the act on; `code` of an existing body lets it go on."""

    code: str
    name: str
    short_name: str = ""
    system: System = System.STATE
    form: DocumentForm = DocumentForm.STATE


def create_body(
    *, actor: Who, new: NewBody, superior: Body | None, seat_area: Area, on: date, basis: str = ""
) -> Body:
    """Found a body under its superior; only the software itself founds one without a superior."""
    with transaction.atomic():
        trees.lock(BodyVersion)
        body = _open(new, _superior(actor, superior, on), seat_area, on)
        _journal(actor, "units.body_founded", _change(ChangeKind.FOUND, on, basis, news=[body]))
    return body


def create_committee(
    *,
    actor: Who,
    new: NewBody,
    superior: Body,
    seat_area: Area,
    members: Sequence[Body],
    on: date,
    until: date | None,
) -> Body:
    """Found a committee of member bodies that ends on a day.

    Raises:
        CommitteeNeedsEnd: without an end after its first day.

    """
    if until is None or until <= on:
        raise CommitteeNeedsEnd
    with transaction.atomic():
        trees.lock(BodyVersion)
        body = _open(new, _superior(actor, superior, on), seat_area, on, until=until, is_committee=True)
        for member in dict.fromkeys(members):
            trees.standing(BodyVersion, member, on)
            BodyMember.objects.create(committee=body, member=member, valid_from=on, valid_until=until)
        change = _change(ChangeKind.FOUND, on, "", news=[body])
        _journal(
            actor,
            "units.committee_founded",
            change,
            members=[m.code for m in members],
            until=until.isoformat(),
        )
    return body


def rename_body(
    *, actor: Who, body: Body, name: str, short_name: str = "", on: date, basis: str = ""
) -> Body:
    """Call a body by another name from a day on."""
    with transaction.atomic():
        version = _standing(actor, body, on)
        trees.revise(version, on, **_named(name, short_name))
        _journal(actor, "units.body_renamed", _change(ChangeKind.RENAME, on, basis, [body], [body]))
    return body


def move_body(
    *, actor: Who, body: Body, superior: Body, on: date, seat_area: Area | None = None, basis: str = ""
) -> Body:
    """Set a body, with all below it, under another superior from a day on, and to another seat where given."""
    with transaction.atomic():
        version = _standing(actor, body, on)
        above = _superior(actor, superior, on)
        seat = {"seat_area": _seat(seat_area, on)} if seat_area else {}
        trees.replant(version, above, on, **seat)
        change = _change(ChangeKind.MOVE, on, basis, [body], [body])
        _journal(actor, "units.body_moved", change, superior=superior.code)
    return body


def merge_bodies(*, actor: Who, bodies: Sequence[Body], into: NewBody, on: date, basis: str = "") -> Body:
    """Make one body of several; `into.code` may be one of theirs. Bodies below the closed ones come along."""
    with transaction.atomic():
        versions = [_standing(actor, body, on) for body in bodies]
        if len({version.body_id for version in versions}) < 2:
            raise BadPlace
        new = _receive(versions, into, on)
        for old in versions:
            if old.body_id != new.body_id:
                _hand_over(old, new, on)
        change = _change(ChangeKind.MERGE, on, basis, bodies, [new.body])
        _journal(actor, "units.bodies_merged", change)
    return new.body


def split_body(*, actor: Who, body: Body, parts: Sequence[NewBody], on: date, basis: str = "") -> list[Body]:
    """Divide a body; one part may keep its code. Bodies below go with the first part; move them afterwards."""
    with transaction.atomic():
        version = _standing(actor, body, on)
        if len({part.code for part in parts}) < 2:
            raise BadPlace
        goes_on = body.code in {part.code for part in parts}
        news = [_receive([version], part, on) for part in parts]
        if not goes_on:
            _hand_over(version, news[0], on)
        change = _change(ChangeKind.SPLIT, on, basis, [body], [new.body for new in news])
        _journal(actor, "units.body_split", change)
    return [new.body for new in news]


def abolish_body(*, actor: Who, body: Body, on: date, basis: str = "") -> Body:
    """End a body: its posts end with it, its seats in committees too, bodies below move up to its superior."""
    with transaction.atomic():
        version = _standing(actor, body, on)
        if version.superior is None:
            raise BadPlace
        _hand_over(version, trees.standing(BodyVersion, version.superior, on), on)
        _journal(actor, "units.body_abolished", _change(ChangeKind.ABOLISH, on, basis, [body]))
    return body


def tell_due_changes() -> int:
    """Tell higher rooms of every reform that came into force lately; return how many. Safe to repeat."""
    today = clock.today()
    due = BodyChange.objects.filter(on__lte=today, on__gt=today - _TOLD_FOR).order_by("on", "pk")
    for change in due:
        with transaction.atomic():
            _tell(SYSTEM, change)
    return len(due)


# -- steps ------------------------------------------------------------------------------------------------


def _standing(actor: Who, body: Body, on: date) -> BodyVersion:
    access.require(actor, Permission.UNITS_MANAGE, body=body)
    trees.lock(BodyVersion)
    return trees.standing(BodyVersion, body, on)


def _superior(actor: Who, superior: Body | None, on: date) -> BodyVersion | None:
    if superior is None:
        if actor is not SYSTEM:
            raise RightMissing(permission=Permission.UNITS_MANAGE.value)
        return None
    version = _standing(actor, superior, on)
    if version.is_committee:
        raise BadPlace
    return version


def _receive(olds: Sequence[BodyVersion], into: NewBody, on: date) -> BodyVersion:
    """Return the version that takes over: one of the old ones under its new name, or a new body beside the first."""
    for old in olds:
        if old.body.code == into.code:
            return trees.revise(
                old, on, **_named(into.name, into.short_name), system=into.system, form=into.form
            )
    first = olds[0]
    above = trees.standing(BodyVersion, first.superior, on) if first.superior else None
    return _open(into, above, first.seat_area, on).versions.get()


def _hand_over(old: BodyVersion, new: BodyVersion, on: date) -> None:
    for child in trees.right_below(old, on):
        trees.replant(child, new, on)
    trees.close(old, on)
    _end_posts(old.body, on)
    seats = BodyMember.objects.filter(member=old.body, valid_from__lt=on)
    seats.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on)).update(valid_until=on)


def _end_posts(body: Body, on: date) -> None:
    posts = Post.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), body=body)
    posts.filter(valid_from__lt=on).update(valid_until=on)


def _open(
    new: NewBody,
    above: BodyVersion | None,
    seat_area: Area,
    on: date,
    *,
    until: date | None = None,
    is_committee: bool = False,
) -> Body:
    if not _CODE.fullmatch(new.code):
        raise BadName(code=new.code)
    if Body.objects.filter(code=new.code).exists():
        raise CodeTaken(code=new.code)
    named = _named(new.name, new.short_name)
    body = Body.objects.create(code=new.code)
    BodyVersion.objects.create(
        body=body,
        system=new.system,
        form=new.form,
        superior=above.body if above else None,
        path=f"{above.path}/{body.pk}" if above else str(body.pk),
        seat_area=_seat(seat_area, on),
        is_committee=is_committee,
        valid_from=on,
        valid_until=until,
        **named,
    )
    return body


def _seat(area: Area, on: date) -> Area:
    version = in_force(AreaVersion, on).filter(area=area).first()
    if version is None:
        raise NotInForce(unit=area.code, on=on.isoformat())
    if version.level == AreaLevel.GROUP:
        raise SeatWithoutAccounts(column="seat")
    return area


def _named(name: str, short_name: str) -> dict[str, object]:
    name, short_name = squeeze(name), squeeze(short_name)
    if not name or len(name) > 200 or len(short_name) > 80:
        raise BadName
    folded = fold_unit(name, short_name)[:240]
    return {"name": name, "short_name": short_name, "folded": folded, "sort_key": sort_key(name)}


def _change(
    kind: ChangeKind, on: date, basis: str, olds: Iterable[Body] = (), news: Iterable[Body] = ()
) -> BodyChange:
    change = BodyChange.objects.create(kind=kind, on=on, basis=squeeze(basis))
    change.olds.set(olds)
    change.news.set(news)
    return change


def _journal(actor: Who, verb: str, change: BodyChange, **facts: object) -> None:
    facts |= {
        "on": change.on.isoformat(),
        "olds": sorted(change.olds.values_list("code", flat=True)),
        "news": sorted(change.news.values_list("code", flat=True)),
    }
    journal.write(actor=access.author(actor), verb=verb, thing=f"units.bodychange:{change.pk}", facts=facts)
    if change.on <= clock.today():
        _tell(access.author(actor), change)


def _tell(actor: Author, change: BodyChange) -> None:
    if heirs := heirs_of(change):
        slots.tell_body_change(actor, change, heirs)
