"""Proofs of play: stored once by (device, number) as they came, folded into the play by weight, told to the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from loa.speakers.actions import proofs as ledger
from loa.speakers.intake.believing import Believed
from loa.speakers.intake.columns import held_of, moment, number_of, whole, word
from loa.speakers.rules import proving
from loa_wire.tidings import Proof
from loa_wire.words import Outcome

# Stores what is new and returns which that was; the play is found once, for a proof is never changed.
STORE = """
WITH told AS (
  SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
                       %s::timestamptz[], %s::timestamptz[], %s::int[], %s::int[], %s::text[], %s::int[], %s::text[],
                       %s::timestamptz[], %s::timestamptz[], %s::bytea[])
         AS t(device_id, n, cluster_id, airing_id, airing_ref, outcome, why, started_at, ended_at, heard_ms, volume,
              code, version, sha256, device_at, received_at, envelope))
INSERT INTO speakers_proof
       (device_id, n, cluster_id, play_id, airing_ref, outcome, why, started_at, ended_at, heard_ms, volume, code,
        version, sha256, device_at, received_at, is_late, envelope)
SELECT t.device_id, t.n, t.cluster_id, p.id, t.airing_ref, t.outcome, t.why, t.started_at, t.ended_at, t.heard_ms,
       t.volume, t.code, t.version, t.sha256, t.device_at, t.received_at,
       coalesce(t.outcome <> 'not_played' AND t.started_at > p.moment + make_interval(secs => %s), false), t.envelope
  FROM told t LEFT JOIN speakers_play p ON p.airing_id = t.airing_id AND p.cluster_id = t.cluster_id
 ORDER BY t.device_id, t.n
    ON CONFLICT (device_id, n) DO NOTHING
RETURNING device_id, n
"""

# The heaviest word about a play wins; of two alike the one of which more was heard. That it did not sound before a pause says nothing.
FOLD = """
UPDATE speakers_play p
   SET state = t.outcome, why = t.why, heard_ms = t.heard_ms, volume = t.volume,
       started_at = CASE WHEN t.has_sounded THEN t.started_at END,
       ended_at = CASE WHEN t.has_sounded THEN t.ended_at END,
       late_ms = CASE WHEN t.has_sounded
                      THEN greatest(-2147483647, least(2147483647, extract(epoch FROM t.started_at - p.moment) * 1000))
                      ELSE 0 END,
       told_silent_at = CASE WHEN t.is_fault THEN coalesce(p.told_silent_at, t.at) ELSE p.told_silent_at END
  FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::int[],
              %s::int[], %s::boolean[], %s::boolean[], %s::timestamptz[], %s::int[])
       AS t(airing_id, cluster_id, outcome, why, started_at, ended_at, heard_ms, volume, has_sounded, is_fault, at, held)
  JOIN speakers_airing a ON a.id = t.airing_id AND (t.has_sounded OR t.held = a.held)
 WHERE p.airing_id = t.airing_id AND p.cluster_id = t.cluster_id
   AND (array_position(%s::text[], t.outcome) > array_position(%s::text[], p.state::text)
        OR (t.outcome = p.state AND t.heard_ms > p.heard_ms))
RETURNING p.delivery_id
"""


def fold(told: Iterable[Believed]) -> None:
    """Store the proofs that are new, and let them move their plays and the deliveries behind."""
    rows = list({(each.sender.id, _proof(each).n): each for each in reversed(list(told))}.values())
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(STORE, [*_columns(rows), proving.LATE_AFTER.total_seconds()])
        new = set(cursor.fetchall())
    heaviest = _heaviest(each for each in rows if (each.sender.id, _proof(each).n) in new)
    if not heaviest:
        return
    weights = list(proving.WEIGHTS)
    with connection.cursor() as cursor:
        cursor.execute(FOLD, [*_folded(heaviest), weights, weights])
        moved = {delivery for (delivery,) in cursor.fetchall()}
    ledger.settle(moved)


def _heaviest(told: Iterable[Believed]) -> list[Believed]:
    """Return the word that wins for each play of the batch."""
    best: dict[tuple[int, int], Believed] = {}
    for each in told:
        airing = number_of(_proof(each).play)
        if airing is None:
            continue
        before = best.get((airing, each.sender.cluster_id))
        if before is None or _heaviness(before) < _heaviness(each):
            best[airing, each.sender.cluster_id] = each
    return list(best.values())


def _heaviness(each: Believed) -> tuple[int, int, int]:
    proof = _proof(each)
    return proving.weight(proof.outcome.value), held_of(proof.play), proof.heard


def _columns(rows: Sequence[Believed]) -> list[list[object]]:
    senders, proofs = [each.sender for each in rows], [_proof(each) for each in rows]
    return [
        [sender.id for sender in senders],
        [proof.n for proof in proofs],
        [sender.cluster_id for sender in senders],
        [number_of(proof.play) for proof in proofs],
        [word(proof.play, 20) for proof in proofs],
        [proof.outcome.value for proof in proofs],
        [word(proof.why, 12) for proof in proofs],
        [moment(proof.start) for proof in proofs],
        [moment(proof.end) for proof in proofs],
        [proof.heard for proof in proofs],
        [proof.volume for proof in proofs],
        [word(proof.code, 40) for proof in proofs],
        [whole(proof.version) for proof in proofs],
        [word(proof.sha256, 64) for proof in proofs],
        [moment(proof.at) for proof in proofs],
        [each.at for each in rows],
        [each.envelope for each in rows],
    ]


def _folded(rows: Sequence[Believed]) -> list[list[object]]:
    proofs = [_proof(each) for each in rows]
    return [
        [number_of(proof.play) for proof in proofs],
        [each.sender.cluster_id for each in rows],
        [proof.outcome.value for proof in proofs],
        [word(proof.why, 12) for proof in proofs],
        [moment(proof.start) for proof in proofs],
        [moment(proof.end) for proof in proofs],
        [proof.heard for proof in proofs],
        [proof.volume for proof in proofs],
        [proof.outcome != Outcome.NOT_PLAYED for proof in proofs],
        [proof.outcome == Outcome.NOT_PLAYED and proof.why in proving.FAULTS for proof in proofs],
        [each.at for each in rows],
        [held_of(proof.play) for proof in proofs],
    ]


def _proof(each: Believed) -> Proof:
    assert isinstance(each.tidings, Proof), "sorted by the door"
    return each.tidings
