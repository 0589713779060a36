"""`loa press import` from the file to the committed rows, beside a bare COPY of the same rows: rows a second, memory, growth.

Scale 1 is 100,000 rows, scale 100 ten million (some 5 GB of file and 20 GB of database). With LOA_BENCH_DATA, a folder with
`press_stream/all.jsonl`, real items, again and again with other addresses and titles; else made-up ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import psutil
from django.db import connection, connections

from loa.journal.actions import SYSTEM
from loa.lib.measure import Bench, Goal, Outcome, Plan
from loa.ops.benches.press_texts import articles
from loa.ops.demo import world
from loa.press.actions.bulk import source_for_files
from loa.press.actions.topic_words import add_word
from loa.press.intake import importing, process
from loa.press.models import BulkImport, Item
from loa.press.sample import TOPICS
from loa.units.queries import topics

_ROWS: Final = 100_000
_COPIED: Final = 100_000
_KILLED: Final = 10_000
_SHOWN: Final = 100_000
_COLUMNS: Final = ("id", "url", "title", "text", "published_at", "source")


@dataclass
class Course:
    """How an import goes: after each batch the rows so far, the processor time of both sides, the memory."""

    server: psutil.Process
    plan: Plan
    rows: int = 0
    steps: list[tuple[int, float]] = field(default_factory=lambda: [(0, 0.0)])
    memory: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.began, self.clock = self.spent(), time.perf_counter()

    def spent(self) -> float:
        """Return the processor time of this process and of the server's side of its connection."""
        times = self.server.cpu_times()
        return time.process_time() + times.user + times.system

    def tell(self, told: importing.Told) -> None:
        """Note a batch."""
        self.rows += told.rows
        self.steps.append((self.rows, self.spent() - self.began))
        self.memory.append(psutil.Process().memory_info().rss)
        if self.rows // _SHOWN > (self.rows - told.rows) // _SHOWN:
            seconds = time.perf_counter() - self.clock
            self.plan.say(
                f"{self.rows:,} rows, {self.rows / seconds:,.0f} a second by the clock, {self.memory[-1] >> 20} MB"
            )

    def rate(self, first: float = 0.0, last: float = 1.0) -> float:
        """Return the rows a second of processor time between two shares of the way."""
        part = [step for step in self.steps if first * self.rows <= step[0] <= last * self.rows]
        return (part[-1][0] - part[0][0]) / max(1e-9, part[-1][1] - part[0][1])


def run(plan: Plan) -> Outcome:
    """Import a file, stop another one with kill -9 again and again, and copy the first rows barely."""
    process.language("Xin chào", "Hà Nội hôm nay có mưa rào vài nơi, chiều trời hửng nắng.")
    _furnish()
    with tempfile.TemporaryDirectory(prefix="loa-bench-import-") as folder:
        file, other = Path(folder) / "items.jsonl", Path(folder) / "killed.jsonl"
        rows = plan.scaled(_ROWS, least=1_000)
        plan.say(f"writing {rows:,} {'real' if _stream() else 'made-up'} rows")
        _write(file, _rows(rows, "a"))
        _write(other, _rows(min(_KILLED, rows), "b"))
        course = _imported(file, plan)
        lost = _killed(other, plan)
        copied = _copied(file)
    return _outcome(course, copied, lost)


def _furnish() -> None:
    """Load what items are named by: the areas of Hanoi, and wordings of topics."""
    world.load_units()
    own = {topic.code: topic for topic in topics()}
    for code, words in TOPICS.items():
        for word in words:
            add_word(actor=SYSTEM, topic=own[code], value=word)


def _stream() -> Path | None:
    folder = os.environ.get("LOA_BENCH_DATA")
    file = Path(folder) / "press_stream" / "all.jsonl" if folder else None
    return file if file and file.exists() else None


def _write(file: Path, rows: Iterator[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _rows(count: int, mark: str) -> Iterator[dict[str, Any]]:
    """Yield so many rows, none like another."""
    for number, row in enumerate(islice(_endless(), count)):
        name = f"{mark}{number}"
        yield row | {
            "id": name,
            "url": f"{row['url'].removesuffix('.htm')}-{name}.htm",
            "title": f"{row['title']} ({name})",
        }


def _endless() -> Iterator[dict[str, Any]]:
    while True:
        if file := _stream():
            with file.open(encoding="utf-8") as lines:
                for row in map(json.loads, lines):
                    yield {
                        "url": row["link"],
                        **{name: row[name] for name in ("title", "text", "published_at", "source")},
                    }
        else:
            for item, _, _ in articles(50_000):
                at = item.published_at.isoformat() if item.published_at else ""
                yield {"url": f"https://bao.vn/{item.id}.htm", "title": item.title, "text": item.text[:300], "published_at": at, "source": item.source}  # fmt: skip


def _imported(file: Path, plan: Plan) -> Course:
    work = importing.begin(file, source_for_files())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        course = Course(psutil.Process(cursor.fetchone()[0]), plan)
    importing.run(work, file, file.with_suffix(".rejects"), process.language, tell=course.tell)
    return course


def _killed(file: Path, plan: Plan) -> int:
    """Kill an import three times on its way and let it go on; return how many rows are not as they should be."""
    given = _addresses(file)
    command = [sys.executable, "-m", "loa.ops.cli", "press", "import", str(file)]
    for share in (0.0, 0.3, 0.6):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while running.poll() is None and _came(file) <= share * len(given):
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        running.wait()
        plan.say(f"killed after {_came(file):,} rows")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    work = BulkImport.objects.get(name=file.name)
    kept = Item.objects.filter(key__in=given).count()
    return abs(len(given) - kept) + abs(len(given) - work.lines) + abs(len(given) - work.fresh)


def _addresses(file: Path) -> list[str]:
    """Return the keys of the items that a file should become."""
    with file.open(encoding="utf-8") as lines:
        return [hashlib.sha256(json.loads(line)["url"].encode()).hexdigest() for line in lines]


def _came(file: Path) -> int:
    return BulkImport.objects.filter(name=file.name).values_list("lines", flat=True).first() or 0


def _copied(file: Path) -> float:
    """Return the rows a second of processor time of a bare COPY: read, written, neither named nor told apart."""
    with connections["owner"].cursor() as cursor, file.open(encoding="utf-8") as lines:
        cursor.execute(f"CREATE TABLE bench_copied ({', '.join(f'{name} text' for name in _COLUMNS)})")
        cursor.execute("SELECT pg_backend_pid()")
        course = Course(psutil.Process(cursor.fetchone()[0]), Plan())
        with cursor.copy(f"COPY bench_copied ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row in map(json.loads, islice(lines, _COPIED)):
                copy.write_row([row[name] for name in _COLUMNS])
                course.rows += 1
        course.steps.append((course.rows, course.spent() - course.began))
        cursor.execute("DROP TABLE bench_copied")
    return course.rate()


def _outcome(course: Course, copied: float, lost: int) -> Outcome:
    seconds = time.perf_counter() - course.clock
    first, rest = _parts(course.memory)
    figures = {
        "rows_per_s": course.rate(),
        "copy_ratio": copied / course.rate(),
        "growth": course.rate(0.2, 0.4) / course.rate(0.8, 1.0),
        "memory_mb": max(course.memory) / 2**20,
        "memory_growth_mb": (max(rest) - max(first)) / 2**20,
        "lost": float(lost),
    }
    lines = [
        (
            f"rows a second of processor time, both sides together, {course.rows:,} rows",
            f"{course.rate():,.0f}",
        ),
        (
            "the same in the second and the last fifth",
            f"{course.rate(0.2, 0.4):,.0f}; {course.rate(0.8, 1.0):,.0f}",
        ),
        ("bare COPY of the first rows; times ours", f"{copied:,.0f}; {figures['copy_ratio']:.1f}"),
        ("seconds by the clock, all of it", f"{seconds:,.0f}"),
        (
            "memory, MB; more than after the first fifth",
            f"{figures['memory_mb']:,.0f}; {figures['memory_growth_mb']:,.0f}",
        ),
        ("rows lost or doubled by three kill -9", str(lost)),
    ]
    return Outcome(dict(figures), lines)


def _parts(memory: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Return the memory of the first fifth of the way and that of the rest."""
    at = max(1, len(memory) // 5)
    return memory[:at], memory[at:] or memory


BENCH = Bench(
    "import",
    "A file of press items brought in, beside a bare COPY of its rows",
    run,
    (
        Goal("rows_per_s", at_least=6_000),
        Goal("growth", at_most=2),
        Goal("memory_growth_mb", at_most=32),
        Goal("lost", at_most=0),
    ),
)
