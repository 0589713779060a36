"""The check page: everything that would go out, to whom and when, and what holds it back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loa.bulletins.models import Bulletin, Fact, Rendition, SetAside, Text
from loa.bulletins.queries.audience import Audience, audience_of
from loa.bulletins.queries.marks import Marked, compare, fact_stops, locked_facts, person_stops, whole
from loa.bulletins.queries.on_air import sound_stops
from loa.bulletins.queries.outgoing import Outgoing, outgoing
from loa.bulletins.queries.people import possible_approvers
from loa.bulletins.queries.texts import current_renditions, current_texts
from loa.bulletins.rules import moves
from loa.bulletins.rules import stops as rules
from loa.bulletins.rules.forms import with_local_lines
from loa.bulletins.rules.release import release_hash
from loa.bulletins.rules.stops import Settings, Stop, StopCode
from loa.bulletins.rules.words import FactState, Mode, Priority
from loa.channels import registry
from loa.channels.models import AccountState
from loa.lib import clock
from loa.lib.canonical import canonical
from loa.units import access
from loa.units.models import Area, AreaLevel, Post
from loa.units.permissions import Permission
from loa.units.queries import area_names, area_versions

PERSONAL = frozenset({StopCode.PRIVATE_PERSON})


@dataclass(frozen=True, slots=True)
class Check:
    """A bulletin as it would go out now.

    `stops` are all that hold it back and were not set aside; `payload` is what an approver approves and `hash`
    its hash.
    """

    bulletin: Bulletin
    texts: Mapping[str, Text]
    forms: Sequence[Outgoing]
    audience: Audience
    areas: Sequence[str]
    signers: Sequence[Post]
    stops: Sequence[Stop]
    set_aside: Sequence[SetAside]
    payload: Mapping[str, Any]
    hash: str

    @property
    def stops_to_mend(self) -> list[Stop]:
        """Return the stops that keep it from being put before an approver."""
        return [stop for stop in self.stops if stop.code not in PERSONAL]

    @property
    def stops_for_approver(self) -> list[Stop]:
        """Return the stops that only an approver may set aside."""
        return [stop for stop in self.stops if stop.code in PERSONAL]


def check(
    bulletin: Bulletin,
    *,
    writer: access.Who = None,
    approver: str = "",
    as_of: datetime | None = None,
    confirming: bool = False,
) -> Check:
    """Return what would go out now and what holds it back.

    `writer` limits the areas to those in reach; `as_of` is the frozen moment of the audience of an open request;
    `confirming` judges as if the facts that wait were confirmed, as one officer's tap does.
    """
    forms = outgoing(bulletin, approver=approver)
    texts = current_texts(bulletin)
    audience = audience_of(bulletin, as_of or clock.now())
    signers = possible_approvers(bulletin)
    put_aside = list(SetAside.objects.filter(bulletin=bulletin).select_related("person"))
    found = [
        *_text_stops(bulletin, texts),
        *([] if confirming else _open_facts(bulletin)),
        *_rendition_stops(bulletin, texts, confirming=confirming),
        *_form_stops(bulletin, forms),
        *rules.settings_stops(
            clock.now(), _settings(bulletin, audience, len(signers) or bool(approver), writer)
        ),
    ]
    payload = _payload(bulletin, texts, forms, audience)
    return Check(
        bulletin=bulletin,
        texts=texts,
        forms=forms,
        audience=audience,
        areas=sorted(area_names(bulletin.areas.values_list("pk", flat=True)).values()),
        signers=signers,
        stops=rules.without_set_aside(_once(found), [row.mark for row in put_aside]),
        set_aside=put_aside,
        payload=payload,
        hash=release_hash(payload),
    )


def reaches_a_whole_city(bulletin: Bulletin) -> bool:
    """Say whether the audience holds a whole city, so that its size must be typed by hand."""
    return area_versions().filter(area__in=bulletin.areas.all(), level=AreaLevel.CITY).exists()


def snapshot_of(payload: Mapping[str, Any]) -> Any:
    """Return the payload as it is stored: its canonical JSON, read back."""
    return json.loads(canonical(payload))


def _text_stops(bulletin: Bulletin, texts: Mapping[str, Text]) -> list[Stop]:
    mode = Mode(bulletin.mode)
    stops: list[Stop] = []
    for language, text in texts.items():
        stops += rules.text_stops(language, text.title, text.body, mode)
    stops += [
        Stop(StopCode.TRANSLATION_MISSING, language)
        for language in bulletin.languages
        if language not in texts
    ]
    return stops


def _open_facts(bulletin: Bulletin) -> list[Stop]:
    rows = Fact.objects.filter(bulletin=bulletin, state=FactState.FOUND)
    return [Stop(StopCode.FACTS_OPEN, bulletin.languages[0], fact.text, step="facts") for fact in rows]


def _rendition_stops(bulletin: Bulletin, texts: Mapping[str, Text], *, confirming: bool) -> list[Stop]:
    """Check every translation and rendition again, since the core may have changed since it was saved."""
    core = texts.get(bulletin.languages[0])
    if core is None:
        return []
    locked = locked_facts(bulletin, core, and_open=confirming)
    stops: list[Stop] = []
    for language, text in texts.items():
        if text.pk != core.pk:
            place = translation_place(language)
            marked = compare(
                locked=locked, core=core, title=text.title, text=text.body, language=language, place=place
            )
            stops += fact_stops(place, marked)
    for row in current_renditions(bulletin):
        place = rendition_place(row)
        stops += fact_stops(place, rendition_marks(row, core, locked))
    return stops


def rendition_marks(row: Rendition, core: Text, locked: Sequence[Any]) -> list[Marked]:
    """Compare one stored rendition with the locked facts of the core text of today."""
    said = with_local_lines(row.text, row.local_lines)
    return compare(
        locked=locked,
        core=core,
        title=row.title,
        text=said,
        language=row.language,
        place=rendition_place(row),
    )


def translation_place(language: str) -> str:
    """Return the name of a translation in stops and marks."""
    return f"text:{language}"


def rendition_place(row: Rendition) -> str:
    """Return the name of a rendition in stops and marks."""
    return f"rendition:{row.body_id}:{row.channel}:{row.language}"


def _form_stops(bulletin: Bulletin, forms: Sequence[Outgoing]) -> list[Stop]:
    stops: list[Stop] = []
    mode = Mode(bulletin.mode)
    for form in forms:
        stops += rules.wording_stops(form.place, form.title, mode)
        stops += rules.wording_stops(form.place, form.text, mode)
        stops += person_stops(form.place, whole(form.title, form.text))
    for words in _words_around(bulletin):
        stops += person_stops(words, words)
    return stops + sound_stops(bulletin)


def _words_around(bulletin: Bulletin) -> list[str]:
    """Return what is published around the text, each of which may name a person as well.

    The words that go out with files; the source; the reason, on the page and in the public log; an emergency's, in
    the public list.
    """
    alts = [words for p in bulletin.pictures.all() for words in (p.alt_text, p.source)]
    titles = bulletin.attachments.values_list("title", flat=True)
    emergency = bulletin.emergency_reason if bulletin.priority == Priority.EMERGENCY else ""
    return [*alts, *titles, bulletin.source, bulletin.reason, emergency]


def _settings(bulletin: Bulletin, audience: Audience, signers: int, writer: access.Who) -> Settings:
    accounts = list(bulletin.accounts.all())
    return Settings(
        mode=Mode(bulletin.mode),
        priority=Priority(bulletin.priority),
        source=bulletin.source,
        relation=bulletin.relation,
        reason=bulletin.reason,
        original_is_out=_original_is_out(bulletin),
        emergency_kind=bulletin.emergency_kind,
        emergency_reason=bulletin.emergency_reason,
        valid_from=bulletin.valid_from,
        valid_until=bulletin.valid_until,
        send_at=bulletin.send_at,
        embargo_until=bulletin.embargo_until,
        open_accounts=tuple(a.name for a in accounts if not registry.get(a.kind).holds_embargo),
        areas=frozenset(bulletin.areas.values_list("code", flat=True)),
        areas_out_of_reach=_out_of_reach(bulletin, writer),
        accounts=len(accounts),
        closed_accounts=tuple(a.name for a in accounts if a.state != AccountState.ACTIVE),
        foreign_accounts=tuple(a.name for a in accounts if a.mode != bulletin.mode),
        receivers=audience.total,
        signers=signers,
        incomplete_pictures=tuple(
            str(p) for p in bulletin.pictures.all() if not all((p.alt_text, p.source, p.licence, p.consent))
        ),
    )


def _original_is_out(bulletin: Bulletin) -> bool:
    """Say whether what an unsent bulletin replaces is still there to be replaced, as the rows stand now."""
    if bulletin.replaces_id is None or bulletin.state not in moves.IN_WORK:
        return True
    return Bulletin.objects.filter(pk=bulletin.replaces_id, state__in=moves.REPLACEABLE).exists()


def _out_of_reach(bulletin: Bulletin, writer: access.Who) -> tuple[str, ...]:
    if writer is None:
        return ()
    inside = access.areas_in_reach(writer, Permission.BULLETINS_WRITE)
    outside = Area.objects.filter(pk__in=bulletin.areas.values("pk")).exclude(pk__in=inside)
    return tuple(area_names(outside.values_list("pk", flat=True)).values())


def _payload(
    bulletin: Bulletin, texts: Mapping[str, Text], forms: Sequence[Outgoing], audience: Audience
) -> dict[str, Any]:
    """Return what the approval covers: text, facts, audience, channels, time and standing."""
    facts = Fact.objects.filter(bulletin=bulletin, state=FactState.LOCKED)
    dismissed = Fact.objects.filter(bulletin=bulletin, state=FactState.DISMISSED)
    return {
        "bulletin": {
            "code": bulletin.code,
            "body": bulletin.body_id,
            "mode": bulletin.mode,
            "priority": bulletin.priority,
            "source": bulletin.source,
            "relation": bulletin.relation,
            "replaces": bulletin.replaces.code if bulletin.replaces else "",
            "reason": bulletin.reason,
            "emergency": [bulletin.emergency_kind, bulletin.emergency_reason],
            "cap": [
                bulletin.cap_category,
                bulletin.cap_event,
                bulletin.cap_urgency,
                bulletin.cap_severity,
                bulletin.cap_certainty,
            ],
        },
        "text": {language: {"title": t.title, "body": t.body} for language, t in texts.items()},
        "facts": sorted([fact.kind, fact.value, fact.edge] for fact in facts),
        "dismissed": sorted([fact.kind, fact.value, fact.edge, fact.reason] for fact in dismissed),
        "files": [
            *([str(p.file_id), p.alt_text, p.source, p.licence] for p in bulletin.pictures.all()),
            *([str(a.file_id), a.title] for a in bulletin.attachments.all()),
        ],
        "channels": [[form.account.pk, form.language, form.hash] for form in forms],
        "audience": audience.rule,
        "time": {
            "send_at": bulletin.send_at,
            "valid_from": bulletin.valid_from,
            "valid_until": bulletin.valid_until,
        },
    }


def _once(found: Sequence[Stop]) -> list[Stop]:
    """Keep the first of stops that say the same about the same words."""
    seen: dict[tuple[str, str], Stop] = {}
    for stop in found:
        key = (stop.code.value, stop.mark or f"{stop.place}:{stop.quote}:{stop.start}")
        seen.setdefault(key, stop)
    return list(seen.values())
