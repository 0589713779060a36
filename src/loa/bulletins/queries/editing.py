"""What the editor shows: the text to go on with, conflicts, facts in their place, files."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.urls import reverse

from loa.bulletins.errors import UnknownFile
from loa.bulletins.models import Attachment, Autosave, Bulletin, Fact, Picture, Text
from loa.bulletins.queries.marks import whole
from loa.bulletins.queries.texts import core_text, current_text, current_texts
from loa.language.facts import LABELS, find_facts
from loa.lib.said import unpacked
from loa.units import access
from loa.units.permissions import Permission


@dataclass(frozen=True, slots=True)
class Typed:
    """The text an editor goes on with: what the person typed last and did not save, else the newest version."""

    title: str
    text: str
    version: int
    newest: Text | None = None
    is_unsaved: bool = False

    @property
    def initial(self) -> dict[str, Any]:
        """Return the first values of the form."""
        return {"title": self.title, "text": self.text, "version": self.version}

    @property
    def is_behind(self) -> bool:
        """Say whether somebody saved another version since this was typed."""
        return self.newest is not None and self.newest.version != self.version


class ComparedForm(Protocol):
    """A text form that knows the newest version."""

    newest: Text | None
    data: Any


def may(actor: access.Who, permission: Permission) -> bool:
    """Say whether the actor holds a right anywhere."""
    return access.can(actor, permission)


def language_asked(bulletin: Bulletin, asked: str) -> str:
    """Return the language asked for when the site knows it, else the bulletin's first."""
    known = {code for code, _name in settings.LANGUAGES}
    return asked if asked in known else bulletin.languages[0]


def language_tabs(bulletin: Bulletin) -> list[dict[str, Any]]:
    """Return the languages of the site as tabs, with the version each has reached."""
    texts = current_texts(bulletin)
    base = reverse("bulletins:text", args=[bulletin.pk])
    return [
        {
            "key": code,
            "label": name,
            "url": f"{base}?lang={code}",
            "count": texts[code].version if code in texts else "",
        }
        for code, name in settings.LANGUAGES
    ]


def text_to_edit(bulletin: Bulletin, language: str, actor: access.Who) -> Typed:
    """Return what the editor opens with."""
    newest = current_text(bulletin, language)
    person = getattr(actor, "person", None)
    kept = Autosave.objects.filter(bulletin=bulletin, language=language, person=person).first()
    if kept:
        return Typed(kept.title, kept.body, kept.base_version, newest, is_unsaved=True)
    if newest:
        return Typed(newest.title, newest.body, newest.version, newest)
    return Typed("", "", 0)


def is_behind(kept: Autosave) -> bool:
    """Say whether somebody saved another version since this was typed."""
    newest = current_text(kept.bulletin, kept.language)
    return (newest.version if newest else 0) != kept.base_version


def compare_texts(form: ComparedForm) -> dict[str, Any]:
    """Return what was typed and what was saved meanwhile, and the difference word by word."""
    newest = form.newest
    title, text = (newest.title, newest.body) if newest else ("", "")
    mine = whole(form.data.get("title", ""), form.data.get("text", ""))
    return {
        "version": newest.version if newest else 0,
        "by": newest.author.full_name if newest else "",
        "at": newest.at if newest else None,
        "title": title,
        "text": text,
        "parts": word_diff(mine, whole(title, text)),
    }


def word_diff(old: str, new: str) -> list[dict[str, str]]:
    """Return how the new text differs from the old one, word by word, as components/diff.html reads it."""
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    parts: list[dict[str, str]] = []
    for kind, i, j, k, end in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append({"kind": "same", "text": "".join(before[i:j])})
            continue
        if j > i:
            parts.append({"kind": "removed", "text": "".join(before[i:j])})
        if end > k:
            parts.append({"kind": "added", "text": "".join(after[k:end])})
    return parts


def facts_of(bulletin: Bulletin) -> list[Fact]:
    """Return the facts in the order of the text."""
    return list(Fact.objects.filter(bulletin=bulletin).select_related("confirmed_by"))


def marked_text(bulletin: Bulletin) -> list[dict[str, str]]:
    """Return the core text cut into plain parts and facts, so that each fact is seen in its place."""
    core = core_text(bulletin)
    said = whole(core.title, core.body)
    states = {(row.kind, row.value, row.edge): row.state for row in facts_of(bulletin)}
    parts, at = [], 0
    for fact in find_facts(said):
        parts.append({"text": said[at : fact.start], "state": ""})
        state = states.get((fact.kind, fact.value[:200], fact.edge), "found")
        parts.append({"text": fact.text, "state": state, "label": LABELS.get(fact.kind, fact.kind)})
        at = fact.end
    return [*parts, {"text": said[at:], "state": ""}]


def marked_places(text: str, places: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return a text cut into plain parts and marked places; overlapping marks keep the first."""
    parts, at = [], 0
    for place in sorted((p for p in places if p["start"] >= 0), key=lambda p: p["start"]):
        if place["start"] < at:
            continue
        parts.append({"text": text[at : place["start"]], "state": ""})
        shown = {"text": text[place["start"] : place["end"]], "state": place["severity"]}
        parts.append(shown | {"label": unpacked(place["made"]) if place.get("made") else place["message"]})
        at = place["end"]
    return [*parts, {"text": text[at:], "state": ""}]


def attached(bulletin: Bulletin) -> dict[str, Any]:
    """Return the pictures and papers of a bulletin."""
    return {
        "pictures": list(bulletin.pictures.select_related("file")),
        "papers": list(bulletin.attachments.select_related("file")),
    }


def get_attached(bulletin: Bulletin, what: str, file_id: int) -> Picture | Attachment:
    """Return a picture or paper of this bulletin.

    Raises:
        UnknownFile: when it has no such file.

    """
    rows: dict[str, Any] = {"picture": bulletin.pictures, "paper": bulletin.attachments}
    found: Picture | Attachment | None = rows[what].filter(pk=file_id).first() if what in rows else None
    if found is None:
        raise UnknownFile
    return found
