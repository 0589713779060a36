"""Takes in a batch of envelopes: checked, then what can be believed is folded, what cannot is counted; then the devices are answered.

Machine tidings have no rows in the journal: a proof is its own record. Nothing is answered before the transaction is done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from loa.lib import clock
from loa.speakers.actions.commanding import ms, signing_key
from loa.speakers.intake import acks, beats, doubts, proofs
from loa.speakers.intake.believing import Believed, Doubt, believe, still_believed
from loa.speakers.rules import proving
from loa_wire.commands import Command
from loa_wire.signed import Purpose, seal
from loa_wire.tidings import Ack, Beat, Proof
from loa_wire.words import Ask

RECEIPT_HOLDS = timedelta(days=7)
TIME_HOLDS = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One envelope as it came: from whose topic or request, when."""

    device: str
    envelope: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """One envelope to send down to a device."""

    device: str
    envelope: bytes


def check(items: Sequence[Arrived]) -> list[Believed | Doubt]:
    """Return for each envelope what it says, or why it is not believed; the dear half of the work, which changes nothing."""
    return list(believe([(item.device, item.envelope, item.at) for item in items])) if items else []


def store(words: Sequence[Believed | Doubt]) -> list[Answer]:
    """Take in what was checked, in one transaction, and return what to tell the devices: receipts of proofs, the time."""
    if not words:
        return []
    told: dict[type, list[Believed]] = defaultdict(list)
    doubted: list[Doubt] = []
    with transaction.atomic():
        for each in still_believed(words):
            if isinstance(each, Doubt):
                doubted.append(each)
            else:
                told[type(each.tidings)].append(each)
        newest = beats.newest(told[Beat])
        beats.fold(newest)
        doubted += acks.fold(told[Ack])
        proofs.fold(told[Proof])
        doubts.note(doubted)
    return _answers([*_receipts(told[Proof]), *_times(newest)])


def take_in(items: Sequence[Arrived]) -> list[Answer]:
    """Take in what devices said and return what to tell them."""
    return store(check(items))


_Saying = tuple[str, Ask, dict[str, object], timedelta]


def _receipts(told: Iterable[Believed]) -> Iterator[_Saying]:
    """Yield one receipt for each device, for repeats too: the device asks again because it has not heard."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for each in told:
        assert isinstance(each.tidings, Proof), "sorted by the door"
        numbers[each.sender.name].add(each.tidings.n)
    for name, got in numbers.items():
        yield name, Ask.RECEIPT, {"got": sorted(got)}, RECEIPT_HOLDS


def _times(newest: Iterable[Believed]) -> Iterator[_Saying]:
    """Yield the time for those whose clock is off or was never corrected, and now and then for everybody."""
    for each in newest:
        beat = each.tidings
        assert isinstance(beat, Beat), "sorted by the door"
        if proving.wants_time(beat.n, beat.offset, beats.skew_of(each)):
            body: dict[str, object] = {"beat": beat.n, "now": ms(clock.now())}
            yield each.sender.name, Ask.TIME, body, TIME_HOLDS


def _answers(sayings: Sequence[_Saying]) -> list[Answer]:
    """Sign what is said to each device; the key is made ready once. Neither receipt nor time is counted in its group."""
    if not sayings:
        return []
    key, now = signing_key(), clock.now()
    made, since = ms(now), ms(now - timedelta(seconds=5))
    answers = []
    for device, ask, body, holds in sayings:
        message = Command(ask, f"d{device}", 0, made, since, ms(now + holds), (), body)
        answers.append(Answer(device, seal(Purpose.COMMAND, message.to_wire(), key)))
    return answers
