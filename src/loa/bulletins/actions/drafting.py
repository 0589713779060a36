"""Starting, writing and setting up a bulletin; whatever was typed survives a conflict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from loa.bulletins.actions.facts import find_again
from loa.bulletins.actions.moving import move, take, touch
from loa.bulletins.errors import UnknownTemplate
from loa.bulletins.models import Autosave, Bulletin, Template, Text
from loa.bulletins.queries.audience import reach_of
from loa.bulletins.queries.texts import current_text, text_hash
from loa.bulletins.rules import moves
from loa.bulletins.rules.placeholders import fill
from loa.bulletins.rules.words import Mode, State
from loa.channels.models import Account
from loa.journal import actions as journal
from loa.language.masking import private_hits
from loa.lib import clock
from loa.lib.signing import new_code
from loa.lib.text import fold, nfc
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Area, Body, Topic
from loa.units.permissions import Permission

SETTINGS = frozenset(
    {
        "cap_category",
        "cap_certainty",
        "cap_event",
        "cap_severity",
        "cap_urgency",
        "embargo_until",
        "emergency_kind",
        "emergency_reason",
        "languages",
        "mode",
        "priority",
        "reason",
        "send_at",
        "source",
        "valid_from",
        "valid_until",
    }
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of saving: the version that stands now, or the one that somebody else saved meanwhile."""

    text: Text
    is_conflict: bool = False


def unmistakable_code() -> str:
    """Return a new code that no reader, and no mask, takes for a number plate or a patient's number.

    A correction names the code of what it corrects, and must not be stopped for it.
    """
    while private_hits(f"Bản tin số {(code := new_code())}."):
        continue
    return code


@transaction.atomic
def draft(
    *,
    actor: Actor,
    title: str,
    text: str,
    body: Body | None = None,
    mode: str = Mode.LIVE,
    language: str = "vi",
    template: Template | None = None,
    right: Permission = Permission.BULLETINS_WRITE,
    **settings: Any,
) -> Bulletin:
    """Start a bulletin of the actor's body (or another in reach) with its first text; return the draft.

    `settings` are fields named in `SETTINGS`; `right` is another right that suffices (to correct).

    Raises:
        RightMissing: when the actor may not write for that body.

    """
    issuer = body or actor.body
    access.require(actor, right, body=issuer)
    now = clock.now()
    bulletin = Bulletin.objects.create(
        code=unmistakable_code(),
        body=issuer,
        author=actor.person,
        author_post=actor.post,
        template=template,
        mode=mode,
        languages=[language],
        created_at=now,
        changed_at=now,
        **_known(settings),
    )
    write_text(actor=actor, bulletin=bulletin, language=language, title=title, body=text)
    facts = {"code": bulletin.code, "mode": mode, "template": template.key if template else ""}
    journal.write(actor=actor, verb="bulletins.drafted", thing=bulletin.thing, facts=facts)
    return bulletin


def draft_from_template(
    *,
    actor: Actor,
    key: str,
    values: Mapping[str, str] | None = None,
    body: Body | None = None,
    mode: str = Mode.LIVE,
    languages: Iterable[str] = ("vi",),
) -> Bulletin:
    """Start a bulletin from a prepared message, filling the places for which there are values.

    Raises:
        UnknownTemplate: when nothing is prepared under this key.
        RightMissing: when the actor may not write for that body.

    """
    template = Template.objects.filter(key=key, is_current=True).first()
    if template is None:
        raise UnknownTemplate(key=key)
    first, *others = list(languages) or ["vi"]
    words = _filled(template, first, values or {})
    with transaction.atomic():
        bulletin = draft(
            actor=actor,
            title=words["title"],
            text=words["text"],
            body=body,
            mode=mode,
            language=first,
            template=template,
            **_prepared_settings(template),
        )
        for language in others:
            filled = _filled(template, language, values or {})
            write_text(
                actor=actor, bulletin=bulletin, language=language, title=filled["title"], body=filled["text"]
            )
        bulletin.topics.set(Topic.objects.filter(code=template.topic_code))
    return bulletin


def save(
    *, actor: Actor, bulletin: Bulletin, title: str, text: str, base_version: int, language: str = "vi"
) -> Saved:
    """Save a new version of the text in one language; facts are found again and an open request is voided.

    Where another version was saved since `base_version` nothing is overwritten: the answer holds that version, and
    what was typed stays as an autosave. This is an answer and no error, since an error would undo the keeping too.

    Raises:
        Moved: when the bulletin can no longer be edited.

    """
    with transaction.atomic():
        taken = _editable(actor, bulletin)
        theirs = current_text(taken, language)
        if theirs and (theirs.title, theirs.body) == (_one_line(title), _clean(text)):
            saved = theirs
        elif theirs and theirs.version != base_version:
            autosave(
                actor=actor,
                bulletin=taken,
                title=title,
                text=text,
                base_version=base_version,
                language=language,
            )
            return Saved(theirs, is_conflict=True)
        else:
            saved = write_text(actor=actor, bulletin=taken, language=language, title=title, body=text)
            touch(
                actor=actor,
                bulletin=taken,
                verb="bulletins.saved",
                part="text",
                facts={"language": language, "text_version": saved.version, "hash": saved.hash},
            )
        Autosave.objects.filter(bulletin=taken, person=actor.person, language=language).delete()
    bulletin.refresh_from_db()
    return Saved(saved)


@transaction.atomic
def autosave(
    *, actor: Actor, bulletin: Bulletin, title: str, text: str, base_version: int, language: str = "vi"
) -> Autosave:
    """Keep what the actor has typed; it changes nothing of the bulletin and writes no journal row.

    Raises:
        Moved: when the bulletin can no longer be edited.

    """
    taken = _editable(actor, bulletin)
    kept, _made = Autosave.objects.update_or_create(
        bulletin=taken,
        person=actor.person,
        language=language,
        defaults={
            "base_version": base_version,
            "title": _one_line(title)[:200],
            "body": _clean(text),
            "at": clock.now(),
        },
    )
    return kept


@transaction.atomic
def configure(
    *,
    actor: Actor,
    bulletin: Bulletin,
    areas: Iterable[Area] | None = None,
    topics: Iterable[Topic] | None = None,
    accounts: Iterable[Account] | None = None,
    **settings: Any,
) -> Bulletin:
    """Set audience, channels, times, priority and the rest; what is not named stays.

    A correction that merely loses areas or accounts stays on its prepared form.

    Raises:
        Moved: when the bulletin can no longer be edited.

    """
    taken = _editable(actor, bulletin)
    before = reach_of(taken)
    wanted = {name: value for name, value in _known(settings).items() if getattr(taken, name) != value}
    _set(taken, wanted, {"areas": areas, "topics": topics, "accounts": accounts})
    after = reach_of(taken)
    parts = sorted(wanted) + [
        name for name in ("areas", "topics", "accounts") if getattr(before, name) != getattr(after, name)
    ]
    touch(
        actor=actor,
        bulletin=taken,
        verb="bulletins.configured",
        part="settings",
        facts={"fields": parts},
        keeps_form=not wanted and before.topics == after.topics and after.is_within(before),
    )
    bulletin.refresh_from_db()
    return taken


def _set(taken: Bulletin, wanted: Mapping[str, Any], lists: Mapping[str, Iterable[Any] | None]) -> None:
    """Save settings, and the lists that are given."""
    for name, value in wanted.items():
        setattr(taken, name, value)
    if wanted:
        taken.save(update_fields=list(wanted))
    for name, rows in lists.items():
        if rows is not None:
            getattr(taken, name).set(rows)


@transaction.atomic
def open_to_wards(*, actor: Actor, bulletin: Bulletin, is_open: bool = True) -> Bulletin:
    """Let the bodies in its areas adapt the wording and add local lines, or end that."""
    taken = _editable(actor, bulletin)
    Bulletin.objects.filter(pk=taken.pk).update(open_to_wards=is_open)
    journal.write(actor=actor, verb="bulletins.opened_to_wards", thing=taken.thing, facts={"open": is_open})
    bulletin.refresh_from_db()
    return bulletin


@transaction.atomic
def discard(*, actor: Actor, bulletin: Bulletin) -> Bulletin:
    """Put a bulletin that was never sent aside; it can be restored."""
    taken = take(bulletin, [State.DRAFT, State.RETURNED, State.MISSED])
    access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
    return move(actor=actor, bulletin=taken, to=State.DISCARDED, verb="bulletins.discarded")


@transaction.atomic
def restore(*, actor: Actor, bulletin: Bulletin) -> Bulletin:
    """Take a discarded bulletin up again."""
    taken = take(bulletin, [State.DISCARDED])
    access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
    return move(actor=actor, bulletin=taken, to=State.DRAFT, verb="bulletins.restored")


def write_text(*, actor: Actor, bulletin: Bulletin, language: str, title: str, body: str) -> Text:
    """Add the next version of the text in one language, inside the caller's transaction.

    A text in the bulletin's first language is the core message: its facts are found again.
    """
    title, body = _one_line(title), _clean(body)
    before = current_text(bulletin, language)
    text = Text.objects.create(
        bulletin=bulletin,
        language=language,
        version=before.version + 1 if before else 1,
        title=title,
        body=body,
        hash=text_hash(title, body),
        author=actor.person,
        at=clock.now(),
    )
    if language == bulletin.languages[0]:
        find_again(bulletin, text)
        bulletin.folded = fold(f"{text.title} {bulletin.code}")[:260]
        bulletin.save(update_fields=["folded"])
    elif language not in bulletin.languages:
        bulletin.languages = [*bulletin.languages, language]
        bulletin.save(update_fields=["languages"])
    return text


def _editable(actor: Actor, bulletin: Bulletin) -> Bulletin:
    taken = take(bulletin, moves.EDITABLE)
    access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
    return taken


def _known(settings: Mapping[str, Any]) -> dict[str, Any]:
    unknown = settings.keys() - SETTINGS
    if unknown:
        message = f"not a setting of a bulletin: {', '.join(sorted(unknown))}"
        raise TypeError(message)
    return {name: nfc(value).strip() if isinstance(value, str) else value for name, value in settings.items()}


def _filled(template: Template, language: str, values: Mapping[str, str]) -> dict[str, str]:
    texts = template.texts.get(language) or template.texts["vi"]
    return {"title": fill(texts["title"], values), "text": fill(texts["body"].strip(), values)}


def _prepared_settings(template: Template) -> dict[str, Any]:
    until: datetime = clock.now() + timedelta(hours=template.valid_hours)
    names = (
        "priority",
        "cap_category",
        "cap_event",
        "cap_urgency",
        "cap_severity",
        "cap_certainty",
        "emergency_kind",
    )
    return {name: getattr(template, name) for name in names} | {"valid_until": until}


def _one_line(text: str) -> str:
    return " ".join(nfc(text).split())


def _clean(text: str) -> str:
    return nfc(text).replace("\r\n", "\n").strip()
