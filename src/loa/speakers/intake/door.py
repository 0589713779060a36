"""Takes in a batch of envelopes: what can be believed is folded, what cannot is counted; then the devices are answered.

Machine tidings have no rows in the journal: a proof is its own record. Nothing is answered before the transaction is done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from loa.lib import clock
from loa.speakers.actions.commanding import ms, signing_key
from loa.speakers.intake import acks, beats, doubts, proofs
from loa.speakers.intake.believing import Believed, Doubt, believe
from loa.speakers.rules import proving
from loa_wire import messages
from loa_wire.signed import Purpose, seal
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


def take_in(items: Sequence[Arrived]) -> list[Answer]:
    """Take in what devices said, in one transaction, and return what to tell them: receipts of proofs, the time."""
    if not items:
        return []
    told: dict[type, list[Believed]] = defaultdict(list)
    doubted: list[Doubt] = []
    with transaction.atomic():
        for each in believe([(item.device, item.envelope, item.at) for item in items]):
            if isinstance(each, Doubt):
                doubted.append(each)
            else:
                told[type(each.tidings)].append(each)
        newest = beats.newest(told[messages.Beat])
        beats.fold(newest)
        doubted += acks.fold(told[messages.Ack])
        proofs.fold(told[messages.Proof])
        doubts.note(doubted)
    return [*_receipts(told[messages.Proof]), *_times(newest)]


def _receipts(told: Iterable[Believed]) -> list[Answer]:
    """Return one receipt for each device, for repeats too: the device asks again because it has not heard."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for each in told:
        assert isinstance(each.tidings, messages.Proof), "sorted by the door"
        numbers[each.sender.name].add(each.tidings.n)
    return [_answer(name, Ask.RECEIPT, {"got": sorted(got)}, RECEIPT_HOLDS) for name, got in numbers.items()]


def _times(newest: Iterable[Believed]) -> list[Answer]:
    """Return the time for those whose clock is off or was never corrected, and now and then for everybody."""
    answers = []
    for each in newest:
        beat = each.tidings
        assert isinstance(beat, messages.Beat), "sorted by the door"
        if proving.wants_time(beat.n, beat.offset, beats.skew_of(each)):
            body = {"beat": beat.n, "now": ms(clock.now())}
            answers.append(_answer(each.sender.name, Ask.TIME, body, TIME_HOLDS))
    return answers


def _answer(device: str, ask: Ask, body: dict[str, object], holds: timedelta) -> Answer:
    now = clock.now()
    since, until = ms(now - timedelta(seconds=5)), ms(now + holds)
    message = messages.Command(ask, f"d{device}", 0, ms(now), since, until, (), body)
    return Answer(device, seal(Purpose.COMMAND, message.to_wire(), signing_key()))
