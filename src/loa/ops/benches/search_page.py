"""The page of search over items of the press in PostgreSQL: question, rights, names, snippets, the row in the journal, HTML.

Requests go through the whole stack of this process, without a network. 20,000 items at scale 1; with LOA_BENCH_DATA the
real ones of `press.jsonl.gz`, 150,000 of them at scale 7.5.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loa.desk.tour import acts, story
from loa.lib import clock
from loa.lib.ids import digest
from loa.lib.measure import Bench, Figure, Outcome, Plan, median, percentile
from loa.ops.benches import search_items
from loa.ops.benches.ground import signed_in
from loa.ops.demo import world
from loa.ops.errors import OpsError
from loa.ops.prepare import collect_static
from loa.press.models import Item, Source
from loa.press.testing import make_source
from loa.search import indexing, queries
from loa.search.queries import Question

_ITEMS, _ASKED, _MOST_SOURCES = 20_000, 120, 200
_CHUNK = 2000


def run(plan: Plan) -> Outcome:
    """Fill, index, then ask every question as the page, as the answer behind it, and as a suggestion."""
    folder = os.environ.get("LOA_BENCH_DATA")
    items, real = search_items.read(Path(folder) if folder else None)
    collect_static(plan.say)
    plan.say("loading Hanoi and people")
    world.load_units()
    world.load_cast("a password nobody types")
    count = plan.scaled(_ITEMS, least=200)
    _fill(items, count)
    plan.say(f"{count:,} items stored, indexing")
    indexing.Follower(plan.say).start()
    asked = search_items.questions(items, [], _ASKED, seed=13)
    desk, editor = signed_in(story.EDITOR), acts.actor_of(story.EDITOR)
    spent = {
        "page": _timed(asked, plan.rounds, lambda typed: _page(desk, typed)),
        "answer": _timed(asked, plan.rounds, lambda typed: queries.search(editor, Question(typed))),
        "suggestion": _timed(asked, plan.rounds, lambda typed: queries.suggest(editor, typed[:5])),
    }
    what = "real" if real and count <= len(items) else "constructed"
    lines = [
        (
            f"{name}, {count:,} {what} items, p50 / p95 ms by the clock",
            f"{median(all_):.1f} / {percentile(all_, 0.95):.1f}",
        )
        for name, all_ in spent.items()
    ]
    questions, in_database, slowest = _queries(desk, asked[0])
    lines.append(("queries of one page, ms of them in the database", f"{questions}, {in_database:.1f}"))
    lines += [("the slowest of them, ms", text) for text in slowest]
    figures: dict[str, Figure] = {
        "page_p50_ms": median(spent["page"]),
        "page_p95_ms": percentile(spent["page"], 0.95),
        "answer_p95_ms": percentile(spent["answer"], 0.95),
        "suggest_p95_ms": percentile(spent["suggestion"], 0.95),
        "page_queries": questions,
    }
    return Outcome(figures, lines)


def _fill(items: Sequence[search_items.Item], count: int) -> None:
    """Store so many items; those that come again are the same once more."""
    editor, sources = acts.actor_of(story.EDITOR), dict[str, Source]()
    for item in islice(items, count):
        name = item.source if len(sources) < _MOST_SOURCES else next(iter(sources))
        if name not in sources:
            sources[name] = make_source(editor.person, editor.body, name, clock.now())
    rows = _rows(items, sources, count)
    while chunk := list(islice(rows, _CHUNK)):
        Item.objects.bulk_create(chunk)


def _rows(items: Sequence[search_items.Item], sources: dict[str, Source], count: int) -> Iterator[Item]:
    first = next(iter(sources.values()))
    for number in range(count):
        item = items[number % len(items)]
        source = sources.get(item.source, first)
        key = digest([number, item.title])
        yield Item(
            source=source,
            publisher_id=source.publisher_id,
            key=key,
            digest=key,
            title=item.title[:500] or item.source,
            summary=item.text,
            language="vi",
            topics=[],
            areas=[],
            published_at=item.at,
            sure=1,
            taken_at=item.at,
        )


def _page(desk: Client, typed: str) -> None:
    """Fetch the page once. Raises: OpsError when it does not answer as it should."""
    answer = desk.get(reverse("search:search"), {"q": typed})
    if answer.status_code != 200:
        raise OpsError(f"search answered {answer.status_code} instead of a page.")


def _timed(asked: Sequence[str], rounds: int, way: Callable[[str], object]) -> list[float]:
    """Return the quickest of the rounds of each question, in milliseconds."""
    found = []
    for typed in asked:
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            way(typed)
            times.append(1000 * (time.perf_counter() - began))
        found.append(min(times))
    return found


def _queries(desk: Client, typed: str) -> tuple[int, float, list[str]]:
    """Return how many queries one page takes, their milliseconds, and the slowest of them."""
    with CaptureQueriesContext(connection) as captured:
        _page(desk, f"{typed} nay")
    spent = sorted(
        ((1000 * float(query["time"]), query["sql"]) for query in captured.captured_queries), reverse=True
    )
    return (
        len(spent),
        sum(time for time, _ in spent),
        [f"{time:.0f} {_tables(sql)}" for time, sql in spent[:6]],
    )


def _tables(sql: str) -> str:
    """Return what a query begins with and the tables it reads."""
    return " ".join([sql.split(" ", 1)[0], *dict.fromkeys(re.findall(r'(?:FROM|JOIN|INTO) "(\w+)"', sql))])


BENCH = Bench(
    "search_page",
    "The page of search with PostgreSQL: question, rights, names, snippets, journal, HTML",
    run,
)
