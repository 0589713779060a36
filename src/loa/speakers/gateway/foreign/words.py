"""What becomes of a handing over to another maker's device, and of its unsigned words. Machine tidings: no rows in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from loa.speakers.actions import proofs
from loa.speakers.gateway.dialects.base import Said, Word
from loa.speakers.gateway.dialects.polling import Polling
from loa.speakers.gateway.foreign.held import Held, held_now
from loa.speakers.models import Beat, Cluster, Handed, Outage, Play
from loa.speakers.rules import foreign as rules
from loa.speakers.rules.words import PlayState
from loa_wire.words import Doing

STILL_SOUNDS = _("Đã gửi lệnh im nhưng thiết bị vẫn báo đang phát.")
AWAY_AFTER = timedelta(minutes=3)
WRITE_EACH = timedelta(seconds=20)
"""A device that asks every second is noted so often."""


@transaction.atomic
def note_handed(held: Held, now: datetime) -> None:
    """Keep that a device took what it is to hold; its plays are ordered, or taken out where it is to be silent."""
    facts = {
        "digest": held.digest,
        "plays": held.plays or {},
        "is_stop": held.is_stop,
        "at": now,
        "fault": "",
    }
    Handed.objects.update_or_create(cluster=held.cluster, defaults=facts)
    numbers = [each.number for each in held.orders]
    Play.objects.filter(pk__in=numbers, state=PlayState.PLANNED).update(state=PlayState.ORDERED)


@transaction.atomic
def note_fault(cluster: Cluster, fault: str) -> None:
    """Keep why a device could not be given what it is to hold; what it held before it may still hold."""
    Handed.objects.update_or_create(cluster=cluster, defaults={"fault": fault[:200]})


@transaction.atomic
def end_blocked(held: Held, now: datetime) -> None:
    """End plays whose moment came while the server kept them back: no device was ever told of them."""
    by_why = dict(held.blocked)
    rows = Play.objects.select_for_update().filter(
        pk__in=list(by_why), state=PlayState.PLANNED, moment__lte=now
    )
    ended = list(rows)
    for play in ended:
        play.state, play.why = PlayState.NOT_PLAYED, by_why[play.pk].value
    Play.objects.bulk_update(ended, ["state", "why"])
    proofs.settle([play.delivery_id for play in ended])


@transaction.atomic
def hear(cluster: Cluster, words: Sequence[Word], now: datetime) -> None:
    """Take in what a device says: it is there, how loud it is, and its unsigned word about plays that it was given."""
    if not words:
        return
    handed, _made = Handed.objects.select_for_update().get_or_create(cluster=cluster)
    before = Beat.objects.filter(cluster=cluster).first()
    if before is not None and before.at < now - AWAY_AFTER and cluster.dialect == "groups":
        Handed.objects.filter(pk=handed.pk).update(digest="")  # what was sent meanwhile may be lost
    if handed.is_stop and any(word.said == Said.SOUNDS for word in words):
        Handed.objects.filter(pk=handed.pk).update(digest="", fault=str(STILL_SOUNDS))
    _note_beat(cluster, words, handed, before, now)
    for word in words:
        if word.number and word.said:
            _note_word(cluster, handed, word, now)


def _note_beat(
    cluster: Cluster, words: Sequence[Word], handed: Handed, before: Beat | None, now: datetime
) -> None:
    is_playing = bool(handed.given) or any(word.said == Said.SOUNDS for word in words)
    silent = Doing.MUTED if cluster.is_muted else Doing.IDLE
    volume = next((word.volume for word in reversed(words) if word.volume is not None), cluster.volume)
    facts: dict[str, Any] = {
        "device": None,
        "at": now,
        "doing": (Doing.PLAYING if is_playing else silent).value,
    }
    facts |= {"volume": volume, "free": 0, "firmware": ""}
    same = before and (before.doing, before.volume) == (facts["doing"], volume)
    if before and same and now - before.at < WRITE_EACH:
        return
    Beat.objects.update_or_create(cluster=cluster, defaults=facts)
    Outage.objects.filter(cluster=cluster, until_at__isnull=True, since_at__lte=now).update(until_at=now)


def _note_word(cluster: Cluster, handed: Handed, word: Word, now: datetime) -> None:
    """Write a word beside its play; one about a play that this device was not given, or whose time it is not, is nobody's."""
    given = handed.plays.get(str(word.number))
    assert word.said is not None, "asked by the caller"
    if given is None:
        return
    play = Play.objects.select_for_update().filter(pk=word.number, cluster=cluster).first()
    start = datetime.fromtimestamp(given[1] / 1000, UTC)
    is_plan = word.said in {Said.HAS_IT, Said.REFUSED}
    if play is None or not (is_plan or rules.may_be_about(start, play.deadline_at, now)):
        return
    heaviest = rules.TOLD.index(play.told) if play.told else -1
    if rules.TOLD.index(word.said.value) <= heaviest:
        return
    play.told, play.told_at = word.said.value, now
    if play.state in {PlayState.PLANNED, PlayState.ORDERED} and word.said != Said.REFUSED:
        play.state, play.taken_at = PlayState.TAKEN, now
    play.save(update_fields=["told", "told_at", "state", "taken_at"])


@transaction.atomic
def answer(cluster: Cluster, payload: bytes, now: datetime) -> bytes:
    """Answer a polling device with what sounds now, and keep what this says of the plays. Raises: Unclear."""
    device = str(cluster.settings.get("device", ""))
    dialect = Polling()
    said = dialect.read(device, payload)
    handed, _made = Handed.objects.select_for_update().get_or_create(cluster=cluster)
    [held] = held_now(Cluster.objects.filter(pk=cluster.pk), now)
    dialect.recall(device, held.orders, handed.given)
    message, words = dialect.answer(device, now)
    given = dialect.given_to(device)
    if not held.is_handed_over or given != handed.given or now - (handed.at or now) > WRITE_EACH:
        note_handed(held, now)
        Handed.objects.filter(pk=cluster.pk).update(given=given)
    hear(held.cluster, [*said, *words], now)
    end_blocked(held, now)
    return message.payload
