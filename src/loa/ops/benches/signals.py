"""Signals on a replayed month: how many false alarms a day, and how many surges put into it are seen within two hours.

With LOA_BENCH_DATA, a folder with `press_stream/2026-03.jsonl` (items with title, text, source, first_seen), which belongs
to the newspapers and is not shipped; otherwise on a made-up month. The days before the month are its past, read from
`press_stream/2026-02.jsonl` where that is there. Every alarm on the month as it was counts as false, although some were
events; so the true rate is lower.
"""

from __future__ import annotations

import json
import math
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from loa.lib.measure import Bench, Goal, Outcome, Plan
from loa.lib.text import fold
from loa.press.rules import growth
from loa.press.rules.growth import STORY, TOPIC, WINDOW, Habit
from loa.stories import Grouper, Item

HOUR: Final = timedelta(hours=1)
SURGES: Final = 200
_SEED: Final = 20260301
_TOPICS: Final = {
    "health": ("benh vien", "bac si", "dich benh", "vaccine", "y te", "ung thu"),
    "traffic": ("giao thong", "tai nan", "un tac", "cao toc", "xe buyt", "metro"),
    "education": ("hoc sinh", "thi lop 10", "dai hoc", "giao vien", "tuyen sinh"),
    "weather": ("nang nong", "mua dong", "ret", "bao so", "thoi tiet", "ngap"),
    "safety": ("chay", "bat giu", "cong an", "lua dao", "ma tuy"),
    "food": ("gia vang", "xang dau", "thuc pham", "gia heo", "ngo doc"),
    "environment": ("o nhiem", "rac thai", "bui min", "moi truong"),
    "housing": ("chung cu", "dat dai", "nha o", "quy hoach", "bat dong san"),
    "culture": ("le hoi", "bao tang", "bong da", "v league", "ca si"),
    "digital": ("chuyen doi so", "vneid", "tri tue nhan tao", "ung dung"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the method sees it."""

    at: datetime
    publisher: str
    topics: tuple[str, ...]
    story: str


@dataclass
class Replay:
    """Counts by the hour of a stream, and the clock that walks through its month."""

    entries: Sequence[Entry]
    first: datetime
    ends: int = 0
    totals: Counter[int] = field(default_factory=Counter)
    things: dict[tuple[str, str], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    voices: dict[tuple[str, str, int], set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for entry in self.entries:
            hour = self.hour(entry.at)
            self.totals[hour] += 1
            for thing in (("story", entry.story), *(("topic", topic) for topic in entry.topics)):
                self.things[thing][hour] += 1
                self.voices[*thing, hour].add(entry.publisher)
        self.ends = max(self.totals) + 1

    def hour(self, at: datetime) -> int:
        """Return the number of an hour, counted from the first day of the month; what lies before is negative."""
        return math.floor((at - self.first) / HOUR)

    def worth(self, end: int) -> list[float]:
        """Return what the past hours up to `end` are worth."""
        hours = range(end - growth.PAST, end)
        begins = [self.first + HOUR * hour for hour in hours]
        known = min(self.totals)
        totals = {
            begin: self.totals[hour]
            for begin, hour in zip(begins, hours, strict=True)
            if known <= hour < end - WINDOW
        }
        return growth.exposures(begins, totals)

    def series(self, thing: tuple[str, str], end: int) -> tuple[int, list[int]]:
        """Return how many hours of the past a thing has, and its counts in them."""
        counts = self.things[thing]
        first = min(counts, default=end - WINDOW) if thing[0] == "story" else min(self.totals)
        length = min(growth.PAST, end - min(first, end - WINDOW))
        return length, [counts[hour] for hour in range(end - length, end)]


def run(plan: Plan) -> Outcome:
    """Replay a month as it was, then with surges put in."""
    folder = os.environ.get("LOA_BENCH_DATA")
    file = Path(folder) / "press_stream" / "2026-03.jsonl" if folder else None
    real = file is not None and file.exists()
    plan.say("reading and grouping the month")
    replay = _real(file) if file is not None and real else _made_up(plan)
    outcome = Outcome()
    outcome.lines.append(
        ("replayed", f"{'real' if real else 'made-up'} month, {len(replay.entries):,} items")
    )
    limits = _false(replay, outcome, plan)
    _surges(replay, limits, outcome)
    return outcome


def _false(replay: Replay, outcome: Outcome, plan: Plan) -> dict[int, float]:
    """Count the alarms of the month as it was; return how many looks a day each hour stood for."""
    told: dict[tuple[str, str], int] = {}
    looks: dict[int, float] = {}
    kinds: Counter[str] = Counter()
    for end in range(1, replay.ends + 1):
        worth = replay.worth(end)
        looks[end] = _looks(replay, end)
        for thing in _candidates(replay, end):
            if end - told.get(thing, -growth.QUIET_HOURS) >= growth.QUIET_HOURS and _alarm(
                replay, thing, end, worth, looks[end], ()
            ):
                told[thing] = end
                kinds[thing[0]] += 1
        if end % 240 == 0:
            plan.say(f"day {end // 24}: {dict(kinds)}")
    days = replay.ends / 24
    outcome.figures["false_a_day"] = sum(kinds.values()) / days
    for kind in ("story", "topic"):
        outcome.lines.append((f"alarms a day, {kind}", f"{kinds[kind] / days:.2f}"))
    outcome.lines.append(("looked at each day, at most", f"{max(looks.values()):,.0f}"))
    return looks


def _looks(replay: Replay, end: int) -> float:
    """Return how many looks a day there are at this rate: topics, and stories with an item in the last three days."""
    return 24.0 * (len(_TOPICS) + _alive(replay, end))


def _alive(replay: Replay, end: int) -> int:
    if not hasattr(replay, "_alive"):
        alive: Counter[int] = Counter()
        for (kind, _key), counts in replay.things.items():
            if kind == "story":
                alive.update({later for hour in counts for later in range(hour + 1, hour + 73)})
        replay._alive = alive  # type: ignore[attr-defined]  # noqa: SLF001  counted once for each replay
    found: Counter[int] = replay._alive  # type: ignore[attr-defined]  # noqa: SLF001
    return found[end]


def _candidates(replay: Replay, end: int) -> Iterator[tuple[str, str]]:
    """Yield what has enough items in the last hours to be an alarm at all."""
    for thing, counts in replay.things.items():
        if sum(counts[hour] for hour in range(end - WINDOW, end)) >= _habit(thing).least:
            yield thing


def _habit(thing: tuple[str, str]) -> Habit:
    return STORY if thing[0] == "story" else TOPIC


def _alarm(
    replay: Replay,
    thing: tuple[str, str],
    end: int,
    worth: Sequence[float],
    looks: float,
    more: Sequence[tuple[int, int]],
) -> bool:
    length, counts = replay.series(thing, end)
    for hour, extra in more:
        if end - length <= hour < end:
            counts[hour - end + length] += extra
    voices = {v for hour in range(end - WINDOW, end) for v in replay.voices.get((*thing, hour), ())}
    publishers = len(voices) if not more else max(2, len(voices))
    found = growth.look(counts, worth[-length:], _habit(thing))
    return growth.is_alarm(found, _habit(thing), publishers=publishers, looks_a_day=looks)


def _surges(replay: Replay, looks: dict[int, float], outcome: Outcome) -> None:
    """Put surges into the month, each alone, and see whether they are told of at the end of the first or second hour."""
    rng = random.Random(_SEED)  # noqa: S311  no secret
    stories = [thing for thing in replay.things if thing[0] == "story"]
    for kind in ("story", "topic"):
        seen: dict[int, list[bool]] = defaultdict(list)
        for number in range(SURGES):
            begin = rng.randrange(24 * 3, replay.ends - 3)
            if kind == "story":
                size, thing = (6, 8, 10, 12)[number % 4], _young(replay, stories, begin, rng)
            else:
                thing = ("topic", rng.choice(list(_TOPICS)))
                size = max(10, round(2 * _usual(replay, thing, begin)))
            more = [(begin, size * 6 // 10), (begin + 1, size - size * 6 // 10)]
            seen[size if kind == "story" else 0].append(
                any(
                    _alarm(replay, thing, end, replay.worth(end), looks[end], more)
                    for end in (begin + 1, begin + 2)
                )
            )
        every = [hit for hits in seen.values() for hit in hits]
        outcome.figures[f"{kind}_seen"] = sum(every) / len(every)
        parts = ", ".join(f"{size} items {sum(h) / len(h):.2f}" for size, h in sorted(seen.items()) if size)
        words = f"surges of a {kind} seen within two hours"
        outcome.lines.append((words, f"{sum(every) / len(every):.2f}{f' ({parts})' if parts else ''}"))


def _young(
    replay: Replay, stories: Sequence[tuple[str, str]], begin: int, rng: random.Random
) -> tuple[str, str]:
    """Return a story that began within the day before."""
    for _ in range(4000):
        thing = rng.choice(stories)
        if begin - 24 <= min(replay.things[thing]) < begin:
            return thing
    return "story", "new"


def _usual(replay: Replay, thing: tuple[str, str], begin: int) -> float:
    """Return how many items a topic usually has in two hours at this time of the day."""
    days = range(begin - 7 * 24, begin, 24)
    return sum(replay.things[thing][day] + replay.things[thing][day + 1] for day in days) / len(days)


# -- where the month comes from -------------------------------------------------------------------------------


def _real(file: Path) -> Replay:
    grouper = Grouper()
    entries = []
    first = datetime.fromisoformat(f"{file.stem}-01T00:00:00+07:00")
    before = first - timedelta(days=1)
    for path in (file.with_name(f"{before:%Y-%m}.jsonl"), file):
        rows = (
            [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            if path.exists()
            else []
        )
        rows.sort(key=lambda row: (row["first_seen"], row["id"]))
        seen: set[str] = set()
        for begin in range(0, len(rows), 2000):
            batch = [row for row in rows[begin : begin + 2000] if row["article"] not in seen]
            seen.update(row["article"] for row in batch)
            items = [Item(r["id"], r["title"], r["text"], _moment(r), r["source"]) for r in batch]
            for row, placed in zip(batch, grouper.add_many(items), strict=True):
                text = f" {fold(row['title'])} {fold(row['text'])} "
                topics = tuple(t for t, words in _TOPICS.items() if any(f" {w} " in text for w in words))
                entries.append(Entry(_moment(row), row["source"], topics, placed.story))
    return Replay(entries, first)


def _moment(row: dict[str, str]) -> datetime:
    """Return when an item was published, or first seen where that is not told or not credible."""
    seen = datetime.fromisoformat(row["first_seen"])
    told = datetime.fromisoformat(row["published_at"]) if row["published_at"] else seen
    return told if seen - timedelta(days=1) <= told <= seen else seen


def _made_up(plan: Plan) -> Replay:
    """Make a month and the four weeks before: busy days, quiet nights and Sundays, stories most of which stay small."""
    rng = random.Random(_SEED)  # noqa: S311  no secret
    first = datetime(2026, 3, 1, tzinfo=UTC) - timedelta(hours=7)
    entries: list[Entry] = []
    for hour in range(-28 * 24, 31 * 24):
        begin = first + HOUR * hour
        local = begin + timedelta(hours=7)
        busy = 1.7 if 7 <= local.hour < 18 else 0.8 if 5 <= local.hour < 23 else 0.15
        rate = 8 * busy * (0.7 if local.weekday() >= 5 else 1.0) * max(0.2, plan.scale)
        for number in range(_poisson(rng, rate * rng.gammavariate(12, 1 / 12))):
            topic = rng.choice(list(_TOPICS)) if rng.random() < 0.7 else ""
            entries += _story(rng, begin, f"{hour}/{number}", topic)
    return Replay(entries, first)


def _story(rng: random.Random, begin: datetime, name: str, topic: str) -> Iterator[Entry]:
    for number in range(min(30, int(rng.paretovariate(2.0)))):
        at = begin + timedelta(hours=rng.random() + (rng.expovariate(1 / 9) if number else 0))
        yield Entry(at, f"p{rng.randrange(8)}", (topic,) if topic else (), name)


def _poisson(rng: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


BENCH = Bench(
    "signals",
    "Signals on a replayed month: false alarms, and surges put into it",
    run,
    (Goal("false_a_day", at_most=1), Goal("story_seen", at_least=0.8), Goal("topic_seen", at_least=0.8)),
    database=False,
)
