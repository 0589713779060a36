"""Loads Hanoi as it was in 2021, in the first half of 2025 and since 1 July 2025; see data/SOURCES.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.units.actions import trees
from loa.units.models import (
    Area,
    AreaChange,
    AreaVersion,
    Body,
    BodyChange,
    BodyMember,
    BodyVersion,
    ChangeKind,
    DocumentForm,
    Succession,
    System,
)
from loa.units.rules import fold_unit, sort_key

DATA = Path(__file__).resolve().parent.parent / "data"
FIRST, SECOND = date(2025, 1, 1), date(2025, 7, 1)
_BASIS = {
    FIRST: "Nghị quyết 1286/NQ-UBTVQH15",
    SECOND: "Nghị quyết 1656/NQ-UBTVQH15",
}
_END_OF_DISTRICTS = "Kết thúc hoạt động của đơn vị hành chính cấp huyện, Luật số 72/2025/QH15"


@dataclass(frozen=True)
class Loaded:
    """What the database holds of Hanoi; `fresh` when this call loaded it."""

    fresh: bool
    areas: int
    bodies: int
    successions: int


@dataclass(frozen=True)
class _State:
    """One state of a body before it has a row: `path` holds codes until the ids are known."""

    code: str
    name: str
    short: str
    system: System
    superior: str | None
    seat: str
    since: date
    until: date | None
    is_committee: bool = False


def load_hanoi(*, actor: Author) -> Loaded:
    """Load areas, successions and bodies of Hanoi once; a second call changes nothing."""
    with transaction.atomic():
        trees.lock(AreaVersion)
        trees.lock(BodyVersion)
        if Area.objects.filter(code="01").exists():
            return _loaded(fresh=False)
        rows = list(_lines("areas.jsonl"))
        areas = _areas(rows)
        _successions(areas)
        _bodies(rows, areas)
        loaded = _loaded(fresh=True)
        facts = {"areas": loaded.areas, "bodies": loaded.bodies, "data": _digest()}
        journal.write(actor=actor, verb="units.hanoi_loaded", thing="units.area:01", facts=facts)
    return loaded


def _loaded(*, fresh: bool) -> Loaded:
    return Loaded(fresh, Area.objects.count(), Body.objects.count(), Succession.objects.count())


def _lines(name: str) -> Iterator[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _digest() -> str:
    names = ("areas.jsonl", "successions.jsonl", "bodies.jsonl")
    return sha256(b"".join((DATA / name).read_bytes() for name in names)).hexdigest()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# -- areas ------------------------------------------------------------------------------------------------


def _areas(rows: Sequence[Mapping[str, Any]]) -> dict[str, Area]:
    codes = list(dict.fromkeys(row["code"] for row in rows))
    areas = {area.code: area for area in Area.objects.bulk_create(Area(code=code) for code in codes)}
    AreaVersion.objects.bulk_create(_version(row, areas) for row in rows)
    return areas


def _version(row: Mapping[str, Any], areas: Mapping[str, Area]) -> AreaVersion:
    parent, (latitude, longitude) = row["parent"], row["at"] or (None, None)
    return AreaVersion(
        area=areas[row["code"]],
        level=row["level"],
        kind=row["kind"],
        name=row["name"],
        folded=fold_unit(row["kind"], row["name"]),
        sort_key=sort_key(row["name"]),
        parent=areas[parent] if parent else None,
        path="/".join(_steps(row["code"], parent)),
        valid_from=date.fromisoformat(row["from"]),
        valid_until=_day(row["until"]),
        latitude=latitude,
        longitude=longitude,
    )


def _steps(code: str, parent: str | None) -> list[str]:
    """Return the codes from the root: city, district (three digits) where there was one, the area itself."""
    if parent is None:
        return [code]
    return ["01", code] if parent == "01" else ["01", parent, code]


def _successions(areas: Mapping[str, Area]) -> None:
    acts = {
        on: AreaChange.objects.create(kind=ChangeKind.MERGE, on=on, basis=_BASIS[on])
        for on in (FIRST, SECOND)
    }
    districts = AreaChange.objects.create(kind=ChangeKind.ABOLISH, on=SECOND, basis=_END_OF_DISTRICTS)
    Succession.objects.bulk_create(
        Succession(
            change=districts if row["new"] == "01" else acts[date.fromisoformat(row["on"])],
            old=areas[row["old"]],
            new=areas[row["new"]],
            share=row["share"],
            is_default=row["default"],
        )
        for row in _lines("successions.jsonl")
    )


# -- bodies -----------------------------------------------------------------------------------------------


def _bodies(rows: Sequence[Mapping[str, Any]], areas: Mapping[str, Area]) -> None:
    listed = list(_lines("bodies.jsonl"))
    states = [_listed(row) for row in listed] + [state for row in rows for state in _of_area(row)]
    codes = list(dict.fromkeys(state.code for state in states))
    bodies = {body.code: body for body in Body.objects.bulk_create(Body(code=code) for code in codes)}
    above = {state.code: state.superior for state in states}
    BodyVersion.objects.bulk_create(_body_version(state, bodies, areas, above) for state in states)
    _heirs(listed, states, bodies)
    BodyMember.objects.bulk_create(
        BodyMember(
            committee=bodies[row["code"]],
            member=bodies[member],
            valid_from=date.fromisoformat(row["from"]),
            valid_until=_day(row["until"]),
        )
        for row in listed
        for member in row.get("members", [])
    )


def _listed(row: Mapping[str, Any]) -> _State:
    since, until = date.fromisoformat(row["from"]), _day(row["until"])
    is_committee = bool(row.get("members"))
    system = System(row["system"])
    return _State(
        row["code"],
        row["name"],
        row["short"],
        system,
        row["superior"],
        "01",
        since,
        until,
        is_committee=is_committee,
    )


def _of_area(row: Mapping[str, Any]) -> Iterator[_State]:
    """Yield the People's Committee of a district or commune, and since 1 July 2025 its Party committee."""
    if row["level"] == "city":
        return
    code, place = row["code"], f"{row['kind'].lower()} {row['name']}"
    since, until = date.fromisoformat(row["from"]), _day(row["until"])
    is_now = until is None
    own = f"UB-{code}" if is_now else f"UB21-{code}"
    superior = "UBND" if row["parent"] == "01" else f"UB21-{row['parent']}"
    name, short = f"Ủy ban nhân dân {place}", f"UBND {place}"
    yield _State(own, name, short, System.STATE, superior, code, since, until)
    if is_now:
        yield _State(
            f"DU-{code}", f"Đảng ủy {place}", f"Đảng ủy {place}", System.PARTY, "TU", code, since, None
        )


def _body_version(
    state: _State, bodies: Mapping[str, Body], areas: Mapping[str, Area], above: Mapping[str, str | None]
) -> BodyVersion:
    steps: list[str] = []
    step: str | None = state.code
    while step is not None:
        steps.insert(0, str(bodies[step].pk))
        step = above[step]
    return BodyVersion(
        body=bodies[state.code],
        name=state.name,
        short_name=state.short,
        folded=fold_unit(state.name, state.short)[:240],
        sort_key=sort_key(state.name),
        system=state.system,
        superior=bodies[state.superior] if state.superior else None,
        path="/".join(steps),
        seat_area=areas[state.seat],
        form=DocumentForm.PARTY if state.system == System.PARTY else DocumentForm.STATE,
        is_committee=state.is_committee,
        valid_from=state.since,
        valid_until=state.until,
    )


def _heirs(listed: Sequence[Mapping[str, Any]], states: Sequence[_State], bodies: Mapping[str, Body]) -> None:
    """Write the acts of reform on bodies: the city's mergers, and the end of districts and old communes."""
    for row in listed:
        if heir := row.get("heir"):
            act = BodyChange.objects.create(kind=ChangeKind.MERGE, on=date.fromisoformat(row["until"]))
            act.olds.add(bodies[row["code"]])
            act.news.add(bodies[heir])
    last = {state.code: state.until for state in states}
    for on in (FIRST, SECOND):
        act = BodyChange.objects.create(kind=ChangeKind.ABOLISH, on=on, basis=_BASIS[on])
        act.olds.set(
            [bodies[code] for code, until in last.items() if code.startswith("UB21-") and until == on]
        )
