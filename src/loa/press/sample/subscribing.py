"""Subscribes to the sample newspapers as an officer would: wordings of topics, publishers with a place, a source each."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from loa.press.actions.publishers import add_publisher
from loa.press.actions.sources import add_source
from loa.press.actions.topic_words import add_word
from loa.press.models import Publisher, Source, TopicWord
from loa.press.rules.words import PublisherKind, SourceKind
from loa.press.sample import PAPERS, TOPICS
from loa.units.actor import Actor
from loa.units.models import Area
from loa.units.queries import topics


@transaction.atomic
def subscribe(actor: Actor, area: Area, addresses: Mapping[str, str]) -> list[Source]:
    """Enter what is needed to read the sample feeds at these addresses, by their short names; all marked as made up."""
    own = {topic.code: topic for topic in topics()}
    for code, words in TOPICS.items():
        for word in words:
            if not TopicWord.objects.filter(topic=own[code], value=word).exists():
                add_word(actor=actor, topic=own[code], value=word)
    made = []
    for key, address in addresses.items():
        publisher = add_publisher(actor=actor, name=PAPERS[key], kind=PublisherKind.LOCAL, area=area)
        Publisher.objects.filter(pk=publisher.pk).update(is_sample=True)
        publisher.is_sample = True
        source = add_source(
            actor=actor,
            body=actor.body,
            publisher=publisher,
            kind=SourceKind.FEED,
            name=PAPERS[key],
            url=address,
        )
        made.append(source)
    return made
