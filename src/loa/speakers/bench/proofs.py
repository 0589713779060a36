"""100,000 proofs after an outage, some twice and in any order, beside bare checking and COPY of the same envelopes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connection, transaction

from loa.lib.measure import Bench, Figure, Goal, Outcome, Plan, in_turn, median, ratio, seconds
from loa.speakers.bench.ground import City, empty_proofs, make_city
from loa.speakers.intake import Arrived, take_in
from loa.speakers.intake.columns import moment
from loa.speakers.models import Play, Proof
from loa_wire.signed import Keys, Purpose, open_envelope
from loa_wire.tidings import Proof as Told
from loa_wire.tidings import read_told

CLUSTERS, AIRINGS, TWICE = 10_000, 10, 0.1
BATCH = 1_000
COPY = """
COPY bench_proof (device_id, n, cluster_id, airing_ref, outcome, started_at, ended_at, heard_ms, volume, code, version, sha256,
                  device_at, received_at, envelope) FROM STDIN
"""


def run(plan: Plan) -> Outcome:
    """Take the same envelopes in both ways, in turn."""
    clusters = plan.scaled(CLUSTERS, least=20)
    plan.say(f"making {clusters} clusters and {clusters * AIRINGS} plays, signing their proofs")
    city = make_city(clusters, AIRINGS)
    told = city.proofs(twice=TWICE, seed=1)
    missing: list[Missing] = []
    _open_bare_table()

    def ours() -> float:
        empty_proofs()
        spent = _taken(told, BATCH)
        missing.append(_missing(clusters * AIRINGS))
        return len(told) / spent

    def bare() -> float:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE bench_proof")
        return len(told) / seconds(lambda: _copy(city, told))

    found = in_turn({"taken in": ours, "bare": bare}, plan)
    ours_said = "proofs taken in: checked, stored once, folded into plays, receipts signed"
    lines = [
        (ours_said, f"{median(found['taken in']):,.0f}/s"),
        ("bare: the same check, then COPY without an index", f"{median(found['bare']):,.0f}/s"),
        *_small(city, plan),
    ]
    figures: dict[str, Figure] = {
        "bare_ratio": ratio(found["bare"], found["taken in"]),
        "lost": float(max(each.lost for each in missing)),
        "doubled": float(max(each.doubled for each in missing)),
    }
    return Outcome(figures, lines)


class Missing(NamedTuple):
    """Proofs, and plays, that are not as they must be after a run."""

    lost: int
    doubled: int


def _missing(wanted: int) -> Missing:
    kept, different = Proof.objects.count(), Proof.objects.values("device", "n").distinct().count()
    return Missing(wanted - different + Play.objects.exclude(state="played").count(), kept - different)


def _open_bare_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_proof (LIKE speakers_proof INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
        )
        for name in ("id", "is_late", "why"):
            cursor.execute(f"ALTER TABLE bench_proof DROP COLUMN {name}")


def _copy(city: City, told: Sequence[Arrived]) -> None:
    """Check and copy each envelope that was not seen before, a batch a transaction."""
    keys = {key.id: Keys({key.id: key.public}) for key in city.keys}
    seen: set[tuple[str, int]] = set()
    for part in _parts(told, BATCH):
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in _rows(city, keys, part, seen):
                copy.write_row(row)


def _rows(
    city: City, keys: dict[str, Keys], part: Sequence[Arrived], seen: set[tuple[str, int]]
) -> Iterator[tuple[object, ...]]:
    for item in part:
        proof = read_told(open_envelope(Purpose.TOLD, item.envelope, keys[item.device]))
        assert isinstance(proof, Told)
        if (item.device, proof.n) in seen:
            continue
        seen.add((item.device, proof.n))
        cluster = city.clusters[item.device]
        start, end, at = moment(proof.start), moment(proof.end), moment(proof.at)
        shown = (proof.heard, proof.volume, proof.code, proof.version, proof.sha256)
        yield (
            cluster,
            proof.n,
            cluster,
            proof.play,
            proof.outcome.value,
            start,
            end,
            *shown,
            at,
            item.at,
            item.envelope,
        )


def _parts(told: Sequence[Arrived], size: int) -> Iterator[Sequence[Arrived]]:
    for begin in range(0, len(told), size):
        yield told[begin : begin + size]


def _taken(told: Sequence[Arrived], size: int) -> float:
    """Return how many seconds it takes to take messages in, so many at once."""
    return seconds(lambda: [take_in(part) for part in _parts(told, size)])


def _small(city: City, plan: Plan) -> Iterator[tuple[str, str]]:
    """Measure acknowledgements of one command by all, and a minute's heartbeats as they come, a second's worth at once."""
    empty_proofs()
    acks = city.acks(city.order(city.airings[0]))
    plan.say("acknowledgements and heartbeats")
    spent = _taken(acks, BATCH)
    yield f"{len(acks):,} acknowledgements of one play", f"{spent:.2f} s"
    first, beats = city.beats(1), city.beats(2)
    a_second = max(1, len(beats) // 60)
    _taken(first, BATCH)
    spent = _taken(beats, a_second)
    yield (
        f"{len(beats):,} heartbeats, {a_second} at once",
        f"{100 * spent / 60:.1f} % of the minute in which they come",
    )


BENCH = Bench(
    name="proofs",
    about="Proofs of play after an outage, beside the bare check and COPY",
    run=run,
    goals=(Goal("lost", at_most=0), Goal("doubled", at_most=0), Goal("bare_ratio", at_most=3)),
)
