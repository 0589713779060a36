"""Finds the bodies that pasted lines mean, among those that a form offers; what is unclear is said line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from loa.lib import clock
from loa.lib.text import squeeze
from loa.units.models import Body, BodyVersion
from loa.units.rules import fold_unit
from loa.units.versions import in_force


@dataclass(frozen=True)
class Found:
    """The bodies that lines name, and a sentence for each line that names none or several."""

    bodies: list[Body]
    unknown: list[str]


def bodies_named(offered: QuerySet[Body], lines: Iterable[str]) -> Found:
    """Return the offered bodies that lines name: by code, name or short name, else by a part of one name alone.

    Each of `offered` carries `label`.
    """
    said = list(dict.fromkeys(line for one in lines if (line := squeeze(one).strip(";,"))))
    if not said:
        return Found([], [])
    bodies = {body.pk: body for body in offered}
    whole: dict[str, set[int]] = {}
    full: dict[int, str] = {}
    rows = in_force(BodyVersion, clock.today()).filter(body__in=bodies)
    for pk, name, short_name in rows.values_list("body", "name", "short_name"):
        full[pk] = fold_unit(name, short_name)
        for key in {fold_unit(name), fold_unit(short_name)} - {""}:
            whole.setdefault(key, set()).add(pk)
    for pk, body in bodies.items():
        whole[fold_unit(body.code)] = {pk}
    found: dict[int, Body] = {}
    unknown: list[str] = []
    for line in said:
        key = fold_unit(line)
        meant = whole.get(key) or {pk for pk, name in full.items() if key in name}
        if len(meant) == 1:
            pk = next(iter(meant))
            found[pk] = bodies[pk]
        else:
            unknown.append(_unclear(line, [bodies[pk] for pk in sorted(meant)]))
    return Found(list(found.values()), unknown)


def _unclear(line: str, meant: list[Body]) -> str:
    if not meant:
        return _("“%(line)s”: không có đơn vị này trong các đơn vị có thể chọn.") % {"line": line[:80]}
    some = "; ".join(f"{getattr(body, 'label', '')} ({body.code})" for body in meant[:4])
    return _("“%(line)s” có %(n)d đơn vị: %(some)s. Hãy ghi mã.") % {
        "line": line[:80],
        "n": len(meant),
        "some": some,
    }
