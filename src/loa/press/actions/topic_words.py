"""Wordings that name topics; never a person's name (charter 2)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.db import transaction

from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.language.masking import mask
from loa.lib import clock
from loa.lib.text import fold, place_tones, squeeze
from loa.press.models import TopicWord
from loa.press.rules.naming import syllables
from loa.press.source_errors import BadWord, WordNamesSomebody, WordTaken
from loa.units.access import require
from loa.units.actor import Actor
from loa.units.models import Topic
from loa.units.permissions import Permission
from loa.units.queries import topics

_MOST_SYLLABLES = 6
_DEFAULTS = Path(__file__).parent.parent / "data" / "topic_words.tsv"


@transaction.atomic
def add_word(*, actor: Author, topic: Topic, value: str) -> TopicWord:
    """Let a wording name a topic; items that come in from now on are found by it, older ones after `loa press retag`.

    Raises: RightMissing, BadWord, WordNamesSomebody, WordTaken.
    """
    require(actor, Permission.PRESS_SOURCES)
    word = place_tones(squeeze(value)).lower()[:80]
    count = len(syllables(word))
    if len(word) < 2 or not 0 < count <= _MOST_SYLLABLES:
        raise BadWord
    if _names_somebody(value):
        raise WordNamesSomebody
    if TopicWord.objects.filter(topic=topic, value=word).exists():
        raise WordTaken
    made = TopicWord.objects.create(
        topic=topic, value=word, folded=fold(word)[:100], created_at=clock.now(),
        created_by=actor.person if isinstance(actor, Actor) else None,
    )  # fmt: skip
    journal.write(actor=actor, verb="press.topic_word_added", thing=made.thing, facts={"topic": topic.code})
    return made


@transaction.atomic
def add_defaults(*, actor: Author) -> int:
    """Add the wordings that come with the product where they are missing; return how many were. Raises: RightMissing."""
    require(actor, Permission.PRESS_SOURCES)
    own = {topic.code: topic for topic in topics()}
    have = set(TopicWord.objects.values_list("topic__code", "value"))
    missing = [pair for pair in defaults() if pair not in have and pair[0] in own]
    now, person = clock.now(), actor.person if isinstance(actor, Actor) else None
    TopicWord.objects.bulk_create(
        (
            TopicWord(topic=own[code], value=word, folded=fold(word)[:100], created_at=now, created_by=person)
            for code, word in missing
        ),
        ignore_conflicts=True,
    )
    if missing:
        first = TopicWord.objects.get(topic__code=missing[0][0], value=missing[0][1])
        facts = {"words": len(missing)}
        journal.write(actor=actor, verb="press.topic_words_taken", thing=first.thing, facts=facts)
    return len(missing)


@lru_cache(maxsize=1)
def defaults() -> tuple[tuple[str, str], ...]:
    """Return the pairs of topic and wording of `data/topic_words.tsv`: one topic a line, parted by tabs."""
    lines = _DEFAULTS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return tuple((code, place_tones(word)) for code, *words in rows for word in words)


@transaction.atomic
def drop_word(*, actor: Author, word: TopicWord) -> None:
    """Let a wording name its topic no more; items that have it keep it. Raises: RightMissing."""
    require(actor, Permission.PRESS_SOURCES)
    journal.write(
        actor=actor, verb="press.topic_word_dropped", thing=word.thing, facts={"topic": word.topic.code}
    )
    word.delete()


def _names_somebody(value: str) -> bool:
    """Tell whether the words name or locate a person, however they are typed."""
    return any(mask(form).spans for form in (squeeze(value), squeeze(value).title()))
