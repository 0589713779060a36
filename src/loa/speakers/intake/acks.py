"""Acknowledgements: the copy of a command is answered, its plays are taken or will not sound; refusals are handed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from loa.speakers.actions import proofs as ledger
from loa.speakers.intake.believing import Believed, Doubt
from loa.speakers.intake.columns import held_of, number_of, word
from loa.speakers.models import Command, Group
from loa.speakers.queries.told import plays_in
from loa.speakers.rules import proving
from loa_wire.tidings import Ack
from loa_wire.words import Ask, Why

# Answers the copies that had no answer, and tells of each what it was about and when it was last sent.
# Word by word through the indexes: from unlucky statistics a plain join makes a plan that takes seconds for each batch.
ANSWER = """
WITH told AS (
  SELECT * FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[], %s::boolean[], %s::text[],
                       %s::boolean[])
         AS t(place, device_id, group_id, seq, at, taken, why, is_final)),
found AS (
  SELECT t.*, c.id, m.id AS command_id, m.ask, c.answered_at IS NOT NULL AS was_answered,
         coalesce(c.sent_at, m.published_at, m.made_at) AS sent_at
    FROM told t
   CROSS JOIN LATERAL (SELECT * FROM speakers_command WHERE group_id = t.group_id AND seq = t.seq OFFSET 0) m
   CROSS JOIN LATERAL (SELECT * FROM speakers_commandcopy WHERE command_id = m.id AND device_id = t.device_id OFFSET 0) c),
answered AS (
  UPDATE speakers_commandcopy c SET answered_at = f.at, taken = f.taken, why = f.why
    FROM found f WHERE c.id = f.id AND c.answered_at IS NULL AND f.is_final)
SELECT place, command_id, ask, was_answered, sent_at FROM found
"""

# What a command ordered is taken, or will not sound, where nothing heavier is known.
MOVE = """
UPDATE speakers_play p
   SET state = t.state, why = t.why, taken_at = CASE WHEN t.state = 'taken' THEN t.at ELSE p.taken_at END
  FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::timestamptz[], %s::text[], %s::text[])
       AS t(airing_id, held, cluster_id, at, state, why)
  JOIN speakers_airing a ON a.id = t.airing_id AND a.held = t.held
 WHERE p.airing_id = t.airing_id AND p.cluster_id = t.cluster_id
   AND (p.state IN ('planned', 'ordered') OR (p.state = 'unknown' AND t.state = 'not_played'))
RETURNING p.delivery_id, t.state
"""


_WHYS = frozenset(each.value for each in Why)


@dataclass(frozen=True, slots=True)
class _Word:
    """The last word of one device on one command in the batch; `is_taken` too where it was obeyed before it was repeated."""

    told: Believed
    group: str
    seq: int
    obeys: bool
    is_taken: bool
    why: str

    @property
    def is_final(self) -> bool:
        """Say whether the command needs not be sent again."""
        return self.is_taken or self.why not in proving.NOT_FINAL


@dataclass(frozen=True, slots=True)
class _Found:
    """What the ledger of commands knows of it."""

    command_id: int
    ask: str
    was_answered: bool
    sent_at: datetime


def fold(told: Iterable[Believed]) -> list[Doubt]:
    """Answer the copies, move the plays, and return the refusals that are to be noted."""
    words = _one_each(told)
    if not words:
        return []
    found = _answer(words)
    _move_plays([(each, found[place]) for place, each in enumerate(words) if place in found])
    return _doubts([each for place, each in enumerate(words) if not _is_plain(each, found.get(place))])


def _one_each(told: Iterable[Believed]) -> list[_Word]:
    """Return one word for each device and command: that it was taken, where it says that at all."""
    kept: dict[tuple[int, str, int], _Word] = {}
    unread: list[_Word] = []
    for each in told:
        said = _read(each)
        if not said.group:
            unread.append(said)
            continue
        key = (each.sender.id, said.group, said.seq)
        before = kept.get(key)
        if before is None or (said.is_taken, said.obeys) > (before.is_taken, before.obeys):
            kept[key] = said
    return [*kept.values(), *unread]


def _read(each: Believed) -> _Word:
    ack = each.tidings
    assert isinstance(ack, Ack), "sorted by the door"
    why = word(ack.why, 12)
    return _Word(each, word(ack.group, 40), ack.seq, ack.taken, ack.taken or why == Why.REPLAYED, why)


def _answer(words: Sequence[_Word]) -> dict[int, _Found]:
    columns: list[list[object]] = [
        list(range(len(words))),
        [each.told.sender.id for each in words],
        [each.group for each in words],
        [each.seq for each in words],
        [each.told.at for each in words],
        [each.is_taken for each in words],
        ["" if each.is_taken else each.why for each in words],
        [each.is_final for each in words],
    ]
    with connection.cursor() as cursor:
        cursor.execute(ANSWER, columns)
        return {row[0]: _Found(*row[1:]) for row in cursor.fetchall()}


def _is_plain(each: _Word, found: _Found | None) -> bool:
    """Say whether nothing about it is worth noting: it was taken, or the line repeated what was sent a moment ago."""
    if each.obeys:
        return True
    if each.why != Why.REPLAYED or found is None:
        return False
    return not found.was_answered or each.told.at < found.sent_at + proving.REPEAT_WITHIN


def _doubts(words: Sequence[_Word]) -> list[Doubt]:
    """Return refusals to be noted; words that we never use are left out, or one stolen device could fill the table with them."""
    if not words:
        return []
    known = set(Group.objects.filter(name__in={each.group for each in words}).values_list("name", flat=True))
    return [
        Doubt(
            each.told.sender.name,
            each.told.sender.cluster_id,
            False,
            each.why if each.why in _WHYS else Why.UNREADABLE,
            each.told.at,
            each.group if each.group in known else "",
            each.seq,
        )
        for each in words
    ]


def _move_plays(answered: Sequence[tuple[_Word, _Found]]) -> None:
    rows = [
        (each, found)
        for each, found in answered
        if found.ask == Ask.PLAY and not found.was_answered and each.is_final
    ]
    plays = _airings_of({found.command_id for _word, found in rows})
    moves = [
        (
            *airing,
            each.told.sender.cluster_id,
            each.told.at,
            *(("taken", "") if each.is_taken else ("not_played", each.why)),
        )
        for each, found in rows
        for airing in plays[found.command_id]
    ]
    if not moves:
        return
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [list(column) for column in zip(*moves, strict=True)])
        ended = {delivery for delivery, state in cursor.fetchall() if delivery and state == "not_played"}
    ledger.settle(ended)


def _airings_of(command_ids: set[int]) -> Mapping[int, list[tuple[int, int]]]:
    """Return the airings that each command ordered, and how often they had been held back, read from what was signed."""
    rows = Command.objects.filter(pk__in=command_ids).values_list("pk", "envelope")
    return {
        key: [
            (number, held_of(play)) for play in plays_in(envelope) if (number := number_of(play)) is not None
        ]
        for key, envelope in rows
    }
