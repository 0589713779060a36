"""Which other bulletins, out or waiting, contradict one; read by indexes, never over all bulletins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from loa.bulletins.models import Bulletin, Clash, Fact, Text
from loa.bulletins.queries.desk import visible_to
from loa.bulletins.queries.editing import marked_places
from loa.bulletins.queries.marks import whole
from loa.bulletins.rules import clashes as rules
from loa.bulletins.rules.clashes import Difference, Message, Value
from loa.bulletins.rules.words import FactState, Mode, Relation, State
from loa.bulletins.status import state_of
from loa.language.facts import LABELS
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import AreaVersion
from loa.units.permissions import Permission
from loa.units.queries import body_names
from loa.units.versions import latest, under
from loa.web.status import Status

IN_FORCE = (State.CHECKING, State.RELEASED, State.SENT)
OUT = (State.RELEASED, State.SENT)
MOST = 200  # candidates judged, the newest first


@dataclass(frozen=True, slots=True)
class Clashing:
    """Another bulletin that contradicts this one, and in what."""

    other: Bulletin
    differences: Sequence[Difference]

    @property
    def kinds(self) -> list[str]:
        """Return the kinds of facts that differ."""
        return [found.kind for found in self.differences]


@dataclass(frozen=True, slots=True)
class ClashShown:
    """Another bulletin beside this one, both with the places marked in which they differ."""

    other: Bulletin
    title: str
    body: str
    status: Status
    url: str
    lines: Sequence[tuple[str, str, str]]
    here: Sequence[Mapping[str, str]]
    there: Sequence[Mapping[str, str]]


def clashing(bulletin: Bulletin) -> list[Clashing]:
    """Return the bulletins out or waiting that contradict this one, the newest first.

    A fixed number of queries, however many bulletins there are.
    """
    if bulletin.valid_until is None or bulletin.relation == Relation.WITHDRAWAL:
        return []
    return _judged(bulletin, list(_candidates(bulletin)[:MOST]))


def known_clashes(bulletin: Bulletin) -> list[Clashing]:
    """Return what was found to contradict a bulletin and still does: both in force, one of them out."""
    if bulletin.state not in IN_FORCE:
        return []
    rows = in_force().filter(Q(first=bulletin) | Q(second=bulletin)).select_related("first", "second")
    return _judged(bulletin, [row.second if row.first_id == bulletin.pk else row.first for row in rows])


def in_force() -> QuerySet[Clash]:
    """Return the pairs that still matter: both valid, and at least one of them out."""
    both = {
        f"{side}__{field}": value
        for side in ("first", "second")
        for field, value in {"state__in": IN_FORCE, "valid_until__gt": clock.now()}.items()
    }
    return Clash.objects.filter(Q(first__state__in=OUT) | Q(second__state__in=OUT), **both)


def clashes_between_bodies(actor: Actor) -> QuerySet[Clash]:
    """Return the pairs of two bodies that concern the actor: the own body's, or both under one that the actor sees."""
    reach = access.bodies_in_reach(actor, Permission.BULLETINS_READ)
    mine = Q(first__body=actor.body) | Q(second__body=actor.body)
    rows = in_force().exclude(first__body=F("second__body"))
    return rows.filter(mine | Q(first__body__in=reach, second__body__in=reach))


def bulletins_in_clash(actor: Actor) -> QuerySet[Bulletin]:
    """Return the visible bulletins that stand in such a pair."""
    pairs = clashes_between_bodies(actor).order_by()
    either = Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second"))
    return visible_to(actor).filter(either)


def clashes_shown(bulletin: Bulletin, found: Sequence[Clashing], actor: Actor) -> list[ClashShown]:
    """Return each clash as a screen shows it; the other is a link where the actor may open it."""
    if not found:
        return []
    keys = [item.other.pk for item in found]
    texts = _core_texts([bulletin.pk, *keys])
    names = body_names({item.other.body_id for item in found})
    open_to = set(visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [_shown(item, texts, bulletin, names, open_to) for item in found]


def _shown(
    item: Clashing,
    texts: Mapping[int, Text],
    bulletin: Bulletin,
    names: Mapping[int, str],
    open_to: set[int],
) -> ClashShown:
    other = item.other
    return ClashShown(
        other=other,
        title=texts[other.pk].title,
        body=names.get(other.body_id, ""),
        status=state_of(other),
        url=reverse("bulletins:show", args=[other.pk]) if other.pk in open_to else "",
        lines=[(LABELS[d.kind], ", ".join(d.here), ", ".join(d.there)) for d in item.differences],
        here=_marked(texts[bulletin.pk], [(d.kind, words) for d in item.differences for words in d.here]),
        there=_marked(texts[other.pk], [(d.kind, words) for d in item.differences for words in d.there]),
    )


def _marked(text: Text, words: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    said = whole(text.title, text.body)
    places: list[dict[str, Any]] = []
    for kind, wanted in words:
        start = said.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            places.append({"start": start, "end": end, "severity": "stop", "message": LABELS[kind]})
            start = said.find(wanted, end)
    return marked_places(said, places)


# -- candidates -----------------------------------------------------------------------------------------------


def _candidates(bulletin: Bulletin) -> QuerySet[Bulletin]:
    """Return bulletins in force of the same mode, near areas, and at the same time, by index on state and validity."""
    paths = _paths([bulletin.pk])[bulletin.pk]
    above = {path[:end] for path in paths for end, c in enumerate(path) if c == "/"}
    areas = latest(AreaVersion, clock.today()).filter(under(paths) | Q(path__in=above)).values("area")
    near = Bulletin.areas.through.objects.filter(bulletin=OuterRef("pk"), area__in=areas)
    rows = Bulletin.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lt=bulletin.valid_until),
        Exists(near),
        state__in=IN_FORCE,
        valid_until__gt=_starts(bulletin),
        mode=bulletin.mode,
    )
    if bulletin.template_id:
        rows = rows.filter(Q(template=bulletin.template_id) | Q(template__isnull=True))
    return rows.exclude(pk=bulletin.pk).select_related("author", "template").order_by("-changed_at", "-pk")


def _judged(bulletin: Bulletin, others: Sequence[Bulletin]) -> list[Clashing]:
    if not others:
        return []
    messages = _messages([bulletin, *others])
    mine = messages[bulletin.pk]
    judged = ((other, rules.differences(mine, messages[other.pk])) for other in others)
    return [Clashing(other, found) for other, found in judged if found]


def _messages(bulletins: Sequence[Bulletin]) -> dict[int, Message]:
    keys = [row.pk for row in bulletins]
    texts, paths, topics = _core_texts(keys), _paths(keys), _topics(keys)
    families, facts = _families(bulletins), _facts(bulletins, texts)
    return {
        row.pk: Message(
            id=row.pk,
            family=families[row.pk],
            mode=Mode(row.mode),
            relation=row.relation,
            template=row.template.key if row.template else "",
            event=row.cap_event,
            topics=frozenset(topics[row.pk]),
            title=texts[row.pk].title,
            paths=tuple(paths[row.pk]),
            starts=_starts(row),
            ends=row.valid_until or _starts(row),
            facts=tuple(facts[row.pk]),
        )
        for row in bulletins
    }


def _starts(bulletin: Bulletin) -> Any:
    """Return from when a bulletin speaks: as it says, else from when it went or will go out."""
    return bulletin.valid_from or bulletin.send_at or bulletin.sent_at or clock.now()


def _core_texts(keys: Iterable[int]) -> dict[int, Text]:
    rows = Text.objects.filter(bulletin__in=list(keys), language=F("bulletin__languages__0"))
    return {row.bulletin_id: row for row in rows.order_by("bulletin_id", "-version").distinct("bulletin_id")}


def _paths(keys: Iterable[int]) -> dict[int, list[str]]:
    """Return where the areas of bulletins lie today; those that are gone where they lay last."""
    chosen = Bulletin.areas.through.objects.filter(bulletin__in=list(keys)).values_list("bulletin", "area")
    areas = {area for _bulletin, area in chosen}
    places = dict(latest(AreaVersion, clock.today()).filter(area__in=areas).values_list("area", "path"))
    found: dict[int, list[str]] = defaultdict(list)
    for bulletin, area in chosen:
        if area in places:
            found[bulletin].append(places[area])
    return found


def _topics(keys: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Bulletin.topics.through.objects.filter(bulletin__in=list(keys))
    for bulletin, code in rows.values_list("bulletin", "topic__code"):
        found[bulletin].append(code)
    return found


def _facts(bulletins: Sequence[Bulletin], texts: Mapping[int, Text]) -> dict[int, list[Value]]:
    """Return the locked facts; of a correction those of the right text, without its opening about the first."""
    after = {row.pk: _opening(texts[row.pk]) for row in bulletins if row.relation == Relation.CORRECTION}
    found: dict[int, list[Value]] = defaultdict(list)
    rows = Fact.objects.filter(bulletin__in=[row.pk for row in bulletins], state=FactState.LOCKED)
    for row in rows.order_by("bulletin_id", "position", "pk"):
        if row.position >= after.get(row.bulletin_id, 0):
            found[row.bulletin_id].append(Value(row.kind, row.value, row.edge, row.text))
    return found


def _opening(text: Text) -> int:
    return len(text.title) + 1 + max(text.body.find("\n\n"), 0)


def _families(bulletins: Sequence[Bulletin]) -> dict[int, int]:
    """Return the first bulletin of each one's chain of corrections, withdrawals and replacements."""
    first = {row.pk: row.replaces_id or row.pk for row in bulletins}
    while True:
        rows = Bulletin.objects.filter(pk__in=set(first.values()), replaces__isnull=False)
        above = {row.pk: row.replaces_id or row.pk for row in rows.only("replaces")}
        if not above:
            return first
        first = {key: above.get(root, root) for key, root in first.items()}
